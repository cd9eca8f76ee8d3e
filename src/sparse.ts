import { Chunk } from "../assembly/codes";
import { checkInteger, describe, reading } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { mapped } from "./lists";
import { type Part, readTriples, type TripleRules, type Triples } from "./triples";
import { copyOf, heldLength, isKind, isShared, kindOf, type NumericArray, viewOf } from "./typed-arrays";
import { type Frame, withFrame } from "./wasm/frame";
import { finiteOr } from "./wasm/working";

/**
 * A sparse matrix by rows (CSR): row i holds the entries `rowStart[i]` to `rowStart[i + 1] - 1` of `column` and `value`,
 * columns ascending. A plain object: it survives `structuredClone` and `postMessage`.
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** rows + 1 numbers, from 0 to the number of entries. */
  readonly rowStart: Int32Array;
  /** The column of each entry. */
  readonly column: Int32Array;
  /** The value of each entry, finite. */
  readonly value: Float64Array;
}

/** Entries of a sparse matrix in three lists of the same length. */
export interface Triplets {
  /** Integers from 0 to rows - 1. */
  readonly row: ArrayLike<number>;
  /** Integers from 0 to columns - 1. */
  readonly column: ArrayLike<number>;
  /** Finite numbers. */
  readonly value: ArrayLike<number>;
}

const MOST = 2_147_483_646; // 2^31 - 2

/**
 * A sparse matrix from its entries, in any order; entries of the same place are added up.
 *
 * @param rows     0 or more.
 * @param columns  0 or more.
 * @param entries  [row, column, value] or { row, column, value } from any iterable, or three lists { row, column, value }; indices from 0,
 *                 values finite. Typed arrays are the fastest.
 * @returns the matrix by rows, 12 bytes per entry.
 * @throws TypeError         if an argument is of the wrong kind, or the lists come with others that would not be read (`weight`, say);
 * @throws RangeError        if an index is out of range or no integer, a value or a sum is not finite, or the lists differ in length;
 * @throws OutOfMemoryError  if the entries do not fit into 4 GiB.
 *
 * Counting sort by rows, then merge sort within each row. Cost O(entries · log(entries per row)).
 *
 * @example
 * const votes = sparse(3, 4, [[0, 1, 5], [2, 3, 4], [2, 0, 1]]);
 * sparse(2, 2, { row: [0, 0], column: [1, 1], value: [2, 3] }).value; // Float64Array [5]
 */
export function sparse(
  rows: number,
  columns: number,
  entries: Iterable<readonly [number, number, number]> | Iterable<{ readonly row: number; readonly column: number; readonly value: number }> | Triplets,
): SparseMatrix {
  checkInteger("rows", rows, 0, MOST);
  checkInteger("columns", columns, 0, MOST);
  const triplets = readTriples(entries, "entries", RULES);
  return withFrame("sparse", (frame) => build(frame, rows, columns, triplets));
}

/** A sparse matrix in the memory of a frame: the addresses of its three lists. */
export interface SparseInFrame {
  readonly rowStart: number;
  readonly column: number;
  readonly value: number;
}

/**
 * A sparse matrix from anywhere, each part read once, its arrays in views of our own; with `copy`, or where other threads may write to them, in copies. Refuses what
 * is not three typed arrays of lengths that fit; their contents are checked when they are copied in.
 */
export function readSparse(a: SparseMatrix, name: string, copy = false): SparseMatrix {
  return reading(name, () => {
    const { rows, columns, rowStart, column, value } = a as { [K in keyof SparseMatrix]: unknown };
    checkInteger(`${name}.rows`, rows, 0, MOST);
    checkInteger(`${name}.columns`, columns, 0, MOST);
    if (!isKind(rowStart, "Int32Array")) throw wrongKind(`${name}.rowStart is ${describe(rowStart)}: expected an Int32Array`);
    if (!isKind(column, "Int32Array")) throw wrongKind(`${name}.column is ${describe(column)}: expected an Int32Array`);
    if (!isKind(value, "Float64Array")) throw wrongKind(`${name}.value is ${describe(value)}: expected a Float64Array`);
    const take = <A extends NumericArray>(list: A): A => (copy || isShared(list) ? copyOf(list, name) : viewOf(list));
    const own = { rows, columns, rowStart: take(rowStart), column: take(column), value: take(value) };
    checkLengths(own, name);
    return own;
  });
}

function checkLengths({ rows, ...lists }: SparseMatrix, name: string): void {
  const [starts, columns, values] = [lists.rowStart, lists.column, lists.value].map(heldLength) as [number, number, number];
  if (starts !== rows + 1) throw outOfRange(`${name}.rowStart has length ${starts}: expected ${rows + 1}, rows + 1`);
  if (values !== columns) throw outOfRange(`${name}.value has length ${values}: expected ${columns}, that of column`);
}

