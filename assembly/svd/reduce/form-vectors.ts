import { applyReflector } from "../../kernels/reflector";
import { scal } from "../../kernels/scal";
import { applyLoaded, applyLoadedTo, BLOCK, blockReflectorBytes, loadBlockReflector } from "./block-reflector";

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
  return oneByOne(m, count) ? (<usize>columns << 3) : blockReflectorBytes(m, columns);
}

/**
 * Overwrites the reflectors in the columns of A by the columns of  Q = H_0 H_1 ... H_{count-1}.   [LAPACK orgqr]
 *
 * A: m x columns, m >= columns >= count, column-major, lda. On entry column i < count holds v_i in rows i.. (v_i[0] is
 * taken as 1); the other columns need not be set. tau: count scalars. work: reflectorsBytes(m, columns, count), aligned.
 */
export function formVectors(m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: usize, work: usize): void {
  const stride = <usize>lda << 3;
  for (let j = count; j < columns; j++) setUnitColumn(m, j, a + <usize>j * stride);
  if (oneByOne(m, count)) {
    formUnblocked(m, columns, count, a, lda, tau, work);
    return;
  }
  // Blocks from last to first; a block's own columns start as unit columns.
  for (let i = ((count - 1) / BLOCK) * BLOCK; i >= 0; i -= BLOCK) {
    const k = min(BLOCK, count - i);
    const corner = a + <usize>i * (stride + 8);
    loadBlockReflector(m - i, k, corner, lda, tau + (<usize>i << 3), work);
    for (let j = i; j < i + k; j++) setUnitColumn(m, j, a + <usize>j * stride);
    applyLoaded(m - i, columns - i, k, work, false, corner, lda);
  }
}

function setUnitColumn(m: i32, j: i32, column: usize): void {
  memory.fill(column, 0, <usize>m << 3);
  store<f64>(column + (<usize>j << 3), 1);
}

/** formVectors one reflector at a time.   [LAPACK org2r] */
function formUnblocked(m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: usize, work: usize): void {
  const stride = <usize>lda << 3;
  for (let i = count - 1; i >= 0; i--) {
    const column = a + <usize>i * stride;
    const corner = column + (<usize>i << 3);
    const t = load<f64>(tau + (<usize>i << 3));
    store<f64>(corner, 1);
    applyReflector<f64>(m - i, columns - i - 1, corner, t, corner + stride, lda, work);
    scal<f64>(m - i - 1, -t, corner + 8);
    store<f64>(corner, 1 - t);
    memory.fill(column, 0, <usize>i << 3);
  }
}

/**
 * C := Q*C,  Q = H_0 H_1 ... H_{count-1}.   [LAPACK ormqr]
 *
 * a: m x count, column-major, lda; column i holds v_i in rows i.. (v_i[0] taken as 1; the place is restored).
 * C: m x columns, ldc; overwritten; its rows from `filled` >= count on are zero on entry (m when they are not).
 * work: reflectorsBytes(m, columns, count), aligned.
 */
export function applyQ(
  m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: usize, filled: i32, c: usize, ldc: i32, work: usize,
): void {
  if (oneByOne(m, count)) {
    for (let i = count - 1; i >= 0; i--) {
      const corner = a + ((<usize>i * <usize>(lda + 1)) << 3);
      const kept = load<f64>(corner);
      store<f64>(corner, 1);
      applyReflector<f64>(m - i, columns, corner, load<f64>(tau + (<usize>i << 3)), c + (<usize>i << 3), ldc, work);
      store<f64>(corner, kept);
    }
    return;
  }
  for (let i = ((count - 1) / BLOCK) * BLOCK; i >= 0; i -= BLOCK) {
    const k = min(BLOCK, count - i);
    loadBlockReflector(m - i, k, a + ((<usize>i * <usize>(lda + 1)) << 3), lda, tau + (<usize>i << 3), work);
    applyLoadedTo(m - i, columns, k, work, false, filled - i, c + (<usize>i << 3), ldc);
    filled = m; // from now on every row is in use
  }
}
