import { mark, release, reserve } from "../../arena";
import { amax } from "../../kernels/amax";
import { copyMatrix } from "../../kernels/copy";
import { transpose } from "../../kernels/transpose";
import { Status } from "../../status";
import { isDecomposition } from "../../svd/divide/audit";
import { bidiagonalize } from "../../svd/reduce/bidiagonalize";
import { diagonalize, SCRATCH_BYTES } from "../../svd/implicit-qr/diagonalize";
import { divideAndConquer } from "../../svd/divide/divide-and-conquer";
import { dqds } from "../../svd/dqds/dqds";
import { smallestBound } from "../../svd/implicit-qr/find-block";
import { applyQ, formVectors } from "../../svd/reduce/form-vectors";
import { copyTriangle, householderQr } from "../../svd/reduce/householder-qr";
import { sortDescending } from "../../svd/order";
import { batchBytes, openBatch } from "../../svd/implicit-qr/rotations";
import { applyP, formP, restoreRightReflectors, storeRightReflectors } from "../../svd/reduce/right-reflectors";
import { scaleToSafeRange, unscale } from "../../svd/scale";
import { chooseSigns } from "../../svd/signs";
import { TINY_BYTES, tinySvd } from "../../svd/tiny/tiny";
import { unpack } from "../../svd/unpack";
import {
  divides, DQDS_FROM, DRIVER_DIVIDE, fitsInput, FULL_VECTORS, leadingDimension, NO_VECTORS, RESULT_S, RESULT_U, RESULT_V, svdBytes,
  usesQr, usesTiny, workBytes,
} from "./plan";

export {
  DRIVER_AUTO, FULL_VECTORS, leadingDimension, matrixBytes, NO_VECTORS, RESULT_S, RESULT_U, RESULT_V, svdBytes, THIN_VECTORS,
} from "./plan";

// @ts-ignore: decorator
@inline
function block(elements: i32): usize {
  return reserve(<usize>elements << 3);
}

/** A bidiagonal matrix whose values may spread further is left to implicit QR, which finds the small ones relatively. */
const GRADED: f64 = 1e12;

function isGraded(n: i32, d: usize, e: usize): bool {
  return !(max<f64>(amax<f64>(n, d), amax<f64>(n - 1, e)) <= GRADED * smallestBound(n, d, e));
}

/**
 * The singular value decomposition  A = U*diag(S)*V'  of a row-major matrix.   [LAPACK gesvd, gesdd], [DK90], [GE95]
 *
 * a: rows x columns, row-major, finite; overwritten, and U may be left in it. The addresses of U (rows x rows or k), S (k)
 * and V (columns x columns or k), row-major, k = min(rows, columns), are left in `result` (three words); they stay reserved
 * for the caller. In each column of U the entry of largest magnitude is positive.
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
  const v = wanted ? reserve((<usize>(ldn * n) << 3) + 64) : block(n);
  bidiagonalize<f64>(coreRows, n, core, ldc, s, e, tauQ, tauP, v, wanted ? ldn : 0, ldn, work);

  // dqds finds every value to high relative accuracy; the engines below supply the vectors, and what it declines.
  const values = block(n);
  memory.copy(values, s, <usize>n << 3);
  const found = n >= DQDS_FROM && dqds(n, values, e, work);
  let u = core;
  if (wanted || !found) {
    if (divides(n, vectors, driver)) u = reserve((<usize>(ldm * uColumns) << 3) + 64);
    if (!divides(n, vectors, driver) || !divideVectors(m, coreRows, n, uColumns, driver, s, e, core, ldc, tauQ, tauP, u, ldm, v, ldn, a, work)) {
      const scratch = reserve(SCRATCH_BYTES);
      const batch = reserve(batchBytes(n));
      if (wanted) {
        formVectors(coreRows, qr ? n : uColumns, n, core, ldc, tauQ, work);
        formP(n, v, ldn, tauP, work);
      }
      openBatch(batch, n, wanted ? core : 0, coreRows, ldc, wanted ? v : 0, n, ldn);
      if (diagonalize(n, s, e, batch, scratch) != 0) return Status.NoConvergence;
      if (qr && wanted) {
        if (u == core) u = block(ldm * uColumns);
        embed(m, n, uColumns, core, ldn, u, ldm);
      } else u = core;
    }
  }
  if (qr && wanted) applyQ(m, uColumns, n, tall, ldm, tauR, uColumns == n ? n : m, u, ldm, work);

  const sorting = reserve(<usize>n * 12);
  if (wanted || !found) sortDescending(n, s, index, signV, sorting);
  if (found) {
    sortDescending(n, values, reserve(<usize>n << 2), signU, sorting);
    memory.copy(s, values, <usize>n << 3);
  }
  unscale(n, exponent, s);
  store<usize>(result + RESULT_S, s);
  if (!wanted) return Status.Ok;

  for (let j = n; j < uColumns; j++) store<i32>(index + (<usize>j << 2), j);
  chooseSigns(m, n, uColumns, u, ldm, v, ldn, wide, signU, signV);
  // U takes the input's place; then the tall matrix is free for V.
  const outU = vectors == FULL_VECTORS ? block(m * uColumns) : a;
  unpack(m, uColumns, u, ldm, index, signU, outU);
  unpack(n, n, v, ldn, index, signV, tall);
  store<usize>(result + RESULT_U, wide ? tall : outU);
  store<usize>(result + RESULT_V, wide ? outU : tall);
  return Status.Ok;
}

/**
 * Singular vectors by divide and conquer: U = Q*U_B in u (m x uColumns), V = P*V_B in v. Returns false, with everything
 * but u as it was, where the values spread too far or the result does not pass its audit.
 */
function divideVectors(
  m: i32, coreRows: i32, n: i32, uColumns: i32, driver: i32, s: usize, e: usize, core: usize, ldc: i32, tauQ: usize, tauP: usize,
  u: usize, ldu: i32, v: usize, ldv: i32, input: usize, work: usize,
): bool {
  if (driver != DRIVER_DIVIDE && isGraded(n, s, e)) return false;
  const copyD = block(n);
  const copyE = block(n);
  memory.copy(copyD, s, <usize>n << 3);
  memory.copy(copyE, e, <usize>n << 3);
  storeRightReflectors(n, v, ldv, core, ldc);

  const wide = m >= leadingDimension(n);
  const w = fitsInput(m, n) ? input : block(ldv * n);
  const ldw = fitsInput(m, n) && !wide ? n : ldv;
  if (
    divideAndConquer(n, s, e, u, ldu, v, ldv, w, ldw, work) != 0 ||
    !isDecomposition(n, copyD, copyE, s, u, ldu, v, ldv, work)
  ) {
    memory.copy(s, copyD, <usize>n << 3);
    memory.copy(e, copyE, <usize>n << 3);
    restoreRightReflectors(n, core, ldc, v, ldv);
    return false;
  }
  for (let j = n; j < uColumns; j++) {
    const column = u + (<usize>(j * ldu) << 3);
    memory.fill(column, 0, <usize>m << 3);
    store<f64>(column + (<usize>j << 3), 1);
  }
  applyQ(coreRows, coreRows == m ? uColumns : n, n, core, ldc, tauQ, uColumns == n ? n : coreRows, u, ldu, work);
  applyP(n, core, ldc, tauP, v, ldv, ldv, work);
  return true;
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
