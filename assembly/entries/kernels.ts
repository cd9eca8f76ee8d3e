/** Every kernel and step, for the kernel tests only; never shipped. */
import { amax } from "../kernels/amax";
import { axpy } from "../kernels/axpy";
import { axpyMax } from "../kernels/axpy-max";
import { copyMatrix, copyStrided, zeroMatrix } from "../kernels/copy";
import { dot } from "../kernels/dot";
import { gemm, gemmWorkspace } from "../kernels/gemm";
import { gemv, gemvTransposed } from "../kernels/gemv";
import { gemvBoth } from "../kernels/gemv-both";
import { ger } from "../kernels/ger";
import { givens } from "../kernels/givens";
import { normInf } from "../kernels/norm-inf";
import { nrm2 } from "../kernels/nrm2";
import { packColumns, packRows, TILE_COLUMNS, tileRows } from "../kernels/pack";
import { exponentOf, powerOfTwo, scaleByPowerOfTwo, scalePowerOfTwo } from "../kernels/power-of-two";
import { reflector, applyReflector } from "../kernels/reflector";
import { panelProduct } from "../kernels/panel";
import { spmm, spmmBoth, spmmGram, spmmGramElements, spmmTransposed } from "../kernels/spmm";
import { rot, rotScaled } from "../kernels/rot";
import { rotBackward, rotForward, stripRows } from "../kernels/rot-sequence";
import { scal } from "../kernels/scal";
import { scaleRows } from "../kernels/scale-rows";
import { swap } from "../kernels/swap";
import { sumOfSquares } from "../kernels/sum-of-squares";
import { symmetrize } from "../kernels/symmetrize";
import { transpose } from "../kernels/transpose";
import { isDecomposition } from "../svd/divide/audit";
import { bidiagonalize, bidiagonalizeBytes } from "../svd/reduce/bidiagonalize";
import { applyQ, formVectors, reflectorsBytes } from "../svd/reduce/form-vectors";
import { Reflectors } from "../svd/reduce/reflectors";
import { householderQr, householderQrBytes } from "../svd/reduce/householder-qr";
import { divideAndConquerBytes, openDivide } from "../svd/divide/divide";
import { divideAndConquer } from "../svd/divide/divide-and-conquer";
import { deflateMerge, Merge, mergedRow } from "../svd/divide/merge";
import { signOfLargest, sortDescending } from "../svd/order";
import { scaleToSafeRange, unscale } from "../svd/scale";
import { SecularSums, secularRoot } from "../svd/divide/secular-equation";
import { exactWeights, leftVector, rightVector } from "../svd/divide/secular-vectors";
import { smallerSingularValue, svdTwoByTwo, TwoByTwo } from "../svd/implicit-qr/two-by-two";

import { reserve } from "../arena";

export { mark, release, reserve, available } from "../arena";

