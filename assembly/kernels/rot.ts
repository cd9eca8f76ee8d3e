import { lanes, multiplyAdd, multiplySubtract } from "./lanes";

/**
 * Applies the plane rotation [c s; -s c] to the pair of vectors (x, y).   [BLAS rot]
 *
 *   x' = c*x + s*y        y' = c*y - s*x
 *
 * x, y: n contiguous elements each, not overlapping. Both are overwritten.
 */
// @ts-ignore: decorator
@inline
export function rot<T>(n: i32, x: usize, y: usize, c: T, s: T): void {
  rotScaled<T>(n, x, y, c, s, s);
}

/**
 * The same with y stored in a unit of its own, r times that of x: s is r times the sine, t the sine through r.
 *
 *   x' = c*x + s*y        y' = c*y - t*x
 */
export function rotScaled<T>(n: i32, x: usize, y: usize, c: T, s: T, t: T): void {
  const width = sizeof<T>();
  const end = x + <usize>n * width;
  const vectorEnd = x + <usize>(n & ~(lanes<T>() - 1)) * width;
  const cs = v128.splat<T>(c);
  const ss = v128.splat<T>(s);
  const ts = v128.splat<T>(t);

  while (x < vectorEnd) {
    const xs = v128.load(x);
    const ys = v128.load(y);
    v128.store(x, multiplyAdd<T>(ss, ys, v128.mul<T>(cs, xs)));
    v128.store(y, multiplySubtract<T>(ts, xs, v128.mul<T>(cs, ys)));
    x += 16;
    y += 16;
  }
  while (x < end) {
    const xi = load<T>(x);
    const yi = load<T>(y);
    store<T>(x, c * xi + s * yi);
    store<T>(y, c * yi - t * xi);
    x += width;
    y += width;
  }
}
