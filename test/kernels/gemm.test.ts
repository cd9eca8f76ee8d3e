import { describe, expect, it } from "vitest";
import * as naive from "../support/naive";
import { freshKernels, kernel, plain, PRECISIONS, small, type Width } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();
type Gemm = (
  m: number, n: number, k: number, alpha: number, a: number, rsa: number, csa: number,
  b: number, rsb: number, csb: number, c: number, ldc: number, work: number,
) => void;

/** How op(A) is stored: plain or transposed, columns a little apart, or with both strides above one. */
const LAYOUTS = [
  ["plain", (rows: number) => [1, rows + 2]],
  ["transposed", (_: number, columns: number) => [columns + 1, 1]],
  ["strided", (rows: number) => [2, 2 * rows + 3]],
] as const;

function check(precision: string, width: Width, m: number, n: number, k: number, alpha: number, first: number, second: number): void {
  const gemm = kernel<Gemm>(kernels, "gemm", precision);
  const workspace = kernel<(m: number, n: number, k: number) => number>(kernels, "gemmWorkspace", precision)(m, n, k) >>> 0;
  const base = kernels.mark();
  const [rsa, csa] = LAYOUTS[first]![1](m, k) as [number, number];
  const [rsb, csb] = LAYOUTS[second]![1](k, n) as [number, number];
  const ldc = m + 1 + (n % 3);
  const span = (rows: number, columns: number, rs: number, cs: number) => (rows && columns ? (rows - 1) * rs + (columns - 1) * cs + 1 : 0);
  const [as, bs, cs] = [small(span(m, k, rsa, csa), m), small(span(k, n, rsb, csb), n + 7), small(ldc * n, k + 9)];
  const [a, b, c] = [place(kernels, as, width), place(kernels, bs, width, 1), place(kernels, cs, width, 1)];
  // The workspace must suffice: what follows it is watched.
  const work = kernels.reserve(workspace) >>> 0;
  const after = place(kernels, [1, 2, 3], 8);
  gemm(m, n, k, alpha, a.at, rsa, csa, b.at, rsb, csb, c.at, ldc, work);
  const expected = Float64Array.from(cs);
  naive.gemm(m, n, k, alpha, as, rsa, csa, bs, rsb, csb, expected, ldc);
  const name = `${m} x ${n} x ${k}, alpha ${alpha}, A ${LAYOUTS[first]![0]}, B ${LAYOUTS[second]![0]}`;
  expect(plain(c.values()), name).toEqual(plain(expected));
  expect(a.values(), name).toEqual(as);
  expect(b.values(), name).toEqual(bs);
  expect(after.values(), name).toEqual([1, 2, 3]);
  a.intact();
  b.intact();
  c.intact();
  after.intact();
  kernels.release(base);
}

describe.each(PRECISIONS)("gemm, %s", (precision, width) => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("%i rows: every n and k to 9, every layout", (m) => {
    for (let n = 0; n <= 9; n++) {
      for (let k = 0; k <= 9; k++) {
        check(precision, width, m, n, k, [1, -1, 2, 0][(m + n + k) % 4]!, (m + k) % 3, (n + k) % 3);
      }
    }
  });

  it.each([[7, 6, 5], [9, 9, 9], [16, 12, 8], [17, 13, 11]])("%i x %i x %i: every pair of layouts", (m, n, k) => {
    for (let first = 0; first < 3; first++) for (let second = 0; second < 3; second++) check(precision, width, m, n, k, -1, first, second);
  });

  // Around the packed blocks: 128 rows, 1024 columns, a depth of 256.
  it.each([
    [127, 5, 8], [128, 5, 8], [129, 5, 8], [133, 7, 3], [257, 4, 2], [5, 6, 255], [5, 6, 256], [5, 6, 257], [3, 3, 513],
    [2, 1023, 3], [3, 1024, 2], [2, 1025, 3], [130, 9, 258], [64, 64, 64], [65, 33, 17],
  ])("%i x %i x %i: block edges", (m, n, k) => {
    check(precision, width, m, n, k, 1, 0, 0);
    check(precision, width, m, n, k, -1, 1, 0);
    check(precision, width, m, n, k, 2, 0, 1);
  });
});
