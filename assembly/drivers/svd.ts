import { mark, release, reserve } from "../arena";
import { amax } from "../kernels/amax";
import { copyMatrix } from "../kernels/copy";
import { transpose } from "../kernels/transpose";
import { Status } from "../status";
import { isDecomposition } from "../svd/audit";
import { bidiagonalize, bidiagonalizeBytes } from "../svd/bidiagonalize";
import { diagonalize, SCRATCH_BYTES } from "../svd/diagonalize";
import { divideAndConquer, divideAndConquerBytes } from "../svd/divide-and-conquer";
import { dqds, dqdsBytes } from "../svd/dqds";
import { smallestBound } from "../svd/find-block";
import { applyQ, formVectors, reflectorsBytes } from "../svd/form-vectors";
import { copyTriangle, householderQr, householderQrBytes } from "../svd/householder-qr";
import { sortDescending } from "../svd/order";
import { batchBytes, openBatch } from "../svd/rotations";
import { scaleToSafeRange, unscale } from "../svd/scale";
import { chooseSigns } from "../svd/signs";
import { isTiny, TINY_BYTES, tinySvd } from "../svd/tiny";
import { unpack } from "../svd/unpack";

/** Which singular vectors are wanted. */
export const NO_VECTORS: i32 = 0;
export const THIN_VECTORS: i32 = 1;
export const FULL_VECTORS: i32 = 2;

/** From m = QR_FIRST * n on, A = Q*R is factored first and R is reduced. */
const QR_FIRST: f64 = 1.6;

/** Where the addresses of U, S and V are left in `result`. */
export const RESULT_U: usize = 0;
export const RESULT_S: usize = 4;
export const RESULT_V: usize = 8;

/**
 * Elements from column to column of an m-row matrix: an odd number of 64-byte lines, so that no walk along a row meets
 * the same cache set again and again (a multiple of 4096 bytes costs up to 5x).
 */
export function leadingDimension(m: i32): i32 {
  return (((m + 7) >> 3) | 1) << 3;
}

// @ts-ignore: decorator
@inline
export function matrixBytes(ld: i32, columns: i32): f64 {
  return <f64>ld * <f64>columns * 8 + 64;
}

function usesQr(m: i32, n: i32): bool {
  return <f64>m >= QR_FIRST * <f64>n && m > n + 1;
}

/** From this order on, divide and conquer finds the vectors of the bidiagonal matrix faster than implicit QR. */
const DIVIDE_FROM: i32 = 128;

/** A bidiagonal matrix whose values may spread further is left to implicit QR, which finds the small ones relatively. */
const GRADED: f64 = 1e12;

/** How the bidiagonal matrix is diagonalized. */
export const DRIVER_AUTO: i32 = 0;
export const DRIVER_QR: i32 = 1;
export const DRIVER_DIVIDE: i32 = 2;

function divides(n: i32, vectors: i32, driver: i32): bool {
  if (vectors == NO_VECTORS || driver == DRIVER_QR || n < 2) return false;
  return driver == DRIVER_DIVIDE || n >= DIVIDE_FROM;
}

function isGraded(n: i32, d: usize, e: usize): bool {
  return !(max<f64>(amax<f64>(n, d), amax<f64>(n - 1, e)) <= GRADED * smallestBound(n, d, e));
}

/** Bytes that svd reserves beside its input, results included. */
export function svdBytes(rows: i32, columns: i32, vectors: i32, driver: i32): f64 {
  const m = max(rows, columns);
  const n = min(rows, columns);
  const ldm = leadingDimension(m);
  const ldn = leadingDimension(n);
  const uColumns = vectors == FULL_VECTORS ? m : n;
  if (usesTiny(m, n, vectors, driver)) return <f64>TINY_BYTES + 8 * (<f64>m * <f64>uColumns + <f64>n * <f64>(n + 1)) + 256;
  const qr = usesQr(m, n);
  let bytes = vectorBytes(m, n) + <f64>batchBytes(n) + <f64>workBytes(m, n, vectors, driver) + 64;
  bytes += matrixBytes(ldm, qr ? n : uColumns);
  if (qr) bytes += matrixBytes(ldn, n);
  if (vectors == NO_VECTORS) return bytes + matrixBytes(n, 1);
  if (qr || divides(n, vectors, driver)) bytes += matrixBytes(ldm, uColumns) + 64;
  if (divides(n, vectors, driver)) bytes += 3 * matrixBytes(ldn, n) + 128;
  return bytes + matrixBytes(ldn, n) + matrixBytes(m, uColumns) + matrixBytes(n, n);
}

