import { exponentOf, scaleByPowerOfTwo } from "../kernels/power-of-two";
import { at } from "../memory";

/**
 * The weights of an inverse, of order 1:   w_i = 2^p * s_i / (s_i^2 + root^2)   for `rank` values s_i > 0; returns p.
 *
 * p is the exponent of the smallest s_i + root^2/s_i: the largest weight lies in (1/2, 1], and none overflows.
 */
export function inverseWeights(rank: i32, s: usize, root: f64, w: usize): i32 {
  const end = at<f64>(w, rank);
  let smallest = Infinity;
  for (let here = w; here < end; here += 8) {
    const value = load<f64>(s);
    const denominator = value + root * (root / value);
    smallest = min<f64>(smallest, denominator);
    store<f64>(here, denominator);
    s += 8;
  }
  const p = smallest == Infinity ? 0 : exponentOf(smallest);
  for (let here = w; here < end; here += 8) store<f64>(here, 1 / scaleByPowerOfTwo(load<f64>(here), -p));
  return p;
}
