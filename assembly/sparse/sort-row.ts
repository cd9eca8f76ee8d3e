import { bytesOf, Vector, Words } from "../memory";

/** Up to this length a run is sorted by insertion. */
const RUN: i32 = 16;

/**
 * Sorts the entries of one sparse row by column; equal columns keep their order.
 *
 * column, value: n elements; overwritten. workColumn, workValue: as large. Bottom-up merge sort over insertion-sorted runs.
 */
export function sortRow(n: i32, column: Words, value: Vector<f64>, workColumn: Words, workValue: Vector<f64>): void {
  if (isSorted(n, column)) return;
  for (let begin = 0; begin < n; begin += RUN) insertionSort(min(RUN, n - begin), column.from(begin), value.from(begin));
  for (let run = RUN; run < n; run <<= 1) {
    for (let begin = 0; begin + run < n; begin += 2 * run) {
      mergeRuns(run, min(2 * run, n - begin), column.from(begin), value.from(begin), workColumn, workValue);
    }
  }
}

function isSorted(n: i32, column: Words): bool {
  for (let i = 1; i < n; i++) if (column[i] < column[i - 1]) return false;
  return true;
}

function insertionSort(n: i32, column: Words, value: Vector<f64>): void {
  for (let i = 1; i < n; i++) {
    const key = column[i];
    const kept = value[i];
    let j = i;
    while (j > 0 && column[j - 1] > key) {
      column[j] = column[j - 1];
      value[j] = value[j - 1];
      j--;
    }
    column[j] = key;
    value[j] = kept;
  }
}

/** Merges the sorted runs [0, middle) and [middle, end). */
function mergeRuns(middle: i32, end: i32, column: Words, value: Vector<f64>, workColumn: Words, workValue: Vector<f64>): void {
  memory.copy(workColumn.at(0), column.at(0), bytesOf<i32>(middle));
  memory.copy(workValue.at(0), value.at(0), bytesOf<f64>(middle));
  let i = 0;
  let j = middle;
  for (let to = 0; i < middle; to++) {
    if (j < end && column[j] < workColumn[i]) {
      column[to] = column[j];
      value[to] = value[j];
      j++;
    } else {
      column[to] = workColumn[i];
      value[to] = workValue[i];
      i++;
    }
  }
}
