import { describe, reading } from "./checks";
import { OutOfMemoryError } from "./errors";
import { allocate, listLength } from "./lists";
import { isKind, isPlainDoubles, viewOf } from "./typed-arrays";
import { bytesOf } from "./wasm/bytes";

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
  return readMatrix(a, "matrix");
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
    if ("rows" in form) {
      const { get } = form;
      if (typeof get === "function") return fromGetter(form, get as Getter, name, admit);
      if ("columns" in form && "data" in form) return fromFlat(form, name, admit, borrow);
    }
    const rows = listLength(form);
    if (rows !== undefined) return fromRows(form as unknown as ArrayLike<unknown>, rows, name, admit);
    throw unreadable(a, name);
  });
}

type Getter = (i: number, j: number) => unknown;

function unreadable(a: unknown, name: string): TypeError {
  if (a !== null && typeof a === "object" && "rowStart" in a) {
    return new TypeError(`${name} is sparse: expected a dense matrix (truncatedSvd, lowRank, pca, verify and complete take sparse ones)`);
  }
  return new TypeError(
    `${name} is ${describe(a)}: expected rows of numbers, { rows, columns, data }, an ndarray or an object with get(i, j)`,
  );
}

/** Work for so many rows and columns always fits. */
const SMALL = 1000;

/** Rows, columns and entries a matrix can have: what 4 GiB of WebAssembly memory can hold. */
const MOST_ENTRIES = 2 ** 29;

/** A checked number of rows or columns; -0 comes out as 0. */
function dimension(name: string, value: unknown): number {
  const expected = `expected an integer, 0 to ${MOST_ENTRIES}`;
  if (typeof value !== "number") throw new TypeError(`${name} is ${describe(value)}: ${expected}`);
  if (!Number.isInteger(value) || value < 0 || value > MOST_ENTRIES) throw new RangeError(`${name} is ${value}: ${expected}`);
  return value + 0;
}

function room(rows: number, columns: number, name: string, admit: Admit | undefined): Float64Array {
  const entries = rows * columns;
  const whole = `${name}, ${rows} × ${columns},`;
  if (entries > MOST_ENTRIES) throw new OutOfMemoryError(whole, bytesOf(entries));
  admit?.(rows, columns);
  return allocate(entries, whole);
}

function checkEntry(value: unknown, name: string, i: number, j: number): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`${name}[${i}][${j}] is ${describe(value)}: expected a finite number`);
  if (!Number.isFinite(value)) throw new RangeError(`${name}[${i}][${j}] is ${value}: expected a finite number`);
}

