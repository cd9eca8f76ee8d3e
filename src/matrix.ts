import { describe } from "./checks";

/** A dense matrix, row-major: entry (i, j) is `data[i * columns + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** A matrix in any of the forms that JavaScript packages use. Read, never changed. */
export type MatrixLike =
  | Matrix
  | { readonly rows: number; readonly columns: number; readonly data: ArrayLike<number> }
  | ArrayLike<ArrayLike<number>>
  | {
      readonly shape: ArrayLike<number>;
      readonly data: ArrayLike<number>;
      readonly stride?: ArrayLike<number>;
      readonly strides?: ArrayLike<number>;
      readonly offset?: number;
    }
  | { readonly rows: number; readonly columns: number; get(i: number, j: number): number };

/**
 * A fresh row-major copy of a matrix in any accepted form.
 *
 * @param a  m × n, finite entries; m or n may be 0. Rows of arrays or typed arrays; `{ rows, columns, data }` row-major;
 *           ndarrays with `shape`, `data` and optional `stride`/`strides` and `offset`; objects with `get(i, j)`.
 * @throws TypeError   if `a` has none of these forms or an entry is not a number (a hole, a string, a BigInt);
 * @throws RangeError  if rows differ in length, `data` has the wrong length, or an entry is NaN or infinite.
 *
 * Cost O(mn).
 *
 * @example
 * matrix([[1, 2], [3, 4]]).data; // Float64Array [1, 2, 3, 4]
 */
export function matrix(a: MatrixLike): Matrix {
  const seen = readMatrix(a, "matrix");
  return seen.data === (a as Matrix).data ? { rows: seen.rows, columns: seen.columns, data: seen.data.slice() } : seen;
}

/**
 * The rows of a matrix as plain arrays, for JSON and for packages that take nested arrays.
 *
 * @param m  m × n.
 * @returns m arrays of n numbers.
 * @throws TypeError or RangeError as `matrix` does.
 *
 * Cost O(mn).
 *
 * @example
 * toRows({ rows: 1, columns: 2, data: Float64Array.of(1, 2) }); // [[1, 2]]
 */
export function toRows(m: Matrix): number[][] {
  const { rows, columns, data } = readMatrix(m, "matrix");
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}

/**
 * Reads any accepted form; a `Float64Array` in row-major form is passed through, not copied.
 *
 * `name` stands for the argument in error messages.
 */
export function readMatrix(a: unknown, name: string): Matrix {
  if (a === null || typeof a !== "object") throw unreadable(a, name);
  const form = a as Record<string, unknown>;
  if ("shape" in form) return fromNdarray(form, name);
  if (typeof form.get === "function" && "rows" in form) return fromGetter(form, name);
  if ("rows" in form && "columns" in form && "data" in form) return fromFlat(form, name);
  if (isArrayLike(form)) return fromRows(form, name);
  throw unreadable(a, name);
}

function unreadable(a: unknown, name: string): TypeError {
  return new TypeError(
    `${name} is ${describe(a)}: expected rows of numbers, { rows, columns, data }, an ndarray or an object with get(i, j)`,
  );
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) return true;
  if (value === null || typeof value !== "object") return false;
  const length = (value as { length?: unknown }).length;
  return typeof length === "number" && Number.isInteger(length) && length >= 0;
}

function checkDimension(name: string, value: unknown): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`${name} is ${describe(value)}: expected an integer, 0 or more`);
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`${name} is ${value}: expected an integer, 0 or more`);
}

/** Entries a matrix can have: what 4 GiB of WebAssembly memory can hold. */
const MOST_ENTRIES = 2 ** 29;

function allocate(rows: number, columns: number, name: string): Float64Array {
  if (rows * columns > MOST_ENTRIES) {
    throw new RangeError(`${name} is ${rows} × ${columns}: expected at most ${MOST_ENTRIES} entries`);
  }
  return new Float64Array(rows * columns);
}

function checkEntry(value: unknown, name: string, i: number, j: number): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`${name}[${i}][${j}] is ${describe(value)}: expected a finite number`);
  if (!Number.isFinite(value)) throw new RangeError(`${name}[${i}][${j}] is ${value}: expected a finite number`);
}

function isNumeric(data: unknown): data is Float64Array | Float32Array | Int32Array {
  return ArrayBuffer.isView(data) && !(data instanceof DataView) && !(data instanceof BigInt64Array) && !(data instanceof BigUint64Array);
}

