import { describe, expect, it } from "vitest";
import { verify, type Svd } from "../src/index";
import { builds, simd } from "./support/builds";
import { type Dense, dense, fromRows, map, scaled, transposed, ULP } from "./support/dense";
import { gaussian, geometric, identity, ones, orthogonal, uniform, withSpectrum, zeros } from "./support/matrices";
import { orthogonalityRatio, residualRatio } from "./support/ratios";

const { svd, lowRank } = simd.package;

function truncate({ U, S, V }: Svd, k: number): Svd {
  const leading = (x: Dense) => dense(x.rows, k, (i, j) => x.data[i * x.columns + j]!);
  return { U: leading(U), S: S.slice(0, k), V: leading(V) };
}

describe.each(builds)("verify, $name", ({ package: { verify } }) => {
  it.each([
    ["one entry", uniform(1, 1, 1)],
    ["tall", uniform(9, 4, 2)],
    ["wide", uniform(4, 9, 3)],
    ["square", gaussian(30, 30, 4)],
    ["one column", uniform(50, 1, 5)],
    ["one row", uniform(1, 50, 6)],
    ["graded", withSpectrum(12, 8, geometric(8, 1e12), 7)],
    ["columns beyond a panel", uniform(3, 300, 8)],
    ["huge", scaled(uniform(8, 6, 9), 1015)],
    ["tiny", scaled(uniform(8, 6, 9), -1015)],
    ["subnormal", scaled(uniform(8, 6, 9), -1065)],
  ])("is of order 1 for a right decomposition: %s", (_, a) => {
    for (const vectors of ["thin", "full"] as const) {
      const factors = svd(a, { vectors });
      const ratios = verify(a, factors);
      for (const ratio of Object.values(ratios)) expect(ratio).toBeLessThan(10);
      // The same quantities from their definitions: equal up to the rounding of the sums themselves.
      expect(Math.abs(ratios.residual - residualRatio(a, factors.U, factors.S, factors.V))).toBeLessThan(3);
      expect(Math.abs(ratios.orthogonalityU - orthogonalityRatio(factors.U))).toBeLessThan(3);
      expect(Math.abs(ratios.orthogonalityV - orthogonalityRatio(factors.V))).toBeLessThan(3);
    }
  });

  it("measures a known defect of each kind to full precision", () => {
    // A = diag(3, 2) in 4 x 2; each factor is off by one known entry.
    const a = fromRows([[3, 0], [0, 2], [0, 0], [0, 0]]);
    const right = { U: identity(4, 2), S: Float64Array.of(3, 2), V: identity(2) };
    expect(verify(a, right)).toEqual({ residual: 0, orthogonalityU: 0, orthogonalityV: 0, frobeniusGap: 0 });

    const tilted = fromRows([[1, 0], [0, 1], [0, 2 ** -20], [0, 0]]);
    // I - U'U has the one entry -2^-40; A - U S V' the one entry -2^-19, in the second column; |A|_1 = 3, m = 4, n = 2.
    const offU = verify(a, { ...right, U: tilted });
    expect(offU.orthogonalityU).toBe(2 ** -40 / 4 / ULP);
    expect(offU.residual).toBeCloseTo(2 ** -19 / (3 * 2 * ULP), 0);
    expect(offU.orthogonalityV).toBe(0);

    const offV = verify(a, { ...right, V: fromRows([[1, 0], [2 ** -20, 1]]) });
    // I - V'V = -[2^-40, 2^-20; 2^-20, 0]: the first column has the larger sum.
    expect(offV.orthogonalityV).toBe((2 ** -20 + 2 ** -40) / 2 / ULP);
    expect(offV.orthogonalityU).toBe(0);

    const offS = verify(a, { ...right, S: Float64Array.of(3 + 2 ** -10, 2) });
    expect(offS.residual).toBe(2 ** -10 / (3 * 2) / ULP);
    const gap = Math.sqrt((3 + 2 ** -10) ** 2 + 4) - Math.sqrt(13);
    expect(offS.frobeniusGap * ULP).toBeCloseTo(gap / (Math.sqrt(13) * 4), 13);
  });

  it("divides by the columns in the residual and by the rows of U and V in the defects", () => {
    const wide = fromRows([[3, 0, 0, 0], [0, 2, 0, 0]]);
    const off = { U: identity(2), S: Float64Array.of(3 + 2 ** -10, 2), V: fromRows([[1, 0], [0, 1], [0, 2 ** -20], [0, 0]]) };
    const ratios = verify(wide, off);
    expect(ratios.residual).toBe(2 ** -10 / (3 * 4) / ULP);
    expect(ratios.orthogonalityV).toBe(2 ** -40 / 4 / ULP);
  });

  it("measures what a truncated decomposition leaves out", () => {
    const a = fromRows([[3, 0, 0], [0, 2, 0], [0, 0, 1]]);
    const { U, S, V } = truncate({ U: identity(3), S: Float64Array.of(3, 2, 1), V: identity(3) }, 1);
    const ratios = verify(a, { U, S, V });
    expect(ratios.residual).toBe(2 / (3 * 3) / ULP);
    expect(ratios.orthogonalityU).toBe(0);
    expect(ratios.frobeniusGap * ULP).toBeCloseTo((Math.sqrt(14) - 3) / (Math.sqrt(14) * 3), 14);
    expect(verify(a, { U: zeros(3, 0), S: [] as unknown as Float64Array, V: zeros(3, 0) }).residual * ULP).toBeCloseTo(1 / 3, 14);
  });

  it.each([-1010, -990, -400, 0, 400, 1010])("does not depend on the scale 2^%i", (exponent) => {
    const a = gaussian(7, 5, 11);
    const { U, S, V } = lowRank(a, 3);
    const grown = { U, S: S.map((s) => scaled(fromRows([[s]]), exponent).data[0]!), V };
    const [expected, got] = [verify(a, { U, S, V }), verify(scaled(a, exponent), grown)];
    // Equal bits, but for entries that fall below the normal range.
    for (const key of Object.keys(expected) as (keyof typeof expected)[]) {
      if (exponent < -1000) expect(got[key] / expected[key]).toBeCloseTo(1, 2);
      else expect(got[key]).toBe(expected[key]);
    }
  });

  it("is 0 for zero and empty matrices that are right, and 1/ulp for a zero matrix that is not", () => {
    const nothing = { residual: 0, orthogonalityU: 0, orthogonalityV: 0, frobeniusGap: 0 };
    for (const [m, n] of [[0, 0], [0, 3], [3, 0], [1, 1], [4, 2], [2, 4]] as const) {
      expect(verify(zeros(m, n), svd(zeros(m, n)))).toEqual(nothing);
      expect(verify(zeros(m, n), svd(zeros(m, n), { vectors: "full" }))).toEqual(nothing);
    }
    const wrong = verify(zeros(2, 2), { U: identity(2), S: Float64Array.of(1, 0), V: identity(2) });
    expect(wrong.residual).toBe(1 / ULP);
    expect(wrong.frobeniusGap).toBe(1 / ULP);
  });

  it("is at most 1/ulp where S has nothing to do with A, or has overflowed", () => {
    const a = identity(3);
    const wrong = { U: identity(3), S: Float64Array.of(1e9, 1, 1), V: identity(3) };
    expect(verify(a, wrong).residual).toBe(1 / ULP);
    expect(verify(a, { ...wrong, S: Float64Array.of(Infinity, 1, 1) })).toMatchObject({ residual: 1 / ULP, frobeniusGap: 1 / ULP });
    const huge = ones(20, 20).data.map(() => 1.7e308);
    const { U, S, V } = svd({ rows: 20, columns: 20, data: huge });
    expect(S[0]).toBe(Infinity);
    const overflowed = verify({ rows: 20, columns: 20, data: huge }, { U, S, V });
    expect(overflowed.residual).toBe(1 / ULP);
    expect(overflowed.orthogonalityU).toBeLessThan(10);
  });

  it("is Infinity for columns so long that their products overflow", () => {
    const U = fromRows([[1e200, 1e200], [1e200, -1e200]]);
    const ratios = verify(identity(2), { U, S: Float64Array.of(1, 1), V: identity(2) });
    expect(ratios).toMatchObject({ residual: 1 / ULP, orthogonalityU: Infinity, orthogonalityV: 0 });
  });

  it.each([0, 255, 256, 259])("sees a defect in column %i of many", (at) => {
    const n = 260;
    const U = map(identity(n), (x) => x);
    U.data[at * n + at] = 1 + 2 ** -20;
    const ratios = verify(identity(n), { U, S: new Float64Array(n).fill(1), V: identity(n) });
    expect(ratios.orthogonalityU).toBe(((1 + 2 ** -20) ** 2 - 1) / n / ULP);
    expect(ratios.residual).toBe(2 ** -20 / n / ULP);
  });

  it("takes the transposed factors of the transposed matrix", () => {
    const a = uniform(6, 4, 12);
    const { U, S, V } = svd(a);
    const [ratios, flipped] = [verify(a, { U, S, V }), verify(transposed(a), { U: V, S, V: U })];
    expect(flipped.orthogonalityU).toBe(ratios.orthogonalityV);
    expect(flipped.orthogonalityV).toBe(ratios.orthogonalityU);
    expect(flipped.residual).toBeLessThan(10);
  });

  it("leaves its arguments alone and takes rows and plain arrays", () => {
    const a = uniform(5, 3, 13);
    const { U, S, V } = svd(a);
    const copies = [a, U, V].map((m) => m.data.slice());
    const values = S.slice();
    const ratios = verify(a, { U, S, V });
    expect([a, U, V].map((m) => m.data)).toEqual(copies);
    expect(S).toEqual(values);
    const { toRows } = simd.package;
    const plain = JSON.parse(JSON.stringify({ U: toRows(U), S: Array.from(S), V: toRows(V) })) as Svd;
    expect(verify(toRows(a), plain)).toEqual(ratios);
  });
});

