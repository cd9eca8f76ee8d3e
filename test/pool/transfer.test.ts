import { describe, expect, it } from "vitest";
import { buffersOf } from "../../src/pool/transfer";
import { lowrank, shared, testPool } from "../support/pool";

const pool = testPool({ size: 1 });
const matrix = () => ({ rows: 2, columns: 3, data: Float64Array.of(4, 11, 14, 8, 7, -2) });
const expected = lowrank.svd(matrix());

describe("arguments", () => {
  it("stay as they are", async () => {
    const a = matrix();
    expect(await pool.svd(a)).toStrictEqual(expected);
    expect(a).toStrictEqual(matrix());
  });

  it("are moved with transfer: true, during the call", async () => {
    const a = matrix();
    const { buffer } = a.data;
    const job = pool.svd(a, { transfer: true });
    expect([a.data.length, buffer.byteLength]).toEqual([0, 0]);
    expect(await job).toStrictEqual(expected);
    await expect(pool.svd(a)).rejects.toThrow(/data has length 0: expected rows \* columns = 6/);
  });

  it("of a function without options are moved too", async () => {
    const a = matrix();
    expect(await pool.frobeniusNorm(a, { transfer: true })).toBe(lowrank.frobeniusNorm(matrix()));
    expect(a.data.length).toBe(0);
  });

  it("that are lists of rows: typed ones are moved, others are not touched", async () => {
    const rows = [Float64Array.of(1, 2, 3, 4, 5), Float64Array.of(5, 4, 3, 2, 2)];
    const lists = rows.map((row) => [...row]);
    const norm = lowrank.frobeniusNorm(lists);
    expect(await pool.frobeniusNorm(rows)).toBe(norm);
    expect(await pool.frobeniusNorm(rows, { transfer: true })).toBe(norm);
    expect(await pool.frobeniusNorm(lists, { transfer: true })).toBe(norm);
    expect(rows.map((row) => row.length)).toEqual([0, 0]);
    expect(lowrank.frobeniusNorm(lists)).toBe(norm);
  });

  it("that are parts of a larger buffer or of shared memory are copied all the same", async () => {
    const whole = Float64Array.of(0, ...matrix().data, 0);
    const common = shared([...matrix().data]);
    expect(await pool.svd({ ...matrix(), data: whole.subarray(1, 7) }, { transfer: true })).toStrictEqual(expected);
    expect(await pool.svd({ ...matrix(), data: common }, { transfer: true })).toStrictEqual(expected);
    expect([whole.length, common.length]).toEqual([8, 6]);
  });

  it("given twice are moved once", async () => {
    const a = matrix();
    expect(await pool.procrustes(a, a, { transfer: true })).toStrictEqual(lowrank.procrustes(matrix(), matrix()));
    const { data } = matrix();
    const two = { ...matrix(), data: new Float64Array(data.buffer) };
    expect(await pool.procrustes({ ...matrix(), data }, two, { transfer: true })).toStrictEqual(lowrank.procrustes(matrix(), matrix()));
    expect([a.data.length, data.length, two.data.length]).toEqual([0, 0, 0]);
  });

  it.each([
    ["rows of objects", () => [{ a: 4, b: 11, c: 14 }, { a: 8, b: 7, c: -2 }]],
    ["a table of Arrow", () => Object.assign(Object.create({ getChildAt: (j: number) => Object.create({ get: (i: number) => matrix().data[3 * i + j]! }) as { get(i: number): number } }) as { getChildAt(j: number): { get(i: number): number } }, { numRows: 2, schema: { fields: ["a", "b", "c"].map((name) => ({ name })) } })],
    ["a tensor of TensorFlow.js", () => Object.assign(Object.create({ dataSync: () => matrix().data }) as { dataSync(): Float64Array }, { shape: [2, 3], strides: [3] })],
    ["a matrix of math.js", () => Object.create({ size: () => [2, 3], toArray: () => [[4, 11, 14], [8, 7, -2]] }) as { size(): number[]; toArray(): unknown }],
    ["pixels", () => Object.create({ width: 2, height: 1, data: Uint8ClampedArray.of(1, 2, 3, 4, 5, 6, 7, 8) }) as { width: number; height: number; data: Uint8ClampedArray }],
  ])("in the forms of other packages: %s", async (_, make) => {
    expect(await pool.pca(make())).toStrictEqual(lowrank.pca(make()));
    expect(await pool.svd(make())).toStrictEqual(lowrank.svd(make()));
  });

  it("that are vectors of other packages", async () => {
    const vectors = [Object.create({ length: 2, nullCount: 0, get: (i: number) => i + 1 }) as { length: number; nullCount: number; get(i: number): number }, { shape: [2], dataSync: () => [1, 2] }, Object.create({ size: () => [2], toArray: () => [1, 2] }) as { size(): number[]; toArray(): unknown }];
    for (const b of vectors) expect(await pool.leastSquares(matrix(), b)).toStrictEqual(lowrank.leastSquares(matrix(), [1, 2]));
  });

  it("of a job that waits and is aborted are gone: the rule has no exceptions", async () => {
    const controller = new AbortController();
    const a = matrix();
    const job = pool.svd(a, { transfer: true, signal: controller.signal });
    controller.abort("no");
    await expect(job).rejects.toBe("no");
    expect(a.data.length).toBe(0);
  });

  it("that belong to a WebAssembly memory are copied all the same", async () => {
    const { buffer } = new WebAssembly.Memory({ initial: 1 });
    const data = new Float64Array(buffer);
    data[5] = 3;
    const a = { rows: 8, columns: 1024, data };
    expect(await pool.frobeniusNorm(a, { transfer: true })).toBe(3);
    expect(data.length).toBe(8192);
  });

  it("that are wrong are not moved", async () => {
    const a = matrix();
    await expect(pool.svd(a, { transfer: true, signal: 5 as never })).rejects.toThrow(TypeError);
    expect(a).toStrictEqual(matrix());
  });
});