/** Refuses the first entry that is NaN or infinite. x - x is 0 for every other number. */
function checkFinite(m: Matrix, name: string): Matrix {
  const { data, columns } = m;
  for (let p = 0; p < data.length; p++) {
    const x = data[p]!;
    if (x - x !== 0) checkEntry(x, name, Math.floor(p / columns), p % columns);
  }
  return m;
}

function fromRows(source: ArrayLike<unknown>, name: string): Matrix {
  const rows = source.length;
  const first = source[0];
  if (rows > 0 && !isArrayLike(first)) {
    throw new TypeError(`${name}[0] is ${describe(first)}: expected a row of numbers`);
  }
  const columns = rows === 0 ? 0 : (first as ArrayLike<unknown>).length;
  const data = allocate(rows, columns, name);
  for (let i = 0; i < rows; i++) {
    const row = source[i];
    if (!isArrayLike(row)) throw new TypeError(`${name}[${i}] is ${describe(row)}: expected a row of numbers`);
    if (row.length !== columns) {
      throw new RangeError(`${name}[${i}] has length ${row.length}: expected ${columns}, the length of ${name}[0]`);
    }
    if (isNumeric(row)) {
      data.set(row, i * columns);
      continue;
    }
    for (let j = 0; j < columns; j++) {
      const value = row[j];
      checkEntry(value, name, i, j);
      data[i * columns + j] = value;
    }
  }
  return checkFinite({ rows, columns, data }, name);
}

function fromFlat(form: Record<string, unknown>, name: string): Matrix {
  const { rows, columns, data } = form;
  checkDimension(`${name}.rows`, rows);
  checkDimension(`${name}.columns`, columns);
  if (!isArrayLike(data)) throw new TypeError(`${name}.data is ${describe(data)}: expected an array of numbers`);
  if (data.length !== rows * columns) {
    throw new RangeError(`${name}.data has length ${data.length}: expected rows * columns = ${rows * columns}`);
  }
  if (data instanceof Float64Array) return checkFinite({ rows, columns, data }, name);
  return gather(rows, columns, name, (i, j) => data[i * columns + j]);
}

function fromNdarray(form: Record<string, unknown>, name: string): Matrix {
  const { shape, data } = form;
  if (!isArrayLike(shape) || shape.length !== 2) {
    const got = isArrayLike(shape) ? `has ${shape.length} dimensions` : `is ${describe(shape)}`;
    throw new RangeError(`${name}.shape ${got}: expected 2 dimensions`);
  }
  const [rows, columns] = [shape[0], shape[1]];
  checkDimension(`${name}.shape[0]`, rows);
  checkDimension(`${name}.shape[1]`, columns);
  if (data === null || typeof data !== "object") throw new TypeError(`${name}.data is ${describe(data)}: expected an array of numbers`);
  const strides = form.strides ?? form.stride ?? [columns, 1];
  if (!isArrayLike(strides) || strides.length !== 2 || !Number.isInteger(strides[0]) || !Number.isInteger(strides[1])) {
    throw new TypeError(`${name}.strides is ${describe(strides)}: expected two integers`);
  }
  const [down, right] = [strides[0] as number, strides[1] as number];
  const offset = form.offset ?? 0;
  checkDimension(`${name}.offset`, offset);
  const length = (data as { length?: unknown }).length;
  const corners = [0, (rows - 1) * down, (columns - 1) * right, (rows - 1) * down + (columns - 1) * right];
  if (rows > 0 && columns > 0 && typeof length === "number") {
    if (offset + Math.min(...corners) < 0 || offset + Math.max(...corners) >= length) {
      throw new RangeError(`${name}.data has length ${length}: expected it to hold ${rows} × ${columns} entries with strides ${down}, ${right} from offset ${offset}`);
    }
  }
  const store = data as { get?: unknown } & ArrayLike<unknown>;
  const at = typeof store.get === "function" && !Array.isArray(data)
    ? (p: number) => (store.get as (p: number) => unknown).call(store, p)
    : (p: number) => store[p];
  return gather(rows, columns, name, (i, j) => at(offset + i * down + j * right));
}

function fromGetter(form: Record<string, unknown>, name: string): Matrix {
  const { rows, columns } = form;
  checkDimension(`${name}.rows`, rows);
  checkDimension(`${name}.columns`, columns);
  return gather(rows, columns, name, (i, j) => (form as { get(i: number, j: number): unknown }).get(i, j));
}

function gather(rows: number, columns: number, name: string, at: (i: number, j: number) => unknown): Matrix {
  const data = allocate(rows, columns, name);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = at(i, j);
      checkEntry(value, name, i, j);
      data[i * columns + j] = value;
    }
  }
  return { rows, columns, data };
}
