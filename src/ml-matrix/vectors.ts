import { type AbstractMatrix, Matrix } from "ml-matrix";
import { type Matrix as Flat, nullSpace } from "../index";

/** What ml-matrix takes for a matrix. */
export type MaybeMatrix = AbstractMatrix | ArrayLike<ArrayLike<number>>;

/** Columns of a matrix: itself, if that is all of them in order. */
export function pick(a: Matrix, columns: readonly number[]): Matrix {
  return columns.length === a.columns && columns.every((column, j) => column === j) ? a : a.subMatrixColumn([...columns]);
}

/** Orthonormal columns and others that make a square matrix of them, [V, N] with VᵀN = 0. */
export function completed(leading: Flat): Matrix {
  const { rows, columns, data } = leading;
  const rest = nullSpace({ shape: [columns, rows], strides: [1, columns], data });
  const whole = new Matrix(rows, rows);
  const row = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    row.set(data.subarray(i * columns, (i + 1) * columns));
    row.set(rest.data.subarray(i * rest.columns, (i + 1) * rest.columns), columns);
    whole.setRow(i, row);
  }
  return whole;
}

/** The transpose. */
export function transposed({ rows, columns, data }: Flat): Flat {
  const turned = new Float64Array(data.length);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0, q = i; j < columns; j++, p++, q += rows) turned[q] = data[p]!;
  }
  return { rows: columns, columns: rows, data: turned };
}

/** A copy as ml-matrix's class. */
export function toMatrix({ rows, columns, data }: Flat): Matrix {
  const copy = new Matrix(rows, columns);
  if (columns > 0) for (let i = 0; i < rows; i++) copy.setRow(i, data.subarray(i * columns, (i + 1) * columns));
  return copy;
}