describe("verify", () => {
  it("accepts a random orthogonal pair as one, and a random pair as none", () => {
    const right = { U: orthogonal(12, 1), S: new Float64Array(12).fill(1), V: orthogonal(12, 2) };
    expect(verify(identity(12), right).orthogonalityU).toBeLessThan(10);
    expect(verify(identity(12), { ...right, V: uniform(12, 12, 3) }).orthogonalityV).toBeGreaterThan(1e12);
  });

  const good = { U: identity(3, 2), S: Float64Array.of(2, 1), V: identity(2) };
  const a = fromRows([[2, 0], [0, 1], [0, 0]]);
  it.each([
    ["no object", null, TypeError, "svd is null: expected { U, S, V }"],
    ["a number", 3, TypeError, "svd is 3: expected { U, S, V }"],
    ["no V", { U: good.U, S: good.S }, TypeError, "svd is an object (Object): expected { U, S, V }"],
    ["U no matrix", { ...good, U: 1 }, TypeError, "svd.U is 1: expected rows of numbers"],
    ["S no list", { ...good, S: 2 }, TypeError, "svd.S is 2: expected an array of singular values"],
    ["S of strings", { ...good, S: ["2", "1"] }, TypeError, 'svd.S[0] is "2": expected a number, 0 or more'],
    ["S of BigInts", { ...good, S: BigInt64Array.of(2n, 1n) }, TypeError, "svd.S[0] is 2n: expected a number, 0 or more"],
    ["S with NaN", { ...good, S: [2, NaN] }, RangeError, "svd.S[1] is NaN: expected a number, 0 or more"],
    ["S negative", { ...good, S: [2, -1] }, RangeError, "svd.S[1] is -1: expected a number, 0 or more"],
    ["U with NaN", { ...good, U: [[1, 0], [0, NaN], [0, 0]] }, RangeError, "svd.U[1][1] is NaN: expected a finite number"],
    ["U of another matrix", { ...good, U: identity(4, 2) }, RangeError, "svd.U has 4 rows: expected 3, the rows of the matrix"],
    ["V of another matrix", { ...good, V: identity(3, 2) }, RangeError, "svd.V has 3 rows: expected 2, the columns of the matrix"],
    ["U too narrow", { ...good, U: identity(3, 1) }, RangeError, "svd.U has 1 columns: expected 2, the length of svd.S (or 3, for full vectors)"],
    ["U too wide", { ...good, U: identity(3, 4) }, RangeError, "svd.U has 4 columns: expected 2, the length of svd.S"],
    ["S too long", { ...good, S: [3, 2, 1] }, RangeError, "svd.U has 2 columns: expected 3, the length of svd.S"],
    ["S longer than V", { U: identity(3), S: [3, 2, 1], V: good.V }, RangeError, "svd.S has length 3: expected at most 2, the rows of svd.V"],
  ])("refuses %s", (_, factors, kind, message) => {
    const call = () => verify(a, factors as Svd);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });

  it("names the matrix when it is at fault", () => {
    expect(() => verify([[1, 2], [3]] as never, good)).toThrow("matrix[1] has length 1: expected 2");
  });
});
