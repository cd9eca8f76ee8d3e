import { checkInteger, describe, reading } from "../checks";
import { refuseUnread } from "../entry-fields";
import { outOfRange, wrongKind } from "../errors";
import { allocate, listLength, mapped } from "../lists";
import { isSparse } from "../input";
import { readSparse, type SparseMatrix } from "../sparse";
import { readTriples, type TripleRules, type Triples } from "../triples";
import { isKind, isShared } from "../typed-arrays";

/** Which lines get a centre and a scale of their own, and whether outliers may move them. */
export interface UnitRule {
  readonly side: "row" | "column";
  /** Medians, and values no farther from them than a few scales. */
  readonly robust: boolean;
}

/** The observed entries of a table: three arrays of one length. */
export interface Entries {
  readonly rows: number;
  readonly columns: number;
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
  /** How much each counts, above 0; without it every one counts 1. */
  readonly weight?: Float64Array;
  /** Of records: the fields. */
  readonly names?: readonly string[];
  /** The unit to compute in, if these are a part of a table that sets it. */
  readonly unit?: number;
  /** Of values in the units of their lines: what they were, and by which rule. */
  readonly scaled?: { readonly raw: Entries; readonly rule: UnitRule };
}

/** Lines a side can have, and entries a table: their indices are 32-bit. */
const MOST = 2_147_483_646; // 2^31 - 2
const FIRST_CAPACITY = 1024;

/** Entries as they come, in arrays that grow. */
class Collector {
  private row: Int32Array;
  private column: Int32Array;
  private value: Float64Array;
  private count = 0;

  constructor(private readonly name: string) {
    [this.row, this.column, this.value] = this.lists(FIRST_CAPACITY);
  }

  add(row: number, column: number, value: number): void {
    if (this.count === this.row.length) this.grow();
    this.row[this.count] = row;
    this.column[this.count] = column;
    this.value[this.count++] = value;
  }

  private grow(): void {
    const { row, column, value } = this;
    [this.row, this.column, this.value] = this.lists(2 * row.length);
    this.row.set(row);
    this.column.set(column);
    this.value.set(value);
  }

  private lists(room: number): [Int32Array, Int32Array, Float64Array] {
    return [allocate(room, this.name, Int32Array), allocate(room, this.name, Int32Array), allocate(room, this.name)];
  }

  finish(rows: number, columns: number): Entries {
    const { row, column, value, count } = this;
    return { rows, columns, row: row.subarray(0, count), column: column.subarray(0, count), value: value.subarray(0, count) };
  }
}

/**
 * The entries of a table in any accepted form (see `Table`), each part of it read once. May be none. `name` stands for it in messages.
 *
 * `borrow`: arrays of the right kind are not copied. For the last argument that is read, if no callback runs while it is in use.
 */
export function readTable(table: unknown, name: string, borrow = false): Entries {
  return reading(name, () => {
    if (table === null || typeof table !== "object") throw unreadable(table, name);
    const length = listLength(table);
    if (length !== undefined) return fromRows(table as ArrayLike<unknown>, length, name); // arrays have a method called entries: they come first
    const form = table as Record<string, unknown>;
    if ("entries" in form) {
      refuseUnread(name, form, ["rows", "columns", "entries"]);
      const { rows, columns, entries } = form;
      checkInteger(`${name}.rows`, rows, 0, MOST);
      checkInteger(`${name}.columns`, columns, 0, MOST);
      return readEntries(entries, rows, columns, `${name}.entries`, borrow);
    }
    if ("rows" in form && "columns" in form && "data" in form) return fromFlat(form, name);
    if (isSparse(form)) return fromSparse(readSparse(form, name, !borrow), name);
    throw unreadable(table, name);
  });
}

/** Whether a table that was read lists some of its places, not all. */
export function isListing(table: unknown): boolean {
  return listLength(table) === undefined && ("entries" in (table as object) || isSparse(table));
}

