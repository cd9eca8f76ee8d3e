import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, LENGTHS, plain, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("rot, %s", (precision, width) => {
  const rot = kernel<(n: number, x: number, y: number, c: number, s: number) => void>(kernels, "rot", precision);

  it.each(LENGTHS)("rotates %i pairs by its definition and stops there", (n) => {
    // No rotation, but whole numbers make every result exact; (0, 1) is one.
    for (const [c, s] of [[3, 2], [-1, 4], [0, 1], [1, 0]] as const) {
      const [xs, ys] = [distinct(n, n), distinct(n, n + 1)];
      const [x, y] = [place(kernels, xs, width, 1), place(kernels, ys, width, n % 2)];
      rot(n, x.at, y.at, c, s);
      expect(plain(x.values())).toEqual(plain(xs.map((v, i) => c * v + s * ys[i]!)));
      expect(plain(y.values())).toEqual(plain(ys.map((v, i) => c * v - s * xs[i]!)));
      x.intact();
      y.intact();
    }
  });

  const rotScaled = kernel<(n: number, x: number, y: number, c: number, s: number, t: number) => void>(kernels, "rotScaled", precision);

  it.each(LENGTHS)("rotScaled takes its own factor for y, on %i pairs", (n) => {
    for (const [c, s, t] of [[3, 2, 5], [-1, 4, 0], [1, 0, -2], [0, 1, 1]] as const) {
      const [xs, ys] = [distinct(n, n), distinct(n, n + 1)];
      const [x, y] = [place(kernels, xs, width, 1), place(kernels, ys, width, n % 2)];
      rotScaled(n, x.at, y.at, c, s, t);
      expect(plain(x.values())).toEqual(plain(xs.map((v, i) => c * v + s * ys[i]!)));
      expect(plain(y.values())).toEqual(plain(ys.map((v, i) => c * v - t * xs[i]!)));
      x.intact();
      y.intact();
    }
  });
});
