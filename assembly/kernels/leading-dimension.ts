/**
 * Elements from column to column of an m-row matrix: an odd number of 64-byte lines, so that no walk along a row meets
 * the same cache set again and again (a multiple of 4096 bytes costs up to 5x).
 */
// @ts-ignore: decorator
@inline
export function leadingDimension<T>(m: i32): i32 {
  const shift = 6 - <i32>alignof<T>();
  return (((m + (1 << shift) - 1) >> shift) | 1) << shift;
}
