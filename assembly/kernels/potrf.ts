import { axpy } from "./axpy";
import { CROSS_COLUMNS, crossTile } from "./cross-tile";
import { lanes, multiplySubtract } from "./lanes";
import { tileRows } from "./pack";
import { scal } from "./scal";

/**
 * The Cholesky factor of a bordered matrix:  A = L*L' for the leading n x n block, and below it the rows B*L'^-1.
 * [LAPACK potrf, trsm]
 *
 * a: rows >= n rows by n columns, column-major, lda; the lower part is read and overwritten by L. `rows` rounded up to the tile
 * fits into lda, and n rounded up to the tile columns are there; the padding is overwritten. A column whose pivot falls to
 * `least` or below is dropped: stored as zeros, so that trsvTransposed gives that unknown the value 0.
 * Returns the number of dropped columns. Left-looking in blocks of four columns.
 */
export function potrf<T>(n: i32, rows: i32, least: T, a: usize, lda: i32): i32 {
  const width = <usize>sizeof<T>();
  const stride = <usize>lda * width;
  const tile = tileRows<T>();
  let dropped = 0;
  for (let first = 0; first < n; first += CROSS_COLUMNS) {
    const block = a + <usize>first * stride;
    for (let i = (first / tile) * tile; i < rows; i += tile) {
      crossTile<T>(first, <T>-1, a + <usize>i * width, a + <usize>first * width, stride, block + <usize>i * width, stride);
    }
    if (first + CROSS_COLUMNS <= n) dropped += factorFour<T>(rows - first, least, block + <usize>first * width, stride);
    else dropped += factorFew<T>(n - first, rows - first, least, block + <usize>first * width, stride);
  }
  return dropped;
}

/** 1/sqrt(pivot), or 0 if the column is to be dropped. */
// @ts-ignore: decorator
@inline
function inverseRoot<T>(pivot: T, least: T): T {
  return pivot > least ? <T>1 / sqrt<T>(pivot) : <T>0;
}

/**
 * Four columns at once: their triangle by scalars, then every row below it in one pass, rows by vectors; the padding after the last row
 * is overwritten. a: the triangle's corner; columns `stride` bytes apart. Returns how many columns were dropped.
 */
function factorFour<T>(rows: i32, least: T, a: usize, stride: usize): i32 {
  const width = <usize>sizeof<T>();
  const b = a + stride;
  const c = b + stride;
  const d = c + stride;
  const r0 = inverseRoot<T>(load<T>(a), least);
  const l00 = load<T>(a) * r0;
  const l10 = load<T>(a + width) * r0;
  const l20 = load<T>(a + 2 * width) * r0;
  const l30 = load<T>(a + 3 * width) * r0;
  const p1 = load<T>(b + width) - l10 * l10;
  const r1 = inverseRoot<T>(p1, least);
  const l21 = (load<T>(b + 2 * width) - l20 * l10) * r1;
  const l31 = (load<T>(b + 3 * width) - l30 * l10) * r1;
  const p2 = load<T>(c + 2 * width) - l20 * l20 - l21 * l21;
  const r2 = inverseRoot<T>(p2, least);
  const l32 = (load<T>(c + 3 * width) - l30 * l20 - l31 * l21) * r2;
  const p3 = load<T>(d + 3 * width) - l30 * l30 - l31 * l31 - l32 * l32;
  const r3 = inverseRoot<T>(p3, least);

  let at: usize = (4 & ~(lanes<T>() - 1)) * width;
  const end = <usize>rows * width;
  const v0 = v128.splat<T>(r0);
  const v1 = v128.splat<T>(r1);
  const v2 = v128.splat<T>(r2);
  const v3 = v128.splat<T>(r3);
  const v10 = v128.splat<T>(l10);
  const v20 = v128.splat<T>(l20);
  const v30 = v128.splat<T>(l30);
  const v21 = v128.splat<T>(l21);
  const v31 = v128.splat<T>(l31);
  const v32 = v128.splat<T>(l32);
  for (; at < end; at += 16) {
    const x0 = v128.mul<T>(v128.load(a + at), v0);
    const x1 = v128.mul<T>(multiplySubtract<T>(x0, v10, v128.load(b + at)), v1);
    const x2 = v128.mul<T>(multiplySubtract<T>(x1, v21, multiplySubtract<T>(x0, v20, v128.load(c + at))), v2);
    let x3 = multiplySubtract<T>(x1, v31, multiplySubtract<T>(x0, v30, v128.load(d + at)));
    x3 = v128.mul<T>(multiplySubtract<T>(x2, v32, x3), v3);
    v128.store(a + at, x0);
    v128.store(b + at, x1);
    v128.store(c + at, x2);
    v128.store(d + at, x3);
  }
  store<T>(a, l00);
  store<T>(a + width, l10);
  store<T>(a + 2 * width, l20);
  store<T>(a + 3 * width, l30);
  store<T>(b + width, p1 * r1);
  store<T>(b + 2 * width, l21);
  store<T>(b + 3 * width, l31);
  store<T>(c + 2 * width, p2 * r2);
  store<T>(c + 3 * width, l32);
  store<T>(d + 3 * width, p3 * r3);
  return <i32>(r0 == <T>0) + <i32>(r1 == <T>0) + <i32>(r2 == <T>0) + <i32>(r3 == <T>0);
}

/** The same for fewer than four columns, the last of the matrix. */
function factorFew<T>(n: i32, rows: i32, least: T, a: usize, stride: usize): i32 {
  const width = <usize>sizeof<T>();
  let dropped = 0;
  for (let j = 0; j < n; j++) {
    const at = a + <usize>j * (stride + width);
    for (let p = 0; p < j; p++) {
      const left = a + <usize>p * stride + <usize>j * width;
      axpy<T>(rows - j, -load<T>(left), left, at);
    }
    const root = inverseRoot<T>(load<T>(at), least);
    if (root == <T>0) dropped++;
    scal<T>(rows - j, root, at);
  }
  return dropped;
}
