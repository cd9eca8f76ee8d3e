import { describe, expect, it } from "vitest";
import type { Matrix } from "../src/index";
import { readInput } from "../src/input";
import { krylov as iterateOn, type KrylovPlan } from "../src/krylov";
import { builds, simd } from "./support/builds";
import { type Dense, map, scaled, transposed } from "./support/dense";
import { gaussian, identity, ones, zeros } from "./support/matrices";
import { range, reflected, scattered, signsAreRight, toFull, trueResiduals } from "./support/implicit";
import { asOperator } from "./support/operator";
import { orthogonalityRatio } from "./support/ratios";

const krylov = (a: unknown, plan: KrylovPlan) => iterateOn(readInput(a, true), plan);

const { singularValues, sparse, svd, truncatedSvd } = simd.package;

/** Everything promised of a result at this tolerance, against the true values. */
function expectRight(a: Dense, result: ReturnType<typeof truncatedSvd>, values: ArrayLike<number>, tolerance = 1e-10): void {
  const { U, S, V, residuals, info } = result;
  const k = S.length;
  expect([U.rows, U.columns, V.rows, V.columns, residuals.length]).toEqual([a.rows, k, a.columns, k, k]);
  expect(info.converged).toBe(true);
  for (let i = 0; i < k; i++) {
    expect(Math.abs(S[i]! - values[i]!)).toBeLessThanOrEqual(tolerance * values[0]!);
    if (i > 0) expect(S[i]!).toBeLessThanOrEqual(S[i - 1]!);
  }
  const truth = trueResiduals(a, result);
  for (let i = 0; i < k; i++) {
    expect(residuals[i]!).toBeLessThanOrEqual(tolerance * S[0]!);
    expect(Math.abs(residuals[i]! - truth[i]!)).toBeLessThanOrEqual(1e-13 * S[0]!);
  }
  expect(info.change).toBeCloseTo(S[0] === 0 ? 0 : Math.max(...residuals) / S[0]!, 20);
  expect(orthogonalityRatio(U)).toBeLessThan(10);
  expect(orthogonalityRatio(V)).toBeLessThan(10);
  expect(signsAreRight(U)).toBe(true);
}

const SPECTRA: readonly (readonly [string, (n: number) => number[]])[] = [
  ["0.9^i", (n) => range(n, (i) => 0.9 ** i)],
  ["1/i", (n) => range(n, (i) => 1 / (i + 1))],
  ["1/i²", (n) => range(n, (i) => 1 / (i + 1) ** 2)],
  ["20 ones, then 1e-3", (n) => range(n, (i) => (i < 20 ? 1 : 1e-3))],
  ["10 equal, then 0.5·0.99^i", (n) => range(n, (i) => (i < 10 ? 1 : 0.5 * 0.99 ** (i - 10)))],
  ["12 equal, 12 just below, then 0.5·0.98^i", (n) => range(n, (i) => (i < 12 ? 1 : i < 24 ? 0.9997 : 0.5 * 0.98 ** (i - 24)))],
  ["5 spikes on a flat floor", (n) => range(n, (i) => (i < 5 ? 5 - 0.5 * i : 1 - (0.5 * i) / n))],
  ["all equal", (n) => range(n, () => 3)],
];

describe.each(SPECTRA)("spectrum %s", (_, spectrum) => {
  const [rows, columns, k] = [190, 170, 10];
  const values = spectrum(columns);

  it.each([1, 4, 8])("every copy is found with blocks of %i, from 20 seeds", (block) => {
    for (let seed = 0; seed < 20; seed++) {
      const a = scattered(rows, columns, values, seed);
      const { S, residuals, info } = krylov(a, { rank: k, block, seed, tolerance: 1e-10, maxIterations: 3000, onProgress: undefined });
      expect(info).toMatchObject({ converged: true, method: "lanczos", seed });
      for (let i = 0; i < k; i++) expect(Math.abs(S[i]! - values[i]!)).toBeLessThanOrEqual(1e-10 * values[0]!);
      expect(Math.max(...residuals)).toBeLessThanOrEqual(1e-10 * S[0]!);
    }
  });
  it("everything promised holds: sparse, dense, operator", () => {
    const a = reflected(rows, columns, values, 7);
    const plan = { rank: k, block: 4, seed: 3, tolerance: 1e-10, maxIterations: 3000, onProgress: undefined };
    for (const form of [a, asOperator(a)]) expectRight(a, krylov(form, plan), values);
    const s = scattered(rows, columns, values, 5);
    expectRight(toFull(s), krylov(s, plan), values);
  });
});

