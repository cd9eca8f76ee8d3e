import { lanes } from "./lanes";

/**
 * max_i sum_j |a_ij|, and 0 if m = 0; NaN if an entry is.   [LAPACK lange('I')]
 *
 * A: m x n, column-major, lda elements from column to column. work: m elements; overwritten by the row sums.
 */
export function normInf<T>(m: i32, n: i32, a: usize, lda: i32, work: usize): T {
  const width = <usize>sizeof<T>();
  const vectorEnd = work + <usize>(m & ~(lanes<T>() - 1)) * width;
  const end = work + <usize>m * width;
  memory.fill(work, 0, <usize>m * width);
  for (let j = 0; j < n; j++) {
    let x = a + <usize>j * lda * width;
    let sum = work;
    while (sum < vectorEnd) {
      v128.store(sum, v128.add<T>(v128.load(sum), v128.abs<T>(v128.load(x))));
      x += 16;
      sum += 16;
    }
    while (sum < end) {
      store<T>(sum, load<T>(sum) + abs<T>(load<T>(x)));
      x += width;
      sum += width;
    }
  }
  let largest = <T>0;
  for (let sum = work; sum < end; sum += width) largest = max<T>(largest, load<T>(sum));
  return largest;
}
