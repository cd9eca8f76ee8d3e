import { lanes, multiplyAdd, multiplySubtract, splatAt, sumLanes, zeros } from "../../kernels/lanes";
import { reflector } from "../../kernels/reflector";
import { bytesOf, Vector } from "../../memory";
import { real } from "../../real";
import { Bidiagonal } from "../reduce/bidiagonal";

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
 * A: lda (even) x n, column-major, contiguous, of which m rows count, m >= n. The arguments and results are those of bidiagonalize.
 */
export function reduceTiny(b: Bidiagonal<real>): void {
  const m = b.rows;
  const n = b.count;
  const stride = bytesOf<real>(b.lda);
  const last = b.a.at(n * b.lda);
  for (let i = 0; i < n; i++) {
    const offset = bytesOf<real>(i);
    const column = b.a.from(i * b.lda);
    b.d[i] = reflectorTiny(m - i, column.from(i), b.tau.from(i));
    column[i] = 1;
    // Vectors begin at an even row, or one of four: what is above the diagonal is not needed again.
    if (sizeof<real>() == 8) {
      if (i & 1) column[i - 1] = 0;
    } else {
      for (let k = i & ~(lanes<real>() - 1); k < i; k++) column[k] = 0;
    }
    const tau = b.tau[i];
    const next = column.at(b.lda);
    if (tau != 0) {
      const begin = offset & ~15;
      for (let y = next + begin; y < last; y += stride) reflect(column.at(0) + begin, next, y, tau);
    }
    if (i == n - 1) break;

    // The reflector of P that begins in row i + 1 of column i is kept one column further, where formTiny wants it.
    const row = b.v.from((i + 1) * b.ldv);
    for (let j = i + 1; j < n; j++) row[j] = b.a[i + j * b.lda];
    b.e[i] = reflectorTiny(n - i - 1, row.from(i + 1), b.tauP.from(i + 1));
    row[i + 1] = 1;
    const tauRow = b.tauP[i + 1];
    if (tauRow != 0) reflectRows((offset + sizeof<real>()) & ~15, stride, next, last, row.at(i + 1), tauRow);
  }
}

/** The reflector of n contiguous elements; the common case of kernels/reflector.   [LAPACK larfg] */
function reflectorTiny(n: i32, x: Vector<real>, tau: Vector<real>): f64 {
  if (n == 1) {
    tau[0] = 0;
    return x[0];
  }
  let sum = 0.0;
  let other = 0.0;
  let i = 1;
  for (; i + 1 < n; i += 2) {
    sum += <f64>x[i] * x[i];
    other += <f64>x[i + 1] * x[i + 1];
  }
  if (i < n) sum += <f64>x[i] * x[i];
  sum += other;
  if (!(sum >= LOW && sum <= HIGH)) return reflector<real>(n, x.at(0), tau.at(0));
  const alpha: f64 = x[0];
  const beta = -copysign<f64>(sqrt<f64>(alpha * alpha + sum), alpha);
  const factor = 1 / (alpha - beta);
  tau[0] = <real>((beta - alpha) / beta);
  for (i = 1; i < n; i++) x[i] = <real>(x[i] * factor);
  return beta;
}

/** y := y - tau*(v'*y)*v for the pairs of rows from v to end. */
// @ts-ignore: decorator
@inline
function reflect(v: usize, end: usize, y: usize, tau: f64): void {
  let sums = zeros<real>();
  let q = y;
  for (let p = v; p < end; p += 16) {
    sums = multiplyAdd<real>(v128.load(p), v128.load(q), sums);
    q += 16;
  }
  const factor = v128.splat<real>(<real>(tau * sumLanes<real>(sums)));
  q = y;
  for (let p = v; p < end; p += 16) {
    v128.store(q, multiplySubtract<real>(factor, v128.load(p), v128.load(q)));
    q += 16;
  }
}

/** A := A - tau*(A*v)*v' for the columns from `first` to `last`, a pair of rows at a time. */
function reflectRows(begin: usize, stride: usize, first: usize, last: usize, v: usize, tau: f64): void {
  for (let row = begin; row < stride; row += 16) {
    let sums = zeros<real>();
    let x = v;
    for (let p = first + row; p < last; p += stride) {
      sums = multiplyAdd<real>(splatAt<real>(x), v128.load(p), sums);
      x += sizeof<real>();
    }
    sums = v128.mul<real>(sums, v128.splat<real>(<real>tau));
    x = v;
    for (let p = first + row; p < last; p += stride) {
      v128.store(p, multiplySubtract<real>(splatAt<real>(x), sums, v128.load(p)));
      x += sizeof<real>();
    }
  }
}

/**
 * Overwrites reflectors by the columns of their product  H_first ... H_{count-1}.   [LAPACK org2r]
 *
 * x: `rows` (of whole vectors) x columns, contiguous; column i >= first holds v_i in rows i.., v_i[0] = 1; below `first` and from `count` on they
 * become unit columns. tau: by column.
 */
export function formTiny(rows: i32, columns: i32, first: i32, count: i32, x: Vector<real>, tau: Vector<real>): void {
  const stride = bytesOf<real>(rows);
  const last = x.at(columns * rows);
  for (let j = 0; j < columns; j++) if (j < first || j >= count) unitColumn(j, x.from(j * rows), stride);
  for (let i = count - 1; i >= first; i--) {
    const column = x.from(i * rows);
    const t = tau[i];
    if (t == 0) {
      unitColumn(i, column, stride);
      continue;
    }
    for (let k = 0; k < i; k++) column[k] = 0;
    const begin = bytesOf<real>(i) & ~15;
    const from = column.at(0) + begin;
    const to = column.at(rows);
    for (let next = to + begin; next < last; next += stride) reflect(from, to, next, t);
    const factor = v128.splat<real>(-t);
    for (let p = from; p < to; p += 16) v128.store(p, v128.mul<real>(v128.load(p), factor));
    column[i] = 1 - t;
  }
}

// @ts-ignore: decorator
@inline
function unitColumn(j: i32, column: Vector<real>, stride: usize): void {
  for (let p = column.at(0); p < column.at(0) + stride; p += 16) v128.store(p, zeros<real>());
  column[j] = 1;
}
