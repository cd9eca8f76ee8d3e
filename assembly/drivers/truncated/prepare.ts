import { amax } from "../../kernels/amax";
import { copyMatrix } from "../../kernels/copy";
import { exponentOf, scalePowerOfTwo } from "../../kernels/power-of-two";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { real } from "../../real";

/** Spreads the rows of a contiguous row-major matrix to `lda` elements each, in place. */
export function spreadRows(rows: i32, columns: i32, a: usize, lda: i32): void {
  copyMatrix<real>(columns, rows, a, columns, a, lda);
}

/** Outside these sums of squares, A'*(A*X) or its squares could overflow or lose entries to underflow. */
const TINY_SUM: f64 = sizeof<real>() == 8 ? 1e-60 : 1e-9;
const HUGE_SUM: f64 = sizeof<real>() == 8 ? 1e60 : 1e9;

/**
 * Scales n numbers by the power of two that brings the largest into [1, 2) where their sum of squares is out of range;
 * returns the exponent e of that factor 2^-e, else 0. Usually one pass at the speed of memory.
 */
export function scaleInput(n: i32, x: usize): i32 {
  const sum = sumOfSquares<real>(n, x);
  if (sum > TINY_SUM && sum < HUGE_SUM) return 0;
  const largest = amax<real>(n, x);
  if (largest == 0) return 0;
  const exponent = exponentOf(largest);
  scalePowerOfTwo<real>(n, -exponent, x);
  return exponent;
}
