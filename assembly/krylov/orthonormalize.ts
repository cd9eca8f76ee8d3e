import { axpy } from "../kernels/axpy";
import { joinColumns, splitColumns } from "../kernels/columns";
import { dot } from "../kernels/dot";
import { gemv, gemvTransposed } from "../kernels/gemv";
import { nrm2 } from "../kernels/nrm2";
import { scal } from "../kernels/scal";
import { randomNormals } from "./random";
import { at, bytesOf, elements, Vector, vector } from "../memory";
import { real } from "../real";
import { Basis, Coefficients } from "./basis";

/** A column this small relative to the norm of A is rounding error. */
const NOTHING: f64 = sizeof<real>() == 8 ? 4 * 2.220446049250313e-16 : 4 * 1.1920928955078125e-7;
/**
 * A pass leaves an error of a rounding of what it began with. What keeps at least this share of its length is orthogonal; of what
 * keeps less the error has grown with it, and another pass is made.   "Twice is enough", [Parlett98], [GLR05]
 */
const KEPT: f64 = 0.1;
/** The first pass may leave noise of any direction, the second makes it orthogonal; more are needed by what lies in the span alone. */
const MOST_PASSES: i32 = 4;
/** A random vector is in the span of a basis that leaves room for it with probability 0. */
const ATTEMPTS: i32 = 4;

/**
 * X = Q*R for a block that is orthogonal to a basis; X := Q, orthonormal and orthogonal to the basis.
 *
 * A column that is nothing but rounding error is replaced by a random one and its diagonal element of R set to 0, so that Q has
 * full rank and Q*R is still the block.   [BR06]
 *
 * basis: n columns. x: rows x count, row-major, contiguous, each column orthogonal to the basis up to rounding in its own norm;
 * overwritten. norm: of A. r: the elements (i, j) with i <= j are stored. seed, stream: of the random columns, `count` streams.
 * byColumn: count*(rows + 8) + n + 8 elements of workspace.
 */
export function orthonormalize(
  basis: Basis, n: i32, count: i32, x: usize, norm: f64, r: Coefficients, seed: u64, stream: u32, byColumn: usize,
): void {
  const rows = basis.rows;
  const ld = (rows + 7) & ~7;
  const h = at<real>(byColumn, count * ld);
  splitColumns<real>(rows, count, x, byColumn, ld);
  for (let j = 0; j < count; j++) {
    const column = at<real>(byColumn, j * ld);
    const rj = elements<real>(r.at, j * r.columnStride);
    for (let i = 0; i <= j; i++) rj[i * r.rowStride] = 0;
    const before = nrm2<real>(rows, column);
    orthogonalizeInBlock(rows, j, byColumn, ld, column, rj, r.rowStride);
    orthogonalizeInBlock(rows, j, byColumn, ld, column, rj, r.rowStride);
    const length = nrm2<real>(rows, column);
    let found = length > NOTHING * norm;
    if (found) {
      scal<real>(rows, 1 / length, column);
      if (length < KEPT * before) found = settle(basis, n, j, byColumn, ld, column, h);
    }
    if (found) rj[j * r.rowStride] = length;
    else drawColumn(basis, n, j, seed, stream + <u32>j, byColumn, ld, column, h);
  }
  joinColumns<real>(rows, count, byColumn, ld, x);
}

/** Column := column - (columns before it)*(their coefficients), which are added to `r`, `stride` elements apart. */
function orthogonalizeInBlock(rows: i32, before: i32, byColumn: usize, ld: i32, column: usize, r: Vector<real>, stride: i32): void {
  for (let i = 0; i < before; i++) {
    const other = at<real>(byColumn, i * ld);
    const coefficient = dot<real>(rows, other, column);
    axpy<real>(rows, -coefficient, other, column);
    r[i * stride] = r[i * stride] + coefficient;
  }
}

/** Projects a unit column off basis and block until it keeps its length; false where nothing of it is outside of their span. */
function settle(basis: Basis, n: i32, before: i32, byColumn: usize, ld: i32, column: usize, h: usize): bool {
  const rows = basis.rows;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    if (n > 0) {
      // A row-major rows x n basis is a column-major n x rows matrix.
      memory.fill(h, 0, bytesOf<real>(n));
      gemv<real>(n, rows, 1, basis.at, basis.ld, column, h);
      gemvTransposed<real>(n, rows, -1, basis.at, basis.ld, h, column);
    }
    orthogonalizeInBlock(rows, before, byColumn, ld, column, vector<real>(h), 0);
    const length = nrm2<real>(rows, column);
    if (!(length > 0)) return false;
    scal<real>(rows, 1 / length, column);
    if (length >= KEPT) return true;
  }
  return false;
}

/** A random unit column orthogonal to basis and block. */
function drawColumn(basis: Basis, n: i32, before: i32, seed: u64, stream: u32, byColumn: usize, ld: i32, column: usize, h: usize): void {
  const rows = basis.rows;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    randomNormals(rows, seed, stream, <u32>attempt, column, h);
    scal<real>(rows, 1 / nrm2<real>(rows, column), column);
    if (settle(basis, n, before, byColumn, ld, column, h)) return;
  }
}
