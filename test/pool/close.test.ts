import { describe, expect, it } from "vitest";
import { createPool, ids, large, lowrank, PoolClosedError, testPool, threads, until } from "../support/pool";

const A = [[4, 11, 14], [8, 7, -2]];
const expected = lowrank.svd(A);
testPool({ size: 1 }); // only watches the threads

describe("close()", () => {
  it("waits for the jobs that were given, ends the threads, and refuses what comes later", async () => {
    const pool = createPool({ size: 2 });
    const jobs = Array.from({ length: 6 }, () => pool.svd(A));
    const closed = pool.close();
    await expect(pool.svd(A)).rejects.toBeInstanceOf(PoolClosedError);
    await expect(pool.ready()).rejects.toThrow(/the pool is closed/);
    await closed;
    for (const job of jobs) expect(await job).toStrictEqual(expected);
    await until(() => threads.length === 0);
    await expect(pool.svd(A)).rejects.toThrow("svd: the pool is closed");
  });

  it("by force rejects at once what runs and what waits", async () => {
    const pool = createPool({ size: 1 });
    await pool.ready();
    const jobs = [pool.svd(large()), pool.svd(A), pool.frobeniusNorm(A)];
    const errors = Promise.all(jobs.map((job) => job.catch((error: unknown) => error)));
    const closed = pool.close({ force: true });
    for (const error of await errors) expect(error).toBeInstanceOf(PoolClosedError);
    await closed;
    await until(() => threads.length === 0);
  });

  it("by force ends a close that waits", async () => {
    const pool = createPool({ size: 1 });
    const job = pool.svd(large()).catch((error: unknown) => error);
    const waiting = pool.close();
    await Promise.all([pool.close({ force: true }), waiting]);
    expect(await job).toBeInstanceOf(PoolClosedError);
  });

  it("of a pool that had nothing to do, and again", async () => {
    const pool = createPool();
    expect(pool.size).toBeGreaterThan(0);
    await pool.close();
    await pool.close();
    await expect(pool.close({ force: 1 } as never)).resolves.toBeUndefined();
    await expect(pool.close({ now: true } as never)).rejects.toThrow(/options\.now is not an option/);
  });

  it("while an abort ends a worker", async () => {
    const pool = createPool({ size: 2 });
    await pool.ready();
    const controller = new AbortController();
    const job = pool.svd(large(), { signal: controller.signal });
    controller.abort("enough");
    await expect(job).rejects.toBe("enough");
    await pool.close();
    await until(() => threads.length === 0);
  });

  it("is what `await using` calls", async () => {
    let pool;
    {
      // eslint-disable-next-line @typescript-eslint/await-thenable -- the type has it where the library of TypeScript does
      await using own = createPool({ size: 1 });
      pool = own;
      expect(await own.svd(A)).toStrictEqual(expected);
    }
    await expect(pool.svd(A)).rejects.toBeInstanceOf(PoolClosedError);
  });
});

it("no thread is left", () => expect(ids()).toEqual([]));
