import { Axis } from "../../../assembly/codes";
import { allocate, mapped } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import type { Completion, CompletionSide, FoldedLine } from "../types";
import { placeMean, saidBy } from "./features";
import { largestOf, openTable, type Session, unitFor } from "./table";

/** The entries of a new line as a table of one row whose columns are the entries; `place`: the line of the other side of each. */
export interface LineTable extends Entries {
  readonly place: Int32Array;
}

/** A new row or column beside a model: `other` is the side of the model that its entries meet, `lines` so many. */
export interface NewLine {
  readonly session: Session;
  readonly model: Completion;
  readonly side: "row" | "column";
  readonly axis: Axis;
  readonly own: CompletionSide;
  readonly other: CompletionSide;
  readonly lines: number;
  readonly place: Int32Array;
  /** Its own features. */
  readonly features: Float64Array | undefined;
}

export function openLine(frame: Frame, model: Completion, side: "row" | "column", line: LineTable, features?: Float64Array): NewLine {
  const isRow = side === "row";
  const other = isRow ? model.column : model.row;
  return {
    session: openTable(frame, line, unitOf(model, other, line)), model, side, axis: isRow ? Axis.Row : Axis.Column,
    own: model[side], other, lines: isRow ? model.columns : model.rows, place: line.place, features,
  };
}

/** The unit to compute in: of the values and of what the model has beside them. */
function unitOf({ rank, mean, fillingMean = mean }: Completion, { bias, factors }: CompletionSide, { value, place }: LineTable): number {
  let factor = 0;
  for (const j of place) factor = Math.max(factor, largestOf(factors.data.subarray(j * rank, (j + 1) * rank)));
  const biases = place.reduce((most, j) => Math.max(most, Math.abs(bias[j]!)), 0);
  return unitFor(Math.min(Number.MAX_VALUE, Math.max(largestOf(value), Math.abs(fillingMean), biases, factor * factor)));
}

/** A line without entries: bias and factors 0, as of an unknown one. */
export function emptyLine({ samples, rank, fillingMean, units }: Completion, side: "row" | "column"): FoldedLine {
  const own = units?.side === side ? { centre: units.centre, scale: units.scale } : {};
  return samples === undefined
    ? { side, bias: 0, factors: allocate(fillingMean === undefined ? rank : 0, "foldIn"), ...own }
    : { side, bias: 0, factors: new Float64Array(0), samples: allocate(samples.count * samples.size, "foldIn", Float32Array), ...own };
}

/** Copies numbers of the other side in, of each entry one. */
function gatherNumbers({ session: { frame, unit }, place }: NewLine, numbers: Float64Array): number {
  return frame.copyIn(mapped(place, "foldIn", (j) => numbers[j]! / unit));
}

/** Copies factors of the other side in, of each entry a line of `width` numbers, `stride` doubles apart. */
export function gatherLines({ session: { frame }, place }: NewLine, factors: Float64Array | Float32Array, width: number, stride: number, offset = 0): number {
  const lines = frame.zeros(place.length * stride);
  for (let e = 0; e < place.length; e++) {
    const from = offset + place[e]! * width;
    lines.set(factors.subarray(from, from + width), e * stride);
  }
  return frame.copyIn(lines);
}

/** Bias that a fill or a damped fit gives the line; the values become what it leaves of them. */
export function foldBias(line: NewLine): number {
  const { session: { frame, table, unit }, model: { fold, fillingMean, mean: own }, other, side, axis } = line;
  const { wasm } = frame;
  const mean = (fillingMean ?? own) / unit;
  const others = gatherNumbers(line, other.filling ?? other.bias);
  const bias = frame.copyIn([0]);
  const damped = fold.kind === "bias" || fold.fill === "bias";
  if (damped || fold.fill === `${side}-mean`) wasm.fitBiasesOf(table, Axis.Row, damped ? fold.damping[axis] : 0, mean, bias, others);
  const found = frame.number(bias, 0) * unit;
  wasm.removeBiases(table, mean, bias, others, wasm.tableValueAddress(table));
  return found;
}

/** Calls of ten turns of coordinate descent each, from zero. */
const NONNEGATIVE_TURNS = 50;

/** The line of least squares with penalty beside the factors of the other side; with `fold.biased` its bias is solved together with it. */
export function foldRidge(line: NewLine): FoldedLine {
  const { session: { frame, table, unit, count }, model, side, axis, other } = line;
  const { wasm } = frame;
  const { fold, rank, method, penalties } = model;
  const biased = fold.biased ? 1 : 0;
  const stride = wasm.factorStride(rank, biased);
  const factors = frame.copyIn(frame.zeros(stride));
  const others = gatherLines(line, other.factors.data, rank, stride);
  if (unit !== 1) wasm.scaleFactors(count, others, stride, 1 / Math.sqrt(unit));
  // A penalty per column is one for all after scaling the columns, before and after.
  const roots = penalties === undefined ? undefined : frame.copyIn(paddedRoots(penalties, unit, frame.zeros(stride)));
  if (roots !== undefined) wasm.scaleColumns(count, stride, roots, others);
  let bias = 0;
  if (fold.biased) {
    wasm.shiftValues(table, -model.mean / unit);
    wasm.placeBiases(count, others, rank, stride, gatherNumbers(line, other.bias));
  } else if (method !== "als") {
    bias = foldBias(line);
  }
  const als = frame.open((result) => wasm.alsOpen(table, factors, others, rank, biased, stride, result));
  wasm.alsSet(als, fold.power, fold.damping[axis], 0, fold.nonnegative ? 1 : 0, 0);
  if (line.features !== undefined) {
    const root = Math.sqrt(unit);
    const mean = saidBy(frame, line.own.features!, line.features, rank + 1);
    wasm.alsFeatures(als, Axis.Row, placeMean(frame, mean.map((m, a) => m / (a === rank ? unit : root)), stride));
  }
  const lambda = roots === undefined ? fold.lambda / unit : 1;
  for (let turn = fold.nonnegative ? NONNEGATIVE_TURNS : 1; turn > 0; turn--) wasm.alsRows(als, lambda);
  if (fold.biased) bias = frame.number(factors, rank) * unit;
  if (roots !== undefined) wasm.scaleColumns(1, stride, roots, factors);
  wasm.scaleFactors(1, factors, stride, Math.sqrt(unit));
  return { side, bias, factors: frame.copyOut(factors, rank) };
}

/** roots := 1 / √penalty per column, 0 beyond them. */
function paddedRoots(penalties: Float64Array, unit: number, roots: Float64Array): Float64Array {
  for (let j = 0; j < penalties.length; j++) roots[j] = 1 / Math.sqrt(penalties[j]! / unit);
  return roots;
}
