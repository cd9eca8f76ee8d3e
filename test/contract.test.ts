/** The public interface as a stranger reads it: names of fields, shapes, defaults, forms, errors. Nothing of the inside. */
import { Matrix as MlMatrix } from "ml-matrix";
import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import * as lowrank from "../src/index";
import {
  appendRows, chooseRank, complete, type Completion, crossValidate, denoise, evaluate, factors, foldIn, frobeniusNorm, leastSquares, loadModel, lowRank, matrix,
  type Matrix, type MatrixLike, nuclearNorm, nullSpace, orthonormalBasis, pca, polar, predict, predictEntries, predictMatrix, procrustes, project,
  pseudoInverse, ready, recommend, reconstruct, saveModel, singularValues, sparse, spectralNorm, standings, svd, svdBatch, toRows, truncatedSvd,
  verify, winProbability, conditionNumber, matrixRank,
} from "../src/index";

const LECTURE = [[4, 11, 14], [8, 7, -2]];
const TALL = [[1, 2], [3, 4], [5, 7]];
const _ = null;
const VOTES = [[2, _, _, _, 5], [_, 3, 4, _, 2], [_, _, 2, 1, _]];
const VOTES_FILLED = [[2, 7.5, 10, 5, 5], [0.8, 3, 4, 2, 2], [0.4, 1.5, 2, 1, 1]];
const METHODS = ["auto", "bayesian", "als", "soft-impute", "hard-impute", "fill", "implicit"] as const;

/** Entries of two matrices side by side. */
function expectClose(a: MatrixLike, b: MatrixLike, digits = 10): void {
  const [x, y] = [matrix(a), matrix(b)];
  expect([x.rows, x.columns]).toEqual([y.rows, y.columns]);
  x.data.forEach((value, p) => expect(value).toBeCloseTo(y.data[p]!, digits));
}

function shape({ rows, columns, data }: Matrix): readonly number[] {
  expect(data).toBeInstanceOf(Float64Array);
  expect(data.length).toBe(rows * columns);
  return [rows, columns];
}

/** The design's sign rule: in each column of U the entry of largest magnitude (ties within 1e-9: the first) is positive. */
function expectSigns({ rows, columns, data }: Matrix): void {
  for (let j = 0; j < columns; j++) {
    const column = Array.from({ length: rows }, (_value, i) => data[i * columns + j]!);
    const largest = Math.max(...column.map(Math.abs));
    expect(column.find((x) => Math.abs(x) >= largest * (1 - 1e-9))).toBeGreaterThan(0);
  }
}

/** A matrix of smooth numbers without structure. */
function waves(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_row, i) => Array.from({ length: columns }, (_column, j) => Math.sin(1 + 7 * i + 3 * j * j + i * j)));
}

/** Every form of one 2 × 3 matrix. */
const FORMS: Record<string, MatrixLike> = {
  "number[][]": LECTURE,
  "Float64Array[]": LECTURE.map((row) => Float64Array.from(row)),
  "Float32Array[]": LECTURE.map((row) => Float32Array.from(row)),
  "Int32Array[]": LECTURE.map((row) => Int32Array.from(row)),
  "mixed rows": [LECTURE[0]!, Int8Array.from(LECTURE[1]!)],
  "frozen rows": Object.freeze(LECTURE.map((row) => Object.freeze([...row]))),
  "a subclass of Array": (class Rows extends Array<number[]> {}).from(LECTURE),
  "array-like": { length: 2, 0: LECTURE[0]!, 1: LECTURE[1]! },
  Matrix: { rows: 2, columns: 3, data: Float64Array.from(LECTURE.flat()) },
  "Matrix of number[]": { rows: 2, columns: 3, data: LECTURE.flat() },
  "Matrix of Float32Array": { rows: 2, columns: 3, data: Float32Array.from(LECTURE.flat()) },
  "Matrix of Int16Array": { rows: 2, columns: 3, data: Int16Array.from(LECTURE.flat()) },
  "frozen Matrix": Object.freeze({ rows: 2, columns: 3, data: Object.freeze(LECTURE.flat()) as number[] }),
  "shape and data": { shape: [2, 3], data: LECTURE.flat() },
  stride: { shape: [2, 3], data: [0, 4, 8, 11, 7, 14, -2], stride: [1, 2], offset: 1 },
  strides: { shape: Int32Array.of(2, 3), data: Float64Array.of(-2, 7, 8, 14, 11, 4), strides: [-3, -1], offset: 5 },
  ndarray: ndarray([4, 8, 11, 7, 14, -2], [3, 2]).transpose(1, 0),
  "ml-matrix": new MlMatrix(LECTURE),
  "get(i, j)": { rows: 2, columns: 3, get: (i: number, j: number) => LECTURE[i]![j]! },
};

describe("matrices in every form", () => {
  const takers: Record<string, (a: MatrixLike) => unknown> = {
    matrix, svd, singularValues, frobeniusNorm, spectralNorm, nuclearNorm, pseudoInverse, matrixRank, conditionNumber, nullSpace,
    orthonormalBasis, polar, pca, denoise,
    toRows: (a) => toRows(a),
    full: (a) => svd(a, { vectors: "full" }),
    truncatedSvd: (a) => truncatedSvd(a, 1),
    verify: (a) => verify(a, svd(LECTURE)),
    lowRank: (a) => lowRank(a, 1),
    project: (a) => project(svd(LECTURE), a),
    "leastSquares, both": (a) => leastSquares(a, a),
    "procrustes, both": (a) => procrustes(a, a),
    appendRows: (a) => appendRows(svd(LECTURE), a),
    svdBatch: (a) => svdBatch([a, LECTURE]),
  };
  for (const [name, take] of Object.entries(takers)) {
    it(name, () => {
      const expected = take(LECTURE);
      for (const form of Object.values(FORMS)) {
        const before = JSON.stringify(form);
        expect(take(form)).toEqual(expected);
        expect(JSON.stringify(form)).toBe(before);
      }
    });
  }

  it("matrix copies, toRows gives plain arrays", () => {
    const own = { rows: 1, columns: 2, data: Float64Array.of(1, 2) };
    const copy = matrix(own);
    expect(copy).toEqual(own);
    expect(copy.data).not.toBe(own.data);
    expect(toRows(copy)).toEqual([[1, 2]]);
    expect(Array.isArray(toRows(copy)[0])).toBe(true);
    expect(JSON.parse(JSON.stringify(toRows(matrix(LECTURE))))).toEqual(LECTURE);
    expect(toRows({ rows: 2, columns: 0, data: new Float64Array(0) })).toEqual([[], []]);
  });
});

