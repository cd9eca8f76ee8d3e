import { rmSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { MessageChannel, Worker, receiveMessageOnPort } from "node:worker_threads";
import { reasonOf } from "../failure";
import { Gate } from "./gate";
import { ProgressLine } from "./progress-line";
import type { Message, Order } from "./protocol";

/** Milliseconds that an interrupt waits for files that are just being put in place. */
const PATIENCE = 2000;
const FAILED = 1;
/** What asks a program to end. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/**
 * Runs the command line in a thread, and stays free to draw its progress and to hear signals: an interrupt takes the line away, shows
 * the cursor again, removes temporary files and ends the process as the signal asks.
 *
 * @param script  the program, which calls `work` where it is not the main thread.
 */
export function runInThread(script: URL, args: readonly string[]): void {
  const gate = new Gate();
  const { port1: port, port2 } = new MessageChannel();
  const line = process.stderr.isTTY ? new ProgressLine(process.stderr) : undefined;
  const temporaries = new Set<string>();
  let code: number | undefined;

  const complain = (text: string) => {
    line?.clear();
    process.stderr.write(text);
  };
  const hear = (message: Message) => {
    switch (message[0]) {
      case "print":
        line?.clear();
        process.stdout.write(message[1]);
        break;
      case "complain": complain(message[1]); break;
      case "appears": temporaries.add(message[1]); break;
      case "disappears": temporaries.delete(message[1]); break;
      case "begin": line?.begin(message[1], message[2], message[3], message[4]); break;
      case "update": line?.update(message[1], message[2]); break;
      case "end": line?.end(); break;
      case "code": code = message[1]; break;
    }
  };
  const hearAll = () => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) hear(next.message as Message);
  };

  watchStreams(complain);
  const tidy = () => {
    gate.shut(PATIENCE);
    hearAll();
    line?.clear();
    for (const path of temporaries) {
      try {
        rmSync(path, { force: true });
      } catch {
        // A disk that fails keeps it; the program ends.
      }
    }
  };
  process.on("exit", tidy);
  for (const signal of SIGNALS) {
    process.on(signal, () => { // a second one meanwhile waits until all is tidy
      tidy();
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  }
  port.on("message", hear);
  const worker = new Worker(script, {
    workerData: { args, watched: line !== undefined, gate: gate.buffer, port: port2 } satisfies Order,
    transferList: [port2],
    // As much as this thread may take.
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20) },
  });
  worker.on("error", (error: NodeJS.ErrnoException) => {
    code = FAILED;
    complain(`lowrank: ${error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "not enough memory: node's option --max-old-space-size, in NODE_OPTIONS, allows more" : reasonOf(error)}\n`);
  });
  worker.on("exit", () => {
    hearAll();
    line?.clear();
    port.close();
    process.exitCode = Math.max(code ?? FAILED, Number(process.exitCode ?? 0));
  });
}

/** A stream that cannot be written to is told once; a reader that left early (`lowrank … | head`) has what it wanted: outputs are in place before anything is printed. */
function watchStreams(complain: (text: string) => void): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || process.exitCode === FAILED) return;
    process.exitCode = FAILED;
    complain(`lowrank: standard output: cannot be written: ${reasonOf(error)}\n`);
  });
  process.stderr.on("error", () => {
    // Nobody hears it.
  });
}
