import { mark, release, reserve } from "../../arena";
import { axpy } from "../../kernels/axpy";
import { gemv } from "../../kernels/gemv";
import { ger } from "../../kernels/ger";
import { scal } from "../../kernels/scal";
import { spmm, spmmTransposed } from "../../kernels/spmm";
import { at, bytesOf, vector } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";

/** Bytes that the drivers of this file reserve beside their input and output, for blocks of b columns. */
export function sparsePcaBytes(rows: i32, columns: i32, b: i32): f64 {
  return (<f64>rows + <f64>b) * REAL_BYTES + <f64>columns * 4 + 64 * 2;
}

/**
 * The means of the columns of a sparse A, and at `norm` the Frobenius norm of A - 1*mean', from sums without cancellation:
 * over the entries (a_ij - mean_j)^2, and mean_j^2 for each place without one.
 *
 * A: rows >= 1, by rows as for spmm, in the safe range. mean: `columns` elements.
 */
export function sparseMoments(rows: i32, columns: i32, rowStart: usize, column: usize, value: usize, mean: usize, norm: usize): Status {
  const base = mark();
  const ones = vector<real>(reserve(bytesOf<real>(rows)));
  const counts = vector<i32>(reserve(bytesOf<i32>(columns)));
  if (ones.at(0) == 0 || counts.at(0) == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  for (let i = 0; i < rows; i++) ones[i] = 1;
  memory.fill(mean, 0, bytesOf<real>(columns));
  memory.fill(counts.at(0), 0, bytesOf<i32>(columns));
  spmmTransposed<real>(rows, 1, rowStart, column, value, ones.at(0), mean);
  scal<real>(columns, <real>(1.0 / <f64>rows), mean);
  let sum = 0.0;
  const entries = vector<i32>(rowStart)[rows];
  const columnOf = vector<i32>(column);
  const values = vector<real>(value);
  const means = vector<real>(mean);
  for (let p = 0; p < entries; p++) {
    const j = columnOf[p];
    const gap = values[p] - means[j];
    sum += gap * gap;
    counts[j] = counts[j] + 1;
  }
  for (let j = 0; j < columns; j++) sum += <f64>(rows - counts[j]) * (means[j] * means[j]);
  store<f64>(norm, sqrt<f64>(sum));
  release(base);
  return Status.Ok;
}

/** Y := (A - 1*mean')*X = A*X - 1*(mean'*X).   A as for sparseMoments. x: columns x b, y: rows x b, row-major. */
export function centredProduct(
  rows: i32, columns: i32, b: i32, rowStart: usize, column: usize, value: usize, mean: usize, x: usize, y: usize,
): Status {
  const base = mark();
  const t = reserve(bytesOf<real>(b));
  if (t == 0) return Status.OutOfMemory;
  memory.fill(t, 0, bytesOf<real>(b));
  gemv<real>(b, columns, 1, x, b, mean, t);
  spmm<real>(rows, b, rowStart, column, value, x, y);
  for (let i = 0; i < rows; i++) axpy<real>(b, -1, t, at<real>(y, i * b));
  release(base);
  return Status.Ok;
}

/** Z := (A - 1*mean')'*Y = A'*Y - mean*(1'*Y).   y: rows x b, z: columns x b, row-major. */
export function centredProductTransposed(
  rows: i32, columns: i32, b: i32, rowStart: usize, column: usize, value: usize, mean: usize, y: usize, z: usize,
): Status {
  const base = mark();
  const t = reserve(bytesOf<real>(b));
  if (t == 0) return Status.OutOfMemory;
  memory.fill(t, 0, bytesOf<real>(b));
  memory.fill(z, 0, bytesOf<real>(columns * b));
  for (let i = 0; i < rows; i++) axpy<real>(b, 1, at<real>(y, i * b), t);
  spmmTransposed<real>(rows, b, rowStart, column, value, y, z);
  ger<real>(b, columns, -1, t, mean, z, b);
  release(base);
  return Status.Ok;
}
