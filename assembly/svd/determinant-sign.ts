import { Vector } from "../memory";
import { householderQr } from "./reduce/householder-qr";

/**
 * The sign of the determinant of an orthogonal matrix, 1 or -1, from A = Q*R: every diagonal entry of R is ±1 to rounding,
 * and every reflector in Q turns the sign once. No product can underflow.
 *
 * a: n x n, column-major, contiguous; overwritten. tau: n elements. work: householderQrBytes(n, n).
 */
export function determinantSign(n: i32, a: Vector<f64>, tau: Vector<f64>, work: usize): f64 {
  householderQr(n, n, a.at(0), n, tau.at(0), work);
  let sign = 1.0;
  for (let i = 0; i < n; i++) {
    if (tau[i] != 0) sign = -sign;
    if (a[i * (n + 1)] < 0) sign = -sign;
  }
  return sign;
}
