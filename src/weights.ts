/** Weights of rows: what has weight 2 counts as if it were there twice, up to the scale of all. */
import { describe, reading } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { isList, listOf, mapped, readFinite } from "./lists";
import type { Matrix } from "./matrix";
import { multiply } from "./products";

/** Weights, 0 or more and not all 0, scaled to the mean 1: equal ones are as none. */
export function readWeights(given: unknown, name: string, rows: number): Float64Array | undefined {
  if (given === undefined) return undefined;
  return reading(name, () => {
    const list = listOf(given);
    if (!isList(list)) throw wrongKind(`${name} is ${describe(given)}: expected a list of ${rows} numbers`);
    const weights = readFinite(list, name);
    if (weights.length !== rows) throw outOfRange(`${name} has length ${weights.length}: expected ${rows}, one for each row`);
    const bad = weights.findIndex((w) => w < 0);
    if (bad >= 0) throw outOfRange(`${name}[${bad}] is ${weights[bad]}: expected a number, 0 or more`);
    const largest = weights.reduce((most, w) => Math.max(most, w), 0);
    if (largest === 0 && rows > 0) throw outOfRange(`${name} are all 0: expected one above 0`);
    const mean = weights.reduce((sum, w) => sum + w / largest / rows, 0);
    return mapped(weights, name, (w) => w / largest / mean);
  });
}

/** Σ w_i a_i / Σ w_i. */
export function weightedMean(a: Matrix, weights: Float64Array): Float64Array {
  return multiply({ rows: 1, columns: a.rows, data: mapped(weights, "weights", (w) => w / a.rows) }, a).data;
}

/** diag(√w) (A − 1 meanᵀ), the mean 0 if it is not given. */
export function weighted({ rows, columns, data }: Matrix, weights: Float64Array, mean?: Float64Array): Matrix {
  const roots = mapped(weights, "weights", Math.sqrt);
  return { rows, columns, data: mapped(data, "a weighted copy", (x, p) => (x - (mean?.[p % columns] ?? 0)) * roots[Math.floor(p / columns)]!) };
}
