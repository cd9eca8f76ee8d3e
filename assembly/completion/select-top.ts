/**
 * The `count` largest of n scores, descending, ties in the order of their index; scores of -Infinity are left out.
 *
 * scores: n elements. index (i32) and top (f64): count each, overwritten. Returns how many there are. A heap with the worst
 * of the kept on top: O(n + m log count), m: how often a better one is met.
 */
export function selectTop(n: i32, scores: usize, count: i32, index: usize, top: usize): i32 {
  let kept = 0;
  for (let j = 0; j < n; j++) {
    const score = load<f64>(scores + (<usize>j << 3));
    if (score == -Infinity) continue;
    if (kept < count) {
      siftUp(kept++, score, j, index, top);
    } else if (score > load<f64>(top)) {
      siftDown(kept, score, j, index, top);
    }
  }
  // Take the worst off, again and again, to the end.
  for (let last = kept - 1; last > 0; last--) {
    const score = load<f64>(top + (<usize>last << 3));
    const place = load<i32>(index + (<usize>last << 2));
    store<f64>(top + (<usize>last << 3), load<f64>(top));
    store<i32>(index + (<usize>last << 2), load<i32>(index));
    siftDown(last, score, place, index, top);
  }
  return kept;
}

/** Whether (score, place) is worse than entry `at` of the heap: lower, or as high and later. */
// @ts-ignore: decorator
@inline
function isWorse(score: f64, place: i32, at: i32, index: usize, top: usize): bool {
  const other = load<f64>(top + (<usize>at << 3));
  return score < other || (score == other && place > load<i32>(index + (<usize>at << 2)));
}

// @ts-ignore: decorator
@inline
function put(at: i32, score: f64, place: i32, index: usize, top: usize): void {
  store<f64>(top + (<usize>at << 3), score);
  store<i32>(index + (<usize>at << 2), place);
}

function siftUp(at: i32, score: f64, place: i32, index: usize, top: usize): void {
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isWorse(score, place, parent, index, top)) break;
    put(at, load<f64>(top + (<usize>parent << 3)), load<i32>(index + (<usize>parent << 2)), index, top);
    at = parent;
  }
  put(at, score, place, index, top);
}

/** Puts (score, place) in at the root of a heap of n entries, replacing the worst. */
function siftDown(n: i32, score: f64, place: i32, index: usize, top: usize): void {
  let at = 0;
  while (true) {
    let child = 2 * at + 1;
    if (child >= n) break;
    if (child + 1 < n) {
      const right = child + 1;
      if (isWorse(load<f64>(top + (<usize>right << 3)), load<i32>(index + (<usize>right << 2)), child, index, top)) child = right;
    }
    const childScore = load<f64>(top + (<usize>child << 3));
    const childPlace = load<i32>(index + (<usize>child << 2));
    if (!(childScore < score || (childScore == score && childPlace > place))) break;
    put(at, childScore, childPlace, index, top);
    at = child;
  }
  put(at, score, place, index, top);
}
