import { mark, release, room } from "../../arena";
import { Vectors } from "../../codes";
import { copyMatrix } from "../../kernels/copy";
import { leadingDimension } from "../../kernels/leading-dimension";
import { transpose } from "../../kernels/transpose";
import { at, bytesOf, measured, placed, Vector, vector, Words } from "../../memory";
import { Status } from "../../status";
import { Columns, columnsBytes, normalizeColumns, openColumns, takeValues } from "../../svd/jacobi/columns";
import { eliminate, eliminateBytes } from "../../svd/jacobi/eliminate";
import { gradedProduct, gradedProductBytes, gradedTriangle, partFactors } from "../../svd/jacobi/graded";
import { precondition, preconditionBytes } from "../../svd/jacobi/precondition";
import { sweep } from "../../svd/jacobi/sweep";
import { sortDescending } from "../../svd/order";
import { applyQ, reflectorsBytes } from "../../svd/reduce/form-vectors";
import { copyTriangle, householderQr, householderQrBytes } from "../../svd/reduce/householder-qr";
import { Reflectors } from "../../svd/reduce/reflectors";
import { scaleTo } from "../../svd/scale";
import { scatterRows } from "../../svd/scatter-rows";
import { choosePairSigns, chooseSigns } from "../../svd/signs";
import { unpack } from "../../svd/unpack";
import { embed } from "./svd";
import { Triplets } from "./work";

/** The largest entry is brought to 2^TOP: far enough from overflow, and all digits are kept of entries down to 2^-2000 times it. */
const TOP: i32 = 1000;
/** A dozen was the most ever seen. */
const MOST_SWEEPS: i32 = 40;

/** A decomposition under way. As Reflectors it is Q of L = Q*R, in the place of A by columns. */
@unmanaged
class High extends Reflectors<f64> {
  /** A is m x n, m >= n; a wide input is its transpose. */
  m: i32;
  n: i32;
  wide: bool;
  vectors: i32;
  uColumns: i32;
  /** The power of two taken out of A. */
  scale: i32;
  /** The old places of rows and columns. */
  rowOrder: Words;
  columnOrder: Words;
  /** U without its grades, then J; by columns, ldn, as W and X are. */
  upper: Vector<f64>;
  ldn: i32;
  exponent: Words;
  /** W', and its Q. */
  w: Reflectors<f64>;
  x: Vector<f64>;
  /** The columns that are rotated, and the workspace of groups of them. */
  columns: usize;
  groups: usize;
  s: Vector<f64>;
  signU: Vector<f64>;
  signV: Vector<f64>;
  index: Words;
  sorting: Vector<f64>;
  /** U by columns; U and V by rows. */
  u: usize;
  outU: usize;
  outV: usize;
  /** The workspace that the other steps share, one after the other. */
  work: usize;
}

/** Bytes that svdHigh reserves beside its input, results included. */
export function svdHighBytes(rows: i32, columns: i32, vectors: i32): f64 {
  const n = min(rows, columns);
  const forColumns = columnsBytes(n);
  const forGroups = preconditionBytes(n);
  return layOut(measured<High>(), rows, columns, vectors, forColumns, forGroups).end;
}

function layOut(p: High, rows: i32, columns: i32, vectors: i32, forColumns: f64, forGroups: f64): High {
  const m = max(rows, columns);
  const n = min(rows, columns);
  const wanted = vectors != Vectors.None;
  p.m = m;
  p.n = n;
  p.wide = rows < columns;
  p.vectors = vectors;
  p.uColumns = vectors == Vectors.Full ? m : n;
  p.rows = m;
  p.lda = leadingDimension<f64>(m);
  p.ldn = leadingDimension<f64>(n);
  p.tau = p.take<f64>(n);
  p.rowOrder = p.take<i32>(m);
  p.columnOrder = p.take<i32>(n);
  p.exponent = p.take<i32>(n);
  p.s = p.take<f64>(n);
  p.signU = p.take<f64>(m);
  p.signV = p.take<f64>(m);
  p.index = p.take<i32>(m);
  p.sorting = p.take<f64>(1.5 * <f64>n);
  p.a = p.take<f64>(<f64>p.lda * <f64>n);
  p.upper = p.take<f64>(<f64>p.ldn * <f64>n);
  p.x = p.take<f64>(<f64>p.ldn * <f64>n);
  p.w = p.takeRecord<Reflectors<f64>>();
  p.w.rows = n;
  p.w.a = p.take<f64>(<f64>p.ldn * <f64>n);
  p.w.lda = p.ldn;
  p.w.tau = p.take<f64>(n);
  p.columns = p.takeBytes(forColumns);
  p.groups = p.takeBytes(forGroups);
  p.work = p.takeBytes(<f64>workBytes(m, n, vectors));
  p.u = wanted ? p.takeBytes(8 * <f64>p.lda * <f64>p.uColumns) : 0;
  p.outU = wanted ? p.takeBytes(8 * <f64>m * <f64>p.uColumns) : 0;
  p.outV = wanted ? p.takeBytes(8 * <f64>n * <f64>n) : 0;
  return p;
}

