import { describe, expect, it } from "vitest";
import { exponentOf, timesPowerOfTwo } from "../support/dense";
import { distinct, freshKernels, LENGTHS } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = freshKernels();

describe("powers of two", () => {
  it("powerOfTwo over the normal range", () => {
    for (let e = -1022; e <= 1023; e++) expect(kernels.powerOfTwo_f64(e)).toBe(2 ** e);
  });

  it("exponentOf at both ends of every binade, subnormal ones included", () => {
    for (let e = -1074; e <= 1023; e++) {
      expect(kernels.exponentOf_f64(2 ** e)).toBe(e);
      expect(kernels.exponentOf_f64(-(2 ** e) * (e > -1074 ? 1.5 : 1))).toBe(e);
    }
    expect(kernels.exponentOf_f64(Number.MAX_VALUE)).toBe(1023);
    const random = new Random(2);
    for (let i = 0; i < 1000; i++) {
      const x = random.between(-1, 1) * 2 ** random.integer(-1060, 1023);
      expect(kernels.exponentOf_f64(x)).toBe(exponentOf(x));
    }
  });

  it("scaleByPowerOfTwo is exact where the result is a double", () => {
    for (const e of [0, 1, -1, 52, 1000, 1001, 1023, -1000, -1001, -1022]) expect(kernels.scaleByPowerOfTwo_f64(1.25, e)).toBe(1.25 * 2 ** e);
    expect(kernels.scaleByPowerOfTwo_f64(2 ** -1074, 2097)).toBe(2 ** 1023);
    expect(kernels.scaleByPowerOfTwo_f64(2 ** 1023, -2097)).toBe(2 ** -1074);
    expect(kernels.scaleByPowerOfTwo_f64(3, 1023)).toBe(Infinity);
    expect(kernels.scaleByPowerOfTwo_f64(-3, -2000)).toBe(-0);
  });

  it.each(LENGTHS)("scalePowerOfTwo on %i elements and no more", (n) => {
    const values = distinct(n, n);
    for (const e of [0, 1, -1, 7, -400, 900, 1010, -1000, -1022]) {
      const x = place(kernels, values, 8, n % 2);
      kernels.scalePowerOfTwo_f64(n, e, x.at);
      expect(x.values()).toEqual(values.map((v) => v * 2 ** e));
      x.intact();
    }
    const tiny = values.map((v) => timesPowerOfTwo(v, -1074));
    const x = place(kernels, tiny);
    kernels.scalePowerOfTwo_f64(n, 1074, x.at);
    expect(x.values()).toEqual(values);
  });
});
