// The functions that have a second precision: the same answers as in doubles, to single precision, in arrays of singles.
import { describe, expect, it } from "vitest";
import {
  type LeastSquares, leastSquares, type LowRank, lowRank, type Matrix, multiply, type Pca, pca, pseudoInverse, ready, reconstruct, singularValues, type SinglePrecision, sparse, type Svd, svd, type SvdBatch, svdBatch, transpose,
  truncatedSvd, type TruncatedSvd,
} from "../../src/index";
import { single } from "../../src/single/single";
import { gaussian, uniform, withSpectrum } from "../support/matrices";

const P = { precision: single };
/** ε of singles. */
const EPS = 2 ** -23;

function expectNear(x: ArrayLike<number>, y: ArrayLike<number>, allowed: number): void {
  expect(x).toBeInstanceOf(Float32Array);
  expect(x.length).toBe(y.length);
  let worst = 0;
  for (let i = 0; i < x.length; i++) worst = Math.max(worst, Math.abs(x[i]! - y[i]!));
  expect(worst).toBeLessThanOrEqual(allowed);
}

const decaying = (m: number, n: number) => withSpectrum(m, n, Array.from({ length: Math.min(m, n) }, (_, i) => 0.8 ** i + 1e-4), 3);
const singles = ({ rows, columns, data }: Matrix) => ({ rows, columns, data: Float32Array.from(data) });

