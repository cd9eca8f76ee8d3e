import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, LENGTHS, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("dot, %s", (precision, width) => {
  const dot = kernel<(n: number, x: number, y: number) => number>(kernels, "dot", precision);

  it.each(LENGTHS)("sums %i products and no more", (n) => {
    const [xs, ys] = [distinct(n, n), distinct(n, n + 1)];
    const [x, y] = [place(kernels, xs, width, 1), place(kernels, ys, width, n % 2)];
    expect(dot(n, x.at, y.at) + 0).toBe(xs.reduce((sum, v, i) => sum + v * ys[i]!, 0) + 0);
    expect([x.values(), y.values()]).toEqual([xs, ys]);
    x.intact();
    y.intact();
  });

  it("adds in a tree: the sum of 4096 tenths has a small error", () => {
    const tenths = place(kernels, new Array(4096).fill(0.1), width);
    const ones = place(kernels, new Array(4096).fill(1), width);
    const tenth = width === 8 ? 0.1 : Math.fround(0.1);
    expect(Math.abs(dot(4096, tenths.at, ones.at) / (4096 * tenth) - 1)).toBeLessThan(width === 8 ? 1e-13 : 1e-5);
  });
});
