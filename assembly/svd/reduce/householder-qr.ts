import { applyReflector, reflector } from "../../kernels/reflector";
import { at, bytesOf, elements, Vector } from "../../memory";
import { real } from "../../real";
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
  return n <= panelWidth(m) ? bytesOf<real>(n) : blockReflectorBytes(m, n);
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
    const corner = at<real>(a, i * (lda + 1));
    const tauI = elements<real>(tau, i);
    factorPanel(m - i, k, corner, lda, tauI, work);
    if (i + k == n) break;
    loadBlockReflector(m - i, k, corner, lda, tauI, work);
    applyLoaded(m - i, n - i - k, k, work, true, at<real>(corner, k * lda), lda);
  }
}

/** householderQr one column at a time.   [LAPACK geqr2] */
function factorPanel(m: i32, n: i32, a: usize, lda: i32, tau: Vector<real>, work: usize): void {
  for (let i = 0; i < n; i++) {
    const corner = elements<real>(a, i * (lda + 1));
    const beta = reflector<real>(m - i, corner.at(0), tau.at(i));
    corner[0] = 1;
    applyReflector<real>(m - i, n - i - 1, corner.at(0), tau[i], corner.at(lda), lda, work);
    corner[0] = beta;
  }
}

/** Copies the upper triangle R (n x n) out of A and clears what is below it.   [LAPACK lacpy('U')] */
export function copyTriangle(n: i32, a: usize, lda: i32, r: usize, ldr: i32): void {
  for (let j = 0; j < n; j++) {
    const column = at<real>(r, j * ldr);
    memory.copy(column, at<real>(a, j * lda), bytesOf<real>(j + 1));
    memory.fill(at<real>(column, j + 1), 0, bytesOf<real>(n - j - 1));
  }
}
