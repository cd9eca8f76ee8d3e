import { leadingDimension } from "../../kernels/leading-dimension";
import { mark, release, reserve } from "../../arena";
import { copyMatrix } from "../../kernels/copy";
import { transpose } from "../../kernels/transpose";
import { at, vector } from "../../memory";
import { Status } from "../../status";
import { Bidiagonal } from "../../svd/reduce/bidiagonal";
import { bidiagonalize, bidiagonalizeBytes } from "../../svd/reduce/bidiagonalize";
import { diagonalize, SCRATCH_BYTES } from "../../svd/implicit-qr/diagonalize";
import { dqds, dqdsBytes } from "../../svd/dqds/dqds";
import { applyQ, formVectors, reflectorsBytes } from "../../svd/reduce/form-vectors";
import { copyTriangle } from "../../svd/reduce/householder-qr";
import { sortDescending } from "../../svd/order";
import { pivotedQr, pivotedQrBytes } from "../../svd/reduce/pivoted-qr";
import { formP } from "../../svd/reduce/right-reflectors";
import { Batch, batchBytes, openBatch } from "../../svd/implicit-qr/rotations";
import { scaleToSafeRange, unscale } from "../../svd/scale";
import { choosePairSigns, chooseSigns } from "../../svd/signs";
import { scatterRows, sortRows, sortRowsBytes } from "../../svd/sort-rows";
import { unpack } from "../../svd/unpack";
import { FULL_VECTORS, NO_VECTORS } from "./plan";
import { embed } from "./svd";
import { Triplets } from "./work";

// @ts-ignore: decorator
@inline
function matrixBytes(ld: i32, columns: i32): f64 {
  return <f64>ld * <f64>columns * 8 + 64;
}

/** Bytes that svdHigh reserves beside its input, results included. */
export function svdHighBytes(rows: i32, columns: i32, vectors: i32): f64 {
  const m = max(rows, columns);
  const n = min(rows, columns);
  const ldm = leadingDimension(m);
  const ldn = leadingDimension(n);
  // Seven vectors of n, two of m, two indices; every block may waste a line.
  let bytes = 64 * 25 + <f64>n * (6 * 8 + 4 + 12) + <f64>m * (2 * 8 + 4) + <f64>SCRATCH_BYTES;
  bytes += <f64>batchBytes(n) + <f64>workBytes(m, n, vectors) + matrixBytes(ldm, n) + matrixBytes(ldn, n);
  if (vectors == NO_VECTORS) return bytes + matrixBytes(n, 1);
  const uColumns = vectors == FULL_VECTORS ? m : n;
  return bytes + matrixBytes(ldn, n) + matrixBytes(ldm, uColumns) + matrixBytes(m, uColumns) + matrixBytes(n, n);
}

function workBytes(m: i32, n: i32, vectors: i32): usize {
  const ldn = leadingDimension(n);
  let bytes = max(bidiagonalizeBytes(n, ldn, n, ldn), max(pivotedQrBytes(n), sortRowsBytes(m)));
  if (vectors == NO_VECTORS) return max(bytes, dqdsBytes(n));
  const uColumns = vectors == FULL_VECTORS ? m : n;
  return max(bytes, max(reflectorsBytes(m, uColumns, n), reflectorsBytes(n, n, n)));
}

/**
 * The singular value decomposition of a badly scaled matrix: for  A = D1*C*D2  with diagonal D1, D2 and a well conditioned C every
 * value to high relative accuracy, as far as is known.   [DV08], [CH98]
 *
 *   rows sorted, then A*P = Q*R by pivoted QR, then implicit QR on R:  R = X*diag(S)*Y',  U = Q*X,  V = P*Y
 *
 * The arguments and results are those of svd.
 */
export function svdHigh(rows: i32, columns: i32, a: usize, vectors: i32, result: Triplets): Status {
  const base = mark();
  const room = reserve(<usize>svdHighBytes(rows, columns, vectors));
  if (room == 0) return Status.OutOfMemory;
  release(base);
  const status = factor(rows, columns, a, vectors, result);
  if (status != Status.Ok) release(base);
  return status;
}

