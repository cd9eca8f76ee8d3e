import { mark, release, reserve } from "../../arena";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { nrm2 } from "../../kernels/nrm2";
import { scaleByPowerOfTwo } from "../../kernels/power-of-two";
import { scal } from "../../kernels/scal";
import { Status } from "../../status";
import { reflectorsBytes } from "../../svd/reduce/form-vectors";
import { householderQrBytes } from "../../svd/reduce/householder-qr";
import { signOfLargest } from "../../svd/order";
import { orthogonalityBytes } from "../../svd/orthogonality";
import { scaleToSafeRange, unscale } from "../../svd/scale";
import { unpack } from "../../svd/unpack";
import { formSide, joinSide, KEPT, stackSide } from "../../svd/update-side";
import { leadingDimension } from "../../kernels/leading-dimension";
import { DRIVER_AUTO, THIN_VECTORS } from "../dense/plan";
import { svd } from "../dense/svd";
import { svdBytes, Triplets } from "../dense/work";
import { at, bytesOf, elements, Vector, vector } from "../../memory";

/** How a side of the decomposition grows: X := [X E] for given columns E, or X := diag(X, I). */
export const JOINED: i32 = 0;
export const STACKED: i32 = 1;

/** Taken off all weights where that of the new columns, up to 2^2046, would overflow. */
const HEADROOM: i32 = 1100;

/** What an update leaves: with the triplets their number, and the norm of what was discarded. */
@unmanaged
export class Updated extends Triplets {
  rank: i32;
  discarded: f64;
}

/** Bytes that update reserves beside its input, results included. */
export function updateBytes(m: i32, n: i32, r: i32, c: i32): f64 {
  const p = r + c;
  return sideBytes(m, p, c) + sideBytes(n, p, c) + svdBytes(min(m + c, p), min(n + c, p), THIN_VECTORS, DRIVER_AUTO)
    + <f64>p * <f64>p * 8 + <f64>workBytes(m, n, p, c) + <f64>p * 40 + 64 * 12;
}

/** The side with its new columns, the triangle, the new vectors in both layouts. */
function sideBytes(m: i32, p: i32, c: i32): f64 {
  return (<f64>leadingDimension(m + c) * 3 + <f64>leadingDimension(p)) * <f64>p * 8 + <f64>p * 8 + 64 * 5;
}

/** The workspace that the steps share, one after the other. */
function workBytes(m: i32, n: i32, p: i32, c: i32): usize {
  const rows = max(m, n) + c;
  const products = max(gemmWorkspace<f64>(rows, p, p), orthogonalityBytes(rows, p));
  return max(products, max(householderQrBytes(rows, p), reflectorsBytes(rows, p, p)));
}

// @ts-ignore: decorator
@inline
function block(elements: i32): usize {
  return reserve(bytesOf<f64>(elements));
}

/**
 * The decomposition of a bordered or shifted matrix, from that of the matrix:   [ZS99], [Brand06]
 *
 *   [U E] * diag(s, I) * [V F]'      one of the sides, or none, diag(U, I) or diag(V, I) instead
 *
 * u: m x uColumns, v: n x vColumns, row-major, r leading columns used; s: r values. E: m x c, F: n x c, with rowStride and
 * columnStride elements between their rows and columns; overwritten. The triangles of X = Qx*Rx and Y = Qy*Ry leave
 * the small core  Rx*diag(s, I)*Ry' = F*T*G'; then U := Qx*F, S := T, V := Qy*G. A side that is only stacked and still orthonormal
 * needs no Qx.
 *
 * Values at most `tolerance` times the largest, and those after the first `cap`, are discarded. The addresses of U
 * (row-major), S and V are left in `result`, with the rank and the norm of what was discarded.
 */
