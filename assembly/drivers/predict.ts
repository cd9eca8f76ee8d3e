import { mark, release, reserve } from "../arena";
import { selectTop } from "../completion/select-top";
import { dot } from "../kernels/dot";
import { gemm, gemmWorkspace } from "../kernels/gemm";
import { gemvTransposed } from "../kernels/gemv";
import { Status } from "../status";

/**
 * out[e] = mean + b_i + c_j + p_i'q_j  for the pairs (i, j) = (row[e], column[e]); a negative i or j stands for an unknown line,
 * whose bias and factors are 0.
 *
 * p: rows x k and q: columns x k, row-major; rowBias, columnBias; row, column: i32.
 */
export function predictPairs(
  count: i32, row: usize, column: usize, k: i32, p: usize, q: usize, rowBias: usize, columnBias: usize, mean: f64, out: usize,
): void {
  const bytes = <usize>k << 3;
  for (let e = 0; e < count; e++) {
    const i = load<i32>(row + (<usize>e << 2));
    const j = load<i32>(column + (<usize>e << 2));
    let value = mean;
    if (i >= 0) value += load<f64>(rowBias + (<usize>i << 3));
    if (j >= 0) value += load<f64>(columnBias + (<usize>j << 3));
    if (i >= 0 && j >= 0) value += dot<f64>(k, p + <usize>i * bytes, q + <usize>j * bytes);
    store<f64>(out + (<usize>e << 3), value);
  }
}

/**
 * Mean and variance over samples of  b_i + c_j + p_i'q_j  for pairs; for an unknown line, of what the known one gives.
 *
 * p, q: lines x (samples * size) f32; a sample is [k = size - 1 factors, bias]. mean, variance: count f64, overwritten.
 */
export function predictSamples(
  count: i32, row: usize, column: usize, samples: i32, size: i32, p: usize, q: usize, mean: usize, variance: usize,
): void {
  const k = size - 1;
  const bytes = <usize>(samples * size) << 2;
  const slot = <usize>k << 2;
  for (let e = 0; e < count; e++) {
    const i = load<i32>(row + (<usize>e << 2));
    const j = load<i32>(column + (<usize>e << 2));
    let sum = 0.0;
    let squares = 0.0;
    let first = 0.0;
    for (let s = 0; s < samples; s++) {
      const a = p + <usize>i * bytes + (<usize>(s * size) << 2);
      const b = q + <usize>j * bytes + (<usize>(s * size) << 2);
      let value = 0.0;
      if (i >= 0) value += <f64>load<f32>(a + slot);
      if (j >= 0) value += <f64>load<f32>(b + slot);
      if (i >= 0 && j >= 0) {
        for (let f = 0; f < k; f++) value += <f64>load<f32>(a + (<usize>f << 2)) * <f64>load<f32>(b + (<usize>f << 2));
      }
      if (s == 0) first = value; // shifted by the first, so that the squares do not cancel
      sum += value - first;
      squares += (value - first) * (value - first);
    }
    const average = sum / <f64>samples;
    store<f64>(mean + (<usize>e << 3), first + average);
    store<f64>(variance + (<usize>e << 3), max<f64>(0, squares / <f64>samples - average * average));
  }
}

/**
 * The samples of a side as one set of factors whose products are the means over samples:  p: lines x (samples*k) f64, scaled, and the
 * mean biases.   sampled: lines x (samples*size) f32, size = k + 1.
 */
export function meanOfSamples(lines: i32, samples: i32, size: i32, sampled: usize, scale: f64, p: usize, bias: usize): void {
  for (let i = 0; i < lines; i++) {
    let sum = 0.0;
    for (let s = 0; s < samples; s++) {
      for (let a = 0; a < size - 1; a++) {
        store<f64>(p, scale * <f64>load<f32>(sampled));
        sampled += 4;
        p += 8;
      }
      sum += <f64>load<f32>(sampled);
      sampled += 4;
    }
    store<f64>(bias + (<usize>i << 3), sum / <f64>samples);
  }
}

/** out := mean + b_i + c_j + p_i'q_j for all i, j; row-major rows x columns. Operands as in predictPairs. */
export function predictAll(
  rows: i32, columns: i32, k: i32, p: usize, q: usize, rowBias: usize, columnBias: usize, mean: f64, out: usize,
): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<f64>(columns, rows, max(k, 1)));
  if (work == 0) return Status.OutOfMemory;
  let to = out;
  for (let i = 0; i < rows; i++) {
    const level = mean + load<f64>(rowBias + (<usize>i << 3));
    for (let j = 0; j < columns; j++) {
      store<f64>(to, level + load<f64>(columnBias + (<usize>j << 3)));
      to += 8;
    }
  }
  gemm<f64>(columns, rows, k, 1, q, k, 1, p, 1, k, out, columns, work);
  release(base);
  return Status.Ok;
}

/**
 * The best `count` columns of one row:  scores mean + b + c_j + p'q_j, largest first, ties by index, excluded columns left out.
 *
 * p: k elements. exclude: excluded i32 columns. index (i32), top (f64): count each, overwritten. scores: columns elements of workspace.
 * Returns how many there are.
 */
export function recommendRow(
  columns: i32, k: i32, p: usize, level: f64, q: usize, columnBias: usize, excluded: i32, exclude: usize, count: i32,
  scores: usize, index: usize, top: usize,
): i32 {
  for (let j = 0; j < columns; j++) {
    store<f64>(scores + (<usize>j << 3), level + load<f64>(columnBias + (<usize>j << 3)));
  }
  gemvTransposed<f64>(k, columns, 1, q, k, p, scores);
  for (let e = 0; e < excluded; e++) {
    store<f64>(scores + (<usize>load<i32>(exclude + (<usize>e << 2)) << 3), -Infinity);
  }
  return selectTop(columns, scores, count, index, top);
}
