import { nrm2 } from "../kernels/nrm2";

/**
 * residual_j := max(residual_j, ||y_j - s_j*w_j||) for the first `count` columns of a panel.
 *
 * y: rows x width, row-major, contiguous; w: rows x width, row-major, ldw. s, residuals: count elements.
 * column: rows elements of workspace.
 */
export function panelResiduals(
  rows: i32, count: i32, width: i32, y: usize, s: usize, w: usize, ldw: i32, residuals: usize, column: usize,
): void {
  for (let j = 0; j < count; j++) {
    const at = <usize>j << 3;
    const value = load<f64>(s + at);
    let from = y + at;
    let vector = w + at;
    for (let i = 0; i < rows; i++) {
      store<f64>(column + (<usize>i << 3), load<f64>(from) - value * load<f64>(vector));
      from += <usize>width << 3;
      vector += <usize>ldw << 3;
    }
    store<f64>(residuals + at, max<f64>(load<f64>(residuals + at), nrm2<f64>(rows, column)));
  }
}
