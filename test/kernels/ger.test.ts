import { describe, expect, it } from "vitest";
import { freshKernels, kernel, plain, PRECISIONS, small } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("ger, %s", (precision, width) => {
  const ger = kernel<(m: number, n: number, alpha: number, x: number, y: number, a: number, lda: number) => void>(kernels, "ger", precision);

  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17])("adds alpha*x*y' to %i rows and leaves the padding alone", (m) => {
    for (const n of [0, 1, 2, 3, 4, 5, 9]) {
      for (const alpha of [1, -3]) {
        const lda = m + 2;
        const [as, xs, ys] = [small(lda * n, m), small(m, n + 50), small(n, m + 70)];
        const [a, x, y] = [place(kernels, as, width, 1), place(kernels, xs, width), place(kernels, ys, width)];
        ger(m, n, alpha, x.at, y.at, a.at, lda);
        expect(plain(a.values())).toEqual(plain(as.map((v, p) => (p % lda < m ? v + alpha * xs[p % lda]! * ys[Math.floor(p / lda)]! : v))));
        expect([x.values(), y.values()]).toEqual([xs, ys]);
        a.intact();
      }
    }
  });
});
