import { describe } from "./checks";
import { OutOfMemoryError, UnsupportedError } from "./errors";

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
  | {
      readonly rows: number;
      readonly columns: number;
      /** Entry (i, j). */
      get(i: number, j: number): number;
    };

/**
 * A fresh row-major copy of a matrix in any accepted form.
 *
 * @param a  m × n, finite entries; m or n may be 0. Rows of arrays or typed arrays; `{ rows, columns, data }` row-major;
 *           ndarrays with `shape`, `data` and optional `stride`/`strides` and `offset`; objects with `get(i, j)`.
 * @returns m × n, row-major, in memory of its own.
 * @throws TypeError   if `a` has none of these forms, an entry is not a number (a hole, a string, a BigInt), or `get` throws;
 * @throws RangeError  if rows differ in length, `data` has the wrong length, or an entry is NaN or infinite;
 * @throws OutOfMemoryError  if it has more entries than 4 GiB hold.
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

/** Called with the shape before the entries are read, so that a function can refuse what it cannot hold. */
export type Admit = (rows: number, columns: number) => void;

/**
 * Reads any accepted form; a `Float64Array` in row-major form is passed through, not copied.
 *
 * `name` stands for the argument in error messages.
 */
export function readMatrix(a: unknown, name: string, admit?: Admit): Matrix {
  try {
    return readForm(a, name, admit);
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof RangeError || cause instanceof UnsupportedError) throw cause;
    throw new TypeError(`${name} cannot be read: ${cause instanceof Error ? cause.message : describe(cause)}`, { cause });
  }
}

function readForm(a: unknown, name: string, admit: Admit | undefined): Matrix {
  if (a === null || typeof a !== "object") throw unreadable(a, name);
  const form = a as Record<string, unknown>;
  if ("shape" in form) return fromNdarray(form, name, admit);
  if ("rows" in form && typeof form.get === "function") return fromGetter(form, name, admit);
  if ("rows" in form && "columns" in form && "data" in form) return fromFlat(form, name, admit);
  if (isArrayLike(form)) return fromRows(form, name, admit);
  throw unreadable(a, name);
}

function unreadable(a: unknown, name: string): TypeError {
  if (a !== null && typeof a === "object" && "rowStart" in a) {
    return new TypeError(`${name} is sparse: expected a dense matrix (truncatedSvd, lowRank, pca, verify and complete take sparse ones)`);
  }
  return new TypeError(
    `${name} is ${describe(a)}: expected rows of numbers, { rows, columns, data }, an ndarray or an object with get(i, j)`,
  );
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  if (value === null || typeof value !== "object") return false;
  const length = (value as { length?: unknown }).length;
  return typeof length === "number" && Number.isSafeInteger(length) && length >= 0;
}

/** Rows, columns and entries a matrix can have: what 4 GiB of WebAssembly memory can hold. */
const MOST_ENTRIES = 2 ** 29;

/** A checked number of rows or columns; -0 comes out as 0. */
function dimension(name: string, value: unknown): number {
  const expected = `expected an integer, 0 to ${MOST_ENTRIES}`;
  if (typeof value !== "number") throw new TypeError(`${name} is ${describe(value)}: ${expected}`);
  if (!Number.isInteger(value) || value < 0 || value > MOST_ENTRIES) throw new RangeError(`${name} is ${value}: ${expected}`);
  return value + 0;
}

function allocate(rows: number, columns: number, name: string, admit: Admit | undefined): Float64Array {
  const entries = rows * columns;
  if (entries > MOST_ENTRIES) throw new OutOfMemoryError(`${name}, ${rows} × ${columns},`, entries * 8);
  admit?.(rows, columns);
  try {
    return new Float64Array(entries);
  } catch {
    throw new OutOfMemoryError(`${name}, ${rows} × ${columns},`, entries * 8);
  }
}

function checkEntry(value: unknown, name: string, i: number, j: number): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`${name}[${i}][${j}] is ${describe(value)}: expected a finite number`);
  if (!Number.isFinite(value)) throw new RangeError(`${name}[${i}][${j}] is ${value}: expected a finite number`);
}

