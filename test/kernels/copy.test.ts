import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, LENGTHS, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();
const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17];

describe.each(PRECISIONS)("copies, %s", (precision, width) => {
  const copyMatrix = kernel<(m: number, n: number, a: number, lda: number, b: number, ldb: number) => void>(kernels, "copyMatrix", precision);
  const zeroMatrix = kernel<(m: number, n: number, a: number, lda: number) => void>(kernels, "zeroMatrix", precision);
  const copyStrided = kernel<(n: number, x: number, stride: number, y: number) => void>(kernels, "copyStrided", precision);

  it.each(SIZES)("copyMatrix copies %i rows and leaves the padding of both alone", (m) => {
    for (const n of [0, 1, 2, 5]) {
      const [lda, ldb] = [m + 2, m + 5];
      const [as, bs] = [distinct(lda * n, m), distinct(ldb * n, m + 1)];
      const [a, b] = [place(kernels, as, width), place(kernels, bs, width)];
      copyMatrix(m, n, a.at, lda, b.at, ldb);
      expect(b.values()).toEqual(bs.map((v, p) => (p % ldb < m ? as[(p % ldb) + Math.floor(p / ldb) * lda] : v)));
      expect(a.values()).toEqual(as);
      b.intact();
    }
  });

  it("copyMatrix spreads a matrix out in its own memory", () => {
    const [m, n, lda, ldb] = [5, 4, 5, 9];
    const packed = distinct(m * n, 3);
    const memory = place(kernels, [...packed, ...new Array(ldb * n - m * n).fill(0)], width);
    copyMatrix(m, n, memory.at, lda, memory.at, ldb);
    const spread = memory.values();
    for (let j = 0; j < n; j++) expect(spread.slice(j * ldb, j * ldb + m)).toEqual(packed.slice(j * m, j * m + m));
    memory.intact();
  });

  it.each(SIZES)("zeroMatrix clears %i rows and no padding", (m) => {
    for (const n of [0, 1, 2, 5]) {
      const lda = m + 3;
      const as = distinct(lda * n, m);
      const a = place(kernels, as, width, 1);
      zeroMatrix(m, n, a.at, lda);
      expect(a.values()).toEqual(as.map((v, p) => (p % lda < m ? 0 : v)));
      a.intact();
    }
  });

  it.each(LENGTHS)("copyStrided gathers %i elements", (n) => {
    for (const stride of [1, 2, 7]) {
      const xs = distinct(n * stride, n);
      const [x, y] = [place(kernels, xs, width), place(kernels, new Array(n).fill(0), width, 1)];
      copyStrided(n, x.at, stride, y.at);
      expect(y.values()).toEqual(xs.filter((_, i) => i % stride === 0));
      expect(x.values()).toEqual(xs);
      y.intact();
    }
  });
});
