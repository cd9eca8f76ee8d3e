import { dot } from "../kernels/dot";
import { lineOther, lines, lineStart, tableValues } from "./table";

/**
 * The sum over observed entries of (x_ij - b_i - b_j - p_i'q_j)^2.   Biases in slot k of biased factor lines, else none.
 *
 * rowFactors, columnFactors: lines x ld (normal-equations.ts).
 */
export function squaredErrors(table: usize, rowFactors: usize, columnFactors: usize, k: i32, biased: i32, ld: i32): f64 {
  const start = lineStart(table, 0);
  const index = lineOther(table, 0);
  const values = tableValues(table);
  const rows = lines(table, 0);
  const bytes = <usize>ld << 3;
  const slot = <usize>k << 3;
  let total = 0.0;
  for (let i = 0; i < rows; i++) {
    const p = rowFactors + <usize>i * bytes;
    const level = biased != 0 ? load<f64>(p + slot) : 0;
    const end = load<i32>(start + (<usize>i << 2), 4);
    let sum = 0.0;
    for (let e = load<i32>(start + (<usize>i << 2)); e < end; e++) {
      const q = columnFactors + <usize>load<i32>(index + (<usize>e << 2)) * bytes;
      const base = biased != 0 ? level + load<f64>(q + slot) : 0;
      const r = load<f64>(values + (<usize>e << 3)) - base - dot<f64>(k, p, q);
      sum += r * r;
    }
    total += sum;
  }
  return total;
}
