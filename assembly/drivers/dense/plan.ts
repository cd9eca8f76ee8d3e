import { bidiagonalizeBytes } from "../../svd/reduce/bidiagonalize";
import { SCRATCH_BYTES } from "../../svd/implicit-qr/diagonalize";
import { divideAndConquerBytes } from "../../svd/divide/divide-and-conquer";
import { dqdsBytes } from "../../svd/dqds/dqds";
import { reflectorsBytes } from "../../svd/reduce/form-vectors";
import { householderQrBytes } from "../../svd/reduce/householder-qr";
import { applyPBytes } from "../../svd/reduce/right-reflectors";
import { batchBytes } from "../../svd/implicit-qr/rotations";
import { isTiny, TINY_BYTES } from "../../svd/tiny/tiny";

/** Which singular vectors are wanted. */
export const NO_VECTORS: i32 = 0;
export const THIN_VECTORS: i32 = 1;
export const FULL_VECTORS: i32 = 2;

/** From m = QR_FIRST * n on, A = Q*R is factored first and R is reduced. */
const QR_FIRST: f64 = 1.6;

/** Where the addresses of U, S and V are left in `result`. */
export const RESULT_U: usize = 0;
export const RESULT_S: usize = 4;
export const RESULT_V: usize = 8;

/**
 * Elements from column to column of an m-row matrix: an odd number of 64-byte lines, so that no walk along a row meets
 * the same cache set again and again (a multiple of 4096 bytes costs up to 5x).
 */
export function leadingDimension(m: i32): i32 {
  return (((m + 7) >> 3) | 1) << 3;
}

// @ts-ignore: decorator
@inline
export function matrixBytes(ld: i32, columns: i32): f64 {
  return <f64>ld * <f64>columns * 8 + 64;
}

export function usesQr(m: i32, n: i32): bool {
  return <f64>m >= QR_FIRST * <f64>n && m > n + 1;
}

/** From this order on, divide and conquer finds the vectors of the bidiagonal matrix faster than implicit QR. */
const DIVIDE_FROM: i32 = 64;

/** From this order on the values come from dqds; below, both kinds of call run the same implicit QR. */
export const DQDS_FROM: i32 = 64;

/** How the bidiagonal matrix is diagonalized. */
export const DRIVER_AUTO: i32 = 0;
export const DRIVER_QR: i32 = 1;
export const DRIVER_DIVIDE: i32 = 2;

export function divides(n: i32, vectors: i32, driver: i32): bool {
  if (vectors == NO_VECTORS || driver == DRIVER_QR || n < 2) return false;
  return driver == DRIVER_DIVIDE || n >= DIVIDE_FROM;
}

/**
 * Whether the input's own memory, m*n elements, can hold divide and conquer's n x n workspace without columns that fall
 * on the same cache sets.
 */
export function fitsInput(m: i32, n: i32): bool {
  return m >= leadingDimension(n) || (n & 127) != 0;
}

/** Bytes that svd reserves beside its input, results included. */
export function svdBytes(rows: i32, columns: i32, vectors: i32, driver: i32): f64 {
  const m = max(rows, columns);
  const n = min(rows, columns);
  const ldm = leadingDimension(m);
  const ldn = leadingDimension(n);
  const uColumns = vectors == FULL_VECTORS ? m : n;
  if (usesTiny(m, n, vectors, driver)) return <f64>TINY_BYTES + 8 * (<f64>m * <f64>uColumns + <f64>n * <f64>(n + 1)) + 256;
  const qr = usesQr(m, n);
  let bytes = vectorBytes(m, n) + <f64>batchBytes(n) + <f64>workBytes(m, n, vectors, driver) + 64;
  bytes += matrixBytes(ldm, qr ? n : uColumns);
  if (qr) bytes += matrixBytes(ldn, n);
  if (vectors == NO_VECTORS) return bytes + matrixBytes(n, 1);
  bytes += matrixBytes(ldn, n) + 64;
  if (qr || divides(n, vectors, driver)) bytes += matrixBytes(ldm, uColumns) + 64;
  if (divides(n, vectors, driver) && !fitsInput(m, n)) bytes += matrixBytes(ldn, n);
  if (vectors == FULL_VECTORS) bytes += matrixBytes(m, uColumns);
  return bytes;
}

/** d, e, tauQ, tauP, tauR, signs of U and V, orders, values, copies of d and e, sorting space, scratch. */
function vectorBytes(m: i32, n: i32): f64 {
  return 64 * 20 + <f64>n * (9 * 8 + 16) + <f64>m * (2 * 8 + 4) + <f64>SCRATCH_BYTES;
}

/** The workspace that the steps share, one after the other. */
export function workBytes(m: i32, n: i32, vectors: i32, driver: i32): usize {
  const qr = usesQr(m, n);
  const coreRows = qr ? n : m;
  const uColumns = vectors == FULL_VECTORS ? m : n;
  let bytes = max(bidiagonalizeBytes(coreRows, leadingDimension(coreRows), n, leadingDimension(n)), dqdsBytes(n));
  if (qr) bytes = max(bytes, householderQrBytes(m, n));
  if (vectors == NO_VECTORS) return bytes;
  bytes = max(bytes, reflectorsBytes(m, uColumns, n));
  if (!divides(n, vectors, driver)) return bytes;
  return max(max(bytes, <usize>(3 * n) << 3), max(divideAndConquerBytes(n), applyPBytes(n, leadingDimension(n))));
}

export function usesTiny(m: i32, n: i32, vectors: i32, driver: i32): bool {
  return isTiny(m, n) && !(driver == DRIVER_DIVIDE && vectors != NO_VECTORS);
}
