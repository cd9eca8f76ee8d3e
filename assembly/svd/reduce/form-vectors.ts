import { applyReflector } from "../../kernels/reflector";
import { scal } from "../../kernels/scal";
import { at, bytesOf, elements, Vector, vector } from "../../memory";
import { real } from "../../real";
import { applyLoaded, applyLoadedTo, BLOCK, blockReflectorBytes, loadBlockReflector } from "./block-reflector";
import { Reflectors } from "./reflectors";

/** Fewer reflectors than this on fewer rows are applied one by one: the matrix stays in a cache. */
const UNBLOCKED_BELOW: i32 = 64;
const UNBLOCKED_ROWS: i32 = 1024;

// @ts-ignore: decorator
@inline
function oneByOne(m: i32, count: i32): bool {
  return count < UNBLOCKED_BELOW && (m < UNBLOCKED_ROWS || count < 4);
}

/** Bytes that the functions of this file need at `work`. */
export function reflectorsBytes(m: i32, columns: i32, count: i32): usize {
  return oneByOne(m, count) ? bytesOf<real>(columns) : blockReflectorBytes(m, columns);
}

/**
 * Overwrites the reflectors in the columns of A by the columns of  Q = H_0 H_1 ... H_{count-1}.   [LAPACK orgqr]
 *
 * A: m x columns, m >= columns >= count, column-major, lda. On entry column i < count holds v_i in rows i.. (v_i[0] is
 * taken as 1); the other columns need not be set. tau: count scalars. work: reflectorsBytes(m, columns, count), aligned.
 */
export function formVectors(m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: Vector<real>, work: usize): void {
  const stride = bytesOf<real>(lda);
  for (let j = count; j < columns; j++) setUnitColumn(m, j, vector<real>(a + <usize>j * stride));
  if (oneByOne(m, count)) {
    formUnblocked(m, columns, count, a, lda, tau, work);
    return;
  }
  // Blocks from last to first; a block's own columns start as unit columns.
  for (let i = ((count - 1) / BLOCK) * BLOCK; i >= 0; i -= BLOCK) {
    const k = min(BLOCK, count - i);
    const corner = a + <usize>i * (stride + sizeof<real>());
    loadBlockReflector(m - i, k, corner, lda, elements<real>(tau.at(0), i), work);
    for (let j = i; j < i + k; j++) setUnitColumn(m, j, vector<real>(a + <usize>j * stride));
    applyLoaded(m - i, columns - i, k, work, false, corner, lda);
  }
}

function setUnitColumn(m: i32, j: i32, column: Vector<real>): void {
  memory.fill(column.at(0), 0, bytesOf<real>(m));
  column[j] = 1;
}

/** formVectors one reflector at a time.   [LAPACK org2r] */
function formUnblocked(m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: Vector<real>, work: usize): void {
  const stride = bytesOf<real>(lda);
  for (let i = count - 1; i >= 0; i--) {
    const column = a + <usize>i * stride;
    const corner = elements<real>(column, i);
    const t = tau[i];
    corner[0] = 1;
    applyReflector<real>(m - i, columns - i - 1, corner.at(0), t, corner.at(lda), lda, work);
    scal<real>(m - i - 1, -t, corner.at(1));
    corner[0] = 1 - t;
    memory.fill(column, 0, bytesOf<real>(i));
  }
}

/**
 * C := Q*C.   [LAPACK ormqr]
 *
 * C: as many rows as Q has x columns, column-major, ldc; overwritten; its rows from `filled` >= count on are zero on entry (all of them
 * filled otherwise). The places of the ones in q are restored. work: reflectorsBytes(rows, columns, count), aligned.
 */
export function applyQ(q: Reflectors<real>, columns: i32, filled: i32, c: usize, ldc: i32, work: usize): void {
  const m = q.rows;
  const lda = q.lda;
  if (oneByOne(m, q.count)) {
    for (let i = q.count - 1; i >= 0; i--) {
      const corner = q.a.from(i * (lda + 1));
      const kept = corner[0];
      corner[0] = 1;
      applyReflector<real>(m - i, columns, corner.at(0), q.tau[i], at<real>(c, i), ldc, work);
      corner[0] = kept;
    }
    return;
  }
  for (let i = ((q.count - 1) / BLOCK) * BLOCK; i >= 0; i -= BLOCK) {
    const k = min(BLOCK, q.count - i);
    loadBlockReflector(m - i, k, q.a.at(i * (lda + 1)), lda, q.tau.from(i), work);
    applyLoadedTo(m - i, columns, k, work, false, filled - i, at<real>(c, i), ldc);
    filled = m; // from now on every row is in use
  }
}
