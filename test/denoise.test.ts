import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { type Dense, dense, scaled, transposed } from "./support/dense";
import { gaussian, uniform, withSpectrum, zeros } from "./support/matrices";
import { expectClose, minus, norm, product } from "./support/products";
import { LIMIT, orthogonalityRatio } from "./support/ratios";

/** A planted matrix with the given singular values and noise of standard deviation `noise` on every entry. */
function planted(m: number, n: number, values: number[], noise: number, seed: number): { clean: Dense; noisy: Dense } {
  const all = Array.from({ length: Math.min(m, n) }, (_, i) => values[i] ?? 0);
  const clean = withSpectrum(m, n, all, seed);
  const hiss = gaussian(m, n, seed + 1);
  return { clean, noisy: dense(m, n, (i, j) => clean.data[i * n + j]! + noise * hiss.data[i * n + j]!) };
}

describe.each(builds)("denoise, $name", ({ package: { denoise, lowRank, reconstruct, svd } }) => {
  it.each([
    ["tall", 120, 60],
    ["wide", 60, 120],
    ["square", 90, 90],
    ["very tall", 400, 20],
  ])("estimates the noise within 5 %% and comes closer than every truncation, %s", (_, m, n) => {
    const noise = 0.3;
    const edge = noise * (Math.sqrt(m) + Math.sqrt(n));
    const { clean, noisy } = planted(m, n, [4 * edge, 2 * edge, 1.5 * edge], noise, m + n);
    const result = denoise(noisy);
    expect(Math.abs(result.noise / noise - 1)).toBeLessThan(0.05);
    expect(result.rank).toBe(3);
    const error = norm(minus(reconstruct(result), clean));
    expect(error).toBeLessThan(0.5 * norm(minus(noisy, clean)));
    const whole = svd(noisy);
    for (let k = 1; k <= 6; k++) expect(error).toBeLessThan(norm(minus(product(whole, k), clean)));
    expect(denoise(noisy, { noise: result.noise })).toEqual(result);
  });

  it("shrinks each value to nearly the best possible one for its vectors", () => {
    // Given u and v, |clean - s u v'|_F is least at s = u' clean v.
    const [m, n] = [150, 100];
    const { clean, noisy } = planted(m, n, [60, 45, 35], 1, 7);
    const { U, S, V, rank } = denoise(noisy);
    expect(rank).toBe(3);
    for (let l = 0; l < rank; l++) {
      let best = 0;
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) best += U.data[i * rank + l]! * clean.data[i * n + j]! * V.data[j * rank + l]!;
      expect(Math.abs(S[l]! / best - 1)).toBeLessThan(0.03);
      expect(Math.abs(svd(noisy).S[l]! / best - 1)).toBeGreaterThan(0.05);
    }
  });

  it("wins in the norm it is asked for", () => {
    const losses = ["frobenius", "operator", "nuclear"] as const;
    const { frobeniusNorm, nuclearNorm, spectralNorm } = simd.package;
    const measure = { frobenius: frobeniusNorm, operator: spectralNorm, nuclear: nuclearNorm };
    const total = { frobenius: [0, 0, 0], operator: [0, 0, 0], nuclear: [0, 0, 0] };
    for (let seed = 1; seed <= 6; seed++) {
      const { clean, noisy } = planted(60, 60, [30, 24, 20], 1, 20 * seed);
      losses.forEach((loss, i) => {
        const rest = minus(reconstruct(denoise(noisy, { loss, noise: 1 })), clean);
        for (const kind of losses) total[kind][i]! += measure[kind](rest);
      });
    }
    for (const kind of losses) expect(Math.min(...total[kind])).toBe(total[kind][losses.indexOf(kind)]);
  });

  it.each(["frobenius", "operator", "nuclear"] as const)("keeps the vectors of the SVD and has the errors it states: %s", (loss) => {
    const { noisy } = planted(30, 20, [30, 20], 1, 31);
    const result = denoise(noisy, { loss });
    const { U, S, V, rank, error, storedNumbers, compression } = result;
    const cut = lowRank(noisy, rank);
    expect([U, V]).toEqual([cut.U, cut.V]);
    for (let i = 0; i < rank; i++) expect(S[i]).toBeLessThan(cut.S[i]!);
    const rest = minus(noisy, product(result));
    expect(Math.abs(error.frobenius / norm(rest) - 1)).toBeLessThan(1e-13);
    expect(Math.abs(error.relative / (norm(rest) / norm(noisy)) - 1)).toBeLessThan(1e-13);
    expect(Math.abs(error.spectral / simd.package.spectralNorm(rest) - 1)).toBeLessThan(1e-13);
    expect([storedNumbers, compression]).toEqual([rank * 50, 600 / (rank * 50)]);
    expect(orthogonalityRatio(U)).toBeLessThan(LIMIT);
    expect(orthogonalityRatio(V)).toBeLessThan(LIMIT);
  });

  it("finds nothing in pure noise, and everything without noise", () => {
    for (const seed of [1, 2, 3]) {
      const { rank, error, S, U, noise } = denoise(gaussian(80, 50, seed));
      // The edge of the noise fluctuates: at most one value may be a hair above it.
      expect(rank).toBeLessThanOrEqual(1);
      expect(S.length).toBe(rank);
      expect(U.columns).toBe(rank);
      expect(error.relative).toBeGreaterThan(0.97);
      expect(Math.abs(noise - 1)).toBeLessThan(0.05);
    }
    const a = uniform(7, 5, 4);
    const clean = denoise(a, { noise: 0 });
    expect(clean).toMatchObject({ rank: 5, noise: 0, error: { frobenius: 0, spectral: 0, relative: 0 } });
    expect(clean.S).toEqual(svd(a).S);
    // More than half of the values are rounding: the estimate is rounding too, and only signal is kept.
    const low = withSpectrum(12, 9, [5, 3, 0, 0, 0, 0, 0, 0, 0], 5);
    const kept = denoise(low);
    expect(kept.rank).toBe(2);
    expect(kept.noise).toBeLessThan(1e-14);
    expectClose(reconstruct(kept), low, 1e-13);
    expect(denoise(low, { noise: 0 }).rank).toBe(2);
    expect(denoise(low, { noise: 1e300 })).toMatchObject({ rank: 0, error: { relative: 1 } });
  });

  it("is the same for the transposed matrix, with U and V exchanged", () => {
    const { noisy } = planted(40, 25, [30, 20], 1, 41);
    const [one, other] = [denoise(noisy), denoise(transposed(noisy))];
    expect(other.rank).toBe(one.rank);
    expect(other.noise).toBeCloseTo(one.noise, 13);
    expectClose(reconstruct(other), transposed(reconstruct(one)), 1e-12);
  });

  it.each([-1000, 900])("scales with 2^%i to the bit", (exponent) => {
    const { noisy } = planted(20, 15, [30, 20], 1, 51);
    const [plain, grown] = [denoise(noisy), denoise(scaled(noisy, exponent))];
    expect(grown.rank).toBe(plain.rank);
    expect(grown.S).toEqual(scaled({ rows: 1, columns: plain.rank, data: plain.S }, exponent).data);
    expect(grown.noise).toBe(plain.noise * 2 ** exponent);
    expect(grown.error.relative).toBeCloseTo(plain.error.relative, 14);
  });

  it("answers zero and empty matrices, and leaves its input alone", () => {
    for (const [m, n] of [[3, 2], [0, 3], [3, 0], [0, 0]] as const) {
      expect(denoise(zeros(m, n))).toMatchObject({ rank: 0, noise: 0, compression: Infinity, error: { frobenius: 0, spectral: 0, relative: 0 } });
    }
    expect(denoise([[5]])).toMatchObject({ rank: 0, noise: expect.any(Number) });
    expect(denoise([[5]], { noise: 1 }).rank).toBe(1);
    const a = uniform(6, 4, 61);
    const before = a.data.slice();
    denoise(a);
    expect(a.data).toEqual(before);
  });
});

