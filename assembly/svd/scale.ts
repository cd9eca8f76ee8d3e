import { amax } from "../kernels/amax";
import { exponentOf, scaleByPowerOfTwo, scalePowerOfTwo } from "../kernels/power-of-two";
import { elements } from "../memory";
import { real } from "../real";

/** Outside 2^-400 .. 2^400, in single precision 2^-30 .. 2^30, sums of squares could overflow or lose entries to underflow. */
export const SAFE_EXPONENT: i32 = sizeof<real>() == 8 ? 400 : 30;

/**
 * Scales x by the power of two that brings its largest magnitude into [1, 2), if that lies outside the safe range;
 * returns the exponent e of that factor 2^-e, else 0. Exact but for entries that underflow.   [LAPACK lascl, exactly]
 *
 * x: n contiguous elements, finite.
 */
export function scaleToSafeRange(n: i32, x: usize): i32 {
  const largest = amax<real>(n, x);
  if (largest == 0) return 0;
  const exponent = exponentOf(largest);
  if (exponent >= -SAFE_EXPONENT && exponent <= SAFE_EXPONENT) return 0;
  scalePowerOfTwo<real>(n, -exponent, x);
  return exponent;
}

/** What two factors can do. */
const MOST_SCALING: i32 = 2040;

/** Scales x always, to a largest magnitude of 2^target to 2^(target + 1), or by 2^MOST_SCALING if that is less; returns e as above. */
export function scaleTo(target: i32, n: i32, x: usize): i32 {
  const largest = amax<real>(n, x);
  if (largest == 0) return 0;
  const exponent = max<i32>(exponentOf(largest) - target, -MOST_SCALING);
  scalePowerOfTwo<real>(n, -exponent, x);
  return exponent;
}

/** s := 2^exponent * s for n values; a value beyond the range of T becomes Infinity. */
export function unscale<T>(n: i32, exponent: i32, s: usize): void {
  if (exponent == 0) return;
  for (let i = 0; i < n; i++) {
    const here = elements<T>(s, i);
    here[0] = <T>scaleByPowerOfTwo(here[0], exponent);
  }
}
