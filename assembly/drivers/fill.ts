import { fillWithBiases } from "../completion/fill-with-biases";
import { tableCount, tableValues } from "../completion/table";
import { dot } from "../kernels/dot";

/** out := the table with mean + row bias + column bias in its holes, row-major rows x columns. */
export function fillTable(table: usize, mean: f64, rowBias: usize, columnBias: usize, out: usize): void {
  fillWithBiases(table, mean, rowBias, columnBias, out);
}

/** out := the `rank` leading columns of x (lines x columns, row-major) times the roots of s; lines x rank. */
export function balancedFactors(lines: i32, columns: i32, rank: i32, x: usize, s: usize, out: usize): void {
  for (let i = 0; i < lines; i++) {
    for (let a = 0; a < rank; a++) {
      const at = <usize>a << 3;
      store<f64>(out, sqrt<f64>(load<f64>(s + at)) * load<f64>(x + at));
      out += 8;
    }
    x += <usize>columns << 3;
  }
}

/** The sum of squares of the values. */
export function tableSquares(table: usize): f64 {
  return dot<f64>(tableCount(table), tableValues(table), tableValues(table));
}
