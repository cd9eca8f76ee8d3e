import { describe, reading } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { allocate, mapped, part } from "../../lists";
import { copyOf, isKind } from "../../typed-arrays";
import type { Completion, CompletionSide, FoldedLine } from "../types";
import { linesOfItems, seenOf } from "./items";

const LINE = "a line of the model";

export function isKnown(index: number, count: number): boolean {
  return index >= 0 && index < count;
}

export function checkWhole(name: string, value: unknown): asserts value is number {
  if (typeof value !== "number") throw wrongKind(`${name} is ${describe(value)}: expected an index or what foldIn gave`);
  if (!Number.isInteger(value)) throw outOfRange(`${name} is ${value}: expected a whole number`);
}

/** An index, or a copy of what `foldIn` gave. */
export function readPlace(side: "row" | "column", line: unknown): number | FoldedLine {
  if (typeof line !== "object" || line === null) {
    checkWhole(side, line);
    return line;
  }
  return reading(side, () => {
    // Arrays are copied before the next field is asked for, which may take them away: one without numbers says that nothing is known.
    const given = line as { [K in keyof FoldedLine]: unknown };
    const { side: of, bias } = given;
    if (of !== side) throw wrongKind(`${side} is a ${describe(of)} from foldIn: expected a ${side}`);
    if (typeof bias !== "number") throw wrongKind(`${side}.bias is ${describe(bias)}: expected a number`);
    const factors = copied(given.factors, "Float64Array", `${side}.factors`);
    const samples = maybeCopied(given.samples, "Float32Array", `${side}.samples`);
    const { seen: listed } = given;
    const seen = listed === undefined ? undefined : readSeen(listed, `${side}.seen`);
    const { centre, scale } = given;
    return { side, bias, factors, ...(samples === undefined ? {} : { samples }), ...unitOf(side, centre, scale), ...(seen === undefined ? {} : { seen }) };
  });
}

function readSeen(seen: unknown, name: string): NonNullable<FoldedLine["seen"]> {
  const given = (typeof seen === "object" && seen !== null ? seen : {}) as { readonly column?: unknown; readonly value?: unknown; readonly said?: unknown };
  const column = copied(given.column, "Int32Array", `${name}.column`);
  const value = copied(given.value, "Float64Array", `${name}.value`);
  const said = maybeCopied(given.said, "Float64Array", `${name}.said`);
  if (said !== undefined && said.length !== column.length) throw outOfRange(`${name}.said has length ${said.length}: expected ${column.length}, that of column`);
  if (column.length !== value.length) throw outOfRange(`${name}.value has length ${value.length}: expected ${column.length}, that of column`);
  return { column, value, ...(said === undefined ? {} : { said }) };
}

interface Arrays { readonly Float64Array: Float64Array; readonly Float32Array: Float32Array; readonly Int32Array: Int32Array }

/** A copy of an array of a kind. */
function copied<K extends keyof Arrays>(value: unknown, kind: K, name: string): Arrays[K] {
  if (!isKind(value, kind)) throw wrongKind(`${name} is ${describe(value)}: expected ${kind === "Int32Array" ? "an" : "a"} ${kind}`);
  return copyOf<Arrays[keyof Arrays]>(value, name) as Arrays[K];
}

function maybeCopied<K extends keyof Arrays>(value: unknown, kind: K, name: string): Arrays[K] | undefined {
  return value === undefined ? undefined : copied(value, kind, name);
}

/** Centre and scale of a folded line, if it has them. */
function unitOf(side: string, centre: unknown, scale: unknown): Pick<FoldedLine, "centre" | "scale"> {
  if (centre === undefined && scale === undefined) return {};
  for (const [name, value] of [["centre", centre], ["scale", scale]] as const) {
    if (typeof value !== "number") throw wrongKind(`${side}.${name} is ${describe(value)}: expected a number`);
  }
  return { centre: centre as number, scale: scale as number };
}

