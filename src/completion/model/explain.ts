import { outOfRange } from "../../errors";
import { allocate, mapped, part } from "../../lists";
import { exports, withFrame } from "../../wasm/completion";
import { influence } from "../methods/implicit";
import { openLine } from "../problems/line";
import type { Completion, FoldedLine } from "../types";
import { linesOfItems } from "./items";
import { isKnown, isUnknownLine, readLine, readPlace, sideOf } from "./lines";
import { predictPairs } from "./placed";
import { predict } from "./predict";
import { readModel } from "./read";

/** Why a row gets a score at a column. */
export interface Explanation {
  /** The score: what `predict` gives before clipping to `range`. */
  readonly value: number;
  /** What does not come from the row's entries: its share of rows, where nothing is known of the row; of "implicit" also what features say, and what sweeps that were not converged leave. */
  readonly base: number;
  /** What each entry of the row adds, those of largest magnitude first; their sum and `base` are `value`. */
  readonly entries: readonly { readonly column: number; readonly contribution: number }[];
}

/**
 * Which entries of a row cause its score at a column: "because you have …".
 *
 * In a model of "item" the score is a sum over entries. In one of "implicit" it is, too, the other side fixed: of the entries that are liked, each by its confidence and by how like its
 * column is in the eyes of this row [HKV08]; those that are not liked add nothing, but change what the others say.
 *
 * @param model   of method "item" or "implicit": from `itemModel`, or `complete` with objective "ranking".
 * @param row     index from 0, or what `foldIn` gave.
 * @param column  index from 0.
 * @returns the score and what each entry adds to it; no entries where nothing is known of the row, whose score is popularity.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if the model is of another method, which does not know what rows have, or the column is none of its.
 *
 * Cost O(entries of the row · log weights), of "implicit" O(entries · rank² + rank³).
 *
 * @example
 * const model = itemModel([[1, 1, 0, 0], [1, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]]);
 * explain(model, 0, 3).entries[0].column; // 1
 */
export function explain(model: Completion, row: number | FoldedLine, column: number): Explanation {
  const place = readPlace("row", row);
  const j = readPlace("column", column);
  const own = readModel(model);
  const isSum = own.weights !== undefined || (own.fold.kind === "confidence" && own.seen !== undefined);
  if (!isSum) throw outOfRange(`model is of method "${own.method}": expected one of "item" or "implicit", whose scores are sums over what rows have`);
  if (typeof j !== "number" || !isKnown(j, own.columns)) throw outOfRange(`column is ${typeof j === "number" ? j : "what foldIn gave"}: expected an index from 0 to ${own.columns - 1}`);
  const { range: _range, ...unclipped } = own;
  const { value } = predict(unclipped, place, j);
  if (isUnknownLine(own, "row", place)) return { value, base: value, entries: [] };
  const line = readLine(own, "row", place);
  if (own.weights === undefined) {
    const entries = likedBy(own, line.seen!, j);
    return { value, base: value - entries.reduce((sum, { contribution }) => sum + contribution, 0), entries: strongestFirst(entries) };
  }
  const { seen, weights } = linesOfItems(own, line, j);
  const entries = Array.from(line.seen!.column, (source, e) => {
    const at = weights!.start[e]!;
    return { column: source, contribution: weights!.start[e + 1]! > at ? seen!.value![e]! * weights!.value[at]! : 0 };
  });
  return { value, base: own.mean + line.bias + own.column.bias[j]!, entries: strongestFirst(entries) };
}

type Contribution = Explanation["entries"][number];

function strongestFirst(entries: readonly Contribution[]): Contribution[] {
  return entries.filter(({ contribution }) => contribution !== 0).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || a.column - b.column);
}

/** What each entry that is liked adds to the score at column j, of a model of implicit feedback. */
function likedBy(model: Completion, { column, value, said = value }: NonNullable<FoldedLine["seen"]>, j: number): Contribution[] {
  const { fold: { alpha, unseen, logUnit }, rank, column: { factors } } = model;
  const line = {
    rows: 1, columns: column.length, row: allocate(column.length, "explain", Int32Array), column: mapped(column, "explain", (_, e) => e, Int32Array), value: mapped(said, "explain", (x) => -Math.abs(x)), place: column,
  };
  const { logarithm } = exports();
  const confidence = (x: number) => unseen + alpha * (logUnit === undefined ? x : logarithm(1 + x / logUnit) / logarithm(2));
  const { factors: row, ridge } = withFrame("explain", (frame) => influence(openLine(frame, model, "row", line), part(factors.data, j * rank, (j + 1) * rank, "explain")));
  const alike = predictPairs({ ...model, rows: 1, row: sideOf({ side: "row", bias: 0, factors: row }), mean: 0 }, line.row, column).value;
  return Array.from(column, (source, e) => ({ column: source, contribution: said[e]! > 0 ? (confidence(said[e]!) * alike[e]!) / ridge : 0 }));
}
