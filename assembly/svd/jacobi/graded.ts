import { zeroMatrix } from "../../kernels/copy";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { exponentOf, powerOfTwo, scaleByPowerOfTwo } from "../../kernels/power-of-two";
import { bytesOf, Vector, Words } from "../../memory";

/*
 * A graded matrix is kept as numbers of order 1 and an exponent for each row or column, so that grades from 2^-2000 to 1 neither
 * underflow nor overflow on the way, and every step commits its rounding relative to the row or column.   [DGESVD99], [DV08]
 */

/** Columns of the product that are formed at once. */
const PANEL: i32 = 32;

/**
 * Entries of the factors below 2^-500 are taken to be 0: L + E = (I + E*pinv(L))*L changes no value by more than that, and products with such
 * entries would be subnormal, which is slow.
 */
const NOTHING: f64 = 3.054936363499605e-151;

// @ts-ignore: decorator
@inline
function unlessNothing(x: f64): f64 {
  return abs<f64>(x) < NOTHING ? 0 : x;
}

/** x * 2^exponent for x of order 1 and exponent <= 1000. */
// @ts-ignore: decorator
@inline
function graded(x: f64, exponent: i32): f64 {
  return exponent < -1022 ? 0 : unlessNothing(x * powerOfTwo(exponent));
}

/**
 * Parts the factors of A = L*U:  U = diag(2^exponent)*U1 with pivots from 1 to 2 in U1.
 *
 * A: m x n, column-major, lda, as eliminate leaves it, of rank r; overwritten by L with its ones and zeros, and unit columns from r
 * on. U1: r x n, ldu; overwritten, zeros below its diagonal. exponent: r.
 */
export function partFactors(m: i32, n: i32, r: i32, a: Vector<f64>, lda: i32, u: Vector<f64>, ldu: i32, exponent: Words): void {
  for (let k = 0; k < r; k++) exponent[k] = exponentOf(a[k + k * lda]);
  zeroMatrix<f64>(r, n, u.at(0), ldu);
  for (let j = 0; j < n; j++) {
    const from = a.from(j * lda);
    const to = u.from(j * ldu);
    for (let i = 0; i <= j; i++) {
      if (i < r) to[i] = unlessNothing(scaleByPowerOfTwo(from[i], -exponent[i]));
      from[i] = i == j ? 1 : 0;
    }
    for (let i = j + 1; i < m; i++) from[i] = unlessNothing(from[i]);
  }
}

/** Bytes that gradedProduct needs at `work`. */
export function gradedProductBytes(n: i32): usize {
  return gemmWorkspace<f64>(n, PANEL, n);
}

/**
 * W := (D^-1*R*D*U1)',  D = diag(2^exponent): the transpose of a graded triangular product without its row grades.
 *
 * R: r x r upper triangular (what is below its diagonal is not read); overwritten by D^-1*R*D. U1: r x n. W: n x r; overwritten. All
 * column-major, ld. exponent: r, nearly falling. work: gradedProductBytes(n), aligned.
 */
export function gradedProduct(
  n: i32, r: i32, upper: Vector<f64>, u: Vector<f64>, w: Vector<f64>, ld: i32, exponent: Words, work: usize,
): void {
  for (let j = 0; j < r; j++) {
    const column = upper.from(j * ld);
    for (let i = 0; i < j; i++) column[i] = graded(column[i], exponent[j] - exponent[i]);
    memory.fill(column.at(j + 1), 0, bytesOf<f64>(r - j - 1));
  }
  zeroMatrix<f64>(n, r, w.at(0), ld);
  for (let i = 0; i < r; i += PANEL) {
    const corner = i + i * ld; // rows i.. of R and U1 begin in column i
    gemm<f64>(n - i, min(PANEL, r - i), r - i, 1, u.at(corner), ld, 1, upper.at(corner), ld, 1, w.at(corner), ld, work);
  }
}

/**
 * X := D*R'*D^-1,  D = diag(2^exponent): a lower triangle with graded rows, without its column grades.
 *
 * R: r x r upper triangular (what is below its diagonal is not read). X: r x r; overwritten, zeros above the diagonal. Both column-major,
 * ld. exponent: r, nearly falling.
 */
export function gradedTriangle(r: i32, upper: Vector<f64>, x: Vector<f64>, ld: i32, exponent: Words): void {
  for (let j = 0; j < r; j++) {
    const column = x.from(j * ld);
    memory.fill(column.at(0), 0, bytesOf<f64>(j));
    for (let i = j; i < r; i++) column[i] = graded(upper[j + i * ld], exponent[i] - exponent[j]);
  }
}
