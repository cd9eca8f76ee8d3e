import { mark, release, room } from "../../arena";
import { Driver, Vectors } from "../../codes";
import { axpy } from "../../kernels/axpy";
import { copyMatrix } from "../../kernels/copy";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { scaleRows } from "../../kernels/scale-rows";
import { roundoff } from "../../machine";
import { bytesOf, measured, placed, Vector, vector, Words } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { inverseWeights } from "../../svd/inverse-weights";
import { unscale } from "../../svd/scale";
import { CholeskyQr, factor } from "../../svd/tall/cholesky-qr";
import { beginRowSums, layOutRowSums, RowSums } from "../../svd/tall/row-sums";
import { svd } from "../dense/svd";
import { svdBytes, Triplets } from "../dense/work";
import { giveSolution, takeSides } from "./solve";

/** Least squares with a tall A whose rows come three times, some at a time, so that it is never there: by the triangle R of its Gram matrix. */
@unmanaged
class ByRows extends RowSums {
  m: i32;
  qr: CholeskyQr;
  triplets: Triplets;
  /** R by rows, n x n; its values; values and V of R*diag(scale), whose columns are of about one length. */
  square: usize;
  values: Vector<real>;
  v: Vector<real>;
  balanced: Vector<real>;
  weights: Vector<real>;
  /** `sides` columns each: B, less A*X so far, scaled by powers of two; A'*B; coordinates; a step; X. */
  sides: i32;
  right: Vector<real>;
  exponents: Words;
  gathered: Vector<real>;
  coordinates: Vector<real>;
  step: Vector<real>;
  x: Vector<real>;
  work: usize;
}

function layOut(p: ByRows, m: i32, n: i32, most: i32, sides: i32): ByRows {
  layOutRowSums(p, n);
  p.m = m;
  p.sides = sides;
  const qr = p.takeRecord<CholeskyQr>();
  p.qr = qr;
  qr.n = n;
  qr.ld = p.ld;
  qr.gram = p.gram;
  qr.r = p.take<real>(<f64>p.ld * <f64>p.ld);
  qr.scale = p.take<real>(n);
  p.triplets = p.takeRecord<Triplets>();
  p.square = p.takeBytes(REAL_BYTES * <f64>n * <f64>n);
  p.values = p.take<real>(n);
  p.v = p.take<real>(<f64>n * <f64>n);
  p.balanced = p.take<real>(n);
  p.weights = p.take<real>(n);
  p.right = p.take<real>(<f64>m * <f64>sides);
  p.exponents = p.take<i32>(sides);
  p.gathered = p.take<real>(4 * <f64>n * <f64>sides);
  p.coordinates = p.gathered.from(n * sides);
  p.step = p.coordinates.from(n * sides);
  p.x = p.step.from(n * sides);
  p.work = p.takeBytes(<f64>gemmWorkspace<real>(max(n, most), max(n, sides), max(n, most)));
  return p;
}

/** Bytes that all of it reserves, for at most `most` rows at a time. */
export function byRowsBytes(m: i32, n: i32, most: i32, sides: i32): f64 {
  return layOut(measured<ByRows>(), m, n, most, sides).end + svdBytes(n, n, Vectors.Thin, Driver.Auto);
}

/** Opens it for an m x n matrix, m >= n >= 1, and B: m x sides by rows. Its address and that of the n values to come are left at `result`. */
export function byRowsOpen(m: i32, n: i32, most: i32, sides: i32, b: usize, result: usize): Status {
  const start = room(layOut(measured<ByRows>(), m, n, most, sides).end);
  if (start == 0) return Status.OutOfMemory;
  const p = layOut(placed<ByRows>(start), m, n, most, sides);
  beginRowSums(p);
  memory.fill(p.gathered.at(0), 0, bytesOf<real>(4 * n * sides));
  takeSides(m, sides, b, p.right.at(0), p.exponents);
  vector<usize>(result)[0] = start;
  vector<usize>(result)[1] = p.values.at(0);
  return Status.Ok;
}

