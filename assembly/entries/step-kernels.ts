/** The steps of the engines for bidiagonal and tiny matrices and what surrounds them, for the tests of the steps only; never shipped. */
import { reserve } from "../arena";
import { vector } from "../memory";
import { centreColumns } from "../svd/centre-columns";
import { determinantSign } from "../svd/determinant-sign";
import { deflateEnd, splitBlock } from "../svd/dqds/deflate";
import { dqds, dqdsBytes } from "../svd/dqds/dqds";
import { chooseDqdsShift } from "../svd/dqds/shift";
import { Dqds, dqdsStep } from "../svd/dqds/step";
import { diagonalize, SCRATCH_BYTES } from "../svd/implicit-qr/diagonalize";
import { Bounds, deflate, findBlock, smallestBound } from "../svd/implicit-qr/find-block";
import { Batch, batchBytes, openBatch } from "../svd/implicit-qr/rotations";
import { chooseShift } from "../svd/implicit-qr/shift";
import { sweepDown, sweepUp } from "../svd/implicit-qr/sweep";
import { zeroShiftSweepDown, zeroShiftSweepUp } from "../svd/implicit-qr/zero-shift-sweep";
import { inverseWeights } from "../svd/inverse-weights";
import { orthogonalityBytes, orthogonalityDefect } from "../svd/orthogonality";
import { applyP, applyPBytes, formP, restoreRightReflectors, storeRightReflectors } from "../svd/reduce/right-reflectors";
import { scaleTo } from "../svd/scale";
import { scatterRows } from "../svd/scatter-rows";
import { choosePairSigns, chooseSigns } from "../svd/signs";
import { DIAGONALIZE_BYTES, diagonalizeTiny } from "../svd/tiny/diagonalize";
import { formTiny, reduceTiny } from "../svd/tiny/reduce";
import { TINY_BYTES, tinySvd } from "../svd/tiny/tiny";
import { unpack } from "../svd/unpack";
import { formSide, joinSide, Side, stackSide } from "../svd/update-side";
import { bidiagonal } from "./records";

/** bounds: the largest magnitude, then the lower bound of the smallest value. */
export function findBlock_f64(last: i32, threshold: f64, d: usize, e: usize, bounds: usize): i32 {
  return findBlock(last, threshold, vector<f64>(d), vector<f64>(e), changetype<Bounds>(bounds));
}
export function deflate_f64(first: i32, last: i32, direction: i32, tolerance: f64, d: usize, e: usize, bounds: usize): i32 {
  return deflate(first, last, direction, tolerance, vector<f64>(d), vector<f64>(e), changetype<Bounds>(bounds)) ? 1 : 0;
}
export function smallestBound_f64(n: i32, d: usize, e: usize): f64 { return smallestBound(n, vector<f64>(d), vector<f64>(e)); }
export function chooseShift_f64(n: i32, first: i32, last: i32, direction: i32, tolerance: f64, d: usize, e: usize, bounds: usize): f64 {
  return chooseShift(n, first, last, direction, tolerance, vector<f64>(d), vector<f64>(e), changetype<Bounds>(bounds));
}
export function sweepDown_f64(first: i32, last: i32, shift: f64, d: usize, e: usize, left: usize, right: usize): void {
  sweepDown(first, last, shift, vector<f64>(d), vector<f64>(e), vector<f64>(left), vector<f64>(right));
}
export function sweepUp_f64(first: i32, last: i32, shift: f64, d: usize, e: usize, left: usize, right: usize): void {
  sweepUp(first, last, shift, vector<f64>(d), vector<f64>(e), vector<f64>(left), vector<f64>(right));
}
export function zeroShiftSweepDown_f64(first: i32, last: i32, d: usize, e: usize, left: usize, right: usize): void {
  zeroShiftSweepDown(first, last, vector<f64>(d), vector<f64>(e), vector<f64>(left), vector<f64>(right));
}
export function zeroShiftSweepUp_f64(first: i32, last: i32, d: usize, e: usize, left: usize, right: usize): void {
  zeroShiftSweepUp(first, last, vector<f64>(d), vector<f64>(e), vector<f64>(left), vector<f64>(right));
}
/** u, v: uRows and vRows x n, 0: not wanted. */
export function diagonalize_f64(n: i32, d: usize, e: usize, u: usize, uRows: i32, ldu: i32, v: usize, vRows: i32, ldv: i32): i32 {
  const batch = changetype<Batch>(reserve(batchBytes(n)));
  openBatch(batch, n, u, uRows, ldu, v, vRows, ldv);
  return diagonalize(n, vector<f64>(d), vector<f64>(e), batch, reserve(SCRATCH_BYTES));
}

/** The state and its buffers are at `work`, 64-byte aligned. */
export function dqds_f64(n: i32, d: usize, e: usize, work: usize): i32 { return dqds(n, vector<f64>(d), vector<f64>(e), work) ? 1 : 0; }
export function dqdsBytes_f64(n: i32): usize { return dqdsBytes(n); }
export function dqdsRecordBytes(): usize { return offsetof<Dqds>(); }
export function dqdsStep_f64(state: usize): void { dqdsStep(changetype<Dqds>(state)); }
export function chooseDqdsShift_f64(state: usize): void { chooseDqdsShift(changetype<Dqds>(state)); }
export function deflateEnd_f64(state: usize): void { deflateEnd(changetype<Dqds>(state)); }
export function splitBlock_f64(state: usize): void { splitBlock(changetype<Dqds>(state)); }