describe("results", () => {
  it("are the caller's own: each in a buffer of its size, and changing one changes no other", async () => {
    const [first, second] = await Promise.all([pool.svd(matrix()), pool.svd(matrix())]);
    for (const array of [first.U.data, first.S, first.V.data]) {
      expect(array.buffer.byteLength).toBe(array.byteLength);
      array.fill(7);
    }
    expect(second).toStrictEqual(expected);
    expect(await pool.svd(matrix())).toStrictEqual(expected);
  });

  it("whose buffers travel: each once, wherever it lies; empty ones never, they may be a constant of a module", () => {
    const [a, b, none] = [Float64Array.of(1, 2), Int32Array.of(3), new Float64Array(0)];
    const data = { a, list: [b, [none, { again: a.subarray(1), none }]], text: "text", nothing: null, number: 1 };
    expect(buffersOf(data)).toEqual([a.buffer, b.buffer]);
    expect(buffersOf([none, new Uint8Array(0)])).toEqual([]);
    expect(buffersOf(a.subarray(2))).toEqual([]);
    expect(structuredClone(data, { transfer: buffersOf(data) }).list[1]).toEqual([none, { again: Float64Array.of(2), none }]);
    expect([a.length, none.length, none.buffer.byteLength]).toEqual([0, 0, 0]);
    expect(() => structuredClone(none, { transfer: [none.buffer] })).not.toThrow(); // it was never sent
  });

  it("that are empty can be given again and again", async () => {
    for (let i = 0; i < 3; i++) expect(await pool.svd([])).toStrictEqual(lowrank.svd([]));
    for (let i = 0; i < 3; i++) expect(await pool.appendRows(expected, [], { rank: 1 })).toStrictEqual(lowrank.appendRows(expected, [], { rank: 1 }));
  });
});
