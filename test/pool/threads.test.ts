// Worker threads of Node that end from outside, or before they begin.
import type { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { firstThread, ids, large, lowrank, testPool, threads, tick, until, WorkerCrashError } from "../support/pool";

const A = [[4, 11, 14], [8, 7, -2]];
const expected = lowrank.svd(A);
const pool = testPool({ size: 1 });

describe("a worker thread", () => {
  it("that is terminated in the middle of a job: that job rejects with a WorkerCrashError, those that wait are done by another", async () => {
    await pool.ready();
    const before = await firstThread();
    const first = pool.svd(large(500));
    const waiting = Array.from({ length: 5 }, () => pool.svd(A));
    void before.terminate();
    await expect(first).rejects.toMatchObject({ name: "WorkerCrashError", message: expect.stringMatching(/^svd: its worker ended before it was done \(exit code \d+\)$/) });
    for (const result of await Promise.all(waiting)) expect(result).toStrictEqual(expected);
    await until(() => !threads.includes(before));
    expect(ids()).toHaveLength(1);
  });

  it("that is terminated while idle: the next jobs are done by another", async () => {
    await pool.ready();
    const before = await firstThread();
    void before.terminate();
    await until(() => !threads.includes(before));
    for (const result of await Promise.all([pool.svd(A), pool.svd(A)])) expect(result).toStrictEqual(expected);
    expect(ids()).toHaveLength(1);
  });

  it("that is terminated: onProgress hears nothing any more", async () => {
    let calls = 0;
    const table = Array.from({ length: 60 }, (_, i) => Array.from({ length: 40 }, (_, j) => ((i * 7 + j * j) % 3 === 0 ? null : i - j)));
    const job = pool.complete(table, { method: "soft-impute", rank: 5, lambda: 0.5, tolerance: 0, maxIterations: 1e9, onProgress: () => { calls++; } });
    await until(() => calls > 0);
    void threads.at(-1)!.terminate();
    await expect(job).rejects.toMatchObject({ name: "WorkerCrashError" });
    const heard = calls;
    await tick(30);
    expect(calls).toBe(heard);
    expect(await pool.svd(A)).toStrictEqual(expected);
  });

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

  it.each(["that is ready", "that starts"])("%s and that a message cannot be sent to is replaced, and the job rejects", async (when) => {
    await pool.ready();
    const before = await firstThread();
    if (when === "that starts") await before.terminate();
    const breakIt = (worker: Worker) => {
      worker.postMessage = () => {
        throw new Error("too much to be cloned");
      };
    };
    if (when === "that starts") process.once("worker", breakIt);
    else breakIt(before);
    await expect(pool.svd(A)).rejects.toThrow(/too much to be cloned/);
    expect(await pool.svd(A)).toStrictEqual(expected);
    expect(await pool.frobeniusNorm([[3, 4]])).toBe(5);
    await until(() => ids().length === 1);
  });
});
