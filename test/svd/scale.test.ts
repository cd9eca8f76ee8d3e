import { describe, expect, it } from "vitest";
import { distinct, freshKernels } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe("scaleToSafeRange", () => {
  it.each([0, 1, 5, 20, 100, 390, -1, -100, -390])("leaves numbers near 2^%i alone", (t) => {
    const values = distinct(9, 1).map((x) => x * 2 ** t);
    const x = place(kernels, values);
    expect(kernels.scaleToSafeRange_f64(9, x.at)).toBe(0);
    expect(x.values()).toEqual(values);
  });

  it.each([410, 700, 1010, -420, -700, -1022, -1060])("brings numbers near 2^%i into [1, 2), and unscale brings them back", (t) => {
    const values = distinct(9, 2).map((x) => x * 2 ** t);
    const x = place(kernels, values, 8, 1);
    const exponent = kernels.scaleToSafeRange_f64(9, x.at);
    expect(exponent).toBe(t + 3);
    expect(x.values()).toEqual(distinct(9, 2).map((v) => v / 8));
    kernels.unscale_f64(9, exponent, x.at);
    expect(x.values()).toEqual(values);
    x.intact();
  });

  it("takes zeros, nothing at all, and the smallest and the largest number", () => {
    expect(kernels.scaleToSafeRange_f64(0, place(kernels, []).at)).toBe(0);
    expect(kernels.scaleToSafeRange_f64(3, place(kernels, [0, -0, 0]).at)).toBe(0);
    const x = place(kernels, [5e-324, 0]);
    expect(kernels.scaleToSafeRange_f64(2, x.at)).toBe(-1074);
    expect(x.values()).toEqual([1, 0]);
    const y = place(kernels, [Number.MAX_VALUE, -1]);
    expect(kernels.scaleToSafeRange_f64(2, y.at)).toBe(1023);
    expect(y.values()[0]).toBe(Number.MAX_VALUE / 2 ** 1023);
  });
});