/** A'*B of some rows of a row-major A is added to that of the others. */
export function byRowsGather(address: usize, first: i32, count: i32, rows: usize): void {
  const p = changetype<ByRows>(address);
  gemm<real>(p.n, p.sides, count, 1, rows, 1, p.n, p.right.at(first), 1, p.m, p.gathered.at(0), p.n, p.work);
}

/**
 * The decomposition of R, once all rows were added to the Gram matrix. At `good` 0 where it is not good enough: what a solution loses goes by the square of the condition of
 * R*diag(scale), whatever the lengths of the columns, and one that is refined once may have the root of rounding before. Else 1.   [Bjo87]
 */
export function byRowsGram(address: usize, good: usize): Status {
  const p = changetype<ByRows>(address);
  const n = p.n;
  const c = p.qr;
  const words = vector<i32>(good);
  words[0] = 0;
  if (!factor(c, c.r)) return Status.Ok;
  copyMatrix<real>(n, n, c.r.at(0), p.ld, p.square, n);
  let status = decompose(p, p.values, Vectors.None);
  if (status != Status.Ok) return status;
  copyMatrix<real>(n, n, c.r.at(0), p.ld, p.square, n);
  scaleRows<real>(n, n, c.scale.at(0), p.square, n);
  status = decompose(p, p.balanced, Vectors.Thin);
  const condition = <f64>p.balanced[0] / <f64>p.balanced[n - 1];
  if (<f64>n * condition * condition <= 1 / sqrt<f64>(roundoff<real>())) words[0] = 1;
  return status;
}

/** What is in `square`: its values, and V where vectors are wanted. */
function decompose(p: ByRows, values: Vector<real>, vectors: i32): Status {
  const n = p.n;
  const base = mark();
  const status = svd(n, n, p.square, vectors, Driver.Auto, p.triplets);
  if (status == Status.Ok) {
    memory.copy(values.at(0), p.triplets.s, bytesOf<real>(n));
    if (vectors != Vectors.None) memory.copy(p.v.at(0), p.triplets.v, bytesOf<real>(n * n));
  }
  release(base);
  return status;
}

/** A step of X, from 0 on:  (A'*A)^-1 * A'*(B - A*X). */
export function byRowsStep(address: usize): void {
  const p = changetype<ByRows>(address);
  const n = p.n;
  const sides = p.sides;
  const scale = p.qr.scale.at(0);
  const shift = inverseWeights(n, p.balanced.at(0), 0, p.weights.at(0));
  scaleRows<real>(n, sides, scale, p.gathered.at(0), n);
  memory.fill(p.coordinates.at(0), 0, 2 * bytesOf<real>(n * sides)); // and step
  gemm<real>(n, sides, n, 1, p.v.at(0), 1, n, p.gathered.at(0), 1, n, p.coordinates.at(0), n, p.work);
  scaleRows<real>(n, sides, p.weights.at(0), p.coordinates.at(0), n);
  scaleRows<real>(n, sides, p.weights.at(0), p.coordinates.at(0), n);
  gemm<real>(n, sides, n, 1, p.v.at(0), n, 1, p.coordinates.at(0), 1, n, p.step.at(0), n, p.work);
  unscale<real>(n * sides, -2 * shift, p.step.at(0));
  scaleRows<real>(n, sides, scale, p.step.at(0), n);
  axpy<real>(n * sides, 1, p.step.at(0), p.x.at(0));
  memory.fill(p.gathered.at(0), 0, bytesOf<real>(n * sides));
}

/** B := B - A*step for some rows of a row-major A. */
export function byRowsSubtract(address: usize, first: i32, count: i32, rows: usize): void {
  const p = changetype<ByRows>(address);
  gemm<real>(count, p.sides, p.n, -1, rows, p.n, 1, p.step.at(0), 1, p.n, p.right.at(first), p.m, p.work);
}

/** X by rows, n x sides, and the norms of what is left of the columns of B. */
export function byRowsSolution(address: usize, x: usize, norms: usize): void {
  const p = changetype<ByRows>(address);
  giveSolution(p.m, p.n, p.sides, p.right.at(0), p.exponents, 0, p.x.at(0), x, norms);
}
