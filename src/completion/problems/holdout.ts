import type { Exports } from "../../wasm/completion";
import type { Entries } from "../entries";
import { largestOf, unitFor } from "./table";

/** One in so many entries is held out, and at most so many in all. */
const SHARE = 10;
const MOST = 200_000;

/** A whole number well mixed from two: Murmur3's finalizer. The same everywhere. */
function mix(seed: number, index: number): number {
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

/** The same with one of `folds` disjoint parts to judge by. */
export function splitFold(entries: Entries, seed: number, folds: number, fold: number): Split {
  const count = entries.row.length;
  const chosen = new Uint8Array(count);
  let held = 0;
  for (let e = 0; e < count; e++) {
    if (mix(seed + 0x5bd1e995, e) % folds === fold) {
      chosen[e] = 1;
      held++;
    }
  }
  const unit = entries.unit ?? unitFor(largestOf(entries.value));
  return { fit: pick(entries, chosen, 0, count - held, unit), judge: pick(entries, chosen, 1, held, unit) };
}

function pick({ rows, columns, row, column, value }: Entries, chosen: Uint8Array, which: number, count: number, unit: number): Entries {
  const out = { rows, columns, unit, row: new Int32Array(count), column: new Int32Array(count), value: new Float64Array(count) };
  let at = 0;
  for (let e = 0; e < row.length; e++) {
    if (chosen[e] !== which) continue;
    out.row[at] = row[e]!;
    out.column[at] = column[e]!;
    out.value[at++] = value[e]!;
  }
  return out;
}

/**
 * The best of a descending path of penalties: `errorAt` is called with first, first * ratio, ... until the error has risen
 * `patience` times in a row or `most` values are tried; the minimum of the parabola through the best and its neighbours, on
 * a logarithmic scale, is returned.
 */
export function descend(
  { exponential, logarithm }: Exports, first: number, ratio: number, most: number, errorAt: (lambda: number) => number, patience = 2,
): { readonly lambda: number; readonly error: number } {
  const errors: number[] = [];
  const lambdas: number[] = [];
  let best = 0;
  for (let step = 0; step < most && step - best <= patience; step++) {
    lambdas.push(step === 0 ? first : lambdas[step - 1]! * ratio);
    errors.push(errorAt(lambdas[step]!));
    if (errors[step]! < errors[best]!) best = step;
  }
  const [before, at, after] = [errors[best - 1], errors[best]!, errors[best + 1]];
  const curvature = before === undefined || after === undefined ? 0 : before - 2 * at + after;
  const offset = curvature > 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before! - after!)) / curvature)) : 0;
  return { lambda: offset === 0 ? lambdas[best]! : lambdas[best]! * exponential(offset * logarithm(ratio)), error: at };
}
