/** The built pool, and ways to get at its workers that anyone has. */
import { afterAll } from "vitest";
import type { Pool, PoolOptions } from "../../src/pool/pool";
import { createPool, idOf, threads, watchThreads } from "./pool-platform";

export { CRASHES, createPool, lowrank, PoolClosedError, PoolFullError, PoolTimeoutError, threads, WorkerCrashError } from "./pool-platform";

/** A pool for a test file, closed at its end. */
export function testPool(options?: PoolOptions): Pool {
  const unwatch = watchThreads();
  const pool = createPool(options);
  afterAll(async () => {
    await pool.close({ force: true });
    unwatch();
  });
  return pool;
}

/** Runs a function inside a worker, which workerpool allows whoever has the worker: to make it crash. */
export function runInside(worker: (typeof threads)[number], code: string): void {
  worker.postMessage({ id: -1, method: "run", params: [`function () { ${code} }`, []] });
}

/** Which threads there are: comparing threads themselves would print them. */
export const ids = () => threads.map(idOf);

export const tick = (milliseconds = 0) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** The first thread, once there is one. */
export async function firstThread(): Promise<(typeof threads)[number]> {
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

/** Numbers in shared memory. A page has some without being isolated, too. */
export function shared(values: readonly number[]): Float64Array {
  const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const data = new Float64Array(buffer, 0, values.length);
  data.set(values);
  return data;
}
