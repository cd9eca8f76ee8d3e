import { bytesOf, Vector, Words } from "../memory";
import { sortRow } from "./sort-row";

/** A sparse matrix by rows: row i has the entries rowStart[i] to rowStart[i + 1] - 1 of `column` and `value`. */

/**
 * Turns numbers into indices: to[i] := from[i]. Returns the place of the first that is no integer in [0, limit), -1 if none.
 */
export function toIndices(n: i32, from: Vector<f64>, limit: i32, to: Words): i32 {
  for (let i = 0; i < n; i++) {
    const value = from[i];
    if (!(value >= 0 && value < <f64>limit)) return i;
    const index = <i32>value;
    if (<f64>index != value) return i;
    to[i] = index;
  }
  return -1;
}

/** The place of the first number that is NaN or infinite, -1 if none. */
export function findNotFinite<T>(n: i32, x: Vector<T>): i32 {
  for (let i = 0; i < n; i++) if (!isFinite<T>(x[i])) return i;
  return -1;
}

/**
 * Sorts each row by column and adds up entries of the same place, in the order they came. Returns the entries left.
 *
 * workColumn, workValue: room for the longest row.
 */
export function sortAndSum(rows: i32, rowStart: Words, column: Words, value: Vector<f64>, workColumn: Words, workValue: Vector<f64>): i32 {
  let kept = 0;
  let first = rowStart[0];
  for (let i = 0; i < rows; i++) {
    const end = rowStart[i + 1];
    sortRow(end - first, column.from(first), value.from(first), workColumn, workValue);
    const begin = kept;
    for (let p = first; p < end; p++) {
      const j = column[p];
      const x = value[p];
      if (kept > begin && column[kept - 1] == j) {
        value[kept - 1] = value[kept - 1] + x;
      } else {
        column[kept] = j;
        value[kept] = x;
        kept++;
      }
    }
    rowStart[i] = begin;
    first = end;
  }
  rowStart[rows] = kept;
  return kept;
}

/** The length of the longest row. */
export function longestRow(rows: i32, rowStart: Words): i32 {
  let longest = 0;
  for (let i = 0; i < rows; i++) longest = max(longest, rowStart[i + 1] - rowStart[i]);
  return longest;
}

/** Whether rowStart rises from 0 to `count` and every column is in [0, columns) and above the one before it in its row. */
export function risesIn(columns: i32, count: i32, rows: i32, rowStart: Words, column: Words): bool {
  if (rowStart[0] != 0 || rowStart[rows] != count) return false;
  for (let i = 0; i < rows; i++) {
    const first = rowStart[i];
    const end = rowStart[i + 1];
    if (first > end || end > count) return false;
    let before = -1;
    for (let p = first; p < end; p++) {
      const j = column[p];
      if (j <= before || j >= columns) return false;
      before = j;
    }
  }
  return true;
}

/** Spreads a sparse matrix over a dense row-major one. a: rows x columns, cleared first. */
export function spreadOver<T>(rows: i32, columns: i32, rowStart: Words, column: Words, value: Vector<T>, a: Vector<T>): void {
  memory.fill(a.at(0), 0, bytesOf<T>(rows * columns));
  for (let i = 0; i < rows; i++) {
    const row = a.from(i * columns);
    for (let p = rowStart[i]; p < rowStart[i + 1]; p++) row[column[p]] = value[p];
  }
}
