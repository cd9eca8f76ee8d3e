import { describe, reading } from "./checks";
import { wrongKind } from "./errors";
import { listLength } from "./lists";
import { fromArrow, fromFlat, fromGetter, fromNdarray, fromPixels, fromRows, type Getter } from "./matrix-forms";
import type { Admit, Matrix, MatrixLike } from "./matrix-types";

export type { Admit, Matrix, MatrixLike, VectorLike } from "./matrix-types";

/**
 * A fresh row-major copy of a matrix in any accepted form.
 *
 * @param a  m × n, finite entries; m or n may be 0. Rows of arrays, typed arrays or objects; `{ rows, columns, data }` row-major;
 *           ndarrays with `shape`, `data` and optional `stride`/`strides` and `offset`; objects with `get(i, j)`; tables of Arrow, tensors of
 *           TensorFlow.js, matrices of math.js; the ImageData of a canvas as grey values, 0 to 255.
 * @returns m × n, row-major, in memory of its own; with `names`, those of the columns, of objects and Arrow tables.
 * @throws TypeError   if `a` has none of these forms, an entry is not a number (a hole, a string, a BigInt), or `get` throws;
 * @throws RangeError  if rows differ in length, `data` has the wrong length, or an entry is NaN or infinite;
 * @throws OutOfMemoryError  if it has more entries than 4 GiB hold.
 *
 * Cost O(mn).
 *
 * @example
 * matrix([[1, 2], [3, 4]]).data; // Float64Array [1, 2, 3, 4]
 * matrix([{ width: 1, height: 2 }, { width: 3, height: 4 }]).names; // ["width", "height"]
 */
export function matrix(a: MatrixLike): Matrix {
  return readMatrix(a, "matrix");
}

/**
 * The rows of a matrix as plain arrays, for JSON and for packages that take nested arrays.
 *
 * @param m  m × n, in any accepted form.
 * @returns m arrays of n numbers.
 * @throws TypeError or RangeError as `matrix` does.
 *
 * Cost O(mn).
 *
 * @example
 * toRows({ rows: 1, columns: 2, data: Float64Array.of(1, 2) }); // [[1, 2]]
 */
export function toRows(m: MatrixLike): number[][] {
  const { rows, columns, data } = readMatrix(m, "matrix");
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}

/**
 * A matrix of our own from any accepted form: nobody else can change it. Each part and each entry of the argument is read once.
 *
 * `name` stands for the argument in error messages.
 */
export function readMatrix(a: unknown, name: string, admit?: Admit): Matrix {
  return read(a, name, admit, false);
}

/**
 * The same, but a row-major matrix of plain doubles is not copied. For the last argument that is read, if it is copied into the module before anybody else's
 * code can run: no getter, iterator or callback until then.
 */
export function borrowMatrix(a: unknown, name: string, admit?: Admit): Matrix {
  return read(a, name, admit, true);
}

function read(a: unknown, name: string, admit: Admit | undefined, borrow: boolean): Matrix {
  return reading(name, () => {
    if (a === null || typeof a !== "object") throw unreadable(a, name);
    const form = a as Record<string, unknown>;
    if ("shape" in form) return fromNdarray(form, name, admit);
    if ("size" in form && "toArray" in form) return read((form as { toArray(): unknown }).toArray(), name, admit, false); // it has functions rows and get, too
    if ("rows" in form) {
      const { get } = form;
      if (typeof get === "function") return fromGetter(form, get as Getter, name, admit);
      if ("columns" in form && "data" in form) return fromFlat(form, name, admit, borrow);
    }
    if ("numRows" in form) return fromArrow(form, name, admit);
    if ("width" in form && "data" in form) return fromPixels(form, name, admit);
    const rows = listLength(form);
    if (rows !== undefined) return fromRows(form as unknown as ArrayLike<unknown>, rows, name, admit);
    throw unreadable(a, name);
  });
}

function unreadable(a: unknown, name: string): TypeError {
  if (a !== null && typeof a === "object" && "rowStart" in a) {
    return wrongKind(`${name} is sparse: expected a dense matrix (truncatedSvd, lowRank, pca, verify and complete take sparse ones)`);
  }
  return wrongKind(
    `${name} is ${describe(a)}: expected rows of numbers, { rows, columns, data }, an ndarray or an object with get(i, j)`,
  );
}
