import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { wrongSign } from "./support/contracts";
import { fromRows, scaled, transposed, ULP } from "./support/dense";
import { identity, integers, ones, withSpectrum, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { minus, norm } from "./support/products";
import { LIMIT, orthogonalityRatio } from "./support/ratios";

const SHAPES = [[8, 5, 3], [5, 8, 3], [5, 8, 5], [6, 6, 4], [40, 7, 2], [7, 40, 2], [1, 9, 1], [9, 1, 1], [130, 140, 129]] as const;

function ofRank(m: number, n: number, r: number, seed: number) {
  return withSpectrum(m, n, Array.from({ length: Math.min(m, n) }, (_, i) => (i < r ? 2 - i / r : 0)), seed);
}

describe.each(builds)("nullSpace, $name", ({ package: { nullSpace } }) => {
  it.each(SHAPES)("%i x %i of rank %i: orthonormal, complete, and annihilated", (m, n, r) => {
    const a = ofRank(m, n, r, 10 * m + n);
    const kernel = nullSpace(a);
    expect([kernel.rows, kernel.columns]).toEqual([n, n - r]);
    expect(orthogonalityRatio(kernel)).toBeLessThan(LIMIT);
    expect(wrongSign(kernel)).toBe(-1);
    expect(norm(multiply(a, kernel))).toBeLessThan(LIMIT * Math.max(m, n) * ULP * norm(a));
  });

  it("mljs/matrix#203: nothing of the null space of a wide matrix is lost", () => {
    // 3 equations, 5 unknowns, rank 2: the null space has three dimensions.
    const a = fromRows([[1, 2, 3, 4, 5], [2, 4, 6, 8, 10], [1, 0, -1, 0, 1]]);
    const kernel = nullSpace(a);
    expect(kernel.columns).toBe(3);
    expect(norm(multiply(a, kernel))).toBeLessThan(1e-13);
    expect(orthogonalityRatio(kernel)).toBeLessThan(LIMIT);
  });

  it("of a zero or empty matrix is everything, of a regular one nothing", () => {
    expect(nullSpace(zeros(0, 3))).toEqual(identity(3));
    expect(nullSpace(zeros(3, 0))).toEqual(zeros(0, 0));
    for (const [m, n] of [[2, 4], [4, 2], [3, 3]] as const) {
      const kernel = nullSpace(zeros(m, n));
      expect([kernel.rows, kernel.columns]).toEqual([n, n]);
      expect(orthogonalityRatio(kernel)).toBeLessThan(LIMIT);
    }
    expect(nullSpace([[2, 1], [1, 2], [0, 1]])).toEqual(zeros(2, 0));
  });

  it("does not depend on the scale", () => {
    const a = integers(3, 6, -3, 3, 4);
    const expected = nullSpace(a);
    expect(expected.columns).toBe(3);
    for (const exponent of [-1074, -1000, 1000, 1020]) expect(nullSpace(scaled(a, exponent))).toEqual(expected);
  });

  it("takes a tolerance", () => {
    const a = fromRows([[1, 0, 0], [0, 1e-3, 0], [0, 0, 1e-6]]);
    expect([undefined, 1e-5, 1e-2, 1].map((tolerance) => nullSpace(a, tolerance === undefined ? {} : { tolerance }).columns)).toEqual([0, 1, 2, 3]);
  });
});

describe.each(builds)("orthonormalBasis, $name", ({ package: { nullSpace, orthonormalBasis } }) => {
  it.each(SHAPES)("%i x %i of rank %i: orthonormal, and its projector leaves A as it is", (m, n, r) => {
    const a = ofRank(m, n, r, 10 * m + n);
    const q = orthonormalBasis(a);
    expect([q.rows, q.columns]).toEqual([m, r]);
    expect(orthogonalityRatio(q)).toBeLessThan(LIMIT);
    const projected = multiply(q, multiply(transposed(q), a));
    expect(norm(minus(projected, a))).toBeLessThan(LIMIT * Math.max(m, n) * ULP * norm(a));
    // The other half of the fundamental theorem: it is orthogonal to the null space of A'.
    const kernel = nullSpace(transposed(a));
    expect(kernel.columns).toBe(m - r);
    expect(norm(multiply(transposed(q), kernel))).toBeLessThan(LIMIT * Math.max(m, n) * ULP);
  });

  it("of a zero or empty matrix has no columns", () => {
    for (const [m, n] of [[0, 0], [3, 0], [0, 3], [3, 2]] as const) expect(orthonormalBasis(zeros(m, n))).toEqual(zeros(m, 0));
  });

  it("is the direction of a rank one matrix of any scale", () => {
    const expected = orthonormalBasis([[3, 6], [4, 8]]);
    expect(expected.columns).toBe(1);
    expect(expected.data[0]).toBeCloseTo(0.6, 15);
    expect(expected.data[1]).toBeCloseTo(0.8, 15);
    for (const exponent of [-1074, 1020]) expect(orthonormalBasis(scaled(fromRows([[3, 6], [4, 8]]), exponent))).toEqual(expected);
    expect(orthonormalBasis(ones(300, 2)).columns).toBe(1);
  });
});

describe("arguments", () => {
  const { nullSpace, orthonormalBasis } = simd.package;
  it.each([
    ["no matrix", [undefined], TypeError, "matrix is undefined"],
    ["ragged rows", [[[1, 2], [3]]], RangeError, "matrix[1] has length 1"],
    ["an infinite entry", [[[1, -Infinity]]], RangeError, "matrix[0][1] is -Infinity"],
    ["a tolerance out of range", [[[1]], { tolerance: 1.5 }], RangeError, "options.tolerance is 1.5"],
    ["an unknown option", [[[1]], { rank: 1 }], TypeError, "options.rank is not an option"],
    ["null for options", [[[1]], null], TypeError, "options is null"],
  ])("both refuse %s", (_, args, kind, message) => {
    for (const f of [nullSpace, orthonormalBasis]) {
      expect(() => f(...(args as [never]))).toThrow(kind);
      expect(() => f(...(args as [never]))).toThrow(message);
    }
  });

  it("a null space that no memory could hold is refused", () => {
    const huge = { rows: 0, columns: 2 ** 28, data: new Float64Array(0) };
    expect(() => nullSpace(huge)).toThrow(simd.package.OutOfMemoryError);
    expect(nullSpace([[1, 1]]).columns).toBe(1);
  });
});
