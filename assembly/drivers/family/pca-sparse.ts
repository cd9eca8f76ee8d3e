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
  return <f64>b * REAL_BYTES + <f64>columns * 16 + 64;
}

/**
 * The weighted means of the columns of a sparse A, (1/rows) A'*w with w of mean 1, and the norms of the columns of diag(r)*(A - 1*mean'), r = sqrt(w), from sums without
 * cancellation: over the entries r_i^2 (a_ij - mean_j)^2, and mean_j^2 times the weight of the rows without an entry in the column.
 *
 * A: rows >= 1, by rows as for spmm, in the safe range; overwritten by diag(r)*A. centre: `columns` elements for the mean, then the `rows` elements of r.
 * norms: `columns` elements.
 */
export function sparseMoments(rows: i32, columns: i32, rowStart: usize, column: usize, value: usize, centre: usize, norms: usize): Status {
  const base = mark();
  const present = vector<f64>(reserve(bytesOf<f64>(2 * columns)));
  if (present.at(0) == 0) return Status.OutOfMemory;
  const squares = vector<f64>(present.at(columns));
  const starts = vector<i32>(rowStart);
  const columnOf = vector<i32>(column);
  const values = vector<real>(value);
  const mean = vector<real>(centre);
  const roots = vector<real>(at<real>(centre, columns));
  memory.fill(centre, 0, bytesOf<real>(columns));
  memory.fill(present.at(0), 0, bytesOf<f64>(2 * columns));
  for (let i = 0; i < rows; i++) scal<real>(starts[i + 1] - starts[i], roots[i], values.at(starts[i]));
  spmmTransposed<real>(rows, 1, rowStart, column, value, roots.at(0), centre);
  scal<real>(columns, <real>(1.0 / <f64>rows), centre);
  for (let i = 0; i < rows; i++) {
    const root = roots[i];
    for (let p = starts[i]; p < starts[i + 1]; p++) {
      const j = columnOf[p];
      const gap = <f64>(values[p] - root * mean[j]);
      squares[j] = squares[j] + gap * gap;
      present[j] = present[j] + <f64>root * <f64>root;
    }
  }
  for (let j = 0; j < columns; j++) {
    store<real>(at<real>(norms, j), <real>sqrt<f64>(squares[j] + max<f64>(0, <f64>rows - present[j]) * (mean[j] * mean[j])));
  }
  release(base);
  return Status.Ok;
}

/** A := A*diag(d), mean := diag(d)*mean.   A: `entries` values with their columns. d, mean: `columns` elements. */
export function scaleSparseColumns(columns: i32, entries: i32, column: usize, value: usize, d: usize, mean: usize): void {
  const columnOf = vector<i32>(column);
  const values = vector<real>(value);
  const factors = vector<real>(d);
  const means = vector<real>(mean);
  for (let p = 0; p < entries; p++) values[p] = values[p] * factors[columnOf[p]];
  for (let j = 0; j < columns; j++) means[j] = means[j] * factors[j];
}

/** Y := (A - r*mean')*X = A*X - r*(mean'*X).   A by rows as for spmm, centre as for sparseMoments. x: columns x b, y: rows x b, row-major. */
export function centredProduct(
  rows: i32, columns: i32, b: i32, rowStart: usize, column: usize, value: usize, centre: usize, x: usize, y: usize,
): Status {
  const base = mark();
  const t = reserve(bytesOf<real>(b));
  if (t == 0) return Status.OutOfMemory;
  const roots = vector<real>(at<real>(centre, columns));
  memory.fill(t, 0, bytesOf<real>(b));
  gemv<real>(b, columns, 1, x, b, centre, t);
  spmm<real>(rows, b, rowStart, column, value, x, y);
  for (let i = 0; i < rows; i++) axpy<real>(b, -roots[i], t, at<real>(y, i * b));
  release(base);
  return Status.Ok;
}

/** Z := (A - r*mean')'*Y = A'*Y - mean*(r'*Y).   y: rows x b, z: columns x b, row-major. */
export function centredProductTransposed(
  rows: i32, columns: i32, b: i32, rowStart: usize, column: usize, value: usize, centre: usize, y: usize, z: usize,
): Status {
  const base = mark();
  const t = reserve(bytesOf<real>(b));
  if (t == 0) return Status.OutOfMemory;
  const roots = vector<real>(at<real>(centre, columns));
  memory.fill(t, 0, bytesOf<real>(b));
  memory.fill(z, 0, bytesOf<real>(columns * b));
  for (let i = 0; i < rows; i++) axpy<real>(b, roots[i], at<real>(y, i * b), t);
  spmmTransposed<real>(rows, b, rowStart, column, value, y, z);
  ger<real>(b, columns, -1, t, centre, z, b);
  release(base);
  return Status.Ok;
}
