import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, LENGTHS, plain, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("scal, %s", (precision, width) => {
  const scal = kernel<(n: number, alpha: number, x: number) => void>(kernels, "scal", precision);

  it.each(LENGTHS)("multiplies %i elements and stops there", (n) => {
    for (const alpha of [0, 1, -2.5]) {
      const values = distinct(n, n);
      const x = place(kernels, values, width, n % 2);
      scal(n, alpha, x.at);
      expect(plain(x.values())).toEqual(plain(values.map((v) => alpha * v)));
      x.intact();
    }
  });
});
