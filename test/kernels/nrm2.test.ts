import { describe, expect, it } from "vitest";
import { TINY, ULP } from "../support/dense";
import { distinct, freshKernels, LENGTHS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe("nrm2", () => {
  it.each(LENGTHS)("is the root of the sum of %i squares, at any scale", (n) => {
    const values = distinct(n, n);
    const expected = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));
    for (const t of [0, 400, 500, 900, 1010, -400, -500, -900, -1022, -1074]) {
      const x = place(kernels, values.map((v) => v * 2 ** t), 8, n % 2);
      const norm = kernels.nrm2_f64(n, x.at);
      expect(Math.abs(norm / 2 ** t - expected)).toBeLessThanOrEqual(4 * ULP * expected + (t < -1000 ? TINY / 2 ** t : 0));
      expect(x.values()).toEqual(values.map((v) => v * 2 ** t));
      x.intact();
    }
  });

  it("keeps what a mixture of scales contributes", () => {
    expect(kernels.nrm2_f64(2, place(kernels, [3e200, 4e200]).at)).toBeCloseTo(5e200, -186);
    expect(kernels.nrm2_f64(3, place(kernels, [1e-300, 1, 1e-300]).at)).toBe(1);
    expect(kernels.nrm2_f64(2, place(kernels, [1e308, 1e308]).at) / 1e308).toBeCloseTo(Math.SQRT2, 14);
    expect(kernels.nrm2_f64(2, place(kernels, [TINY, 0]).at)).toBe(TINY);
    expect(kernels.nrm2_f64(4, place(kernels, [3 * TINY, 0, 4 * TINY, 0]).at)).toBe(5 * TINY);
  });

  it("is 0 for zeros, Infinity and NaN where an element is", () => {
    expect(kernels.nrm2_f64(5, place(kernels, [0, -0, 0, 0, 0]).at)).toBe(0);
    expect(kernels.nrm2_f64(3, place(kernels, [1, -Infinity, 2]).at)).toBe(Infinity);
    expect(kernels.nrm2_f64(3, place(kernels, [1, NaN, 2]).at)).toBeNaN();
  });
});
