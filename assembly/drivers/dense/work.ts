import { Vectors } from "../../codes";
import { leadingDimension } from "../../kernels/leading-dimension";
import { bytesOf, measured, placed, Vector, vector, Words } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { divideAndConquerBytes } from "../../svd/divide/divide";
import { dqdsBytes } from "../../svd/dqds/dqds";
import { SCRATCH_BYTES } from "../../svd/implicit-qr/diagonalize";
import { Batch, batchBytes } from "../../svd/implicit-qr/rotations";
import { Bidiagonal } from "../../svd/reduce/bidiagonal";
import { bidiagonalizeBytes } from "../../svd/reduce/bidiagonalize";
import { Reflectors } from "../../svd/reduce/reflectors";
import { reflectorsBytes } from "../../svd/reduce/form-vectors";
import { householderQrBytes } from "../../svd/reduce/householder-qr";
import { applyPBytes } from "../../svd/reduce/right-reflectors";
import { TINY_BYTES } from "../../svd/tiny/tiny";
import { CholeskyQr, layOutCholeskyQr } from "../../svd/tall/cholesky-qr";
import { divides, usesCholesky, usesQr, usesTiny } from "./plan";

/** Where a driver leaves U, S and V: addresses, row-major. */
@unmanaged
export class Triplets {
  u: usize;
  s: usize;
  v: usize;
}

/** A dense decomposition under way. As a Bidiagonal it is the core: R of a tall matrix, or A itself. */
@unmanaged
export class Dense extends Bidiagonal<real> {
  /** A is m x n, m >= n; a wide input is its transpose. */
  m: i32;
  n: i32;
  wide: bool;
  vectors: i32;
  driver: i32;
  /** Columns of U, the power of two taken out of A, and whether the core is R of A = Q*R. */
  uColumns: i32;
  exponent: i32;
  qr: bool;
  /** The caller's row-major input, overwritten: first a workspace, then U's place. */
  input: usize;
  /** Where Q*R is to be found by Gram matrices, and whether it was. Its X is in the place of A by columns. */
  cholesky: CholeskyQr;
  usesGram: bool;
  hasGram: bool;
  /** A by columns, and its Q. */
  tall: usize;
  ldm: i32;
  tallQ: Reflectors<real>;
  /** The values by dqds, where it found them, and d and e before divide and conquer. */
  found: bool;
  values: Vector<f64>;
  dBefore: Vector<f64>;
  eBefore: Vector<f64>;
  /** Leading dimension of n rows; left vectors by columns, and an n x n workspace of divide and conquer. */
  ldn: i32;
  u: usize;
  w: usize;
  ldw: i32;
  /** Full U by rows: it does not fit into the input. */
  fullU: usize;
  signU: Vector<real>;
  signV: Vector<real>;
  index: Words;
  valueIndex: Words;
  sorting: Vector<f64>;
  batch: Batch;
  scratch: usize;
  /** The workspace that the steps share, one after the other. */
  work: usize;
}

/** Bytes that svd reserves beside its input, results included. */
export function svdBytes(rows: i32, columns: i32, vectors: i32, driver: i32): f64 {
  const m = max(rows, columns);
  const n = min(rows, columns);
  const work = workBytes(m, n, vectors, driver);
  if (!usesTiny(m, n, vectors, driver)) return layOut(measured<Dense>(), rows, columns, vectors, driver, work).end;
  const uColumns = vectors == Vectors.Full ? m : n;
  return <f64>TINY_BYTES + REAL_BYTES * (<f64>m * <f64>uColumns + <f64>n * <f64>(n + 1)) + 256;
}

/** A decomposition laid out at `address`, svdBytes from there. */
export function openDense(address: usize, rows: i32, columns: i32, vectors: i32, driver: i32): Dense {
  const work = workBytes(max(rows, columns), min(rows, columns), vectors, driver);
  return layOut(placed<Dense>(address), rows, columns, vectors, driver, work);
}

