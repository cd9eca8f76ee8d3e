import { sortDescending } from "../order";
import { scaleToSafeRange, unscale } from "../scale";
import { chooseSigns } from "../signs";
import { diagonalizeTiny } from "./diagonalize";
import { formTiny, reduceTiny } from "./reduce";
import { unpack } from "../unpack";

/**
 * Up to this size nothing is gained by blocks, batches or QR first: 3 x 3 takes 0.6 of the time of the general way, 8 x 8 0.7, 32 x 32
 * 0.9, 32 x 3 0.7; beyond, the two come together, and QR first wins for 64 x 8.
 */
const MOST_ROWS: i32 = 32;
const MOST_COLUMNS: i32 = 32;

/** Whether a matrix of m >= n goes the short way. */
// @ts-ignore: decorator
@inline
export function isTiny(m: i32, n: i32): bool {
  return m <= MOST_ROWS && n <= MOST_COLUMNS;
}

/** The parts of the scratch: vectors of at most MOST_ROWS elements, then U, then V. */
const SIZE: usize = <usize>MOST_ROWS << 3;
const D: usize = 0;
const E: usize = SIZE;
const TAU_Q: usize = 2 * SIZE;
const TAU_P: usize = 3 * SIZE;
const SIGN_U: usize = 4 * SIZE;
const SIGN_V: usize = 5 * SIZE;
const INDEX: usize = 6 * SIZE;
const SORTING: usize = 7 * SIZE; // two sizes
const BOUNDS: usize = 9 * SIZE;
const LEFT: usize = 10 * SIZE;

/** Bytes of scratch that tinySvd needs. */
export const TINY_BYTES: usize = LEFT + <usize>(MOST_ROWS * MOST_ROWS + MOST_COLUMNS * MOST_COLUMNS) * 8;

/**
 * The singular value decomposition of a tiny matrix, A = U*diag(s)*V'.   [GK65], [DK90]
 *
 * a: rows x columns, row-major, isTiny; overwritten. u: rows x k (or x rows), s: k, v: columns x k (or x columns), row-major, with
 * k = min(rows, columns); u and v may be 0 when `wanted` is false. full: square U and V. scratch: TINY_BYTES, aligned to 16.
 * In each column of U the entry of largest magnitude is positive. Returns 0, or 1 if the iteration did not converge.
 */
export function tinySvd(rows: i32, columns: i32, a: usize, wanted: bool, full: bool, u: usize, s: usize, v: usize, scratch: usize): i32 {
  const wide = rows < columns;
  const m = max(rows, columns);
  const n = min(rows, columns);
  const uColumns = full ? m : n;
  const ldu = (m + 1) & ~1;
  const ldv = (n + 1) & ~1;
  const left = scratch + LEFT;
  const right = left + (<usize>(ldu * uColumns) << 3);

  const exponent = scaleToSafeRange(m * n, a);
  loadColumns(m, n, a, wide, left, ldu);
  reduceTiny(m, n, ldu, left, scratch + D, scratch + E, scratch + TAU_Q, scratch + TAU_P, right, ldv);
  if (wanted) {
    formTiny(ldu, uColumns, 0, n, left, scratch + TAU_Q);
    clearLastRow(n, right, ldv);
    formTiny(ldv, n, 1, n, right, scratch + TAU_P);
  }
  const uBytes = wanted ? <usize>ldu << 3 : 0;
  const vBytes = wanted ? <usize>ldv << 3 : 0;
  if (diagonalizeTiny(n, scratch + D, scratch + E, left, uBytes, right, vBytes, scratch + BOUNDS) != 0) return 1;

  sortDescending(n, scratch + D, scratch + INDEX, scratch + SIGN_V, scratch + SORTING);
  unscale(n, exponent, scratch + D);
  for (let at: usize = 0; at < <usize>n << 3; at += 8) store<f64>(s + at, load<f64>(scratch + D + at));
  if (!wanted) return 0;
  for (let j = n; j < uColumns; j++) store<i32>(scratch + INDEX + (<usize>j << 2), j);
  chooseSigns(m, n, uColumns, left, ldu, right, ldv, wide, scratch + SIGN_U, scratch + SIGN_V);
  unpack(m, uColumns, left, ldu, scratch + INDEX, scratch + SIGN_U, wide ? v : u);
  unpack(n, n, right, ldv, scratch + INDEX, scratch + SIGN_V, wide ? u : v);
  return 0;
}

/** The tall matrix, column-major, padded with a row of zeros if m is odd. Row-major wide memory is column-major tall. */
function loadColumns(m: i32, n: i32, a: usize, wide: bool, to: usize, ld: i32): void {
  const down: usize = wide ? 8 : <usize>n << 3;
  const across: usize = wide ? <usize>m << 3 : 8;
  for (let j = 0; j < n; j++) {
    const end = to + (<usize>m << 3);
    let from = a + <usize>j * across;
    for (let p = to; p < end; p += 8) {
      store<f64>(p, load<f64>(from));
      from += down;
    }
    if (m & 1) store<f64>(end, 0);
    to += <usize>ld << 3;
  }
}

/** The padding of V: reduceTiny leaves it alone. */
// @ts-ignore: decorator
@inline
function clearLastRow(n: i32, v: usize, ldv: i32): void {
  if ((n & 1) == 0) return;
  for (let j = 1; j < n; j++) store<f64>(v + (<usize>(j * ldv + n) << 3), 0);
}