describe("svd", () => {
  it("is U diag(S) Vᵀ with the lecture's values", () => {
    const result = svd(LECTURE);
    expect(Object.keys(result).sort()).toEqual(["S", "U", "V"]);
    expect(shape(result.U)).toEqual([2, 2]);
    expect(shape(result.V)).toEqual([3, 2]);
    expect(result.S).toBeInstanceOf(Float64Array);
    expect(result.S[0]).toBeCloseTo(6 * Math.sqrt(10), 12);
    expect(result.S[1]).toBeCloseTo(3 * Math.sqrt(10), 12);
    expectClose(reconstruct(result), LECTURE);
    expectClose(reconstruct(result, 1), [[6, 12, 12], [2, 4, 4]]);
    expectClose(reconstruct(result, 0), [[0, 0, 0], [0, 0, 0]]);
  });

  it.each([[5, 3], [3, 5], [4, 4], [1, 6], [6, 1], [1, 1], [0, 3], [3, 0], [0, 0]])("%i × %i, thin and full", (m, n) => {
    const a = { rows: m, columns: n, data: waves(m, n).flat() };
    const k = Math.min(m, n);
    const thin = svd(a);
    expect([shape(thin.U), thin.S.length, shape(thin.V)]).toEqual([[m, k], k, [n, k]]);
    expect(svd(a, { vectors: "thin" })).toEqual(thin);
    expect(svd(a, undefined)).toEqual(thin);
    expect(svd(a, {})).toEqual(thin);
    const full = svd(a, { vectors: "full" });
    expect([shape(full.U), full.S.length, shape(full.V)]).toEqual([[m, m], k, [n, n]]);
    expectSigns(thin.U);
    expectSigns(full.U);
    for (const { residual, orthogonalityU, orthogonalityV, frobeniusGap } of [verify(a, thin), verify(a, full)]) {
      for (const ratio of [residual, orthogonalityU, orthogonalityV, frobeniusGap]) expect(ratio).toBeLessThan(10);
    }
    expectClose(reconstruct(full), a);
    const values = singularValues(a);
    expect(values).toBeInstanceOf(Float64Array);
    values.forEach((s, i) => expect(s).toBeCloseTo(thin.S[i]!, 12));
  });

  it.each([1e-310, 1e-300, 1e-160, 1, 1e160, 1e300, 1e307])("entries of size %g", (scale) => {
    const a = [[3 * scale, 0], [4 * scale, 5 * scale]];
    const { S } = svd(a);
    expect(S[0]! / scale / Math.sqrt(45)).toBeCloseTo(1, 10);
    expect(S[1]! / scale / Math.sqrt(5)).toBeCloseTo(1, 10);
    for (const ratio of Object.values(verify(a, svd(a)))) expect(ratio).toBeLessThan(10);
    expect(frobeniusNorm(a) / scale / Math.sqrt(50)).toBeCloseTo(1, 10);
  });

  it("has the same signs on every path", () => {
    const a = waves(30, 20);
    const dense = svd(a);
    const entries = a.flatMap((row, i) => row.map((x, j) => [i, j, x] as const));
    const operator = {
      rows: 30, columns: 20,
      multiply: (x: Matrix) => matrix(toRows(matrix(a)).map((row) => Array.from({ length: x.columns }, (_c, c) => row.reduce((s, y, j) => s + y * x.data[j * x.columns + c]!, 0)))),
      multiplyTransposed: (y: Matrix) => matrix(Array.from({ length: 20 }, (_j, j) => Array.from({ length: y.columns }, (_c, c) => a.reduce((s, row, i) => s + row[j]! * y.data[i * y.columns + c]!, 0)))),
    };
    for (const input of [a, sparse(30, 20, entries), operator]) {
      const top = truncatedSvd(input, 3);
      expectSigns(top.U);
      expectClose(top.U, toRows(dense.U).map((row) => row.slice(0, 3)), 8);
      expectClose(top.V, toRows(dense.V).map((row) => row.slice(0, 3)), 8);
    }
    for (const x of [[[0, 0], [0, 0]], [[-1]], [[-1, -1], [-1, -1]], [[-0, 0], [0, -0]], [[-3], [3]]]) expectSigns(svd(x).U);
    const turned = a[0]!.map((_x, j) => a.map((row) => row[j]!));
    expectSigns(svd(turned).U);
    expectSigns(lowRank(turned, 4).U);
    expectSigns(denoise(turned, { noise: 0.01 }).U);
  });

  it("survives structuredClone, and U, S, V as nested arrays", () => {
    const result = svd(TALL);
    const clone = structuredClone(result);
    expect(clone).toEqual(result);
    expect(reconstruct(clone)).toEqual(reconstruct(result));
    const plain = JSON.parse(JSON.stringify({ U: toRows(result.U), S: [...result.S], V: toRows(result.V) }));
    expect(reconstruct(plain)).toEqual(reconstruct(result));
    expect(verify(TALL, plain)).toEqual(verify(TALL, result));
  });

  it("gives fresh results", () => {
    const first = svd(LECTURE);
    const kept = structuredClone(first);
    svd(waves(40, 40));
    expect(first).toEqual(kept);
    expect(first.U.data.buffer).not.toBe(svd(LECTURE).U.data.buffer);
  });
});

