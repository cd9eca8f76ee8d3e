import { lineOther, lines, lineStart, tableValues } from "./table";

/** out := x_ij where observed, c + a_i + b_j elsewhere.   rowBias: a, columnBias: b. out: rows x columns, row-major, overwritten. */
export function fillWithBiases(table: usize, mean: f64, rowBias: usize, columnBias: usize, out: usize): void {
  const rows = lines(table, 0);
  const columns = lines(table, 1);
  const start = lineStart(table, 0);
  const index = lineOther(table, 0);
  const values = tableValues(table);
  for (let i = 0; i < rows; i++) {
    const line = out + ((<usize>i * <usize>columns) << 3);
    const level = mean + load<f64>(rowBias + (<usize>i << 3));
    for (let j: usize = 0; j < <usize>columns << 3; j += 8) store<f64>(line + j, level + load<f64>(columnBias + j));
    const end = load<i32>(start + (<usize>i << 2), 4);
    for (let e = load<i32>(start + (<usize>i << 2)); e < end; e++) {
      const j = <usize>load<i32>(index + (<usize>e << 2));
      store<f64>(line + (j << 3), load<f64>(values + (<usize>e << 3)));
    }
  }
}
