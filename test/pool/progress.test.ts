import { describe, expect, it } from "vitest";
import type { Progress } from "../../src/index";
import { lowrank, testPool, tick } from "../support/pool";
import { Random } from "../support/random";

const random = new Random(3);
const pool = testPool({ size: 1 });
const table = Array.from({ length: 60 }, (_, i) => Array.from({ length: 40 }, (_, j) => (random.unit() < 0.5 ? null : Math.sin(i) * j + random.unit())));
const options = { method: "soft-impute", rank: 5, lambda: 0.5, tolerance: 0, maxIterations: 60 } as const;
/** Iterations without end, for what is to be stopped. */
const endless = { ...options, maxIterations: 1e9 };

describe("onProgress", () => {
  it("hears of every iteration what the function would tell, before the result", async () => {
    const expected: Progress[] = [];
    const heard: Progress[] = [];
    const direct = lowrank.complete(table, { ...options, onProgress: (progress) => void expected.push(progress) });
    const result = await pool.complete(table, { ...options, onProgress: (progress) => void heard.push(progress) });
    const told = heard.length;
    await tick(20);
    expect(result).toStrictEqual(direct);
    expect(heard).toStrictEqual(expected);
    expect(heard).toHaveLength(told);
    expect(told).toBeGreaterThan(50);
  });

  it("returning false stops with the best so far", async () => {
    let calls = 0;
    const result = await pool.complete(table, { ...endless, onProgress: () => ++calls < 5 });
    expect(result.info.converged).toBe(false);
    expect(result.info.iterations).toBeGreaterThanOrEqual(5);
    expect(calls).toBe(result.info.iterations);
    const direct = lowrank.complete(table, { ...endless, onProgress: ({ iteration }) => iteration < calls });
    expect(result).toStrictEqual(direct);
  });

  it("goes with a matrix that is moved, and with a rank that is an object", async () => {
    const a = { rows: 450, columns: 420, data: Float64Array.from({ length: 450 * 420 }, () => random.unit()) };
    const heard: number[] = [];
    const expected = lowrank.truncatedSvd(a, { relativeError: 0.4 });
    const result = await pool.truncatedSvd(a, { relativeError: 0.4 }, { transfer: true, onProgress: ({ iteration }) => void heard.push(iteration) });
    expect(result).toStrictEqual(expected);
    expect(heard).toEqual(heard.map((_, i) => i + 1));
    expect(heard.length).toBe(expected.info.iterations);
    expect(a.data.length).toBe(0);
  });

  it("that throws rejects with what it threw, and ends the job", async () => {
    const error = new Error("display broke");
    await expect(pool.complete(table, { ...endless, onProgress: () => { throw error; } })).rejects.toBe(error);
    expect(await pool.frobeniusNorm([[3, 4]])).toBe(5);
  });

  it("hears nothing after an abort, not even one from itself", async () => {
    const controller = new AbortController();
    let calls = 0;
    const job = pool.complete(table, { ...endless, signal: controller.signal, onProgress: () => { if (++calls === 3) controller.abort("now"); } });
    await expect(job).rejects.toBe("now");
    await tick(30);
    expect(calls).toBe(3);
  });
});