describe("norms, ranks and approximations", () => {
  it("norms", () => {
    expect(frobeniusNorm([[1, 2], [3, 4]]) ** 2).toBeCloseTo(30, 12);
    expect(spectralNorm([[3, 0], [4, 5]])).toBeCloseTo(Math.sqrt(45), 12);
    expect(nuclearNorm([[3, 0], [4, 5]])).toBeCloseTo(Math.sqrt(45) + Math.sqrt(5), 12);
    for (const norm of [frobeniusNorm, spectralNorm, nuclearNorm]) for (const empty of [[], [[], []]]) expect(norm(empty)).toBe(0);
  });

  it("lowRank of the lecture", () => {
    const result = lowRank(LECTURE, 1);
    expect(result).toMatchObject({ rank: 1, storedNumbers: 5, compression: 6 / 5 });
    expect([shape(result.U), result.S.length, shape(result.V)]).toEqual([[2, 1], 1, [3, 1]]);
    expect(result.error.frobenius ** 2).toBeCloseTo(90, 10);
    expect(result.error.spectral).toBeCloseTo(3 * Math.sqrt(10), 10);
    expect(result.error.relative).toBeCloseTo(Math.sqrt(90 / 450), 12);
    const { Y, Z } = factors(result);
    expect([shape(Y), shape(Z)]).toEqual([[2, 1], [3, 1]]);
    expectClose(Y.data.length === 2 ? [[Y.data[0]! * Z.data[0]!, Y.data[1]! * Z.data[2]!]] : [], [[6, 4]]);
    expect(structuredClone(result)).toEqual(result);
  });

  it("every criterion, in lowRank and in chooseRank", () => {
    const a = [[10, 0, 0, 0], [0, 5, 0, 0], [0, 0, 0.1, 0], [0, 0, 0, 0.05]];
    const S = [10, 5, 0.1, 0.05];
    const cases = [[3, 3], [{ energy: 0.95 }, 2], [{ energy: 0.5 }, 1], [{ ratio: 1.5 }, 1], [{ ratio: 50 }, 2], [{ relativeError: 0.02 }, 2], ["gap", 2]] as const;
    for (const [criterion, rank] of cases) {
      expect(lowRank(a, criterion).rank).toBe(rank);
      for (const values of [S, Float64Array.from(S), Float32Array.from(S)]) {
        const choice = chooseRank(values, criterion);
        expect(choice.rank).toBe(rank);
        expect(choice.curve).toHaveLength(4);
      }
    }
    const expected = lowRank(a, "optimal-threshold").rank;
    for (const size of [{ rows: 4, columns: 4 }, [4, 4] as const]) expect(chooseRank(S, "optimal-threshold", size).rank).toBe(expected);
    expect(() => chooseRank(S, "gap", [3, 9])).toThrow(RangeError);
    expect(lowRank([[0, 0], [0, 0]], { energy: 0.9 }).rank).toBe(0);
  });

  it("project gives coordinates and the part outside", () => {
    const result = project(lowRank([[3, 0, 0], [0, 2, 0]], 1), [[5, 2, 0], [0, 0, 7]]);
    expect([result.rows, result.columns]).toEqual([2, 1]);
    expectClose({ rows: 2, columns: 1, data: result.data }, [[5], [0]]);
    expect(Array.from(result.outside, (x) => +x.toFixed(12))).toEqual([2, 7]);
  });

  it("denoise without noise keeps everything, and reports like lowRank", () => {
    const result = denoise(LECTURE, { noise: 0 });
    expectClose(reconstruct(result), LECTURE);
    expect(result).toMatchObject({ rank: 2, noise: 0 });
    for (const loss of ["frobenius", "operator", "nuclear"] as const) expect(denoise(waves(9, 5), { loss }).rank).toBeGreaterThanOrEqual(0);
  });

  it("the family", () => {
    expectClose(pseudoInverse([[1, 2], [2, 4]]), [[0.04, 0.08], [0.08, 0.16]]);
    expectClose(leastSquares([[1, 0], [1, 1], [1, 2]], [1, 3, 5]).X, [[1], [2]]);
    expect(matrixRank([[1, 2], [2, 4]])).toBe(1);
    expect(conditionNumber([[2, 0], [0, 0.5]])).toBeCloseTo(4, 12);
    expectClose(nullSpace([[1, 1]]), [[Math.SQRT1_2], [-Math.SQRT1_2]]);
    expectClose(orthonormalBasis([[3, 6], [4, 8]]), [[0.6], [0.8]]);
    expectClose(polar([[0, -2], [3, 0]]).H, [[3, 0], [0, 2]]);
    expectClose(procrustes([[1, 0], [0, 2]], [[0, 1], [-2, 0]], { rotation: true }).Q, [[0, 1], [-1, 0]]);
    expect(pca([[1, 1], [2, 2], [3, 3]]).explainedVarianceRatio[0]).toBeCloseTo(1, 12);
  });

  it.each([["0 × 3", { rows: 0, columns: 3, data: [] }], ["2 × 0", [[], []]], ["0 × 0", []]] as const)("nothing at all: %s", (_name, a) => {
    const [rows, columns] = [matrix(a).rows, matrix(a).columns];
    expect(lowRank(a, "gap").rank).toBe(0);
    expect(lowRank(a, { energy: 0.9 }).rank).toBe(0);
    expect(denoise(a).rank).toBe(0);
    expect(shape(pseudoInverse(a))).toEqual([columns, rows]);
    expect(matrixRank(a)).toBe(0);
    expect(shape(nullSpace(a))).toEqual([columns, columns]);
    expect(shape(orthonormalBasis(a))).toEqual([rows, 0]);
    expect(shape(polar(a).W)).toEqual([rows, columns]);
    expect(shape(leastSquares(a, a).X)).toEqual([columns, columns]);
    expect(shape(pca(a).components)).toEqual([columns, 0]);
    expect(truncatedSvd(a, { relativeError: 0.1 }).S).toHaveLength(0);
    expect(() => truncatedSvd(a, 1)).toThrow(RangeError);
    expect(verify(a, svd(a))).toEqual({ residual: 0, orthogonalityU: 0, orthogonalityV: 0, frobeniusGap: 0 });
  });
});

