import { axpy } from "../../kernels/axpy";
import { leadingDimension } from "../../kernels/leading-dimension";
import { scal } from "../../kernels/scal";
import { syrkTransposed, syrkTransposedWorkspace } from "../../kernels/syrk-transposed";
import { at, bytesOf, Layout, Vector } from "../../memory";
import { real } from "../../real";
import { subtractRow } from "../centre-columns";

/** Rows summed before their sum is added to that of the others: errors grow with the square root of the rows, at most. */
const RUN: i32 = 8192;

/** The Gram matrix of a tall matrix whose rows come some at a time. */
@unmanaged
export class RowSums extends Layout {
  n: i32;
  /** The lower triangle of A'A by columns, ld, A less its means where it is to be centred: that of all runs, and that of the run under way. */
  ld: i32;
  gram: Vector<real>;
  run: Vector<real>;
  pending: i32;
  /** Rows so far, the first of them, the mean of what they are above it, and that of some rows. No rows where nothing is centred. */
  rows: f64;
  shift: Vector<real>;
  mean: Vector<real>;
  part: Vector<real>;
  packed: usize;
}

export function layOutRowSums(p: RowSums, n: i32): void {
  p.n = n;
  p.ld = leadingDimension<real>(n);
  p.gram = p.take<real>(<f64>p.ld * <f64>p.ld);
  p.run = p.take<real>(<f64>p.ld * <f64>p.ld);
  p.shift = p.take<real>(n);
  p.mean = p.take<real>(n);
  p.part = p.take<real>(n);
  p.packed = p.takeBytes(<f64>syrkTransposedWorkspace<real>(n));
}

export function beginRowSums(p: RowSums): void {
  p.pending = 0;
  p.rows = 0;
  memory.fill(p.gram.at(0), 0, bytesOf<real>(p.ld * p.ld));
  memory.fill(p.run.at(0), 0, bytesOf<real>(p.ld * p.ld));
  memory.fill(p.mean.at(0), 0, bytesOf<real>(p.n));
  memory.fill(p.shift.at(0), 0, bytesOf<real>(p.n));
}

/** Adds `count` rows: rs elements from row to row, cs from column to column. */
export function addRows(p: RowSums, count: i32, rows: usize, rs: i32, cs: i32): void {
  for (let first = 0; first < count; ) {
    const some = min(count - first, RUN - p.pending);
    syrkTransposed<real>(some, p.n, at<real>(rows, first * rs), rs, cs, p.run.at(0), p.ld, p.packed);
    first += some;
    p.pending += some;
    if (p.pending == RUN) endRun(p);
  }
}

function endRun(p: RowSums): void {
  axpy<real>(p.ld * p.ld, 1, p.run.at(0), p.gram.at(0));
  memory.fill(p.run.at(0), 0, bytesOf<real>(p.ld * p.ld));
  p.pending = 0;
}

/**
 * The same for the Gram matrix of centred rows: each part is centred by itself, and the means are joined.   [CGL83]
 *
 * The first row of all is taken off before, so that a constant column becomes exactly 0. rows: count x n, contiguous; overwritten.
 */
export function addCentredRows(p: RowSums, count: i32, rows: usize): void {
  const n = p.n;
  if (p.rows == 0) memory.copy(p.shift.at(0), rows, bytesOf<real>(n));
  const part = p.part.at(0);
  memory.fill(part, 0, bytesOf<real>(n));
  subtractRow(count, n, rows, p.shift.at(0));
  for (let i = 0; i < count; i++) axpy<real>(n, 1, at<real>(rows, i * n), part);
  scal<real>(n, <real>(1 / <f64>count), part);
  subtractRow(count, n, rows, part);
  addRows(p, count, rows, n, 1);
  const all = p.rows + <f64>count;
  axpy<real>(n, -1, p.mean.at(0), part);
  axpy<real>(n, <real>(<f64>count / all), part, p.mean.at(0));
  scal<real>(n, <real>sqrt<f64>(p.rows * <f64>count / all), part);
  addRows(p, 1, part, n, 1);
  p.rows = all;
}

/** Rows once more, less the mean of all of them. Nothing where nothing is centred. */
export function takeOffMean(p: RowSums, count: i32, rows: usize): void {
  if (p.rows == 0) return;
  subtractRow(count, p.n, rows, p.shift.at(0));
  subtractRow(count, p.n, rows, p.mean.at(0));
}

/** The squares of all entries, centred where they are: not finite or near 0 where they do not fit. Ends the sums. */
export function energyOfRows(p: RowSums): f64 {
  endRun(p);
  let sum = 0.0;
  for (let j = 0; j < p.n; j++) sum += p.gram[j * (p.ld + 1)];
  return sum;
}

/** The means of the columns: n elements. */
export function meanOfRows(p: RowSums): usize {
  axpy<real>(p.n, 1, p.shift.at(0), p.mean.at(0));
  return p.mean.at(0);
}
