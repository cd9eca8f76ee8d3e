import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { bidiagonalizeUnblocked } from "./bidiagonalize-unblocked";
import { PANEL, reducePanel } from "./reduce-panel";

/** Below this order the unblocked reduction is faster: its matrix stays in the first-level cache. */
const UNBLOCKED_BELOW: i32 = 64;
/** What is left for the unblocked reduction after the last panel. */
const TAIL: i32 = 48;

/** Bytes that bidiagonalize needs at `work`. */
export function bidiagonalizeBytes(m: i32, ldm: i32, n: i32, ldn: i32): usize {
  const vectors = <usize>(m + n + 4 * PANEL) << 3;
  if (n < UNBLOCKED_BELOW) return vectors;
  return vectors + (<usize>(2 * PANEL * (ldm + ldn)) << 3) + gemmWorkspace<f64>(m, n, 2 * PANEL) + 128;
}

/**
 * Reduces A to upper bidiagonal form:  B = Q'*A*P.   [LAPACK gebrd]
 *
 * A: m x n, m >= n, column-major, lda; overwritten: column i below row i holds the reflector u_i of Q, A[i, i] = 1.
 * d: n diagonal, e: n-1 superdiagonal entries of B. tauQ, tauP: n scalars each.
 * v: column i holds the reflector v_i of P in rows i+1.. (v[i+1, i] = 1); ldv elements from column to column, 0 when the
 * right vectors are not wanted. work: bidiagonalizeBytes(m, lda, n, ldn), 64-byte aligned; ldn is a leading dimension for n rows.
 */
export function bidiagonalize<T>(
  m: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tauQ: usize, tauP: usize, v: usize, ldv: i32,
  ldn: i32, work: usize,
): void {
  const width = <usize>sizeof<T>();
  let i = 0;
  if (n >= UNBLOCKED_BELOW) {
    const left = work; // [U X]: reflectors and products of the panel, m rows
    const right = left + <usize>(2 * PANEL * lda) * width; // [Y V]: n rows
    const vectors = right + <usize>(2 * PANEL * ldn) * width;
    const gemmWork = (vectors + <usize>(m + n + 4 * PANEL) * width + 63) & ~63;
    for (; n - i > TAIL + PANEL; i += PANEL) {
      const corner = a + <usize>i * <usize>(lda + 1) * width;
      const offset = <usize>i * width;
      reducePanel<T>(
        m - i, n - i, corner, lda, d + offset, e + offset, tauQ + offset, tauP + offset,
        v + offset * <usize>(ldv + 1), ldv, left, lda, right, ldn, vectors,
      );
      // The deferred update, one product of depth 2*PANEL:  A22 -= [U X] * [Y V]'
      gemm<T>(
        m - i - PANEL, n - i - PANEL, 2 * PANEL, <T>-1,
        left + <usize>PANEL * width, 1, lda, right + <usize>PANEL * width, ldn, 1,
        corner + <usize>PANEL * <usize>(lda + 1) * width, lda, gemmWork,
      );
    }
  }
  const offset = <usize>i * width;
  bidiagonalizeUnblocked<T>(
    m - i, n - i, a + offset * <usize>(lda + 1), lda, d + offset, e + offset, tauQ + offset, tauP + offset,
    v + offset * <usize>(ldv + 1), ldv, work,
  );
}