describe("sparse and truncatedSvd", () => {
  const entries = [[0, 0, 3], [2, 0, 4], [1, 1, 2], [1, 1, 2]] as const;

  it("sparse from every form, duplicates summed", () => {
    const expected = sparse(3, 2, entries);
    expect(expected).toMatchObject({ rows: 3, columns: 2 });
    expect([...expected.value]).toEqual([3, 4, 4]);
    const lists = { row: [0, 2, 1, 1], column: [0, 0, 1, 1], value: [3, 4, 2, 2] };
    const forms = [
      new Set(entries), (function* () { yield* entries; })(), entries.map((e) => Float64Array.from(e) as unknown as readonly [number, number, number]), lists,
      { row: Int32Array.from(lists.row), column: Uint8Array.from(lists.column), value: Float32Array.from(lists.value) },
    ];
    for (const form of forms) expect(sparse(3, 2, form)).toEqual(expected);
    expect(structuredClone(expected)).toEqual(expected);
    expect(sparse(0, 0, []).value).toHaveLength(0);
    expect(sparse(2, 2, []).value).toHaveLength(0);
  });

  it("truncatedSvd has residuals and info", () => {
    const result = truncatedSvd(sparse(3, 2, entries), 1);
    expect(result.S[0]).toBeCloseTo(5, 12);
    expect([shape(result.U), shape(result.V), result.residuals.length]).toEqual([[3, 1], [2, 1], 1]);
    expect(result.info.converged).toBe(true);
    expect(Number.isInteger(result.info.iterations)).toBe(true);
    expect(result.residuals[0]).toBeLessThan(1e-12);
    expect(structuredClone(result)).toEqual(result);
    for (const ratio of Object.values(verify(sparse(3, 2, entries), truncatedSvd(sparse(3, 2, entries), 2)))) expect(ratio).toBeLessThan(10);
  });

  it("the iteration: seeds, limits, progress", () => {
    const list = Array.from({ length: 4000 }, (_e, e) => [(e * 37) % 300, (e * 101) % 211, Math.sin(e)] as const);
    const a = sparse(300, 211, list);
    const base = truncatedSvd(a, 5);
    expect(truncatedSvd(a, 5, { seed: 1 })).toEqual(base);
    const other = truncatedSvd(a, 5, { seed: 2, tolerance: 1e-12, maxIterations: 500 });
    expectSigns(other.U);
    other.S.forEach((s, i) => expect(s).toBeCloseTo(base.S[i]!, 8));
    const stopped = truncatedSvd(a, 5, { onProgress: () => false, tolerance: 1e-14 });
    expect(stopped.S).toHaveLength(5);
    expect(stopped.S.every(Number.isFinite)).toBe(true);
  });

  it("refuses what is wrong by name, and goes on", () => {
    const identity = { rows: 2, columns: 2, multiply: (x: Matrix) => x, multiplyTransposed: (x: Matrix) => x };
    const bad: readonly [() => unknown, new () => Error, RegExp][] = [
      [() => truncatedSvd(LECTURE, 0), RangeError, /rank is 0/],
      [() => truncatedSvd(LECTURE, 3), RangeError, /rank is 3/],
      [() => truncatedSvd(LECTURE, 1.5), RangeError, /rank is 1\.5/],
      [() => truncatedSvd(LECTURE, "1" as never), TypeError, /rank is "1"/],
      [() => truncatedSvd(LECTURE, 1, { seed: -1 }), RangeError, /seed/],
      [() => truncatedSvd(LECTURE, 1, { tolerance: NaN }), RangeError, /tolerance/],
      [() => truncatedSvd({ ...identity, multiply: () => matrix([[1]]) }, 1), RangeError, /multiply/],
      [() => truncatedSvd({ ...identity, multiply: (x) => ({ ...x, data: x.data.map(() => NaN) }) }, 1), RangeError, /NaN/],
      [() => truncatedSvd({ ...identity, multiplyTransposed: 3 as never }, 1), TypeError, /multiplyTransposed/],
      [() => truncatedSvd(JSON.parse(JSON.stringify(sparse(3, 2, entries))), 1), TypeError, /rowStart/],
      [() => lowRank(JSON.parse(JSON.stringify(sparse(3, 2, entries))), 1), TypeError, /rowStart/],
      [() => svd(sparse(3, 2, entries) as never), TypeError, /sparse.*truncatedSvd/],
      [() => sparse(2, 2, [[2, 0, 1]]), RangeError, /row\[0\] is 2/],
      [() => sparse(2, 2, [[0, -1, 1]]), RangeError, /column\[0\] is -1/],
      [() => sparse(2, 2, [[0, 0.5, 1]]), RangeError, /column\[0\] is 0\.5/],
      [() => sparse(2, 2, [[0, 0, NaN]]), RangeError, /NaN/],
      [() => sparse(2, 2, null as never), TypeError, /entries is null/],
      [() => sparse(-1, 2, []), RangeError, /rows is -1/],
    ];
    for (const [call, kind, text] of bad) {
      expect(call).toThrow(kind);
      expect(call).toThrow(text);
      expect(truncatedSvd(identity, 1).S[0]).toBeCloseTo(1, 12);
    }
    expect(() => truncatedSvd({ ...identity, multiply: () => { throw new SyntaxError("the caller's own"); } }, 1)).toThrow("the caller's own");
    expect(truncatedSvd(identity, 2).S).toHaveLength(2);
  });
});

