import { describe, expect, it } from "vitest";
import { builds } from "./support/builds";
import { fromRows, map, scaled, transposed, ULP } from "./support/dense";
import { gaussian, ones, uniform, zeros } from "./support/matrices";
import { jacobiSingularValues } from "./support/naive";

describe.each(builds)("norms, $name", ({ package: { frobeniusNorm, nuclearNorm, spectralNorm, singularValues } }) => {
  it("gives the examples of the lectures", () => {
    expect(frobeniusNorm([[1, 2], [3, 4]]) ** 2).toBeCloseTo(30, 13);
    const a = [[4, 11, 14], [8, 7, -2]];
    expect(frobeniusNorm(a) ** 2).toBeCloseTo(360 + 90, 11);
    expect(spectralNorm(a)).toBeCloseTo(6 * Math.sqrt(10), 13);
    expect(nuclearNorm(a)).toBeCloseTo(9 * Math.sqrt(10), 13);
    expect(spectralNorm([[3, 0], [4, 5]])).toBeCloseTo(Math.sqrt(45), 14);
    expect(nuclearNorm([[3, 0], [4, 5]])).toBeCloseTo(Math.sqrt(45) + Math.sqrt(5), 14);
  });

  it.each([[1, 1], [2, 3], [7, 5], [5, 7], [40, 33]])("agrees with one-sided Jacobi, %i x %i", (m, n) => {
    const a = gaussian(m, n, 10 * m + n);
    const values = jacobiSingularValues(m >= n ? a : transposed(a));
    const close = (got: number, expected: number) => expect(Math.abs(got - expected)).toBeLessThan(1e-13 * expected);
    close(spectralNorm(a), values[0]!);
    close(nuclearNorm(a), values.reduce((sum, s) => sum + s, 0));
    close(frobeniusNorm(a), Math.sqrt(values.reduce((sum, s) => sum + s * s, 0)));
  });

  it("orders them: spectral ≤ Frobenius ≤ nuclear ≤ √rank Frobenius", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const a = uniform(6, 4, seed);
      const [two, frobenius, nuclear] = [spectralNorm(a), frobeniusNorm(a), nuclearNorm(a)];
      expect(two).toBeLessThan(frobenius);
      expect(frobenius).toBeLessThan(nuclear);
      expect(nuclear).toBeLessThan(2 * frobenius);
    }
  });

  it("is 0 for empty and zero matrices", () => {
    for (const a of [zeros(0, 0), zeros(0, 4), zeros(4, 0), zeros(3, 2)]) {
      for (const norm of [frobeniusNorm, spectralNorm, nuclearNorm]) expect(Object.is(norm(a), 0)).toBe(true);
    }
    expect(frobeniusNorm([])).toBe(0);
  });

  it.each([-1060, -1000, -500, 500, 1000, 1018])("scales with 2^%i: frobeniusNorm to the bit, no overflow, no underflow", (exponent) => {
    // Multiples of 1/2 up to 8: exact at every one of these scales.
    const a = map(uniform(6, 5, 3), (x) => Math.round(x * 16) / 2);
    const [plain, grown] = [frobeniusNorm(a), frobeniusNorm(scaled(a, exponent))];
    expect(grown).toBe(scaled(fromRows([[plain]]), exponent).data[0]);
    expect(spectralNorm(scaled(a, exponent))).toBeLessThanOrEqual(grown);
  });

  it("spans the whole range of numbers", () => {
    expect(frobeniusNorm([[3e-320, 4e-320]])).toBe(5e-320);
    expect(frobeniusNorm([[5e-324]])).toBe(5e-324);
    expect(frobeniusNorm([[1e-320, 1e300]])).toBe(1e300);
    expect(frobeniusNorm([[3e307], [4e307]])).toBeCloseTo(5e307, -293);
    expect(frobeniusNorm(map(ones(2, 2), () => 1.7e308))).toBe(Infinity);
  });

  it("does not drift over many equal entries", () => {
    const norm = frobeniusNorm(map(ones(700, 900), () => 0.1));
    expect(Math.abs(norm / (0.1 * Math.sqrt(700 * 900)) - 1)).toBeLessThan(20 * ULP);
  });

  it("sums small singular values that a sum from the largest would lose", () => {
    // Exact values 2^53 and 64 ones: diagonal, so S is exact.
    const n = 65;
    const a = map(zeros(n, n), (x) => x);
    for (let i = 0; i < n; i++) a.data[i * n + i] = i === 0 ? 2 ** 53 : 1;
    expect(Array.from(singularValues(a)).slice(0, 2)).toEqual([2 ** 53, 1]);
    expect(nuclearNorm(a)).toBe(2 ** 53 + 64);
  });

  it.each([
    ["nothing", undefined, TypeError, "matrix is undefined"],
    ["ragged rows", [[1], [2, 3]], RangeError, "matrix[1] has length 2"],
    ["NaN", [[1, NaN]], RangeError, "matrix[0][1] is NaN"],
    ["a string", [["1"]], TypeError, 'matrix[0][0] is "1"'],
  ])("refuses %s", (_, a, kind, message) => {
    for (const norm of [frobeniusNorm, spectralNorm, nuclearNorm]) {
      expect(() => norm(a as never)).toThrow(kind);
      expect(() => norm(a as never)).toThrow(message);
    }
  });
});