/** The entries of a list, of a rows × columns table. */
export function readEntries(list: unknown, rows: number, columns: number, name: string, borrow = false): Entries {
  const rules: TripleRules<Int32Array> = {
    Index: Int32Array, withWeight: true, valueOfPairs: 1,
    accept(part, item, list, e, follows): number {
      const at = () => `${list}[${e}]${follows}`;
      if (part === "value") checkValue(item, at);
      else if (part === "weight") checkWeight(item, at);
      else checkIndex(item, part === "row" ? rows : columns, at, part);
      return item;
    },
    isInPlace: (part, array) => borrow && isKind(array, part === "value" ? "Float64Array" : "Int32Array") && !isShared(array),
  };
  const { row, column, value, weight } = readTriples(list, name, rules) as Triples<Int32Array> & { value: Float64Array };
  return checkArrays({ rows, columns, row, column, value, ...(weight === undefined ? {} : { weight }) }, name);
}

function unreadable(table: unknown, name: string): TypeError {
  return wrongKind(
    `${name} is ${describe(table)}: expected rows of numbers with null where missing, { rows, columns, entries }, { rows, columns, data } or a sparse matrix`,
  );
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
}

function checkValue(value: unknown, name: () => string): asserts value is number {
  if (typeof value !== "number") throw wrongKind(`${name()} is ${describe(value)}: expected a finite number`);
  if (!Number.isFinite(value)) throw outOfRange(`${name()} is ${value}: expected a finite number`);
}

/** Weights beyond this would leave nothing of the others, nor of their own products. */
const MOST_WEIGHT = 1e9;

export function checkWeight(value: unknown, name: () => string): asserts value is number {
  if (typeof value !== "number") throw wrongKind(`${name()} is ${describe(value)}: expected a weight from 0 to ${MOST_WEIGHT}`);
  if (!(value >= 0 && value <= MOST_WEIGHT)) throw outOfRange(`${name()} is ${value}: expected a weight from 0 to ${MOST_WEIGHT}`);
}

function checkIndex(value: unknown, count: number, name: () => string, what: string): asserts value is number {
  if (typeof value !== "number") throw wrongKind(`${name()} is ${describe(value)}: expected a ${what} index`);
  if (!Number.isInteger(value) || value < 0 || value >= count) {
    throw outOfRange(`${name()} is ${value}: expected a ${what} index from 0 to ${count - 1}`);
  }
}

function fromRows(source: ArrayLike<unknown>, rows: number, name: string): Entries {
  const first = rows === 0 ? [] : source[0];
  const columns = listLength(first);
  if (columns === undefined && typeof first === "object" && first !== null) return fromRecords(source, rows, first, name);
  if (columns === undefined) throw wrongKind(`${name}[0] is ${describe(first)}: expected a row of numbers`);
  const found = new Collector(name);
  for (let i = 0; i < rows; i++) {
    const row = i === 0 ? first : source[i];
    const length: number | undefined = i === 0 ? columns : listLength(row);
    if (length === undefined) throw wrongKind(`${name}[${i}] is ${describe(row)}: expected a row of numbers`);
    if (length !== columns) throw outOfRange(`${name}[${i}] has length ${length}: expected ${columns}, the length of ${name}[0]`);
    for (let j = 0; j < columns; j++) {
      const value = (row as ArrayLike<unknown>)[j];
      if (isMissing(value)) continue;
      checkValue(value, () => `${name}[${i}][${j}]`);
      found.add(i, j, value);
    }
  }
  return found.finish(rows, columns);
}

