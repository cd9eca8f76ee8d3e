import { Vector } from "../memory";

/**
 * The `count` largest of n scores, descending, ties in the order of their index; scores of -Infinity are left out.
 *
 * scores: n elements. index (i32) and top (f64): count each, overwritten. Returns how many there are. A heap with the worst
 * of the kept on top: O(n + m log count), m: how often a better one is met.
 */
export function selectTop(n: i32, scores: Vector<f64>, count: i32, index: Vector<i32>, top: Vector<f64>): i32 {
  let kept = 0;
  for (let j = 0; j < n; j++) {
    const score = scores[j];
    if (score == -Infinity) continue;
    if (kept < count) {
      siftUp(kept++, score, j, index, top);
    } else if (score > top[0]) {
      siftDown(kept, score, j, index, top);
    }
  }
  // Take the worst off, again and again, to the end.
  for (let last = kept - 1; last > 0; last--) {
    const score = top[last];
    const place = index[last];
    top[last] = top[0];
    index[last] = index[0];
    siftDown(last, score, place, index, top);
  }
  return kept;
}

/** Whether (score, place) is worse than entry `at` of the heap: lower, or as high and later. */
// @ts-ignore: decorator
@inline
function isWorse(score: f64, place: i32, at: i32, index: Vector<i32>, top: Vector<f64>): bool {
  const other = top[at];
  return score < other || (score == other && place > index[at]);
}

// @ts-ignore: decorator
@inline
function put(at: i32, score: f64, place: i32, index: Vector<i32>, top: Vector<f64>): void {
  top[at] = score;
  index[at] = place;
}

function siftUp(at: i32, score: f64, place: i32, index: Vector<i32>, top: Vector<f64>): void {
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isWorse(score, place, parent, index, top)) break;
    put(at, top[parent], index[parent], index, top);
    at = parent;
  }
  put(at, score, place, index, top);
}

/** Puts (score, place) in at the root of a heap of n entries, replacing the worst. */
function siftDown(n: i32, score: f64, place: i32, index: Vector<i32>, top: Vector<f64>): void {
  let here = 0;
  while (true) {
    let child = 2 * here + 1;
    if (child >= n) break;
    if (child + 1 < n) {
      const right = child + 1;
      if (isWorse(top[right], index[right], child, index, top)) child = right;
    }
    const childScore = top[child];
    const childPlace = index[child];
    if (!(childScore < score || (childScore == score && childPlace > place))) break;
    put(here, childScore, childPlace, index, top);
    here = child;
  }
  put(here, score, place, index, top);
}
