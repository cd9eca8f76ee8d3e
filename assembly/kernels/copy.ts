/**
 * B := A, column by column.   [LAPACK lacpy]
 *
 * A: m x n, column-major, lda elements from column to column; B likewise with ldb. They may overlap only if b >= a and
 * ldb >= lda: columns are moved last to first.
 */
export function copyMatrix<T>(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  const width = <usize>sizeof<T>();
  for (let j = n - 1; j >= 0; j--) {
    memory.copy(b + <usize>j * ldb * width, a + <usize>j * lda * width, <usize>m * width);
  }
}

/** A := 0. A: m x n, column-major, lda elements from column to column. */
export function zeroMatrix<T>(m: i32, n: i32, a: usize, lda: i32): void {
  const width = <usize>sizeof<T>();
  for (let j = 0; j < n; j++) {
    memory.fill(a + <usize>j * lda * width, 0, <usize>m * width);
  }
}

/** y := x. x: n elements `stride` apart; y: n contiguous elements.   [BLAS copy] */
export function copyStrided<T>(n: i32, x: usize, stride: i32, y: usize): void {
  const width = <usize>sizeof<T>();
  const step = <usize>stride * width;
  const end = y + <usize>n * width;
  while (y < end) {
    store<T>(y, load<T>(x));
    x += step;
    y += width;
  }
}
