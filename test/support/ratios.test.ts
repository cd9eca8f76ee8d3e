// The yardsticks themselves: small for a right decomposition, large for one that is slightly wrong.
import { describe, expect, it } from "vitest";
import { svd } from "../../src/index";
import { svdFaults, wrongSign } from "./contracts";
import { bidiagonal, type Dense, fromRows, map, scaled, ULP } from "./dense";
import { gaussian, identity, orthogonal, withSpectrum } from "./matrices";
import { jacobiSingularValues, multiply } from "./naive";
import {
  bidiagonalRatio, columnRatio, countBelow, frobeniusRatio, LIMIT, orderRatio, orthogonalityRatio, projectionRatio, reductionRatio,
  relativeValuesRatio, residualRatio, separated, sturmTolerance, valuesRatio,
} from "./ratios";

const a = gaussian(30, 20, 1);
const { U, S, V } = svd(a);
/** x with one entry moved by `by`. */
const nudged = (x: Dense, at: number, by: number): Dense => ({ ...x, data: x.data.map((value, i) => (i === at ? value + by : value)) });
const wrong = 1e-12;

describe("each ratio is small when all is right and large after a change of 1e-12", () => {
  it("residual, at any scale", () => {
    for (const t of [0, 900, -900, -1000]) {
      const s = S.map((x) => x * 2 ** (t / 2) * 2 ** (t / 2));
      expect(residualRatio(scaled(a, t), U, s, V)).toBeLessThan(2);
      expect(residualRatio(scaled(a, t), nudged(U, 7, wrong), s, V)).toBeGreaterThan(LIMIT);
      expect(residualRatio(scaled(a, t), U, s.map((x, i) => (i ? x : x * (1 + wrong))), V)).toBeGreaterThan(LIMIT);
    }
    expect(residualRatio(a, U, S.map(() => NaN), V)).toBe(1 / ULP);
    expect(residualRatio(map(a, () => 0), U, S, V)).toBe(1 / ULP);
  });

  it("projection", () => {
    expect(projectionRatio(a, U, S, V)).toBeLessThan(2);
    expect(projectionRatio(a, U, S.map((x) => x * (1 + wrong)), V)).toBeGreaterThan(LIMIT);
  });

  it("orthogonality", () => {
    expect(orthogonalityRatio(identity(5))).toBe(0);
    expect(orthogonalityRatio(orthogonal(40, 2))).toBeLessThan(4);
    expect(orthogonalityRatio(nudged(U, 3, wrong))).toBeGreaterThan(LIMIT);
    expect(orthogonalityRatio(map(U, () => NaN))).not.toBeLessThan(LIMIT);
  });

  it("order", () => {
    expect(orderRatio([3, 2, 2, 0])).toBe(0);
    for (const bad of [[1, 2], [1, -0], [1, -1], [NaN], [2, NaN]]) expect(orderRatio(bad)).toBe(1 / ULP);
  });

  it("values, columns and the Frobenius norm", () => {
    expect(valuesRatio(S, S)).toBe(0);
    expect(valuesRatio(S, S.map((x, i) => (i === 19 ? x + wrong : x)))).toBeGreaterThan(5);
    expect(relativeValuesRatio([1, 1e-20], [1, 1e-20 * (1 + 1e-13)])).toBeGreaterThan(50);
    expect(columnRatio(U, map(U, (x) => -x), separated(S, 1e-3))).toBe(0);
    expect(columnRatio(U, nudged(U, 0, wrong), [0])).toBeGreaterThan(LIMIT);
    expect(frobeniusRatio(a, S)).toBeLessThan(20);
    expect(frobeniusRatio(a, S.map((x) => x * (1 + wrong)))).toBeGreaterThan(1e3);
  });

  it("the bidiagonal and the reduction", () => {
    const [d, e] = [[3, 2, 1], [0.5, 0.25]];
    const b = bidiagonal(d, e);
    const result = svd(b);
    expect(bidiagonalRatio(d, e, result.U, result.S, result.V)).toBeLessThan(5);
    expect(bidiagonalRatio([3, 2, 1 + wrong], e, result.U, result.S, result.V)).toBeGreaterThan(LIMIT);
    const [q, p] = [orthogonal(3, 1), orthogonal(3, 2)];
    const product = multiply(multiply(q, b), fromRows([0, 1, 2].map((i) => [0, 1, 2].map((j) => p.data[j * 3 + i]!))));
    expect(reductionRatio(product, q, d, e, p)).toBeLessThan(5);
    expect(reductionRatio(product, q, d, [0.5, 0.25 + wrong], p)).toBeGreaterThan(LIMIT);
  });

  it("the Sturm count and its tolerance", () => {
    const [d, e] = [[4, 3, 2, 1], [1, 1, 1]];
    const s = jacobiSingularValues(bidiagonal(d, e));
    expect([0.5, 1.5, 2.5, 6].map((x) => countBelow(d, e, x))).toEqual([0.5, 1.5, 2.5, 6].map((x) => s.filter((y) => y < x).length));
    expect(sturmTolerance(d, e, s)).toBe(5);
    expect(sturmTolerance(d, e, s.map((x, i) => (i === 3 ? x * (1 + 1e-11) : x)))).toBeGreaterThan(100);
  });
});

describe("the contract", () => {
  it("finds nothing in a right decomposition and names what is wrong in others", () => {
    expect(svdFaults(a, { U, S, V })).toEqual([]);
    const negated = { U: map(U, (x) => -x), S, V: map(V, (x) => -x) };
    expect(svdFaults(a, negated)).toEqual(["the largest entry of column 0 of U is not positive"]);
    expect(svdFaults(a, { U, S: S.subarray(1), V })[0]).toMatch(/^S has 19 values/);
    expect(svdFaults(a, { U, S, V: { ...V, columns: 19 } })[0]).toMatch(/^V is 20x19/);
    expect(svdFaults(a, { U: nudged(U, 40, wrong), S, V }).length).toBeGreaterThan(1);
    expect(svdFaults(a, { U, S: S.slice().reverse(), V })[0]).toMatch(/order/);
  });

  it("knows the rule of signs", () => {
    expect(wrongSign(fromRows([[1, -2], [0, 3]]))).toBe(-1);
    expect(wrongSign(fromRows([[1, 2], [0, -3]]))).toBe(1);
    expect(wrongSign(fromRows([[-1], [1 + 1e-11]]))).toBe(0);
    expect(wrongSign(fromRows([[-1], [1 + 1e-7]]))).toBe(-1);
  });
});

describe("the naive twins", () => {
  it("Jacobi finds prescribed values", () => {
    const values = [5, 4, 3, 1e-3];
    jacobiSingularValues(withSpectrum(9, 4, values, 3)).forEach((s, i) => expect(s).toBeCloseTo(values[i]!, 12));
  });
});
