import { axpy } from "./axpy";

/**
 * A := alpha*x*y' + A.   [BLAS ger]
 *
 * A: m x n, column-major, lda elements from column to column; overwritten. x: m, y: n contiguous elements.
 */
export function ger<T>(m: i32, n: i32, alpha: T, x: usize, y: usize, a: usize, lda: i32): void {
  const width = sizeof<T>();
  const stride = <usize>lda * width;
  for (let j = 0; j < n; j++) {
    axpy<T>(m, alpha * load<T>(y), x, a);
    a += stride;
    y += width;
  }
}