/** u, v: n columns of uBytes and vBytes. */
export function diagonalizeTiny_f64(n: i32, d: usize, e: usize, u: usize, uBytes: usize, v: usize, vBytes: usize): i32 {
  return diagonalizeTiny(n, vector<f64>(d), vector<f64>(e), u, uBytes, v, vBytes, reserve(DIAGONALIZE_BYTES));
}
export function reduceTiny_f64(m: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tauQ: usize, tauP: usize, v: usize, ldv: i32): void {
  reduceTiny(bidiagonal(m, n, a, lda, d, e, tauQ, tauP, v, ldv));
}
export function formTiny_f64(rows: i32, columns: i32, first: i32, count: i32, x: usize, tau: usize): void {
  formTiny(rows, columns, first, count, vector<f64>(x), vector<f64>(tau));
}
export function tinyBytes(): usize { return TINY_BYTES; }
export function tinySvd_f64(rows: i32, columns: i32, a: usize, wanted: i32, full: i32, u: usize, s: usize, v: usize, scratch: usize): i32 {
  return tinySvd(rows, columns, a, wanted != 0, full != 0, u, s, v, scratch);
}

export function storeRightReflectors_f64(n: i32, v: usize, ldv: i32, a: usize, lda: i32): void { storeRightReflectors(n, vector<f64>(v), ldv, vector<f64>(a), lda); }
export function restoreRightReflectors_f64(n: i32, a: usize, lda: i32, v: usize, ldv: i32): void { restoreRightReflectors(n, vector<f64>(a), lda, vector<f64>(v), ldv); }
export function applyPBytes_f64(n: i32, ldn: i32): usize { return applyPBytes(n, ldn); }
export function applyP_f64(n: i32, a: usize, lda: i32, tauP: usize, c: usize, ldc: i32, ldn: i32, work: usize): void {
  applyP(n, a, lda, tauP, c, ldc, ldn, work);
}
export function formP_f64(n: i32, v: usize, ldv: i32, tauP: usize, work: usize): void { formP(n, vector<f64>(v), ldv, vector<f64>(tauP), work); }

export function centreColumns_f64(rows: i32, n: i32, x: usize, mean: usize, shift: usize): i32 { return centreColumns(rows, n, x, mean, shift); }
export function determinantSign_f64(n: i32, a: usize, tau: usize, work: usize): f64 { return determinantSign(n, vector<f64>(a), vector<f64>(tau), work); }
export function inverseWeights_f64(rank: i32, s: usize, root: f64, w: usize): i32 { return inverseWeights(rank, s, root, w); }
export function orthogonalityBytes_f64(rows: i32, columns: i32): usize { return orthogonalityBytes(rows, columns); }
export function orthogonalityDefect_f64(rows: i32, columns: i32, x: usize, ldx: i32, work: usize): f64 { return orthogonalityDefect(rows, columns, x, ldx, work); }
export function scaleTo_f64(target: i32, n: i32, x: usize): i32 { return scaleTo(target, n, x); }
export function scatterRows_f64(m: i32, n: i32, order: usize, x: usize, ldx: i32, work: usize): void { scatterRows(m, n, vector<i32>(order), x, ldx, vector<f64>(work)); }
export function chooseSigns_f64(m: i32, columns: i32, x: usize, ldx: i32, sign: usize): void { chooseSigns(m, columns, x, ldx, vector<f64>(sign)); }
export function choosePairSigns_f64(n: i32, rows: i32, x: usize, ldx: i32, wide: i32, signU: usize, signV: usize): void {
  choosePairSigns(n, rows, x, ldx, wide != 0, vector<f64>(signU), vector<f64>(signV));
}
export function unpack_f64(rows: i32, columns: i32, x: usize, ldx: i32, index: usize, sign: usize, out: usize): void {
  unpack(rows, columns, x, ldx, vector<i32>(index), vector<f64>(sign), out);
}

/** A side of m rows, r columns of x (by rows, xColumns apart), c to be added: its Q is made in q (lda), its R in triangle (ldr). */
export function openSide_f64(m: i32, r: i32, c: i32, x: usize, xColumns: i32, q: usize, lda: i32, triangle: usize, ldr: i32): usize {
  const side = changetype<Side>(reserve(offsetof<Side>()));
  side.m = m;
  side.r = r;
  side.c = c;
  side.x = x;
  side.xColumns = xColumns;
  side.a = vector<f64>(q);
  side.lda = lda;
  side.tau = vector<f64>(reserve(8 * (r + c)));
  side.triangle = vector<f64>(triangle);
  side.ldr = ldr;
  return changetype<usize>(side);
}
export function joinSide_f64(side: usize, e: usize, eRow: i32, eColumn: i32, work: usize): void { joinSide(changetype<Side>(side), e, eRow, eColumn, work); }
export function stackSide_f64(side: usize, work: usize): void { stackSide(changetype<Side>(side), work); }
export function formSide_f64(side: usize, grown: usize, count: i32, f: usize, ldf: i32, work: usize): void {
  changetype<Side>(side).grown = grown;
  formSide(changetype<Side>(side), count, f, ldf, work);
}
