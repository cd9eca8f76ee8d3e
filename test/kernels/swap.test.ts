import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, LENGTHS, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("swap, %s", (precision, width) => {
  const swap = kernel<(n: number, x: number, stepX: number, y: number, stepY: number) => void>(kernels, "swap", precision);

  it.each(LENGTHS)("exchanges %i elements at any steps and touches no other", (n) => {
    for (const [p, q] of [[1, 1], [3, 1], [2, 5]] as const) {
      const [xs, ys] = [distinct(n * p, n), distinct(n * q, n + 1)];
      const [x, y] = [place(kernels, xs, width, 1), place(kernels, ys, width, n % 2)];
      swap(n, x.at, p * width, y.at, q * width);
      expect(x.values()).toEqual(xs.map((v, i) => (i % p === 0 ? ys[(i / p) * q]! : v)));
      expect(y.values()).toEqual(ys.map((v, i) => (i % q === 0 ? xs[(i / q) * p]! : v)));
      x.intact();
      y.intact();
    }
  });
});
