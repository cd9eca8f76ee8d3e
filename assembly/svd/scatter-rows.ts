import { bytesOf, elements, Vector } from "../memory";
import { real } from "../real";

/** Undoes a reordering of rows:  X[order[i], :] := X[i, :].  X: m x n, column-major, ldx. work: m elements. */
export function scatterRows(m: i32, n: i32, order: Vector<i32>, x: usize, ldx: i32, work: Vector<real>): void {
  for (let j = 0; j < n; j++) {
    const column = elements<real>(x, j * ldx);
    memory.copy(work.at(0), column.at(0), bytesOf<real>(m));
    for (let i = 0; i < m; i++) {
      column[order[i]] = work[i];
    }
  }
}
