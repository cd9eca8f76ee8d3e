import { Driver, Vectors } from "../../codes";
import { isTiny } from "../../svd/tiny/tiny";

/** From m = QR_FIRST * n on, A = Q*R is factored first and R is reduced. */
const QR_FIRST: f64 = 1.6;

export function usesQr(m: i32, n: i32): bool {
  return <f64>m >= QR_FIRST * <f64>n && m > n + 1;
}

/** From m = CHOLESKY_FROM * n on, that is done by Cholesky factors of Gram matrices. */
const CHOLESKY_FROM: f64 = 4;
/** With fewer rows than this, Householder reflectors stay in a cache. */
const CHOLESKY_ROWS: i32 = 1000;

export function usesCholesky(m: i32, n: i32, vectors: i32, driver: i32): bool {
  if (vectors == Vectors.Full) return false;
  if (driver == Driver.Cholesky) return true;
  return driver == Driver.Auto && m >= CHOLESKY_ROWS && <f64>m >= CHOLESKY_FROM * <f64>n;
}

/** From this order on, divide and conquer finds the vectors of the bidiagonal matrix faster than implicit QR. */
const DIVIDE_FROM: i32 = 64;

/** From this order on the values come from dqds; below, both kinds of call run the same implicit QR. */
export const DQDS_FROM: i32 = 64;

export function divides(n: i32, vectors: i32, driver: i32): bool {
  if (vectors == Vectors.None || driver == Driver.Qr || n < 2) return false;
  return driver == Driver.Divide || n >= DIVIDE_FROM;
}

export function usesTiny(m: i32, n: i32, vectors: i32, driver: i32): bool {
  return isTiny(m, n) && driver != Driver.Cholesky && !(driver == Driver.Divide && vectors != Vectors.None);
}
