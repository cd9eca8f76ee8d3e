import { axpy } from "../../kernels/axpy";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { exponentOf, powerOfTwo } from "../../kernels/power-of-two";
import { leadingDimension } from "../../kernels/leading-dimension";
import { potrf } from "../../kernels/potrf";
import { syrkTransposed, syrkTransposedWorkspace } from "../../kernels/syrk-transposed";
import { packTriangle, triangleBytes, trsm, trsmWorkspace } from "../../kernels/trsm";
import { roundoff } from "../../machine";
import { at, bytesOf, elements, Layout, Vector, Words } from "../../memory";
import { real } from "../../real";

/** Rows whose X is formed and multiplied while it is in the second-level cache. */
export const CHUNK: i32 = 256;
/** Chunks summed before their sum is added to that of the others: errors grow with the square root of the rows, at most. */
const RUN: i32 = 32;
/** |X'X - I|_F up to which the last triangle is well conditioned, and X*T^-1 orthonormal to rounding. */
const ENOUGH: f64 = 0.25;
/** Triangles after the first. More are needed for no condition that this way can do. */
const MOST: i32 = 3;
/** Values of R from one Gram matrix are right to rounding, if they lie within this factor; and only then does R have such a diagonal. */
export const CLOSE: f64 = 8;
/** A pivot that so many roundings per column may have made, in a Gram matrix with a diagonal of 1 to 4, says nothing. */
const LEAST: f64 = 8;
/** What is added to the diagonal then, in the same unit. */
const SHIFT: f64 = 64;
/** Sums of squares below 2^-TINY may have lost entries to underflow. */
const TINY: i32 = sizeof<real>() == 8 ? 900 : 80;
/** Rows of U formed at a time, at least. */
export const VECTOR_ROWS: i32 = 1024;
/** Columns are multiplied so many at a time. */
const BLOCK: i32 = 64;

/** A tall matrix A = X*T^-1 * R under way; n x n matrices are stored by columns, ld, triangles as their transposes, lower. */
@unmanaged
export class CholeskyQr {
  m: i32;
  n: i32;
  /** A: rs elements from row to row, cs from column to column. */
  a: usize;
  rs: i32;
  cs: i32;
  /** X by rows, n elements each, or 0: then only a chunk of it is ever there. */
  x: usize;
  ld: i32;
  gram: Vector<real>;
  partial: Vector<real>;
  r: Vector<real>;
  t: Vector<real>;
  /** The powers of two that bring the diagonal of the Gram matrix to 1 to 4. */
  scale: Vector<real>;
  /** Whether R is from one Gram matrix only: its values tell whether that is enough. */
  rough: bool;
  /** 1 where a column of A is zero. */
  zero: Words;
  packed: usize;
  chunk: usize;
  work: usize;
}

/** The record and its blocks; x and the operand are set by the caller. */
export function layOutCholeskyQr(p: Layout, m: i32, n: i32): CholeskyQr {
  const c = p.takeRecord<CholeskyQr>();
  const ld = leadingDimension<real>(n);
  const square = <f64>ld * <f64>ld;
  c.m = m;
  c.n = n;
  c.ld = ld;
  c.gram = p.take<real>(square);
  c.partial = p.take<real>(square);
  c.r = p.take<real>(square);
  c.t = p.take<real>(square);
  c.scale = p.take<real>(n);
  c.zero = p.take<i32>(n);
  c.packed = p.takeBytes(<f64>triangleBytes<real>(n));
  c.chunk = p.take<real>(<f64>CHUNK * <f64>n).at(0);
  c.work = p.takeBytes(<f64>max(max(syrkTransposedWorkspace<real>(n), trsmWorkspace<real>(n)), gemmWorkspace<real>(n, VECTOR_ROWS, n)));
  return c;
}

/**
 * A = Q*R by Cholesky factors of Gram matrices:   [YNYF15], [FKNYY20]
 *
 *   G = A'A (+ shift),  R = chol(G);   X = A*R^-1,  T = chol(X'X),  R := T*R,  until X'X is near I
 *
 * leaves R in r, T in t, and X where it is wanted; Q = X*T^-1. The distance of X'X from I is the audit. False where a pivot or the audit
 * fails: A is numerically rank-deficient, or its columns are too far apart for sums of squares. A is as it was then. Columns of zeros are
 * replaced on the way, so that Q is complete; those of R are zero. `valuesOnly`: R may be left after the first step, see `rough`.
 */
export function choleskyQr(c: CholeskyQr, valuesOnly: bool): bool {
  formGram(c, false);
  const filled = fillZeroColumns(c);
  if (filled) formGram(c, false);
  let found = factor(c, c.r);
  c.rough = found && valuesOnly && !filled && hasEvenDiagonal(c);
  if (!c.rough) found = found && refine(c);
  for (let j = 0; j < c.n; j++) if (c.zero[j] != 0) clearColumn(c, j);
  return found;
}

function hasEvenDiagonal(c: CholeskyQr): bool {
  let least = Infinity;
  let largest = 0.0;
  for (let j = 0; j < c.n; j++) {
    least = min<f64>(least, c.r[j * (c.ld + 1)]);
    largest = max<f64>(largest, c.r[j * (c.ld + 1)]);
  }
  return largest <= CLOSE * least;
}

