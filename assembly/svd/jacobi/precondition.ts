import { copyMatrix, zeroMatrix } from "../../kernels/copy";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { leadingDimension } from "../../kernels/leading-dimension";
import { scalePowerOfTwo } from "../../kernels/power-of-two";
import { bytesOf, measured, placed, Vector } from "../../memory";
import { isDecomposition } from "../divide/audit";
import { divideAndConquerBytes, openDivide } from "../divide/divide";
import { divideAndConquer } from "../divide/divide-and-conquer";
import { Bidiagonal } from "../reduce/bidiagonal";
import { bidiagonalize, bidiagonalizeBytes } from "../reduce/bidiagonalize";
import { applyP, applyPBytes, storeRightReflectors } from "../reduce/right-reflectors";
import { Columns } from "./columns";

/** Columns whose norms lie within 2^SPREAD are one group: half of the digits and some are left to the cosines. */
const SPREAD: i32 = 30;
/** Fewer columns are rotated pair by pair as fast. */
const SMALLEST: i32 = 16;

/** A group of columns as an m x n matrix, reduced and diagonalized the ordinary way. */
@unmanaged
class Group extends Bidiagonal<f64> {
  /** The values, and the superdiagonal while they are found. */
  s: Vector<f64>;
  f: Vector<f64>;
  /** Leading dimension of n rows, n x n workspace of divide and conquer. */
  ldn: i32;
  w: usize;
  work: usize;
}

/** Bytes that precondition needs at `work` for n columns. */
export function preconditionBytes(n: i32): f64 {
  const work = workBytes(n, n);
  return layOut(measured<Group>(), n, n, work).end;
}

function layOut(g: Group, m: i32, n: i32, work: f64): Group {
  g.rows = m;
  g.count = n;
  g.lda = leadingDimension<f64>(m);
  g.ldn = leadingDimension<f64>(n);
  g.ldv = g.ldn;
  g.d = g.take<f64>(n);
  g.e = g.take<f64>(n);
  g.s = g.take<f64>(n);
  g.f = g.take<f64>(n);
  g.tau = g.take<f64>(n);
  g.tauP = g.take<f64>(n);
  g.a = g.take<f64>(<f64>g.lda * <f64>n);
  g.v = g.take<f64>(<f64>g.ldn * <f64>n + 8); // a line of room, for kernels that work on strips of rows
  g.w = g.takeBytes(8 * <f64>g.ldn * <f64>n);
  g.work = g.takeBytes(work);
  return g;
}

function workBytes(m: i32, n: i32): f64 {
  const ldn = leadingDimension<f64>(n);
  const bytes = max(bidiagonalizeBytes(m, leadingDimension<f64>(m), n, ldn), max(bytesOf<f64>(3 * n), applyPBytes(n, ldn)));
  return max<f64>(<f64>max(bytes, gemmWorkspace<f64>(m, n, n)), divideAndConquerBytes(n));
}

/**
 * Multiplies groups of columns of a lower triangle with graded rows from the right by their right singular vectors, as ordinary
 * reduction and divide and conquer find them:  X := X*J.  Their cosines are small then, and a sweep or two of rotations are left to do.
 * Rounding is relative to the rows, and so harmless to small singular values.   [DV08], [GMS22]
 *
 * The columns' norms are near 1, their exponents nearly falling; V is the identity on entry, J afterwards. A group that does not converge
 * stays as it is. work: preconditionBytes(n), aligned.
 */
export function precondition(c: Columns, work: usize): void {
  let begin = 0;
  while (begin < c.n) {
    let end = begin + 1;
    while (end < c.n && abs<i32>(c.exponent[end] - c.exponent[begin]) <= SPREAD) end++;
    if (end - begin >= SMALLEST) diagonalizeGroup(begin, end - begin, c, work);
    begin = end;
  }
}

/** The n columns from `begin` on, from their first row that is not zero. */
function diagonalizeGroup(begin: i32, n: i32, c: Columns, work: usize): void {
  const m = c.n - begin;
  const bytes = workBytes(m, n);
  const g = layOut(placed<Group>(work), m, n, bytes);
  const x = c.x.from(begin + begin * c.ld);
  const unit = c.exponent[begin];
  for (let j = 0; j < n; j++) {
    scalePowerOfTwo<f64>(m, c.exponent[begin + j] - unit, x.at(j * c.ld));
    c.exponent[begin + j] = unit;
  }
  copyMatrix<f64>(m, n, x.at(0), c.ld, g.a.at(0), g.lda);
  bidiagonalize<f64>(g, g.ldn, g.work);
  if (!diagonalize(g)) return;
  applyP(n, g.a.at(0), g.lda, g.tauP.at(0), g.v.at(0), g.ldv, g.ldn, g.work);

  zeroMatrix<f64>(m, n, g.a.at(0), g.lda);
  gemm<f64>(m, n, n, 1, x.at(0), 1, c.ld, g.v.at(0), 1, g.ldv, g.a.at(0), g.lda, g.work);
  copyMatrix<f64>(m, n, g.a.at(0), g.lda, x.at(0), c.ld);
  if (changetype<usize>(c.v) != 0) copyMatrix<f64>(n, n, g.v.at(0), g.ldv, c.v.at(begin + begin * c.ld), c.ld);
}

/** v := the right singular vectors of the bidiagonal matrix, the reflectors of P moved into A; false if they are not found. */
function diagonalize(g: Group): bool {
  const n = g.count;
  storeRightReflectors(n, g.v, g.ldv, g.a, g.lda);
  memory.copy(g.s.at(0), g.d.at(0), bytesOf<f64>(n));
  memory.copy(g.f.at(0), g.e.at(0), bytesOf<f64>(n));
  const problem = openDivide(g.work, n);
  problem.d = g.s;
  problem.e = g.f;
  problem.u = 0;
  problem.ldu = 0;
  problem.v = g.v.at(0);
  problem.ldv = g.ldv;
  problem.w = g.w;
  problem.ldw = g.ldn;
  return divideAndConquer(problem) == 0 && isDecomposition(n, g.d, g.e, g.s, 0, 0, g.v.at(0), g.ldv, g.work);
}
