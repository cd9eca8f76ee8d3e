import { signOfLargest } from "./order";

/**
 * The sign of each column of U and V. On entry signV holds the signs of the n singular values; the rule for the caller's U (V here,
 * if the input was wide) decides for both.
 *
 * u: m x uColumns, v: n x n, column-major. signU: uColumns, signV: n elements; overwritten.
 */
export function chooseSigns(
  m: i32, n: i32, uColumns: i32, u: usize, ldu: i32, v: usize, ldv: i32, wide: bool, signU: usize, signV: usize,
): void {
  for (let j = 0; j < uColumns; j++) {
    const at = <usize>j << 3;
    const uj = u + ((<usize>j * ldu) << 3);
    if (j >= n) {
      store<f64>(signU + at, signOfLargest(m, uj));
      continue;
    }
    const value = load<f64>(signV + at);
    const flip = wide ? value * signOfLargest(n, v + ((<usize>j * ldv) << 3)) : signOfLargest(m, uj);
    store<f64>(signU + at, flip);
    store<f64>(signV + at, flip * value);
  }
}
