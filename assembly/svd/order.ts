import { amax } from "../kernels/amax";

/** Entries within this factor of a column's largest magnitude tie for it; the first decides the sign. */
const TIE: f64 = 1 - 1e-9;

/**
 * Makes the values nonnegative and finds their descending order, stable.
 *
 * d: n values, overwritten by |d| in descending order (zeros are +0). index: n i32, the old place of each.
 * sign: n elements, -1 where the value was negative (by old place), else 1. Bottom-up merge sort; work: n elements + n i32.
 */
export function sortDescending(n: i32, d: usize, index: usize, sign: usize, work: usize): void {
  for (let i = 0; i < n; i++) {
    const at = <usize>i << 3;
    const value = load<f64>(d + at);
    store<f64>(sign + at, value < 0 ? -1 : 1);
    store<f64>(d + at, abs<f64>(value));
    store<i32>(index + (<usize>i << 2), i);
  }
  const workIndex = work + (<usize>n << 3);
  for (let run = 1; run < n; run *= 2) {
    for (let begin = 0; begin + run < n; begin += 2 * run) {
      mergeRuns(begin, begin + run, min(begin + 2 * run, n), d, index, work, workIndex);
    }
  }
}

/** Merges the descending runs [begin, middle) and [middle, end); ties keep their order. */
function mergeRuns(begin: i32, middle: i32, end: i32, d: usize, index: usize, work: usize, workIndex: usize): void {
  if (load<f64>(d + (<usize>(middle - 1) << 3)) >= load<f64>(d + (<usize>middle << 3))) return;
  let i = begin;
  let j = middle;
  for (let to = 0; to < end - begin; to++) {
    const takeLeft = i < middle && (j >= end || load<f64>(d + (<usize>i << 3)) >= load<f64>(d + (<usize>j << 3)));
    const from = takeLeft ? i++ : j++;
    store<f64>(work + (<usize>to << 3), load<f64>(d + (<usize>from << 3)));
    store<i32>(workIndex + (<usize>to << 2), load<i32>(index + (<usize>from << 2)));
  }
  memory.copy(d + (<usize>begin << 3), work, <usize>(end - begin) << 3);
  memory.copy(index + (<usize>begin << 2), workIndex, <usize>(end - begin) << 2);
}

/** -1 if the entry of largest magnitude of x is negative, else 1; among ties the first counts. x: n contiguous elements. */
export function signOfLargest(n: i32, x: usize): f64 {
  const bar = amax<f64>(n, x) * TIE;
  for (let i = 0; i < n; i++) {
    const value = load<f64>(x + (<usize>i << 3));
    if (abs<f64>(value) >= bar) return value < 0 ? -1 : 1;
  }
  return 1;
}
