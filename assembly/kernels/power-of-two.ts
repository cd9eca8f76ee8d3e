import { lanes } from "./lanes";

/** 2^exponent for -1022 <= exponent <= 1023. */
// @ts-ignore: decorator
@inline
export function powerOfTwo(exponent: i32): f64 {
  return reinterpret<f64>(<u64>(exponent + 1023) << 52);
}

/** The e with 2^e <= |x| < 2^(e+1), for finite x != 0, subnormal x included.   [C ilogb] */
export function exponentOf(x: f64): i32 {
  const biased = <i32>((reinterpret<u64>(x) >>> 52) & 0x7ff);
  if (biased != 0) return biased - 1023;
  return exponentOf(x * 18014398509481984.0) - 54;
}

/** x * 2^exponent, exact unless it underflows or overflows; |exponent| <= 2100.   [C scalbn] */
export function scaleByPowerOfTwo(x: f64, exponent: i32): f64 {
  // The first factors keep the product normal as long as the result is.
  while (exponent > 1000) {
    x *= powerOfTwo(1000);
    exponent -= 1000;
  }
  while (exponent < -1000) {
    x *= powerOfTwo(-1000);
    exponent += 1000;
  }
  return x * powerOfTwo(exponent);
}

/**
 * x := 2^exponent * x, in two factors where one would not be representable.
 *
 * x: n contiguous elements, overwritten.
 */
export function scalePowerOfTwo<T>(n: i32, exponent: i32, x: usize): void {
  const width = sizeof<T>();
  const half = exponent / 2;
  const p = <T>powerOfTwo(half);
  const q = <T>powerOfTwo(exponent - half);
  const ps = v128.splat<T>(p);
  const qs = v128.splat<T>(q);
  const end = x + <usize>n * width;
  const vectorEnd = x + <usize>(n & ~(lanes<T>() - 1)) * width;

  while (x < vectorEnd) {
    v128.store(x, v128.mul<T>(v128.mul<T>(v128.load(x), ps), qs));
    x += 16;
  }
  while (x < end) {
    store<T>(x, load<T>(x) * p * q);
    x += width;
  }
}
