import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Answer, type Task, corpusOfTask, inputOf } from "./child";
import { corpusOf, keep } from "./corpus";
import type { Reader } from "./reader";

export interface Campaign {
  /** The program that runs `child` when it is given the argument --child. */
  readonly program: string;
  /** Of the corpora; what is found is added. */
  readonly folder: string;
  readonly seconds: number;
  /** Mutants at most. */
  readonly most: number;
  readonly seed: number;
  /** Seconds without a next file after which a child is stopped. */
  readonly patience: number;
  /** Seconds of processor time that a file may take. */
  readonly limit: number;
}

export interface Fault {
  readonly reason: string;
  /** The file that holds the input. */
  readonly path: string;
}

export interface Outcome {
  readonly mutants: number;
  readonly faults: readonly Fault[];
}

/** Inputs with the same complaint that are kept. */
const MOST_OF_A_KIND = 3;

/** Replays the corpus of a reader, then reads mutants of it. Every fault is seen again in a fresh process before it counts, and kept in the corpus. */
export async function campaign(reader: Reader, { program, folder, seconds, most, seed, patience, limit }: Campaign): Promise<Outcome> {
  let start = Infinity; // the clock begins with the first mutant
  const names = corpusOf(folder, reader).map(({ name }) => name);
  const place = mkdtempSync(join(tmpdir(), "lowrank-fuzz-"));
  const tidy = () => { rmSync(place, { recursive: true, force: true }); };
  process.once("exit", tidy);
  const progress = join(place, "progress");
  const task: Task = { reader: reader.name, folder, names, seed, limit, from: -names.length, to: most, seconds, progress };
  const corpus = corpusOfTask(reader, task);
  const faults: Fault[] = [];
  const kinds = new Map<string, number>();
  let next = task.from;
  try {
    while (next < most) {
      if (next >= 0 && start === Infinity) start = performance.now();
      const left = seconds - (performance.now() - start) / 1000;
      if (next >= 0 && left <= 0) break;
      const answer = await ask(program, patience, { ...task, from: next, to: next < 0 ? 0 : most, seconds: next < 0 ? Infinity : left });
      for (const { number } of answer.faults) {
        const [again] = (await ask(program, patience, { ...task, from: number, to: number + 1, seconds: Infinity })).faults;
        if (again === undefined) continue;
        const kind = again.reason.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/-?\d[\d.e+-]*|-?Infinity/g, "0");
        const known = kinds.get(kind) ?? 0;
        kinds.set(kind, known + 1);
        if (known < MOST_OF_A_KIND) faults.push({ reason: again.reason, path: number < 0 ? join(folder, reader.name, names[-1 - number]!) : keep(folder, reader, inputOf(reader, corpus, seed, number)) });
      }
      next = answer.next;
    }
  } finally {
    process.off("exit", tidy);
    tidy();
  }
  return { mutants: Math.max(0, next), faults };
}

/** Lets a child do a task. One that dies or stands still is at fault with the input it had. Its temporary files go with it. */
function ask(program: string, patience: number, task: Task): Promise<Answer> {
  writeFileSync(task.progress, String(task.from).padEnd(12));
  const folder = mkdtempSync(`${task.progress}-`);
  return new Promise((resolve, reject) => {
    const made = fork(program, ["--child"], { serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"], env: { ...process.env, TMPDIR: folder } });
    const end = () => { made.kill("SIGKILL"); };
    process.once("exit", end);
    let [complaint, seen, stopped] = ["", "", false];
    let answer: Answer | undefined;
    made.stderr!.setEncoding("utf8").on("data", (text: string) => { complaint = (complaint + text).slice(-2000); });
    made.on("message", (message: Answer) => { answer = message; });
    made.on("error", reject);
    const watch = setInterval(() => {
      const now = readFileSync(task.progress, "utf8");
      stopped = now === seen;
      if (stopped) made.kill("SIGKILL");
      seen = now;
    }, patience * 1000);
    made.on("exit", (code, signal) => {
      clearInterval(watch);
      process.off("exit", end);
      rmSync(folder, { recursive: true, force: true });
      if (answer !== undefined) {
        resolve(answer);
        return;
      }
      const number = Number.parseInt(readFileSync(task.progress, "utf8"), 10);
      const lines = complaint.trim().split("\n");
      const reason = stopped ? `it does not come back within ${patience} s` : `the process dies (${signal ?? code}): ${lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? ""}`;
      resolve({ next: number + 1, faults: [{ number, reason }] });
    });
    made.send(task);
  });
}
