import { outOfRange } from "./errors";
import { readEntire, toDense, transposed } from "./input";
import type { Matrix, MatrixLike, VectorLike } from "./matrix";
import { readColumns } from "./right-sides";
import { copyInCentre, copyInSparse, sparse, type SparseMatrix } from "./sparse";
import { bytesOf } from "./wasm/working";
import { withFrame } from "./wasm/frame";

/**
 * The transpose Aᵀ.
 *
 * @param a  m × n, finite entries, in any accepted form, or a `sparse` matrix; not modified.
 * @returns n × m; sparse if `a` is.
 * @throws TypeError         if `a` is of the wrong kind;
 * @throws RangeError        if an entry is not finite;
 * @throws OutOfMemoryError  if the result does not fit.
 *
 * Cost O(mn), of a sparse matrix O(entries).
 *
 * @example
 * transpose([[1, 2, 3], [4, 5, 6]]); // [[1, 4], [2, 5], [3, 6]]
 */
export function transpose(a: MatrixLike): Matrix;
export function transpose(a: SparseMatrix): SparseMatrix;
export function transpose(a: MatrixLike | SparseMatrix): Matrix | SparseMatrix {
  const m = readEntire(a, true);
  if (m.form === "dense") return transposed(m);
  const { rows, columns, rowStart, column, value } = m;
  withFrame("transpose", (frame) => void copyInSparse(frame, m, "matrix")); // refuses what is malformed
  const row = Array.from({ length: rows }, (_, i) => new Array<number>(rowStart[i + 1]! - rowStart[i]!).fill(i)).flat();
  return sparse(columns, rows, { row: column, column: row, value });
}

/**
 * The product A B, or A b for a vector b.
 *
 * @param a  m × n, finite entries, in any accepted form, or a `sparse` matrix; not modified.
 * @param b  n × p in any accepted form, or sparse, or n numbers; not modified.
 * @returns m × p, dense; m numbers for a vector b. A sum beyond 1.8e308 comes out as infinite.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if shapes do not fit or an entry is not finite;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB.
 *
 * Cost 2mnp flops, 2p per entry of a sparse A.
 *
 * @example
 * multiply([[1, 2], [3, 4]], [5, 6]); // Float64Array [17, 39]
 * multiply(sparse(2, 2, [[0, 1, 3]]), [[1], [2]]).data; // Float64Array [6, 0]
 */
export function multiply(a: MatrixLike | SparseMatrix, b: ArrayLike<number> | { readonly length: number; readonly nullCount: number; get(i: number): unknown }): Float64Array;
export function multiply(a: MatrixLike | SparseMatrix, b: MatrixLike | SparseMatrix): Matrix;
export function multiply(a: MatrixLike | SparseMatrix, b: MatrixLike | SparseMatrix | VectorLike): Matrix | Float64Array {
  const left = readEntire(a, true);
  const { isList, ...right } = readColumns(b, (given) => readEntire(given, true, undefined, "b"));
  const matrix = toDense(right);
  if (matrix.rows !== left.columns) throw outOfRange(`b has ${matrix.rows} rows: expected ${left.columns}, the columns of the matrix`);
  const { rows, columns } = left;
  const p = matrix.columns;
  const product = withFrame("multiply", (frame) => {
    const { wasm } = frame;
    frame.require((left.form === "sparse" ? wasm.sparsePcaBytes(rows, columns, p) + bytesOf(rows) : wasm.pcaBytes(rows, columns, p) + bytesOf(left.data.length)) + bytesOf(columns * (p + 1) + rows * p));
    if (left.form === "sparse") {
      const zeros = copyInCentre(frame, rows, columns, {});
      const at = copyInSparse(frame, left, "matrix");
      const [x, y] = [frame.copyIn(matrix.data), frame.reserve(rows * p)];
      frame.call(wasm.centredProduct(rows, columns, p, at.rowStart, at.column, at.value, zeros, x, y));
      return frame.copyOutMatrix(y, rows, p);
    }
    const [zeros, x, v, y] = [frame.copyIn(frame.zeros(columns)), frame.copyIn(left.data), frame.copyIn(matrix.data), frame.reserve(rows * p)];
    frame.call(wasm.pcaTransform(rows, columns, p, x, zeros, v, y));
    return frame.copyOutMatrix(y, rows, p);
  });
  return isList ? product.data : product;
}
