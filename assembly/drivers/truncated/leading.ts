import { mark, release, room } from "../../arena";
import { Driver, Vectors } from "../../codes";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { scaleRows } from "../../kernels/scale-rows";
import { syrkTransposed } from "../../kernels/syrk-transposed";
import { transpose } from "../../kernels/transpose";
import { at, bytesOf, elements, measured, placed, Vector, vector, Words } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { signOfLargestIn } from "../../svd/order";
import { CholeskyQr, factor, layOutCholeskyQr } from "../../svd/tall/cholesky-qr";
import { beginRowSums, layOutRowSums, RowSums, takeOffMean } from "../../svd/tall/row-sums";
import { blockRows, chooseTallSigns, signColumns, tallVectors } from "../../svd/tall/tall-vectors";
import { svd } from "../dense/svd";
import { svdBytes, Triplets } from "../dense/work";
import { residuals, residualsBytes } from "./residuals";

/** Cosines of columns of Y up to which its triangle is well conditioned, and Q orthonormal to rounding: their squares, summed. */
const ENOUGH: f64 = 0.0625;

/** The k leading triplets of a tall matrix A under way, by its Gram matrix. The rows of A come twice, some at a time. */
@unmanaged
class Leading extends RowSums {
  m: i32;
  k: i32;
  /** By rows: V_k, Y = A*V_k, then U in its place, Z = A'*Y, products of n rows, some rows of U. */
  v: Vector<real>;
  y: usize;
  z: Vector<real>;
  product: Vector<real>;
  square: usize;
  block: usize;
  /** Y = Q*R from the Gram matrix of Y, whose columns are nearly orthogonal already. */
  qr: CholeskyQr;
  triplets: Triplets;
  index: Words;
  sign: Vector<real>;
  residuals: Vector<real>;
  work: usize;
}

/** Bytes that all of it reserves, results included. */
export function leadingBytes(m: i32, n: i32, k: i32): f64 {
  const steps = max<f64>(svdBytes(n, n, Vectors.Thin, Driver.Auto), svdBytes(k, k, Vectors.Thin, Driver.Auto) + residualsBytes(k, k));
  return layOut(measured<Leading>(), m, n, k).end + steps;
}

function layOut(p: Leading, m: i32, n: i32, k: i32): Leading {
  p.m = m;
  p.k = k;
  layOutRowSums(p, n);
  p.v = p.take<real>(<f64>n * <f64>k);
  p.y = p.takeBytes(REAL_BYTES * <f64>m * <f64>k);
  p.block = p.takeBytes(REAL_BYTES * <f64>blockRows(m) * <f64>k);
  p.z = p.take<real>(<f64>n * <f64>k);
  p.product = p.take<real>(<f64>n * <f64>k);
  p.square = p.takeBytes(REAL_BYTES * <f64>n * <f64>n);
  p.qr = layOutCholeskyQr(p, m, k);
  p.triplets = p.takeRecord<Triplets>();
  p.index = p.take<i32>(k);
  p.sign = p.take<real>(k);
  p.residuals = p.take<real>(k);
  p.work = p.takeBytes(<f64>gemmWorkspace<real>(n, max(n, m), n));
  return p;
}

/** Opens a decomposition of an m x n matrix, m >= n >= k; its address is left at `result`. */
export function leadingOpen(m: i32, n: i32, k: i32, result: usize): Status {
  const start = room(layOut(measured<Leading>(), m, n, k).end);
  if (start == 0) return Status.OutOfMemory;
  const p = layOut(placed<Leading>(start), m, n, k);
  beginRowSums(p);
  memory.fill(p.z.at(0), 0, bytesOf<real>(n * k));
  memory.fill(p.qr.gram.at(0), 0, bytesOf<real>(p.qr.ld * p.qr.ld));
  vector<usize>(result)[0] = start;
  return Status.Ok;
}

/** V_k from the Gram matrix. */
export function leadingSolve(address: usize): Status {
  const p = changetype<Leading>(address);
  const n = p.n;
  const a = vector<real>(p.square);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      a[i * n + j] = p.gram[i + j * p.ld];
      a[j * n + i] = p.gram[i + j * p.ld];
    }
  }
  const base = mark();
  const status = svd(n, n, p.square, Vectors.Thin, Driver.Auto, p.triplets);
  if (status == Status.Ok) {
    for (let i = 0; i < n; i++) memory.copy(p.v.at(i * p.k), elements<real>(p.triplets.v, i * n).at(0), bytesOf<real>(p.k));
  }
  release(base);
  return status;
}

