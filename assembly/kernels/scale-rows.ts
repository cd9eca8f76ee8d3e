import { lanes } from "./lanes";

/**
 * A := diag(d)*A.   [LAPACK lascl2]
 *
 * A: m x n, column-major, lda elements from column to column; overwritten. d: m contiguous elements.
 */
export function scaleRows<T>(m: i32, n: i32, d: usize, a: usize, lda: i32): void {
  const width = <usize>sizeof<T>();
  const vectorEnd = d + <usize>(m & ~(lanes<T>() - 1)) * width;
  const end = d + <usize>m * width;
  for (let j = 0; j < n; j++) {
    let x = a + <usize>j * lda * width;
    let factor = d;
    while (factor < vectorEnd) {
      v128.store(x, v128.mul<T>(v128.load(factor), v128.load(x)));
      x += 16;
      factor += 16;
    }
    while (factor < end) {
      store<T>(x, load<T>(factor) * load<T>(x));
      x += width;
      factor += width;
    }
  }
}
