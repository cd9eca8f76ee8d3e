import { describe, expect, it } from "vitest";
import { freshKernels, kernel, plain, PRECISIONS, small } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();
type Gemv = (m: number, n: number, alpha: number, a: number, lda: number, x: number, y: number) => void;
const SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 17, 18, 33];

describe.each(PRECISIONS)("matrix times vector, %s", (precision, width) => {
  const gemv = kernel<Gemv>(kernels, "gemv", precision);
  const gemvTransposed = kernel<Gemv>(kernels, "gemvTransposed", precision);

  it.each(SIZES)("gemv and gemvTransposed with %i rows: every number of columns around the unrolling", (m) => {
    for (const n of SIZES) {
      for (const alpha of [1, -2]) {
        const lda = m + 1 + (n % 3);
        const [as, xs, ys] = [small(lda * n, m + 100 * n), small(Math.max(m, n), m), small(Math.max(m, n), n)];
        const at = (i: number, j: number) => as[i + j * lda]!;
        const run = (kernelOf: Gemv, inner: number, outer: number) => {
          const [a, x, y] = [place(kernels, as, width, 1), place(kernels, xs.slice(0, inner), width), place(kernels, ys.slice(0, outer), width, 1)];
          kernelOf(m, n, alpha, a.at, lda, x.at, y.at);
          expect([a.values(), x.values()]).toEqual([as, xs.slice(0, inner)]);
          y.intact();
          return plain(y.values());
        };
        const sum = (count: number, term: (p: number) => number) => Array.from({ length: count }, (_, p) => term(p)).reduce((s, t) => s + t, 0);
        const row = (i: number) => ys[i]! + alpha * sum(n, (j) => at(i, j) * xs[j]!);
        const column = (j: number) => ys[j]! + alpha * sum(m, (i) => at(i, j) * xs[i]!);
        expect(run(gemv, n, m)).toEqual(plain(Array.from({ length: m }, (_, i) => row(i))));
        expect(run(gemvTransposed, m, n)).toEqual(plain(Array.from({ length: n }, (_, j) => column(j))));
      }
    }
  });
});
