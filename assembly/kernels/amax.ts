import { lanes, maxLane, zeros } from "./lanes";

/**
 * max |x_i|, and 0 for n = 0; NaN if any element is NaN.   [LAPACK lange('M')]
 *
 * x: n contiguous elements.
 */
export function amax<T>(n: i32, x: usize): T {
  const width = sizeof<T>();
  const end = x + <usize>n * width;
  const blockEnd = x + <usize>(n & ~(2 * lanes<T>() - 1)) * width;
  let m0 = zeros<T>();
  let m1 = zeros<T>();

  while (x < blockEnd) {
    m0 = v128.max<T>(m0, v128.abs<T>(v128.load(x)));
    m1 = v128.max<T>(m1, v128.abs<T>(v128.load(x, 16)));
    x += 32;
  }
  let largest = maxLane<T>(v128.max<T>(m0, m1));
  while (x < end) {
    largest = max<T>(largest, abs<T>(load<T>(x)));
    x += width;
  }
  return largest;
}
