import { applyReflector } from "../kernels/reflector";
import { scal } from "../kernels/scal";

/**
 * Overwrites the reflectors in the columns of A by the columns of  Q = H_0 H_1 ... H_{count-1}.   [LAPACK org2r]
 *
 * A: m x columns, m >= columns >= count, column-major, lda. On entry column i < count holds v_i in rows i.. (v_i[0] is
 * taken as 1); the other columns need not be set. tau: count scalars. work: `columns` elements.
 */
export function formVectors<T>(
  m: i32, columns: i32, count: i32, a: usize, lda: i32, tau: usize, work: usize,
): void {
  const width = <usize>sizeof<T>();
  const stride = <usize>lda * width;
  for (let j = count; j < columns; j++) {
    memory.fill(a + <usize>j * stride, 0, <usize>m * width);
    store<T>(a + <usize>j * stride + <usize>j * width, <T>1);
  }
  for (let i = count - 1; i >= 0; i--) {
    const column = a + <usize>i * stride;
    const corner = column + <usize>i * width;
    const t = load<T>(tau + <usize>i * width);
    store<T>(corner, <T>1);
    applyReflector<T>(m - i, columns - i - 1, corner, t, corner + stride, lda, work);
    scal<T>(m - i - 1, -t, corner + width);
    store<T>(corner, <T>1 - t);
    memory.fill(column, 0, <usize>i * width);
  }
}
