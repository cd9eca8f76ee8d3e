import { checkInteger, describe, reading } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { allocate } from "../../lists";
import { type Frame, withFrame } from "../../wasm/completion";
import { spanOf } from "./items";
import { isKnown, readLine, readPlace } from "./lines";
import { placedFactors } from "./placed";
import { checkLists, readModel } from "./read";
import type { Completion, FoldedLine } from "../types";

/** Which line the others are compared with: an index, or what `foldIn` gave. */
export type SimilarTo = { readonly row: number | FoldedLine } | { readonly column: number | FoldedLine };

/** A line, and how like it is. */
export type Similar<T extends SimilarTo> = T extends { readonly row: unknown } ? { readonly row: number; readonly score: number } : { readonly column: number; readonly score: number };

/**
 * The rows most like a row, or the columns most like a column, most alike first, equal ones in the order of their index.
 *
 * By factors it is the cosine of the angle between them (biases, which say how much is liked and not what, do not count), from −1 to 1. In a model of "item" it is, of columns, the
 * weight by which having the one speaks for the other, and of rows the cosine of what they have.
 *
 * @param model  from `complete`, `itemModel` or `loadModel`.
 * @param to     { row } or { column }: an index from 0, or what `foldIn` gave.
 * @param count  how many at most, 1 or more. Default 10.
 * @returns at most `count` lines { row, score } or { column, score }, without the one that was asked about; none for a line without factors or entries.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an index is not of a line of the model, or the model has biases alone.
 *
 * Cost O(lines · rank), of a Bayesian model times its samples; of "item" O(weights of the column) or O(entries).
 *
 * @example
 * const model = itemModel([[1, 1, 0, 0], [1, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]]);
 * similar(model, { column: 0 }, 1)[0].column; // 1
 */
export function similar<T extends SimilarTo>(model: Completion, to: T, count = 10): Similar<T>[] {
  checkInteger("count", count, 1);
  const { side, line } = readTo(to);
  const place = readPlace(side, line);
  const own = readModel(model);
  const lines = side === "row" ? own.rows : own.columns;
  if (typeof place === "number" && !isKnown(place, lines)) throw outOfRange(`to.${side} is ${place}: expected an index from 0 to ${lines - 1}`);
  const most = Math.min(count, lines);
  const found = own.weights === undefined ? byFactors(own, side, place, most) : side === "column" ? byWeights(own, place, most) : byEntries(own, place, most);
  return found.map(({ index, score }) => ({ [side]: index, score }) as Similar<T>);
}

interface Found { readonly index: number; readonly score: number }

function readTo(to: unknown): { readonly side: "row" | "column"; readonly line: number | FoldedLine } {
  return reading("to", () => {
    if (typeof to !== "object" || to === null) throw wrongKind(`to is ${describe(to)}: expected { row } or { column }`);
    const { row, column } = to as { readonly row?: number | FoldedLine; readonly column?: number | FoldedLine };
    if ((row === undefined) === (column === undefined)) throw wrongKind(`to has ${row === undefined ? "neither row nor column" : "a row and a column"}: expected { row } or { column }`);
    return row === undefined ? { side: "column", line: column! } : { side: "row", line: row };
  });
}

function byFactors(model: Completion, side: "row" | "column", place: number | FoldedLine, count: number): Found[] {
  const line = readLine(model, side, place);
  if (model.samples === undefined ? model.rank === 0 : model.samples.size === 1) throw outOfRange(`model has biases alone: expected one with factors, which tell what lines have in common`);
  const lines = model[side].bias.length;
  return withFrame("similar", (frame) => {
    const { factors, x, width } = placedFactors(frame, model, side, line);
    const [scores, index, top] = [frame.reserve(lines), frame.reserveWords(count), frame.reserve(count)];
    const kept = frame.wasm.similarLines(lines, width, factors, x, typeof place === "number" ? place : -1, count, scores, index, top);
    return listed(frame, index, top, kept);
  });
}

function listed(frame: Frame, index: number, top: number, kept: number): Found[] {
  const [indices, scores] = [frame.copyOutWords(index, kept), frame.copyOut(top, kept)];
  return Array.from(indices, (i, e) => ({ index: i, score: scores[e]! }));
}

/** What a column says for others. */
function byWeights({ weights, columns }: Completion, place: number | FoldedLine, count: number): Found[] {
  if (typeof place === "object") throw wrongKind('to.column is what foldIn gave: a model of method "item" takes in new rows only');
  const [from, to] = spanOf(weights!, place, "weights");
  const all = Array.from(weights!.column.subarray(from, to), (index, e) => ({ index, score: weights!.value[from + e]! }));
  const outside = all.find(({ index }) => !isKnown(index, columns));
  if (outside !== undefined) throw outOfRange(`model.weights.column has ${outside.index}: expected a column from 0 to ${columns - 1}`);
  return all.sort((a, b) => b.score - a.score || a.index - b.index).slice(0, count);
}

/** Rows by what they have. */
function byEntries(model: Completion, place: number | FoldedLine, count: number): Found[] {
  const { seen } = readLine(model, "row", place);
  checkLists(model);
  const { start, column, value } = model.seen!;
  const x = allocate(model.columns, "similar");
  seen!.column.forEach((j, e) => { x[j] = seen!.value[e]!; });
  const length = Math.sqrt(seen!.value.reduce((sum, own) => sum + own * own, 0));
  return withFrame("similar", (frame) => {
    const values = frame.copyIn(value ?? frame.zeros(column.length).fill(1));
    const [scores, best] = [frame.reserve(model.rows), frame.reserve(2 * count)];
    const args = [frame.copyInWords(start), frame.copyInWords(column), values, frame.copyIn(x), typeof place === "number" ? place : -1] as const;
    const kept = frame.wasm.similarEntries(model.rows, ...args, count, scores, best);
    return listed(frame, frame.at(best, count), best, kept).map(({ index, score }) => ({ index, score: score / length }));
  });
}
