import { describe, expect, it } from "vitest";
import { readInput } from "../src/input";
import { krylov as iterateOn, type KrylovPlan } from "../src/krylov";
import { simd } from "./support/builds";
import { dense, type Dense } from "./support/dense";
import { range, scattered, toFull } from "./support/implicit";
import { gaussian, zeros } from "./support/matrices";
import { asOperator } from "./support/operator";
import { orthogonalityRatio } from "./support/ratios";

const krylov = (a: unknown, plan: KrylovPlan) => iterateOn(readInput(a, true), plan);

const { pca, singularValues, sparse, truncatedSvd } = simd.package;
const EPS = Number.EPSILON;

/** H diag(values) H' with the Hadamard matrix H of order 256, exact: for values that are multiples of 2^-44 and sum to at most 256. */
function hadamard(values: readonly number[]): Dense {
  const n = 256;
  const sums = Float64Array.from({ length: n }, (_, i) => values[i] ?? 0);
  // The entry (i, j) depends on i ^ j alone: a Walsh–Hadamard transform of the values.
  for (let h = 1; h < n; h *= 2) {
    for (let i = 0; i < n; i++) {
      if (i & h) continue;
      const [x, y] = [sums[i]!, sums[i + h]!];
      [sums[i], sums[i + h]] = [x + y, x - y];
    }
  }
  return dense(n, n, (i, j) => sums[i ^ j]! / n);
}

/** Seven bits: what hadamard can take down to 1e-11. */
const rounded = (x: number) => {
  const unit = 2 ** (Math.floor(Math.log2(x)) - 7);
  return Math.max(Math.round(x / unit) * unit, 0);
};

const SPECTRA: readonly (readonly [string, number, (i: number) => number])[] = [
  ["1, then near 1e-11", 10, (i) => (i === 0 ? 1 : 1e-11 * (1 - i / 300))],
  ["1, then near 1e-6", 10, (i) => (i === 0 ? 1 : 1e-6 * 0.95 ** i)],
  ["10 equal, then 1e-9 / i", 16, (i) => (i < 10 ? 1 : 1e-9 / (i - 9))],
  ["0.3^i", 16, (i) => (i < 18 ? 0.3 ** i : 0)],
  ["three levels", 20, (i) => (i < 6 ? 1 : i < 14 ? 2 ** -15 : i < 40 ? 2 ** -30 : 0)],
  ["0.8^i", 12, (i) => (i < 80 ? 0.8 ** i : 0)],
  ["5 and zeros", 8, (i) => (i < 5 ? 1 : 0)],
  ["all below rounding but one", 6, (i) => (i === 0 ? 1 : 2 ** -60 * (1 + i))],
];

describe.each(SPECTRA)("each value to its own digits: %s", (_, rank, value) => {
  const values = range(256, (i) => (value(i) === 0 ? 0 : rounded(value(i))));
  const exact = values.every((x) => x % 2 ** -44 === 0);
  const full = exact ? hadamard(values) : toFull(scattered(256, 256, values, 1));
  const plan = { rank, block: 4, maxIterations: 1000, onProgress: undefined, relative: true };

  it.each([1e-1, 1e-3, 1e-5, 1e-8, 1e-12])("to %d: right within what it says, converged where rounding lets it", (tolerance) => {
    for (const [form, a] of [["sparse", scattered(300, 256, values, 5)], ["dense", full], ["operator", asOperator(full)]] as const) {
      for (const seed of [1, 2]) {
        const { U, S, V, residuals, info } = krylov(a, { ...plan, tolerance, seed });
        const where = `${form}, seed ${seed}`;
        const uncertainty = Array.from(info.relativeUncertainty);
        expect(uncertainty, where).toEqual(Array.from(S, (s, i) => Math.max(residuals[i]!, EPS * S[0]!) / s));
        S.forEach((s, i) => expect(Math.abs(s - values[i]!), `${where}, value ${i}: ${s}`).toBeLessThanOrEqual(s === 0 ? 1e-15 : uncertainty[i]! * s));
        expect(info.converged, where).toBe(uncertainty.every((u) => u <= tolerance));
        expect(info.change, where).toBe(Math.max(...uncertainty));
        expect(info.iterations, where).toBeLessThan(300);
        expect(Math.max(orthogonalityRatio(U), orthogonalityRatio(V))).toBeLessThan(10);
        const smallest = values[rank - 1]!;
        if (smallest > (50 * EPS) / tolerance) expect(info.converged, where).toBe(true);
        if (smallest < EPS / tolerance) expect(info.converged, where).toBe(false);
      }
    }
  });
});

