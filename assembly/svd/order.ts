import { amax } from "../kernels/amax";
import { at, bytesOf, Vector, vector } from "../memory";
import { real } from "../real";

/** Entries within this factor of a column's largest magnitude tie for it; the first decides the sign. */
export const TIE: f64 = sizeof<real>() == 8 ? 1 - 1e-9 : 1 - 1e-5;

/**
 * Makes the values nonnegative and finds their descending order, stable.
 *
 * d: n values, overwritten by |d| in descending order (zeros are +0). index: n i32, the old place of each.
 * sign: n elements, -1 where the value was negative (by old place), else 1. Bottom-up merge sort; work: n elements + n i32.
 */
export function sortDescending(n: i32, d: Vector<f64>, index: Vector<i32>, sign: Vector<real>, work: Vector<f64>): void {
  for (let i = 0; i < n; i++) {
    const value = d[i];
    sign[i] = value < 0 ? -1 : 1;
    d[i] = abs<f64>(value);
    index[i] = i;
  }
  const workIndex = vector<i32>(at<f64>(work.at(0), n));
  for (let run = 1; run < n; run *= 2) {
    for (let begin = 0; begin + run < n; begin += 2 * run) {
      mergeRuns(begin, begin + run, min(begin + 2 * run, n), d, index, work, workIndex);
    }
  }
}

/** Merges the descending runs [begin, middle) and [middle, end); ties keep their order. */
function mergeRuns(begin: i32, middle: i32, end: i32, d: Vector<f64>, index: Vector<i32>, work: Vector<f64>, workIndex: Vector<i32>): void {
  if (d[middle - 1] >= d[middle]) return;
  let i = begin;
  let j = middle;
  for (let to = 0; to < end - begin; to++) {
    const takeLeft = i < middle && (j >= end || d[i] >= d[j]);
    const from = takeLeft ? i++ : j++;
    work[to] = d[from];
    workIndex[to] = index[from];
  }
  memory.copy(d.at(begin), work.at(0), bytesOf<f64>(end - begin));
  memory.copy(index.at(begin), workIndex.at(0), bytesOf<i32>(end - begin));
}

/** -1 if the entry of largest magnitude of x is negative, else 1; among ties the first counts. x: n contiguous elements. */
export function signOfLargest(n: i32, x: Vector<real>): real {
  const bar = amax<real>(n, x.at(0)) * TIE;
  for (let i = 0; i < n; i++) {
    const value = x[i];
    if (abs<f64>(value) >= bar) return value < 0 ? -1 : 1;
  }
  return 1;
}

/** The same for every `stride`-th element from x on: a column of a row-major matrix. */
export function signOfLargestIn(n: i32, x: Vector<real>, stride: i32): real {
  let largest = 0.0;
  for (let i = 0; i < n; i++) largest = max<f64>(largest, abs<f64>(x[i * stride]));
  for (let i = 0; i < n; i++) {
    const value = x[i * stride];
    if (abs<f64>(value) >= largest * TIE) return value < 0 ? -1 : 1;
  }
  return 1;
}
