import { lanes } from "./lanes";

/**
 * largest[j] := max |x_ij| over the rows; 0 for none.
 *
 * x: m x n, row-major, contiguous. largest: n elements, overwritten.
 */
export function amaxColumns<T>(m: i32, n: i32, x: usize, largest: usize): void {
  const width = <usize>sizeof<T>();
  const vectorEnd = largest + <usize>(n & ~(lanes<T>() - 1)) * width;
  const end = largest + <usize>n * width;
  memory.fill(largest, 0, <usize>n * width);
  for (let i = 0; i < m; i++) {
    let to = largest;
    while (to < vectorEnd) {
      v128.store(to, v128.max<T>(v128.load(to), v128.abs<T>(v128.load(x))));
      to += 16;
      x += 16;
    }
    while (to < end) {
      store<T>(to, max<T>(load<T>(to), abs<T>(load<T>(x))));
      to += width;
      x += width;
    }
  }
}
