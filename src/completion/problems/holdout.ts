import { allocate } from "../../lists";
import type { Entries } from "../entries";
import { largestOf, unitFor } from "./table";
import { measureUnits, scaleEntries } from "./units";

/** One in so many entries is held out, and at most so many in all. */
const SHARE = 10;
const MOST = 200_000;
/** As many parts are held out in turn as it takes to judge by so many entries, and at most so many. */
const ENOUGH = 2000;
const MOST_PARTS = 5;
const PART = "a part of the table";

/** A whole number well mixed from two: Murmur3's finalizer. The same everywhere. */
export function mix(seed: number, index: number): number {
  let h = (seed ^ Math.imul(index, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export interface Split {
  readonly fit: Entries;
  readonly judge: Entries;
}

/** Splits entries into some to fit and fewer to judge by; which is which depends on the seed and on an entry's place only. */
export function split(entries: Entries, seed: number): Split {
  return splitFold(entries, seed, Math.max(SHARE, Math.ceil(entries.row.length / MOST)), 0);
}

/** Several such, each entry held out once at most: the fewer entries, the more of them have to be judged by; `most` such parts at most. Only those with something on both sides. */
export function splits(entries: Entries, seed: number, most = MOST_PARTS): Split[] {
  const count = entries.row.length;
  const folds = Math.max(SHARE, Math.ceil(count / MOST));
  const used = Math.max(1, Math.min(most, Math.ceil(ENOUGH / (count / folds))));
  return Array.from({ length: used }, (_, fold) => splitFold(entries, seed, folds, fold)).filter(({ fit, judge }) => fit.row.length > 0 && judge.row.length > 0);
}

/** Each entry held out in turn, but for the last of a column, of which nothing would be known: of very few, all that can be judged by. */
export function splitEach(entries: Entries): Split[] {
  const { column, columns, row, value } = entries;
  if (row.length < 2) return [];
  const counts = allocate(columns, PART, Int32Array);
  for (const j of column) counts[j]!++;
  const each = [...row.keys()];
  const known = each.filter((e) => counts[column[e]!]! > 1);
  const unit = entries.unit ?? unitFor(largestOf(value));
  return (known.length === 0 ? each : known).map((held) => splitWhere(entries, unit, (e) => e === held));
}

/** The same with one of `folds` disjoint parts to judge by. Entries in units are split as they were: the units of both parts are those of what is fitted. */
export function splitFold(entries: Entries, seed: number, folds: number, fold: number): Split {
  if (entries.scaled === undefined) return splitRaw(entries, seed, folds, fold);
  const { raw, rule } = entries.scaled;
  const { fit, judge } = splitRaw(raw, seed, folds, fold);
  const units = measureUnits(fit, rule);
  return { fit: scaleEntries(fit, units), judge: scaleEntries(judge, units) };
}

function splitRaw(entries: Entries, seed: number, folds: number, fold: number): Split {
  return splitWhere(entries, entries.unit ?? unitFor(largestOf(entries.value)), (e) => mix(seed + 0x5bd1e995, e) % folds === fold);
}

function splitWhere(entries: Entries, unit: number, isHeld: (entry: number) => boolean): Split {
  const count = entries.row.length;
  const chosen = allocate(count, PART, Uint8Array);
  let held = 0;
  for (let e = 0; e < count; e++) {
    if (isHeld(e)) {
      chosen[e] = 1;
      held++;
    }
  }
  return { fit: pick(entries, chosen, 0, count - held, unit), judge: pick(entries, chosen, 1, held, unit) };
}

function pick({ rows, columns, row, column, value, weight }: Entries, chosen: Uint8Array, which: number, count: number, unit: number): Entries {
  const out = { rows, columns, unit, row: allocate(count, PART, Int32Array), column: allocate(count, PART, Int32Array), value: allocate(count, PART), ...(weight === undefined ? {} : { weight: allocate(count, PART) }) };
  let at = 0;
  for (let e = 0; e < row.length; e++) {
    if (chosen[e] !== which) continue;
    out.row[at] = row[e]!;
    out.column[at] = column[e]!;
    if (weight !== undefined) out.weight![at] = weight[e]!;
    out.value[at++] = value[e]!;
  }
  return out;
}
