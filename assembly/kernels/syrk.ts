import { CROSS_COLUMNS, crossTile } from "./cross-tile";
import { tileRows } from "./pack";

/**
 * C := alpha*X*X' + C, the lower triangle.   [BLAS syrk]
 *
 * C: n x n, column-major, ldc. X: n x count, column-major, ldx. n, ldc and ldx are multiples of the tile (two vectors, at
 * least four elements). Within the tiles on the diagonal the upper part is overwritten too; above them nothing is touched.
 */
export function syrk<T>(n: i32, count: i32, alpha: T, x: usize, ldx: i32, c: usize, ldc: i32): void {
  const width = <usize>sizeof<T>();
  const rows = tileRows<T>();
  const step = <usize>ldx * width;
  const stride = <usize>ldc * width;
  for (let j = 0; j < n; j += CROSS_COLUMNS) {
    for (let i = (j / rows) * rows; i < n; i += rows) {
      crossTile<T>(count, alpha, x + <usize>i * width, x + <usize>j * width, step, c + <usize>i * width + <usize>j * stride, stride);
    }
  }
}
