import { describe, expect, it } from "vitest";
import type { Matrix, RankCriterion } from "../src/index";
import { builds, simd } from "./support/builds";
import { dense, fromRows, map, transposed } from "./support/dense";
import { gaussian, geometric, integers, ones, uniform, withSpectrum, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { expectClose, minus, norm, product } from "./support/products";
import { LIMIT, orthogonalityRatio } from "./support/ratios";

const LECTURE = fromRows([[4, 11, 14], [8, 7, -2]]);

describe.each(builds)("lowRank, $name", ({ package: { factors, lowRank, reconstruct, svd } }) => {
  it("gives the lecture's example", () => {
    const best = lowRank(LECTURE, 1);
    expect(best.rank).toBe(1);
    expect(best.S[0]).toBeCloseTo(6 * Math.sqrt(10), 13);
    expect(best.error.frobenius ** 2).toBeCloseTo(90, 11);
    expect(best.error.spectral).toBeCloseTo(3 * Math.sqrt(10), 13);
    expect(best.error.relative).toBeCloseTo(Math.sqrt(90 / 450), 15);
    expect([best.storedNumbers, best.compression]).toEqual([5, 6 / 5]);
    expectClose(reconstruct(best), fromRows([[6, 12, 12], [2, 4, 4]]), 1e-13);
    // The rows of A_1 are the projections of the rows of A on v_1 = (1, 2, 2)/3.
    expectClose(best.V, fromRows([[1 / 3], [2 / 3], [2 / 3]]), 1e-15);
    const onV = multiply(LECTURE, multiply(best.V, transposed(best.V)));
    expectClose(reconstruct(best), onV, 1e-13);
  });

  it.each([[6, 4], [4, 6], [5, 5], [1, 7], [7, 1], [40, 23]])("has the errors it states, %i x %i", (m, n) => {
    const a = uniform(m, n, 10 * m + n);
    const p = Math.min(m, n);
    for (let k = 1; k <= p; k += Math.ceil(p / 6)) {
      const { U, S, V, rank, error, storedNumbers, compression } = lowRank(a, k);
      expect([rank, S.length, U.rows, U.columns, V.rows, V.columns]).toEqual([k, k, m, k, n, k]);
      const rest = minus(a, product({ U, S, V }));
      expect(Math.abs(error.frobenius - norm(rest))).toBeLessThan(1e-14 * norm(a));
      expect(Math.abs(error.relative - norm(rest) / norm(a))).toBeLessThan(1e-14);
      expect(Math.abs(error.spectral - (simd.package.singularValues(rest)[0] ?? 0))).toBeLessThan(1e-14 * norm(a));
      expect(storedNumbers).toBe(k * (m + n));
      expect(compression).toBe((m * n) / storedNumbers);
      expect(orthogonalityRatio(U)).toBeLessThan(LIMIT);
      expect(orthogonalityRatio(V)).toBeLessThan(LIMIT);
      if (k === p) expect(error).toEqual({ frobenius: 0, spectral: 0, relative: 0 });
    }
  });

  it("is the leading part of the SVD, to the bit", () => {
    const a = uniform(9, 6, 3);
    const whole = svd(a);
    const { U, S, V } = lowRank(a, 4);
    expect(S).toEqual(whole.S.slice(0, 4));
    expect(U).toEqual(dense(9, 4, (i, j) => whole.U.data[i * 6 + j]!));
    expect(V).toEqual(dense(6, 4, (i, j) => whole.V.data[i * 6 + j]!));
  });

  it("is closer than any competitor of the same rank", () => {
    const a = gaussian(8, 6, 7);
    for (const k of [1, 2, 4]) {
      const best = lowRank(a, k);
      const { Y, Z } = factors(best);
      for (let seed = 1; seed <= 30; seed++) {
        // Small and large steps away from the best factors, and wholly random ones at their best scale.
        const step = [1e-3, 0.1, 1][seed % 3]!;
        const noise = (x: Matrix, s: number) => ({ ...x, data: x.data.map((value, i) => value + step * gaussian(x.rows, x.columns, s).data[i]!) });
        const other = multiply(noise(Y, seed), transposed(noise(Z, seed + 100)));
        expect(norm(minus(a, other))).toBeGreaterThan(best.error.frobenius);
        expect(simd.package.spectralNorm(minus(a, other))).toBeGreaterThan(best.error.spectral * (1 - 1e-12));
        const random = multiply(gaussian(8, k, seed), gaussian(k, 6, seed + 50));
        const scale = random.data.reduce((sum, x, i) => sum + x * a.data[i]!, 0) / norm(random) ** 2;
        expect(norm(minus(a, map(random, (x) => x * scale)))).toBeGreaterThan(best.error.frobenius);
      }
    }
  });

  it("gives the eigendecomposition of a symmetric positive definite matrix", () => {
    // B'B + I for an integer B: symmetric positive definite.
    const b = integers(7, 5, -3, 3, 4);
    const a = dense(5, 5, (i, j) => multiply(transposed(b), b).data[i * 5 + j]! + (i === j ? 1 : 0));
    const { U, S, V } = lowRank(a, 5);
    expectClose(U, V, 1e-12);
    // A v = s v, one vector at a time.
    const av = multiply(a, V);
    for (let j = 0; j < 5; j++) for (let i = 0; i < 5; i++) expect(av.data[i * 5 + j]!).toBeCloseTo(S[j]! * V.data[i * 5 + j]!, 10);
    // [[2, 1], [1, 2]]: eigenvalues 3 and 1.
    expect(Array.from(svd([[2, 1], [1, 2]]).S, (s) => Math.round(s * 1e12) / 1e12)).toEqual([3, 1]);
  });

  it("sums the tail from the smallest, without overflow or underflow", () => {
    const diagonal = (values: number[]) => dense(values.length, values.length, (i, j) => (i === j ? values[i]! : 0));
    expect(lowRank(diagonal([8, 4, 3]), 1).error).toEqual({ frobenius: 5, spectral: 4, relative: 5 / Math.sqrt(89) });
    expect(lowRank(diagonal([8e200, 4e200, 3e200]), 1).error.frobenius).toBeCloseTo(5e200, -187);
    expect(lowRank(diagonal([1.5e308, 4e307, 3e307]), 1).error.relative).toBeCloseTo(5 / Math.sqrt(225 + 25), 14);
    expect(lowRank(diagonal([8e-310, 4e-310, 3e-310]), 1).error.frobenius).toBeCloseTo(5e-310, 320);
    // A tail that is 1e-200 of the whole is still measured.
    expect(lowRank(diagonal([1, 4e-200, 3e-200]), 1).error.frobenius / 5e-200).toBeCloseTo(1, 14);
    // 64 ones beside 2^27: 64 is lost in 2^54 when added from the largest.
    const many = diagonal([2 ** 30, 2 ** 27, ...new Array<number>(64).fill(1)]);
    expect(lowRank(many, 1).error.frobenius).toBe(Math.sqrt(2 ** 54 + 64));
  });

  it.each<[RankCriterion, number]>([
    [3, 3],
    [{ energy: 0.99 }, 2],
    [{ energy: 1 }, 5],
    [{ ratio: 4 }, 2],
    [{ relativeError: 0.1 }, 2],
    [{ relativeError: 0.02 }, 3],
    [{ relativeError: 0.01 }, 4],
    [{ relativeError: 0 }, 5],
    ["gap", 5],
  ])("keeps as many as the rule says: %j", (criterion, rank) => {
    // Values 16, 4, 1, 1/4, 1/16 and three zeros (which come out as rounding).
    const a = withSpectrum(12, 8, [16, 4, 1, 0.25, 0.0625, 0, 0, 0], 9);
    const result = lowRank(a, criterion);
    expect(result.rank).toBe(rank);
    expect(result).toEqual(lowRank(a, rank));
  });

  it('with "optimal-threshold" finds planted directions, and takes the noise level if it is known', () => {
    const noise = gaussian(60, 40, 11);
    const signal = withSpectrum(60, 40, [40, 30, 25, ...new Array<number>(37).fill(0)], 12);
    const a = dense(60, 40, (i, j) => signal.data[i * 40 + j]! + noise.data[i * 40 + j]!);
    expect(lowRank(a, "optimal-threshold").rank).toBe(3);
    expect(lowRank(a, "optimal-threshold", { noise: 1 }).rank).toBe(3);
    expect(lowRank(noise, "optimal-threshold").rank).toBe(0);
    expect(lowRank(a, "optimal-threshold", { noise: 1e6 }).rank).toBe(0);
    expect(lowRank(a, "optimal-threshold", { noise: 0 }).rank).toBe(40);
    expect(lowRank(a, "optimal-threshold", { noise: 1.8 }).rank).toBe(2);
  });

  it("answers zero and empty matrices with rank 0 when a rule chooses", () => {
    for (const criterion of [{ energy: 0.9 }, { ratio: 3 }, { relativeError: 0.1 }, "gap", "optimal-threshold"] as const) {
      for (const [m, n] of [[3, 2], [2, 3], [0, 3], [3, 0], [0, 0]] as const) {
        const result = lowRank(zeros(m, n), criterion);
        expect(result).toMatchObject({ rank: 0, error: { frobenius: 0, spectral: 0, relative: 0 }, storedNumbers: 0, compression: Infinity });
        expectClose(reconstruct(result), zeros(m, n), 0);
      }
    }
    expect(lowRank(zeros(3, 2), 1)).toMatchObject({ rank: 1, S: Float64Array.of(0), error: { relative: 0 } });
  });

  it("keeps the best rank of a geometric spectrum within a relative error", () => {
    const values = geometric(30, 1e6);
    const a = withSpectrum(40, 30, values, 61);
    const { rank, error } = lowRank(a, { relativeError: 1e-3 });
    const tail = (k: number) => Math.sqrt(values.slice(k).reduce((sum, s) => sum + s * s, 0));
    expect(tail(rank) / tail(0)).toBeLessThanOrEqual(1e-3);
    expect(tail(rank - 1) / tail(0)).toBeGreaterThan(1e-3);
    expect(error.relative).toBeCloseTo(tail(rank) / tail(0), 12);
  });
});

describe("lowRank: arguments", () => {
  const { lowRank } = simd.package;

  it.each([
    ["rank 0", LECTURE, 0, undefined, RangeError, "criterion is 0: expected an integer, 1 to 2"],
    ["rank 3 of 2", LECTURE, 3, undefined, RangeError, "criterion is 3: expected an integer, 1 to 2"],
    ["rank -1", LECTURE, -1, undefined, RangeError, "criterion is -1: expected an integer, 1 to 2"],
    ["rank 10^9", LECTURE, 1e9, undefined, RangeError, "criterion is 1000000000: expected an integer, 1 to 2"],
    ["a rank of an empty matrix", zeros(0, 3), 1, undefined, RangeError, "there is no rank to choose"],
    ["no criterion", LECTURE, undefined, undefined, TypeError, "criterion is undefined"],
    ["no matrix", undefined, 1, undefined, TypeError, "matrix is undefined"],
    ["NaN", [[NaN]], 1, undefined, RangeError, "matrix[0][0] is NaN"],
    ["an unknown option", LECTURE, 1, { seed: 1 }, TypeError, 'options.seed is not an option: expected "noise"'],
    ["options of another kind", LECTURE, 1, 5, TypeError, "options is 5: expected an object"],
    ["noise with another rule", LECTURE, 1, { noise: 1 }, TypeError, 'options.noise is given: expected it only with "optimal-threshold"'],
    ["negative noise", LECTURE, "optimal-threshold", { noise: -1 }, RangeError, "options.noise is -1"],
    ["noise as text", LECTURE, "optimal-threshold", { noise: "1" }, TypeError, 'options.noise is "1"'],
    ["values beyond the range", map(ones(9, 9), () => 1.7e308), 1, undefined, RangeError, "S[0] is Infinity: expected a finite number (scale the matrix down)"],
  ])("lowRank refuses %s", (_, a, criterion, options, kind, message) => {
    const call = () => lowRank(a as never, criterion as never, options as never);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
