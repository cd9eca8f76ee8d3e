import { mark, release, room } from "../../arena";
import { Driver, Vectors } from "../../codes";
import { amax } from "../../kernels/amax";
import { copyMatrix } from "../../kernels/copy";
import { narrow } from "../../kernels/narrow";
import { transpose } from "../../kernels/transpose";
import { at, bytesOf, elements, line, Vector } from "../../memory";
import { real } from "../../real";
import { Status } from "../../status";
import { isDecomposition } from "../../svd/divide/audit";
import { openDivide } from "../../svd/divide/divide";
import { divideAndConquer } from "../../svd/divide/divide-and-conquer";
import { dqds } from "../../svd/dqds/dqds";
import { diagonalize } from "../../svd/implicit-qr/diagonalize";
import { smallestBound } from "../../svd/implicit-qr/find-block";
import { openBatch } from "../../svd/implicit-qr/rotations";
import { sortDescending } from "../../svd/order";
import { bidiagonalize } from "../../svd/reduce/bidiagonalize";
import { applyQ, formVectors } from "../../svd/reduce/form-vectors";
import { copyTriangle, householderQr } from "../../svd/reduce/householder-qr";
import { applyP, formP, restoreRightReflectors, storeRightReflectors } from "../../svd/reduce/right-reflectors";
import { scaleToSafeRange, unscale } from "../../svd/scale";
import { choosePairSigns, chooseSigns } from "../../svd/signs";
import { choleskyQr, CLOSE, refine } from "../../svd/tall/cholesky-qr";
import { chooseTallSigns, signColumns, tallVectors } from "../../svd/tall/tall-vectors";
import { TINY_BYTES, tinySvd } from "../../svd/tiny/tiny";
import { unpack } from "../../svd/unpack";
import { divides, DQDS_FROM, usesTiny } from "./plan";
import { Dense, openDense, svdBytes, Triplets } from "./work";

/** A bidiagonal matrix whose values may spread further is left to implicit QR, which finds the small ones relatively. */
const GRADED: f64 = 1e12;

/**
 * The singular value decomposition  A = U*diag(S)*V'  of a row-major matrix.   [LAPACK gesvd, gesdd], [DK90], [GE95]
 *
 * a: rows x columns, row-major, finite; overwritten, and U may be left in it. The addresses of U (rows x rows or k), S (k)
 * and V (columns x columns or k), row-major, k = min(rows, columns), are left in `result`; they stay reserved for the caller. In each
 * column of U the entry of largest magnitude is positive.
 */
export function svd(rows: i32, columns: i32, a: usize, vectors: i32, driver: i32, result: Triplets): Status {
  const base = mark();
  const start = room(svdBytes(rows, columns, vectors, driver));
  if (start == 0) return Status.OutOfMemory;
  let status = Status.Ok;
  if (usesTiny(max(rows, columns), min(rows, columns), vectors, driver)) {
    status = factorTiny(rows, columns, a, vectors, start, result);
  } else {
    const p = openDense(start, rows, columns, vectors, driver);
    p.input = a;
    status = factor(p, result);
  }
  if (status != Status.Ok) release(base);
  return status;
}

/** In the svdBytes at `start`. */
function factorTiny(rows: i32, columns: i32, a: usize, vectors: i32, start: usize, result: Triplets): Status {
  const k = min(rows, columns);
  const wanted = vectors != Vectors.None;
  const full = vectors == Vectors.Full;
  const u = start + line(bytesOf<real>(k));
  const v = wanted ? u + line(bytesOf<real>(rows * (full ? rows : k))) : u;
  const scratch = wanted ? v + line(bytesOf<real>(columns * (full ? columns : k))) : u;
  result.s = start;
  result.u = wanted ? u : 0;
  result.v = wanted ? v : 0;
  return tinySvd(rows, columns, a, wanted, full, u, start, v, scratch) == 0 ? Status.Ok : Status.NoConvergence;
}

function factor(p: Dense, result: Triplets): Status {
  p.exponent = scaleToSafeRange(p.m * p.n, p.input);
  p.hasGram = p.usesGram && factorByGram(p);
  if (!diagonalizeCore(p)) return Status.NoConvergence;
  if (p.hasGram && p.cholesky.rough && spreads(p)) {
    p.hasGram = refine(p.cholesky);
    if (!diagonalizeCore(p)) return Status.NoConvergence;
  }
  if (p.qr && !p.hasGram && p.vectors != Vectors.None) {
    applyQ(p.tallQ, p.uColumns, p.uColumns == p.n ? p.n : p.m, p.u, p.ldm, p.work);
  }
  finish(p, result);
  return Status.Ok;
}

