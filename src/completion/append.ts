import { describe, readOptions } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { allocate, type ArrayOf, gathered } from "../lists";
import { multiply, transpose } from "../products";
import type { NumericArray } from "../typed-arrays";
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
  const given = gathered(folded as Iterable<unknown>).map((line, e) => {
    if (typeof line !== "object" || line === null || !("side" in line)) throw wrongKind(`${name}[${e}] is ${describe(line)}: expected what foldIn gave for a new ${side}, as in ${name}.map((entries) => foldIn(model, entries))`);
    return readPlace(side, line) as FoldedLine;
  });
  const own = readModel(model);
  if (own.weights !== undefined && side === "column") throw outOfRange('model is of method "item": its columns have no factors, and new ones need a fit; expected a model of "implicit", or complete of the longer table');
  const lines = given.map((line, e) => completed(own, side, line, `${name}[${e}]`));
  const parts = { ...own[side], ...growSide(own, side, lines) };
  const count = own[`${side}s`] + lines.length;
  const grown = side === "row" ? { ...own, rows: count, row: parts } : { ...own, columns: count, column: parts };
  return side === "row" && own.seen !== undefined ? withSeen(own, grown, own.seen, lines) : grown;
}

/** A line of as many factors as the model has. */
function completed(model: Completion, side: Side, line: FoldedLine, name: string): FoldedLine {
  if (!isUnknownLine(model, side, line)) return readLine(model, side, line);
  if (model.seen === undefined) throw outOfRange(`${name} has no entries: expected some, as lines without any are told by the model's filling alone, which an index that it does not know gets`);
  const seen = { column: new Int32Array(0), value: new Float64Array(0) };
  return { ...line, factors: allocate(model.rank, APPEND), ...(side === "row" ? { seen } : {}) };
}

/** All that a model knows of a side, lines added. */
function growSide({ rank, samples, ...model }: Completion, side: Side, lines: readonly FoldedLine[]): CompletionSide {
  const { bias, factors, samples: drawn, filling, gram, centre, scale } = model[side];
  const before = bias.length;
  const numbers = (own: Float64Array, of: (line: FoldedLine) => number) => joined(own, lines.map((line) => [of(line)]));
  const data = joined(factors.data, lines.map((line) => line.factors));
  const all = { rows: before + lines.length, columns: factors.columns, data };
  return {
    bias: numbers(bias, (line) => line.bias), factors: all,
    ...(drawn === undefined ? {} : { samples: joinedSamples(drawn, before, samples!, lines) }),
    ...(filling === undefined ? {} : { filling: numbers(filling, () => 0) }),
    ...(gram === undefined ? {} : { gram: rank === 0 ? gram : multiply(transpose(all), all).data }),
    ...(centre === undefined ? {} : { centre: numbers(centre, (line) => line.centre!), scale: numbers(scale!, (line) => line.scale!) }),
  };
}

function joined(own: Float64Array, more: readonly ArrayLike<number>[]): Float64Array {
  return concatenated(own, more, Float64Array);
}

function concatenated<A extends NumericArray>(own: A, more: readonly ArrayLike<number>[], kind: ArrayOf<A>): A {
  const out = allocate(more.reduce((sum, { length }) => sum + length, own.length), APPEND, kind);
  out.set(own);
  let at = own.length;
  for (const part of more) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Samples lie one after the other, each with all lines. */
function joinedSamples(drawn: Float32Array, before: number, { count, size }: { readonly count: number; readonly size: number }, lines: readonly FoldedLine[]): Float32Array {
  const out = allocate(count * (before + lines.length) * size, APPEND, Float32Array);
  for (let s = 0; s < count; s++) {
    const from = s * (before + lines.length) * size;
    out.set(drawn.subarray(s * before * size, (s + 1) * before * size), from);
    lines.forEach(({ samples }, e) => { out.set(samples!.subarray(s * size, (s + 1) * size), from + (before + e) * size); });
  }
  return out;
}

/** What the new rows have, and the popularity that this gives columns. */
function withSeen(own: Completion, grown: Completion, { start, column, value }: SeenEntries, lines: readonly FoldedLine[]): Completion {
  const added = lines.map((line) => line.seen ?? { column: new Int32Array(0), value: new Float64Array(0) });
  let end = column.length;
  const starts = concatenated(start, [added.map((seen) => (end += seen.column.length))], Int32Array);
  const ones = allocate(column.length, APPEND).fill(1);
  const values = value === undefined && added.every((seen) => seen.value.every((x) => x === 1)) ? undefined : joined(value ?? ones, added.map((seen) => seen.value));
  const seen: SeenEntries = { start: starts, column: concatenated(column, added.map((seen) => seen.column), Int32Array), ...(values === undefined ? {} : { value: values }) };
  const { filling, bias } = own.column;
  if (filling === undefined) return { ...grown, seen };
  const share = allocate(own.columns, APPEND);
  filling.forEach((x, j) => { share[j] = x * own.rows; });
  for (const { column: columns, value: counts } of added) columns.forEach((j, e) => { share[j]! += counts[e]!; });
  share.forEach((x, j) => { share[j] = x / Math.max(1, grown.rows); });
  const isPopularity = own.weights?.column.length === 0 && bias.every((x, j) => x === filling[j]);
  return { ...grown, seen, column: { ...grown.column, filling: share, ...(isPopularity ? { bias: share } : {}) } };
}
