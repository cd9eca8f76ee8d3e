import { describe, expect, it } from "vitest";
import { createPool, lowrank, testPool } from "../support/pool";

const pool = testPool({ size: 1 });
const direct = lowrank as unknown as Record<string, (...args: unknown[]) => unknown>;
const pooled = pool as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const CLASSES = { TypeError, RangeError, OutOfMemoryError: lowrank.OutOfMemoryError };
const wide = (m: number, n: number, value: unknown = 1) => Array.from({ length: m }, () => Array.from({ length: n }, () => value));
const withEntry = (a: unknown[][], i: number, j: number, value: unknown) => a.map((row, k) => (k === i ? row.map((x, l) => (l === j ? value : x)) : row));
const model = lowrank.complete([[1, null], [2, 3]], { method: "fill", rank: 1 });

describe("errors are those of the function: class, message and fields", () => {
  it.each<[string, ...unknown[]]>([
    ["svd", [[1, NaN]]],
    ["svd", [[1, 2], [3]]],
    ["svd", "text"],
    ["svd", undefined],
    ["svd", null],
    ["svd", 7n],
    ["svd", withEntry(wide(9, 8), 3, 7, Infinity)],
    ["svd", withEntry(wide(9, 8), 3, 7, "x")],
    ["svd", withEntry(wide(9, 8), 3, 7, undefined)],
    ["svd", withEntry(wide(9, 8), 3, 7, null)],
    ["svd", withEntry(wide(40, 2), 3, 1, null)],
    ["sparse", 9, 9, withEntry(wide(40, 3), 30, 2, null)],
    ["complete", { rows: 9, columns: 9, entries: withEntry(wide(40, 3), 30, 2, undefined) }],
    ["svd", wide(9, 8).map((row, i) => (i === 4 ? row.slice(1) : row))],
    ["svd", { rows: 2, columns: 2, data: [1, 2, 3] }],
    ["svd", { rows: 2.5, columns: 2, data: [1, 2, 3] }],
    ["svd", { rows: 2, columns: 2, data: [1, 2, NaN, 3] }],
    ["svd", { rows: 2, columns: 2, get: () => "x" }],
    ["svd", { rows: 2, columns: 2, get: (i: number) => (i === 1 ? NaN : 1) }],
    ["svd", { rows: -1, columns: 2, get: () => 1 }],
    ["svd", { shape: [2], data: [1, 2] }],
    ["svd", { rows: 1, columns: 1, value: [], rowStart: [], column: [] }],
    ["svd", [[1]], { vectors: "most" }],
    ["svd", [[1]], { vector: "full" }],
    ["svd", [[1]], 5],
    ["svd", [[1]], null],
    ["svd", [[1]], []],
    ["svd", [[1]], { onProgress: () => true }],
    ["svd", { rows: 40000, columns: 40000, data: new Float64Array(0) }],
    ["singularValues", { rows: 2 ** 29, columns: 1, get: () => 1 }],
    ["lowRank", [[1]], 2],
    ["lowRank", [[1]], { energy: 2 }],
    ["chooseRank", [1, 2], 1],
    ["truncatedSvd", wide(9, 8), 3, { onProgress: 5 }],
    ["truncatedSvd", wide(9, 8), 3, { seed: -1 }],
    ["complete", [[null, null]]],
    ["complete", [[1, null, 2, 4, Infinity]]],
    ["complete", wide(3, 5, 1).map((row, i) => (i === 2 ? row.map((x, j) => (j === 4 ? Infinity : x)) : row))],
    ["complete", { rows: 2, columns: 2, entries: [[0, 0, 1], [0, 0, 2]] }],
    ["complete", [[1, 2]], { method: "magic" }],
    ["crossValidate", [[1, 2]], { folds: 3 }],
    ["predict", {}, 1, 1],
    ["predict", model, -0.5, 1],
    ["loadModel", new Uint8Array(20)],
    ["sparse", 2, 2, [[0, 5, 1]]],
    ["sparse", 2, 2, 5],
    ["standings", [{ home: "a", away: "a", homeScore: 1, awayScore: 2 }]],
    ["verify", [[1]], { U: [[1]], S: [1, 2], V: [[1]] }],
    ["svdBatch", [[[1]], [[1, 2]]]],
  ])("%s %#", async (name, ...args) => {
    const expected = thrownBy(() => direct[name]!(...args)) as Error & { bytes?: number };
    const error = (await pooled[name]!(...args).then(() => undefined, (reason: unknown) => reason)) as typeof expected;
    if (expected instanceof lowrank.OutOfMemoryError && error instanceof lowrank.OutOfMemoryError) { expect(error.bytes).toBeGreaterThan(2 ** 31); return; }
    expect(error).toBeInstanceOf(CLASSES[expected.name as keyof typeof CLASSES]);
    expect([error.name, error.message, (error as { code?: unknown }).code]).toEqual([expected.name, expected.message, expect.stringMatching(/^LOWRANK_/)]);
    expect((error as { code?: unknown }).code).toBe((expected as { code?: unknown }).code);
  });

  it("an OutOfMemoryError has its bytes and its message", async () => {
    const zeros = { shape: [30000, 30000], data: { length: 9e8, get: () => 0 } };
    const expected = thrownBy(() => lowrank.nullSpace({ rows: 0, columns: 40000, data: [] })) as InstanceType<typeof lowrank.OutOfMemoryError>;
    const error = (await pool.nullSpace({ rows: 0, columns: 40000, data: [] }).catch((reason: unknown) => reason)) as typeof expected;
    expect(error).toBeInstanceOf(lowrank.OutOfMemoryError);
    expect(error).toBeInstanceOf(RangeError);
    expect([error.message, error.bytes]).toEqual([expected.message, expected.bytes]);
    await expect(pool.svd(zeros as never)).rejects.toThrow(TypeError); // a data with get cannot be sent
  });

  it("what a getter throws is the cause, with the position", async () => {
    const cause = new Error("no such entry");
    const a = { rows: 2, columns: 2, get(i: number) { if (i === 1) throw cause; return 1; } };
    await expect(pool.svd(a)).rejects.toMatchObject({ name: "TypeError", message: expect.stringContaining("[1][0] cannot be read: no such entry"), cause });
  });

  it("the stack leads to the caller", async () => {
    async function someCaller() {
      await pool.svd([[NaN]]);
    }
    await expect(someCaller()).rejects.toMatchObject({ stack: expect.stringContaining("someCaller") });
  });
});

