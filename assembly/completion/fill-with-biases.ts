import { elements, Vector } from "../memory";
import { Table } from "./table";

/** out := x_ij where observed, c + a_i + b_j elsewhere.   rowBias: a, columnBias: b. out: rows x columns, row-major, overwritten. */
export function fillWithBiases(table: Table, mean: f64, rowBias: Vector<f64>, columnBias: Vector<f64>, out: usize): void {
  const rows = table.rows.count;
  const columns = table.columns.count;
  const start = table.rows.start;
  const index = table.rows.other;
  const values = table.values;
  for (let i = 0; i < rows; i++) {
    const line = elements<f64>(out, i * columns);
    const level = mean + rowBias[i];
    for (let j = 0; j < columns; j++) line[j] = level + columnBias[j];
    for (let e = start[i]; e < start[i + 1]; e++) line[index[e]] = values[e];
  }
}