/** d, e, tauQ, tauP, tauR, signs of U and V, order, copies of d and e, sorting space, scratch. */
function vectorBytes(m: i32, n: i32): f64 {
  return 64 * 16 + <f64>n * (7 * 8 + 12) + <f64>m * (2 * 8 + 4) + <f64>SCRATCH_BYTES;
}

/** The workspace that the steps share, one after the other. */
function workBytes(m: i32, n: i32, vectors: i32, driver: i32): usize {
  const qr = usesQr(m, n);
  const coreRows = qr ? n : m;
  const uColumns = vectors == FULL_VECTORS ? m : n;
  let bytes = bidiagonalizeBytes(coreRows, leadingDimension(coreRows), n, leadingDimension(n));
  if (qr) bytes = max(bytes, householderQrBytes(m, n));
  if (vectors == NO_VECTORS) return max(bytes, dqdsBytes(n));
  bytes = max(bytes, reflectorsBytes(m, uColumns, n));
  if (divides(n, vectors, driver)) bytes = max(bytes, max(divideAndConquerBytes(n), <usize>(3 * n) << 3));
  return bytes;
}

// @ts-ignore: decorator
@inline
function block(elements: i32): usize {
  return reserve(<usize>elements << 3);
}

/**
 * The singular value decomposition  A = U*diag(S)*V'  of a row-major matrix.   [LAPACK gesvd, gesdd], [DK90], [GE95]
 *
 * a: rows x columns, row-major, finite; overwritten. The addresses of U (rows x rows or k), S (k) and V (columns x columns
 * or k), row-major, k = min(rows, columns), are left in `result` (three words); they stay reserved for the caller.
 * In each column of U the entry of largest magnitude is positive.
 */
export function svd(rows: i32, columns: i32, a: usize, vectors: i32, driver: i32, result: usize): Status {
  const base = mark();
  const room = reserve(<usize>svdBytes(rows, columns, vectors, driver));
  if (room == 0) return Status.OutOfMemory;
  release(base);
  const status = usesTiny(max(rows, columns), min(rows, columns), vectors, driver)
    ? factorTiny(rows, columns, a, vectors, result)
    : factor(rows, columns, a, vectors, driver, result);
  if (status != Status.Ok) release(base);
  return status;
}

function usesTiny(m: i32, n: i32, vectors: i32, driver: i32): bool {
  return isTiny(m, n) && !(driver == DRIVER_DIVIDE && vectors != NO_VECTORS);
}

function factorTiny(rows: i32, columns: i32, a: usize, vectors: i32, result: usize): Status {
  const k = min(rows, columns);
  const wanted = vectors != NO_VECTORS;
  const full = vectors == FULL_VECTORS;
  const s = block(k);
  const u = wanted ? block(rows * (full ? rows : k)) : 0;
  const v = wanted ? block(columns * (full ? columns : k)) : 0;
  if (tinySvd(rows, columns, a, wanted, full, u, s, v, reserve(TINY_BYTES)) != 0) return Status.NoConvergence;
  store<usize>(result + RESULT_U, u);
  store<usize>(result + RESULT_S, s);
  store<usize>(result + RESULT_V, v);
  return Status.Ok;
}

