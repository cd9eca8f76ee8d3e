import { lanes, multiplyAdd } from "./lanes";

/**
 * y := alpha*x + y.   [BLAS axpy]
 *
 * x, y: n contiguous elements. y is overwritten.
 */
export function axpy<T>(n: i32, alpha: T, x: usize, y: usize): void {
  const width = sizeof<T>();
  const end = y + <usize>n * width;
  const vectorEnd = y + <usize>(n & ~(2 * lanes<T>() - 1)) * width;
  const alphas = v128.splat<T>(alpha);

  while (y < vectorEnd) {
    v128.store(y, multiplyAdd<T>(alphas, v128.load(x), v128.load(y)));
    v128.store(y, multiplyAdd<T>(alphas, v128.load(x, 16), v128.load(y, 16)), 16);
    x += 32;
    y += 32;
  }
  while (y < end) {
    store<T>(y, load<T>(y) + alpha * load<T>(x));
    x += width;
    y += width;
  }
}
