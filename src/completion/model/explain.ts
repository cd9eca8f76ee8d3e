import { outOfRange } from "../../errors";
import type { Completion, FoldedLine } from "../types";
import { linesOfItems } from "./items";
import { isKnown, isUnknownLine, readLine, readPlace } from "./lines";
import { predict } from "./predict";
import { readModel } from "./read";

/** Why a row gets a score at a column. */
export interface Explanation {
  /** The score: what `predict` gives before clipping to `range`. */
  readonly value: number;
  /** What does not come from the row's entries: its share of rows, where nothing is known of the row. */
  readonly base: number;
  /** What each entry of the row adds, those of largest magnitude first; their sum and `base` are `value`. */
  readonly entries: readonly { readonly column: number; readonly contribution: number }[];
}

/**
 * Which entries of a row cause its score at a column: "because you have …".
 *
 * @param model   of method "item": from `itemModel`, or `complete` with objective "ranking".
 * @param row     index from 0, or what `foldIn` gave.
 * @param column  index from 0.
 * @returns the score and what each entry adds to it; no entries where nothing is known of the row, whose score is popularity.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if the model is of another method, which does not know what rows have, or the column is none of its.
 *
 * Cost O(entries of the row · log weights).
 *
 * @example
 * const model = itemModel([[1, 1, 0, 0], [1, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]]);
 * explain(model, 0, 3).entries[0].column; // 1
 */
export function explain(model: Completion, row: number | FoldedLine, column: number): Explanation {
  const place = readPlace("row", row);
  const j = readPlace("column", column);
  const own = readModel(model);
  if (own.weights === undefined) throw outOfRange(`model is of method "${own.method}": expected one of "item", whose scores are sums over what rows have`);
  if (typeof j !== "number" || !isKnown(j, own.columns)) throw outOfRange(`column is ${typeof j === "number" ? j : "what foldIn gave"}: expected an index from 0 to ${own.columns - 1}`);
  const { range: _range, ...unclipped } = own;
  const { value } = predict(unclipped, place, j);
  if (isUnknownLine(own, "row", place)) return { value, base: value, entries: [] };
  const line = readLine(own, "row", place);
  const { seen, weights } = linesOfItems(own, line, j);
  const entries = Array.from(line.seen!.column, (source, e) => {
    const at = weights!.start[e]!;
    return { column: source, contribution: weights!.start[e + 1]! > at ? seen!.value![e]! * weights!.value[at]! : 0 };
  });
  return { value, base: own.mean + line.bias + own.column.bias[j]!, entries: entries.filter(({ contribution }) => contribution !== 0).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || a.column - b.column) };
}
