import { nrm2 } from "../kernels/nrm2";
import { Vector } from "../memory";
import { real } from "../real";

/**
 * residual_j := max(residual_j, ||y_j - s_j*w_j||) for the first `count` columns of a panel.
 *
 * y: rows x width, row-major, contiguous; w: rows x width, row-major, ldw. s, residuals: count elements.
 * column: rows elements of workspace.
 */
export function panelResiduals(
  rows: i32, count: i32, width: i32, y: Vector<real>, s: Vector<real>, w: Vector<real>, ldw: i32, residuals: Vector<real>, column: Vector<real>,
): void {
  for (let j = 0; j < count; j++) {
    const value = s[j];
    for (let i = 0; i < rows; i++) column[i] = y[i * width + j] - value * w[i * ldw + j];
    residuals[j] = max<real>(residuals[j], nrm2<real>(rows, column.at(0)));
  }
}
