/** The built pool, and ways to get at its worker threads that anyone has. */
import { createRequire } from "node:module";
import type { Worker } from "node:worker_threads";
import { afterAll } from "vitest";
import type { Pool, PoolOptions } from "../../src/pool/pool";

const require = createRequire(import.meta.url);
export const lowrank = require("lowrank") as typeof import("../../src/index");
export const { createPool, PoolClosedError, WorkerCrashError } = require("lowrank/pool") as typeof import("../../src/pool/pool");

/** Every worker thread that this process starts while tests run. */
export const threads: Worker[] = [];
const remember = (worker: Worker) => {
  threads.push(worker);
  worker.once("exit", () => threads.splice(threads.indexOf(worker), 1));
};

/** A pool for a test file, closed at its end. */
export function testPool(options?: PoolOptions): Pool {
  process.on("worker", remember);
  const pool = createPool(options);
  afterAll(async () => {
    await pool.close({ force: true });
    process.off("worker", remember);
  });
  return pool;
}

/** Runs a function inside a worker, which workerpool allows whoever has the thread: to make it crash. */
export function runInside(worker: Worker, code: string): void {
  worker.postMessage({ id: -1, method: "run", params: [`function () { ${code} }`, []] });
}

/** Which threads there are: comparing threads themselves would print them. */
export const ids = () => threads.map(({ threadId }) => threadId);

export const tick = (milliseconds = 0) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** The first thread, once there is one. */
export async function firstThread(): Promise<Worker> {
  await until(() => threads.length > 0);
  return threads[0]!;
}

/** Until a condition holds; the test's own time limit is the end. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await tick(2);
}

/** A matrix whose decomposition takes some seconds. */
export function large(n = 1500): { rows: number; columns: number; data: Float64Array } {
  let state = 1;
  return { rows: n, columns: n, data: Float64Array.from({ length: n * n }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) };
}
