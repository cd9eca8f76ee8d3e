import { transpose } from "../../kernels/transpose";
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
export function storeRightReflectors(n: i32, v: usize, ldv: i32, a: usize, lda: i32): void {
  for (let i = 0; i < n; i += TILE) {
    const k = min(TILE, n - i);
    for (let c = i; c < i + k; c++) {
      for (let r = c + 1; r < i + k; r++) store<f64>(at(a, lda, c, r), load<f64>(at(v, ldv, r, c)));
    }
    const rest = i + k;
    transpose<f64>(n - rest, k, at(v, ldv, rest, i), ldv, at(a, lda, i, rest), lda);
  }
}

/** The way back: v[j, i] = A[i, j], j > i. */
export function restoreRightReflectors(n: i32, a: usize, lda: i32, v: usize, ldv: i32): void {
  for (let i = 0; i < n; i += TILE) {
    const k = min(TILE, n - i);
    for (let c = i; c < i + k; c++) {
      for (let r = c + 1; r < i + k; r++) store<f64>(at(v, ldv, r, c), load<f64>(at(a, lda, c, r)));
    }
    const rest = i + k;
    transpose<f64>(k, n - rest, at(a, lda, i, rest), lda, at(v, ldv, rest, i), ldv);
  }
}

// @ts-ignore: decorator
@inline
function at(a: usize, lda: i32, i: i32, j: i32): usize {
  return a + (<usize>(i + j * lda) << 3);
}

/** Bytes that applyP needs at `work`. */
export function applyPBytes(n: i32, ldn: i32): usize {
  return blockReflectorBytes(n, n) + (<usize>(BLOCK * ldn) << 3) + 64;
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
    transpose<f64>(k, m, at(a, lda, i, i + 1), lda, rows, ldn);
    loadBlockReflector(m, k, rows, ldn, tauP + (<usize>i << 3), work);
    applyLoaded(m, n, k, work, false, c + (<usize>(i + 1) << 3), ldc);
  }
}

/**
 * Overwrites the reflectors in the columns of v (rows i+1.. of column i) by P.   [LAPACK orgbr('P')]
 *
 * v: n x n, column-major, ldv. work: reflectorsBytes(n - 1, n - 1, n - 1) of form-vectors.
 */
export function formP(n: i32, v: usize, ldv: i32, tauP: usize, work: usize): void {
  // Column i of v holds a reflector of column i + 1 of P: shift, last to first.
  const stride = <usize>ldv << 3;
  for (let j = n - 1; j > 0; j--) memory.copy(v + <usize>j * stride, v + <usize>(j - 1) * stride, <usize>n << 3);
  memory.fill(v, 0, <usize>n << 3);
  store<f64>(v, 1);
  for (let j = 1; j < n; j++) store<f64>(v + <usize>j * stride, 0);
  formVectors(n - 1, n - 1, n - 1, v + stride + 8, ldv, tauP, work);
}