it("with the usual tolerance the uncertainty says what it does not promise", () => {
  const values = range(420, (i) => (i === 0 ? 1 : 1e-11 * (1 - i / 500)));
  const a = scattered(450, 420, values, 3);
  const { S, residuals, info } = truncatedSvd(a, 10);
  expect(info.converged).toBe(true);
  expect(info.change).toBeLessThan(1e-10);
  expect(info.relativeUncertainty[0]).toBeLessThan(1e-10);
  expect(info.relativeUncertainty[9]).toBeGreaterThan(0.01);
  S.forEach((s, i) => {
    expect(info.relativeUncertainty[i]).toBe(Math.max(residuals[i]!, EPS * S[0]!) / s);
    // Some singular value is as near as that; only a tolerance for each says which.
    expect(Math.min(...values.map((x) => Math.abs(s - x)))).toBeLessThanOrEqual(info.relativeUncertainty[i]! * s);
  });
  const better = truncatedSvd(a, 10, { tolerance: { relative: 1e-3 } });
  expect(better.info.converged).toBe(true);
  better.S.forEach((s, i) => expect(Math.abs(s - values[i]!)).toBeLessThanOrEqual(1e-3 * values[i]!));
});

it("data with a mean: the values behind it are found to their own digits on request", () => {
  const around = gaussian(500, 430, 4);
  const a = dense(500, 430, (i, j) => 1e4 + 1e-3 * around.data[i * 430 + j]!);
  const truth = singularValues(a);
  const usual = truncatedSvd(a, 4, { tolerance: 1e-10 });
  expect(usual.info.relativeUncertainty[1]).toBeGreaterThan(1e-4);
  const { S, info } = truncatedSvd(a, 4, { tolerance: { relative: 1e-4 } });
  expect(info.converged).toBe(true);
  S.forEach((s, i) => expect(Math.abs(s - truth[i]!)).toBeLessThanOrEqual(2e-4 * truth[i]!));
});

describe("every way to a result tells the uncertainty", () => {
  const values = range(420, (i) => 0.9 ** i);
  const large = scattered(450, 420, values, 6);
  const small = scattered(60, 50, range(50, (i) => 10 ** -i), 7);
  it.each([
    ["the iteration", () => truncatedSvd(large, 5)],
    ["the full decomposition", () => truncatedSvd(small, 5)],
    ["a sketch", () => truncatedSvd(large, 5, { approximate: true })],
    ["to an error", () => truncatedSvd(large, { relativeError: 0.1 })],
    ["to an error, in full", () => truncatedSvd(small, { relativeError: 0.1 })],
  ])("%s", (_, call) => {
    const { S, residuals, info } = call();
    expect(Array.from(info.relativeUncertainty)).toEqual(Array.from(S, (s, i) => Math.max(residuals[i]!, EPS * S[0]!) / s));
  });
  it("of nothing there is none, of zeros it is 0", () => {
    expect(truncatedSvd(zeros(500, 450), { relativeError: 0.1 }).info.relativeUncertainty).toEqual(new Float64Array(0));
    expect(truncatedSvd(sparse(500, 450, []), 2, { tolerance: { relative: 1e-9 } }).info).toMatchObject({ converged: true, relativeUncertainty: new Float64Array(2) });
    expect(truncatedSvd(zeros(5, 4), 2, { tolerance: { relative: 0 } }).info).toMatchObject({ converged: true, relativeUncertainty: new Float64Array(2) });
  });
  it("the full decomposition of what is out of reach has not converged", () => {
    for (const relative of [1e-1, 1e-6, 1e-12]) {
      const { info } = truncatedSvd(small, 30, { tolerance: { relative } });
      expect(info).toMatchObject({ method: "full", converged: false });
      const { info: some } = truncatedSvd(small, 2, { tolerance: { relative } });
      expect(some).toMatchObject({ method: "full", converged: true });
    }
  });
  it("pca takes the tolerance too", () => {
    const { info } = pca(large, { components: 4, tolerance: { relative: 1e-8 } });
    expect(info!.converged).toBe(true);
    expect(Math.max(...info!.relativeUncertainty)).toBeLessThanOrEqual(1e-8);
  });
});

describe("a tolerance that is none", () => {
  const a = gaussian(6, 4, 1);
  it.each([
    ["options.tolerance.relative is 1.5: expected a number from 0 to 1", { relative: 1.5 }, RangeError],
    ["options.tolerance.relative is -1", { relative: -1 }, RangeError],
    ["options.tolerance.relative is NaN", { relative: NaN }, RangeError],
    ['options.tolerance.relative is "1e-3"', { relative: "1e-3" as never }, TypeError],
    ["options.tolerance.relative is undefined", {} as never, TypeError],
    ["options.tolerance.absolute is not an option", { relative: 0.1, absolute: 1 } as never, TypeError],
    ["options.tolerance is an array of length 1", [1e-3] as never, TypeError],
    ['options.tolerance is "1e-3"', "1e-3" as never, TypeError],
  ])("%s", (text, tolerance, kind) => {
    const call = () => truncatedSvd(a, 1, { tolerance });
    expect(call).toThrow(kind);
    expect(call).toThrow(text);
  });
  it("is read once", () => {
    let reads = 0;
    const tolerance = { get relative() { return reads++ === 0 ? 1e-3 : NaN; } };
    expect(truncatedSvd(a, 1, { tolerance }).info.converged).toBe(true);
    expect(reads).toBe(1);
  });
});
