import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, LENGTHS, plain, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("axpy, %s", (precision, width) => {
  const axpy = kernel<(n: number, alpha: number, x: number, y: number) => void>(kernels, "axpy", precision);

  it.each(LENGTHS)("adds alpha*x to the %i elements of y and stops there", (n) => {
    for (const alpha of [0, 1, -3]) {
      const [xs, ys] = [distinct(n, n), distinct(n, n + 1)];
      const [x, y] = [place(kernels, xs, width, n % 2), place(kernels, ys, width, 1)];
      axpy(n, alpha, x.at, y.at);
      expect(plain(y.values())).toEqual(plain(ys.map((v, i) => v + alpha * xs[i]!)));
      expect(x.values()).toEqual(xs);
      x.intact();
      y.intact();
    }
  });
});
