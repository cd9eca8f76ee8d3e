import { lanes, multiplyAdd, zeros } from "./lanes";

/**
 * A := diag(d)*A, zeros as +0.   [LAPACK lascl2]
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
      v128.store(x, multiplyAdd<T>(v128.load(factor), v128.load(x), zeros<T>()));
      x += 16;
      factor += 16;
    }
    while (factor < end) {
      store<T>(x, load<T>(factor) * load<T>(x) + <T>0);
      x += width;
      factor += width;
    }
  }
}
