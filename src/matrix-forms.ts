/** The forms of matrices, each with its reader: every part and every entry is asked for once. */
import { checkInteger, describe, refuseOthers } from "./checks";
import { isOurs, OutOfMemoryError, outOfRange, wrongKind } from "./errors";
import { allocate, itemsOf, listLength } from "./lists";
import type { Admit, Matrix } from "./matrix-types";
import { isKind, isPlain, viewOf } from "./typed-arrays";
import { asCaller, bytesOf, finiteOr, numbersKind } from "./wasm/working";

export type Getter = (i: number, j: number) => unknown;

/** Work for so many rows and columns always fits. */
const SMALL = 1000;

/** Rows, columns and entries a matrix can have: what 4 GiB of WebAssembly memory can hold. */
const MOST_ENTRIES = 536_870_912; // 2^29

/** A checked number of rows or columns; -0 comes out as 0. */
function dimension(name: string, value: unknown): number {
  checkInteger(name, value, 0, MOST_ENTRIES);
  return value + 0;
}

function room(rows: number, columns: number, name: string, admit: Admit | undefined): Float64Array {
  const entries = rows * columns;
  const whole = `${name}, ${rows} × ${columns},`;
  if (entries > MOST_ENTRIES) throw new OutOfMemoryError(whole, bytesOf(entries));
  admit?.(rows, columns);
  return allocate(entries, whole);
}

/** `lost`: it is none any more in the precision of the call. */
function checkEntry(value: unknown, name: string, i: number, j: number, names?: Matrix["names"], lost = false): asserts value is number {
  if (Number.isFinite(value) && !lost) return;
  const message = `${name}[${i}]${names === undefined ? `[${j}]` : `.${names[j]}`} is ${describe(value)}: expected ${finiteOr(value)}`;
  throw typeof value === "number" ? outOfRange(message) : wrongKind(message);
}

function place(data: Float64Array, p: number, value: unknown, name: string, i: number, j: number, names?: Matrix["names"]): void {
  checkEntry(value, name, i, j, names);
  data[p] = value;
  if (Math.abs(data[p]) === Infinity) checkEntry(value, name, i, j, names, true);
}

/** Arrays that can be copied as a block. */
function floats(data: unknown): Float64Array | Float32Array | undefined {
  return isKind(data, "Float64Array") || isKind(data, "Float32Array") ? data : undefined;
}

/** Refuses the first entry that is NaN or infinite. x - x is 0 for every other number. `source`: what was copied, maybe to singles. */
function checkFinite(m: Matrix, name: string, source?: (place: number) => number | undefined): Matrix {
  const { data, columns, names } = m;
  for (let p = 0; p < data.length; p++) {
    const x = data[p]!;
    if (x - x !== 0) checkEntry(source?.(p) ?? x, name, Math.floor(p / columns), p % columns, names, true);
  }
  return m;
}

