import { mark, release, reserve } from "../../arena";
import { filledProduct } from "../../completion/filled-product";
import { fillWithBiases } from "../../completion/fill-with-biases";
import { tableCount, tableValues } from "../../completion/table";
import { axpy } from "../../kernels/axpy";
import { dot } from "../../kernels/dot";
import { Status } from "../../status";

/** out := the table with mean + row bias + column bias in its holes, row-major rows x columns. */
export function fillTable(table: usize, mean: f64, rowBias: usize, columnBias: usize, out: usize): void {
  fillWithBiases(table, mean, rowBias, columnBias, out);
}

/** Product of the filled table with a block of columns, without filling it; see completion/filled-product.ts. */
export function multiplyFilled(
  table: usize, side: i32, mean: f64, own: usize, other: usize, x: usize, width: i32, out: usize,
): Status {
  const base = mark();
  const sums = reserve(<usize>width << 4);
  if (sums == 0) return Status.OutOfMemory;
  filledProduct(table, side, mean, own, other, x, width, out, sums);
  release(base);
  return Status.Ok;
}

/** out := the `rank` leading columns of x (lines x columns, row-major) times the roots of max(0, s - threshold); lines x rank. */
export function balancedFactors(
  lines: i32, columns: i32, rank: i32, x: usize, s: usize, threshold: f64, out: usize,
): void {
  for (let i = 0; i < lines; i++) {
    for (let a = 0; a < rank; a++) {
      const at = <usize>a << 3;
      store<f64>(out, sqrt<f64>(max<f64>(0, load<f64>(s + at) - threshold)) * load<f64>(x + at));
      out += 8;
    }
    x += <usize>columns << 3;
  }
}

/** The sum of squares of the values. */
export function tableSquares(table: usize): f64 {
  return dot<f64>(tableCount(table), tableValues(table), tableValues(table));
}

/**
 * The factors of a new line under a fill:  p_a = (sum_j f_j q_ja) / |q_a|^2,  f: the line with level + bias_j in its holes.
 *
 * Of q = V sqrt(S) the column norms squared are S, so that p = f V S^-1/2. table: one row, its values what the fill leaves of the
 * entries; place: their lines of q (i32). q: lines x k, row-major. out: k elements, overwritten.
 */
export function projectFilled(
  table: usize, place: usize, lines: i32, k: i32, q: usize, level: f64, bias: usize, out: usize,
): void {
  const bytes = <usize>k << 3;
  memory.fill(out, 0, bytes);
  for (let j = 0; j < lines; j++) axpy<f64>(k, level + load<f64>(bias + (<usize>j << 3)), q + <usize>j * bytes, out);
  const values = tableValues(table);
  for (let e = 0; e < tableCount(table); e++) {
    axpy<f64>(k, load<f64>(values + (<usize>e << 3)), q + <usize>load<i32>(place + (<usize>e << 2)) * bytes, out);
  }
  for (let a = 0; a < k; a++) {
    let norm = 0.0;
    for (let j = 0; j < lines; j++) {
      const x = load<f64>(q + <usize>j * bytes + (<usize>a << 3));
      norm += x * x;
    }
    const at = out + (<usize>a << 3);
    store<f64>(at, norm > 0 ? load<f64>(at) / norm : 0);
  }
}

/** gram := X'X, k x k, of factor lines x (lines x ld). */
export function gramOf(lines: i32, k: i32, x: usize, ld: i32, gram: usize): void {
  memory.fill(gram, 0, <usize>(k * k) << 3);
  for (let i = 0; i < lines; i++) {
    const line = x + ((<usize>i * ld) << 3);
    for (let a = 0; a < k; a++) axpy<f64>(k, load<f64>(line + (<usize>a << 3)), line, gram + (<usize>(a * k) << 3));
  }
}
