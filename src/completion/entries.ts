import { checkInteger, describe } from "../checks";
import { checkSparse, isSparse, type SparseMatrix } from "../sparse";

/** The observed entries of a table: three arrays of one length. */
export interface Entries {
  readonly rows: number;
  readonly columns: number;
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

/** Lines a side can have, and entries a table: their indices are 32-bit. */
const MOST = 2 ** 31 - 2;
const FIRST_CAPACITY = 1024;

/** Entries as they come, in arrays that grow. */
class Collector {
  row = new Int32Array(FIRST_CAPACITY);
  column = new Int32Array(FIRST_CAPACITY);
  value = new Float64Array(FIRST_CAPACITY);
  count = 0;

  add(row: number, column: number, value: number): void {
    if (this.count === this.row.length) this.grow();
    this.row[this.count] = row;
    this.column[this.count] = column;
    this.value[this.count++] = value;
  }

  private grow(): void {
    const { row, column, value } = this;
    this.row = new Int32Array(2 * row.length);
    this.column = new Int32Array(2 * row.length);
    this.value = new Float64Array(2 * row.length);
    this.row.set(row);
    this.column.set(column);
    this.value.set(value);
  }

  finish(rows: number, columns: number): Entries {
    const { row, column, value, count } = this;
    return { rows, columns, row: row.subarray(0, count), column: column.subarray(0, count), value: value.subarray(0, count) };
  }
}

/** Reads a table in any accepted form (see `Table`). `name` stands for it in messages. May be empty. */
export function readTable(table: unknown, name: string): Entries {
  if (table === null || typeof table !== "object") throw unreadable(table, name);
  if (isArrayLike(table)) return fromRows(table, name); // arrays have a method called entries: they come first
  const form = table as Record<string, unknown>;
  if ("entries" in form) {
    const { rows, columns } = form;
    checkInteger(`${name}.rows`, rows, 0, MOST);
    checkInteger(`${name}.columns`, columns, 0, MOST);
    return readEntries(form.entries, rows, columns, `${name}.entries`);
  }
  if ("rows" in form && "columns" in form && "data" in form) return fromFlat(form, name);
  if (isSparse(form)) return fromSparse(form, name);
  throw unreadable(table, name);
}

/** Reads a list of entries of a rows × columns table. */
export function readEntries(list: unknown, rows: number, columns: number, name: string): Entries {
  if (list !== null && typeof list === "object") {
    if ("row" in list && "column" in list && "value" in list) return fromArrays(list, rows, columns, name);
    if (typeof (list as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function") {
      return fromTriples(list as Iterable<unknown>, rows, columns, name);
    }
  }
  throw new TypeError(`${name} is ${describe(list)}: expected triples [row, column, value] or { row, column, value }`);
}

function unreadable(table: unknown, name: string): TypeError {
  return new TypeError(
    `${name} is ${describe(table)}: expected rows of numbers with null where missing, { rows, columns, entries }, { rows, columns, data } or a sparse matrix`,
  );
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) return true;
  if (value === null || typeof value !== "object") return false;
  const length = (value as { length?: unknown }).length;
  return typeof length === "number" && Number.isInteger(length) && length >= 0;
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
}

function checkValue(value: unknown, name: () => string): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`${name()} is ${describe(value)}: expected a finite number`);
  if (!Number.isFinite(value)) throw new RangeError(`${name()} is ${value}: expected a finite number`);
}

function checkIndex(value: unknown, count: number, name: () => string, what: string): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`${name()} is ${describe(value)}: expected a ${what} index`);
  if (!Number.isInteger(value) || value < 0 || value >= count) {
    throw new RangeError(`${name()} is ${value}: expected a ${what} index from 0 to ${count - 1}`);
  }
}

function fromRows(source: ArrayLike<unknown>, name: string): Entries {
  const rows = source.length;
  const first = source[0];
  if (rows > 0 && !isArrayLike(first)) throw new TypeError(`${name}[0] is ${describe(first)}: expected a row of numbers`);
  const columns = rows === 0 ? 0 : (first as ArrayLike<unknown>).length;
  const found = new Collector();
  for (let i = 0; i < rows; i++) {
    const row = source[i];
    if (!isArrayLike(row)) throw new TypeError(`${name}[${i}] is ${describe(row)}: expected a row of numbers`);
    if (row.length !== columns) {
      throw new RangeError(`${name}[${i}] has length ${row.length}: expected ${columns}, the length of ${name}[0]`);
    }
    for (let j = 0; j < columns; j++) {
      const value = row[j];
      if (isMissing(value)) continue;
      checkValue(value, () => `${name}[${i}][${j}]`);
      found.add(i, j, value);
    }
  }
  return found.finish(rows, columns);
}

