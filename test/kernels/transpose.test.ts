import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

describe.each(PRECISIONS)("transpose, %s", (precision, width) => {
  const transpose = kernel<(m: number, n: number, a: number, lda: number, b: number, ldb: number) => void>(kernels, "transpose", precision);

  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33])("turns %i rows into columns and leaves the padding alone", (m) => {
    for (const n of [0, 1, 2, 3, 4, 5, 8, 9, 15, 16, 17, 33]) {
      const [lda, ldb] = [m + (n % 3), n + (m % 2)];
      const [as, bs] = [distinct(lda * n, m + n), distinct(ldb * m, n)];
      const [a, b] = [place(kernels, as, width), place(kernels, bs, width, 1)];
      transpose(m, n, a.at, lda, b.at, ldb);
      expect(b.values()).toEqual(bs.map((v, p) => (p % ldb < n ? as[Math.floor(p / ldb) + (p % ldb) * lda] : v)));
      expect(a.values()).toEqual(as);
      b.intact();
    }
  });
});
