/** A := (A + A')/2.   A: n x n, column-major, lda elements from column to column; overwritten, bitwise symmetric. */
export function symmetrize<T>(n: i32, a: usize, lda: i32): void {
  const width = <usize>sizeof<T>();
  for (let j = 1; j < n; j++) {
    let upper = a + <usize>j * lda * width;
    let lower = a + <usize>j * width;
    const end = upper + <usize>j * width;
    while (upper < end) {
      const mean = <T>0.5 * load<T>(upper) + <T>0.5 * load<T>(lower);
      store<T>(upper, mean);
      store<T>(lower, mean);
      upper += width;
      lower += <usize>lda * width;
    }
  }
}
