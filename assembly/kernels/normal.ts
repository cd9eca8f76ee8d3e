import { exponential } from "./elementary";

const INVERSE_SQRT_2_PI: f64 = 0.3989422804014327;
/** Where the series gives way to the continued fraction: both are at full accuracy there. */
const SERIES_BELOW: f64 = 3;
/** The density is below 1e-297 beyond. */
const FARTHEST: f64 = 37;

/**
 * P(Z < x) of a standard normal Z, to some 1e-15 of absolute accuracy.
 *
 * |x| < 3:  1/2 + phi(x)*(x + x^3/3 + x^5/(3*5) + ...);  beyond:  the tail is phi(x)/(x + 1/(x + 2/(x + ...)))   [Marsaglia04]
 */
export function normalCumulative(x: f64): f64 {
  const a = abs<f64>(x);
  if (!(a < FARTHEST)) return x > 0 ? 1 : 0;
  const square = x * x;
  const density = INVERSE_SQRT_2_PI * exponential(-0.5 * square);
  if (a < SERIES_BELOW) {
    let term = x;
    let sum = x;
    for (let odd = 3.0; odd < 121; odd += 2) {
      term *= square / odd;
      const before = sum;
      sum += term;
      if (sum == before) break;
    }
    return 0.5 + density * sum;
  }
  let fraction = a;
  for (let k = 60.0; k > 0; k -= 1) fraction = a + k / fraction;
  const tail = density / fraction;
  return x < 0 ? tail : 1 - tail;
}
