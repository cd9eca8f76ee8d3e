import { checkInteger, describe, reading } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { allocate, itemsOf, listLength } from "./lists";
import { type Matrix, type MatrixLike, readMatrix } from "./matrix";

/**
 * One column of a matrix.
 *
 * @param a  m × n, finite entries, in any accepted form; not modified.
 * @param j  0 to n − 1; or the name of the column, where `a` has names (rows of objects, tables of Arrow).
 * @returns m numbers, in memory of their own.
 * @throws TypeError or RangeError as `matrix` does, and RangeError if there is no such column.
 *
 * Cost O(mn), for the whole matrix is checked; a Matrix has its column j in `data[i * columns + j]`.
 *
 * @example
 * column([[1, 2], [3, 4]], 1); // Float64Array [2, 4]
 * column([{ height: 1.8, weight: 75 }], "weight"); // Float64Array [75]
 */
export function column(a: MatrixLike, j: number | string): Float64Array {
  const { rows, columns, data, names = [] } = readMatrix(a, "matrix");
  const at = typeof j === "string" ? names.indexOf(j) : j;
  if (typeof j === "string" && at < 0) {
    throw outOfRange(`j is ${describe(j)}: expected ${names.length > 0 ? names.map((name) => JSON.stringify(name)).join(", ") : "a number, for the columns have no names"}`);
  }
  checkInteger("j", at, 0, columns - 1);
  const out = allocate(rows, "column");
  for (let i = 0; i < rows; i++) out[i] = data[i * columns + at]!;
  return out;
}

/**
 * The rows of a matrix as objects, one field per column.
 *
 * @param a      m × n, finite entries, in any accepted form; not modified.
 * @param names  n texts, all different. Default: those of `a` (rows of objects, tables of Arrow).
 * @returns m objects with n numbers.
 * @throws TypeError or RangeError as `matrix` does, and if there are no names, too few, or two alike.
 *
 * Cost O(mn).
 *
 * @example
 * toObjects([[1, 2], [3, 4]], ["x", "y"])[1].x; // 3
 */
export function toObjects(a: MatrixLike, names?: ArrayLike<string>): Record<string, number>[] {
  const m: Matrix = readMatrix(a, "matrix");
  const fields = names === undefined ? m.names : reading("names", () => readNames(names));
  if (fields === undefined) throw wrongKind(`names is undefined: expected ${m.columns} names, for the columns of the matrix have none`);
  if (fields.length !== m.columns) throw outOfRange(`names has length ${fields.length}: expected ${m.columns}, the columns of the matrix`);
  const twice = fields.find((name, j) => fields.indexOf(name) < j);
  if (twice !== undefined) throw outOfRange(`names has ${describe(twice)} twice: expected names that differ`);
  return Array.from({ length: m.rows }, (_, i) => Object.fromEntries(fields.map((name, j) => [name, m.data[i * m.columns + j]!])));
}

function readNames(names: unknown): string[] {
  const count = listLength(names);
  if (count === undefined) throw wrongKind(`names is ${describe(names)}: expected a list of texts`);
  const texts = itemsOf(names, count);
  const bad = texts.findIndex((text) => typeof text !== "string");
  if (bad >= 0) throw wrongKind(`names[${bad}] is ${describe(texts[bad])}: expected a text`);
  return texts as string[];
}