export function amax_f64(n: i32, x: usize): f64 { return amax<f64>(n, x); }
export function amax_f32(n: i32, x: usize): f32 { return amax<f32>(n, x); }
export function axpy_f64(n: i32, alpha: f64, x: usize, y: usize): void { axpy<f64>(n, alpha, x, y); }
export function axpy_f32(n: i32, alpha: f32, x: usize, y: usize): void { axpy<f32>(n, alpha, x, y); }
export function axpyMax_f64(n: i32, alpha: f64, x: usize, y: usize): f64 { return axpyMax<f64>(n, alpha, x, y); }
export function axpyMax_f32(n: i32, alpha: f32, x: usize, y: usize): f32 { return axpyMax<f32>(n, alpha, x, y); }
export function dot_f64(n: i32, x: usize, y: usize): f64 { return dot<f64>(n, x, y); }
export function dot_f32(n: i32, x: usize, y: usize): f32 { return dot<f32>(n, x, y); }
export function scal_f64(n: i32, alpha: f64, x: usize): void { scal<f64>(n, alpha, x); }
export function scal_f32(n: i32, alpha: f32, x: usize): void { scal<f32>(n, alpha, x); }
export function nrm2_f64(n: i32, x: usize): f64 { return nrm2<f64>(n, x); }
export function rot_f64(n: i32, x: usize, y: usize, c: f64, s: f64): void { rot<f64>(n, x, y, c, s); }
export function rot_f32(n: i32, x: usize, y: usize, c: f32, s: f32): void { rot<f32>(n, x, y, c, s); }
export function rotScaled_f64(n: i32, x: usize, y: usize, c: f64, s: f64, t: f64): void { rotScaled<f64>(n, x, y, c, s, t); }
export function rotScaled_f32(n: i32, x: usize, y: usize, c: f32, s: f32, t: f32): void { rotScaled<f32>(n, x, y, c, s, t); }
export function swap_f64(n: i32, x: usize, stepX: usize, y: usize, stepY: usize): void { swap<f64>(n, x, stepX, y, stepY); }
export function swap_f32(n: i32, x: usize, stepX: usize, y: usize, stepY: usize): void { swap<f32>(n, x, stepX, y, stepY); }
export function rotForward_f64(count: i32, rotations: usize, x: usize, stride: usize): void {
  rotForward<f64>(count, rotations, x, stride);
}
export function rotBackward_f64(count: i32, rotations: usize, x: usize, stride: usize): void {
  rotBackward<f64>(count, rotations, x, stride);
}
export function givens_f64(f: f64, g: f64, rotation: usize): f64 { return givens<f64>(f, g, rotation); }
export function gemv_f64(m: i32, n: i32, alpha: f64, a: usize, lda: i32, x: usize, y: usize): void {
  gemv<f64>(m, n, alpha, a, lda, x, y);
}
export function gemvTransposed_f64(m: i32, n: i32, alpha: f64, a: usize, lda: i32, x: usize, y: usize): void {
  gemvTransposed<f64>(m, n, alpha, a, lda, x, y);
}
export function ger_f64(m: i32, n: i32, alpha: f64, x: usize, y: usize, a: usize, lda: i32): void {
  ger<f64>(m, n, alpha, x, y, a, lda);
}
export function gemmWorkspace_f64(m: i32, n: i32, k: i32): usize { return gemmWorkspace<f64>(m, n, k); }
export function gemm_f64(
  m: i32, n: i32, k: i32, alpha: f64, a: usize, rsa: i32, csa: i32, b: usize, rsb: i32, csb: i32,
  c: usize, ldc: i32, work: usize,
): void {
  gemm<f64>(m, n, k, alpha, a, rsa, csa, b, rsb, csb, c, ldc, work);
}
export function gemm_f32(
  m: i32, n: i32, k: i32, alpha: f32, a: usize, rsa: i32, csa: i32, b: usize, rsb: i32, csb: i32,
  c: usize, ldc: i32, work: usize,
): void {
  gemm<f32>(m, n, k, alpha, a, rsa, csa, b, rsb, csb, c, ldc, work);
}
export function gemmWorkspace_f32(m: i32, n: i32, k: i32): usize { return gemmWorkspace<f32>(m, n, k); }
export function reflector_f64(n: i32, x: usize, tau: usize): f64 { return reflector<f64>(n, x, tau); }
export function applyReflector_f64(m: i32, n: i32, v: usize, tau: f64, a: usize, lda: i32, w: usize): void {
  applyReflector<f64>(m, n, v, tau, a, lda, w);
}
export function transpose_f64(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  transpose<f64>(m, n, a, lda, b, ldb);
}
export function normInf_f64(m: i32, n: i32, a: usize, lda: i32, work: usize): f64 { return normInf<f64>(m, n, a, lda, work); }
export function normInf_f32(m: i32, n: i32, a: usize, lda: i32, work: usize): f32 { return normInf<f32>(m, n, a, lda, work); }
export function scaleRows_f64(m: i32, n: i32, d: usize, a: usize, lda: i32): void { scaleRows<f64>(m, n, d, a, lda); }
export function scaleRows_f32(m: i32, n: i32, d: usize, a: usize, lda: i32): void { scaleRows<f32>(m, n, d, a, lda); }
export function symmetrize_f64(n: i32, a: usize, lda: i32): void { symmetrize<f64>(n, a, lda); }
export function symmetrize_f32(n: i32, a: usize, lda: i32): void { symmetrize<f32>(n, a, lda); }
export function sumOfSquares_f64(n: i32, x: usize): f64 { return sumOfSquares<f64>(n, x); }