/** Arrays that can be copied as a block. */
function floats(data: unknown): Float64Array | Float32Array | undefined {
  return isKind(data, "Float64Array") || isKind(data, "Float32Array") ? data : undefined;
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

function fromRows(source: ArrayLike<unknown>, length: number, name: string, admit: Admit | undefined): Matrix {
  const rows = dimension(`${name}.length`, length);
  const first = rows === 0 ? [] : source[0];
  const width = listLength(first);
  if (width === undefined) throw new TypeError(`${name}[0] is ${describe(first)}: expected a row of numbers`);
  const columns = dimension(`${name}[0].length`, width);
  const data = room(rows, columns, name, admit);
  for (let i = 0; i < rows; i++) {
    const row = i === 0 ? first : source[i];
    const entries = i === 0 ? width : listLength(row);
    if (entries === undefined) throw new TypeError(`${name}[${i}] is ${describe(row)}: expected a row of numbers`);
    if (entries !== columns) throw new RangeError(`${name}[${i}] has length ${entries}: expected ${columns}, the length of ${name}[0]`);
    const block = floats(row);
    if (block !== undefined) {
      data.set(block, i * columns);
      continue;
    }
    for (let j = 0; j < columns; j++) {
      const value = (row as ArrayLike<unknown>)[j];
      checkEntry(value, name, i, j);
      data[i * columns + j] = value;
    }
  }
  return checkFinite({ rows, columns, data }, name);
}

function fromFlat(form: Record<string, unknown>, name: string, admit: Admit | undefined, borrow: boolean): Matrix {
  const rows = dimension(`${name}.rows`, form.rows);
  const columns = dimension(`${name}.columns`, form.columns);
  const source = form.data;
  const length = listLength(source);
  if (length === undefined) throw new TypeError(`${name}.data is ${describe(source)}: expected an array of numbers`);
  if (length !== rows * columns) {
    throw new RangeError(`${name}.data has length ${length}: expected rows * columns = ${rows * columns}`);
  }
  if (borrow && isPlainDoubles(source)) {
    if (rows > SMALL || columns > SMALL) admit?.(rows, columns);
    return checkFinite({ rows, columns, data: source }, name);
  }
  const block = floats(source);
  if (block === undefined) return gather(rows, columns, name, admit, (i, j) => (source as ArrayLike<unknown>)[i * columns + j]);
  const data = room(rows, columns, name, admit);
  data.set(block);
  return checkFinite({ rows, columns, data }, name);
}

function fromNdarray(form: Record<string, unknown>, name: string, admit: Admit | undefined): Matrix {
  const { shape } = form;
  const dimensions = listLength(shape);
  if (dimensions === undefined) throw new TypeError(`${name}.shape is ${describe(shape)}: expected two sizes`);
  if (dimensions !== 2) throw new RangeError(`${name}.shape has ${dimensions} dimensions: expected 2`);
  const sizes = shape as ArrayLike<unknown>;
  const rows = dimension(`${name}.shape[0]`, sizes[0]);
  const columns = dimension(`${name}.shape[1]`, sizes[1]);
  const strides = form.strides ?? form.stride ?? [columns, 1];
  if (listLength(strides) !== 2) throw new TypeError(`${name}.strides is ${describe(strides)}: expected two integers`);
  const down = stride(`${name}.strides[0]`, (strides as ArrayLike<unknown>)[0]);
  const right = stride(`${name}.strides[1]`, (strides as ArrayLike<unknown>)[1]);
  const offset = stride(`${name}.offset`, form.offset ?? 0);

  const source = form.data;
  const block = floats(source);
  const get = source !== null && typeof source === "object" && block === undefined ? (source as { get?: unknown }).get : undefined;
  const length = typeof get === "function" ? undefined : listLength(source);
  if (typeof get !== "function" && length === undefined) throw new TypeError(`${name}.data is ${describe(source)}: expected an array of numbers`);
  const [lastRow, lastColumn] = [(rows - 1) * down, (columns - 1) * right];
  const least = offset + Math.min(0, lastRow) + Math.min(0, lastColumn);
  const most = offset + Math.max(0, lastRow) + Math.max(0, lastColumn);
  if (rows * columns > 0 && (least < 0 || most >= (length ?? Infinity))) {
    throw new RangeError(
      `${name}.data has length ${describe(length)}: expected it to hold ${rows} × ${columns} entries with strides ${down}, ${right} from offset ${offset}`,
    );
  }
  if (block !== undefined && down === columns && right === 1) {
    const data = room(rows, columns, name, admit);
    data.set(viewOf<Float64Array | Float32Array>(block).subarray(offset, offset + rows * columns));
    return checkFinite({ rows, columns, data }, name);
  }
  const at = typeof get === "function" ? (p: number): unknown => get.call(source, p) : (p: number): unknown => (source as ArrayLike<unknown>)[p];
  return gather(rows, columns, name, admit, (i, j) => at(offset + i * down + j * right));
}

function stride(name: string, value: unknown): number {
  if (typeof value !== "number") throw new TypeError(`${name} is ${describe(value)}: expected an integer`);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} is ${value}: expected an integer`);
  return value;
}

function fromGetter(form: Record<string, unknown>, get: Getter, name: string, admit: Admit | undefined): Matrix {
  const rows = dimension(`${name}.rows`, form.rows);
  const columns = dimension(`${name}.columns`, form.columns);
  return gather(rows, columns, name, admit, (i, j) => get.call(form, i, j));
}

/** Reads entry by entry; what the source throws is reported with the position. */
function gather(
  rows: number, columns: number, name: string, admit: Admit | undefined, at: (i: number, j: number) => unknown,
): Matrix {
  const data = room(rows, columns, name, admit);
  for (let i = 0, p = 0; p < data.length; i++) {
    for (let j = 0; j < columns; j++, p++) {
      const value = entry(at, name, i, j);
      checkEntry(value, name, i, j);
      data[p] = value;
    }
  }
  return { rows, columns, data };
}

function entry(at: (i: number, j: number) => unknown, name: string, i: number, j: number): unknown {
  try {
    return at(i, j);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : describe(cause);
    throw new TypeError(`${name}[${i}][${j}] cannot be read: ${reason}`, { cause });
  }
}