it.each([1, 4])("finds 40 equal values in front of close ones, many at a time, with blocks of %i", (block) => {
  const values = range(260, (i) => (i < 40 ? 1 : 0.9 * 0.99 ** (i - 40)));
  const plan = { rank: 40, block, tolerance: 1e-10, maxIterations: 5000, onProgress: undefined };
  for (let seed = 0; seed < 5; seed++) {
    const { S, info } = krylov(scattered(300, 260, values, seed), { ...plan, seed });
    expect(info).toMatchObject({ converged: true, method: "lanczos" });
    S.forEach((s) => expect(Math.abs(s - 1)).toBeLessThan(1e-10));
  }
});

it("keeps its recurrence through values that fall below rounding", () => {
  const values = range(300, (i) => 0.6 ** i);
  const a = reflected(340, 310, values, 12);
  const plan = { rank: 30, block: 4, seed: 1, maxIterations: 1000, onProgress: undefined };
  for (const tolerance of [1e-10, 1e-13]) expectRight(a, krylov(a, { ...plan, tolerance }), values, tolerance);
});

describe.each(builds)("truncatedSvd, $name", ({ package: { truncatedSvd } }) => {
  it.each([
    [500, 420, 6], [420, 500, 6], [450, 405, 40], [1200, 410, 3],
  ])("dense %i × %i, k = %i", (rows, columns, k) => {
    const values = range(Math.min(rows, columns), (i) => 1 / (i + 1));
    const a = reflected(rows, columns, values, 11);
    const before = a.data.slice();
    const result = truncatedSvd(a, k);
    expect(result.info.method).toBe("lanczos");
    expectRight(a, result, values);
    expect(a.data.every((x, p) => x === before[p])).toBe(true);
  });
});

describe("the full decomposition is cut where that is cheaper", () => {
  it.each([
    [1, 1, 1], [5, 3, 2], [3, 5, 3], [60, 200, 20], [450, 410, 200],
  ])("%i × %i, k = %i", (rows, columns, k) => {
    const a = gaussian(rows, columns, 3);
    const result = truncatedSvd(a, k);
    expect(result.info).toMatchObject({ method: "full", iterations: 0 });
    expectRight(a, result, singularValues(a));
  });
  it("for small sparse matrices and operators too, wide and tall", () => {
    for (const a of [gaussian(7, 4, 1), gaussian(4, 7, 2), gaussian(90, 60, 3)]) {
      const list = sparse(a.rows, a.columns, Array.from(a.data, (x, p) => [Math.floor(p / a.columns), p % a.columns, x] as const));
      const whole = svd(a);
      for (const form of [list, asOperator(a)]) {
        const { U, S, info } = truncatedSvd(form, 2);
        expect(info.method).toBe("full");
        for (let i = 0; i < 2; i++) expect(S[i]).toBeCloseTo(whole.S[i]!, 12);
        expect(signsAreRight(U)).toBe(true);
      }
    }
  });
});

describe("hard inputs", () => {
  const plan = { block: 4, seed: 1, tolerance: 1e-10, maxIterations: 2000, onProgress: undefined };
  it.each([
    ["zero", zeros(180, 150), 5, range(5, () => 0)],
    ["rank 3", reflected(180, 150, [5, 2, 1], 1), 8, [5, 2, 1, 0, 0, 0, 0, 0]],
    ["rank 1, all ones", ones(160, 190), 4, [Math.sqrt(160 * 190), 0, 0, 0]],
    ["identity", identity(150), 7, range(7, () => 1)],
    ["one value far above", reflected(150, 160, [1e8, 3, 2, 1], 2), 4, [1e8, 3, 2, 1]],
  ])("%s", (_, a, rank, values) => {
    for (const form of [a, asOperator(a)]) {
      for (let seed = 0; seed < 3; seed++) expectRight(a, krylov(form, { ...plan, rank, seed }), values);
    }
  });
  it.each([-1060, -1000, -500, 500, 1000, 1018])("entries of size 2^%i", (exponent) => {
    const values = range(150, (i) => 0.8 ** i);
    const a = reflected(170, 150, values, 4);
    const big = scaled(a, exponent);
    const [plain, result] = [krylov(a, { ...plan, rank: 5 }), krylov(big, { ...plan, rank: 5 })];
    expect(result.info.converged).toBe(true);
    const back = (x: number) => (exponent < 0 ? x * 2 ** 500 * 2 ** (-exponent - 500) : x * 2 ** -exponent);
    // Subnormal entries have few digits: then the values agree as far as those go.
    const tolerance = exponent < -1022 ? 1e-3 : 1e-13;
    for (let i = 0; i < 5; i++) {
      expect(Math.abs(back(result.S[i]!) - plain.S[i]!)).toBeLessThan(tolerance);
      expect(back(result.residuals[i]!)).toBeLessThanOrEqual(1e-10);
    }
    if (exponent > -1022) expect(result.U).toEqual(plain.U);
  });
  it("an operator of size 1e200", () => {
    const values = range(150, (i) => 0.8 ** i);
    const a = map(reflected(150, 150, values, 4), (x) => x * 1e200);
    const { S, info } = krylov(asOperator(a), { ...plan, rank: 3 });
    expect(info.converged).toBe(true);
    for (let i = 0; i < 3; i++) expect(S[i]! / 1e200).toBeCloseTo(values[i]!, 12);
  });
});