describe("the same answers as in doubles", () => {
  it("svdBatch gives the bits of svd, and writes to arrays that are there", () => {
    const batch = { count: 40, rows: 4, columns: 3, data: uniform(160, 3, 5).data };
    const found = svdBatch(batch, P);
    for (let p = 0; p < 40; p++) {
      const { U, S, V } = svd({ rows: 4, columns: 3, data: batch.data.subarray(12 * p, 12 * p + 12) }, P);
      expect([found.U.subarray(12 * p, 12 * p + 12), found.S.subarray(3 * p, 3 * p + 3), found.V.subarray(9 * p, 9 * p + 9)]).toEqual([U.data, S, V.data]);
    }
    const out = { U: new Float32Array(480), S: new Float32Array(120), V: new Float32Array(360) };
    expect(svdBatch(batch, { ...P, out })).toBe(out);
    expect(out).toEqual(found);
    expect(() => svdBatch(batch, { ...P, out: { U: new Float64Array(480), S: new Float64Array(120), V: new Float64Array(360) } })).toThrow(/options\.out\.U is .*: expected a Float32Array/);
    expectNear(svdBatch(batch, { ...P, vectors: "none" }).S, svdBatch(batch).S, 20 * EPS);
  });

  it.each([[60, 40], [40, 60], [500, 450], [1200, 60], [60, 1200]])("lowRank of %i x %i", (m, n) => {
    const a = decaying(m, n);
    for (const criterion of [3, { energy: 0.999 }, { relativeError: 0.05 }, "gap"] as const) {
      const [found, expected] = [lowRank(a, criterion, P), lowRank(a, criterion)];
      expect(found.rank).toBe(expected.rank);
      expectNear(found.S, expected.S, 1e-5);
      expect(found.error.frobenius).toBeCloseTo(expected.error.frobenius, 4);
      expect(found.error.spectral).toBeCloseTo(expected.error.spectral, 4);
      expect([found.U.data.constructor, found.V.data.constructor]).toEqual([Float32Array, Float32Array]);
    }
  });

  it("reconstruct, of singles and of doubles", () => {
    const a = decaying(30, 20);
    for (const parts of [svd(a, P), svd(a)]) {
      expectNear(reconstruct(parts, undefined, P).data, a.data, 30 * EPS);
      expectNear(reconstruct(parts, 4, P).data, reconstruct(svd(a), 4).data, 60 * EPS);
    }
    expect(reconstruct(svd(a, P)).data).toBeInstanceOf(Float64Array);
  });

  it.each([["full", 60, 50, 5], ["lanczos", 700, 600, 8], ["gram", 3000, 100, 8], ["gram", 100, 3000, 8]] as const)("truncatedSvd by %s, %i x %i", (method, m, n, k) => {
    const a = decaying(m, n);
    const [found, expected] = [truncatedSvd(a, k, P), truncatedSvd(a, k)];
    expect(found.info.method).toBe(method);
    expect(found.info.converged).toBe(true);
    expect(found.info.change).toBeLessThanOrEqual(1e-5);
    expectNear(found.S, expected.S, 1e-5);
    found.S.forEach((s, i) => expect(Math.abs(s - expected.S[i]!)).toBeLessThanOrEqual(found.residuals[i]! + 20 * EPS));
    for (const x of [found.U.data, found.V.data, found.residuals, found.info.relativeUncertainty]) expect(x).toBeInstanceOf(Float32Array);
    const U = { rows: m, columns: k, data: Float64Array.from(found.U.data) };
    multiply(transpose(U), U).data.forEach((x, p) => expect(Math.abs(x - (p % (k + 1) === 0 ? 1 : 0))).toBeLessThan(1e-5));
  });

  it("truncatedSvd to an error, approximate, of a sparse matrix, of an operator, right vectors alone", () => {
    const a = decaying(600, 500);
    const found = truncatedSvd(a, { relativeError: 0.05 }, P);
    expect(found.S.length).toBe(truncatedSvd(a, { relativeError: 0.05 }).S.length);
    expect(found.info.error!.relative).toBeLessThan(0.05);
    expectNear(truncatedSvd(a, 6, { ...P, approximate: true }).S, truncatedSvd(a, 6).S, 1e-3);
    const entries = Array.from({ length: 6000 }, (_, p) => [(p * 7919) % 500, (p * 104729) % 400, Math.sin(p)] as const);
    const s = sparse(500, 400, entries);
    expectNear(truncatedSvd(s, 4, P).S, truncatedSvd(s, 4).S, 1e-4);
    expectNear(truncatedSvd(s, 4, { ...P, vectors: "right" }).S, truncatedSvd(s, 4).S, 1e-3);
    const operator = { rows: 600, columns: 500, multiply: (x: Matrix) => multiply(a, x), multiplyTransposed: (y: Matrix) => multiply(transpose(a), y) };
    expectNear(truncatedSvd(operator, 4, P).S, truncatedSvd(a, 4).S, 1e-5);
  });

  it.each([undefined, 3, 0.9])("pca, components %s", (components) => {
    const a = { ...gaussian(2000, 12, 4), rows: 2000 };
    a.data.forEach((x, p) => (a.data[p] = 100 + x * (1 + (p % 12))));
    const [found, expected] = [pca(a, { ...P, components }), pca(a, { components })];
    expectNear(found.mean, expected.mean, 100 * 8 * EPS);
    expectNear(found.explainedVarianceRatio, expected.explainedVarianceRatio, 1e-5);
    expectNear(found.components.data, expected.components.data, 1e-2);
    expectNear(found.scores!.data, expected.scores!.data, 0.5);
    expect(found.totalVariance / expected.totalVariance).toBeCloseTo(1, 5);
  });

  it("pca with scale, weights and whitening, and of a sparse table", () => {
    const a = { ...gaussian(300, 6, 9) };
    const options = { scale: true, whiten: true, weights: Array.from({ length: 300 }, (_, i) => 1 + (i % 3)) };
    const [found, expected] = [pca(a, { ...P, ...options }), pca(a, options)];
    expectNear(found.explainedVariance, expected.explainedVariance, 1e-4);
    expectNear(found.scale!, expected.scale!, 1e-4);
    expect(found.scores!.data).toBeInstanceOf(Float32Array);
    const s = sparse(300, 40, Array.from({ length: 2000 }, (_, p) => [(p * 7919) % 300, (p * 104729) % 40, Math.cos(p)] as const));
    expectNear(pca(s, { ...P, components: 3 }).explainedVariance, pca(s, { components: 3 }).explainedVariance, 1e-5);
  });

  it("leastSquares and pseudoInverse", () => {
    const a = uniform(50, 8, 2);
    const b = uniform(50, 3, 3);
    for (const options of [{}, { ridge: 0.1 }, { scale: true, weights: Array.from({ length: 50 }, (_, i) => 1 + (i % 4)) }]) {
      const [found, expected] = [leastSquares(a, b, { ...P, ...options }), leastSquares(a, b, options)];
      expectNear(found.X.data, expected.X.data, 1e-5);
      expectNear(found.residualNorms, expected.residualNorms, 1e-5);
      expect(found.rank).toBe(expected.rank);
    }
    expectNear(leastSquares(a, b.data.slice(0, 50), P).X.data, leastSquares(a, b.data.slice(0, 50)).X.data, 1e-5);
    expectNear(pseudoInverse(a, P).data, pseudoInverse(a).data, 1e-5);
    expectNear(pseudoInverse([[1, 2], [2, 4]], P).data, [0.04, 0.08, 0.08, 0.16], 1e-6);
    expect(leastSquares([[1, 1], [1, 1 + 1e-8]], [1, 1], P).rank).toBe(1); // of a matrix of singles
  });

  it("singles go in as they are: no digit is lost or made up", () => {
    const a = gaussian(40, 30, 8);
    const rounded = singles(a);
    expect(svd(rounded, P)).toEqual(svd({ ...rounded, data: Float64Array.from(rounded.data) }, P));
    const before = rounded.data.slice();
    svd(rounded, P);
    expect(rounded.data).toEqual(before);
  });
});

