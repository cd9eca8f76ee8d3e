import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, LENGTHS, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("amax, %s", (precision, width) => {
  const amax = kernel<(n: number, x: number) => number>(kernels, "amax", precision);

  it.each(LENGTHS)("finds the largest of %i wherever it is", (n) => {
    for (let at = 0; at < Math.max(1, n); at++) {
      for (const sign of [1, -1]) {
        const values = distinct(n, n);
        if (n > 0) values[at] = sign * 1000;
        const x = place(kernels, values, width, at % 2);
        expect(amax(n, x.at)).toBe(n === 0 ? 0 : 1000);
        expect(x.values()).toEqual(values);
        x.intact();
      }
    }
  });

  it.each([1, 2, 3, 5, 8, 17])("is NaN if one of %i is, and Infinity if one is", (n) => {
    for (let at = 0; at < n; at++) {
      expect(amax(n, place(kernels, distinct(n, 1).map((v, i) => (i === at ? NaN : v)), width).at)).toBeNaN();
      expect(amax(n, place(kernels, distinct(n, 1).map((v, i) => (i === at ? -Infinity : v)), width).at)).toBe(Infinity);
    }
  });
});
