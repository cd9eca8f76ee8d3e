import { gemm } from "../kernels/gemm";
import { potrf } from "../kernels/potrf";
import { packTriangle, trsm } from "../kernels/trsm";
import { at, bytesOf, elements, Vector } from "../memory";

/** Columns eliminated at a time: the depth of the products. */
export const PIVOTS: i32 = 128;
/** Columns updated at a time: of a block on the diagonal the upper half is computed for nothing. */
const WIDTH: i32 = 256;

/** Room for the elimination of a block: `lines` rows of PIVOTS columns twice, a triangle twice, and what the kernels ask for. */
@unmanaged
export class Elimination {
  /** Lines from column to column of y and v. */
  lines: i32;
  y: Vector<f64>;
  v: Vector<f64>;
  corner: Vector<f64>;
  packed: usize;
  work: usize;
}

/**
 * Eliminates `count` columns K from `first` on, count <= PIVOTS, of a symmetric positive definite A by blocks of the sweep operator:
 *
 *   A_ij := A_ij - A_iK D A_Kj,   A_iK := A_iK D,   A_KK := -D,   D = A_KK^-1, i and j outside of K.
 *
 * After every column was eliminated once, in any order, A is minus its inverse.   [Goodnight79]
 *
 * a: n x n, column-major, ld; the lower triangle is read and overwritten, of the blocks on the diagonal the upper part too. With A_KK = L L' and
 * Y = A_:K L'^-1 the first is a product Y Y', and A_:K D = Y L^-1. Returns the number of pivots that were not positive.
 */
export function eliminate(n: i32, first: i32, count: i32, a: usize, ld: i32, room: Elimination): i32 {
  const lines = room.lines;
  const y = room.y;
  const v = room.v;
  const corner = room.corner;
  gatherColumns(n, first, count, a, ld, y, lines);
  for (let c = 0; c < count; c++) {
    memory.copy(corner.at(c * PIVOTS), at<f64>(a, first + (first + c) * ld), bytesOf<f64>(count));
    memory.fill(y.at(first + c * lines), 0, bytesOf<f64>(count));
    y[first + c + c * lines] = 1;
  }
  const dropped = potrf<f64>(count, count, 0, corner.at(0), PIVOTS);
  if (dropped > 0) return dropped;
  packTriangle<f64>(count, corner.at(0), PIVOTS, 1, room.packed);
  trsm<f64>(n, count, room.packed, y.at(0), 1, lines, y.at(0), 1, lines, room.work);
  // The rows of K are L'^-1 now: V = Y L^-1 = Y (Y_K)'.
  memory.fill(v.at(0), 0, bytesOf<f64>(lines * count));
  gemm<f64>(n, count, count, 1, y.at(0), 1, lines, y.at(first), lines, 1, v.at(0), lines, room.work);
  for (let c = 0; c < count; c++) memory.fill(y.at(first + c * lines), 0, bytesOf<f64>(count));
  for (let j = 0; j < n; j += WIDTH) {
    const width = min(WIDTH, n - j);
    gemm<f64>(n - j, width, count, -1, y.at(j), 1, lines, y.at(j), lines, 1, at<f64>(a, j + j * ld), ld, room.work);
  }
  scatterColumns(n, first, count, a, ld, v, lines);
  return 0;
}

/** Y := the columns of A from `first` on; of the rows above them the mirror image. */
function gatherColumns(n: i32, first: i32, count: i32, a: usize, ld: i32, y: Vector<f64>, lines: i32): void {
  for (let i = 0; i < first; i++) {
    const row = elements<f64>(a, first + i * ld);
    for (let c = 0; c < count; c++) y[i + c * lines] = row[c];
  }
  const below = first + count;
  for (let c = 0; c < count; c++) memory.copy(y.at(below + c * lines), at<f64>(a, below + (first + c) * ld), bytesOf<f64>(n - below));
}

/** The way back, the rows of K with their sign changed. */
function scatterColumns(n: i32, first: i32, count: i32, a: usize, ld: i32, v: Vector<f64>, lines: i32): void {
  for (let i = 0; i < first; i++) {
    const row = elements<f64>(a, first + i * ld);
    for (let c = 0; c < count; c++) row[c] = v[i + c * lines];
  }
  for (let c = 0; c < count; c++) {
    const column = elements<f64>(a, (first + c) * ld);
    for (let i = first; i < first + count; i++) column[i] = -v[i + c * lines];
    const below = first + count;
    memory.copy(column.at(below), v.at(below + c * lines), bytesOf<f64>(n - below));
  }
}