describe("what is the caller's", () => {
  it("runs in doubles: methods of operators, progress reports, get(i, j)", () => {
    const kinds = new Set<unknown>();
    const look = () => kinds.add(svd([[1, 2], [3, 4]]).S.constructor);
    const a = decaying(300, 200);
    truncatedSvd({ rows: 300, columns: 200, multiply: (x) => (look(), multiply(a, x)), multiplyTransposed: (y) => (look(), multiply(transpose(a), y)) }, 3, { ...P, onProgress: () => void look() });
    svd({ rows: 2, columns: 2, get: (i: number, j: number) => (look(), i + 2 * j) }, P);
    expect([...kinds]).toEqual([Float64Array]);
    expect(svd([[1, 2], [3, 4]]).S).toBeInstanceOf(Float64Array);
  });

  it("what it throws leaves the next call in doubles", () => {
    const operator = { rows: 300, columns: 200, multiply: () => { throw new Error("no"); }, multiplyTransposed: () => { throw new Error("no"); } };
    expect(() => truncatedSvd(operator, 3, P)).toThrow("no");
    expect(() => svd([[NaN]], P)).toThrow(RangeError);
    expect(svd([[1, 2], [3, 4]]).S).toBeInstanceOf(Float64Array);
    expect(svd([[1, 2], [3, 4]], P).S).toBeInstanceOf(Float32Array);
  });

  it("single precision within single precision", () => {
    const a = decaying(300, 200);
    const kinds = new Set<unknown>();
    truncatedSvd(a, 3, { ...P, onProgress: () => void kinds.add(singularValues([[1, 2], [3, 4]], P).constructor) });
    truncatedSvd({ rows: 300, columns: 200, multiply: (x) => (kinds.add(svd([[1]], P).S.constructor), multiply(a, x)), multiplyTransposed: (y) => multiply(transpose(a), y) }, 3, P);
    expect([...kinds]).toEqual([Float32Array]);
  });
});

describe("the value", () => {
  it("survives a structured clone, as do results", () => {
    const clone = structuredClone(single);
    const found = svd([[4, 11, 14], [8, 7, -2]], { precision: clone });
    expect(structuredClone(found)).toEqual(svd([[4, 11, 14], [8, 7, -2]], P));
    expect(Object.isFrozen(single)).toBe(true);
  });

  it("compiles ahead", async () => {
    await ready(single);
    await expect(ready("single" as never)).rejects.toThrow(/precision is "single": expected single/);
  });

  it.each([["single"], [32], [null], [{}], [{ precision: "single" }], [{ precision: "half", binary: "" }], [() => single]])("is refused where it is %o", (wrong) => {
    const call = () => svd([[1]], { precision: wrong as unknown as SinglePrecision });
    expect(call).toThrow(TypeError);
    expect(call).toThrow(/^options\.precision is .*: expected single, after import \{ single \} from "lowrank\/single"$/);
  });

  it("undefined is none", () => {
    expect(svd([[1]], { precision: undefined } as never).S).toBeInstanceOf(Float64Array);
    expect(() => svd([[1]], { precisoin: single } as never)).toThrow(/options\.precisoin is not an option/);
    expect(() => svd([[1]], { ...P, vector: "full" } as never)).toThrow(/options\.vector is not an option/);
  });
});