describe("promises", () => {
  const values = range(420, (i) => 0.85 ** i);
  const a = reflected(450, 420, values, 9);

  it("reaches rounding level on request", () => {
    const result = truncatedSvd(a, 8, { tolerance: 0 });
    expect(result.info.converged).toBe(true);
    expect(result.info.change).toBeLessThanOrEqual(10 * 450 * Number.EPSILON);
    expectRight(a, result, values, 1e-12);
  });
  it("a looser tolerance costs fewer steps and is met", () => {
    const [loose, tight] = [truncatedSvd(a, 8, { tolerance: 1e-4 }), truncatedSvd(a, 8)];
    expect(loose.info.converged).toBe(true);
    expect(loose.info.change).toBeLessThanOrEqual(1e-4);
    expect(loose.info.iterations).toBeLessThan(tight.info.iterations);
  });
  it("gives the same bits for the same seed, others for another, the same triplets for all", () => {
    const [one, same, other] = [truncatedSvd(a, 5), truncatedSvd(a, 5, { seed: 1 }), truncatedSvd(a, 5, { seed: 2 })];
    expect(same).toEqual(one);
    expect(other.U.data).not.toEqual(one.U.data);
    other.U.data.forEach((x, p) => expect(Math.abs(x - one.U.data[p]!)).toBeLessThan(1e-8));
  });
  it("gives the same bits in the debug build", () => {
    for (const build of builds) expect(build.package.truncatedSvd(a, 5)).toEqual(truncatedSvd(a, 5));
  });
  it("of the transpose swaps U and V, up to the sign rule", () => {
    const [one, other] = [truncatedSvd(a, 4), truncatedSvd(transposed(a), 4)];
    expect(signsAreRight(other.U)).toBe(true);
    for (let k = 0; k < 4; k++) {
      expect(other.S[k]).toBeCloseTo(one.S[k]!, 13);
      const dot = range(a.rows, (i) => one.U.data[i * 4 + k]! * other.V.data[i * 4 + k]!).reduce((x, y) => x + y, 0);
      expect(Math.abs(dot)).toBeCloseTo(1, 10);
    }
  });
  it("agrees between sparse, dense and operator", () => {
    const list = sparse(450, 420, Array.from(a.data, (x, p) => [Math.floor(p / 420), p % 420, x] as const));
    const [d, s, o] = [truncatedSvd(a, 4), truncatedSvd(list, 4), truncatedSvd(asOperator(a), 4)];
    for (const other of [s, o]) other.U.data.forEach((x, p) => expect(Math.abs(x - d.U.data[p]!)).toBeLessThan(1e-8));
  });
  it("stops at maxIterations with the best so far, measured", () => {
    const flat = reflected(430, 410, range(410, (i) => 2 - i / 410), 3);
    const result = truncatedSvd(flat, 9, { maxIterations: 5 });
    expect(result.info).toMatchObject({ converged: false, iterations: 5 });
    expect([result.S.length, result.U.columns]).toEqual([9, 9]);
    const truth = trueResiduals(flat, result);
    result.residuals.forEach((r, i) => expect(Math.abs(r - truth[i]!)).toBeLessThan(1e-12));
    expect(result.info.change).toBeCloseTo(Math.max(...truth) / result.S[0]!, 12);
    expect(orthogonalityRatio(result.U)).toBeLessThan(10);
  });
  it("makes the steps it needs for k columns, whatever maxIterations says", () => {
    const { S, info } = truncatedSvd(a, 30, { maxIterations: 1 });
    expect(S.length).toBe(30);
    expect(info).toMatchObject({ converged: false, iterations: 8 });
  });
  it("tells onProgress and stops when it says so, even before k columns are there", () => {
    const seen: number[] = [];
    const { S, info } = truncatedSvd(a, 30, { onProgress: ({ iteration }) => (seen.push(iteration), iteration < 3) });
    expect(seen).toEqual([1, 2, 3]);
    expect(S.length).toBe(30);
    expect(info).toMatchObject({ converged: false, iterations: 3 });
  });
});

