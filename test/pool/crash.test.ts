import { describe, expect, it } from "vitest";
import { CRASHES, firstThread, ids, large, lowrank, runInside, testPool, threads, until, WorkerCrashError } from "../support/pool";

const A = [[4, 11, 14], [8, 7, -2]];
const expected = lowrank.svd(A);
const pool = testPool({ size: 1 });

/** Jobs of which the first is in the worker's hands when it ends. */
describe.each(CRASHES)("a worker that %s", (_, code, said) => {
  it("in the middle of a job: that job rejects with a WorkerCrashError, those that wait are done by another", async () => {
    await pool.ready();
    const before = await firstThread();
    runInside(before, code); // it comes to pass when the thread is free: with the job
    const first = pool.svd(large(500));
    const waiting = Array.from({ length: 5 }, () => pool.svd(A));
    const error: unknown = await first.catch((reason: unknown) => reason);
    if (error instanceof Error) {
      expect(error).toBeInstanceOf(WorkerCrashError);
      expect(error.message).toBe(`svd: its worker ended before it was done (${said})`);
    } else expect(error).toHaveProperty("S"); // it came to pass after the job
    for (const result of await Promise.all(waiting)) expect(result).toStrictEqual(expected);
    await until(() => !threads.includes(before));
    expect(ids()).toHaveLength(1);
  });

  it("while idle: the next jobs are done by another", async () => {
    await pool.ready();
    const before = await firstThread();
    runInside(before, code);
    await until(() => !threads.includes(before));
    const results = await Promise.all([pool.svd(A), pool.svd(A)]);
    for (const result of results) expect(result).toStrictEqual(expected);
    expect(ids()).toHaveLength(1);
  });
});
