import { bytesOf, elements, Vector, vector } from "../memory";
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
export function sortRows(m: i32, n: i32, a: usize, lda: i32, order: Vector<i32>, work: Vector<f64>): void {
  const largest = vector<f64>(work.at(0));
  const rest = largest.from(m);
  memory.fill(largest.at(0), 0, bytesOf<f64>(m));
  for (let j = 0; j < n; j++) {
    const column = elements<f64>(a, j * lda);
    for (let i = 0; i < m; i++) {
      largest[i] = max<f64>(largest[i], abs<f64>(column[i]));
    }
  }
  sortDescending(m, largest, order, rest, elements<f64>(rest.at(0), m)); // signs, then sorting space
  for (let j = 0; j < n; j++) gatherRows(m, order, elements<f64>(a, j * lda), work);
}

/** x[i] := x[order[i]]. work: m elements. */
function gatherRows(m: i32, order: Vector<i32>, x: Vector<f64>, work: Vector<f64>): void {
  memory.copy(work.at(0), x.at(0), bytesOf<f64>(m));
  for (let i = 0; i < m; i++) {
    x[i] = work[order[i]];
  }
}

/** Undoes a reordering of rows:  X[order[i], :] := X[i, :].  X: m x n, column-major, ldx. work: m elements. */
export function scatterRows(m: i32, n: i32, order: Vector<i32>, x: usize, ldx: i32, work: Vector<f64>): void {
  for (let j = 0; j < n; j++) {
    const column = elements<f64>(x, j * ldx);
    memory.copy(work.at(0), column.at(0), bytesOf<f64>(m));
    for (let i = 0; i < m; i++) {
      column[order[i]] = work[i];
    }
  }
}
