import { describe, expect, it } from "vitest";
import { outOfRange } from "../src/errors";
import { type Matrix, OutOfMemoryError, svd, svdBatch, singularValues, toRows } from "../src/index";
import { exports } from "../src/wasm/module";
import { builds } from "./support/builds";
import { svdFaults } from "./support/contracts";
import type { Dense } from "./support/dense";
import { LIARS } from "./support/hostile";
import { gaussian, integers, lapackTypes, uniform } from "./support/matrices";
import { Random } from "./support/random";

/** Matrix p of a flat block. */
const part = (data: Float64Array, p: number, rows: number, columns: number): Matrix => ({
  rows, columns, data: data.slice(p * rows * columns, (p + 1) * rows * columns),
});

const SHAPES = [
  [1, 1], [2, 2], [3, 3], [4, 4], [8, 8], [3, 2], [2, 3], [7, 5], [5, 7], [1, 6], [6, 1], [16, 16], [24, 24], [32, 24], [24, 32], [31, 23],
  [25, 25], [33, 3], [3, 40], [40, 33], [70, 64],
] as const;

describe.each(builds)("$name build", ({ package: { svdBatch, svd, singularValues } }) => {
  it.each(SHAPES)("%i × %i: the bits of svd for every matrix", (rows, columns) => {
    const matrices: Dense[] = [
      uniform(rows, columns, 1), gaussian(rows, columns, 2), integers(rows, columns, -2, 2, 3), integers(rows, columns, 0, 0, 4),
      { rows, columns, data: uniform(rows, columns, 5).data.map((x) => x * 2 ** -1000) },
      { rows, columns, data: uniform(rows, columns, 6).data.map((x) => x * 2 ** 1000) },
    ];
    const k = Math.min(rows, columns);
    const { U, S, V } = svdBatch(matrices);
    const values = svdBatch(matrices, { vectors: "none" });
    expect([values.U.length, values.V.length]).toEqual([0, 0]);
    matrices.forEach((a, p) => {
      const alone = svd(a);
      expect(part(U, p, rows, k)).toStrictEqual(alone.U);
      expect(part(S, p, k, 1).data).toStrictEqual(alone.S);
      expect(part(V, p, columns, k)).toStrictEqual(alone.V);
      expect(part(values.S, p, k, 1).data).toStrictEqual(singularValues(a));
      expect(svdFaults(a, { U: part(U, p, rows, k), S: alone.S, V: part(V, p, columns, k) })).toEqual([]);
    });
  });
});

describe("many", () => {
  it("more than one chunk: the matrices next to every border are right", () => {
    const count = 20000;
    const random = new Random(7);
    const data = Float64Array.from({ length: 9 * count }, () => random.between(-1, 1));
    const before = data.slice();
    const { U, S, V } = svdBatch({ count, rows: 3, columns: 3, data });
    expect(data).toStrictEqual(before);
    for (let p = 0; p < count; p += 97) {
      const alone = svd(part(data, p, 3, 3));
      expect(S.subarray(3 * p, 3 * p + 3)).toEqual(alone.S);
      expect(U.subarray(9 * p, 9 * p + 9)).toEqual(alone.U.data);
      expect(V.subarray(9 * p, 9 * p + 9)).toEqual(alone.V.data);
    }
    const last = svd(part(data, count - 1, 3, 3));
    expect(V.subarray(9 * count - 9)).toEqual(last.V.data);
  });

  it("tiny sizes fuzzed with extreme entries keep every promise", () => {
    const random = new Random(99);
    const entries = [0, 0, 1, -1, 2 ** -1074, -(2 ** -1074), 2 ** 1020, 2 ** -52, 1e-160, 1e155, -1e-300];
    for (let turn = 0; turn < 3000; turn++) {
      const [m, n] = [random.integer(1, 6), random.integer(1, 6)];
      const a = { rows: m, columns: n, data: Float64Array.from({ length: m * n }, () => (random.integer(0, 2) === 0 ? random.gaussian() : random.pick(entries))) };
      const { U, S, V } = svdBatch([a]);
      const k = Math.min(m, n);
      expect(svdFaults(a, { U: { rows: m, columns: k, data: U }, S, V: { rows: n, columns: k, data: V } })).toEqual([]);
    }
  });

  it.each([[9, 9], [20, 20], [31, 24], [24, 30]])("LAPACK's types, %i × %i, full vectors as well", (m, n) => {
    for (const { matrix } of lapackTypes(m, n, 5)) {
      expect(svdFaults(matrix(), svd(matrix()))).toEqual([]);
      expect(svdFaults(matrix(), svd(matrix(), { vectors: "full" }), "full")).toEqual([]);
    }
  });

  it("out is written and returned; nothing is left in memory", () => {
    const data = uniform(50, 16, 3).data;
    const fresh = svdBatch({ count: 50, rows: 4, columns: 4, data });
    const out = { U: new Float64Array(800).fill(NaN), S: new Float64Array(200).fill(NaN), V: new Float64Array(800).fill(NaN) };
    const base = exports().mark();
    expect(svdBatch({ count: 50, rows: 4, columns: 4, data }, { out })).toBe(out);
    expect(out).toStrictEqual(fresh);
    expect(exports().mark()).toBe(base);
  });
});