// @ts-ignore: decorator
@inline
function block(elements: i32): usize {
  return reserve(<usize>elements << 3);
}

function factor(rows: i32, columns: i32, a: usize, vectors: i32, result: Triplets): Status {
  const wide = rows < columns;
  const m = max(rows, columns);
  const n = min(rows, columns);
  const wanted = vectors != NO_VECTORS;
  const uColumns = vectors == FULL_VECTORS ? m : n;
  const ldm = leadingDimension(m);
  const ldn = leadingDimension(n);

  const s = vector<f64>(block(n));
  const e = vector<f64>(block(n));
  const tauQ = vector<f64>(block(n));
  const tauP = vector<f64>(block(n));
  const tauR = vector<f64>(block(n));
  const signU = vector<f64>(block(m));
  const signV = vector<f64>(block(m));
  const index = vector<i32>(reserve(<usize>m << 2));
  const order = vector<i32>(reserve(<usize>m << 2));
  const pivots = vector<i32>(reserve(<usize>n << 2));
  const work = vector<f64>(reserve(workBytes(m, n, vectors)));
  const scratch = reserve(SCRATCH_BYTES);
  const batch = changetype<Batch>(reserve(batchBytes(n)));
  const tall = block(ldm * n);
  const core = block(ldn * n);
  const v = vector<f64>(wanted ? block(ldn * n) : block(n));

  const exponent = scaleToSafeRange(m * n, a);
  if (wide) copyMatrix<f64>(m, n, a, m, tall, ldm);
  else transpose<f64>(n, m, a, n, tall, ldm);
  sortRows(m, n, tall, ldm, order, work);
  pivotedQr(m, n, tall, ldm, tauR.at(0), pivots, work.at(0));
  copyTriangle(n, tall, ldm, core, ldn);

  const b = changetype<Bidiagonal<f64>>(reserve(offsetof<Bidiagonal<f64>>()));
  b.rows = n;
  b.count = n;
  b.a = vector<f64>(core);
  b.lda = ldn;
  b.d = s;
  b.e = e;
  b.tau = tauQ;
  b.tauP = tauP;
  b.v = v;
  b.ldv = wanted ? ldn : 0;
  bidiagonalize<f64>(b, ldn, work.at(0));
  if (wanted) {
    formVectors(n, n, n, core, ldn, tauQ, work.at(0));
    formP(n, v, ldn, tauP, work.at(0));
  }
  openBatch(batch, n, wanted ? core : 0, n, ldn, wanted ? v.at(0) : 0, n, ldn);
  if (wanted || n < 3 || !dqds(n, s, e, work.at(0))) {
    if (diagonalize(n, s, e, batch, scratch) != 0) return Status.NoConvergence;
  }
  sortDescending(n, s, index, signV, vector<f64>(reserve(<usize>n * 12)));
  unscale(n, exponent, s.at(0));
  result.s = s.at(0);
  if (!wanted) return Status.Ok;

  const u = block(ldm * uColumns);
  embed(m, n, uColumns, core, ldn, u, ldm);
  b.rows = m;
  b.a = vector<f64>(tall);
  b.lda = ldm;
  b.tau = tauR;
  applyQ(b, uColumns, m, u, ldm, work.at(0));
  scatterRows(m, uColumns, order, u, ldm, work);
  scatterRows(n, n, pivots, v.at(0), ldn, work);

  for (let j = n; j < uColumns; j++) index[j] = j;
  if (wide) choosePairSigns(n, n, v.at(0), ldn, true, signU, signV);
  else choosePairSigns(n, m, u, ldm, false, signU, signV);
  chooseSigns(m, uColumns - n, at<f64>(u, n * ldm), ldm, signU.from(n));
  const outU = block(m * uColumns);
  const outV = block(n * n);
  unpack(m, uColumns, u, ldm, index, signU, outU);
  unpack(n, n, v.at(0), ldn, index, signV, outV);
  result.u = wide ? outV : outU;
  result.v = wide ? outU : outV;
  return Status.Ok;
}