/** Records: their fields are the columns, in the order of their first appearance. */
function fromRecords(source: ArrayLike<unknown>, rows: number, first: object, name: string): Entries {
  if ("row" in first && "column" in first) throw wrongKind(`${name}[0] has a row and a column, an entry rather than a row of a table: expected { rows, columns, entries: ${name} }, or other names of the fields`);
  if ("user" in first && "item" in first) throw wrongKind(`${name}[0] has a user and an item, an event rather than a row of a table: expected recommender(${name}), or other names of the fields`);
  const places = new Map<string, number>();
  const found = new Collector(name);
  for (let i = 0; i < rows; i++) {
    const record = i === 0 ? first : source[i];
    if (typeof record !== "object" || record === null || listLength(record) !== undefined) throw wrongKind(`${name}[${i}] is ${describe(record)}: expected an object, as ${name}[0] is`);
    for (const field of Object.keys(record)) {
      const j = places.get(field) ?? places.size;
      places.set(field, j);
      const value = (record as Record<string, unknown>)[field];
      if (isMissing(value)) continue;
      if (typeof value !== "number") throw wrongKind(`${name}[${i}].${field} is ${describe(value)}: expected a number, or null where missing; leave a field of other things out, as in rows.map(({ ${/^[A-Za-z_$][\w$]*$/.test(field) ? field : `${JSON.stringify(field)}: _`}, ...rest }) => rest), or make a field of 0 and 1 of each of its values`);
      checkValue(value, () => `${name}[${i}].${field}`);
      found.add(i, j, value);
    }
  }
  return { ...found.finish(rows, places.size), names: [...places.keys()] };
}

/** The entries with their columns where `names` have them; new ones behind those, where they may be. Tables without names stay as they are. */
export function placedByNames(entries: Entries, names: readonly string[] | undefined, name: string, mayGrow: boolean): Entries {
  const own = entries.names;
  if (own === undefined || names === undefined) return entries;
  const fresh = own.filter((field) => !names.includes(field));
  if (fresh.length > 0 && !mayGrow) throw outOfRange(`${name} has the field ${describe(fresh[0])}: expected those of the model, ${names.map(describe).join(", ")}`);
  const all = [...names, ...fresh];
  const places = new Map(all.map((field, j) => [field, j]));
  return { ...entries, columns: all.length, names: all, column: mapped(entries.column, name, (j) => places.get(own[j]!)!, Int32Array) };
}

function fromFlat(form: Record<string, unknown>, name: string): Entries {
  const { rows, columns, data } = form;
  checkInteger(`${name}.rows`, rows, 0, MOST);
  checkInteger(`${name}.columns`, columns, 0, MOST);
  const length = listLength(data);
  if (length === undefined) throw wrongKind(`${name}.data is ${describe(data)}: expected an array of numbers`);
  if (length !== rows * columns) throw outOfRange(`${name}.data has length ${length}: expected rows * columns = ${rows * columns}`);
  const found = new Collector(name);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = (data as ArrayLike<unknown>)[i * columns + j];
      if (isMissing(value)) continue;
      checkValue(value, () => `${name}[${i}][${j}]`);
      found.add(i, j, value);
    }
  }
  return found.finish(rows, columns);
}

/** The listed entries of a sparse matrix, zeros among them; what is not listed is missing. */
function fromSparse({ rows, columns, rowStart, column, value }: SparseMatrix, name: string): Entries {
  const row = allocate(column.length, name, Int32Array);
  let from = 0;
  for (let i = 0; i <= rows; i++) {
    const to = rowStart[i]!;
    if (to < from || to > row.length || (i === 0 && to !== 0)) {
      throw outOfRange(`${name}.rowStart[${i}] is ${to}: expected it to rise from 0 to ${row.length}`);
    }
    if (i > 0) row.fill(i - 1, from, to);
    from = to;
  }
  if (from !== row.length) throw outOfRange(`${name}.rowStart ends at ${from}: expected ${row.length}, the number of entries`);
  return checkArrays({ rows, columns, row, column, value }, name);
}

function checkArrays(entries: Entries, name: string): Entries {
  const { rows, columns, row, column, value } = entries;
  for (let e = 0; e < row.length; e++) {
    checkIndex(row[e], rows, () => `${name}.row[${e}]`, "row");
    checkIndex(column[e], columns, () => `${name}.column[${e}]`, "column");
    checkValue(value[e], () => `${name}.value[${e}]`);
  }
  return entries;
}
