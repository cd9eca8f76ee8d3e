import { allocate, places } from "../../lists";
import type { Entries } from "../entries";
import { picked, supportOf } from "./feedback";
import { mix } from "./holdout";

/** Rows with so many entries above 0 can be judged: a fifth of them is held out, one at least. */
const LEAST_ENTRIES = 5;
const SHARE = 5;
const PART = "a part of the table";
/** Rows judged at most; fewer than the least tell nothing. */
const MOST_ROWS = 5000;
const LEAST_ROWS = 10;
/** Columns of a trial at most: those that most rows have. */
const MOST_COLUMNS = 1000;

/** A part of a table to fit, and what it must then rank high. */
export interface RankingTrial {
  readonly fit: Entries;
  readonly judge: Entries;
}

/**
 * Holds out a fifth of the entries above 0 of rows that have five or more, of some 5,000 rows at most, so that the rest is nearly the whole table. Which they are depends on the seed
 * and on the places of the entries only. Tables with more columns are judged by the 1,000 that most rows have. Undefined where too few rows can be judged.
 */
export function rankingTrial(entries: Entries, seed: number): RankingTrial | undefined {
  const table = mostChosen(entries);
  const { rows, row, value } = table;
  const counts = allocate(rows, PART, Int32Array);
  row.forEach((i, e) => { if (value[e]! > 0) counts[i]!++; });
  const judged = places(rows, PART, (i) => counts[i]! >= LEAST_ENTRIES);
  if (judged.length < LEAST_ROWS) return undefined;
  const chosen = new Map<number, number[]>(Array.from(judged).sort((a, b) => mix(seed, a) - mix(seed, b) || a - b).slice(0, MOST_ROWS).map((i) => [i, []]));
  row.forEach((i, e) => { if (value[e]! > 0) chosen.get(i)?.push(e); });
  const held = allocate(row.length, PART, Uint8Array);
  for (const places of chosen.values()) {
    const count = Math.max(1, Math.floor(places.length / SHARE));
    for (const e of places.sort((a, b) => mix(seed + 1, a) - mix(seed + 1, b) || a - b).slice(0, count)) held[e] = 1;
  }
  return { fit: picked(table, (e) => held[e] === 0), judge: picked(table, (e) => held[e] === 1) };
}

/** The table of its columns with most entries, in their order. */
function mostChosen(entries: Entries): Entries {
  if (entries.columns <= MOST_COLUMNS) return entries;
  const support = supportOf(entries);
  const kept = places(support.length, PART, () => true).sort((a, b) => support[b]! - support[a]! || a - b).subarray(0, MOST_COLUMNS).sort();
  const numbers = allocate(entries.columns, PART, Int32Array).fill(-1);
  kept.forEach((j, place) => { numbers[j] = place; });
  return picked(entries, (e) => numbers[entries.column[e]!]! >= 0, numbers, kept.length);
}

/**
 * The best of start · ratio^k by a walk in one direction and, where that was none, in the other; then the two beside the best, half a step away. Ties go to the one found first.
 * `score`: the higher the better; `isStopped` ends the walk.
 */
export function climb(start: number, ratio: number, score: (at: number) => number, isStopped: () => boolean, most = 6): { readonly at: number; readonly score: number } {
  let best = { at: start, score: score(start) };
  const tries = (at: number): boolean => {
    if (isStopped()) return false;
    const found = score(at);
    if (!(found > best.score)) return false;
    best = { at, score: found };
    return true;
  };
  for (const step of [ratio, 1 / ratio]) {
    const from = best.at;
    for (let k = 0; k < most && tries(best.at * step); k++);
    if (best.at !== from) break;
  }
  const half = Math.sqrt(ratio);
  const middle = best.at;
  if (!tries(middle * half)) tries(middle / half);
  return best;
}