describe("what cannot be sent is refused with a TypeError that says so", () => {
  const operator = { rows: 2, columns: 2, multiply: (x: never) => x, multiplyTransposed: (x: never) => x };
  const circle: unknown[] = [];
  circle.push(circle);
  it.each<[string, RegExp, ...unknown[]]>([
    ["truncatedSvd", /operator: its functions cannot be called from a worker/, operator, 1],
    ["recommendAll", /argument 2\.exclude is a function: expected data/, model, { exclude: () => [] }],
    ["svdBatch", /options\.out is an object .*: expected none/, [[[1]]], { out: { U: new Float64Array(1), S: new Float64Array(1), V: new Float64Array(1) } }],
    ["svd", /argument 1 is a function/, () => [[1]]],
    ["svd", /argument 1 is a symbol/, Symbol("a")],
    ["svd", /argument 1 is an object \(Promise\)/, Promise.resolve([[1]])],
    ["svd", /argument 1.*nested too deep/, circle],
    ["svd", /options\.signal is 5: expected an AbortSignal/, [[1]], { signal: 5 }],
    ["svd", /options\.signal is null: expected an AbortSignal/, [[1]], { signal: null }],
    ["svd", /options\.transfer is "yes": expected true or false/, [[1]], { transfer: "yes" }],
    ["frobeniusNorm", /job\.signal is \{?.*expected an AbortSignal/, [[1]], { signal: {} }],
    ["frobeniusNorm", /job\.tolerance is not an option/, [[1]], { tolerance: 1 }],
    ["frobeniusNorm", /job is 5: expected an object/, [[1]], 5],
  ])("%s %#", async (name, message, ...args) => {
    const error: unknown = await pooled[name]!(...args).then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(message);
  });
});

describe("createPool", () => {
  it.each<[unknown, ErrorConstructor, RegExp]>([
    [{ size: 0 }, RangeError, /options\.size is 0: expected an integer, 1 to 1024/],
    [{ size: 1.5 }, RangeError, /options\.size is 1\.5/],
    [{ size: "2" }, TypeError, /options\.size is "2"/],
    [{ threads: 2 }, TypeError, /options\.threads is not an option/],
    [{ workerUrl: 5 }, TypeError, /options\.workerUrl is 5: expected a URL/],
    [7, TypeError, /options is 7/],
  ])("%j is refused", (options, kind, message) => {
    const error = thrownBy(() => createPool(options as never));
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(message);
  });
});