export function fromRows(source: ArrayLike<unknown>, length: number, name: string, admit: Admit | undefined): Matrix {
  const rows = dimension(`${name}.length`, length);
  const first = rows === 0 ? [] : source[0];
  const width = listLength(first);
  if (width === undefined && isObject(first)) return fromObjects(source, rows, first, name, admit);
  if (width === undefined) throw wrongKind(`${name}[0] is ${describe(first)}: expected a row of numbers`);
  const columns = dimension(`${name}[0].length`, width);
  const data = room(rows, columns, name, admit);
  const blocks: (ArrayLike<number> | undefined)[] = [];
  for (let i = 0; i < rows; i++) {
    const row = i === 0 ? first : source[i];
    const entries = i === 0 ? width : listLength(row);
    if (entries === undefined) throw wrongKind(`${name}[${i}] is ${describe(row)}: expected a row of numbers`);
    if (entries !== columns) throw outOfRange(`${name}[${i}] has length ${entries}: expected ${columns}, the length of ${name}[0]`);
    const block = floats(row);
    if (block !== undefined) {
      data.set(block, i * columns);
      blocks[i] = block;
      continue;
    }
    for (let j = 0; j < columns; j++) {
      const value = (row as ArrayLike<unknown>)[j];
      place(data, i * columns + j, value, name, i, j);
    }
  }
  return checkFinite({ rows, columns, data }, name, (p) => blocks[Math.floor(p / columns)]?.[p % columns]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function fromObjects(source: ArrayLike<unknown>, rows: number, first: Record<string, unknown>, name: string, admit: Admit | undefined): Matrix {
  const names = Object.keys(first);
  let [at, row]: [number, unknown] = [0, first];
  return gather(rows, names.length, name, admit, (i, j) => {
    if (i > at) [at, row] = [i, source[i]];
    if (!isObject(row)) throw wrongKind(`${name}[${i}] is ${describe(row)}: expected an object, as ${name}[0] is`);
    if (j === 0 && i > 0) refuseOthers(`${name}[${i}]`, row, names, () => `is not in ${name}[0]: expected ${names.join(", ")}`);
    return row[names[j]!];
  }, names);
}

/** A table of Apache Arrow: its columns tell what is null, the memory behind them does not. */
export function fromArrow(form: Record<string, unknown>, name: string, admit: Admit | undefined): Matrix {
  const { numRows, schema, getChildAt } = form as { numRows: unknown; schema: { fields: ArrayLike<{ name: string }> }; getChildAt(j: number): { get: (i: number) => unknown } };
  const { fields } = schema;
  const names = itemsOf(fields, dimension(`${name}.schema.fields.length`, listLength(fields))).map((field) => String((field as { name: unknown }).name));
  const columns = names.map((_, j) => {
    const column = getChildAt.call(form, j);
    return column.get.bind(column);
  });
  return gather(dimension(`${name}.numRows`, numRows), columns.length, name, admit, (i, j) => columns[j]!(i), names);
}

/** The grey values of a picture, by the weights of JPEG; a grey one gives its own. */
export function fromPixels(form: Record<string, unknown>, name: string, admit: Admit | undefined): Matrix {
  const rows = dimension(`${name}.height`, form.height);
  const columns = dimension(`${name}.width`, form.width);
  const pixels = form.data as ArrayLike<number>;
  const length = listLength(pixels);
  if (length !== 4 * rows * columns) throw outOfRange(`${name}.data has length ${length}: expected ${4 * rows * columns}`);
  return gather(rows, columns, name, admit, (i, j) => {
    const p = 4 * (i * columns + j);
    return (299 * pixels[p]! + 587 * pixels[p + 1]! + 114 * pixels[p + 2]!) / 1000;
  });
}

/** The names that a matrix carries along. */
function namesOf(names: unknown, columns: number, name: string): Pick<Matrix, "names"> | undefined {
  if (names === undefined) return undefined;
  if (listLength(names) !== columns) throw wrongKind(`${name}.names is ${describe(names)}: expected ${columns} names`);
  return { names: itemsOf(names, columns).map(String) };
}

export function fromFlat(form: Record<string, unknown>, name: string, admit: Admit | undefined, borrow: boolean): Matrix {
  const rows = dimension(`${name}.rows`, form.rows);
  const columns = dimension(`${name}.columns`, form.columns);
  const source = form.data;
  const length = listLength(source);
  if (length === undefined) throw wrongKind(`${name}.data is ${describe(source)}: expected an array of numbers`);
  if (length !== rows * columns) {
    throw outOfRange(`${name}.data has length ${length}: expected rows * columns = ${rows * columns}`);
  }
  const names = namesOf(form.names, columns, name);
  if (borrow && isPlain(source, numbersKind())) {
    if (rows > SMALL || columns > SMALL) admit?.(rows, columns);
    return checkFinite({ rows, columns, data: source, ...names }, name);
  }
  const block = floats(source);
  if (block === undefined) return gather(rows, columns, name, admit, (i, j) => (source as ArrayLike<unknown>)[i * columns + j], names?.names);
  const data = room(rows, columns, name, admit);
  data.set(block);
  return checkFinite({ rows, columns, data, ...names }, name, (p) => block[p]);
}

export function fromNdarray(form: Record<string, unknown>, name: string, admit: Admit | undefined): Matrix {
  const { shape, dataSync } = form;
  const dimensions = listLength(shape);
  if (dimensions === undefined) throw wrongKind(`${name}.shape is ${describe(shape)}: expected two sizes`);
  if (dimensions !== 2) throw outOfRange(`${name}.shape has ${dimensions} dimensions: expected 2`);
  const sizes = shape as ArrayLike<unknown>;
  const rows = dimension(`${name}.shape[0]`, sizes[0]);
  const columns = dimension(`${name}.shape[1]`, sizes[1]);
  const strides = typeof dataSync === "function" ? [columns, 1] : form.strides ?? form.stride ?? [columns, 1];
  if (listLength(strides) !== 2) throw wrongKind(`${name}.strides is ${describe(strides)}: expected two integers`);
  const down = stride(`${name}.strides[0]`, (strides as ArrayLike<unknown>)[0]);
  const right = stride(`${name}.strides[1]`, (strides as ArrayLike<unknown>)[1]);
  const offset = stride(`${name}.offset`, form.offset ?? 0);

  const source = typeof dataSync === "function" ? (dataSync.call(form) as unknown) : form.data;
  const block = floats(source);
  const get = source !== null && typeof source === "object" && block === undefined ? (source as { get?: unknown }).get : undefined;
  const length = typeof get === "function" ? undefined : listLength(source);
  if (typeof get !== "function" && length === undefined) throw wrongKind(`${name}.data is ${describe(source)}: expected an array of numbers`);
  const [lastRow, lastColumn] = [(rows - 1) * down, (columns - 1) * right];
  const least = offset + Math.min(0, lastRow) + Math.min(0, lastColumn);
  const most = offset + Math.max(0, lastRow) + Math.max(0, lastColumn);
  if (rows * columns > 0 && (least < 0 || most >= (length ?? Infinity))) {
    throw outOfRange(
      `${name}.data has length ${describe(length)}: expected it to hold ${rows} × ${columns} entries with strides ${down}, ${right} from offset ${offset}`,
    );
  }
  if (block !== undefined && down === columns && right === 1) {
    const data = room(rows, columns, name, admit);
    const entries = viewOf<Float64Array | Float32Array>(block).subarray(offset, offset + rows * columns);
    data.set(entries);
    return checkFinite({ rows, columns, data }, name, (p) => entries[p]);
  }
  const at = typeof get === "function" ? (p: number): unknown => get.call(source, p) : (p: number): unknown => (source as ArrayLike<unknown>)[p];
  return gather(rows, columns, name, admit, (i, j) => at(offset + i * down + j * right));
}

function stride(name: string, value: unknown): number {
  if (typeof value !== "number") throw wrongKind(`${name} is ${describe(value)}: expected an integer`);
  if (!Number.isSafeInteger(value)) throw outOfRange(`${name} is ${value}: expected an integer`);
  return value;
}

export function fromGetter(form: Record<string, unknown>, get: Getter, name: string, admit: Admit | undefined): Matrix {
  const rows = dimension(`${name}.rows`, form.rows);
  const columns = dimension(`${name}.columns`, form.columns);
  return gather(rows, columns, name, admit, (i, j) => get.call(form, i, j));
}

/** Reads entry by entry; what the source throws is reported with the position. */
function gather(
  rows: number, columns: number, name: string, admit: Admit | undefined, at: (i: number, j: number) => unknown, names?: readonly string[],
): Matrix {
  const data = room(rows, columns, name, admit);
  asCaller(() => {
    for (let i = 0, p = 0; p < data.length; i++) {
      for (let j = 0; j < columns; j++, p++) {
        const value = entry(at, name, i, j);
        place(data, p, value, name, i, j, names);
      }
    }
  });
  return { rows, columns, data, ...(names && { names }) };
}

function entry(at: (i: number, j: number) => unknown, name: string, i: number, j: number): unknown {
  try {
    return at(i, j);
  } catch (cause) {
    if (isOurs(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : describe(cause);
    throw wrongKind(`${name}[${i}][${j}] cannot be read: ${reason}`, { cause });
  }
}
