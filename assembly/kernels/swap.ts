/**
 * Exchanges x and y.   [BLAS swap]
 *
 * x, y: n elements, stepX and stepY bytes apart; not overlapping.
 */
export function swap<T>(n: i32, x: usize, stepX: usize, y: usize, stepY: usize): void {
  for (; n > 0; n--) {
    const value = load<T>(x);
    store<T>(x, load<T>(y));
    store<T>(y, value);
    x += stepX;
    y += stepY;
  }
}