/** A = Q*R by Gram matrices, from A as it came in. */
function factorByGram(p: Dense): bool {
  const c = p.cholesky;
  c.a = p.input;
  c.rs = p.wide ? 1 : p.n;
  c.cs = p.wide ? p.m : 1;
  return choleskyQr(c, p.vectors == Vectors.None);
}

/** Whether the values just found lie further apart than one Gram matrix can tell. */
function spreads(p: Dense): bool {
  const values = p.found ? p.values : p.d;
  let least = Infinity;
  for (let i = 0; i < p.n; i++) least = min<f64>(least, abs<f64>(values[i]));
  return !(amax<f64>(p.n, values.at(0)) <= CLOSE * least);
}

/** The values, and the vectors of the core where they are wanted; false if that did not converge. */
function diagonalizeCore(p: Dense): bool {
  reduce(p);
  // dqds finds every value to high relative accuracy; the engines below supply the vectors, and what it declines.
  memory.copy(p.values.at(0), p.d.at(0), bytesOf<f64>(p.n));
  p.found = p.n >= DQDS_FROM && dqds(p.n, p.values, p.e, p.work);
  if (p.vectors == Vectors.None && p.found) return true;
  return (divides(p.n, p.vectors, p.driver) && divideVectors(p)) || rotateVectors(p);
}

/** The core to bidiagonal form, B = Q'*A*P; first A = Q*R where A is long. */
function reduce(p: Dense): void {
  if (p.hasGram) {
    transpose<real>(p.n, p.n, p.cholesky.r.at(0), p.cholesky.ld, p.a.at(0), p.lda);
  } else {
    if (p.wide) copyMatrix<real>(p.m, p.n, p.input, p.m, p.tall, p.ldm);
    else transpose<real>(p.n, p.m, p.input, p.n, p.tall, p.ldm);
    if (p.qr) {
      householderQr(p.m, p.n, p.tall, p.ldm, p.tallQ.tau.at(0), p.work);
      copyTriangle(p.n, p.tall, p.ldm, p.a.at(0), p.lda);
    }
  }
  bidiagonalize<real>(p, p.ldn, p.work);
}

function isGraded(n: i32, d: Vector<f64>, e: Vector<f64>): bool {
  return !(max<f64>(amax<f64>(n, d.at(0)), amax<f64>(n - 1, e.at(0))) <= GRADED * smallestBound(n, d, e));
}

/**
 * Singular vectors by divide and conquer: U = Q*U_B in u (m x uColumns), V = P*V_B in v. Returns false, with everything
 * but u as it was, where the values spread too far or the result does not pass its audit.
 */
function divideVectors(p: Dense): bool {
  const n = p.n;
  const core = p.a.at(0);
  if (p.driver != Driver.Divide && isGraded(n, p.d, p.e)) return false;
  memory.copy(p.dBefore.at(0), p.d.at(0), bytesOf<f64>(n));
  memory.copy(p.eBefore.at(0), p.e.at(0), bytesOf<f64>(n));
  storeRightReflectors(n, p.v, p.ldv, p.a, p.lda);

  const problem = openDivide(p.work, n);
  problem.d = p.d;
  problem.e = p.e;
  problem.u = p.u;
  problem.ldu = p.ldm;
  problem.v = p.v.at(0);
  problem.ldv = p.ldv;
  problem.w = p.w == 0 ? p.input : p.w;
  problem.ldw = p.ldw;
  if (
    divideAndConquer(problem) != 0 ||
    !isDecomposition(n, p.dBefore, p.eBefore, p.d, p.u, p.ldm, p.v.at(0), p.ldv, p.work)
  ) {
    memory.copy(p.d.at(0), p.dBefore.at(0), bytesOf<f64>(n));
    memory.copy(p.e.at(0), p.eBefore.at(0), bytesOf<f64>(n));
    restoreRightReflectors(n, p.a, p.lda, p.v, p.ldv);
    return false;
  }
  for (let j = n; j < p.uColumns; j++) {
    const column = elements<real>(p.u, j * p.ldm);
    memory.fill(column.at(0), 0, bytesOf<real>(p.m));
    column[j] = 1;
  }
  applyQ(p, p.qr ? n : p.uColumns, p.uColumns == n ? n : p.rows, p.u, p.ldm, p.work);
  applyP(n, core, p.lda, p.tauP.at(0), p.v.at(0), p.ldv, p.ldv, p.work);
  return true;
}

