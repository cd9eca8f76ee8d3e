import { vector } from "../memory";

/** Products of two numbers scaled by this, a million of them, stay in range. */
const DOWN: f64 = 2.8451311993408992e-160; // 2^-530
const UP: f64 = 3.514776401986872e159; // 2^530
/** The largest number, scaled twice. */
const MOST: f64 = f64.MAX_VALUE * DOWN * DOWN;

/** A value that was found scaled by 2^-1060, at most the largest number. */
// @ts-ignore: decorator
@inline
export function bounded(scaled: f64): f64 {
  return min<f64>(max<f64>(scaled, -MOST), MOST) * UP * UP;
}

/** x scaled by 2^-1060. */
// @ts-ignore: decorator
@inline
export function twiceDown(x: f64): f64 {
  return x * DOWN * DOWN;
}

/** a*b scaled by 2^-1060. */
// @ts-ignore: decorator
@inline
export function productDown(a: f64, b: f64): f64 {
  return a * DOWN * (b * DOWN);
}

/**
 * mean + b + c + p'q where a part of it overflows: right if the sum is a number, else the largest one of its sign.
 *
 * p, q: k elements, finite, as mean, b and c are.
 */
export function boundedValue(mean: f64, b: f64, c: f64, k: i32, p: usize, q: usize): f64 {
  let sum = 0.0;
  for (let a = 0; a < k; a++) sum += productDown(vector<f64>(p)[a], vector<f64>(q)[a]);
  return bounded(sum + (twiceDown(mean) + twiceDown(b) + twiceDown(c)));
}