describe("errors name what was got and what was expected", () => {
  const bad: readonly [() => unknown, new () => Error, RegExp][] = [
    [() => svd([[1, 2], [3, NaN]]), RangeError, /matrix\[1\]\[1\] is NaN: expected/],
    [() => svd([[1, Infinity]]), RangeError, /matrix\[0\]\[1\] is Infinity/],
    [() => svd([[1, 2], [3]]), RangeError, /matrix\[1\] has length 1: expected 2/],
    [() => svd([["1"]] as never), TypeError, /matrix\[0\]\[0\] is "1"/],
    [() => svd([[1n]] as never), TypeError, /1n/],
    [() => svd([BigInt64Array.of(1n)] as never), TypeError, /1n/],
    [() => svd([[1, , 2]] as never), TypeError, /matrix\[0\]\[1\] is undefined/],
    [() => svd([[1, null]] as never), TypeError, /null/],
    [() => svd([1, 2] as never), TypeError, /matrix\[0\] is 1/],
    [() => svd("ab" as never), TypeError, /"ab"/],
    [() => svd(undefined as never), TypeError, /undefined/],
    [() => svd(null as never), TypeError, /null/],
    [() => svd({ rows: 2, columns: 2, data: [1] }), RangeError, /data has length 1: expected .*4/],
    [() => svd({ rows: -1, columns: 2, data: [] }), RangeError, /rows is -1/],
    [() => svd({ shape: [2, 2, 2], data: [] }), RangeError, /dimensions/],
    [() => svd([[1]], { vectors: "thick" as never }), RangeError, /vectors is "thick"/],
    [() => svd([[1]], { vector: "thin" } as never), TypeError, /vector is not an option/],
    [() => svd([[1]], null as never), TypeError, /options is null/],
    [() => lowRank([[1]], 0), RangeError, /is 0/],
    [() => lowRank([[1]], -1), RangeError, /is -1/],
    [() => lowRank([[1]], 1e9), RangeError, /1000000000/],
    [() => lowRank([[1]], { energy: 1.2 }), RangeError, /energy is 1\.2/],
    [() => lowRank([[1]], "best" as never), RangeError, /"best"/],
    [() => lowRank([[1]], undefined as never), TypeError, /criterion is undefined/],
    [() => chooseRank([1, 2], "gap"), RangeError, /descending/],
    [() => reconstruct(svd(LECTURE), 3), RangeError, /rank is 3/],
    [() => reconstruct({} as never), TypeError, /U, S, V/],
    [() => verify([[1]], svd(LECTURE)), RangeError, /rows/],
    [() => project(svd(LECTURE), [[1, 2]]), RangeError, /entries/],
    [() => denoise([[1]], { noise: -1 }), RangeError, /noise is -1/],
    [() => leastSquares([[1], [2]], [1]), RangeError, /rows/],
    [() => procrustes([[1]], [[1, 2]]), RangeError, /1 × 2/],
  ];
  it.each(bad.map((row, i) => [i, ...row] as const))("%i", (_i, call, kind, text) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(text);
    expect(singularValues([[3, 0], [4, 5]])[0]).toBeCloseTo(Math.sqrt(45), 12);
  });

  it("what cannot fit says the bytes, before any work", () => {
    const huge = { rows: 40_000, columns: 40_000, get: () => { throw new Error("was read"); } };
    try {
      svd(huge);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(lowrank.OutOfMemoryError);
      expect((error as lowrank.OutOfMemoryError).bytes).toBeGreaterThanOrEqual(40_000 ** 2 * 8);
    }
    expect(lowrank.ConvergenceError.prototype).toBeInstanceOf(Error);
    expect(svd([[2]]).S[0]).toBe(2);
  });
});

