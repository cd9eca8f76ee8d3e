import { describe, expect, it } from "vitest";
import { ULP } from "../support/dense";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = freshKernels();

function svdTwoByTwo(f: number, g: number, h: number): number[] {
  const out = place(kernels, [9, 9, 9, 9, 9, 9]);
  kernels.svdTwoByTwo_f64(f, g, h, out.at);
  out.intact();
  return out.values();
}

/** [cl sl; -sl cl] [f g; 0 h] [cr -sr; sr cr] is diagonal with the two values, and their product is f*h. */
function check(f: number, g: number, h: number): void {
  const [larger, smaller, cl, sl, cr, sr] = svdTwoByTwo(f, g, h) as [number, number, number, number, number, number];
  const size = Math.max(Math.abs(f), Math.abs(g), Math.abs(h));
  const name = `${f}, ${g}, ${h}`;
  expect(Math.abs(larger), name).toBeGreaterThanOrEqual(Math.abs(smaller));
  expect(Math.abs(cl * cl + sl * sl - 1), name).toBeLessThanOrEqual(8 * ULP);
  expect(Math.abs(cr * cr + sr * sr - 1), name).toBeLessThanOrEqual(8 * ULP);
  if (size === 0) return;
  const [fs, gs, hs] = [f / size, g / size, h / size];
  const [a, b] = [cl * fs, cl * gs + sl * hs];
  const [c, d] = [-sl * fs, -sl * gs + cl * hs];
  const product = [a * cr + b * sr, b * cr - a * sr, c * cr + d * sr, d * cr - c * sr];
  [larger / size, 0, 0, smaller / size].forEach((expected, i) => expect(Math.abs(product[i]! - expected), name).toBeLessThanOrEqual(12 * ULP));
  const determinant = fs * hs;
  if (Math.abs(determinant) > 1e-290) {
    expect(Math.abs(((larger / size) * (smaller / size)) / determinant - 1), name).toBeLessThanOrEqual(12 * ULP);
    expect(Math.abs(kernels.smallerSingularValue_f64(f, g, h) / Math.abs(smaller) - 1), name).toBeLessThanOrEqual(12 * ULP);
  }
}

const VALUES = [0, 1, -1, 3, 1e-8, -1e-8, 1e8, ULP, 1e-20, 1e20, -1e-150, 1e150, 1 + ULP];

describe("the singular value decomposition of a 2 x 2 triangle", () => {
  it.each(VALUES)("f = %s with every g and h", (f) => {
    for (const g of VALUES) for (const h of VALUES) check(f, g, h);
  });

  it("random triangles of uneven entries", () => {
    const random = new Random(6);
    for (let i = 0; i < 5000; i++) {
      const entry = () => random.gaussian() * 2 ** random.integer(-60, 60);
      check(entry(), entry(), entry());
    }
  });

  it("the values of [3 4; 0 5] and of [1 1; 0 1]", () => {
    expect(Math.abs(svdTwoByTwo(3, 4, 5)[0]!)).toBeCloseTo(Math.sqrt(45), 14);
    expect(kernels.smallerSingularValue_f64(3, 4, 5)).toBeCloseTo(Math.sqrt(5), 14);
    expect(Math.abs(svdTwoByTwo(1, 1, 1)[0]!)).toBeCloseTo((1 + Math.sqrt(5)) / 2, 14);
    expect(kernels.smallerSingularValue_f64(0, 4, 5)).toBe(0);
  });
});