/** Values, and vectors where they are wanted, by implicit QR. False if it did not converge. */
function rotateVectors(p: Dense): bool {
  const wanted = p.vectors != Vectors.None;
  const core = p.a.at(0);
  if (wanted) {
    formVectors(p.rows, p.qr ? p.n : p.uColumns, p.n, core, p.lda, p.tau, p.work);
    formP(p.n, p.v, p.ldv, p.tauP, p.work);
  }
  openBatch(p.batch, p.n, wanted ? core : 0, p.rows, p.lda, wanted ? p.v.at(0) : 0, p.n, p.ldv);
  if (diagonalize(p.n, p.d, p.e, p.batch, p.scratch) != 0) return false;
  if (p.qr && wanted) embed(p.hasGram ? p.n : p.m, p.n, p.uColumns, core, p.ldn, p.u, p.ldm);
  else p.u = core;
  return true;
}

/** Order, scale, signs; U, S and V by rows. */
function finish(p: Dense, result: Triplets): void {
  const n = p.n;
  const wanted = p.vectors != Vectors.None;
  if (wanted || !p.found) sortDescending(n, p.d, p.index, p.signV, p.sorting);
  if (p.found) {
    sortDescending(n, p.values, p.valueIndex, p.signU, p.sorting);
    memory.copy(p.d.at(0), p.values.at(0), bytesOf<f64>(n));
  }
  unscale<f64>(n, p.exponent, p.d.at(0));
  narrow<real>(n, p.d.at(0));
  result.s = p.d.at(0);
  if (!wanted) return;

  if (p.hasGram) return finishTall(p, result);
  for (let j = n; j < p.uColumns; j++) p.index[j] = j;
  if (p.wide) choosePairSigns(n, n, p.v.at(0), p.ldv, true, p.signU, p.signV);
  else choosePairSigns(n, p.m, p.u, p.ldm, false, p.signU, p.signV);
  chooseSigns(p.m, p.uColumns - n, at<real>(p.u, n * p.ldm), p.ldm, p.signU.from(n));
  // U takes the input's place; then the tall matrix is free for V.
  const u = p.vectors == Vectors.Full ? p.fullU : p.input;
  unpack(p.m, p.uColumns, p.u, p.ldm, p.index, p.signU, u);
  unpack(n, n, p.v.at(0), p.ldv, p.index, p.signV, p.tall);
  result.u = p.wide ? p.tall : u;
  result.v = p.wide ? u : p.tall;
}

/** The same where U is Q times the left vectors of R: the long side by rows at once, in the place of A. */
function finishTall(p: Dense, result: Triplets): void {
  const n = p.n;
  const c = p.cholesky;
  const long = p.input;
  if (p.wide) {
    choosePairSigns(n, n, p.v.at(0), p.ldv, true, p.signU, p.signV);
    tallVectors(c, p.u, p.ldm, p.index, p.signU, long, 0);
  } else {
    for (let j = 0; j < n; j++) p.signU[j] = 1;
    tallVectors(c, p.u, p.ldm, p.index, p.signU, long, 0);
    chooseTallSigns(c, long, p.signU);
    signColumns(c, long, p.signU);
    for (let j = 0; j < n; j++) p.signV[p.index[j]] *= p.signU[j];
  }
  // X was in the place of the tall matrix.
  unpack(n, n, p.v.at(0), p.ldv, p.index, p.signV, p.tall);
  result.u = p.wide ? p.tall : long;
  result.v = p.wide ? long : p.tall;
}

/** U := [X 0; 0 I] with X n x n in the upper left corner of m x columns. */
export function embed(m: i32, n: i32, columns: i32, x: usize, ldx: i32, u: usize, ldu: i32): void {
  for (let j = 0; j < columns; j++) {
    const column = elements<real>(u, j * ldu);
    memory.fill(column.at(0), 0, bytesOf<real>(m));
    if (j < n) memory.copy(column.at(0), at<real>(x, j * ldx), bytesOf<real>(n));
    else column[j] = 1;
  }
}
