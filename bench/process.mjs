/** A contestant's process, seen from the runner: asked one thing at a time, killed when an answer takes too long. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** On a busy machine a call may wait this many times its limit, as long as it has not worked longer than the limit. */
const PATIENCE = 6;

const alive = new Set();

/** Ends every process started here that still runs. */
export function killAll() {
  for (const child of alive) child.kill("SIGKILL");
}

export class TooSlow extends Error {}

/** Starts a contestant on one core (where taskset is found). */
export class Contestant {
  constructor({ command, environment }, core) {
    const [program, ...words] = core === undefined ? command : ["taskset", "-c", String(core), ...command];
    this.child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ["pipe", "pipe", "pipe"] });
    this.errors = "";
    alive.add(this.child);
    this.child.stderr.on("data", (text) => (this.errors = (this.errors + text).slice(-2000)));
    this.child.stdin.on("error", () => {}); // the exit is what is reported
    this.child.on("error", (error) => this.settle?.({ error: error.message }));
    this.child.on("exit", (code, signal) => {
      alive.delete(this.child);
      this.ended = `process ended (${signal ?? code}) ${reason(this.errors)}`;
      this.settle?.({ error: this.ended });
    });
    createInterface({ input: this.child.stdout }).on("line", (line) => {
      if (line.startsWith("@")) this.settle?.(JSON.parse(line.slice(1)));
    });
  }

  /** Sends a request; rejects with TooSlow, the process then being gone, after `limit` milliseconds of work. */
  async ask(request, limit) {
    if (this.ended !== undefined) throw new Error(this.ended);
    const answer = await new Promise((resolve) => {
      const before = this.worked() ?? 0;
      const latest = Date.now() + PATIENCE * limit;
      let timer;
      const wait = (ms) => {
        timer = setTimeout(() => {
          const left = before + limit - (this.worked() ?? Infinity);
          if (left <= 0 || Date.now() >= latest) resolve({ slow: true });
          else wait(Math.max(left, 50));
        }, ms);
      };
      wait(limit);
      this.settle = (value) => {
        clearTimeout(timer);
        resolve(value);
      };
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    this.settle = undefined;
    if (answer.slow) {
      this.close();
      throw new TooSlow();
    }
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  /** The processor time of the process in milliseconds; undefined where the system does not tell. */
  worked() {
    try {
      const fields = readFileSync(`/proc/${this.child.pid}/stat`, "latin1").split(") ").at(-1).split(" ");
      return 10 * (Number(fields[11]) + Number(fields[12])); // user and system, in ticks of 10 ms
    } catch {
      return undefined;
    }
  }

  close() {
    this.child.kill("SIGKILL");
  }
}

/** The line of a stack trace that says what went wrong. */
function reason(errors) {
  return (errors.split("\n").find((line) => /Error|error:/.test(line)) ?? "").trim().slice(0, 160);
}
