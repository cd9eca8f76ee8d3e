import { mark, release, reserve } from "../../arena";
import { filledProduct } from "../../completion/filled-product";
import { fillWithBiases } from "../../completion/fill-with-biases";
import { Table } from "../../completion/table";
import { axpy } from "../../kernels/axpy";
import { dot } from "../../kernels/dot";
import { at, bytesOf, elements, vector } from "../../memory";
import { Status } from "../../status";

/** out := the table with mean + row bias + column bias in its holes, row-major rows x columns. */
export function fillTable(table: usize, mean: f64, rowBias: usize, columnBias: usize, out: usize): void {
  const t = changetype<Table>(table);
  fillWithBiases(t, mean, vector<f64>(rowBias), vector<f64>(columnBias), out);
}

/** Product of the filled table with a block of columns, without filling it; see completion/filled-product.ts. */
export function multiplyFilled(
  table: usize, side: i32, mean: f64, own: usize, other: usize, x: usize, width: i32, out: usize,
): Status {
  const t = changetype<Table>(table);
  const base = mark();
  const sums = reserve(bytesOf<f64>(2 * width));
  if (sums == 0) return Status.OutOfMemory;
  filledProduct(t, side, mean, vector<f64>(own), vector<f64>(other), x, width, out, sums);
  release(base);
  return Status.Ok;
}

/** out := the `rank` leading columns of x (lines x columns, row-major) times the roots of max(0, s - threshold); lines x rank. */
export function balancedFactors(
  lines: i32, columns: i32, rank: i32, x: usize, s: usize, threshold: f64, out: usize,
): void {
  for (let i = 0; i < lines; i++) {
    for (let a = 0; a < rank; a++) {
      store<f64>(out, sqrt<f64>(max<f64>(0, vector<f64>(s)[a] - threshold)) * vector<f64>(x)[a]);
      out += 8;
    }
    x += bytesOf<f64>(columns);
  }
}

/** The sum of squares of the values. */
export function tableSquares(table: usize): f64 {
  const t = changetype<Table>(table);
  return dot<f64>(t.count, t.values.at(0), t.values.at(0));
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
  const t = changetype<Table>(table);
  const bytes = bytesOf<f64>(k);
  memory.fill(out, 0, bytes);
  for (let j = 0; j < lines; j++) axpy<f64>(k, level + vector<f64>(bias)[j], q + <usize>j * bytes, out);
  const values = t.values;
  for (let e = 0; e < t.count; e++) {
    axpy<f64>(k, values[e], q + <usize>vector<i32>(place)[e] * bytes, out);
  }
  for (let a = 0; a < k; a++) {
    let norm = 0.0;
    for (let j = 0; j < lines; j++) {
      const x = load<f64>(q + <usize>j * bytes + bytesOf<f64>(a));
      norm += x * x;
    }
    const here = elements<f64>(out, a);
    here[0] = norm > 0 ? here[0] / norm : 0;
  }
}

/** gram := X'X, k x k, of factor lines x (lines x ld). */
export function gramOf(lines: i32, k: i32, x: usize, ld: i32, gram: usize): void {
  memory.fill(gram, 0, bytesOf<f64>(k * k));
  for (let i = 0; i < lines; i++) {
    const line = elements<f64>(x, i * ld);
    for (let a = 0; a < k; a++) axpy<f64>(k, line[a], line.at(0), at<f64>(gram, a * k));
  }
}