/** Whether nothing is known of a line: an index that the model does not have, a row without entries where the model says so, or what `foldIn` gave for no entries of a model with `filling`. */
export function isUnknownLine(model: Completion, side: "row" | "column", line: number | FoldedLine): boolean {
  if (typeof line === "number") return !isKnown(line, side === "row" ? model.rows : model.columns) || (side === "row" && hasNothing(model, line));
  const known = model[side].features === undefined ? (line.seen?.column ?? line.factors) : line.factors; // by its features, too
  return model.fillingMean !== undefined && known.length === 0;
}

/** Whether a row of a model that knows what rows have has nothing, not even features. */
export function hasNothing({ seen, row: { features } }: Completion, row: number): boolean {
  return seen !== undefined && features === undefined && seen.start[row] === seen.start[row + 1];
}

/** The model of one row and one column, each known by index or folded in; an unknown line is left empty. */
export function extract(model: Completion, row: number | FoldedLine, column: number | FoldedLine): Completion {
  if (model.weights !== undefined) return linesOfItems(model, readLine(model, "row", row), readColumn(model, column));
  return { ...model, rows: 1, columns: 1, row: sideOf(readLine(model, "row", row)), column: sideOf(readLine(model, "column", column), noiseAt(model, column)) };
}

/** The noise level of a column, of a model that has one of each; one that it does not know has the common one. */
function noiseAt({ column: { noise } }: Completion, column: number | FoldedLine): number | undefined {
  return noise === undefined ? undefined : typeof column === "number" ? noise[column] ?? 1 : 1;
}

/** One line as the whole side of a model. */
export function sideOf({ bias, factors, samples, centre, scale }: FoldedLine, noise?: number): CompletionSide {
  const one = (number: number) => mapped([number], LINE, (x) => x);
  return {
    bias: one(bias), factors: { rows: 1, columns: factors.length, data: factors }, ...(samples === undefined ? {} : { samples }),
    ...(centre === undefined ? {} : { centre: one(centre), scale: one(scale!) }), ...(noise === undefined ? {} : { noise: one(noise) }),
  };
}

/** The index of a column of an item model, which can have no others; -1 if it is not known. */
function readColumn({ columns }: Completion, column: number | FoldedLine): number {
  if (typeof column === "object") throw wrongKind('column is what foldIn gave: a model of method "item" takes in new rows only');
  return isKnown(column, columns) ? column : -1;
}

/** One line of a model as `foldIn` would give it; zeros if it is not known. */
export function readLine({ samples, units, ...model }: Completion, side: "row" | "column", line: number | FoldedLine): FoldedLine {
  const { bias: biases, factors, samples: drawn, centre, scale } = model[side];
  const width = factors.columns;
  const isScaled = units?.side === side;
  if (typeof line === "object") {
    const fits = line.factors.length === width && (line.centre !== undefined) === isScaled && line.samples?.length === (samples === undefined ? undefined : samples.count * samples.size);
    if (!fits) throw outOfRange(`${side} has ${line.factors.length} factors: expected what foldIn gave for this model`);
    if (model.weights !== undefined && line.seen === undefined) throw wrongKind(`${side}.seen is missing: expected what foldIn gave for this model`);
    const outside = line.seen?.column.findIndex((j) => j < 0 || j >= model.columns) ?? -1;
    if (outside >= 0) throw outOfRange(`${side}.seen.column[${outside}] is ${line.seen!.column[outside]}: expected a column from 0 to ${model.columns - 1}`);
    return line;
  }
  const lines = biases.length;
  const known = isKnown(line, lines);
  const own = {
    side, bias: known ? biases[line]! : 0, factors: known ? part(factors.data, line * width, (line + 1) * width, LINE) : allocate(width, LINE),
    ...(side === "row" && model.seen !== undefined ? { seen: seenOf(model, line) } : {}),
    ...(isScaled ? { centre: known ? centre![line]! : units.centre, scale: known ? scale![line]! : units.scale } : {}),
  };
  if (samples === undefined) return own;
  const { count, size } = samples;
  const sampled = allocate(count * size, LINE, Float32Array);
  for (let s = 0; known && s < count; s++) {
    const from = (s * lines + line) * size;
    sampled.set(drawn!.subarray(from, from + size), s * size);
  }
  return { ...own, samples: sampled };
}