function fromFlat(form: Record<string, unknown>, name: string): Entries {
  const { rows, columns, data } = form;
  checkInteger(`${name}.rows`, rows, 0, MOST);
  checkInteger(`${name}.columns`, columns, 0, MOST);
  if (!isArrayLike(data)) throw new TypeError(`${name}.data is ${describe(data)}: expected an array of numbers`);
  if (data.length !== rows * columns) {
    throw new RangeError(`${name}.data has length ${data.length}: expected rows * columns = ${rows * columns}`);
  }
  const found = new Collector();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j];
      if (isMissing(value)) continue;
      checkValue(value, () => `${name}[${i}][${j}]`);
      found.add(i, j, value);
    }
  }
  return found.finish(rows, columns);
}

function fromTriples(list: Iterable<unknown>, rows: number, columns: number, name: string): Entries {
  const found = new Collector();
  let e = 0;
  for (const triple of list) {
    const isObject = isEntryObject(triple);
    if (!isObject && (!isArrayLike(triple) || triple.length !== 3)) {
      throw new TypeError(`${name}[${e}] is ${describe(triple)}: expected [row, column, value] or { row, column, value }`);
    }
    const [row, column, value] = isObject ? [triple.row, triple.column, triple.value] : [triple[0], triple[1], triple[2]];
    const at = `${name}[${e++}]`;
    checkIndex(row, rows, () => (isObject ? `${at}.row` : `${at}[0]`), "row");
    checkIndex(column, columns, () => (isObject ? `${at}.column` : `${at}[1]`), "column");
    checkValue(value, () => (isObject ? `${at}.value` : `${at}[2]`));
    found.add(row, column, value);
  }
  return found.finish(rows, columns);
}

/** Whether an item of a list of entries is { row, column, value }. */
export function isEntryObject(item: unknown): item is { row: unknown; column: unknown; value: unknown } {
  return typeof item === "object" && item !== null && "row" in item && "column" in item && "value" in item;
}

/** The listed entries of a sparse matrix, zeros among them; what is not listed is missing. */
function fromSparse(form: SparseMatrix, name: string): Entries {
  checkSparse(form, name);
  const { rows, columns, rowStart, column, value } = form;
  const row = new Int32Array(column.length);
  let from = 0;
  for (let i = 0; i <= rows; i++) {
    const to = rowStart[i]!;
    if (to < from || to > row.length || (i === 0 && to !== 0)) {
      throw new RangeError(`${name}.rowStart[${i}] is ${to}: expected it to rise from 0 to ${row.length}`);
    }
    if (i > 0) row.fill(i - 1, from, to);
    from = to;
  }
  if (from !== row.length) throw new RangeError(`${name}.rowStart ends at ${from}: expected ${row.length}, the number of entries`);
  return fromArrays({ row, column, value }, rows, columns, name);
}

function fromArrays(list: object, rows: number, columns: number, name: string): Entries {
  const { row, column, value } = list as Record<string, unknown>;
  const parts = { row, column, value };
  for (const [part, data] of Object.entries(parts)) {
    if (!isArrayLike(data)) throw new TypeError(`${name}.${part} is ${describe(data)}: expected an array of numbers`);
    const expected = (row as ArrayLike<unknown>).length;
    if (data.length !== expected) {
      throw new RangeError(`${name}.${part} has length ${data.length}: expected ${expected}, the length of ${name}.row`);
    }
  }
  const [i, j, x] = [row, column, value] as ArrayLike<unknown>[];
  const count = i!.length;
  if (count > MOST) throw new RangeError(`${name}.row has length ${count}: expected at most ${MOST}`);
  for (let e = 0; e < count; e++) {
    checkIndex(i![e], rows, () => `${name}.row[${e}]`, "row");
    checkIndex(j![e], columns, () => `${name}.column[${e}]`, "column");
    checkValue(x![e], () => `${name}.value[${e}]`);
  }
  return {
    rows,
    columns,
    row: i instanceof Int32Array ? i : Int32Array.from(i as ArrayLike<number>),
    column: j instanceof Int32Array ? j : Int32Array.from(j as ArrayLike<number>),
    value: x instanceof Float64Array ? x : Float64Array.from(x as ArrayLike<number>),
  };
}
