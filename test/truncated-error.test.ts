// truncatedSvd with an error bound instead of a rank, and the approximate path.
import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { type Dense, map, scaled } from "./support/dense";
import { frobenius, range, reflected, scattered, signsAreRight, toFull, trueError, trueResiduals } from "./support/implicit";
import { asOperator } from "./support/operator";
import { gaussian, zeros } from "./support/matrices";
import { orthogonalityRatio } from "./support/ratios";

const { singularValues, truncatedSvd } = simd.package;

/** The least rank that leaves at most this share of the norm. */
function optimalRank(values: ArrayLike<number>, relativeError: number): number {
  const squares = Array.from(values, (x) => x * x);
  const total = squares.reduce((sum, x) => sum + x, 0);
  let tail = 0;
  let k = squares.length;
  while (k > 0 && tail + squares[k - 1]! <= relativeError ** 2 * total) tail += squares[--k]!;
  return k;
}

/** The width of a block of the sketch. */
const BLOCK = 16;

function expectWithin(a: Dense, result: ReturnType<typeof truncatedSvd>, values: ArrayLike<number>, relativeError: number): void {
  const { U, S, V, residuals, info } = result;
  const k = S.length;
  const best = optimalRank(values, relativeError);
  expect(info.converged).toBe(true);
  expect(trueError(a, result)).toBeLessThanOrEqual(relativeError * frobenius(a) * (1 + 1e-9));
  expect(k).toBeGreaterThanOrEqual(best);
  expect(k).toBeLessThanOrEqual(1.1 * best + BLOCK);
  expect([U.rows, U.columns, V.rows, V.columns, residuals.length]).toEqual([a.rows, k, a.columns, k, k]);
  expect(orthogonalityRatio(U)).toBeLessThan(10);
  expect(orthogonalityRatio(V)).toBeLessThan(10);
  expect(signsAreRight(U)).toBe(true);
  expect(info.change).toBe(info.error!.relative);
  const truth = trueResiduals(a, result);
  residuals.forEach((r, i) => expect(Math.abs(r - truth[i]!)).toBeLessThanOrEqual(1e-13 * S[0]!));
}

const TOLERANCES = [1e-2, 1e-3, 1e-5, 1e-6, 1e-7, 1e-9, 1e-11, 1e-13];

describe.each([
  ["0.75^i", 0.75],
  ["0.9^i", 0.9],
] as const)("an error bound, values %s", (_, ratio) => {
  const values = range(410, (i) => ratio ** i);
  const a = reflected(430, 410, values, 5);
  it.each(TOLERANCES)("%d, dense", (relativeError) => {
    const result = truncatedSvd(a, { relativeError });
    expectWithin(a, result, values, relativeError);
    expect(result.info.error!.measured).toBe(true);
    // What is reported is what is there, down to rounding.
    expect(Math.abs(result.info.error!.frobenius - trueError(a, result))).toBeLessThanOrEqual(1e-3 * relativeError * frobenius(a) + 1e-14);
  });
  it.each(TOLERANCES)("%d, sparse", (relativeError) => {
    const s = scattered(430, 410, values, 6);
    const result = truncatedSvd(s, { relativeError });
    expectWithin(toFull(s), result, values, relativeError);
    if (relativeError >= 1e-5) expect(result.info.error!.frobenius / trueError(toFull(s), result)).toBeCloseTo(1, 4);
  });
  it.each([1e-2, 1e-6, 1e-10])("%d, operator", (relativeError) => {
    const b = reflected(240, 230, values.slice(0, 230), 5);
    expectWithin(b, truncatedSvd(asOperator(b), { relativeError }), values.slice(0, 230), relativeError);
  });
});

describe.each(builds)("an error bound, $name", ({ package: { truncatedSvd } }) => {
  it("on slowly falling values ends with the whole spectrum", () => {
    const a = gaussian(420, 405, 1);
    const result = truncatedSvd(a, { relativeError: 0.05 });
    expect(result.info.method).toBe("full");
    expect(result.S.length).toBe(optimalRank(singularValues(a), 0.05));
    expect(trueError(a, result)).toBeLessThanOrEqual(0.05 * frobenius(a));
  });
  it("on a matrix of rank 12 stops there", () => {
    const a = reflected(410, 450, range(12, (i) => 12 - i), 2);
    const { S, info } = truncatedSvd(a, { relativeError: 1e-10 });
    expect(S.length).toBe(12);
    expect(info.method).toBe("sketch");
  });
  it("on a zero matrix gives rank 0", () => {
    for (const a of [zeros(450, 420), zeros(5, 3), asOperator(zeros(130, 120))]) {
      const { U, S, V, residuals, info } = truncatedSvd(a, { relativeError: 0.1 });
      expect([U.rows, U.columns, V.rows, V.columns, S.length, residuals.length]).toEqual([a.rows, 0, a.columns, 0, 0, 0]);
      expect(info).toMatchObject({ converged: true, change: 0, error: { frobenius: 0, relative: 0 } });
    }
  });
  it("on a small matrix is exact", () => {
    const a = gaussian(30, 20, 3);
    const { S, info } = truncatedSvd(a, { relativeError: 0.3 });
    expect(S.length).toBe(optimalRank(singularValues(a), 0.3));
    expect(info.method).toBe("full");
  });
});

