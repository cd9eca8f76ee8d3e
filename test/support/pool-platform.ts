/** The built pool and its worker threads, in Node. In a page, pool-platform.page.ts takes its place. */
import { createRequire } from "node:module";
import type { Worker } from "node:worker_threads";

const require = createRequire(import.meta.url);
export const lowrank = require("lowrank") as typeof import("../../src/index");
export const { single } = require("lowrank/single") as typeof import("../../src/single/single");
export const { createPool, PoolClosedError, PoolFullError, PoolTimeoutError, WorkerCrashError } = require("lowrank/pool") as typeof import("../../src/pool/pool");

/** Every worker thread that this process starts while tests run. */
export const threads: Worker[] = [];
const remember = (worker: Worker) => {
  threads.push(worker);
  worker.once("exit", () => threads.splice(threads.indexOf(worker), 1));
};

/** Keeps `threads`, until what it returns is called. */
export function watchThreads(): () => void {
  process.on("worker", remember);
  return () => void process.off("worker", remember);
}

export const idOf = (worker: Worker): number => worker.threadId;

/** What may become of a worker, the code that brings it about inside, and what is said of it. */
export const CRASHES: readonly (readonly [how: string, code: string, said: string])[] = [
  ["exits", "process.exit(3)", "exit code 3"],
  ["has an uncaught error", "setTimeout(() => { throw new Error('uncaught') })", "uncaught"],
  ["has an unhandled rejection", "Promise.reject(new Error('unhandled'))", "unhandled"],
];
