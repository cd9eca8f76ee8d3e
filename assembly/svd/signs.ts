import { signOfLargest } from "./order";
import { elements, Vector } from "../memory";

/**
 * The sign of each column of U and V. On entry signV holds the signs of the n singular values; the rule for the caller's U (V here,
 * if the input was wide) decides for both.
 *
 * u: m x uColumns, v: n x n, column-major. signU: uColumns, signV: n elements; overwritten.
 */
export function chooseSigns(
  m: i32, n: i32, uColumns: i32, u: usize, ldu: i32, v: usize, ldv: i32, wide: bool, signU: Vector<f64>, signV: Vector<f64>,
): void {
  for (let j = 0; j < uColumns; j++) {
    const uj = elements<f64>(u, j * ldu);
    if (j >= n) {
      signU[j] = signOfLargest(m, uj);
      continue;
    }
    const value = signV[j];
    const flip = wide ? value * signOfLargest(n, elements<f64>(v, j * ldv)) : signOfLargest(m, uj);
    signU[j] = flip;
    signV[j] = flip * value;
  }
}
