import { nrm2 } from "../kernels/nrm2";
import { Vector } from "../memory";

/**
 * residual_j := max(residual_j, ||y_j - s_j*w_j||) for the first `count` columns of a panel.
 *
 * y: rows x width, row-major, contiguous; w: rows x width, row-major, ldw. s, residuals: count elements.
 * column: rows elements of workspace.
 */
export function panelResiduals(
  rows: i32, count: i32, width: i32, y: Vector<f64>, s: Vector<f64>, w: Vector<f64>, ldw: i32, residuals: Vector<f64>, column: Vector<f64>,
): void {
  for (let j = 0; j < count; j++) {
    const value = s[j];
    for (let i = 0; i < rows; i++) column[i] = y[i * width + j] - value * w[i * ldw + j];
    residuals[j] = max<f64>(residuals[j], nrm2<f64>(rows, column.at(0)));
  }
}
