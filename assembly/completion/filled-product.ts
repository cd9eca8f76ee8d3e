import { axpy } from "../kernels/axpy";
import { lineOther, linePosition, lines, lineStart, placeOf, tableValues } from "./table";

/**
 * out := F*x (side 0) or F'*x (side 1) for the filled table  F = R + (mean + a_i) + c_j,  R the values at their places, 0 elsewhere.
 *
 * own, other: biases of the side of `out` and of the other. x: lines of the other side x width, out: lines x width, row-major, overwritten.
 * sums: 2*width elements of workspace.
 */
export function filledProduct(
  table: usize, side: i32, mean: f64, own: usize, other: usize, x: usize, width: i32, out: usize, sums: usize,
): void {
  const start = lineStart(table, side);
  const index = lineOther(table, side);
  const position = linePosition(table, side);
  const values = tableValues(table);
  const bytes = <usize>width << 3;
  const weighted = sums + bytes;
  memory.fill(sums, 0, 2 * bytes);
  for (let j = 0; j < lines(table, 1 - side); j++) {
    axpy<f64>(width, 1, x + <usize>j * bytes, sums);
    axpy<f64>(width, load<f64>(other + (<usize>j << 3)), x + <usize>j * bytes, weighted);
  }
  for (let i = 0; i < lines(table, side); i++) {
    const to = out + <usize>i * bytes;
    memory.copy(to, weighted, bytes);
    axpy<f64>(width, mean + load<f64>(own + (<usize>i << 3)), sums, to);
    const end = load<i32>(start + (<usize>i << 2), 4);
    for (let e = load<i32>(start + (<usize>i << 2)); e < end; e++) {
      const value = load<f64>(values + (placeOf(position, e) << 3));
      axpy<f64>(width, value, x + <usize>load<i32>(index + (<usize>e << 2)) * bytes, to);
    }
  }
}
