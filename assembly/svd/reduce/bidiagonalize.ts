import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { at, bytesOf } from "../../memory";
import { real } from "../../real";
import { Bidiagonal } from "./bidiagonal";
import { bidiagonalizeUnblocked } from "./bidiagonalize-unblocked";
import { PANEL, panelElements, reducePanel } from "./reduce-panel";

/** Below this order the unblocked reduction is faster: its matrix stays in the first-level cache. */
const UNBLOCKED_BELOW: i32 = 64;
/** What is left for the unblocked reduction after the last panel. */
const TAIL: i32 = 48;

/** Bytes that bidiagonalize needs at `work`. */
export function bidiagonalizeBytes(m: i32, ldm: i32, n: i32, ldn: i32): usize {
  if (n < UNBLOCKED_BELOW) return bytesOf<real>(m + n + 4 * PANEL);
  const vectors = bytesOf<real>(panelElements(m, n));
  return gemmWorkspace<real>(m, n, 2 * PANEL) + vectors + bytesOf<real>(2 * PANEL * (ldm + ldn) + 16);
}

/**
 * Reduces A to upper bidiagonal form:  B = Q'*A*P.   [LAPACK gebrd]
 *
 * work: bidiagonalizeBytes(m, lda, n, ldn), 64-byte aligned; ldn is a leading dimension for n rows.
 */
export function bidiagonalize<T>(b: Bidiagonal<T>, ldn: i32, work: usize): void {
  const m = b.rows;
  const n = b.count;
  let i = 0;
  if (n >= UNBLOCKED_BELOW) {
    const left = work; // [U X]: reflectors and products of the panel, m rows
    const right = at<T>(left, 2 * PANEL * b.lda); // [Y V]: n rows
    const vectors = at<T>(right, 2 * PANEL * ldn);
    const gemmWork = (at<T>(vectors, panelElements(m, n)) + 63) & ~63;
    for (; n - i > TAIL + PANEL; i += PANEL) {
      reducePanel<T>(i, b, left, b.lda, right, ldn, vectors);
      // The deferred update, one product of depth 2*PANEL:  A22 -= [U X] * [Y V]'
      gemm<T>(
        m - i - PANEL, n - i - PANEL, 2 * PANEL, <T>-1, at<T>(left, PANEL), 1, b.lda, at<T>(right, PANEL), ldn, 1,
        b.a.at((i + PANEL) * (b.lda + 1)), b.lda, gemmWork,
      );
    }
  }
  bidiagonalizeUnblocked<T>(i, b, work);
}
