import { bytesOf, elements, Vector } from "../memory";

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