describe("denoise: arguments", () => {
  it.each([
    ["an unknown loss", { loss: "spectral" }, RangeError, 'options.loss is "spectral": expected "frobenius" or "operator" or "nuclear"'],
    ["a loss of another kind", { loss: 2 }, TypeError, "options.loss is 2"],
    ["negative noise", { noise: -1 }, RangeError, "options.noise is -1: expected a number from 0 up"],
    ["NaN noise", { noise: NaN }, RangeError, "options.noise is NaN"],
    ["infinite noise", { noise: Infinity }, RangeError, "options.noise is Infinity"],
    ["noise as text", { noise: "1" }, TypeError, 'options.noise is "1"'],
    ["an unknown option", { rank: 2 }, TypeError, 'options.rank is not an option: expected "noise", "loss"'],
    ["options of another kind", 3, TypeError, "options is 3: expected an object"],
  ])("refuses %s", (_, options, kind, message) => {
    const call = () => simd.package.denoise([[1, 2], [3, 4]], options as never);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });

  it("refuses what is no matrix, or has values beyond the range", () => {
    expect(() => simd.package.denoise(7 as never)).toThrow("matrix is 7");
    expect(() => simd.package.denoise([[1, NaN]])).toThrow("matrix[0][1] is NaN");
    expect(() => simd.package.denoise([[1.7e308, 1.7e308], [1.7e308, 1.7e308]])).toThrow("S[0] is Infinity");
  });
});
