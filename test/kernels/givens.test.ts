import { describe, expect, it } from "vitest";
import { ULP } from "../support/dense";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = freshKernels();

function givens(f: number, g: number): { c: number; s: number; r: number } {
  const out = place(kernels, [9, 9]);
  const r = kernels.givens_f64(f, g, out.at);
  out.intact();
  const [c, s] = out.values();
  return { c: c!, s: s!, r };
}

/** [c s; -s c] [f; g] = [r; 0] with c² + s² = 1, to a few ulp, at any scale. */
function check(f: number, g: number): void {
  const { c, s, r } = givens(f, g);
  const scale = Math.max(Math.abs(f), Math.abs(g)) || 1;
  const [fs, gs, rs] = scale < 1e-300 ? [f * 2 ** 700, g * 2 ** 700, r * 2 ** 700] : [f / scale, g / scale, r / scale];
  const size = Math.hypot(fs, gs);
  const grid = scale < 1e-300 ? 2 ** (700 - 1074) : 0;
  expect(Math.abs(c * c + s * s - 1)).toBeLessThanOrEqual(4 * ULP);
  expect(Math.abs(c * fs + s * gs - rs)).toBeLessThanOrEqual(4 * ULP * size + grid);
  expect(Math.abs(c * gs - s * fs)).toBeLessThanOrEqual(4 * ULP * size + grid);
  expect(c).toBeGreaterThanOrEqual(0);
}

describe("givens", () => {
  it("is exact in the plain cases", () => {
    expect(givens(3, 4)).toEqual({ c: 0.6, s: 0.8, r: 5 });
    expect(givens(-3, 4)).toEqual({ c: 0.6, s: -0.8, r: -5 });
    expect(givens(5, 0)).toEqual({ c: 1, s: 0, r: 5 });
    expect(givens(-5, 0)).toEqual({ c: 1, s: 0, r: -5 });
    expect(givens(0, 7)).toEqual({ c: 0, s: 1, r: 7 });
    expect(givens(0, -7)).toEqual({ c: 0, s: -1, r: 7 });
    expect(givens(0, 0)).toEqual({ c: 1, s: 0, r: 0 });
  });

  const magnitudes = [5e-324, 1e-310, 2 ** -1022, 1e-200, 2 ** -511, 1e-100, 1, 1e100, 2 ** 511, 1e200, 1e300, 8e307];
  it.each(magnitudes)("annihilates at %s against every other magnitude", (f) => {
    for (const g of magnitudes) for (const [p, q] of [[1, 1], [-1, 1], [1, -1], [-1, -1]] as const) check(p * f, q * g);
  });

  it("annihilates random pairs", () => {
    const random = new Random(1);
    for (let i = 0; i < 5000; i++) check(random.gaussian() * 2 ** random.integer(-1000, 1000), random.gaussian() * 2 ** random.integer(-1000, 1000));
  });
});
