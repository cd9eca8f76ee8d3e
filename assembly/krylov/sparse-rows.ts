import { sortRow } from "./sort-row";

/** Building a sparse matrix by rows from triplets in any order: count, place, sort, add up. */

/**
 * Turns numbers into indices: to[i] := from[i] (i32). Returns the place of the first that is no integer in [0, limit), -1 if none.
 *
 * from: n f64; to: n i32.
 */
export function toIndices(n: i32, from: usize, limit: i32, to: usize): i32 {
  for (let i = 0; i < n; i++) {
    const value = load<f64>(from + (<usize>i << 3));
    if (!(value >= 0 && value < <f64>limit)) return i;
    const index = <i32>value;
    if (<f64>index != value) return i;
    store<i32>(to + (<usize>i << 2), index);
  }
  return -1;
}

/** The place of the first number that is NaN or infinite, -1 if none. */
export function firstNotFinite(n: i32, x: usize): i32 {
  for (let i = 0; i < n; i++) {
    const value = load<f64>(x + (<usize>i << 3));
    if (value - value != 0) return i;
  }
  return -1;
}

/** counts[row + 1] += 1 for each of n rows (i32). */
export function countRows(n: i32, row: usize, counts: usize): void {
  const end = row + (<usize>n << 2);
  while (row < end) {
    const at = counts + (<usize>load<i32>(row) << 2);
    store<i32>(at, load<i32>(at, 4) + 1, 4);
    row += 4;
  }
}

/** Turns counts into starts: a running sum over rows + 1 numbers, the first 0. */
export function sumCounts(rows: i32, counts: usize): void {
  let sum = 0;
  for (let i = 0; i <= rows; i++) {
    const at = counts + (<usize>i << 2);
    sum += load<i32>(at);
    store<i32>(at, sum);
  }
}

/** Puts n triplets where next[row] says, and moves it on. row and from are i32, value f64. */
export function placeTriplets(n: i32, row: usize, from: usize, value: usize, next: usize, column: usize, values: usize): void {
  for (let i = 0; i < n; i++) {
    const cursor = next + (<usize>load<i32>(row + (<usize>i << 2)) << 2);
    const place = <usize>load<i32>(cursor);
    store<i32>(cursor, <i32>place + 1);
    store<i32>(column + (place << 2), load<i32>(from + (<usize>i << 2)));
    store<f64>(values + (place << 3), load<f64>(value + (<usize>i << 3)));
  }
}

/**
 * Sorts each row by column and adds up entries of the same place, in the order they came. Returns the entries left.
 *
 * workColumn, workValue: room for the longest row.
 */
export function sortAndSum(
  rows: i32, rowStart: usize, column: usize, value: usize, workColumn: usize, workValue: usize,
): i32 {
  let kept: usize = 0;
  let first = load<i32>(rowStart);
  for (let i = 0; i < rows; i++) {
    const end = load<i32>(rowStart + (<usize>(i + 1) << 2));
    sortRow(end - first, column + (<usize>first << 2), value + (<usize>first << 3), workColumn, workValue);
    const begin = kept;
    for (let p = first; p < end; p++) {
      const j = load<i32>(column + (<usize>p << 2));
      const x = load<f64>(value + (<usize>p << 3));
      if (kept > begin && load<i32>(column + ((kept - 1) << 2)) == j) {
        const at = value + ((kept - 1) << 3);
        store<f64>(at, load<f64>(at) + x);
      } else {
        store<i32>(column + (kept << 2), j);
        store<f64>(value + (kept << 3), x);
        kept++;
      }
    }
    store<i32>(rowStart + (<usize>i << 2), <i32>begin);
    first = end;
  }
  store<i32>(rowStart + (<usize>rows << 2), <i32>kept);
  return <i32>kept;
}

/** The length of the longest row. */
export function longestRow(rows: i32, rowStart: usize): i32 {
  let longest = 0;
  for (let i = 0; i < rows; i++) {
    const at = rowStart + (<usize>i << 2);
    longest = max(longest, load<i32>(at, 4) - load<i32>(at));
  }
  return longest;
}

/** Whether rowStart rises from 0 to `count` and every column is in [0, columns) and above the one before it in its row. */
export function isWellFormed(rows: i32, columns: i32, count: i32, rowStart: usize, column: usize): bool {
  if (load<i32>(rowStart) != 0 || load<i32>(rowStart + (<usize>rows << 2)) != count) return false;
  for (let i = 0; i < rows; i++) {
    const first = load<i32>(rowStart + (<usize>i << 2));
    const end = load<i32>(rowStart + (<usize>(i + 1) << 2));
    if (first > end || end > count) return false;
    let before = -1;
    for (let p = first; p < end; p++) {
      const j = load<i32>(column + (<usize>p << 2));
      if (j <= before || j >= columns) return false;
      before = j;
    }
  }
  return true;
}

/** Spreads a sparse matrix over a dense row-major one. a: rows x columns, cleared first. */
export function spread(rows: i32, columns: i32, rowStart: usize, column: usize, value: usize, a: usize): void {
  memory.fill(a, 0, (<usize>rows * columns) << 3);
  for (let i = 0; i < rows; i++) {
    const end = <usize>load<i32>(rowStart + (<usize>(i + 1) << 2));
    for (let p = <usize>load<i32>(rowStart + (<usize>i << 2)); p < end; p++) {
      store<f64>(a + (<usize>load<i32>(column + (p << 2)) << 3), load<f64>(value + (p << 3)));
    }
    a += <usize>columns << 3;
  }
}
