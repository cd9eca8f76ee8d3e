import { Vector, vector, Words } from "../memory";
import { bounded, productDown, twiceDown } from "./bounded-value";

/** What lines have, and what each column says for others: the sparse x and B of scores x'B. */
@unmanaged
export class ItemLists {
  /** Line i has columns column[start[i]] .. , with values. */
  start: Words;
  column: Words;
  value: Vector<f64>;
  /** Column i says weight[e] for target[e], e from sources[i] on; targets of a column ascending. */
  sources: Words;
  target: Words;
  weight: Vector<f64>;

  set(start: usize, column: usize, value: usize, sources: usize, target: usize, weight: usize): void {
    this.start = vector<i32>(start);
    this.column = vector<i32>(column);
    this.value = vector<f64>(value);
    this.sources = vector<i32>(sources);
    this.target = vector<i32>(target);
    this.weight = vector<f64>(weight);
  }
}

/** Where column i speaks of column j, or -1. */
function findWeight(lists: ItemLists, i: i32, j: i32): i32 {
  const target = lists.target;
  let low = lists.sources[i];
  let high = lists.sources[i + 1] - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = target[middle];
    if (at == j) return middle;
    if (at < j) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** base + x'B of line i at column j, summed in the order of the line's entries. */
export function itemScore(lists: ItemLists, i: i32, j: i32, base: f64): f64 {
  let sum = base;
  const end = lists.start[i + 1];
  for (let e = lists.start[i]; e < end; e++) {
    const w = findWeight(lists, lists.column[e], j);
    if (w >= 0) sum += lists.value[e] * lists.weight[w];
  }
  return sum;
}

/** mean + b + c + x'B where a part of it overflows. */
export function boundedItemScore(lists: ItemLists, i: i32, j: i32, mean: f64, b: f64, c: f64): f64 {
  let sum = 0.0;
  const end = lists.start[i + 1];
  for (let e = lists.start[i]; e < end; e++) {
    const w = findWeight(lists, lists.column[e], j);
    if (w >= 0) sum += productDown(lists.value[e], lists.weight[w]);
  }
  return bounded(sum + (twiceDown(mean) + twiceDown(b) + twiceDown(c)));
}

/** Adds x'B of line i to the scores of all columns. */
export function addItemScores(lists: ItemLists, i: i32, scores: Vector<f64>): void {
  const end = lists.start[i + 1];
  const target = lists.target;
  const weight = lists.weight;
  for (let e = lists.start[i]; e < end; e++) {
    const x = lists.value[e];
    const source = lists.column[e];
    const last = lists.sources[source + 1];
    for (let w = lists.sources[source]; w < last; w++) scores[target[w]] = scores[target[w]] + x * weight[w];
  }
}
