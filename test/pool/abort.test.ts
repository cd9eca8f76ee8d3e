import { describe, expect, it, vi } from "vitest";
import { ids, large, lowrank, testPool, threads, tick, until } from "../support/pool";

const A = [[4, 11, 14], [8, 7, -2]];
const expected = lowrank.svd(A);

const pool = testPool({ size: 1 });

describe("an aborted job", () => {
  it("given an aborted signal rejects with its reason, and nothing is done or moved", async () => {
    const reason = new Error("too late");
    const matrix = { rows: 1, columns: 2, data: Float64Array.of(1, 2) };
    const started = threads.length;
    await expect(pool.svd(matrix, { signal: AbortSignal.abort(reason), transfer: true })).rejects.toBe(reason);
    expect(matrix.data.length).toBe(2);
    expect(threads.length).toBe(started);
  });

  it("that runs rejects with the signal's reason at once, its worker is replaced, and the next job is right", async () => {
    await pool.ready();
    const before = ids();
    const controller = new AbortController();
    const job = pool.svd(large(), { signal: controller.signal });
    await tick(20);
    let rejected = false;
    const settled = job.catch((error: unknown) => { rejected = true; return error; });
    controller.abort();
    await Promise.resolve().then(() => {}).then(() => {}).then(() => {});
    const error = (await settled) as DOMException;
    expect(rejected).toBe(true);
    expect(error).toBe(controller.signal.reason);
    expect(error.name).toBe("AbortError");
    expect(await pool.svd(A)).toStrictEqual(expected);
    expect(ids()).toHaveLength(1);
    expect(ids()).not.toEqual(before);
  });

  it("that waits leaves the queue, and the running one and those behind it are not touched", async () => {
    const before = ids();
    const controller = new AbortController();
    const reason = { any: "value" };
    const running = pool.svd(A);
    const aborted = Array.from({ length: 20 }, () => pool.svd(large(50), { signal: controller.signal }));
    const behind = pool.svd(A);
    controller.abort(reason);
    for (const job of aborted) await expect(job).rejects.toBe(reason);
    expect(await running).toStrictEqual(expected);
    expect(await behind).toStrictEqual(expected);
    expect(ids()).toEqual(before);
  });

  it("aborted after its end keeps its result, and the signal keeps no listener", async () => {
    const controller = new AbortController();
    const [added, removed] = [vi.spyOn(controller.signal, "addEventListener"), vi.spyOn(controller.signal, "removeEventListener")];
    for (let i = 0; i < 5; i++) expect(await pool.svd(A, { signal: controller.signal })).toStrictEqual(expected);
    await expect(pool.svd([[NaN]], { signal: controller.signal })).rejects.toThrow(RangeError);
    expect(added).toHaveBeenCalledTimes(6);
    expect(removed.mock.calls.map(([type, listener]) => [type, listener])).toEqual(added.mock.calls.map(([type, listener]) => [type, listener]));
    const before = ids();
    controller.abort();
    expect(await pool.svd(A)).toStrictEqual(expected);
    expect(ids()).toEqual(before);
  });

  it("of a time limit rejects with a TimeoutError", async () => {
    await expect(pool.svd(large(), { signal: AbortSignal.timeout(10) })).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("may be one of a function without options", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const job = pool.nuclearNorm(large(), { signal: controller.signal });
    controller.abort(reason);
    await expect(job).rejects.toBe(reason);
  });
});

it("jobs aborted while they run leave no thread behind", async () => {
  for (let i = 0; i < 6; i++) {
    const controller = new AbortController();
    const jobs = [1, 2, 3].map(() => pool.svd(large(700), { signal: controller.signal }).catch((error: unknown) => error));
    await tick(10 * (i % 3));
    controller.abort(i);
    expect(await Promise.all(jobs)).toEqual([i, i, i]);
    expect(await pool.svd(A)).toStrictEqual(expected);
  }
  await until(() => threads.length === 1);
});
