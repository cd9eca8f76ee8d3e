/** The only file that names a SIMD feature or a vector type. */

/** Elements of T in one 128-bit vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** a*b + c in two roundings, the same on every machine. */
// @ts-ignore: decorator
@inline
export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(c, v128.mul<T>(a, b));
}

/** c - a*b in two roundings. */
// @ts-ignore: decorator
@inline
export function multiplySubtract<T>(a: v128, b: v128, c: v128): v128 {
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

/** All lanes zero. */
// @ts-ignore: decorator
@inline
export function zeros<T>(): v128 {
  return v128.splat<T>(<T>0);
}

/** Every lane the element at x. */
// @ts-ignore: decorator
@inline
export function splatAt<T>(x: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_splat(x);
  return v128.load32_splat(x);
}

/** The sum of the lanes, pairwise. */
// @ts-ignore: decorator
@inline
export function sumLanes<T>(v: v128): T {
  if (sizeof<T>() == 8) {
    return <T>(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1));
  }
  return <T>(
    (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)))
  );
}

/** The largest lane; NaN if any lane is. */
// @ts-ignore: decorator
@inline
export function maxLane<T>(v: v128): T {
  if (sizeof<T>() == 8) {
    return <T>max<f64>(f64x2.extract_lane(v, 0), f64x2.extract_lane(v, 1));
  }
  return <T>(
    max<f32>(
      max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
      max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
    )
  );
}