describe("operators", () => {
  const a = reflected(300, 160, range(160, (i) => 0.8 ** i), 2);
  const good = asOperator(a);
  it("are called with blocks", () => {
    const widths = new Set<number>();
    const { info } = truncatedSvd({ ...good, multiply: (x) => (widths.add(x.columns), good.multiply(x)) }, 3);
    expect(info.converged).toBe(true);
    expect(Math.max(...widths)).toBeGreaterThan(1);
  });
  it.each([
    ["operator.multiply(x) is 300 × 3: expected 300 × 4", { multiply: (x: Matrix) => ({ ...good.multiply({ ...x, columns: 3, data: x.data.slice(0, 480) }) }) }, RangeError],
    ["operator.multiply(x)[0][1] is NaN", { multiply: (x: Matrix) => map(good.multiply(x), (y) => y).data.fill(NaN, 1, 2) && { ...good.multiply(x), data: good.multiply(x).data.fill(NaN, 1, 2) } }, RangeError],
    ["operator.multiplyTransposed(x)[0][0] is Infinity", { multiplyTransposed: (y: Matrix) => ({ ...good.multiplyTransposed(y), data: good.multiplyTransposed(y).data.fill(Infinity) }) }, RangeError],
    ["operator.multiplyTransposed(x) is 300 × 4: expected 160 × 4", { multiplyTransposed: (y: Matrix) => y }, RangeError],
    ["operator.multiply(x) is undefined", { multiply: () => undefined as never }, TypeError],
    ["operator.multiply(x) is a promise", { multiply: (async (x: Matrix) => x) as never }, TypeError],
    ["operator.multiplyTransposed is undefined", { multiplyTransposed: undefined as never }, TypeError],
    ["operator.rows is -1", { rows: -1 }, RangeError],
    ["operator.columns is 1.5", { columns: 1.5 }, RangeError],
    ["operator.columns is null", { columns: null as never }, TypeError],
  ])("%s", (text, part, kind) => {
    const call = () => truncatedSvd({ ...good, ...part }, 3);
    expect(call).toThrow(kind);
    expect(call).toThrow(text.replace(" a promise", ""));
    expect(truncatedSvd(good, 3).info.converged).toBe(true);
  });
  it("may throw, and may call this package themselves", () => {
    expect(() => truncatedSvd({ ...good, multiply: () => { throw new Error("mine"); } }, 3)).toThrow("mine");
    const nested = truncatedSvd({ ...good, multiply: (x) => (svd(gaussian(30, 30, 1)), good.multiply(x)) }, 3);
    expect(nested).toEqual(truncatedSvd(good, 3));
  });
});

describe("bad input", () => {
  const a = gaussian(6, 4, 1);
  it.each([
    ["rank is 0", () => truncatedSvd(a, 0), RangeError],
    ["rank is 5", () => truncatedSvd(a, 5), RangeError],
    ["rank is 1.5", () => truncatedSvd(a, 1.5), RangeError],
    ["rank is NaN", () => truncatedSvd(a, NaN), RangeError],
    ['rank is "2"', () => truncatedSvd(a, "2" as never), TypeError],
    ["rank is 1: expected an integer", () => truncatedSvd(zeros(0, 3), 1), RangeError],
    ["matrix[0][1] is NaN", () => truncatedSvd([[1, NaN]], 1), RangeError],
    ["matrix is null", () => truncatedSvd(null as never, 1), TypeError],
    ["options.tolerance is -1", () => truncatedSvd(a, 1, { tolerance: -1 }), RangeError],
    ["options.seed is 0.5", () => truncatedSvd(a, 1, { seed: 0.5 }), RangeError],
    ["options.seed is -1", () => truncatedSvd(a, 1, { seed: -1 }), RangeError],
    ["options.maxIterations is 0", () => truncatedSvd(a, 1, { maxIterations: 0 }), RangeError],
    ["options.maxIterations is Infinity", () => truncatedSvd(a, 1, { maxIterations: Infinity }), RangeError],
    ["options.power is not an option", () => truncatedSvd(a, 1, { power: 2 } as never), TypeError],
  ])("%s", (text, call, kind) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(text);
    expect(truncatedSvd(a, 1).info.converged).toBe(true);
  });
});
