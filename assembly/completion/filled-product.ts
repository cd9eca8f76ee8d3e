import { axpy } from "../kernels/axpy";
import { at, bytesOf, Vector } from "../memory";
import { Table, linesOf, placeOf } from "./table";

/**
 * out := F*x (side 0) or F'*x (side 1) for the filled table  F = R + (mean + a_i) + c_j,  R the values at their places, 0 elsewhere.
 *
 * own, other: biases of the side of `out` and of the other. x: lines of the other side x width, out: lines x width, row-major, overwritten.
 * sums: 2*width elements of workspace.
 */
export function filledProduct(
  table: Table, side: i32, mean: f64, own: Vector<f64>, other: Vector<f64>, x: usize, width: i32, out: usize, sums: usize,
): void {
  const start = linesOf(table, side).start;
  const index = linesOf(table, side).other;
  const position = linesOf(table, side).position;
  const values = table.values;
  const bytes = bytesOf<f64>(width);
  const weighted = at<f64>(sums, width);
  memory.fill(sums, 0, 2 * bytes);
  for (let j = 0; j < linesOf(table, 1 - side).count; j++) {
    axpy<f64>(width, 1, x + <usize>j * bytes, sums);
    axpy<f64>(width, other[j], x + <usize>j * bytes, weighted);
  }
  for (let i = 0; i < linesOf(table, side).count; i++) {
    const to = out + <usize>i * bytes;
    memory.copy(to, weighted, bytes);
    axpy<f64>(width, mean + own[i], sums, to);
    const end = start[i + 1];
    for (let e = start[i]; e < end; e++) {
      const value = values[placeOf(position, e)];
      axpy<f64>(width, value, x + <usize>index[e] * bytes, to);
    }
  }
}
