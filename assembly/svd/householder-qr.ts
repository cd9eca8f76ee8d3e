import { applyReflector, reflector } from "../kernels/reflector";

/**
 * A = Q*R.   [LAPACK geqr2]
 *
 * A: m x n, m >= n, column-major, lda; overwritten: R on and above the diagonal, the reflectors of Q below it.
 * tau: n scalars. work: n elements.
 */
export function householderQr<T>(m: i32, n: i32, a: usize, lda: i32, tau: usize, work: usize): void {
  const width = <usize>sizeof<T>();
  for (let i = 0; i < n; i++) {
    const corner = a + <usize>i * <usize>(lda + 1) * width;
    const beta = reflector<T>(m - i, corner, tau + <usize>i * width);
    store<T>(corner, <T>1);
    applyReflector<T>(m - i, n - i - 1, corner, load<T>(tau + <usize>i * width), corner + <usize>lda * width, lda, work);
    store<T>(corner, beta);
  }
}

/** C := Q*C for the Q of householderQr.   [LAPACK orm2r]   C: m x columns, ldc; overwritten. work: `columns` elements. */
export function applyQ<T>(
  m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: usize, c: usize, ldc: i32, work: usize,
): void {
  const width = <usize>sizeof<T>();
  for (let i = count - 1; i >= 0; i--) {
    const corner = a + <usize>i * <usize>(lda + 1) * width;
    const beta = load<T>(corner);
    store<T>(corner, <T>1);
    applyReflector<T>(m - i, columns, corner, load<T>(tau + <usize>i * width), c + <usize>i * width, ldc, work);
    store<T>(corner, beta);
  }
}

/** Copies the upper triangle R (n x n) out of A and clears what is below it.   [LAPACK lacpy('U')] */
export function copyTriangle<T>(n: i32, a: usize, lda: i32, r: usize, ldr: i32): void {
  const width = <usize>sizeof<T>();
  for (let j = 0; j < n; j++) {
    const column = r + <usize>j * ldr * width;
    memory.copy(column, a + <usize>j * lda * width, <usize>(j + 1) * width);
    memory.fill(column + <usize>(j + 1) * width, 0, <usize>(n - j - 1) * width);
  }
}
