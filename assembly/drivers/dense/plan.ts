import { isTiny } from "../../svd/tiny/tiny";

/** Which singular vectors are wanted. */
export const NO_VECTORS: i32 = 0;
export const THIN_VECTORS: i32 = 1;
export const FULL_VECTORS: i32 = 2;

/** How the bidiagonal matrix is diagonalized. */
export const DRIVER_AUTO: i32 = 0;
export const DRIVER_QR: i32 = 1;
export const DRIVER_DIVIDE: i32 = 2;

/** From m = QR_FIRST * n on, A = Q*R is factored first and R is reduced. */
const QR_FIRST: f64 = 1.6;

export function usesQr(m: i32, n: i32): bool {
  return <f64>m >= QR_FIRST * <f64>n && m > n + 1;
}

/** From this order on, divide and conquer finds the vectors of the bidiagonal matrix faster than implicit QR. */
const DIVIDE_FROM: i32 = 64;

/** From this order on the values come from dqds; below, both kinds of call run the same implicit QR. */
export const DQDS_FROM: i32 = 64;

export function divides(n: i32, vectors: i32, driver: i32): bool {
  if (vectors == NO_VECTORS || driver == DRIVER_QR || n < 2) return false;
  return driver == DRIVER_DIVIDE || n >= DIVIDE_FROM;
}

export function usesTiny(m: i32, n: i32, vectors: i32, driver: i32): bool {
  return isTiny(m, n) && !(driver == DRIVER_DIVIDE && vectors != NO_VECTORS);
}
