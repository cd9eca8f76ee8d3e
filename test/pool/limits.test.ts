// What a service asks of a pool: a bound on what waits, a bound on how long, and how much there is of each.
import { describe, expect, it } from "vitest";
import { createPool, large, lowrank, PoolFullError, PoolTimeoutError, testPool, until } from "../support/pool";

const A = [[4, 11, 14], [8, 7, -2]];
const expected = lowrank.svd(A);
const outcome = (job: Promise<unknown>) => job.then(() => "done", (error: unknown) => (error as Error).name);

const pool = testPool({ size: 2, maxQueue: 3 });

describe("maxQueue", () => {
  it("as many wait, the next is refused before its arguments are touched, and the others are done", async () => {
    const jobs = Array.from({ length: 5 }, () => pool.svd(A));
    expect([pool.running, pool.waiting]).toEqual([2, 3]);
    const data = Float64Array.of(4, 11, 14, 8, 7, -2);
    const refused = pool.svd({ rows: 2, columns: 3, data }, { transfer: true });
    await expect(refused).rejects.toBeInstanceOf(PoolFullError);
    await expect(refused).rejects.toMatchObject({ name: "PoolFullError", code: "LOWRANK_FULL", message: "svd: 3 jobs wait: expected at most maxQueue = 3 (try again later)" });
    expect(data.length).toBe(6);
    for (const job of jobs) expect(await job).toStrictEqual(expected);
    expect([pool.running, pool.waiting]).toEqual([0, 0]);
    expect(await pool.svd(A)).toStrictEqual(expected);
  });

  it("an aborted job makes room", async () => {
    const stop = new AbortController();
    const slow = [pool.svd(large(), { signal: stop.signal }), pool.svd(large(), { signal: stop.signal })];
    const waiting = [pool.svd(A), pool.svd(A), pool.svd(A)];
    expect(await outcome(pool.svd(A))).toBe("PoolFullError");
    stop.abort();
    expect(await Promise.all(slow.map(outcome))).toEqual(["AbortError", "AbortError"]);
    const next = pool.svd(A);
    for (const job of [...waiting, next]) expect(await job).toStrictEqual(expected);
  });

  it("0: nothing waits", async () => {
    const strict = createPool({ size: 1, maxQueue: 0 });
    const first = strict.svd(A);
    expect(await outcome(strict.svd(A))).toBe("PoolFullError");
    expect(await first).toStrictEqual(expected);
    expect(await strict.svd(A)).toStrictEqual(expected);
    await strict.close();
  });
});

describe("timeout", () => {
  it("of a job: a worker at it is ended and replaced, one that waits never begins", async () => {
    const one = createPool({ size: 1 });
    await one.ready();
    const slow = one.svd(large(), { timeout: 60 });
    const behind = one.frobeniusNorm(A, { timeout: 20 });
    const patient = one.svd(A, { timeout: 60_000 });
    await expect(behind).rejects.toMatchObject({ name: "PoolTimeoutError", code: "LOWRANK_TIMEOUT", message: "frobeniusNorm took longer than its timeout of 20 ms" });
    await expect(slow).rejects.toBeInstanceOf(PoolTimeoutError);
    expect(await patient).toStrictEqual(expected);
    await one.close();
  });

  it("of the pool holds where a job does not say, and a job may say more", async () => {
    const pool = createPool({ size: 1, timeout: 5 });
    expect(await outcome(pool.svd(large()))).toBe("PoolTimeoutError");
    expect(await pool.svd(A, { timeout: 60_000 })).toStrictEqual(expected);
    await pool.close();
  });

  it("of a job that is done in time leaves nothing behind", async () => {
    const pool = createPool({ size: 1, timeout: 2 ** 31 - 1 });
    expect(await pool.svd(A)).toStrictEqual(expected);
    await pool.close();
    await until(() => pool.running === 0);
  });
});

describe("wrong", () => {
  it("limits are refused by name", async () => {
    expect(() => createPool({ maxQueue: -1 })).toThrow(/options\.maxQueue is -1: expected an integer, 0 or more/);
    expect(() => createPool({ maxQueue: "5" as never })).toThrow(TypeError);
    expect(() => createPool({ timeout: 0 })).toThrow(/options\.timeout is 0: expected a number above 0/);
    const pool = createPool({ size: 1 });
    await expect(pool.svd(A, { timeout: -5 })).rejects.toThrow(/options\.timeout is -5/);
    await expect(pool.frobeniusNorm(A, { timeout: 2 ** 31 })).rejects.toThrow(/job\.timeout is 2147483648: expected a number above 0 to 2147483647/);
    await expect(pool.frobeniusNorm(A, { timeout: "1" as never })).rejects.toThrow(TypeError);
    await pool.close();
  });
});
