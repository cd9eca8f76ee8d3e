import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";

const kernels = freshKernels();
const words = (at: number, n: number) => Array.from(new Uint32Array(kernels.memory.buffer, at, n));
const doubles = (at: number, n: number) => Array.from(new Float64Array(kernels.memory.buffer, at, n));

describe("philox", () => {
  // The known answers that its authors publish with Random123.
  it.each([
    [[0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
    [[-1, -1, -1, -1], [-1, -1], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]],
  ] as const)("counter %j, key %j", (c, k, expected) => {
    const out = kernels.reserve(16) >>> 0;
    kernels.philox(c[0], c[1], c[2], c[3], k[0], k[1], out);
    expect(words(out, 4)).toEqual(expected);
  });
});

describe("elementary functions", () => {
  const xs = [1, 2, 0.5, 3e-17, 1 - 2 ** -53, 1 + 2 ** -52, 0.9999, 1.0001, Math.SQRT2, Math.SQRT1_2, 1e-300, 1e300, 7.25, 2 ** -52 / 2];
  it.each(xs)("logarithm(%d)", (x) => {
    const expected = Math.log(x);
    expect(Math.abs(kernels.logarithm(x) - expected)).toBeLessThanOrEqual(2 ** -52 * Math.abs(expected));
  });

  // P(Z < x) to 17 digits, from multiple-precision arithmetic.
  it.each([
    [0, 0.5], [0.5, 0.6914624612740131], [-1, 0.15865525393145705], [1.96, 0.97500210485177952], [2.999, 0.99864566346627289],
    [-3, 0.0013498980316300945], [-3.5, 2.3262907903552504e-4], [-8, 6.2209605742717841e-16], [-30, 4.9067139275481874e-198],
    [40, 1], [-40, 0], [Infinity, 1], [-Infinity, 0],
  ])("normalCumulative(%d)", (x, expected) => {
    expect(Math.abs(kernels.normalCumulative(x) - expected)).toBeLessThanOrEqual(2e-16 + (x < -3 ? 1e-12 : 1e-15) * expected);
  });

  it("normalCumulative is symmetric and never falls", () => {
    let before = 0;
    for (let x = -9; x <= 9; x += 1 / 64) {
      const p = kernels.normalCumulative(x);
      expect(p).toBeGreaterThanOrEqual(before);
      expect(p + kernels.normalCumulative(-x)).toBeCloseTo(1, 15);
      before = p;
    }
  });

  it("cosineSine, all the way round", () => {
    const out = kernels.reserve(16) >>> 0;
    for (let i = 0; i < 1000; i++) {
      const v = i / 1000;
      kernels.cosineSine(v, out);
      const [c, s] = doubles(out, 2) as [number, number];
      expect(Math.abs(c - Math.cos(2 * Math.PI * v))).toBeLessThan(1e-15);
      expect(Math.abs(s - Math.sin(2 * Math.PI * v))).toBeLessThan(1e-15);
    }
  });

  it.each([0, 1, -1, 0.3, 20, -20, 300.5, -650])("exponential(%d)", (x) => {
    expect(Math.abs(kernels.exponential(x) / Math.exp(x) - 1)).toBeLessThan(4e-16 * Math.max(1, Math.abs(x)));
  });
});

/** Mean, variance, skewness and excess kurtosis. */
function moments(x: readonly number[]): number[] {
  const mean = x.reduce((s, v) => s + v, 0) / x.length;
  const central = (p: number) => x.reduce((s, v) => s + (v - mean) ** p, 0) / x.length;
  const variance = central(2);
  return [mean, variance, central(3) / variance ** 1.5, central(4) / variance ** 2 - 3];
}

describe("gaussian", () => {
  const draw = (n: number, seed: number, stream = 0) => {
    const out = kernels.reserve(8 * n + 8) >>> 0;
    const scratch = kernels.reserve(16);
    new Float64Array(kernels.memory.buffer, out, n + 1)[n] = 42;
    kernels.gaussian(n, seed, 0, stream, 0, 0, out, scratch);
    expect(doubles(out, n + 1)[n]).toBe(42);
    return doubles(out, n);
  };

  it("has the moments of the standard normal", () => {
    const n = 100_000;
    const [mean, variance, skewness, kurtosis] = moments(draw(n, 5)) as [number, number, number, number];
    const standard = 1 / Math.sqrt(n);
    expect(Math.abs(mean)).toBeLessThan(4 * standard);
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.SQRT2 * standard);
    expect(Math.abs(skewness)).toBeLessThan(4 * Math.sqrt(6) * standard);
    expect(Math.abs(kurtosis)).toBeLessThan(4 * Math.sqrt(24) * standard);
  });

  it("the start of a sequence does not depend on its length; seeds and streams differ", () => {
    const long = draw(9, 3);
    for (const n of [0, 1, 2, 3, 8]) expect(draw(n, 3)).toEqual(long.slice(0, n));
    expect(draw(9, 4)).not.toEqual(long);
    expect(draw(9, 3, 1)).not.toEqual(long);
  });
});

describe("gammaDraw", () => {
  it.each([1, 1.5, 4, 100, 1e6])("has the mean, variance and skewness of Gamma(%d)", (shape) => {
    const scratch = kernels.reserve(32);
    const n = 20_000;
    const x = Array.from({ length: n }, (_, i) => kernels.gammaDraw(shape, 1, 2, i, 0, 4, scratch));
    const [mean, variance, skewness] = moments(x) as [number, number, number];
    expect(Math.abs(mean - shape)).toBeLessThan(4 * Math.sqrt(shape / n));
    expect(Math.abs(variance / shape - 1)).toBeLessThan(4 * Math.sqrt((2 + 6 / shape) / n));
    expect(Math.abs(skewness - 2 / Math.sqrt(shape))).toBeLessThan(0.25);
    expect(Math.min(...x)).toBeGreaterThan(0);
  });
});
