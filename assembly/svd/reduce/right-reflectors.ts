import { transpose } from "../../kernels/transpose";
import { at, bytesOf, elements, Vector } from "../../memory";
import { real } from "../../real";
import { applyLoaded, BLOCK, blockReflectorBytes, loadBlockReflector } from "./block-reflector";
import { formVectors } from "./form-vectors";

/** Side of the squares that are moved across the diagonal at a time. */
const TILE: i32 = 16;

/**
 * Moves the reflectors of P from the columns of v (rows i+1.. of column i) to the rows of A above the diagonal, which the
 * reduction has no more use for:  A[i, j] = v[j, i], j > i.   [LAPACK gebrd, storage]
 *
 * v: n x n, ldv; A: n rows at least, lda; both column-major. A's diagonal and what is below it stay.
 */
export function storeRightReflectors(n: i32, v: Vector<real>, ldv: i32, a: Vector<real>, lda: i32): void {
  for (let i = 0; i < n; i += TILE) {
    const k = min(TILE, n - i);
    for (let c = i; c < i + k; c++) {
      for (let r = c + 1; r < i + k; r++) a[c + r * lda] = v[r + c * ldv];
    }
    const rest = i + k;
    transpose<real>(n - rest, k, v.at(rest + i * ldv), ldv, a.at(i + rest * lda), lda);
  }
}

/** The way back: v[j, i] = A[i, j], j > i. */
export function restoreRightReflectors(n: i32, a: Vector<real>, lda: i32, v: Vector<real>, ldv: i32): void {
  for (let i = 0; i < n; i += TILE) {
    const k = min(TILE, n - i);
    for (let c = i; c < i + k; c++) {
      for (let r = c + 1; r < i + k; r++) v[r + c * ldv] = a[c + r * lda];
    }
    const rest = i + k;
    transpose<real>(k, n - rest, a.at(i + rest * lda), lda, v.at(rest + i * ldv), ldv);
  }
}

/** Bytes that applyP needs at `work`. */
export function applyPBytes(n: i32, ldn: i32): usize {
  return blockReflectorBytes(n, n) + bytesOf<real>(BLOCK * ldn + 8);
}

/**
 * C := P*C for the reflectors stored by storeRightReflectors:  P = diag(1, H_0 H_1 ... H_{n-2}).   [LAPACK ormbr('P')]
 *
 * C: n x n, column-major, ldc; overwritten. ldn: a leading dimension for n rows. work: applyPBytes(n, ldn), aligned.
 */
export function applyP(n: i32, a: usize, lda: i32, tauP: usize, c: usize, ldc: i32, ldn: i32, work: usize): void {
  const count = n - 1;
  const rows = work + ((blockReflectorBytes(n, n) + 63) & ~63);
  for (let i = ((count - 1) / BLOCK) * BLOCK; i >= 0; i -= BLOCK) {
    const k = min(BLOCK, count - i);
    const m = count - i;
    transpose<real>(k, m, at<real>(a, i + (i + 1) * lda), lda, rows, ldn);
    loadBlockReflector(m, k, rows, ldn, elements<real>(tauP, i), work);
    applyLoaded(m, n, k, work, false, at<real>(c, i + 1), ldc);
  }
}

/**
 * Overwrites the reflectors in the columns of v (rows i+1.. of column i) by P.   [LAPACK orgbr('P')]
 *
 * v: n x n, column-major, ldv. work: reflectorsBytes(n - 1, n - 1, n - 1) of form-vectors.
 */
export function formP(n: i32, v: Vector<real>, ldv: i32, tauP: Vector<real>, work: usize): void {
  // Column i of v holds a reflector of column i + 1 of P: shift, last to first.
  for (let j = n - 1; j > 0; j--) memory.copy(v.at(j * ldv), v.at((j - 1) * ldv), bytesOf<real>(n));
  memory.fill(v.at(0), 0, bytesOf<real>(n));
  v[0] = 1;
  for (let j = 1; j < n; j++) v[j * ldv] = 0;
  formVectors(n - 1, n - 1, n - 1, v.at(ldv + 1), ldv, tauP, work);
}