describe("an error bound", () => {
  const values = range(405, (i) => 0.8 ** i);
  const a = reflected(420, 405, values, 4);
  it("gives the same bits again, others for another seed, and in the debug build", () => {
    const one = truncatedSvd(a, { relativeError: 1e-4 });
    for (const build of builds) expect(build.package.truncatedSvd(a, { relativeError: 1e-4 })).toEqual(one);
    expect(truncatedSvd(a, { relativeError: 1e-4 }, { seed: 2 }).U.data).not.toEqual(one.U.data);
  });
  it.each([-1000, 900])("does not depend on the scale: 2^%i", (exponent) => {
    const [plain, result] = [truncatedSvd(a, { relativeError: 1e-4 }), truncatedSvd(scaled(a, exponent), { relativeError: 1e-4 })];
    expect(result.S.length).toBe(plain.S.length);
    expect(result.info.error!.relative).toBeCloseTo(plain.info.error!.relative, 12);
    expect(result.info.error!.frobenius / 2 ** exponent / plain.info.error!.frobenius).toBeCloseTo(1, 10);
  });
  it("stops at maxIterations with what it has, and says what is left", () => {
    const result = truncatedSvd(a, { relativeError: 1e-9 }, { maxIterations: 2 });
    expect(result.info).toMatchObject({ converged: false, iterations: 2, method: "sketch" });
    expect(result.S.length).toBe(2 * BLOCK);
    expect(result.info.error!.frobenius / trueError(a, result)).toBeCloseTo(1, 6);
  });
  it("reports its progress and stops when asked", () => {
    const seen: number[] = [];
    truncatedSvd(a, { relativeError: 1e-9 }, { onProgress: ({ change, iteration }) => (seen.push(change), iteration < 3) });
    expect(seen.length).toBe(3);
    expect(seen[2]).toBeLessThan(seen[0]!);
  });
  it.each([
    [{ relativeError: 0 }, RangeError, "rank.relativeError is 0"],
    [{ relativeError: 1 }, RangeError, "rank.relativeError is 1"],
    [{ relativeError: NaN }, RangeError, "rank.relativeError is NaN"],
    [{ relativeError: "0.1" }, TypeError, 'rank.relativeError is "0.1"'],
    [{ energy: 0.9 }, TypeError, "rank.energy is not an option"],
    [null, TypeError, "rank is null"],
    [[0.1], TypeError, "rank is an array"],
  ])("refuses %j", (rank, kind, text) => {
    expect(() => truncatedSvd(a, rank as never)).toThrow(kind);
    expect(() => truncatedSvd(a, rank as never)).toThrow(text);
  });
});

describe("approximate", () => {
  const values = range(200, (i) => 1 / (i + 1));
  const k = 10;
  const a = scattered(230, 200, values, 3);
  const full = toFull(a);

  it("is close to the best, with an honest estimate, over 200 seeds", () => {
    const best = Math.sqrt(values.slice(k).reduce((sum, x) => sum + x * x, 0));
    let low = 0;
    let [worst, sum] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const result = truncatedSvd(a, k, { approximate: true, seed });
      expect(result.info).toMatchObject({ method: "approximate", converged: true, seed });
      // The columns of U and V are orthonormal, so the distance follows from their places alone: 200 full differences are slow.
      const error = seed < 20 ? trueError(full, result) : quickError(a, result);
      const ratio = error / result.info.error!.frobenius;
      if (ratio > 1.1) low++;
      worst = Math.max(worst, ratio, 1 / ratio);
      sum += (error / best) ** 2;
    }
    expect(low).toBeLessThanOrEqual(2);
    expect(worst).toBeLessThan(1.5);
    // Halko, Martinsson & Tropp (2011), theorem 10.5, bounds the mean even without power steps: 1 + k / (p - 1).
    expect(sum / 200).toBeLessThan(1 + k / (OVERSAMPLES - 1));
    expect(sum / 200).toBeLessThan(1.02);
  });
  it.each([["sparse", a], ["operator", asOperator(full)], ["dense", reflected(410, 420, range(410, (i) => 0.9 ** i), 1)]] as const)("%s", (_, form) => {
    const result = truncatedSvd(form, 6, { approximate: true });
    expect(result.info.method).toBe("approximate");
    const b = "data" in form ? form : full;
    const truth = trueResiduals(b, result);
    result.residuals.forEach((r, i) => expect(Math.abs(r - truth[i]!)).toBeLessThan(1e-13));
    expect(Math.max(...result.residuals)).toBeLessThan(0.05 * result.S[0]!);
    expect(orthogonalityRatio(result.U)).toBeLessThan(10);
    expect(orthogonalityRatio(result.V)).toBeLessThan(10);
    expect(signsAreRight(result.U)).toBe(true);
  });
  it("of small matrices is exact", () => {
    expect(truncatedSvd(map(gaussian(9, 8, 1), (x) => x), 3, { approximate: true }).info.method).toBe("full");
  });
  it("refuses a flag that is none", () => {
    expect(() => truncatedSvd(a, 3, { approximate: 1 as never })).toThrow(TypeError);
  });
});

const OVERSAMPLES = 22;

/** ‖A − U diag(S) Vᵀ‖_F for a sparse A: ‖A‖² − 2 Σ s_i u_iᵀ A v_i + Σ s_i². */
function quickError(a: ReturnType<typeof scattered>, { U, S, V }: ReturnType<typeof truncatedSvd>): number {
  let square = a.value.reduce((sum, x) => sum + x * x, 0);
  S.forEach((s, k) => {
    let product = 0;
    for (let i = 0; i < a.rows; i++) {
      for (let p = a.rowStart[i]!; p < a.rowStart[i + 1]!; p++) product += U.data[i * U.columns + k]! * a.value[p]! * V.data[a.column[p]! * V.columns + k]!;
    }
    square += s * s - 2 * s * product;
  });
  return Math.sqrt(square);
}