/** From any R on that leaves X = A*R^-1 better conditioned than A. */
export function refine(c: CholeskyQr): bool {
  c.rough = false;
  for (let pass = 0; pass < MOST; pass++) {
    packTriangle<real>(c.n, c.r.at(0), c.ld, 1, c.packed);
    formGram(c, true);
    const defect = distanceFromIdentity(c);
    if (!factor(c, c.t)) return false;
    multiplyTriangles(c);
    if (defect <= ENOUGH) return true;
  }
  return false;
}

/** gram := A'A or X'X with X = A*R^-1, in runs of chunks. */
function formGram(c: CholeskyQr, solved: bool): void {
  const n = c.n;
  const size = c.ld * c.ld;
  memory.fill(c.gram.at(0), 0, bytesOf<real>(size));
  memory.fill(c.partial.at(0), 0, bytesOf<real>(size));
  for (let first = 0; first < c.m; first += CHUNK) {
    const count = min(CHUNK, c.m - first);
    const rows = at<real>(c.a, first * c.rs);
    if (solved) {
      const x = c.x == 0 ? c.chunk : at<real>(c.x, first * n);
      trsm<real>(count, n, c.packed, rows, c.rs, c.cs, x, n, 1, c.work);
      syrkTransposed<real>(count, n, x, n, 1, c.partial.at(0), c.ld, c.work);
    } else {
      syrkTransposed<real>(count, n, rows, c.rs, c.cs, c.partial.at(0), c.ld, c.work);
    }
    if ((first / CHUNK) % RUN == RUN - 1 || first + count == c.m) {
      axpy<real>(size, 1, c.partial.at(0), c.gram.at(0));
      memory.fill(c.partial.at(0), 0, bytesOf<real>(size));
    }
  }
}

/** |G - I|_F, of the lower triangle. */
function distanceFromIdentity(c: CholeskyQr): f64 {
  let sum = 0.0;
  for (let j = 0; j < c.n; j++) {
    for (let i = j; i < c.n; i++) {
      const value = c.gram[i + j * c.ld] - (i == j ? 1 : 0);
      sum += value * value;
    }
  }
  return sqrt<f64>(sum);
}

/**
 * Half the Gram matrix is in `gram`: its factor, shifted where rounding leaves it no positive pivots. False if that does not help, or where a
 * column is so small that squares underflow.
 */
export function factor(c: CholeskyQr, l: Vector<real>): bool {
  const n = c.n;
  const ld = c.ld;
  for (let j = 0; j < n; j++) {
    const square = c.gram[j * (ld + 1)];
    if (!(square > 0 && square < Infinity) || exponentOf(square) < -TINY) return false;
    c.scale[j] = <real>powerOfTwo(-(exponentOf(square) >> 1));
  }
  const unit = <f64>n * roundoff<real>();
  let shift = 0.0;
  while (!factorShifted(c, l, shift, shift > 0 ? 0 : LEAST * unit)) {
    if (shift > 0) return false;
    shift = SHIFT * unit;
  }
  for (let j = 0; j < n; j++) {
    memory.fill(l.at(j * ld), 0, bytesOf<real>(j));
    for (let i = j; i < n; i++) l[i + j * ld] /= c.scale[i];
  }
  return true;
}

/** l := the Cholesky factor of the balanced Gram matrix plus shift*I; false if a pivot is at most `least`. */
function factorShifted(c: CholeskyQr, l: Vector<real>, shift: f64, least: f64): bool {
  const ld = c.ld;
  for (let j = 0; j < c.n; j++) {
    for (let i = j; i < c.n; i++) l[i + j * ld] = c.gram[i + j * ld] * c.scale[i] * c.scale[j];
    l[j + j * ld] += <real>shift;
  }
  return potrf<real>(c.n, c.n, <real>least, l.at(0), ld) == 0;
}

/** r := T*R, a block of columns of R'*T' at a time. */
function multiplyTriangles(c: CholeskyQr): void {
  const ld = c.ld;
  const product = c.partial;
  memory.fill(product.at(0), 0, bytesOf<real>(ld * ld));
  for (let j = 0; j < c.n; j += BLOCK) {
    const rest = c.n - j;
    const corner = j * (ld + 1);
    gemm<real>(rest, min(BLOCK, rest), rest, 1, c.r.at(corner), 1, ld, c.t.at(corner), 1, ld, product.at(corner), ld, c.work);
  }
  c.partial = c.r;
  c.r = product;
}

/** Columns of zeros get numbers of -1 to 1, the same ones every time. Whether there are any. */
function fillZeroColumns(c: CholeskyQr): bool {
  let state: u32 = 1;
  let any = false;
  for (let j = 0; j < c.n; j++) {
    const column = elements<real>(c.a, j * c.cs);
    let zero = c.gram[j * (c.ld + 1)] == 0;
    for (let i = 0; zero && i < c.m; i++) zero = column[i * c.rs] == 0;
    c.zero[j] = zero ? 1 : 0;
    for (let i = 0; zero && i < c.m; i++) {
      state = state * 1664525 + 1013904223;
      column[i * c.rs] = <real>(<f64>(<i32>state) * 4.656612873077393e-10); // 2^-31
    }
    any = any || zero;
  }
  return any;
}

/** Column j of A and of R := 0. */
function clearColumn(c: CholeskyQr, j: i32): void {
  const column = elements<real>(c.a, j * c.cs);
  for (let i = 0; i < c.m; i++) column[i * c.rs] = 0;
  for (let i = 0; i <= j; i++) c.r[j + i * c.ld] = 0;
}
