import { lanes, maxLane, multiplyAdd, zeros } from "./lanes";

/**
 * y := alpha*x + y; returns max |y_i|, and 0 for n = 0.
 *
 * x, y: n contiguous elements. y is overwritten.
 */
export function axpyMax<T>(n: i32, alpha: T, x: usize, y: usize): T {
  const width = sizeof<T>();
  const end = y + <usize>n * width;
  const blockEnd = y + <usize>(n & ~(2 * lanes<T>() - 1)) * width;
  const alphas = v128.splat<T>(alpha);
  let m0 = zeros<T>();
  let m1 = zeros<T>();

  while (y < blockEnd) {
    const y0 = multiplyAdd<T>(alphas, v128.load(x), v128.load(y));
    const y1 = multiplyAdd<T>(alphas, v128.load(x, 16), v128.load(y, 16));
    v128.store(y, y0);
    v128.store(y, y1, 16);
    m0 = v128.pmax<T>(m0, v128.abs<T>(y0));
    m1 = v128.pmax<T>(m1, v128.abs<T>(y1));
    x += 32;
    y += 32;
  }
  let largest = maxLane<T>(v128.max<T>(m0, m1));
  while (y < end) {
    const value = load<T>(y) + alpha * load<T>(x);
    store<T>(y, value);
    largest = max<T>(largest, abs<T>(value));
    x += width;
    y += width;
  }
  return largest;
}
