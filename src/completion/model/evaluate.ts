import { checkInteger, describe, reading, readOptions } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { itemsOf } from "../../lists";
import { isEntryObject } from "../../triples";
import { withFrame } from "../../wasm/completion";
import { type Entries, placedByNames, readEntries, readTable } from "../entries";
import { readRange } from "../options";
import { withWeights } from "../weights";
import { predictPairs } from "./placed";
import { rankingMetrics, type RankingMetrics } from "./ranking";
import { readModel } from "./read";
import type { Completion, EntryList, Table } from "../types";

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Clip predictions to [lowest, highest] first. Default: as the model says. */
  readonly range?: readonly [lowest: number, highest: number] | undefined;
  /** Also measure the ranking of the best `count` columns per row; 1 or more. Default: not measured. */
  readonly count?: number | undefined;
  /** For the ranking: a held-out entry of at least this value is relevant. Default: every held-out entry is. */
  readonly relevant?: number | undefined;
  /** For the ranking: entries not to be recommended again, usually those of training. Default what rows have, where the model knows that; else none. */
  readonly exclude?: Table | EntryList | undefined;
}

/** How well a model predicts, in the unit of the entries. */
export interface Evaluation {
  /** Root mean square error. */
  readonly rmse: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Of models with deviations: the share of entries within value ± 1.645 deviations, 0.9 where the model is right about itself. */
  readonly coverage?: number;
  /** With `count`; see `RankingMetrics`. */
  readonly ranking?: RankingMetrics;
}

/** Half the width of a 90 % interval of a normal distribution, in deviations. */
const NINETY_PERCENT = 1.6448536269514722;

/**
 * How well a model predicts entries it has not seen.
 *
 * @param model    from `complete` or `loadModel`.
 * @param heldOut  a table in any form that `complete` takes, of the model's size, or a list of its entries.
 * @param options  see `EvaluateOptions`.
 * @returns errors in the unit of the entries, by weight where the held-out ones have weights; `coverage` of models with deviations, `ranking` if `count` is given.
 * @throws TypeError or RangeError  as `complete` does, and if nothing is held out.
 *
 * Cost O(rank) per entry; of the ranking O(columns · rank) per row.
 *
 * @example
 * const model = complete(ratings);
 * const { rmse, mae } = evaluate(model, { row: [0, 4], column: [2, 2], value: [3, 5] });
 */
export function evaluate(model: Completion, heldOut: Table | EntryList, options?: EvaluateOptions): Evaluation {
  const { range: given, count, relevant = -Infinity, exclude } = readOptions("options", options, ["range", "count", "relevant", "exclude"]);
  const range = readRange(given);
  if (count !== undefined) checkInteger("options.count", count, 1);
  if (typeof relevant !== "number") throw wrongKind(`options.relevant is ${describe(relevant)}: expected a number`);
  if (Number.isNaN(relevant)) throw outOfRange("options.relevant is NaN: expected a number");
  const first = readModel(model);
  const entries = withWeights(readHeldOut(heldOut, first, "heldOut"), undefined);
  const n = entries.row.length;
  if (n === 0) throw outOfRange("heldOut has no entry: expected at least one");
  const excluded = exclude === undefined ? undefined : readHeldOut(exclude, first, "options.exclude");
  // What was read since may have taken the model's arrays away.
  const own = readModel(range === undefined ? first : { ...first, range });
  const { value, deviation } = predictPairs(own, entries.row, entries.column);
  const errors = withFrame("evaluate", (frame) => {
    const out = frame.reserve(3);
    const width = deviation === undefined ? 0 : frame.copyIn(deviation);
    const lists = [frame.copyIn(value), frame.copyIn(entries.value)] as const;
    if (entries.weight === undefined) frame.wasm.measureErrors(n, ...lists, width, NINETY_PERCENT, out);
    else frame.wasm.measureWeighted(n, ...lists, frame.copyIn(entries.weight), width, NINETY_PERCENT, out);
    return frame.copyOut(out, 3);
  });
  const [rmse, mae, inside] = errors as unknown as readonly [number, number, number];
  const ranking = count === undefined ? undefined : rankingMetrics(own, entries, count, relevant, excluded);
  return {
    rmse,
    mae,
    ...(deviation === undefined ? {} : { coverage: entries.weight === undefined ? inside / n : inside }),
    ...(ranking === undefined ? {} : { ranking }),
  };
}

/** Entries of a table of the model's size, copied. */
function readHeldOut(heldOut: unknown, { rows, columns, names }: Completion, name: string): Entries {
  const listed = reading(name, () => {
    const list = Array.isArray(heldOut) ? itemsOf(heldOut) : heldOut;
    const bare = list !== null && typeof list === "object" && !("rows" in list) && !("rowStart" in list) && (isTriples(list, rows, columns) || "row" in list);
    return bare ? readEntries(list, rows, columns, name) : readTable(list, name);
  });
  const entries = placedByNames(listed, names, name, false);
  if (entries.rows !== rows || entries.columns !== columns) {
    throw outOfRange(`${name} is ${entries.rows} × ${entries.columns}: expected ${rows} × ${columns}, the size of the model`);
  }
  return entries;
}

/** A list of triples rather than the rows of a table: nothing but arrays of three, and not of the model's own shape. */
function isTriples(list: object, rows: number, columns: number): boolean {
  if (!Array.isArray(list)) return typeof (list as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";
  return !(list.length === rows && columns === 3) && list.every((item) => isEntryObject(item) || (Array.isArray(item) && item.length === 3));
}
