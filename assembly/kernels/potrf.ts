import { axpy } from "./axpy";
import { CROSS_COLUMNS, crossTile } from "./cross-tile";
import { tileRows } from "./pack";
import { scal } from "./scal";

/**
 * The Cholesky factor of a bordered matrix:  A = L*L' for the leading n x n block, and below it the rows B*L'^-1.
 * [LAPACK potrf, trsm]
 *
 * a: rows >= n rows by n columns, column-major, lda; the lower part is read and overwritten by L. `rows` rounded up to the tile
 * fits into lda, and n rounded up to the tile columns are there; the padding is overwritten. A column whose pivot falls to
 * `least` or below is dropped: stored as zeros, so that trsvTransposed gives that unknown the value 0.
 * Returns the number of dropped columns. Left-looking in blocks of four columns.
 */
export function potrf<T>(n: i32, rows: i32, least: T, a: usize, lda: i32): i32 {
  const width = <usize>sizeof<T>();
  const stride = <usize>lda * width;
  const tile = tileRows<T>();
  let dropped = 0;
  for (let first = 0; first < n; first += CROSS_COLUMNS) {
    const block = a + <usize>first * stride;
    for (let i = (first / tile) * tile; i < rows; i += tile) {
      crossTile<T>(first, <T>-1, a + <usize>i * width, a + <usize>first * width, stride, block + <usize>i * width, stride);
    }
    const last = min(first + CROSS_COLUMNS, n);
    for (let j = first; j < last; j++) {
      const at = a + <usize>j * stride + <usize>j * width;
      for (let p = first; p < j; p++) {
        const left = a + <usize>p * stride + <usize>j * width;
        axpy<T>(rows - j, -load<T>(left), left, at);
      }
      const pivot = load<T>(at);
      if (pivot > least) {
        scal<T>(rows - j, <T>1 / sqrt<T>(pivot), at);
      } else {
        memory.fill(at, 0, <usize>(rows - j) * width);
        dropped++;
      }
    }
  }
  return dropped;
}
