// svd and singularValues as a user meets them.
import { describe, expect, it } from "vitest";
import { singularValues, svd } from "../src/index";
import { svdFaults, wrongSign } from "./support/contracts";
import { fromRows, transposed, ULP } from "./support/dense";
import { gaussian, identity, uniform, withSpectrum } from "./support/matrices";
import { jacobiSingularValues, multiply } from "./support/naive";

/** Values agree to a few units in the last place. */
function expectClose(s: ArrayLike<number>, expected: readonly number[], ulps = 4): void {
  expect(s.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(s[i]! - value)).toBeLessThanOrEqual(ulps * ULP * expected[0]!));
}

describe("values known in closed form", () => {
  it("[[4,11,14],[8,7,-2]] has 6√10 and 3√10", () => {
    expectClose(svd([[4, 11, 14], [8, 7, -2]]).S, [6 * Math.sqrt(10), 3 * Math.sqrt(10)]);
  });

  it("[[3,0],[4,5]] has √45 and √5", () => {
    expectClose(svd([[3, 0], [4, 5]]).S, [Math.sqrt(45), Math.sqrt(5)], 2);
    expectClose(singularValues([[3, 0], [4, 5]]), [Math.sqrt(45), Math.sqrt(5)], 2);
  });

  it("the squares of [[1,2],[3,4]] add up to 30", () => {
    const { S } = svd([[1, 2], [3, 4]]);
    expect(S[0]! ** 2 + S[1]! ** 2).toBeCloseTo(30, 13);
    expect(S[0]! * S[1]!).toBeCloseTo(2, 13);
  });

  it("a diagonal comes back sorted and without signs", () => {
    const { U, S, V } = svd([[2, 0, 0], [0, -5, 0], [0, 0, 3]]);
    expect([...S]).toEqual([5, 3, 2]);
    expect([...U.data]).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 0]);
    expect([...V.data]).toEqual([0, 0, 1, -1, 0, 0, 0, 1, 0]);
  });

  it("a symmetric positive definite matrix gives its eigendecomposition", () => {
    const values = [9, 6, 4, 2.5, 1];
    const a = withSpectrum(5, 5, values, 3);
    const definite = multiply(a, transposed(a));
    const { U, S, V } = svd(definite);
    expectClose(S, values.map((x) => x * x), 64);
    V.data.forEach((x, i) => expect(x).toBeCloseTo(U.data[i]!, 12));
    const product = multiply(definite, U);
    product.data.forEach((x, i) => expect(x).toBeCloseTo(U.data[i]! * S[i % 5]!, 11));
  });

  it("the row-major 1 x 1 [[-7]] is 1 · 7 · -1", () => {
    const { U, S, V } = svd([[-7]]);
    expect([[...U.data], [...S], [...V.data]]).toEqual([[1], [7], [-1]]);
  });
});

describe("shapes", () => {
  it.each([[0, 0], [0, 3], [3, 0]])("%i x %i has no values and unit completions", (m, n) => {
    const a = { rows: m, columns: n, data: new Float64Array(0) };
    const thin = svd(a);
    expect([thin.U.rows, thin.U.columns, thin.S.length, thin.V.rows, thin.V.columns]).toEqual([m, 0, 0, n, 0]);
    const full = svd(a, { vectors: "full" });
    expect(full.U).toEqual({ rows: m, columns: m, data: identity(m).data });
    expect(full.V).toEqual({ rows: n, columns: n, data: identity(n).data });
    expect(singularValues(a)).toEqual(new Float64Array(0));
  });

  it("results are plain objects of typed arrays of their own", () => {
    const result = svd(uniform(4, 3, 1));
    const copy = structuredClone(result);
    expect(copy).toEqual(result);
    for (const data of [result.U.data, result.S, result.V.data]) {
      expect(data).toBeInstanceOf(Float64Array);
      expect(data.byteOffset).toBe(0);
      expect(data.buffer.byteLength).toBe(data.length * 8);
    }
  });

  it("full U and V complete the bases of thin ones", () => {
    for (const [m, n] of [[9, 4], [4, 9], [50, 12], [12, 50]] as const) {
      const a = gaussian(m, n, 7);
      expect(svdFaults(a, svd(a, { vectors: "full" }), "full")).toEqual([]);
    }
  });
});

describe("signs", () => {
  it("the largest entry of each column of U is positive, tall, square and wide", () => {
    for (const [m, n] of [[30, 8], [12, 12], [8, 30], [70, 40], [40, 70], [1, 5], [5, 1]] as const) {
      for (const sign of [1, -1]) {
        const a = uniform(m, n, m * n);
        a.data.forEach((x, i) => (a.data[i] = sign * x));
        expect(wrongSign(svd(a).U)).toBe(-1);
        expect(wrongSign(svd(a, { vectors: "full" }).U)).toBe(-1);
      }
    }
  });

  it("among entries that tie within 1e-9 the first decides", () => {
    expect([...svd([[1, 1], [-1, -1]]).U.data].map(Math.sign).slice(0, 1)).toEqual([1]);
    const alternating = fromRows([[-1], [1 + 1e-12], [-1 - 1e-11], [1]]);
    expect([...svd(alternating).U.data].map(Math.sign)).toEqual([1, -1, 1, -1]);
    const apart = fromRows([[-1], [1 + 1e-7], [-1], [1]]);
    expect([...svd(apart).U.data].map(Math.sign)).toEqual([-1, 1, -1, 1]);
  });
});

describe("against the naive twin", () => {
  it.each([[6, 6], [25, 10], [40, 40]])("%i x %i agrees with one-sided Jacobi", (m, n) => {
    const a = gaussian(m, n, m);
    expectClose(svd(a).S, jacobiSingularValues(a), n);
    expectClose(singularValues(transposed(a)), jacobiSingularValues(a), n);
  });
});
