import { gemv } from "../../kernels/gemv";
import { ger } from "../../kernels/ger";
import { applyReflector, reflector } from "../../kernels/reflector";
import { copyStrided } from "../../kernels/copy";

/**
 * Reduces A to upper bidiagonal form, one column and one row at a time:  B = Q'*A*P.   [LAPACK gebd2], [GK65]
 *
 * A: m x n, m >= n, column-major, lda; overwritten: column i below row i holds the reflector u_i of Q, A[i, i] = 1.
 * d: n diagonal, e: n-1 superdiagonal entries of B. tauQ, tauP: n scalars each.
 * v: column i holds the reflector v_i of P in rows i+1.. (v[i+1, i] = 1); ldv elements from column to column, 0 when the
 * right vectors are not wanted. work: max(m, n) elements.
 */
export function bidiagonalizeUnblocked<T>(
  m: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tauQ: usize, tauP: usize, v: usize, ldv: i32, work: usize,
): void {
  const width = <usize>sizeof<T>();
  for (let i = 0; i < n; i++) {
    const offset = <usize>i * width;
    const corner = a + offset * <usize>(lda + 1);
    const right = corner + <usize>lda * width;
    const rest = n - i - 1;

    store<T>(d + offset, reflector<T>(m - i, corner, tauQ + offset));
    store<T>(corner, <T>1);
    applyReflector<T>(m - i, rest, corner, load<T>(tauQ + offset), right, lda, work);
    if (rest == 0) {
      store<T>(tauP + offset, <T>0);
      break;
    }

    const row = v + (<usize>i * ldv + <usize>(i + 1)) * width;
    copyStrided<T>(rest, right, lda, row);
    store<T>(e + offset, reflector<T>(rest, row, tauP + offset));
    store<T>(row, <T>1);
    applyFromRight<T>(m - i - 1, rest, row, load<T>(tauP + offset), right + width, lda, work);
  }
}

/** A := A*H, H = I - tau*v*v'. A: m x n; v: n contiguous elements; w: workspace of m elements. */
function applyFromRight<T>(m: i32, n: i32, v: usize, tau: T, a: usize, lda: i32, w: usize): void {
  if (tau == <T>0 || m <= 0) return;
  memory.fill(w, 0, <usize>m * sizeof<T>());
  gemv<T>(m, n, <T>1, a, lda, v, w);
  ger<T>(m, n, -tau, w, v, a, lda);
}
