import { exponentOf, scaleByPowerOfTwo } from "../kernels/power-of-two";
import { at } from "../memory";
import { real } from "../real";

/**
 * The weights of an inverse, of order 1:   w_i = 2^p * s_i / (s_i^2 + root^2)   for `rank` values s_i > 0; returns p.
 *
 * p is the exponent of the smallest s_i + root^2/s_i: the largest weight lies in (1/2, 1], and none overflows.
 */
export function inverseWeights(rank: i32, s: usize, root: f64, w: usize): i32 {
  const end = at<real>(w, rank);
  let smallest = Infinity;
  for (let here = w; here < end; here += sizeof<real>()) {
    const value = load<real>(s);
    const denominator = value + root * (root / value);
    smallest = min<f64>(smallest, denominator);
    store<real>(here, <real>denominator);
    s += sizeof<real>();
  }
  const p = smallest == Infinity ? 0 : exponentOf(smallest);
  for (let here = w; here < end; here += sizeof<real>()) store<real>(here, <real>(1 / scaleByPowerOfTwo(load<real>(here), -p)));
  return p;
}
