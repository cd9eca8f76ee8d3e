import { exponential, logarithm } from "../kernels/elementary";

/** n^power, what a penalty is multiplied by for a line of n entries; powers other than 0 and 1 through exp and log. */
export function countWeight(n: f64, power: f64): f64 {
  if (power == 0) return 1;
  return power == 1 ? n : exponential(power * logarithm(n));
}
