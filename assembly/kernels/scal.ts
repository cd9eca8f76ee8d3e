import { lanes } from "./lanes";

/**
 * x := alpha*x.   [BLAS scal]
 *
 * x: n contiguous elements, overwritten.
 */
export function scal<T>(n: i32, alpha: T, x: usize): void {
  const width = sizeof<T>();
  const end = x + <usize>n * width;
  const vectorEnd = x + <usize>(n & ~(lanes<T>() - 1)) * width;
  const alphas = v128.splat<T>(alpha);

  while (x < vectorEnd) {
    v128.store(x, v128.mul<T>(alphas, v128.load(x)));
    x += 16;
  }
  while (x < end) {
    store<T>(x, alpha * load<T>(x));
    x += width;
  }
}