function workBytes(m: i32, n: i32, vectors: i32): usize {
  let bytes = max(max(eliminateBytes(m, n), householderQrBytes(m, n)), householderQrBytes(n, n));
  bytes = max(bytes, gradedProductBytes(n));
  if (vectors == Vectors.None) return bytes;
  const uColumns = vectors == Vectors.Full ? m : n;
  return max(bytes, max(reflectorsBytes(m, uColumns, n), reflectorsBytes(n, n, n)));
}

/**
 * The singular value decomposition of a badly scaled matrix: every value as accurately as the entries determine it, as far as is
 * known; for  A = D1*C*D2  with diagonal D1, D2 and a well conditioned C that is nearly all digits.   [DGESVD99], [DV08]
 *
 *   A = L*D*U by elimination,  L = Q*R,  W = R*D*U,  W' = Q2*R2,  then Jacobi rotations  R2'*J = X*diag(S)
 *
 * and U = Q*X, V = Q2*J. The arguments and results are those of svd.
 */
export function svdHigh(rows: i32, columns: i32, a: usize, vectors: i32, result: Triplets): Status {
  const base = mark();
  const n = min(rows, columns);
  const forColumns = columnsBytes(n);
  const forGroups = preconditionBytes(n);
  const start = room(svdHighBytes(rows, columns, vectors));
  if (start == 0) return Status.OutOfMemory;
  const p = layOut(placed<High>(start), rows, columns, vectors, forColumns, forGroups);
  loadTall(p, a);
  const c = factor(p);
  if (!orthogonalize(c, p.groups)) {
    release(base);
    return Status.NoConvergence;
  }
  finish(p, c, result);
  return Status.Ok;
}

/** A by columns, tall, scaled to the top of the range. */
function loadTall(p: High, input: usize): void {
  p.scale = scaleTo(TOP, p.m * p.n, input);
  if (p.wide) copyMatrix<f64>(p.m, p.n, input, p.m, p.a.at(0), p.lda);
  else transpose<f64>(p.n, p.m, input, p.n, p.a.at(0), p.lda);
}

/** The rank, Q, Q2, and the columns of R2' with their grades. */
function factor(p: High): Columns {
  const rank = eliminate(p.m, p.n, p.a, p.lda, p.rowOrder, p.columnOrder, p.work);
  p.count = rank;
  p.w.count = rank;
  partFactors(p.m, p.n, rank, p.a, p.lda, p.upper, p.ldn, p.exponent);
  householderQr(p.m, rank, p.a.at(0), p.lda, p.tau.at(0), p.work);
  copyTriangle(rank, p.a.at(0), p.lda, p.x.at(0), p.ldn);
  gradedProduct(p.n, rank, p.x, p.upper, p.w.a, p.ldn, p.exponent, p.work);
  householderQr(p.n, rank, p.w.a.at(0), p.ldn, p.w.tau.at(0), p.work);
  gradedTriangle(rank, p.w.a, p.x, p.ldn, p.exponent);

  const c = openColumns(p.columns, rank);
  c.x = p.x;
  c.ld = p.ldn;
  c.exponent = p.exponent;
  c.v = vector<f64>(0);
  if (p.vectors != Vectors.None) {
    c.v = p.upper;
    embed(p.n, 0, p.n, 0, 0, c.v.at(0), p.ldn);
  }
  return c;
}

/** Orthogonal columns; false if the sweeps do not come to an end. */
function orthogonalize(c: Columns, work: usize): bool {
  normalizeColumns(c);
  precondition(c, work);
  for (let number = 1; sweep(number, c) > 0; number++) {
    if (number == MOST_SWEEPS) return false;
  }
  return true;
}

/** Values, vectors in the places and with the signs they should have; U, S and V by rows. */
function finish(p: High, c: Columns, result: Triplets): void {
  const m = p.m;
  const n = p.n;
  takeValues(c, p.scale, p.s);
  memory.fill(p.s.at(c.n), 0, bytesOf<f64>(n - c.n));
  sortDescending(n, p.s, p.index, p.signV, p.sorting);
  result.s = p.s.at(0);
  if (p.vectors == Vectors.None) return;

  embed(m, c.n, p.uColumns, p.x.at(0), p.ldn, p.u, p.lda);
  applyQ(p, p.uColumns, m, p.u, p.lda, p.work);
  applyQ(p.w, n, n, c.v.at(0), p.ldn, p.work);
  scatterRows(m, p.uColumns, p.rowOrder, p.u, p.lda, vector<f64>(p.work));
  scatterRows(n, n, p.columnOrder, c.v.at(0), p.ldn, vector<f64>(p.work));

  for (let j = n; j < p.uColumns; j++) p.index[j] = j;
  if (p.wide) choosePairSigns(n, n, c.v.at(0), p.ldn, true, p.signU, p.signV);
  else choosePairSigns(n, m, p.u, p.lda, false, p.signU, p.signV);
  chooseSigns(m, p.uColumns - n, at<f64>(p.u, n * p.lda), p.lda, p.signU.from(n));
  unpack(m, p.uColumns, p.u, p.lda, p.index, p.signU, p.outU);
  unpack(n, n, c.v.at(0), p.ldn, p.index, p.signV, p.outV);
  result.u = p.wide ? p.outV : p.outU;
  result.v = p.wide ? p.outU : p.outV;
}