describe("complete", () => {
  const entries = VOTES.flatMap((row, i) => row.flatMap((x, j) => (x === null ? [] : [[i, j, x] as const])));

  it("takes the table in every form", () => {
    const expected = complete(VOTES, { rank: 1 });
    expectClose(predictMatrix(expected), VOTES_FILLED, 6);
    const lists = { row: entries.map(([i]) => i), column: entries.map(([, j]) => j), value: entries.map(([, , x]) => x) };
    const holes = VOTES.map((row) => row.map((x) => x ?? NaN));
    const tables = [
      VOTES.map((row) => row.map((x) => x ?? undefined)), holes, holes.map((row) => Float64Array.from(row)), holes.map((row) => Float32Array.from(row)),
      Object.freeze(VOTES.map((row) => Object.freeze(row))),
      { rows: 3, columns: 5, data: Float64Array.from(holes.flat()) },
      { rows: 3, columns: 5, entries }, { rows: 3, columns: 5, entries: new Set(entries) }, { rows: 3, columns: 5, entries: lists },
      { rows: 3, columns: 5, entries: entries.map(([row, column, value]) => ({ row, column, value })) },
      { rows: 3, columns: 5, entries: entries.map((e) => Float64Array.from(e) as unknown as readonly [number, number, number]) },
      { rows: 3, columns: 5, entries: { row: Int32Array.from(lists.row), column: Uint16Array.from(lists.column), value: Float32Array.from(lists.value) } },
      sparse(3, 5, entries),
    ];
    for (const table of tables) {
      const before = JSON.stringify(table);
      expect(complete(table, { rank: 1 })).toEqual(expected);
      expect(JSON.stringify(table)).toBe(before);
    }
  });

  it.each(METHODS)("%s: a model that all functions read", (method) => {
    const model = complete(VOTES, { method });
    expect(model).toMatchObject({ rows: 3, columns: 5 });
    const filled = predictMatrix(model);
    expect(shape(filled)).toEqual([3, 5]);
    const one = predict(model, 0, 2);
    expect(one.value).toBeCloseTo(filled.data[2]!, 8);
    expect(predictEntries(model, [0, 1], Int32Array.of(2, 3))[0]).toBeCloseTo(one.value, 10);
    expect(structuredClone(model)).toEqual(model);
    expect(predict(structuredClone(model), 0, 2)).toEqual(one);
    expect(complete(VOTES, { method, seed: 1 })).toEqual(model);
    expect(typeof model.info.converged).toBe("boolean");
    for (const value of Object.values(model.info)) expect(Number.isNaN(value)).toBe(false);

    const bytes = saveModel(model);
    expect(bytes).toBeInstanceOf(Uint8Array);
    for (const form of [bytes, (globalThis.Buffer ?? Uint8Array).from(bytes), bytes.slice().buffer]) expect(predictMatrix(loadModel(form))).toEqual(filled);

    const best = recommend(model, 0, { count: 2, exclude: [0, 4] });
    expect(best).toHaveLength(2);
    expect(best.every(({ column, score }) => [1, 2, 3].includes(column) && Number.isFinite(score))).toBe(true);
    expect(best[0]!.score).toBeGreaterThanOrEqual(best[1]!.score);
    expect(recommend(model, 0, { count: 99, exclude: new Set([0]) })).toHaveLength(4);
    expect(recommend(model, 0, { exclude: Int32Array.of(0, 1, 2, 3, 4) })).toEqual([]);
    expect(recommend(model, 99)).toHaveLength(5);

    const guest = foldIn(model, [[0, 2], [4, 5]]);
    for (const form of [
      [{ column: 0, value: 2 }, { column: 4, value: 5 }], { column: [0, 4], value: [2, 5] }, { index: [0, 4], value: [2, 5] },
      new Map([[0, 2], [4, 5]]), [2, null, undefined, NaN, 5], { column: Int32Array.of(0, 4), value: Float64Array.of(2, 5) },
    ]) expect(foldIn(model, form)).toEqual(guest);
    expect(Number.isFinite(predict(model, guest, 2).value)).toBe(true);
    expect(recommend(model, guest, { count: 1 })).toHaveLength(1);
    const column = foldIn(model, [{ row: 1, value: 3 }], { side: "column" });
    expect(column).toEqual(foldIn(model, { row: [1], value: [3] }, { side: "column" }));
    expect(Number.isFinite(predict(model, 1, column).value)).toBe(true);

    const heldOut = [[0, 1, 3], [1, 0, 4]] as const;
    const measured = evaluate(model, { rows: 3, columns: 5, entries: heldOut });
    expect(evaluate(model, heldOut)).toEqual(measured);
    expect(evaluate(model, heldOut.map(([row, column, value]) => ({ row, column, value })))).toEqual(measured);
    expect(evaluate(model, sparse(3, 5, heldOut))).toEqual(measured);
    const errors = [predict(model, 0, 1).value - 3, predict(model, 1, 0).value - 4];
    expect(measured.rmse).toBeCloseTo(Math.hypot(...errors) / Math.SQRT2, 8);
    expect(measured.mae).toBeCloseTo((Math.abs(errors[0]!) + Math.abs(errors[1]!)) / 2, 8);
    expect("coverage" in measured).toBe("deviation" in one);
  });

  it.each(METHODS.filter((m) => m !== "implicit"))("%s: an unknown line gives the mean and the known bias", (method) => {
    const model = complete([[5, 1, _], [4, _, 2], [_, 1, 2], [5, 2, 3]], { method });
    const both = predict(model, 99, -1).value;
    expect(both).toBeGreaterThan(2);
    expect(both).toBeLessThan(3.6);
    expect(predict(model, 99, 0).value).toBeGreaterThan(both);
    expect(predict(model, 99, 1).value).toBeLessThan(both);
    expect(predictEntries(model, [99, 0], [0, 0])).toEqual(Float64Array.of(predict(model, 99, 0).value, predict(model, 0, 0).value));
    expect(recommend(model, 99)[0]!.column).toBe(0);
    const stranger = foldIn(model, []);
    expect(predict(model, stranger, 0).value).toBe(predict(model, 99, 0).value);
    expect(recommend(model, stranger)).toEqual(recommend(model, 99));
  });

  it("an unknown line of an exact completion gives the mean and the known bias, too", () => {
    const model = complete([[1, 2, 3], [2, 4, _], [3, _, 9]], { rank: 1 });
    expect(predict(model, 2, 1).value).toBeCloseTo(6, 6);
    expect(predict(model, 9, 9).value).toBeCloseTo(24 / 7, 10);
    expect(predict(model, 9, 2).value).toBeGreaterThan(24 / 7);
    expect(recommend(model, 9)[0]!.column).toBe(2);
    expect(predict(loadModel(saveModel(model)), 9, 2)).toEqual(predict(model, 9, 2));
    expect(predict(model, foldIn(model, []), 2)).toEqual(predict(model, 9, 2));
    expect(predict(model, foldIn(model, [[0, 2]]), 2).value).toBeCloseTo(6, 6);
  });

  const ODD: Record<string, (number | null)[][]> = {
    "1 × n": [[1, _, 3, 2]], "n × 1": [[1], [_], [3]], "1 × 1": [[5]], constant: [[2, 2, _], [2, _, 2], [2, 2, 2]], "nothing missing": [[1, 2], [3, 5]],
    zeros: [[0, 0], [0, _]], tiny: [[1e-300, _], [2e-300, 3e-300]], huge: [[1e300, _], [2e300, 3e300]], "one entry": [[_, _], [_, 7]],
    "an empty row and column": [[1, _, 3], [_, _, _], [2, _, 4]],
  };
  it.each(METHODS)("%s: never NaN", (method) => {
    for (const table of Object.values(ODD)) {
      const model = complete(table, { method });
      expect(predictMatrix(model).data.every(Number.isFinite)).toBe(true);
      for (const value of Object.values(model.info)) expect(Number.isNaN(value)).toBe(false);
      for (const [i, j] of [[0, 0], [-1, 0], [0, 99], [99, 99]] as const) {
        for (const number of Object.values(predict(model, i, j))) expect(Number.isFinite(number)).toBe(true);
      }
    }
    if (method !== "implicit") expectClose(predictMatrix(complete(ODD.constant!, { method })), [[2, 2, 2], [2, 2, 2], [2, 2, 2]], 6);
  });

  it.each(METHODS.filter((m) => m !== "fill"))("%s: onProgress stops with the best so far", (method) => {
    const seen: number[] = [];
    const model = complete(VOTES, { method, onProgress: ({ iteration }) => { seen.push(iteration); return false; } });
    expect(seen).toEqual([1]);
    expect(model.info).toMatchObject({ converged: false, iterations: 1 });
    expect(predictMatrix(model).data.every(Number.isFinite)).toBe(true);
    expect(complete(VOTES, { method, maxIterations: 1 }).info.iterations).toBe(1);
  });

  it.each(["zero", "mean", "row-mean", "column-mean", "bias"] as const)("fill with %s", (fill) => {
    const model = complete(VOTES, { method: "fill", fill, rank: 3 });
    const filled = toRows(predictMatrix(model)); // full rank: observed entries and what holes were filled with
    VOTES.forEach((row, i) => row.forEach((x, j) => x !== null && expect(filled[i]![j]).toBeCloseTo(x, 10)));
    const hole = { zero: 0, mean: 19 / 7, "row-mean": 3.5, "column-mean": 3, bias: filled[0]![1]! }[fill];
    expect(filled[0]![1]).toBeCloseTo(hole, 10);
  });

  it("soft-impute of a full table is the soft-thresholded SVD", () => {
    const a = waves(8, 6);
    const { U, S, V } = svd(a);
    const expected = reconstruct({ U, S: S.map((s) => Math.max(0, s - 0.5)), V });
    expectClose(predictMatrix(complete(a, { method: "soft-impute", lambda: 0.5, fill: "zero", tolerance: 1e-14 })), expected, 9);
  });

  const bad: readonly [() => unknown, new () => Error, RegExp][] = [
    [() => complete([]), RangeError, /no observed entry/],
    [() => complete([[null, NaN]]), RangeError, /no observed entry/],
    [() => complete([[1, 2], [3]]), RangeError, /table\[1\]/],
    [() => complete([[1, Infinity]]), RangeError, /Infinity/],
    [() => complete([["1"]] as never), TypeError, /"1"/],
    [() => complete(null as never), TypeError, /table is null/],
    [() => complete({ rows: 2, columns: 2, entries: [[0, 0, 1], [0, 0, 2]] }), RangeError, /twice/],
    [() => complete({ rows: 2, columns: 2, entries: [[2, 0, 1]] }), RangeError, /is 2/],
    [() => complete({ rows: 2, columns: 2, entries: [{ row: 0, column: -1, value: 1 }] }), RangeError, /entries\[0\]\.column is -1/],
    [() => complete({ rows: 2, columns: 2, entries: [[0, 0, NaN]] }), RangeError, /NaN/],
    [() => complete({ ...sparse(2, 2, [[0, 0, 1]]), rowStart: Int32Array.of(0, 2, 1) }), RangeError, /rowStart\[1\] is 2/],
    [() => complete(VOTES, { lambda: -1 }), RangeError, /lambda is -1/],
    [() => complete(VOTES, { rank: 0.5 }), RangeError, /rank is 0\.5/],
    [() => complete(VOTES, { rank: -1 }), RangeError, /rank is -1/],
    [() => complete(VOTES, { method: "magic" as never }), RangeError, /"magic"/],
    [() => complete(VOTES, { fill: "none" as never }), RangeError, /"none"/],
    [() => complete(VOTES, { seed: 1.5 }), RangeError, /seed is 1\.5/],
    [() => complete(VOTES, { maxIterations: 0 }), RangeError, /maxIterations is 0/],
    [() => complete(VOTES, { tolerance: -1 }), RangeError, /tolerance is -1/],
    [() => complete(VOTES, { onProgress: 3 as never }), TypeError, /onProgress is 3/],
    [() => complete(VOTES, { method: "implicit", alpha: 0 }), RangeError, /alpha is 0/],
    [() => predict({} as never, 0, 0), TypeError, /model is an object/],
    [() => predict(null as never, 0, 0), TypeError, /model is null/],
    [() => predictMatrix(JSON.parse(JSON.stringify(complete(VOTES)))), TypeError, /JSON/],
    [() => saveModel({} as never), TypeError, /model is/],
    [() => recommend({} as never, 0), TypeError, /model is/],
    [() => foldIn({} as never, []), TypeError, /model is/],
    [() => evaluate({} as never, []), TypeError, /model is/],
    [() => predictEntries(complete(VOTES), 0 as never, 0 as never), TypeError, /row is 0/],
    [() => predict(complete(VOTES), 0.5, 0), RangeError, /row is 0\.5/],
    [() => foldIn(complete(VOTES), [[9, 1]]), RangeError, /9/],
    [() => foldIn(complete(VOTES), [[1, 1], [1, 2]]), RangeError, /repeats/],
    [() => recommend(complete(VOTES), 0, { count: 0 }), RangeError, /count is 0/],
    [() => recommend(complete(VOTES), 0, { exclude: 3 as never }), TypeError, /exclude is 3/],
    [() => evaluate(complete(VOTES), { rows: 2, columns: 2, entries: [[0, 0, 1]] }), RangeError, /2 × 2/],
    [() => evaluate(complete(VOTES), []), RangeError, /./],
    [() => loadModel(new Uint8Array(100)), RangeError, /model/],
    [() => loadModel("x" as never), TypeError, /"x"/],
    [() => crossValidate(VOTES, { lambda: [-1] }), RangeError, /lambda is -1/],
    [() => crossValidate(VOTES, { folds: 1 }), RangeError, /folds is 1/],
    [() => crossValidate(VOTES, { rank: [] }), TypeError, /rank/],
  ];
  it.each(bad.map((row, i) => [i, ...row] as const))("refuses by name and goes on: %i", (_i, call, kind, text) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(text);
    expect(predict(complete(VOTES, { rank: 1 }), 0, 2).value).toBeCloseTo(10, 6);
  });

  it("crossValidate gives the curve and a pick that complete takes", () => {
    for (const method of METHODS) {
      const { curve, best, options } = crossValidate(VOTES, { method, rank: Int32Array.of(1, 2), lambda: [0.1, 1], folds: 3 });
      expect(curve).toHaveLength(4);
      expect(best.rmse).toBe(Math.min(...curve.map(({ rmse }) => rmse)));
      expect(complete(VOTES, options).rows).toBe(3);
    }
    const damped = crossValidate(VOTES, { method: "soft-impute", damping: [1, 5], folds: 3 });
    expect(damped.curve.map(({ damping }) => damping)).toEqual([1, 5]);
  });
});