export function update(
  m: i32, n: i32, r: i32, c: i32, u: usize, uColumns: i32, s: usize, v: usize, vColumns: i32,
  left: i32, e: usize, eRow: i32, eColumn: i32, right: i32, f: usize, fRow: i32, fColumn: i32,
  cap: i32, tolerance: f64, result: Updated,
): Status {
  const base = mark();
  const room = reserve(<usize>updateBytes(m, n, r, c));
  if (room == 0) return Status.OutOfMemory;
  release(base);
  const p = r + c;
  const rows = left == JOINED ? m : m + c;
  const columns = right == JOINED ? n : n + c;
  const qx = min(rows, p);
  const qy = min(columns, p);
  const k = min(qx, qy);
  const work = reserve(workBytes(m, n, p, c));
  const d = vector<f64>(block(p));
  const tauX = vector<f64>(block(p));
  const tauY = vector<f64>(block(p));
  const ldx = leadingDimension(rows);
  const ldy = leadingDimension(columns);
  const ldp = leadingDimension(p);
  const x = block(ldx * p);
  const y = block(ldy * p);
  const rx = vector<f64>(block(ldp * p));
  const ry = vector<f64>(block(ldp * p));

  // The new columns, each side scaled into the safe range; their weight takes the factor.
  let exponent = 0;
  let kindX = KEPT;
  let kindY = KEPT;
  if (left == JOINED) exponent += scaleToSafeRange(m * c, e);
  if (right == JOINED) exponent += scaleToSafeRange(n * c, f);
  if (left == JOINED) kindX = joinSide(m, r, c, u, uColumns, e, eRow, eColumn, x, ldx, tauX.at(0), rx.at(0), ldp, work);
  else kindX = stackSide(m, r, c, u, uColumns, x, ldx, tauX.at(0), rx, ldp, work);
  if (right == JOINED) kindY = joinSide(n, r, c, v, vColumns, f, fRow, fColumn, y, ldy, tauY.at(0), ry.at(0), ldp, work);
  else kindY = stackSide(n, r, c, v, vColumns, y, ldy, tauY.at(0), ry, ldp, work);
  const headroom = exponent > 1000 ? HEADROOM : 0;
  memory.copy(d.at(0), s, bytesOf<f64>(r));
  unscale(r, -headroom, d.at(0));
  for (let j = r; j < p; j++) d[j] = scaleByPowerOfTwo(1, exponent - headroom);
  const common = scaleToSafeRange(p, d.at(0)) + headroom;

  const core = block(qx * qy);
  memory.fill(core, 0, bytesOf<f64>(qx * qy));
  for (let j = 0; j < p; j++) scal<f64>(qx, d[j], rx.at(j * ldp));
  // In column-major terms the memory of the core is Ry*(Rx*diag(d))'.
  gemm<f64>(qy, qx, p, 1, ry.at(0), 1, ldp, rx.at(0), ldp, 1, core, qy, work);
  let t: usize = 0;
  if (k > 0) {
    const status = svd(qx, qy, core, THIN_VECTORS, DRIVER_AUTO, result);
    if (status != Status.Ok) {
      release(base);
      return status;
    }
    t = result.s;
  }
  const rank = keep(k, vector<f64>(t), cap, tolerance);
  const discarded = nrm2<f64>(k - rank, at<f64>(t, rank));
  result.discarded = scaleByPowerOfTwo(discarded, common);
  unscale(rank, common, t);

  const newX = block(ldx * rank);
  const newY = block(ldy * rank);
  const outU = block(rows * rank);
  const outV = block(columns * rank);
  formSide(kindX, m, r, c, rank, u, uColumns, x, ldx, tauX, result.u, k, newX, ldx, work);
  formSide(kindY, n, r, c, rank, v, vColumns, y, ldy, tauY, result.v, k, newY, ldy, work);
  signedCopies(rows, columns, rank, newX, ldx, newY, ldy, outU, outV);
  result.u = outU;
  result.s = t;
  result.v = outV;
  result.rank = rank;
  return Status.Ok;
}

/** How many of k descending values to keep: those above tolerance * t[0], at most cap. */
function keep(k: i32, t: Vector<f64>, cap: i32, tolerance: f64): i32 {
  let rank = 0;
  while (rank < min(k, cap) && t[rank] > tolerance * t[0]) rank++;
  return rank;
}

/** Row-major copies, the entry of largest magnitude in each column of U positive. */
function signedCopies(rows: i32, columns: i32, k: i32, x: usize, ldx: i32, y: usize, ldy: i32, outU: usize, outV: usize): void {
  const base = mark();
  const sign = vector<f64>(block(k));
  const index = vector<i32>(reserve(bytesOf<i32>(k)));
  for (let j = 0; j < k; j++) {
    sign[j] = signOfLargest(rows, elements<f64>(x, j * ldx));
    index[j] = j;
  }
  unpack(rows, k, x, ldx, index, sign, outU);
  unpack(columns, k, y, ldy, index, sign, outV);
  release(base);
}