/** Copies what `readSparse` gave in, and checks it there. */
export function copyInSparse(frame: Frame, a: SparseMatrix, name: string): SparseInFrame {
  checkLengths(a, name);
  const { rows, columns, rowStart, column, value } = a;
  frame.require(rowStart.length * 4 + column.length * 12);
  const at = { rowStart: frame.copyInWords(rowStart), column: frame.copyInWords(column), value: frame.copyIn(value) };
  if (!frame.wasm.isWellFormed(rows, columns, column.length, at.rowStart, at.column)) {
    throw outOfRange(`${name} is malformed: expected rowStart rising from 0 to ${column.length} and ascending columns below ${columns} in each row`);
  }
  const bad = frame.wasm.firstNotFinite(value.length, at.value);
  if (bad >= 0) throw outOfRange(`${name}.value[${bad}] is ${value[bad]}: expected ${finiteOr(value[bad])}`);
  return at;
}

/** What A is centred by, √w meanᵀ: the mean, 0 if it is not given, and behind it √w, 1 without weights. */
export function copyInCentre(frame: Frame, rows: number, columns: number, { mean, weights }: { readonly mean?: ArrayLike<number>; readonly weights?: Float64Array | undefined }): number {
  const both = frame.zeros(columns + rows).fill(1, columns);
  if (mean !== undefined) both.set(mean);
  if (weights !== undefined) both.set(mapped(weights, "weights", Math.sqrt), columns);
  return frame.copyIn(both);
}

function build(frame: Frame, rows: number, columns: number, { row, column, value }: Triples<NumericArray>): SparseMatrix {
  const { wasm } = frame;
  const count = value.length;
  frame.require(wasm.sparseBytes(rows, count));
  const result = frame.reserveWords(7);
  frame.call(wasm.sparseOpen(rows, columns, count, result));
  const [record, chunkRow, chunkColumn, chunkValue, rowStart, columnAt, valueAt] = [0, 1, 2, 3, 4, 5, 6].map((i) => frame.word(result, i)) as [
    number, number, number, number, number, number, number,
  ];
  for (let from = 0; from < count; from += Chunk.Triplets) {
    const to = Math.min(count, from + Chunk.Triplets);
    frame.write(chunkRow, row.subarray(from, to));
    const bad = wasm.sparseCount(record, to - from);
    if (bad >= 0) throw badIndex("row", from + bad, row[from + bad]!, rows);
  }
  wasm.sparseBegin(record);
  for (let from = 0; from < count; from += Chunk.Triplets) {
    const to = Math.min(count, from + Chunk.Triplets);
    frame.write(chunkRow, row.subarray(from, to));
    frame.write(chunkColumn, column.subarray(from, to));
    frame.write(chunkValue, value.subarray(from, to));
    const bad = wasm.sparsePlace(record, to - from);
    if (bad >= to - from) {
      const p = from + bad - (to - from);
      throw outOfRange(`entries.value[${p}] is ${value[p]}: expected a finite number`);
    }
    if (bad >= 0) throw badIndex("column", from + bad, column[from + bad]!, columns);
  }
  frame.call(wasm.sparseFinish(record));
  const starts = frame.copyOutWords(rowStart, rows + 1);
  const kept = starts[rows]!;
  const made = {
    rows,
    columns,
    rowStart: starts,
    column: frame.copyOutWords(columnAt, kept),
    value: frame.copyOut(valueAt, kept),
  };
  const overflown = wasm.firstNotFinite(kept, valueAt);
  if (overflown >= 0) throw badSum(made, overflown);
  return made;
}

/** Entries of the same place whose sum is beyond 1.8e308. */
function badSum({ rowStart, column, value }: SparseMatrix, p: number): RangeError {
  const row = rowStart.findIndex((start) => start > p) - 1;
  return outOfRange(`the entries at row ${row}, column ${column[p]} add up to ${value[p]}: expected a finite sum (scale the values down)`);
}

function badIndex(list: "row" | "column", p: number, index: number, limit: number): RangeError {
  return outOfRange(`entries.${list}[${p}] is ${index}: expected an integer from 0 to ${limit - 1}`);
}

/** Indices and values are checked where they are counted; here only that they are numbers. Any typed array stays in place. */
const RULES: TripleRules<Float64Array> = /* @__PURE__ */ Object.freeze({
  Index: Float64Array,
  accept(_part: Part, item: unknown, name: string, e: number, follows: string): number {
    if (typeof item !== "number") throw wrongKind(`${name}[${e}]${follows} is ${describe(item)}: expected a number`);
    return item;
  },
  isInPlace: (_part: Part, list: unknown) => kindOf(list) !== undefined,
});
