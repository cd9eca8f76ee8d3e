import { mark, release, room } from "../../arena";
import { Driver, Growth, Vectors } from "../../codes";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { leadingDimension } from "../../kernels/leading-dimension";
import { nrm2 } from "../../kernels/nrm2";
import { scaleByPowerOfTwo } from "../../kernels/power-of-two";
import { scal } from "../../kernels/scal";
import { bytesOf, Layout, measured, placed, Vector, vector, Words } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { orthogonalityBytes } from "../../svd/orthogonality";
import { reflectorsBytes } from "../../svd/reduce/form-vectors";
import { householderQrBytes } from "../../svd/reduce/householder-qr";
import { scaleToSafeRange, unscale } from "../../svd/scale";
import { chooseSigns } from "../../svd/signs";
import { unpack } from "../../svd/unpack";
import { formSide, joinSide, Side, stackSide } from "../../svd/update-side";
import { svd } from "../dense/svd";
import { svdBytes, Triplets } from "../dense/work";

/** Taken off all weights where that of the new columns, up to 2^2046, would overflow. */
const HEADROOM: i32 = 1100;

/** What an update leaves: with the triplets their number, and the norm of what was discarded. */
@unmanaged
export class Updated extends Triplets {
  rank: i32;
  discarded: f64;
}

/** An update under way: A = X*diag(s)*Y' with X m x r and Y n x r, and c new columns or rows on each side. */
@unmanaged
class Update extends Layout {
  r: i32;
  c: i32;
  left: Side;
  right: Side;
  /** The power of two taken out of the new columns. */
  exponent: i32;
  /** Weights, the small core and its triplets. */
  d: Vector<real>;
  core: usize;
  triplets: Triplets;
  /** Row-major results, and the signs and order of their columns. */
  outU: usize;
  outV: usize;
  sign: Vector<real>;
  index: Words;
  work: usize;
}

/** Bytes that an update reserves beside its input, results included. */
export function updateBytes(m: i32, n: i32, r: i32, c: i32): f64 {
  const work = workBytes(m, n, r + c, c);
  const inner = svdBytes(min(m + c, r + c), min(n + c, r + c), Vectors.Thin, Driver.Auto);
  return layOut(measured<Update>(), m, n, r, c, work).end + inner;
}

function layOut(p: Update, m: i32, n: i32, r: i32, c: i32, work: f64): Update {
  const k = r + c;
  p.r = r;
  p.c = c;
  p.exponent = 0;
  p.left = layOutSide(p, m, r, c);
  p.right = layOutSide(p, n, r, c);
  p.d = p.take<real>(k);
  p.core = p.takeBytes(REAL_BYTES * <f64>k * <f64>k);
  p.triplets = p.takeRecord<Triplets>();
  p.outU = p.takeBytes(REAL_BYTES * <f64>(m + c) * <f64>k);
  p.outV = p.takeBytes(REAL_BYTES * <f64>(n + c) * <f64>k);
  p.sign = p.take<real>(k);
  p.index = p.take<i32>(k);
  p.work = p.takeBytes(work);
  return p;
}

function layOutSide(p: Update, m: i32, r: i32, c: i32): Side {
  const k = r + c;
  const side = p.takeRecord<Side>();
  side.m = m;
  side.r = r;
  side.c = c;
  side.lda = leadingDimension<real>(m + c);
  side.ldr = leadingDimension<real>(k);
  side.tau = p.take<real>(k);
  side.a = p.take<real>(<f64>side.lda * <f64>k);
  side.triangle = p.take<real>(<f64>side.ldr * <f64>k);
  side.grown = p.takeBytes(REAL_BYTES * <f64>side.lda * <f64>k);
  return side;
}

/** The workspace that the steps share, one after the other. */
function workBytes(m: i32, n: i32, p: i32, c: i32): f64 {
  const rows = max(m, n) + c;
  const products = max(gemmWorkspace<real>(rows, p, p), orthogonalityBytes(rows, p));
  return <f64>max(products, max(householderQrBytes(rows, p), reflectorsBytes(rows, p, p)));
}

/** Opens an update of X (m x r) and Y (n x r) by c columns; its address is left at `result`. Then both sides, then solve. */
export function updateOpen(m: i32, n: i32, r: i32, c: i32, result: usize): Status {
  const start = room(layOut(measured<Update>(), m, n, r, c, workBytes(m, n, r + c, c)).end);
  if (start == 0) return Status.OutOfMemory;
  layOut(placed<Update>(start), m, n, r, c, workBytes(m, n, r + c, c));
  store<usize>(result, start);
  return Status.Ok;
}

