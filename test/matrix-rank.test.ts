import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { diagonal, fromRows, map, scaled } from "./support/dense";
import { arithmetic, identity, integers, ones, uniform, withSpectrum, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { hadamard, hilbert } from "./support/nasty";

describe.each(builds)("matrixRank, $name", ({ package: { matrixRank } }) => {
  it.each([
    ["0 x 0", [], 0], ["3 x 0", zeros(3, 0), 0], ["0 x 3", zeros(0, 3), 0], ["zero", zeros(4, 3), 0], ["one entry", [[-2]], 1],
    ["rank 1 in integers", [[1, 2], [2, 4], [3, 6], [4, 8]], 1], ["ones", ones(50, 50), 1], ["identity", identity(7), 7],
    ["wide identity", identity(3, 9), 3], ["hadamard", hadamard(32), 32],
  ] as const)("%s", (_, a, rank) => expect(matrixRank(a as never)).toBe(rank));

  it("finds the rank of a product of thin integer factors, tall and wide", () => {
    for (const [m, n, r] of [[30, 20, 4], [20, 30, 7], [12, 12, 11], [60, 5, 3]] as const) {
      const a = multiply(integers(m, r, -4, 4, 1), integers(r, n, -4, 4, 2));
      expect(matrixRank(a)).toBe(r);
    }
  });

  it("does not change with the scale, to the ends of the range", () => {
    const a = withSpectrum(9, 6, [3, 2, 1, 0, 0, 0], 5);
    const b = map(uniform(6, 9, 6), (x) => Math.round(x * 2 ** 10)); // exact also as subnormal numbers
    for (const exponent of [-1000, -500, 0, 500, 1020]) expect(matrixRank(scaled(a, exponent))).toBe(3);
    for (const exponent of [-1074, -1040, 0, 1010]) expect(matrixRank(scaled(b, exponent))).toBe(6);
    expect(matrixRank(fromRows([[5e-324, 0], [0, 5e-324]]))).toBe(2);
    expect(matrixRank(map(ones(20, 20), () => 1.7e308))).toBe(1);
  });

  it("cuts at max(m, n) ulp of the largest value, or where it is told to", () => {
    expect(matrixRank(diagonal([1, 4 * 2 ** -52], 4, 2))).toBe(1);
    expect(matrixRank(diagonal([1, 5 * 2 ** -52], 4, 2))).toBe(2);
    expect(matrixRank(diagonal([8, 4, 2, 1]), { tolerance: 0.25 })).toBe(2);
    expect(matrixRank(diagonal([8, 4, 2, 1]), { tolerance: 1 })).toBe(0);
    expect(matrixRank(diagonal([1, 1e-300, 0]), { tolerance: 0 })).toBe(2);
  });
});

describe.each(builds)("conditionNumber, $name", ({ package: { conditionNumber } }) => {
  it.each([
    ["0 x 0", [], 0], ["3 x 0", zeros(3, 0), 0], ["zero", zeros(2, 2), Infinity], ["singular", [[1, 0], [0, 0]], Infinity],
    ["identity", identity(5), 1], ["one entry", [[-3]], 1], ["diagonal", diagonal([2, 0.5]), 4],
    ["beyond the range", diagonal([1e200, 1e-200]), Infinity],
  ] as const)("%s", (_, a, expected) => expect(conditionNumber(a as never)).toBe(expected));

  it("is right for known spectra, whatever the scale", () => {
    const a = withSpectrum(12, 8, arithmetic(8, 1000), 3);
    for (const exponent of [-1000, 0, 1020]) expect(conditionNumber(scaled(a, exponent))).toBeCloseTo(1000, 8);
    // The Hilbert matrix of order 5: 476607.25024... (Golub & Van Loan)
    expect(conditionNumber(hilbert(5))).toBeCloseTo(476607.25024, 4);
    expect(conditionNumber([[1.7e308, 1.7e308], [1.7e308, -1.7e308]])).toBeCloseTo(1, 14);
  });
});

describe("arguments", () => {
  const { matrixRank, conditionNumber } = simd.package;

  it.each([
    ["no matrix", [3], TypeError, "matrix is 3"],
    ["NaN", [[[1, NaN]]], RangeError, "matrix[0][1] is NaN"],
    ["a negative tolerance", [[[1]], { tolerance: -1 }], RangeError, "options.tolerance is -1: expected a number from 0 to 1"],
    ["a tolerance of NaN", [[[1]], { tolerance: NaN }], RangeError, "options.tolerance is NaN"],
    ["a tolerance above 1", [[[1]], { tolerance: 2 }], RangeError, "options.tolerance is 2"],
    ["a tolerance in words", [[[1]], { tolerance: "1e-3" }], TypeError, 'options.tolerance is "1e-3"'],
    ["an unknown option", [[[1]], { tol: 1e-3 }], TypeError, "options.tol is not an option"],
    ["a bare tolerance", [[[1]], 1e-3], TypeError, "options is 0.001"],
  ])("matrixRank refuses %s", (_, args, kind, message) => {
    expect(() => matrixRank(...(args as [never]))).toThrow(kind);
    expect(() => matrixRank(...(args as [never]))).toThrow(message);
    expect(matrixRank([[1, 2], [3, 4]])).toBe(2);
  });

  it("conditionNumber refuses what is no matrix", () => {
    expect(() => conditionNumber("a" as never)).toThrow(TypeError);
    expect(() => conditionNumber([[Infinity]])).toThrow("matrix[0][0] is Infinity");
  });
});
