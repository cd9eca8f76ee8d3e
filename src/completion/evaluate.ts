import { checkInteger, checkNumber, checkOptions } from "../checks";
import { withFrame } from "../wasm/frame";
import { type Entries, isEntryObject, readEntries, readTable } from "./entries";
import { requireModel } from "./model";
import { predictPairs } from "./predict";
import { rankingMetrics, type RankingMetrics } from "./ranking";
import type { Completion, EntryList, Table } from "./types";

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Clip predictions to [lowest, highest] first. Default: as the model says. */
  readonly range?: readonly [lowest: number, highest: number];
  /** Also measure the ranking of the best `count` columns per row; 1 or more. Default: not measured. */
  readonly count?: number;
  /** For the ranking: a held-out entry of at least this value is relevant. Default: every held-out entry is. */
  readonly relevant?: number;
  /** For the ranking: entries not to be recommended again, usually those of training. Default none. */
  readonly exclude?: Table | EntryList;
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
 * @returns errors in the unit of the entries; `coverage` of models with deviations, `ranking` if `count` is given.
 * @throws TypeError or RangeError  as `complete` does, and if nothing is held out.
 *
 * Cost O(rank) per entry; of the ranking O(columns · rank) per row.
 *
 * @example
 * const model = complete(ratings);
 * const { rmse, mae } = evaluate(model, { row: [0, 4], column: [2, 2], value: [3, 5] });
 */
export function evaluate(model: Completion, heldOut: Table | EntryList, options?: EvaluateOptions): Evaluation {
  checkOptions("options", options, ["range", "count", "relevant", "exclude"]);
  requireModel(model);
  const { range = model.range, count, relevant = -Infinity, exclude } = options ?? {};
  const entries = readHeldOut(heldOut, model, "heldOut");
  const n = entries.row.length;
  if (n === 0) throw new RangeError("heldOut has no entry: expected at least one");
  if (range !== undefined) range.forEach((end, e) => checkNumber(`options.range[${e}]`, end, -Infinity, Infinity));
  const { value, deviation } = predictPairs(range === undefined ? model : { ...model, range }, entries.row, entries.column);
  const errors = withFrame("evaluate", (frame) => {
    const out = frame.reserve(3);
    const width = deviation === undefined ? 0 : frame.copyIn(deviation);
    frame.wasm.measureErrors(n, frame.copyIn(value), frame.copyIn(entries.value), width, NINETY_PERCENT, out);
    return frame.copyOut(out, 3);
  });
  const [squares, magnitudes, inside] = errors as unknown as readonly [number, number, number];
  let ranking: RankingMetrics | undefined;
  if (count !== undefined) {
    checkInteger("options.count", count, 1);
    ranking = rankingMetrics(model, entries, count, relevant, exclude === undefined ? undefined : readHeldOut(exclude, model, "options.exclude"));
  }
  return {
    rmse: Math.sqrt(squares / n),
    mae: magnitudes / n,
    ...(deviation === undefined ? {} : { coverage: inside / n }),
    ...(ranking === undefined ? {} : { ranking }),
  };
}

/** Entries of a table of the model's size. */
function readHeldOut(heldOut: unknown, { rows, columns }: Completion, name: string): Entries {
  const bare = heldOut !== null && typeof heldOut === "object" && !("rows" in heldOut) && !("rowStart" in heldOut) && (isTriples(heldOut, rows, columns) || "row" in heldOut);
  const entries = bare ? readEntries(heldOut, rows, columns, name) : readTable(heldOut, name);
  if (entries.rows !== rows || entries.columns !== columns) {
    throw new RangeError(`${name} is ${entries.rows} × ${entries.columns}: expected ${rows} × ${columns}, the size of the model`);
  }
  return entries;
}

/** A list of triples rather than the rows of a table: nothing but arrays of three, and not of the model's own shape. */
function isTriples(list: object, rows: number, columns: number): boolean {
  if (!Array.isArray(list)) return typeof (list as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";
  return !(list.length === rows && columns === 3) && list.every((item) => isEntryObject(item) || (Array.isArray(item) && item.length === 3));
}