describe("standings", () => {
  const games = [
    { home: "A", away: "B", homeScore: 2, awayScore: 1, date: "2024-01-01" },
    { home: "B", away: "C", homeScore: 0, awayScore: 0, date: "2024-01-08" },
    { home: "C", away: "A", homeScore: 1, awayScore: 3, date: new Date("2024-01-15") },
  ];

  it.each(["massey", "colley", "low-rank"] as const)("%s", (method) => {
    const table = standings(games, { method });
    expect(table.teams.map(({ team }) => team)[0]).toBe("A");
    for (const { rating, deviation } of table.teams) expect([rating, deviation].every(Number.isFinite)).toBe(true);
    expect(standings(new Set(games), { method })).toEqual(table);
    expect(structuredClone(table)).toEqual(table);
    const { home, draw, away } = winProbability(table, "A", "C");
    expect(home + draw + away).toBeCloseTo(1, 12);
    expect(home).toBeGreaterThan(away);
    expect(winProbability(structuredClone(table), "A", "C")).toEqual({ home, draw, away });
    expect(standings(games, { method, homeAdvantage: true })).toEqual(table);
    expect(standings(games, { method, homeAdvantage: false })).toEqual(standings(games, { method, homeAdvantage: 0 }));
    expect(standings(games, { method, homeAdvantage: 0.3, decay: 30 }).homeAdvantage).toBe(0.3);
    expect(standings(games.slice(0, 1), { method }).teams).toHaveLength(2);
    expect(standings([...games, { home: 7, away: 8, homeScore: 1, awayScore: 0 }], { method }).components).toEqual([["A", "B", "C"], [7, 8]]);
  });

  it("Colley's numbers are Colley's", () => {
    const ratings = Object.fromEntries(standings(games, { method: "colley" }).teams.map(({ team, rating }) => [team, rating]));
    expect(ratings.A).toBeCloseTo(0.7, 12);
    expect(ratings.B).toBeCloseTo(0.4, 12);
  });

  const bad: readonly [() => unknown, new () => Error, RegExp][] = [
    [() => standings([]), RangeError, /games is empty/],
    [() => standings(null as never), TypeError, /games is null/],
    [() => standings([{ ...games[0]!, away: "A" }]), RangeError, /two teams/],
    [() => standings([{ ...games[0]!, homeScore: NaN }]), RangeError, /NaN/],
    [() => standings([{ ...games[0]!, homeScore: "2" as never }]), TypeError, /homeScore is "2"/],
    [() => standings([{ ...games[0]!, date: "2024-02-30" }]), RangeError, /date/],
    [() => standings([{ home: "A", away: "B", homeScore: 1, awayScore: 0 }], { decay: 3 }), RangeError, /date is missing/],
    [() => standings(games, { method: "elo" as never }), RangeError, /"elo"/],
    [() => standings(games, { decay: 0 }), RangeError, /decay is 0/],
    [() => winProbability(standings(games), "A", "Z"), RangeError, /"Z"/],
  ];
  it.each(bad.map((row, i) => [i, ...row] as const))("refuses by name: %i", (_i, call, kind, text) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(text);
  });
});

it("ready is a promise, and everything the interface names is there", async () => {
  await expect(ready()).resolves.toBeUndefined();
  const names = [
    "matrix", "toRows", "sparse", "svd", "singularValues", "truncatedSvd", "verify", "frobeniusNorm", "spectralNorm", "nuclearNorm", "lowRank", "chooseRank",
    "reconstruct", "factors", "recompress", "project", "denoise", "pseudoInverse", "leastSquares", "matrixRank", "conditionNumber", "nullSpace", "orthonormalBasis",
    "polar", "procrustes", "pca", "complete", "predict", "predictMatrix", "predictEntries", "recommend", "foldIn", "crossValidate", "evaluate", "saveModel",
    "loadModel", "standings", "winProbability", "ready", "svdBatch", "ConvergenceError", "OutOfMemoryError",
  ];
  for (const name of names) expect(typeof (lowrank as Record<string, unknown>)[name]).toBe("function");
});

it("keeps the models it is given as they are", () => {
  const model: Completion = complete(VOTES, { method: "bayesian" });
  const before = structuredClone(model);
  foldIn(model, [[0, 1]]);
  recommend(model, 0);
  predictMatrix(model);
  saveModel(model);
  evaluate(model, VOTES);
  expect(model).toEqual(before);
});
