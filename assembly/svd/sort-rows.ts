import { sortDescending } from "./order";

/** Bytes that sortRows needs at `work`. */
export function sortRowsBytes(m: i32): usize {
  return <usize>m * 28;
}

/**
 * Sorts the rows of A by decreasing largest magnitude, stable: what makes Householder QR with column pivoting stable row by
 * row.   [CH98]
 *
 * A: m x n, column-major, lda; overwritten. order: m i32, the old place of each row. work: sortRowsBytes(m).
 */
export function sortRows(m: i32, n: i32, a: usize, lda: i32, order: usize, work: usize): void {
  const largest = work;
  const rest = largest + (<usize>m << 3);
  memory.fill(largest, 0, <usize>m << 3);
  for (let j = 0; j < n; j++) {
    const column = a + ((<usize>j * lda) << 3);
    for (let i = 0; i < m; i++) {
      const at = <usize>i << 3;
      store<f64>(largest + at, max<f64>(load<f64>(largest + at), abs<f64>(load<f64>(column + at))));
    }
  }
  sortDescending(m, largest, order, rest, rest + (<usize>m << 3)); // signs, then sorting space
  for (let j = 0; j < n; j++) gatherRows(m, order, a + ((<usize>j * lda) << 3), work);
}

/** x[i] := x[order[i]]. work: m elements. */
function gatherRows(m: i32, order: usize, x: usize, work: usize): void {
  memory.copy(work, x, <usize>m << 3);
  for (let i = 0; i < m; i++) {
    store<f64>(x + (<usize>i << 3), load<f64>(work + (<usize>load<i32>(order + (<usize>i << 2)) << 3)));
  }
}

/** Undoes a reordering of rows:  X[order[i], :] := X[i, :].  X: m x n, column-major, ldx. work: m elements. */
export function scatterRows(m: i32, n: i32, order: usize, x: usize, ldx: i32, work: usize): void {
  for (let j = 0; j < n; j++) {
    const column = x + ((<usize>j * ldx) << 3);
    memory.copy(work, column, <usize>m << 3);
    for (let i = 0; i < m; i++) {
      store<f64>(column + (<usize>load<i32>(order + (<usize>i << 2)) << 3), load<f64>(work + (<usize>i << 3)));
    }
  }
}
