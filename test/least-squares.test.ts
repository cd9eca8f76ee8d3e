import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { type Dense, dense, diagonal, fromRows, map, scaled, timesPowerOfTwo, transposed, ULP } from "./support/dense";
import { arithmetic, gaussian, geometric, identity, integers, uniform, withSpectrum, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { expectClose, minus, norm } from "./support/products";
import { LIMIT } from "./support/ratios";

/** The four conditions that only the pseudo-inverse meets, in units of rounding times the condition number.   [Penrose 1955] */
function penrose(a: Dense, p: Dense): number[] {
  const [ap, pa] = [multiply(a, p), multiply(p, a)];
  const unit = Math.max(a.rows, a.columns) * ULP * norm(a) * norm(p);
  return [
    norm(minus(multiply(ap, a), a)) / norm(a),
    norm(minus(multiply(pa, p), p)) / norm(p),
    norm(minus(ap, transposed(ap))),
    norm(minus(pa, transposed(pa))),
  ].map((gap) => gap / unit);
}

const CASES: readonly (readonly [string, Dense])[] = [
  ["tall", uniform(9, 5, 1)], ["wide", uniform(5, 9, 2)], ["square", withSpectrum(8, 8, arithmetic(8, 100), 3)],
  ["very tall", uniform(70, 3, 4)], ["one row", uniform(1, 6, 5)], ["one column", uniform(6, 1, 6)],
  ["rank 3 of 6", withSpectrum(10, 6, [3, 2, 1, 0, 0, 0], 7)], ["wide, rank 2 of 4", withSpectrum(4, 12, [5, 1, 0, 0], 8)],
  ["condition 1e8", withSpectrum(20, 12, geometric(12, 1e8), 9)], ["130 x 140", uniform(130, 140, 10)],
  ["rank 1 in integers", fromRows([[1, 2], [2, 4], [3, 6], [4, 8]])],
];

describe.each(builds)("pseudoInverse, $name", ({ package: { pseudoInverse } }) => {
  it.each(CASES)("%s: meets the Penrose conditions", (_, a) => {
    const before = a.data.slice();
    const p = pseudoInverse(a);
    expect([p.rows, p.columns]).toEqual([a.columns, a.rows]);
    for (const ratio of penrose(a, p)) expect(ratio).toBeLessThan(LIMIT);
    expect(a.data).toEqual(before);
  });

  it("knows small cases by hand", () => {
    expectClose(pseudoInverse([[1, 2], [2, 4]]), fromRows([[0.04, 0.08], [0.08, 0.16]]), 1e-16);
    expectClose(pseudoInverse([[3, 0, 4]]), fromRows([[0.12], [0], [0.16]]), 1e-16);
    expect(pseudoInverse(diagonal([4, 0.5, 0]))).toEqual(diagonal([0.25, 2, 0]));
    expect(pseudoInverse(zeros(2, 3))).toEqual(zeros(3, 2));
    for (const [m, n] of [[0, 0], [0, 3], [3, 0]] as const) expect(pseudoInverse(zeros(m, n))).toEqual(zeros(n, m));
  });

  it("mljs/matrix#213: no absolute cut-off: a small matrix is inverted, a deficient integer matrix gives no large entries", () => {
    const a = fromRows([[2, 1], [1, 3]]);
    expectClose(map(pseudoInverse(map(a, (x) => x * 1e-17)), (x) => x * 1e-17), fromRows([[0.6, -0.2], [-0.2, 0.4]]), 1e-15);
    const deficient = fromRows([[1, 2], [2, 4], [4, 8], [8, 16]]);
    expectClose(pseudoInverse(deficient), map(transposed(deficient), (x) => x / 425), 1e-16);
  });

  it("scales inversely, bit by bit, to the ends of the range", () => {
    const a = uniform(6, 4, 11);
    const expected = pseudoInverse(a);
    for (const exponent of [-1000, -401, 300, 1000]) {
      expect(pseudoInverse(scaled(a, exponent))).toEqual(scaled(expected, -exponent));
    }
    expect(pseudoInverse([[1e300]]).data[0]).toBeCloseTo(1e-300, 310);
    expect(pseudoInverse([[1e-310]]).data[0]).toBe(Infinity);
    expectClose(scaled(pseudoInverse(scaled(identity(2), 1023)), 1023), identity(2), 0);
    // Weights apart by more than the range: the larger counts, nothing is NaN.
    expect(pseudoInverse(diagonal([1e120, 1e-300]), { tolerance: 0 })).toEqual(diagonal([0, 1 / 1e-300]));
    expect(pseudoInverse(diagonal([1e120, 1e-180]), { tolerance: 0 })).toEqual(diagonal([1 / 1e120, 1 / 1e-180]));
  });

  it("takes a tolerance", () => {
    const a = diagonal([1, 0.1, 0.01]);
    expect(pseudoInverse(a, { tolerance: 0.05 })).toEqual(diagonal([1, 10, 0]));
    expect(pseudoInverse(a, { tolerance: 1 })).toEqual(zeros(3, 3));
  });
});

describe.each(builds)("leastSquares, $name", ({ package: { leastSquares, pseudoInverse, svd } }) => {
  it.each(CASES)("%s: the normal equations hold, the residual is measured, the solution is the shortest", (_, a) => {
    const b = gaussian(a.rows, 3, 12);
    const before = b.data.slice();
    const { X, residualNorms, rank } = leastSquares(a, b);
    const { S, V } = svd(a);
    const unit = Math.max(a.rows, a.columns) * ULP;
    expect(rank).toBe(S.filter((s) => s > unit * S[0]!).length);
    const residual = minus(b, multiply(a, X));
    // A'r = 0 to backward error:  |A'r| <= c u |A| (|A||X| + |B|)
    expect(norm(multiply(transposed(a), residual))).toBeLessThan(LIMIT * unit * norm(a) * (norm(a) * norm(X) + norm(b)));
    for (let j = 0; j < 3; j++) {
      const column = norm(dense(a.rows, 1, (i) => residual.data[3 * i + j]!));
      expect(Math.abs(residualNorms[j]! - column)).toBeLessThan(LIMIT * unit * (norm(a) * norm(X) + norm(b)));
    }
    // No part in the null space:  X = V_r V_r' X.
    const row = dense(a.columns, rank, (i, j) => V.data[i * V.columns + j]!);
    expect(norm(minus(X, multiply(row, multiply(transposed(row), X))))).toBeLessThan(LIMIT * unit * norm(X));
    expectClose(X, multiply(pseudoInverse(a), b), LIMIT * unit * norm(X) * (S[0]! / S[rank - 1]!));
    expect(b.data).toEqual(before);
  });

  it("solves a line fit, and takes a list for one right-hand side", () => {
    const a = [[1, 0], [1, 1], [1, 2]];
    for (const b of [[1, 3, 5], Float64Array.of(1, 3, 5), Int8Array.of(1, 3, 5), [[1], [3], [5]]]) {
      const { X, residualNorms, rank } = leastSquares(a, b);
      expectClose(X, fromRows([[1], [2]]), 1e-14);
      expect(residualNorms[0]).toBeLessThan(1e-14);
      expect(rank).toBe(2);
    }
    const { residualNorms } = leastSquares(a, [1, 3, 8]);
    expect(residualNorms[0]).toBeCloseTo(Math.sqrt(1.5), 14); // fit 0.5 + 3.5 x, residuals 0.5, -1, 0.5
  });

  it("measures a residual far below what a difference of squares could see", () => {
    const a = fromRows([[1, 0], [0, 1], [0, 0]]);
    expect(leastSquares(a, [3, 4, 1e-12]).residualNorms[0]).toBe(1e-12);
  });

  it("ridge equals the least squares of the bordered system", () => {
    for (const [m, n] of [[12, 5], [5, 12], [7, 7]] as const) {
      const [a, b] = [uniform(m, n, 13), uniform(m, 2, 14)];
      for (const ridge of [1e-6, 0.3, 50]) {
        const bordered = dense(m + n, n, (i, j) => (i < m ? a.data[i * n + j]! : i - m === j ? Math.sqrt(ridge) : 0));
        const zero = dense(m + n, 2, (i, j) => (i < m ? b.data[2 * i + j]! : 0));
        const got = leastSquares(a, b, { ridge });
        const expected = leastSquares(bordered, zero).X;
        expectClose(got.X, expected, 1e-12 * Math.max(1, norm(expected)) / Math.min(1, Math.sqrt(ridge)));
        const r = minus(b, multiply(a, got.X));
        expect(got.residualNorms[0]).toBeCloseTo(Math.hypot(...Array.from({ length: m }, (_, i) => r.data[2 * i]!)), 12);
      }
    }
    expectClose(leastSquares([[1, 0], [0, 2]], [1, 1], { ridge: 1 }).X, fromRows([[0.5], [0.4]]), 1e-16);
  });

  it("ridge and the entries may be of any size together", () => {
    const [a, b] = [uniform(6, 4, 15), uniform(6, 1, 16)];
    const expected = leastSquares(a, b, { ridge: 0.25 }).X;
    for (const exponent of [-500, -450, 450, 500]) {
      const got = leastSquares(scaled(a, exponent), b, { ridge: timesPowerOfTwo(0.25, 2 * exponent) });
      expectClose(scaled(got.X, exponent), expected, 1e-15);
    }
    // λ beyond all entries: x = A'b/λ.
    const tiny = leastSquares([[1e-300]], [1e10], { ridge: 1 });
    expect(tiny.X.data[0]! / 1e-290).toBeCloseTo(1, 14);
    expect(tiny.residualNorms[0]).toBe(1e10);
    expect(leastSquares([[2e-300], [0]], [1e10, 1], { ridge: 1e-300 }).X.data[0]! / 2e10).toBeCloseTo(1, 14);
    expect(leastSquares([[1e-200]], [1], { ridge: 1e300 }).X.data[0]).toBe(0); // 1e-500
  });

  it("scales with A and b, to the ends of the range, each column of b by itself", () => {
    const [a, b] = [uniform(6, 4, 17), fromRows([[1, 1e300], [2, -1e300], [3, 0], [4, 1e300], [5, 3e299], [6, 1e299]])];
    const { X, residualNorms } = leastSquares(a, b);
    for (const exponent of [-1000, 500, 1000]) {
      const got = leastSquares(scaled(a, exponent), b);
      expect(dense(4, 1, (i) => got.X.data[2 * i]!)).toEqual(scaled(dense(4, 1, (i) => X.data[2 * i]!), -exponent));
      expect(got.residualNorms).toEqual(residualNorms);
    }
    const single = leastSquares(a, dense(6, 1, (i) => b.data[2 * i + 1]! / 1e300));
    for (let i = 0; i < 4; i++) expect(X.data[2 * i + 1]! / 1e300).toBeCloseTo(single.X.data[i]!, 13);
    const beyond = leastSquares([[1e-300], [0]], [1e300, 0]);
    expect(beyond.X.data[0]).toBe(Infinity);
    expect(beyond.residualNorms[0]).not.toBeNaN();
    expect(leastSquares([[5e-324]], [5e-324]).X.data[0]).toBe(1);
    const partly = leastSquares(diagonal([1, 1e-300]), [1, 1e120], { tolerance: 0 });
    expect([...partly.X.data, ...partly.residualNorms]).toEqual([1, Infinity, Infinity]);
  });

  it("answers for zero and empty systems", () => {
    expect(leastSquares(zeros(3, 2), [3, 0, 4])).toEqual({ X: zeros(2, 1), residualNorms: Float64Array.of(5), rank: 0 });
    expect(leastSquares(zeros(0, 2), zeros(0, 3))).toEqual({ X: zeros(2, 3), residualNorms: new Float64Array(3), rank: 0 });
    expect(leastSquares(zeros(2, 0), [[3], [4]])).toEqual({ X: zeros(0, 1), residualNorms: Float64Array.of(5), rank: 0 });
    expect(leastSquares(identity(2), zeros(2, 0))).toEqual({ X: zeros(2, 0), residualNorms: new Float64Array(0), rank: 2 });
    expect(leastSquares([], []).rank).toBe(0);
  });

  it("takes a tolerance", () => {
    const { X, rank } = leastSquares(diagonal([1, 1e-3]), [1, 1], { tolerance: 1e-2 });
    expect([...X.data, rank]).toEqual([1, 0, 1]);
  });
});

describe("arguments", () => {
  const { leastSquares, pseudoInverse } = simd.package;
  const a = integers(3, 2, -3, 3, 1);
  it.each([
    ["no b", [a], TypeError, "b is undefined"],
    ["a number for b", [a, 3], TypeError, "b is 3: expected a matrix or a list of numbers"],
    ["b too short", [a, [1, 2]], RangeError, "b has 2 rows: expected 3, the rows of the matrix"],
    ["b of other rows", [a, [[1], [2], [3], [4]]], RangeError, "b has 4 rows: expected 3"],
    ["NaN in b", [a, [1, NaN, 3]], RangeError, "b[1] is NaN"],
    ["words in b", [a, [1, "2", 3]], TypeError, 'b[1] is "2"'],
    ["BigInts for b", [a, new BigInt64Array(3)], TypeError, "b[0] is 0n"],
    ["no matrix", [null, [1]], TypeError, "matrix is null"],
    ["a negative ridge", [a, [1, 2, 3], { ridge: -1 }], RangeError, "options.ridge is -1: expected a number from 0 up"],
    ["an infinite ridge", [a, [1, 2, 3], { ridge: Infinity }], RangeError, "options.ridge is Infinity"],
    ["a ridge in words", [a, [1, 2, 3], { ridge: "1" }], TypeError, 'options.ridge is "1"'],
    ["a tolerance of NaN", [a, [1, 2, 3], { tolerance: NaN }], RangeError, "options.tolerance is NaN"],
    ["an unknown option", [a, [1, 2, 3], { lambda: 1 }], TypeError, "options.lambda is not an option"],
  ])("leastSquares refuses %s", (_, args, kind, message) => {
    expect(() => leastSquares(...(args as [never, never]))).toThrow(kind);
    expect(() => leastSquares(...(args as [never, never]))).toThrow(message);
    expect(leastSquares([[2]], [4]).X.data[0]).toBe(2);
  });

  it.each([
    ["no matrix", [7], TypeError, "matrix is 7"],
    ["NaN", [[[NaN]]], RangeError, "matrix[0][0] is NaN"],
    ["a ridge", [[[1]], { ridge: 1 }], TypeError, "options.ridge is not an option"],
    ["a tolerance out of range", [[[1]], { tolerance: -0.1 }], RangeError, "options.tolerance is -0.1"],
  ])("pseudoInverse refuses %s", (_, args, kind, message) => {
    expect(() => pseudoInverse(...(args as [never]))).toThrow(kind);
    expect(() => pseudoInverse(...(args as [never]))).toThrow(message);
  });
});
