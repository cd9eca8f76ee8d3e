import { applyReflector, reflector } from "../../kernels/reflector";
import { applyLoaded, BLOCK, blockReflectorBytes, loadBlockReflector } from "./block-reflector";

/** A panel of 32 columns with more rows than this leaves the second-level cache; narrow panels make fewer passes over it. */
const LONG_PANEL: i32 = 4096;
const NARROW: i32 = 8;

// @ts-ignore: decorator
@inline
function panelWidth(m: i32): i32 {
  return m > LONG_PANEL ? NARROW : BLOCK;
}

/** Bytes that householderQr needs at `work`. */
export function householderQrBytes(m: i32, n: i32): usize {
  return n <= panelWidth(m) ? (<usize>n << 3) : blockReflectorBytes(m, n);
}

/**
 * A = Q*R.   [LAPACK geqrf]
 *
 * A: m x n, m >= n, column-major, lda; overwritten: R on and above the diagonal, the reflectors of Q below it.
 * tau: n scalars. work: householderQrBytes(m, n), aligned.
 */
export function householderQr(m: i32, n: i32, a: usize, lda: i32, tau: usize, work: usize): void {
  const width = panelWidth(m);
  for (let i = 0; i < n; i += width) {
    const k = min(width, n - i);
    const corner = a + ((<usize>i * <usize>(lda + 1)) << 3);
    const tauI = tau + (<usize>i << 3);
    factorPanel(m - i, k, corner, lda, tauI, work);
    if (i + k == n) break;
    loadBlockReflector(m - i, k, corner, lda, tauI, work);
    applyLoaded(m - i, n - i - k, k, work, true, corner + (<usize>(k * lda) << 3), lda);
  }
}

/** householderQr one column at a time.   [LAPACK geqr2] */
function factorPanel(m: i32, n: i32, a: usize, lda: i32, tau: usize, work: usize): void {
  for (let i = 0; i < n; i++) {
    const corner = a + ((<usize>i * <usize>(lda + 1)) << 3);
    const beta = reflector<f64>(m - i, corner, tau + (<usize>i << 3));
    store<f64>(corner, 1);
    applyReflector<f64>(m - i, n - i - 1, corner, load<f64>(tau + (<usize>i << 3)), corner + (<usize>lda << 3), lda, work);
    store<f64>(corner, beta);
  }
}

/** Copies the upper triangle R (n x n) out of A and clears what is below it.   [LAPACK lacpy('U')] */
export function copyTriangle(n: i32, a: usize, lda: i32, r: usize, ldr: i32): void {
  for (let j = 0; j < n; j++) {
    const column = r + (<usize>(j * ldr) << 3);
    memory.copy(column, a + (<usize>(j * lda) << 3), <usize>(j + 1) << 3);
    memory.fill(column + (<usize>(j + 1) << 3), 0, <usize>(n - j - 1) << 3);
  }
}
