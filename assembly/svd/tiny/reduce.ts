import { multiplyAdd, multiplySubtract, sumLanes, zeros } from "../../kernels/lanes";
import { reflector } from "../../kernels/reflector";

/**
 * Steps for matrices of a few rows and columns: whole columns stay in the first-level cache, nothing is blocked and no kernel is
 * called for a handful of elements. Columns have an even number of rows; a row of padding is zero and stays zero.
 */

/** Sums of squares outside these bounds are left to the careful kernel. */
const LOW: f64 = 1.1830521861667747e-271; // 2^-900
const HIGH: f64 = 8.452712498170644e270; // 2^900

/**
 * Reduces A to upper bidiagonal form, B = Q'*A*P, one column and one row at a time.   [LAPACK gebd2], [GK65]
 *
 * A: `rows` (even) x n, column-major, contiguous, of which m count, m >= n; overwritten: column i holds the reflector u_i of Q in rows
 * i.., u_i[0] = 1. d, e: n and n-1 elements. tauQ, tauP: n scalars. v: column i holds the reflector of P that begins in row i
 * (1 there), i >= 1, with factor tauP[i]; ldv elements from column to column.
 */
export function reduceTiny(
  m: i32, n: i32, rows: i32, a: usize, d: usize, e: usize, tauQ: usize, tauP: usize, v: usize, ldv: i32,
): void {
  const stride = <usize>rows << 3;
  const last = a + <usize>n * stride;
  for (let i = 0; i < n; i++) {
    const offset = <usize>i << 3;
    const column = a + <usize>i * stride;
    store<f64>(d + offset, reflectorTiny(m - i, column + offset, tauQ + offset));
    store<f64>(column + offset, 1);
    // Pairs of rows begin at an even one: what is above the diagonal is not needed again.
    if (i & 1) store<f64>(column + offset - 8, 0);
    const tau = load<f64>(tauQ + offset);
    if (tau != 0) {
      const from = column + (offset & ~15);
      const to = column + stride;
      for (let next = to + (offset & ~15); next < last; next += stride) reflect(from, to, next, tau);
    }
    if (i == n - 1) break;

    const begin = offset + 8;
    const row = v + (<usize>(i + 1) * ldv << 3);
    let entry = column + stride + offset;
    for (let j = begin; j < <usize>n << 3; j += 8) {
      store<f64>(row + j, load<f64>(entry));
      entry += stride;
    }
    store<f64>(e + offset, reflectorTiny(n - i - 1, row + begin, tauP + begin));
    store<f64>(row + begin, 1);
    const tauRow = load<f64>(tauP + begin);
    if (tauRow != 0) reflectRows(begin & ~15, stride, column + stride, last, row + begin, tauRow);
  }
}

/** The reflector of n contiguous elements; the common case of kernels/reflector.   [LAPACK larfg] */
function reflectorTiny(n: i32, x: usize, tau: usize): f64 {
  if (n == 1) {
    store<f64>(tau, 0);
    return load<f64>(x);
  }
  let sum = 0.0;
  let other = 0.0;
  const end = x + (<usize>n << 3);
  let p = x + 8;
  for (; p + 8 < end; p += 16) {
    sum += load<f64>(p) * load<f64>(p);
    other += load<f64>(p, 8) * load<f64>(p, 8);
  }
  if (p < end) sum += load<f64>(p) * load<f64>(p);
  sum += other;
  if (!(sum >= LOW && sum <= HIGH)) return reflector<f64>(n, x, tau);
  const alpha = load<f64>(x);
  const beta = -copysign<f64>(sqrt<f64>(alpha * alpha + sum), alpha);
  const factor = 1 / (alpha - beta);
  store<f64>(tau, (beta - alpha) / beta);
  for (p = x + 8; p < end; p += 8) store<f64>(p, load<f64>(p) * factor);
  return beta;
}

/** y := y - tau*(v'*y)*v for the pairs of rows from v to end. */
// @ts-ignore: decorator
@inline
function reflect(v: usize, end: usize, y: usize, tau: f64): void {
  let sums = zeros<f64>();
  let q = y;
  for (let p = v; p < end; p += 16) {
    sums = multiplyAdd<f64>(v128.load(p), v128.load(q), sums);
    q += 16;
  }
  const factor = v128.splat<f64>(tau * sumLanes<f64>(sums));
  q = y;
  for (let p = v; p < end; p += 16) {
    v128.store(q, multiplySubtract<f64>(factor, v128.load(p), v128.load(q)));
    q += 16;
  }
}

/** A := A - tau*(A*v)*v' for the columns from `first` to `last`, a pair of rows at a time. */
function reflectRows(begin: usize, stride: usize, first: usize, last: usize, v: usize, tau: f64): void {
  for (let row = begin; row < stride; row += 16) {
    let sums = zeros<f64>();
    let x = v;
    for (let p = first + row; p < last; p += stride) {
      sums = multiplyAdd<f64>(v128.load64_splat(x), v128.load(p), sums);
      x += 8;
    }
    sums = v128.mul<f64>(sums, v128.splat<f64>(tau));
    x = v;
    for (let p = first + row; p < last; p += stride) {
      v128.store(p, multiplySubtract<f64>(v128.load64_splat(x), sums, v128.load(p)));
      x += 8;
    }
  }
}

/**
 * Overwrites reflectors by the columns of their product  H_first ... H_{count-1}.   [LAPACK org2r]
 *
 * x: `rows` (even) x columns, contiguous; column i >= first holds v_i in rows i.., v_i[0] = 1; below `first` and from `count` on they
 * become unit columns. tau: by column.
 */
export function formTiny(rows: i32, columns: i32, first: i32, count: i32, x: usize, tau: usize): void {
  const stride = <usize>rows << 3;
  const last = x + <usize>columns * stride;
  for (let j = 0; j < columns; j++) if (j < first || j >= count) unitColumn(j, x + <usize>j * stride, stride);
  for (let i = count - 1; i >= first; i--) {
    const offset = <usize>i << 3;
    const column = x + <usize>i * stride;
    const t = load<f64>(tau + offset);
    if (t == 0) {
      unitColumn(i, column, stride);
      continue;
    }
    for (let p = column; p < column + offset; p += 8) store<f64>(p, 0);
    const from = column + (offset & ~15);
    const to = column + stride;
    for (let next = to + (offset & ~15); next < last; next += stride) reflect(from, to, next, t);
    const factor = v128.splat<f64>(-t);
    for (let p = from; p < to; p += 16) v128.store(p, v128.mul<f64>(v128.load(p), factor));
    store<f64>(column + offset, 1 - t);
  }
}

// @ts-ignore: decorator
@inline
function unitColumn(j: i32, column: usize, stride: usize): void {
  for (let p = column; p < column + stride; p += 16) v128.store(p, zeros<f64>());
  store<f64>(column + (<usize>j << 3), 1);
}