function layOut(p: Dense, rows: i32, columns: i32, vectors: i32, driver: i32, work: f64): Dense {
  const m = max(rows, columns);
  const n = min(rows, columns);
  const wanted = vectors != Vectors.None;
  const dividing = divides(n, vectors, driver);
  p.m = m;
  p.n = n;
  // Row-major wide memory is the column-major tall transpose: the core only sees m >= n. A square matrix goes in as
  // it is, not as its transpose: an upper bidiagonal keeps every small value to relative accuracy.
  p.wide = rows < columns;
  p.vectors = vectors;
  p.driver = driver;
  p.uColumns = vectors == Vectors.Full ? m : n;
  p.usesGram = usesCholesky(m, n, vectors, driver);
  p.hasGram = false;
  p.qr = p.usesGram || usesQr(m, n);
  p.rows = p.qr ? n : m;
  p.count = n;
  p.ldm = leadingDimension<real>(m);
  p.ldn = leadingDimension<real>(n);
  p.lda = p.qr ? p.ldn : p.ldm;
  p.ldv = wanted ? p.ldn : 0;

  p.d = p.take<f64>(n);
  p.e = p.take<f64>(n);
  p.tau = p.take<real>(n);
  p.tauP = p.take<real>(n);
  p.tallQ = p.takeRecord<Reflectors<real>>();
  p.tallQ.rows = m;
  p.tallQ.count = n;
  p.tallQ.lda = p.ldm;
  p.tallQ.tau = p.take<real>(n);
  p.values = p.take<f64>(n);
  p.dBefore = p.take<f64>(n);
  p.eBefore = p.take<f64>(n);
  p.signU = p.take<real>(m);
  p.signV = p.take<real>(m);
  p.index = p.take<i32>(m);
  p.valueIndex = p.take<i32>(n);
  p.sorting = p.take<f64>(1.5 * <f64>n);
  p.scratch = p.takeBytes(<f64>SCRATCH_BYTES);
  p.batch = changetype<Batch>(p.takeBytes(<f64>batchBytes(n)));
  p.work = p.takeBytes(work);
  p.tall = matrix(p, p.ldm, p.qr ? n : p.uColumns);
  p.tallQ.a = vector<real>(p.tall);
  p.a = vector<real>(p.qr ? matrix(p, p.ldn, n) : p.tall);
  p.v = vector<real>(wanted ? matrix(p, p.ldn, n) : p.takeBytes(REAL_BYTES * <f64>n));
  p.u = p.a.at(0);
  if (wanted && (p.qr || dividing)) p.u = matrix(p, p.ldm, p.uColumns);
  // Divide and conquer's workspace is the input, if its columns would not all fall on the same cache sets there.
  p.ldw = m < p.ldn && (n & 127) != 0 ? n : p.ldn;
  p.w = 0;
  if (dividing && m < p.ldn && (n & 127) == 0) p.w = matrix(p, p.ldn, n);
  if (p.usesGram) {
    p.cholesky = layOutCholeskyQr(p, m, n);
    p.cholesky.x = wanted ? p.tall : 0;
  }
  p.fullU = vectors == Vectors.Full ? p.takeBytes(REAL_BYTES * <f64>m * <f64>p.uColumns) : 0;
  return p;
}

/** A matrix by columns, with a line of room behind it for kernels that work on strips of rows. */
function matrix(p: Dense, ld: i32, columns: i32): usize {
  return p.takeBytes(REAL_BYTES * <f64>ld * <f64>columns + 64);
}

/** Bytes of the workspace that the steps share, one after the other. */
function workBytes(m: i32, n: i32, vectors: i32, driver: i32): f64 {
  const qr = usesCholesky(m, n, vectors, driver) || usesQr(m, n);
  const coreRows = qr ? n : m;
  const ldn = leadingDimension<real>(n);
  let bytes = max(bidiagonalizeBytes(coreRows, leadingDimension<real>(coreRows), n, ldn), dqdsBytes(n));
  if (qr) bytes = max(bytes, householderQrBytes(m, n));
  if (vectors != Vectors.None) bytes = max(bytes, reflectorsBytes(m, vectors == Vectors.Full ? m : n, n));
  if (!divides(n, vectors, driver)) return <f64>bytes;
  bytes = max(bytes, max(bytesOf<real>(3 * n), applyPBytes(n, ldn)));
  return max<f64>(<f64>bytes, divideAndConquerBytes(n));
}
