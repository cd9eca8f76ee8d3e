/** Models of our own in WebAssembly memory, and what they predict. */
import { Axis } from "../../../assembly/codes";
import { type Frame, withFrame } from "../../wasm/completion";
import type { Entries } from "../entries";
import type { Completion, FoldedLine } from "../types";
import { checkLists } from "./read";
import { copyInSingles } from "../../wasm/frame";

/** Predicted values, and their deviations where the model has samples. */
export interface Predictions {
  readonly value: Float64Array;
  readonly deviation?: Float64Array;
}

/** Root mean square of the differences, by weight. */
export function rootMeanSquare(predicted: Float64Array, { value, weight }: Pick<Entries, "value" | "weight">): number {
  return withFrame("evaluate", (frame) => {
    const out = frame.reserve(3);
    const lists = [frame.copyIn(predicted), frame.copyIn(value)] as const;
    if (weight === undefined) frame.wasm.measureErrors(value.length, ...lists, 0, 0, out);
    else frame.wasm.measureWeighted(value.length, ...lists, frame.copyIn(weight), 0, 0, out);
    return frame.number(out, 0);
  });
}

/** Predictions at pairs; a negative index stands for an unknown line. */
export function predictPairs(model: Completion, row: ArrayLike<number>, column: ArrayLike<number>): Predictions {
  return withFrame("predictEntries", (frame) => {
    const count = row.length;
    const value = frame.reserve(count);
    const { samples } = model;
    if (samples !== undefined) {
      const deviation = frame.reserve(count);
      openSamples(frame, model).predict(frame.copyInWords(row), frame.copyInWords(column), count, value, deviation);
      if (model.range !== undefined) frame.wasm.clip(count, value, ...model.range);
      return { value: frame.copyOut(value, count), deviation: frame.copyOut(deviation, count) };
    }
    frame.wasm.predictPairs(placeModel(frame, model), count, frame.copyInWords(row), frame.copyInWords(column), value);
    if (model.range !== undefined) frame.wasm.clip(count, value, ...model.range);
    return { value: frame.copyOut(value, count) };
  });
}

/** Copies a model with samples in, for values and deviations at places, not clipped. */
export function openSamples(frame: Frame, model: Completion) {
  const { samples, rows, columns, mean, row: p, column: q } = model;
  const { count: kept, size, unit, precision } = samples!;
  const noise = Math.min(Number.MAX_VALUE, precision.reduce((sum, x) => sum + 1 / x, 0) / kept);
  const { wasm } = frame;
  const [rowSamples, columnSamples] = [copyInSingles(frame, p.samples!), copyInSingles(frame, q.samples!)];
  const means = openModel(frame, { rank: 0, rowFactors: 0, columnFactors: 0, rowBias: frame.copyIn(p.bias), columnBias: frame.copyIn(q.bias), mean });
  placeUnits(frame, means, model);
  const kit = frame.open((result) => wasm.samplesOpen(kept, rows, columns, size, rowSamples, columnSamples, unit, noise, result));
  if (q.noise !== undefined) wasm.samplesNoise(kit, frame.copyIn(q.noise));
  return { predict: (row: number, column: number, places: number, value: number, deviation: number) => { wasm.predictSamples(means, kit, places, row, column, value, deviation); } };
}

const LARGE_UNIT = 2.5822498780869086e120; // 2^400

/** One set of factors in WebAssembly memory, with biases and the mean. */
interface PlacedModel {
  readonly rank: number;
  readonly rowFactors: number;
  readonly columnFactors: number;
  readonly rowBias: number;
  readonly columnBias: number;
  readonly mean: number;
}

function openModel(frame: Frame, { rank, rowFactors, columnFactors, rowBias, columnBias, mean }: PlacedModel): number {
  return frame.open((result) => frame.wasm.modelOpen(rank, rowFactors, columnFactors, rowBias, columnBias, mean, result));
}

/** The units of a model's lines, beside it in WebAssembly memory. */
function placeUnits(frame: Frame, placed: number, { units, row, column }: Completion): void {
  if (units === undefined) return;
  const { centre, scale } = units.side === "row" ? row : column;
  frame.wasm.modelUnits(placed, units.side === "row" ? Axis.Row : Axis.Column, frame.copyIn(centre!), frame.copyIn(scale!), units.centre, units.scale);
}

/** Copies a model in; samples become one set of factors whose products are their means. Returns the address of its record. */
export function placeModel(frame: Frame, model: Completion): number {
  const placed = placeFactors(frame, model);
  placeUnits(frame, placed, model);
  return placed;
}

function placeFactors(frame: Frame, model: Completion): number {
  const { rows, columns, mean, row, column, samples } = model;
  const biases = () => ({ rowBias: frame.copyIn(row.bias), columnBias: frame.copyIn(column.bias), mean });
  if (samples === undefined) {
    const [rowFactors, columnFactors] = [frame.copyIn(row.factors.data), frame.copyIn(column.factors.data)];
    const placed = openModel(frame, { rank: row.factors.columns, rowFactors, columnFactors, ...biases() });
    placeItems(frame, model, placed);
    return placed;
  }
  const { count, size, unit } = samples;
  const rank = count * (size - 1);
  const part = unit > LARGE_UNIT ? 1 / LARGE_UNIT : 1; // of a large unit some goes to the columns
  const side = (lines: number, sampled: Float32Array, scale: number) => {
    const factors = frame.reserve(lines * rank);
    frame.scope(() => frame.wasm.unfoldSamples(lines, count, size, copyInSingles(frame, sampled), scale, factors));
    return factors;
  };
  const [rowFactors, columnFactors] = [side(rows, row.samples!, (unit / count) * part), side(columns, column.samples!, 1 / part)];
  return openModel(frame, { rank, rowFactors, columnFactors, ...biases() });
}

/** Copies in what rows have and what columns say for others. */
function placeItems(frame: Frame, model: Completion, placed: number): void {
  const { seen, weights } = model;
  if (weights === undefined || seen === undefined) return;
  checkLists(model);
  const value = frame.copyIn(seen.value ?? frame.zeros(seen.column.length).fill(1));
  const lists = [frame.copyInWords(seen.start), frame.copyInWords(seen.column), value] as const;
  frame.call(frame.wasm.modelItems(placed, ...lists, frame.copyInWords(weights.start), frame.copyInWords(weights.column), frame.copyIn(weights.value)));
}

/** The factors of a side, and those of one of its lines, in WebAssembly memory; of samples those of all, one after the other. */
export function placedFactors(frame: Frame, { samples, ...model }: Completion, side: "row" | "column", line: FoldedLine): { readonly factors: number; readonly x: number; readonly width: number } {
  const { factors, bias, samples: drawn } = model[side];
  if (samples === undefined) return { factors: frame.copyIn(factors.data), x: frame.copyIn(line.factors), width: factors.columns };
  const { count, size } = samples;
  const width = count * (size - 1);
  const unfolded = (lines: number, sampled: Float32Array) => {
    const at = frame.reserve(lines * width);
    frame.scope(() => frame.wasm.unfoldSamples(lines, count, size, copyInSingles(frame, sampled), 1, at));
    return at;
  };
  return { factors: unfolded(bias.length, drawn!), x: unfolded(1, line.samples!), width };
}