/** Rows `first`.. once more, as they were given: Y := A*V_k, Z += A'*Y, and the Gram matrix of Y. */
export function leadingProject(address: usize, first: i32, count: i32, rows: usize, rs: i32, cs: i32): void {
  const p = changetype<Leading>(address);
  const n = p.n;
  const k = p.k;
  takeOffMean(p, count, rows);
  const y = at<real>(p.y, first * k);
  memory.fill(y, 0, bytesOf<real>(count * k));
  // In column-major terms the memory of Y is Y' = V'*A', that of Z is Z' = Y'*A.
  gemm<real>(k, count, n, 1, p.v.at(0), 1, k, rows, cs, rs, y, k, p.work);
  gemm<real>(k, n, count, 1, y, 1, k, rows, rs, cs, p.z.at(0), k, p.work);
  syrkTransposed<real>(count, k, y, k, 1, p.qr.gram.at(0), p.qr.ld, p.work);
}

/**
 * The triplets from  Y = Q*R,  R = U_R*diag(s)*W',  U = Q*U_R,  V := V_k*W,  and how far they are from exact ones:  |R*w - s*u_R| = |A*v - s*u|  and
 * |Z*w/s - s*v|, for A'*u = Z*w/s. All of them Infinity where the columns of Y are not nearly orthogonal: values too small for a Gram matrix.
 * The addresses of U (m x k), s and V (n x k), by rows, and of the residuals are left at `result`. A residual that cannot be told is Infinity.
 * The entry of largest magnitude in each column of U is positive; of V, if A is the transpose of the caller's (`turned`).
 */
export function leadingFinish(address: usize, turned: i32, result: usize): Status {
  const p = changetype<Leading>(address);
  const n = p.n;
  const k = p.k;
  const t = p.triplets;
  const v = p.product;
  const addresses = vector<usize>(result);
  addresses[0] = p.y;
  addresses[1] = p.sign.at(0);
  addresses[2] = v.at(0);
  addresses[3] = p.residuals.at(0);
  for (let j = 0; j < k; j++) {
    p.index[j] = j;
    p.sign[j] = 1;
    p.residuals[j] = Infinity;
  }
  const c = p.qr;
  c.x = p.y;
  if (!(cosines(c) <= ENOUGH) || !factor(c, c.t)) return Status.Ok;
  for (let i = 0; i < k; i++) {
    memory.copy(at<real>(p.square, i * k), c.t.at(i * c.ld), bytesOf<real>(k));
    memory.copy(v.at(i * k), c.t.at(i * c.ld), bytesOf<real>(k));
  }
  let status = svd(k, k, p.square, Vectors.Thin, Driver.Auto, t);
  if (status == Status.Ok) status = residuals(k, k, k, v.at(0), t.u, t.s, t.v, p.residuals.at(0));
  if (status != Status.Ok) return status;
  addresses[1] = t.s;
  transpose<real>(k, k, t.u, k, p.square, k);
  tallVectors(c, p.square, k, p.index, p.sign, p.y, p.block);
  const zw = vector<real>(p.square);
  timesW(p, p.v, v);
  timesW(p, p.z, zw);
  const s = vector<real>(t.s);
  for (let j = 0; j < k; j++) {
    let sum = 0.0;
    for (let i = 0; i < n; i++) {
      const gap = zw[i * k + j] / s[j] - s[j] * v[i * k + j];
      sum += gap * gap;
    }
    p.residuals[j] = sum >= 0 ? max<real>(p.residuals[j], <real>sqrt<f64>(sum)) : <real>Infinity;
  }
  if (turned != 0) {
    for (let j = 0; j < k; j++) p.sign[j] = signOfLargestIn(n, v.from(j), k);
  } else {
    chooseTallSigns(c, p.y, p.sign);
  }
  signColumns(c, p.y, p.sign);
  scaleRows<real>(k, n, p.sign.at(0), v.at(0), k);
  return Status.Ok;
}

/** The sum of the squares of all cosines of two columns. */
function cosines(c: CholeskyQr): f64 {
  let sum = 0.0;
  for (let j = 0; j < c.n; j++) {
    for (let i = j + 1; i < c.n; i++) {
      const product = c.gram[i + j * c.ld];
      sum += (product / c.gram[i * (c.ld + 1)]) * (product / c.gram[j * (c.ld + 1)]);
    }
  }
  return sum;
}

/** out := X*W, n x k by rows. */
function timesW(p: Leading, x: Vector<real>, out: Vector<real>): void {
  const k = p.k;
  memory.fill(out.at(0), 0, bytesOf<real>(p.n * k));
  gemm<real>(k, p.n, k, 1, p.triplets.v, 1, k, x.at(0), 1, k, out.at(0), k, p.work);
}
