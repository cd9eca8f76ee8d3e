import { amax } from "../kernels/amax";
import { axpy } from "../kernels/axpy";
import { exponentOf, scalePowerOfTwo } from "../kernels/power-of-two";
import { scal } from "../kernels/scal";
import { at, bytesOf } from "../memory";
import { real } from "../real";
import { scaleToSafeRange, unscale } from "./scale";

/** Entries from 2^960 on, in single precision from 2^64, are taken down by 2^64 first: no sum of up to 2^31 of them then overflows. */
const LARGE: i32 = sizeof<real>() == 8 ? 960 : 64;
const HEADROOM: i32 = 64;

/**
 * X := 2^-e*(X - 1*mean'), with e chosen after centring so that the largest magnitude is in the safe range; returns e.
 *
 * The first row is taken off before the mean is, so that a constant column becomes exactly 0; the mean of what is left is
 * taken off again.   [CGL83], two passes, shifted
 *
 * x: rows x n, row-major, finite; overwritten. mean: n elements, left in the unit of X (0 if there are no rows). shift: n elements.
 */
export function centreColumns(rows: i32, n: i32, x: usize, mean: usize, shift: usize): i32 {
  const bytes = bytesOf<real>(n);
  memory.fill(mean, 0, bytes);
  if (rows == 0 || n == 0) return 0;
  const largest = amax<real>(rows * n, x);
  const headroom = largest > 0 && exponentOf(largest) >= LARGE ? HEADROOM : 0;
  if (headroom != 0) scalePowerOfTwo<real>(rows * n, -headroom, x);

  memory.copy(shift, x, bytes);
  subtractRow(rows, n, x, shift);
  for (let pass = 0; pass < 2; pass++) {
    memory.fill(mean, 0, bytes);
    for (let i = 0; i < rows; i++) axpy<real>(n, 1, x + <usize>i * bytes, mean);
    scal<real>(n, <real>(1.0 / <f64>rows), mean);
    subtractRow(rows, n, x, mean);
    axpy<real>(n, 1, mean, shift);
  }
  memory.copy(mean, shift, bytes);
  unscale<real>(n, headroom, mean);
  return headroom + scaleToSafeRange(rows * n, x);
}

/** Every row of X minus `row`. */
export function subtractRow(rows: i32, n: i32, x: usize, row: usize): void {
  for (let i = 0; i < rows; i++) axpy<real>(n, -1, row, at<real>(x, i * n));
}