function factor(rows: i32, columns: i32, a: usize, vectors: i32, driver: i32, result: usize): Status {
  // Row-major wide memory is the column-major tall transpose: the core only sees m >= n. A square matrix goes in as
  // it is, not as its transpose: an upper bidiagonal keeps every small value to relative accuracy.
  const wide = rows < columns;
  const m = max(rows, columns);
  const n = min(rows, columns);
  const wanted = vectors != NO_VECTORS;
  const uColumns = vectors == FULL_VECTORS ? m : n;
  const ldm = leadingDimension(m);
  const ldn = leadingDimension(n);
  const qr = usesQr(m, n);

  const s = block(n);
  const e = block(n);
  const tauQ = block(n);
  const tauP = block(n);
  const tauR = block(n);
  const signU = block(m);
  const signV = block(m);
  const index = reserve(<usize>m << 2);
  const work = reserve(workBytes(m, n, vectors, driver));
  const tall = block(ldm * (qr ? n : uColumns));

  const exponent = scaleToSafeRange(m * n, a);
  if (wide) copyMatrix<f64>(m, n, a, m, tall, ldm);
  else transpose<f64>(n, m, a, n, tall, ldm);

  let core = tall;
  let coreRows = m;
  let ldc = ldm;
  if (qr) {
    core = block(ldn * n);
    coreRows = n;
    ldc = ldn;
    householderQr(m, n, tall, ldm, tauR, work);
    copyTriangle(n, tall, ldm, core, ldn);
  }
  let v = wanted ? block(ldn * n) : block(n);
  bidiagonalize<f64>(coreRows, n, core, ldc, s, e, tauQ, tauP, v, wanted ? ldn : 0, ldn, work);

  let u = core;
  let done = false;
  if (divides(n, vectors, driver)) {
    const copyD = block(n);
    const copyE = block(n);
    memory.copy(copyD, s, <usize>n << 3);
    memory.copy(copyE, e, <usize>n << 3);
    u = reserve((<usize>(ldm * uColumns) << 3) + 64);
    const right = reserve((<usize>(ldn * n) << 3) + 64);
    const w = block(ldn * n);
    if (
      (driver == DRIVER_DIVIDE || !isGraded(n, s, e)) &&
      divideAndConquer(n, s, e, u, ldm, right, ldn, w, work) == 0 &&
      isDecomposition(n, copyD, copyE, s, u, ldm, right, ldn, work)
    ) {
      for (let j = n; j < uColumns; j++) {
        const column = u + (<usize>(j * ldm) << 3);
        memory.fill(column, 0, <usize>m << 3);
        store<f64>(column + (<usize>j << 3), 1);
      }
      applyQ(coreRows, qr ? n : uColumns, n, core, ldc, tauQ, u, ldm, work);
      applyQ(n - 1, n, n - 1, v + 8, ldn, tauP, right + 8, ldn, work);
      v = right;
      done = true;
    } else {
      memory.copy(s, copyD, <usize>n << 3);
      memory.copy(e, copyE, <usize>n << 3);
    }
  }
  if (!done) {
    const scratch = reserve(SCRATCH_BYTES);
    const batch = reserve(batchBytes(n));
    if (wanted) {
      formVectors(coreRows, qr ? n : uColumns, n, core, ldc, tauQ, work);
      formRightVectors(n, v, ldn, tauP, work);
    }
    openBatch(batch, n, wanted ? core : 0, coreRows, ldc, wanted ? v : 0, n, ldn);
    // Without vectors the values come from dqds; what it declines goes to implicit QR as well.
    if (wanted || n < 3 || !dqds(n, s, e, work)) {
      if (diagonalize(n, s, e, batch, scratch) != 0) return Status.NoConvergence;
    }
    if (qr && wanted) {
      if (u == core) u = block(ldm * uColumns);
      embed(m, n, uColumns, core, ldn, u, ldm);
    } else u = core;
  }
  if (qr && wanted) applyQ(m, uColumns, n, tall, ldm, tauR, u, ldm, work);

  sortDescending(n, s, index, signV, reserve(<usize>n * 12));
  unscale(n, exponent, s);
  store<usize>(result + RESULT_S, s);
  if (!wanted) return Status.Ok;

  for (let j = n; j < uColumns; j++) store<i32>(index + (<usize>j << 2), j);
  chooseSigns(m, n, uColumns, u, ldm, v, ldn, wide, signU, signV);
  const outU = block(m * uColumns);
  const outV = block(n * n);
  unpack(m, uColumns, u, ldm, index, signU, outU);
  unpack(n, n, v, ldn, index, signV, outV);
  store<usize>(result + RESULT_U, wide ? outV : outU);
  store<usize>(result + RESULT_V, wide ? outU : outV);
  return Status.Ok;
}

/** V's reflectors start one row down: P = diag(1, H_0 H_1 ...).   [LAPACK orgbr('P')] */
export function formRightVectors(n: i32, v: usize, ldv: i32, tauP: usize, work: usize): void {
  // Column i of v holds a reflector of column i + 1 of P: shift, last to first.
  const stride = <usize>ldv << 3;
  for (let j = n - 1; j > 0; j--) memory.copy(v + <usize>j * stride, v + <usize>(j - 1) * stride, <usize>n << 3);
  memory.fill(v, 0, <usize>n << 3);
  store<f64>(v, 1);
  for (let j = 1; j < n; j++) store<f64>(v + <usize>j * stride, 0);
  formVectors(n - 1, n - 1, n - 1, v + stride + 8, ldv, tauP, work);
}

/** U := [X 0; 0 I] with X n x n in the upper left corner of m x columns. */
export function embed(m: i32, n: i32, columns: i32, x: usize, ldx: i32, u: usize, ldu: i32): void {
  for (let j = 0; j < columns; j++) {
    const column = u + ((<usize>j * ldu) << 3);
    memory.fill(column, 0, <usize>m << 3);
    if (j < n) memory.copy(column, x + ((<usize>j * ldx) << 3), <usize>n << 3);
    else store<f64>(column + (<usize>j << 3), 1);
  }
}