export function copyMatrix_f64(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void { copyMatrix<f64>(m, n, a, lda, b, ldb); }
export function copyMatrix_f32(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void { copyMatrix<f32>(m, n, a, lda, b, ldb); }
export function zeroMatrix_f64(m: i32, n: i32, a: usize, lda: i32): void { zeroMatrix<f64>(m, n, a, lda); }
export function zeroMatrix_f32(m: i32, n: i32, a: usize, lda: i32): void { zeroMatrix<f32>(m, n, a, lda); }
export function copyStrided_f64(n: i32, x: usize, stride: i32, y: usize): void { copyStrided<f64>(n, x, stride, y); }
export function copyStrided_f32(n: i32, x: usize, stride: i32, y: usize): void { copyStrided<f32>(n, x, stride, y); }
export function gemv_f32(m: i32, n: i32, alpha: f32, a: usize, lda: i32, x: usize, y: usize): void { gemv<f32>(m, n, alpha, a, lda, x, y); }
export function gemvTransposed_f32(m: i32, n: i32, alpha: f32, a: usize, lda: i32, x: usize, y: usize): void {
  gemvTransposed<f32>(m, n, alpha, a, lda, x, y);
}
export function ger_f32(m: i32, n: i32, alpha: f32, x: usize, y: usize, a: usize, lda: i32): void { ger<f32>(m, n, alpha, x, y, a, lda); }
export function rotForward_f32(count: i32, rotations: usize, x: usize, stride: usize): void { rotForward<f32>(count, rotations, x, stride); }
export function rotBackward_f32(count: i32, rotations: usize, x: usize, stride: usize): void { rotBackward<f32>(count, rotations, x, stride); }
export function transpose_f32(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void { transpose<f32>(m, n, a, lda, b, ldb); }
export function packRows_f64(m: i32, k: i32, a: usize, rs: i32, cs: i32, packed: usize): void { packRows<f64>(m, k, a, rs, cs, packed); }
export function packRows_f32(m: i32, k: i32, a: usize, rs: i32, cs: i32, packed: usize): void { packRows<f32>(m, k, a, rs, cs, packed); }
export function packColumns_f64(k: i32, n: i32, b: usize, rs: i32, cs: i32, packed: usize): void { packColumns<f64>(k, n, b, rs, cs, packed); }
export function packColumns_f32(k: i32, n: i32, b: usize, rs: i32, cs: i32, packed: usize): void { packColumns<f32>(k, n, b, rs, cs, packed); }
export function powerOfTwo_f64(exponent: i32): f64 { return powerOfTwo(exponent); }
export function exponentOf_f64(x: f64): i32 { return exponentOf(x); }
export function scaleByPowerOfTwo_f64(x: f64, exponent: i32): f64 { return scaleByPowerOfTwo(x, exponent); }
export function scalePowerOfTwo_f64(n: i32, exponent: i32, x: usize): void { scalePowerOfTwo<f64>(n, exponent, x); }
export function tileRows_f64(): i32 { return tileRows<f64>(); }
export function tileRows_f32(): i32 { return tileRows<f32>(); }
export function tileColumns(): i32 { return TILE_COLUMNS; }
export function stripRows_f64(): i32 { return stripRows<f64>(); }
export function stripRows_f32(): i32 { return stripRows<f32>(); }
export function smallerSingularValue_f64(f: f64, g: f64, h: f64): f64 { return smallerSingularValue(f, g, h); }
export function svdTwoByTwo_f64(f: f64, g: f64, h: f64, out: usize): void { svdTwoByTwo(f, g, h, changetype<TwoByTwo>(out)); }
export function sortDescending_f64(n: i32, d: usize, index: usize, sign: usize, work: usize): void { sortDescending(n, vector<f64>(d), vector<i32>(index), vector<f64>(sign), vector<f64>(work)); }
export function signOfLargest_f64(n: i32, x: usize): f64 { return signOfLargest(n, vector<f64>(x)); }
export function scaleToSafeRange_f64(n: i32, x: usize): i32 { return scaleToSafeRange(n, x); }
export function unscale_f64(n: i32, exponent: i32, s: usize): void { unscale<f64>(n, exponent, s); }
export function gemvBoth_f64(m: i32, n: i32, a: usize, lda: i32, u: usize, tau: f64, y: usize, r: usize, w: usize, sums: usize): void {
  gemvBoth<f64>(m, n, a, lda, u, tau, y, r, w, sums);
}
export function gemvBoth_f32(m: i32, n: i32, a: usize, lda: i32, u: usize, tau: f32, y: usize, r: usize, w: usize, sums: usize): void {
  gemvBoth<f32>(m, n, a, lda, u, tau, y, r, w, sums);
}
export function bidiagonalizeBytes_f64(m: i32, ldm: i32, n: i32, ldn: i32): usize { return bidiagonalizeBytes(m, ldm, n, ldn); }
export function bidiagonalize_f64(
  m: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tauQ: usize, tauP: usize, v: usize, ldv: i32, ldn: i32, work: usize,
): void {
  bidiagonalize<f64>(bidiagonal(m, n, a, lda, d, e, tauQ, tauP, v, ldv), ldn, work);
}
export function householderQrBytes_f64(m: i32, n: i32): usize { return householderQrBytes(m, n); }
export function householderQr_f64(m: i32, n: i32, a: usize, lda: i32, tau: usize, work: usize): void { householderQr(m, n, a, lda, tau, work); }
export function reflectorsBytes_f64(m: i32, columns: i32, count: i32): usize { return reflectorsBytes(m, columns, count); }
export function formVectors_f64(m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: usize, work: usize): void {
  formVectors(m, columns, count, a, lda, vector<f64>(tau), work);
}
function reflectors(m: i32, count: i32, a: usize, lda: i32, tau: usize): Reflectors<f64> {
  const q = changetype<Reflectors<f64>>(reserve(offsetof<Reflectors<f64>>()));
  q.rows = m;
  q.count = count;
  q.a = vector<f64>(a);
  q.lda = lda;
  q.tau = vector<f64>(tau);
  return q;
}
export function applyQ_f64(
  m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: usize, c: usize, ldc: i32, work: usize,
): void {
  applyQ(reflectors(m, count, a, lda, tau), columns, m, c, ldc, work);
}
export * from "./completion-kernels";
export * from "./jacobi-kernels";
export * from "./krylov-kernels";
export * from "./step-kernels";
export * from "./tall-kernels";
import { vector } from "../memory";
import { bidiagonal } from "./records";
export function panelProduct_f64(
  m: i32, k: i32, columns: i32, alpha: f64, a: usize, rs: i32, cs: i32, x: usize, ldx: i32, y: usize, ldy: i32,
): void {
  panelProduct<f64>(m, k, columns, alpha, a, rs, cs, x, ldx, y, ldy);
}
export function panelProduct_f32(
  m: i32, k: i32, columns: i32, alpha: f32, a: usize, rs: i32, cs: i32, x: usize, ldx: i32, y: usize, ldy: i32,
): void {
  panelProduct<f32>(m, k, columns, alpha, a, rs, cs, x, ldx, y, ldy);
}
export function spmm_f64(rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize): void {
  spmm<f64>(rows, b, rowStart, column, value, x, y);
}
export function spmmTransposed_f64(rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize): void {
  spmmTransposed<f64>(rows, b, rowStart, column, value, x, y);
}
export function spmmBoth_f64(
  rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize, z: usize,
): void {
  spmmBoth<f64>(rows, b, rowStart, column, value, x, y, z);
}
export { spmmGramElements };
export function spmmGram_f64(
  rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, work: usize, z: usize,
): void {
  spmmGram<f64>(rows, b, rowStart, column, value, x, work, z);
}
export function secularRoot_f64(n: i32, k: i32, d: usize, z: usize, zz: f64, tau: usize, scratch: usize): i32 {
  return secularRoot(n, k, vector<f64>(d), vector<f64>(z), zz, vector<f64>(tau), changetype<SecularSums>(scratch));
}
export function exactWeights_f64(n: i32, d: usize, z: usize, origin: usize, tau: usize, zhat: usize): void {
  exactWeights(n, vector<f64>(d), vector<f64>(z), vector<i32>(origin), vector<f64>(tau), vector<f64>(zhat));
}
export function rightVector_f64(n: i32, d: usize, zhat: usize, start: f64, shift: f64, x: usize): f64 {
  return rightVector(n, d, zhat, start, shift, x);
}
export function leftVector_f64(n: i32, d: usize, zhat: usize, start: f64, shift: f64, first: i32, x: usize): f64 {
  return leftVector(n, vector<f64>(d), zhat, start, shift, first, vector<f64>(x));
}
function mergeRecord(v: usize, ldv: i32, z: usize): Merge {
  const p = changetype<Merge>(reserve(offsetof<Merge>()));
  p.v = v;
  p.ldv = ldv;
  p.z = vector<f64>(z);
  return p;
}
export function mergedRow_f64(
  f: i32, nl: i32, nr: i32, extra: i32, alpha: f64, beta: f64, v: usize, ldv: i32, z: usize,
): void {
  mergedRow(f, nl, nr, extra, alpha, beta, mergeRecord(v, ldv, z));
}
/** counts: upper, dense, lower. */
export function deflateMerge_f64(
  f: i32, nl: i32, nr: i32, extra: i32, norm: f64, u: usize, ldu: i32, v: usize, ldv: i32,
  d: usize, z: usize, order: usize, kinds: usize,
  sorted: usize, weights: usize, columns: usize, group: usize, counts: usize,
): i32 {
  const p = mergeRecord(v, ldv, z);
  p.u = u;
  p.ldu = ldu;
  p.d = vector<f64>(d);
  p.merged = vector<i32>(order);
  p.kinds = vector<i32>(kinds);
  p.sorted = vector<f64>(sorted);
  p.weights = vector<f64>(weights);
  p.columns = vector<i32>(columns);
  p.group = vector<i32>(group);
  const k = deflateMerge(f, nl, nr, extra, norm, p);
  store<i32>(counts, p.upper);
  store<i32>(counts, p.dense, 4);
  store<i32>(counts, p.lower, 8);
  return k;
}
export function isDecomposition_f64(
  n: i32, d: usize, e: usize, s: usize, u: usize, ldu: i32, v: usize, ldv: i32, work: usize,
): i32 {
  return isDecomposition(n, vector<f64>(d), vector<f64>(e), vector<f64>(s), u, ldu, v, ldv, work) ? 1 : 0;
}
export function divideAndConquerBytes_f64(n: i32): f64 { return divideAndConquerBytes(n); }
/** u = 0: without left vectors. */
export function divideAndConquer_f64(
  n: i32, d: usize, e: usize, u: usize, v: usize, ld: i32, w: usize, work: usize,
): i32 {
  const p = openDivide(work, n);
  p.d = vector<f64>(d);
  p.e = vector<f64>(e);
  p.u = u;
  p.ldu = ld;
  p.v = v;
  p.ldv = ld;
  p.w = w;
  p.ldw = ld;
  return divideAndConquer(p);
}
