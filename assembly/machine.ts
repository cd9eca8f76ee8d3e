/** Machine constants of IEEE 754 binary arithmetic. */

/** Unit roundoff u: half the distance from 1 to the next number.  [LAPACK lamch('E')] */
// @ts-ignore: decorator
@inline
export function roundoff<T>(): f64 {
  return sizeof<T>() == 8 ? 1.1102230246251565e-16 : 5.9604644775390625e-8;
}

/** Smallest normal number.  [LAPACK lamch('S')] */
// @ts-ignore: decorator
@inline
export function safeMin<T>(): f64 {
  return sizeof<T>() == 8 ? 2.2250738585072014e-308 : 1.1754943508222875e-38;
}
