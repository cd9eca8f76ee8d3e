import type { Matrix, SparseMatrix } from "../../../src/index";

/** Throws unless a matrix has the entries that its size asks for, all of them finite. */
export function checkMatrix(matrix: Matrix | SparseMatrix): void {
  const { rows, columns } = matrix;
  if (!(Number.isSafeInteger(rows) && Number.isSafeInteger(columns) && rows >= 0 && columns >= 0)) throw new Error(`a matrix of ${rows} × ${columns}`);
  const data = "data" in matrix ? matrix.data : matrix.value;
  if ("data" in matrix && data.length !== rows * columns) throw new Error(`${data.length} entries in ${rows} × ${columns}`);
  const wrong = data.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0) throw new Error(`entry ${wrong} is ${data[wrong]}`);
}
