import { describe, reading, readOptions } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { allocate, gathered } from "../lists";
import { multiply, transpose } from "../products";
import { concatenated, growSide, joined } from "./model/grow";
import { isUnknownLine, readLine, readPlace } from "./model/lines";
import { readModel } from "./model/read";
import type { Completion, CompletionSide, FoldedLine, SeenEntries } from "./types";

const APPEND = "append";
type Side = "row" | "column";

/** Whether a value is a model, and not a decomposition. */
export function isModel(value: unknown): value is Completion {
  return typeof value === "object" && value !== null && "fold" in value && "info" in value;
}

/** The model with folded lines behind those it has. */
export function appendLines(model: Completion, side: Side, folded: unknown, options: object | undefined): Completion {
  readOptions("options", options, []);
  const name = `${side}s`;
  if (typeof folded !== "object" || folded === null || typeof (folded as { [Symbol.iterator]?: unknown })[Symbol.iterator] !== "function") {
    throw wrongKind(`${name} is ${describe(folded)}: expected what foldIn gave for each new ${side}`);
  }
  const given = reading(name, () => gathered(folded as Iterable<unknown>)).map((line, e) => {
    if (typeof line !== "object" || line === null || !("side" in line)) throw wrongKind(`${name}[${e}] is ${describe(line)}: expected what foldIn gave for a new ${side}, as in ${name}.map((entries) => foldIn(model, entries))`);
    return readPlace(side, line) as FoldedLine;
  });
  const own = readModel(model);
  if (own.weights !== undefined && side === "column") throw outOfRange('model is of method "item": its columns have no factors, and new ones need a fit; expected a model of "implicit", or complete of the longer table');
  const lines = given.map((line, e) => completed(own, side, line, `${name}[${e}]`));
  const parts = withGram(growSide(own, side, lines));
  const count = own[`${side}s`] + lines.length;
  const grown = side === "row" ? { ...own, rows: count, row: parts } : { ...withoutNames(own), columns: count, column: parts };
  return side === "row" && own.seen !== undefined ? withSeen(own, grown, own.seen, lines) : grown;
}

/** New columns have no names, so that none have. */
function withoutNames({ names: _names, ...model }: Completion): Completion {
  return model;
}

/** A line of as many factors as the model has. */
function completed(model: Completion, side: Side, line: FoldedLine, name: string): FoldedLine {
  if (!isUnknownLine(model, side, line)) return readLine(model, side, line);
  if (model.seen === undefined) throw outOfRange(`${name} has no entries: expected some, as lines without any are told by the model's filling alone, which an index that it does not know gets`);
  const seen = { column: new Int32Array(0), value: new Float64Array(0) };
  return { ...line, factors: allocate(model.rank, APPEND), ...(side === "row" ? { seen } : {}) };
}

/** The sums of products of all factors of a side. */
function withGram({ gram, ...side }: CompletionSide): CompletionSide {
  if (gram === undefined) return side;
  return { ...side, gram: side.factors.columns === 0 ? gram : multiply(transpose(side.factors), side.factors).data };
}

/** What the new rows have, and the popularity that this gives columns. */
function withSeen(own: Completion, grown: Completion, { start, column, value, said }: SeenEntries, lines: readonly FoldedLine[]): Completion {
  const added: readonly NonNullable<FoldedLine["seen"]>[] = lines.map((line) => line.seen ?? { column: new Int32Array(0), value: new Float64Array(0) });
  let end = column.length;
  const starts = concatenated(start, [added.map((seen) => (end += seen.column.length))], Int32Array);
  const ones = () => allocate(column.length, APPEND).fill(1);
  const isOne = (numbers: Float64Array | undefined) => numbers === undefined || numbers.every((x) => x === 1);
  const counted = own.weights !== undefined && !(value === undefined && added.every((line) => isOne(line.value)));
  const told = own.weights === undefined && !(said === undefined && added.every((line) => isOne(line.said)));
  const seen: SeenEntries = {
    start: starts, column: concatenated(column, added.map((line) => line.column), Int32Array),
    ...(counted ? { value: joined(value ?? ones(), added.map((line) => line.value)) } : {}), ...(told ? { said: joined(said ?? ones(), added.map((line) => line.said ?? line.value)) } : {}),
  };
  const { filling, bias } = own.column;
  if (filling === undefined) return { ...grown, seen };
  const share = allocate(own.columns, APPEND);
  filling.forEach((x, j) => { share[j] = x * own.rows; });
  for (const { column: columns, value: counts } of added) columns.forEach((j, e) => { share[j]! += counts[e]!; });
  share.forEach((x, j) => { share[j] = x / Math.max(1, grown.rows); });
  const isPopularity = own.weights?.column.length === 0 && bias.every((x, j) => x === filling[j]);
  return { ...grown, seen, column: { ...grown.column, filling: share, ...(isPopularity ? { bias: share } : {}) } };
}