/** Arrays that can be copied as a block: not of a subclass, whose length might say anything. */
function isPlainFloats(data: unknown): data is Float64Array | Float32Array {
  if (!ArrayBuffer.isView(data)) return false;
  const prototype: unknown = Object.getPrototypeOf(data);
  return prototype === Float64Array.prototype || prototype === Float32Array.prototype;
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

function fromRows(source: ArrayLike<unknown>, name: string, admit: Admit | undefined): Matrix {
  const rows = dimension(`${name}.length`, source.length);
  const first = rows === 0 ? [] : source[0];
  if (!isArrayLike(first)) throw new TypeError(`${name}[0] is ${describe(first)}: expected a row of numbers`);
  const columns = dimension(`${name}[0].length`, first.length);
  const data = allocate(rows, columns, name, admit);
  for (let i = 0; i < rows; i++) {
    const row = source[i];
    if (!isArrayLike(row)) throw new TypeError(`${name}[${i}] is ${describe(row)}: expected a row of numbers`);
    if (row.length !== columns) {
      throw new RangeError(`${name}[${i}] has length ${row.length}: expected ${columns}, the length of ${name}[0]`);
    }
    if (isPlainFloats(row)) {
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

function fromFlat(form: Record<string, unknown>, name: string, admit: Admit | undefined): Matrix {
  const rows = dimension(`${name}.rows`, form.rows);
  const columns = dimension(`${name}.columns`, form.columns);
  const source = form.data;
  if (!isArrayLike(source)) throw new TypeError(`${name}.data is ${describe(source)}: expected an array of numbers`);
  if (source.length !== rows * columns) {
    throw new RangeError(`${name}.data has length ${source.length}: expected rows * columns = ${rows * columns}`);
  }
  if (!isPlainFloats(source)) return gather(rows, columns, name, admit, (i, j) => source[i * columns + j]);
  if (source instanceof Float64Array) return checkFinite({ rows, columns, data: source }, name);
  const data = allocate(rows, columns, name, admit);
  data.set(source);
  return checkFinite({ rows, columns, data }, name);
}

function fromNdarray(form: Record<string, unknown>, name: string, admit: Admit | undefined): Matrix {
  const shape = form.shape;
  if (!isArrayLike(shape)) throw new TypeError(`${name}.shape is ${describe(shape)}: expected two sizes`);
  if (shape.length !== 2) throw new RangeError(`${name}.shape has ${shape.length} dimensions: expected 2`);
  const rows = dimension(`${name}.shape[0]`, shape[0]);
  const columns = dimension(`${name}.shape[1]`, shape[1]);
  const strides = form.strides ?? form.stride ?? [columns, 1];
  if (!isArrayLike(strides) || strides.length !== 2) {
    throw new TypeError(`${name}.strides is ${describe(strides)}: expected two integers`);
  }
  const down = stride(`${name}.strides[0]`, strides[0]);
  const right = stride(`${name}.strides[1]`, strides[1]);
  const offset = stride(`${name}.offset`, form.offset ?? 0);

  const source = form.data;
  const getter = source !== null && typeof source === "object" && typeof (source as { get?: unknown }).get === "function";
  if (!getter && !isArrayLike(source)) throw new TypeError(`${name}.data is ${describe(source)}: expected an array of numbers`);
  const length = (source as { length?: unknown }).length;
  const last = [(rows - 1) * down, (columns - 1) * right];
  const least = offset + Math.min(0, last[0]!) + Math.min(0, last[1]!);
  const most = offset + Math.max(0, last[0]!) + Math.max(0, last[1]!);
  if (rows * columns > 0 && (least < 0 || most >= (typeof length === "number" ? length : Infinity))) {
    throw new RangeError(
      `${name}.data has length ${describe(length)}: expected it to hold ${rows} × ${columns} entries with strides ${down}, ${right} from offset ${offset}`,
    );
  }
  if (isPlainFloats(source) && down === columns && right === 1) {
    const data = allocate(rows, columns, name, admit);
    data.set(source.subarray(offset, offset + rows * columns));
    return checkFinite({ rows, columns, data }, name);
  }
  const store = source as { get(p: number): unknown } & ArrayLike<unknown>;
  const at = getter ? (p: number) => store.get(p) : (p: number) => store[p];
  return gather(rows, columns, name, admit, (i, j) => at(offset + i * down + j * right));
}

function stride(name: string, value: unknown): number {
  if (typeof value !== "number") throw new TypeError(`${name} is ${describe(value)}: expected an integer`);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} is ${value}: expected an integer`);
  return value;
}

function fromGetter(form: Record<string, unknown>, name: string, admit: Admit | undefined): Matrix {
  const rows = dimension(`${name}.rows`, form.rows);
  const columns = dimension(`${name}.columns`, form.columns);
  return gather(rows, columns, name, admit, (i, j) => (form as { get(i: number, j: number): unknown }).get(i, j));
}

/** Reads entry by entry; what the source throws is reported with the position. */
function gather(
  rows: number, columns: number, name: string, admit: Admit | undefined, at: (i: number, j: number) => unknown,
): Matrix {
  const data = allocate(rows, columns, name, admit);
  for (let i = 0, p = 0; p < data.length; i++) {
    for (let j = 0; j < columns; j++, p++) {
      const value = read(at, name, i, j);
      checkEntry(value, name, i, j);
      data[p] = value;
    }
  }
  return { rows, columns, data };
}

function read(at: (i: number, j: number) => unknown, name: string, i: number, j: number): unknown {
  try {
    return at(i, j);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : describe(cause);
    throw new TypeError(`${name}[${i}][${j}] cannot be read: ${reason}`, { cause });
  }
}
