/** Elements of a square block: two lines of eight f64 each way. */
const BLOCK: i32 = 16;

/**
 * B := A'.
 *
 * A: m x n, column-major, lda elements from column to column. B: n x m, column-major, ldb; not overlapping A.
 */
export function transpose<T>(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  const width = <usize>sizeof<T>();
  const strideB = <usize>ldb * width;
  for (let j0 = 0; j0 < n; j0 += BLOCK) {
    const j1 = min(n, j0 + BLOCK);
    for (let i0 = 0; i0 < m; i0 += BLOCK) {
      const rows = <usize>min(BLOCK, m - i0) * width;
      for (let j = j0; j < j1; j++) {
        let from = a + (<usize>i0 + <usize>j * lda) * width;
        let to = b + (<usize>j + <usize>i0 * ldb) * width;
        const end = from + rows;
        while (from < end) {
          store<T>(to, load<T>(from));
          from += width;
          to += strideB;
        }
      }
    }
  }
}
