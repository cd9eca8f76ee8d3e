import { dot } from "../kernels/dot";
import { elements } from "../memory";
import { Table, weightAt } from "./table";

/**
 * The sum over observed entries of w_ij (x_ij - b_i - b_j - p_i'q_j)^2.   Biases in slot k of biased factor lines, else none.
 *
 * rowFactors, columnFactors: lines x ld (normal-equations.ts).
 */
export function squaredErrors(table: Table, rowFactors: usize, columnFactors: usize, k: i32, biased: i32, ld: i32): f64 {
  const start = table.rows.start;
  const index = table.rows.other;
  const values = table.values;
  const rows = table.rows.count;
  const weights = table.weights;
  let total = 0.0;
  for (let i = 0; i < rows; i++) {
    const p = elements<f64>(rowFactors, i * ld);
    const level = biased != 0 ? p[k] : 0;
    const end = start[i + 1];
    let sum = 0.0;
    for (let e = start[i]; e < end; e++) {
      const q = elements<f64>(columnFactors, index[e] * ld);
      const base = biased != 0 ? level + q[k] : 0;
      const r = values[e] - base - dot<f64>(k, p.at(0), q.at(0));
      sum += weightAt(weights, e) * r * r;
    }
    total += sum;
  }
  return total;
}
