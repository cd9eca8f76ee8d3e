import { Axis } from "../../../assembly/codes";
import { part } from "../../lists";
import { withFrame } from "../../wasm/completion";
import type { Entries, UnitRule } from "../entries";
import type { Completion } from "../types";
import { openTable } from "./table";

/** Centre and scale of every line of a side, and of a line nothing is known of. */
export interface Units extends UnitRule {
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  readonly typical: { readonly centre: number; readonly scale: number };
}

/** What is known of them besides. */
export interface MeasuredUnits extends Units {
  /** Lines whose standard deviation outliers have made four times too large. */
  readonly outlying: number;
}

/** Robust scales that a value counts from its centre at most: of normal values one in two million is farther. */
const MOST_ROBUST = 5;

function axisOf(side: "row" | "column"): Axis {
  return side === "row" ? Axis.Row : Axis.Column;
}

/** The line of a side that each entry belongs to. */
function linesOf({ row, column }: Pick<Entries, "row" | "column">, side: "row" | "column"): Int32Array {
  return side === "row" ? row : column;
}

/** The units of a table's lines, from its entries. */
export function measureUnits(entries: Entries, { side, robust }: UnitRule): MeasuredUnits {
  return withFrame("complete", (frame) => {
    const { table, rows, columns, unit } = openTable(frame, entries);
    const lines = side === "row" ? rows : columns;
    const [centre, scale, out] = [frame.reserve(lines), frame.reserve(lines), frame.reserve(3)];
    frame.call(frame.wasm.unitsOf(table, axisOf(side), robust ? 1 : 0, centre, scale, out));
    for (const at of [centre, scale]) if (unit !== 1) frame.wasm.scaleFactors(lines, at, 1, unit);
    return {
      side, robust, centre: frame.copyOut(centre, lines), scale: frame.copyOut(scale, lines), outlying: frame.number(out, 2),
      typical: { centre: frame.number(out, 0) * unit, scale: frame.number(out, 1) * unit },
    };
  });
}

/** Entries in the units of their lines, which remember what they were. */
export function scaleEntries(entries: Entries, units: Units): Entries {
  const { unit: _unit, ...rest } = entries;
  return { ...rest, value: scaled(entries.value, linesOf(entries, units.side), units), scaled: { raw: entries, rule: { side: units.side, robust: units.robust } } };
}

/** Values in the units of the lines that are named. */
function scaled(value: Float64Array, line: Int32Array, { centre, scale, robust }: Pick<Units, "centre" | "scale" | "robust">): Float64Array {
  return withFrame("complete", (frame) => {
    const x = frame.copyIn(value);
    frame.wasm.scaleByLines(value.length, frame.copyInWords(line), frame.copyIn(centre), frame.copyIn(scale), mostOf(robust), x);
    return frame.copyOut(x, value.length);
  });
}

/** A new line in the units of a model: those of the lines its entries meet, or its own. */
export interface ScaledLine<L> {
  readonly line: L;
  readonly own?: { readonly centre: number; readonly scale: number };
}

/** The line of one row (a table whose columns are its entries; `place` is the line of the other side of each) in the units of a model. */
export function scaleLine<L extends Entries & { readonly place: Int32Array }>({ units, row, column }: Completion, side: "row" | "column", line: L): ScaledLine<L> {
  if (units === undefined) return { line };
  const { side: of, robust } = units;
  if (of === side) {
    if (line.row.length === 0) return { line, own: { centre: units.centre, scale: units.scale } };
    const { centre, scale } = measureUnits(line, { side: "row", robust });
    return { line: { ...line, value: scaled(line.value, line.row, { centre, scale, robust }) }, own: { centre: centre[0]!, scale: scale[0]! } };
  }
  const { centre, scale } = of === "row" ? row : column;
  return { line: { ...line, value: scaled(line.value, line.place, { centre: centre!, scale: scale!, robust }) } };
}

/** The model of entries in units as one of the entries themselves. */
export function modelInUnits(model: Completion, { side, robust, centre, scale, typical }: Units): Completion {
  const own = { ...model[side], centre: part(centre, 0, centre.length, "complete"), scale: part(scale, 0, scale.length, "complete") };
  return { ...model, units: { side, robust, ...typical }, ...(side === "row" ? { row: own } : { column: own }) };
}

/** How two sets of predictions of the same entries compare: sums of squared errors of each, of the squares of their differences, and how many there are. */
export interface Comparison {
  readonly first: number;
  readonly second: number;
  readonly spread: number;
  readonly count: number;
}

/** Errors in scales of their lines, robust ones cut, lines of equal entries left out; or in one `unit`. */
export function compareErrors(
  { side, robust, scale }: Units, unit: number | undefined, { row, column, value: actual, weight }: Entries, first: Float64Array, second: Float64Array,
): Comparison {
  return withFrame("complete", (frame) => {
    const out = frame.reserve(4);
    const place = (predicted: Float64Array) => {
      const at = frame.copyIn(predicted);
      if (weight !== undefined) frame.wasm.weighErrors(actual.length, frame.copyIn(actual), frame.copyIn(weight), at);
      return at;
    };
    const a = place(first);
    const b = first === second ? a : place(second);
    const [lines, scales] = unit === undefined ? [frame.copyInWords(linesOf({ row, column }, side)), frame.copyIn(scale)] : [0, 0];
    frame.wasm.compareErrors(actual.length, lines, a, b, frame.copyIn(actual), scales, unit ?? 1, mostOf(robust && unit === undefined), out);
    return { first: frame.number(out, 0), second: frame.number(out, 1), spread: frame.number(out, 2), count: frame.number(out, 3) };
  });
}

/** Root mean square of errors over the scales of their lines. NaN where every line is constant. */
export function relativeError(units: Units, judge: Entries, predicted: Float64Array): number {
  const { first, count } = compareErrors(units, undefined, judge, predicted, predicted);
  return Math.sqrt(first / count);
}

function mostOf(robust: boolean): number {
  return robust ? MOST_ROBUST : Number.MAX_VALUE;
}
