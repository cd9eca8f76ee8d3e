import { describe, expect, it } from "vitest";
import { firstThread, ids, large, lowrank, runInside, testPool, threads, tick, until, WorkerCrashError } from "../support/pool";

const A = [[4, 11, 14], [8, 7, -2]];
const expected = lowrank.svd(A);
const pool = testPool({ size: 1 });

const CRASHES: [string, (job: Promise<unknown>) => void][] = [
  ["is terminated from outside", () => void threads[0]!.terminate()],
  ["exits", () => runInside(threads[0]!, "process.exit(3)")],
  ["has an uncaught error", () => runInside(threads[0]!, "setTimeout(() => { throw new Error('uncaught') })")],
  ["has an unhandled rejection", () => runInside(threads[0]!, "Promise.reject(new Error('unhandled'))")],
];

/** Jobs of which the first is in the worker's hands when it ends. */
describe.each(CRASHES)("a worker that %s", (how, crash) => {
  it("in the middle of a job: that job rejects with a WorkerCrashError, those that wait are done by another", async () => {
    await pool.ready();
    const before = await firstThread();
    if (how !== "is terminated from outside") crash(Promise.resolve()); // inside, it comes to pass when the thread is free: with the job
    const first = pool.svd(large(500));
    const waiting = Array.from({ length: 5 }, () => pool.svd(A));
    if (how === "is terminated from outside") crash(first);
    const error: unknown = await first.catch((reason: unknown) => reason);
    if (error instanceof Error) {
      expect(error).toBeInstanceOf(WorkerCrashError);
      expect(error.message).toMatch(/^svd: its worker ended before it was done \((exit code \d+|uncaught|unhandled)\)$/);
      expect(error.message.length).toBeLessThan(200);
    } else expect(error).toHaveProperty("S"); // it came to pass after the job
    for (const result of await Promise.all(waiting)) expect(result).toStrictEqual(expected);
    await until(() => !threads.includes(before));
    expect(ids()).toHaveLength(1);
  });

  it("while idle: the next jobs are done by another", async () => {
    await pool.ready();
    const before = await firstThread();
    crash(Promise.resolve());
    await until(() => !threads.includes(before));
    const results = await Promise.all([pool.svd(A), pool.svd(A)]);
    for (const result of results) expect(result).toStrictEqual(expected);
    expect(ids()).toHaveLength(1);
  });
});

describe("a worker", () => {
  it("that dies while it starts: the job is given to another", async () => {
    await (await firstThread()).terminate();
    const job = pool.svd(A);
    void (await firstThread()).terminate();
    expect(await job).toStrictEqual(expected);
  });

  it("that always dies while it starts: the job is given up, with an UnsupportedError, and the next is not", async () => {
    await (await firstThread()).terminate();
    const kill = (worker: { terminate(): unknown }) => void worker.terminate();
    process.on("worker", kill);
    await expect(pool.svd(A)).rejects.toMatchObject({ name: "UnsupportedError", message: expect.stringMatching(/^svd: no worker could be started/) });
    process.off("worker", kill);
    expect(await pool.svd(A)).toStrictEqual(expected);
  });

  it("whose message cannot be read is replaced", async () => {
    await pool.ready();
    const before = await firstThread();
    const job = pool.svd(large(500));
    await tick(5);
    before.emit("messageerror", new Error("unreadable"));
    await expect(job).rejects.toBeInstanceOf(WorkerCrashError);
    expect(await pool.svd(A)).toStrictEqual(expected);
    await until(() => !threads.includes(before));
  });
});
