import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, LENGTHS, plain, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("axpyMax, %s", (precision, width) => {
  const axpyMax = kernel<(n: number, alpha: number, x: number, y: number) => number>(kernels, "axpyMax", precision);

  it.each(LENGTHS)("adds alpha*x to the %i elements of y, stops there and tells the largest magnitude", (n) => {
    for (const alpha of [0, 1, -3]) {
      const [xs, ys] = [distinct(n, n), distinct(n, n + 1)];
      const [x, y] = [place(kernels, xs, width, n % 2), place(kernels, ys, width, 1)];
      const largest = axpyMax(n, alpha, x.at, y.at);
      const expected = ys.map((v, i) => v + alpha * xs[i]!);
      expect(plain(y.values())).toEqual(plain(expected));
      expect(largest).toBe(Math.max(0, ...expected.map(Math.abs)));
      expect(x.values()).toEqual(xs);
      x.intact();
      y.intact();
    }
  });

  it.each([1, 2, 3, 7, 8, 17])("finds the largest of %i wherever it is, negative or not", (n) => {
    for (let at = 0; at < n; at++) {
      const ys = distinct(n, n).map((v, i) => (i === at ? -1000 : v));
      expect(axpyMax(n, 0, place(kernels, distinct(n, 1), width).at, place(kernels, ys, width).at)).toBe(1000);
    }
  });
});
