import { sumOfSquares } from "../../kernels/sum-of-squares";
import { scaleByPowerOfTwo } from "../../kernels/power-of-two";
import { real } from "../../real";
import { scaleToSafeRange } from "../../svd/scale";

/** sqrt(sum x_i^2), without harmful overflow or underflow.   x: n finite elements; overwritten if scaled. */
export function frobeniusNorm(n: i32, x: usize): f64 {
  const exponent = scaleToSafeRange(n, x);
  return scaleByPowerOfTwo(sqrt<f64>(sumOfSquares<real>(n, x)), exponent);
}