describe("forms of input", () => {
  const a = [[3, 0], [4, 5]];
  it("rows, flat objects and plain arrays of numbers mean the same", () => {
    const expected = svdBatch({ count: 2, rows: 2, columns: 2, data: Float64Array.of(3, 0, 4, 5, 3, 0, 4, 5) });
    expect(svdBatch([a, a])).toStrictEqual(expected);
    expect(svdBatch([{ rows: 2, columns: 2, data: [3, 0, 4, 5] }, a])).toStrictEqual(expected);
    expect(svdBatch({ count: 2, rows: 2, columns: 2, data: [3, 0, 4, 5, 3, 0, 4, 5] })).toStrictEqual(expected);
    expect(svdBatch({ count: 2, rows: 2, columns: 2, data: Float32Array.of(3, 0, 4, 5, 3, 0, 4, 5) })).toStrictEqual(expected);
    expect(expected.S[0]).toBeCloseTo(Math.sqrt(45), 14);
    expect(expected.S[1]).toBeCloseTo(Math.sqrt(5), 14);
    expect(toRows({ rows: 2, columns: 2, data: expected.U.subarray(0, 4) })).toEqual(toRows(svd(a).U));
  });

  it.each([[0, 3, 3], [5, 0, 3], [5, 3, 0], [0, 0, 0]])("%i matrices of %i × %i have empty results", (count, rows, columns) => {
    const empty = { U: new Float64Array(0), S: new Float64Array(0), V: new Float64Array(0) };
    expect(svdBatch({ count, rows, columns, data: [] })).toStrictEqual(empty);
  });

  it("an empty array of matrices has an empty result", () => expect(svdBatch([]).S.length).toBe(0));
});

describe("arguments", () => {
  const good = { count: 1, rows: 1, columns: 1, data: [1] };
  it.each([
    [null, TypeError, /matrices is null/],
    [7, TypeError, /matrices is 7/],
    [{}, TypeError, /matrices is an object/],
    [{ ...good, count: "1" }, TypeError, /matrices\.count is "1"/],
    [{ ...good, rows: -1 }, RangeError, /matrices\.rows is -1/],
    [{ ...good, columns: 1.5 }, RangeError, /matrices\.columns is 1.5/],
    [{ ...good, data: [1, 2] }, RangeError, /data/],
    [{ ...good, data: [NaN] }, RangeError, /matrices\[0\]\[0\] is NaN/],
    [{ ...good, data: ["1"] }, TypeError, /matrices/],
    [[[[1]], [[1, 2]]], RangeError, /matrices\[1\] is 1 × 2: expected 1 × 1/],
    [[[[1]], [[Infinity]]], RangeError, /matrices\[1\]\[0\]\[0\] is Infinity/],
    [[[[1]], 5], TypeError, /matrices\[1\] is 5/],
    [{ count: 2 ** 30, rows: 2 ** 10, columns: 2 ** 10, data: [] }, RangeError, /matrices/],
  ])("%j is refused", (matrices, kind, message) => {
    expect(() => svdBatch(matrices as never)).toThrow(kind);
    expect(() => svdBatch(matrices as never)).toThrow(message);
  });

  it.each([
    [{ vectors: "full" }, RangeError, /options\.vectors is "full"/],
    [{ out: 3 }, TypeError, /options\.out is 3/],
    [{ out: { U: [0], S: [0], V: [0] } }, TypeError, /options\.out\.U is an array/],
    [{ out: { U: new Float64Array(1), S: new Float64Array(2), V: new Float64Array(1) } }, RangeError, /options\.out\.S has 2 elements: expected 1/],
    [{ full: true }, TypeError, /options\.full is not an option/],
  ])("options %j are refused", (options, kind, message) => {
    expect(() => svdBatch(good, options as never)).toThrow(kind);
    expect(() => svdBatch(good, options as never)).toThrow(message);
  });

  it("a matrix that cannot fit is refused with the bytes it needs, before any work", () => {
    const data = new Float64Array(1);
    const huge = { shape: [60000, 1], data, stride: [0, 0] };
    expect(() => svdBatch([{ ...huge, shape: [20000, 20000] }])).toThrow(OutOfMemoryError);
    expect(svdBatch([huge], { vectors: "none" }).S).toStrictEqual(singularValues(huge));
  });
});

describe("out that lies", () => {
  const batch = { count: 2, rows: 2, columns: 2, data: Float64Array.of(3, 0, 4, 5, 2, 0, 0, 1) };
  const fresh = svdBatch(batch);
  const room = () => ({ U: new Float64Array(8), S: new Float64Array(4), V: new Float64Array(8) });

  it.each(Object.entries(LIARS))("%s", (_, array) => {
    const honest = room();
    const out = { U: array(honest.U), S: array(honest.S), V: array(honest.V) } as typeof honest;
    expect(svdBatch(batch, { out })).toBe(out);
    for (const name of ["U", "S", "V"] as const) {
      expect(Array.from({ length: fresh[name].length }, (_v, i) => out[name][i])).toEqual(Array.from(fresh[name]));
    }
  });

  it("is taken away while the matrices are read", () => {
    for (const name of ["U", "S", "V"] as const) {
      const out = room();
      const matrices = { ...batch, get rows() { structuredClone(out[name].buffer, { transfer: [out[name].buffer] }); return 2; } };
      expect(() => svdBatch(matrices, { out })).toThrow(outOfRange(`options.out.${name} has 0 elements: expected ${name === "S" ? 4 : 8}`));
    }
  });
});