/**
 * The left side (right = 0) or the right one (1) and how it grows: X := [X E] (Growth.Joined), its columns scaled into the safe range, or diag(X, I) (Growth.Stacked).
 *
 * x: row-major, the leading r of xColumns columns used. e: eRow and eColumn elements between rows and columns; overwritten.
 */
export function updateSide(address: usize, right: i32, growth: i32, x: usize, xColumns: i32, e: usize, eRow: i32, eColumn: i32): void {
  const p = changetype<Update>(address);
  const side = right == 1 ? p.right : p.left;
  side.x = x;
  side.xColumns = xColumns;
  side.growth = growth;
  if (growth == Growth.Joined) {
    p.exponent += scaleToSafeRange(side.m * p.c, e);
    joinSide(side, e, eRow, eColumn, p.work);
  } else {
    stackSide(side, p.work);
  }
}

/**
 * The decomposition of a bordered or shifted matrix, from that of the matrix:   [ZS99], [Brand06]
 *
 *   X*diag(s, I)*Y' = Qx * (Rx*diag(s, I)*Ry') * Qy',  the small core = F*T*G',  U := Qx*F,  V := Qy*G
 *
 * s: r values. A side that is only stacked and still orthonormal needs no Qx. Values at most `tolerance` times the largest, and those
 * after the first `cap`, are discarded.
 */
export function updateSolve(address: usize, s: usize, cap: i32, tolerance: f64, result: Updated): Status {
  const p = changetype<Update>(address);
  const left = p.left;
  const right = p.right;
  const k = p.r + p.c;
  const rows = left.growth == Growth.Joined ? left.m : left.m + p.c;
  const columns = right.growth == Growth.Joined ? right.m : right.m + p.c;
  const qx = min(rows, k);
  const qy = min(columns, k);
  const d = p.d;
  // The weight of the new columns takes the factor that was taken out of them.
  const headroom = p.exponent > 1000 ? HEADROOM : 0;
  memory.copy(d.at(0), s, bytesOf<real>(p.r));
  unscale<real>(p.r, -headroom, d.at(0));
  for (let j = p.r; j < k; j++) d[j] = <real>scaleByPowerOfTwo(1, p.exponent - headroom);
  const common = scaleToSafeRange(k, d.at(0)) + headroom;

  memory.fill(p.core, 0, bytesOf<real>(qx * qy));
  for (let j = 0; j < k; j++) scal<real>(qx, d[j], left.triangle.at(j * left.ldr));
  // In column-major terms the memory of the core is Ry*(Rx*diag(d))'.
  gemm<real>(qy, qx, k, 1, right.triangle.at(0), 1, right.ldr, left.triangle.at(0), left.ldr, 1, p.core, qy, p.work);
  const base = mark();
  p.triplets.s = d.at(0); // none, where there is no core
  if (min(qx, qy) > 0) {
    const status = svd(qx, qy, p.core, Vectors.Thin, Driver.Auto, p.triplets);
    if (status != Status.Ok) return status;
  }
  const t = vector<real>(p.triplets.s);
  const rank = keep(min(qx, qy), t, cap, tolerance);
  result.discarded = scaleByPowerOfTwo(nrm2<real>(min(qx, qy) - rank, t.at(rank)), common);
  unscale<real>(rank, common, t.at(0));
  memory.copy(d.at(0), t.at(0), bytesOf<real>(rank));

  formSide(left, rank, p.triplets.u, min(qx, qy), p.work);
  formSide(right, rank, p.triplets.v, min(qx, qy), p.work);
  signedCopies(rows, columns, rank, p);
  release(base);
  result.u = p.outU;
  result.s = d.at(0);
  result.v = p.outV;
  result.rank = rank;
  return Status.Ok;
}

/** How many of k descending values to keep: those above tolerance * t[0], at most cap. */
function keep(k: i32, t: Vector<real>, cap: i32, tolerance: f64): i32 {
  let rank = 0;
  while (rank < min(k, cap) && t[rank] > tolerance * t[0]) rank++;
  return rank;
}

/** Row-major copies, the entry of largest magnitude in each column of U positive. */
function signedCopies(rows: i32, columns: i32, rank: i32, p: Update): void {
  chooseSigns(rows, rank, p.left.grown, p.left.lda, p.sign);
  for (let j = 0; j < rank; j++) p.index[j] = j;
  unpack(rows, rank, p.left.grown, p.left.lda, p.index, p.sign, p.outU);
  unpack(columns, rank, p.right.grown, p.right.lda, p.index, p.sign, p.outV);
}