describe("numbers that singles do not have", () => {
  it.each([
    ["rows of numbers", [[1, 2], [3, 1e39]], "matrix[1][1] is 1e+39"],
    ["rows of doubles", [Float64Array.of(1, 2), Float64Array.of(-4e38, 1)], "matrix[1][0] is -4e+38"],
    ["flat doubles", { rows: 2, columns: 2, data: Float64Array.of(1, 3.5e38, 1, 1) }, "matrix[0][1] is 3.5e+38"],
    ["an ndarray", { shape: [2, 2], data: Float64Array.of(1, 1, 1, 1e300) }, "matrix[1][1] is 1e+300"],
    ["get(i, j)", { rows: 1, columns: 2, get: (_: number, j: number) => [1, 1e200][j]! }, "matrix[0][1] is 1e+200"],
    ["objects", [{ a: 1, b: 1e99 }], "matrix[0].b is 1e+99"],
  ] as const)("%s", (_, a, start) => {
    for (const call of [() => svd(a, P), () => singularValues(a, P), () => lowRank(a, 1, P), () => pca(a, P), () => pseudoInverse(a, P)]) {
      expect(call).toThrow(RangeError);
      expect(call).toThrow(`${start}: expected a number below 3.4e38, the largest of single precision (scale the matrix, or leave the option precision out)`);
    }
  });

  it("of a sparse matrix, too", () => {
    expect(() => truncatedSvd(sparse(2, 2, [[0, 0, 1e39]]), 1, P)).toThrow("matrix.value[0] is 1e+39: expected a number below 3.4e38");
  });

  it("the largest single is one, and what is smaller than the smallest is 0", () => {
    const [largest, smallest] = [3.4028234663852886e38, 1.401298464324817e-45];
    expect(svd([[largest]], P).S[0]).toBe(largest);
    expect(svd([[smallest]], P).S[0]).toBe(smallest);
    expect(svd([[1e-46]], P).S[0]).toBe(0);
    expect(() => svd([[NaN]], P)).toThrow("matrix[0][0] is NaN: expected a finite number");
    expect(() => svd([[Infinity]], P)).toThrow("matrix[0][0] is Infinity: expected a finite number");
  });

  it('accuracy "high" is of doubles', () => {
    expect(() => svd([[1]], { ...P, accuracy: "high" })).toThrow(/options\.accuracy is "high": expected "standard" with options\.precision/);
    expect(() => singularValues([[1]], { ...P, accuracy: "high" })).toThrow(RangeError);
  });
});

it("results are typed by the precision", () => {
  const [a, b] = [[[4, 11], [8, 7]], [1, 2]];
  const inSingle: [Svd<Float32Array>, Float32Array, SvdBatch<Float32Array>, LowRank<Float32Array>, TruncatedSvd<Float32Array>, Pca<Float32Array>, LeastSquares<Float32Array>, Matrix<Float32Array>] = [
    svd(a, P), singularValues(a, P), svdBatch([a], P), lowRank(a, 1, P), truncatedSvd(a, 1, P), pca(a, P), leastSquares(a, b, P), pseudoInverse(a, P),
  ];
  const inDoubles: [Svd, Float64Array, SvdBatch, LowRank, TruncatedSvd, Pca, LeastSquares, Matrix] = [
    svd(a), singularValues(a), svdBatch([a]), lowRank(a, 1), truncatedSvd(a, 1), pca(a), leastSquares(a, b), pseudoInverse(a, { tolerance: undefined }),
  ];
  const S: Float32Array = svd(a, { vectors: "full", precision: single }).S;
  const X: Float32Array = reconstruct(svd(a), undefined, P).data;
  // @ts-expect-error: of doubles
  const wrong: Float32Array = svd(a).S;
  // @ts-expect-error: of singles
  const alsoWrong: Svd = svd(a, P);
  expect([inSingle.length, inDoubles.length, S.length, X.length, wrong.length, alsoWrong.S.length]).toEqual([8, 8, 2, 4, 2, 2]);
});
