/** Up to this length a run is sorted by insertion. */
const RUN: i32 = 16;

/**
 * Sorts the entries of one sparse row by column; equal columns keep their order.
 *
 * column: n i32, value: n f64; overwritten. workColumn, workValue: as large. Bottom-up merge sort over insertion-sorted runs.
 */
export function sortRow(n: i32, column: usize, value: usize, workColumn: usize, workValue: usize): void {
  if (isSorted(n, column)) return;
  for (let begin = 0; begin < n; begin += RUN) {
    insertionSort(min(RUN, n - begin), column + (<usize>begin << 2), value + (<usize>begin << 3));
  }
  for (let run = RUN; run < n; run <<= 1) {
    for (let begin = 0; begin + run < n; begin += 2 * run) {
      mergeRuns(
        run, min(2 * run, n - begin), column + (<usize>begin << 2), value + (<usize>begin << 3), workColumn, workValue,
      );
    }
  }
}

function isSorted(n: i32, column: usize): bool {
  for (let i = 1; i < n; i++) {
    if (load<i32>(column + (<usize>i << 2)) < load<i32>(column + (<usize>(i - 1) << 2))) return false;
  }
  return true;
}

function insertionSort(n: i32, column: usize, value: usize): void {
  for (let i = 1; i < n; i++) {
    const key = load<i32>(column + (<usize>i << 2));
    const kept = load<f64>(value + (<usize>i << 3));
    let j = i;
    while (j > 0 && load<i32>(column + (<usize>(j - 1) << 2)) > key) {
      store<i32>(column + (<usize>j << 2), load<i32>(column + (<usize>(j - 1) << 2)));
      store<f64>(value + (<usize>j << 3), load<f64>(value + (<usize>(j - 1) << 3)));
      j--;
    }
    store<i32>(column + (<usize>j << 2), key);
    store<f64>(value + (<usize>j << 3), kept);
  }
}

/** Merges the sorted runs [0, middle) and [middle, end). */
function mergeRuns(middle: i32, end: i32, column: usize, value: usize, workColumn: usize, workValue: usize): void {
  memory.copy(workColumn, column, <usize>middle << 2);
  memory.copy(workValue, value, <usize>middle << 3);
  let i = 0;
  let j = middle;
  for (let to = 0; i < middle; to++) {
    const takeRight = j < end && load<i32>(column + (<usize>j << 2)) < load<i32>(workColumn + (<usize>i << 2));
    const fromColumn: usize = takeRight ? column + (<usize>j << 2) : workColumn + (<usize>i << 2);
    const fromValue: usize = takeRight ? value + (<usize>j << 3) : workValue + (<usize>i << 3);
    store<i32>(column + (<usize>to << 2), load<i32>(fromColumn));
    store<f64>(value + (<usize>to << 3), load<f64>(fromValue));
    if (takeRight) j++;
    else i++;
  }
}
