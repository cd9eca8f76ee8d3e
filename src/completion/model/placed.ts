/** Models of our own in WebAssembly memory, and what they predict. */
import { type Frame, withFrame } from "../../wasm/frame";
import type { Completion } from "../types";

/** Predicted values, and their deviations where the model has samples. */
export interface Predictions {
  readonly value: Float64Array;
  readonly deviation?: Float64Array;
}

/** Root mean square of the differences. */
export function rootMeanSquare(predicted: Float64Array, actual: Float64Array): number {
  return withFrame("evaluate", (frame) => {
    const out = frame.reserve(3);
    frame.wasm.measureErrors(actual.length, frame.copyIn(predicted), frame.copyIn(actual), 0, 0, out);
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
      placeSamplePredictions(frame, model, frame.copyInWords(row), frame.copyInWords(column), count, value, deviation);
      return { value: frame.copyOut(value, count), deviation: frame.copyOut(deviation, count) };
    }
    const point = placeModel(frame, model);
    frame.wasm.predictPairs(
      count, frame.copyInWords(row), frame.copyInWords(column), point.rank, point.rowFactors, point.columnFactors, point.rowBias,
      point.columnBias, point.mean, value,
    );
    if (model.range !== undefined) frame.wasm.clip(count, value, ...model.range);
    return { value: frame.copyOut(value, count) };
  });
}

function placeSamplePredictions(
  frame: Frame, { samples, rows, columns, mean, range, row: p, column: q }: Completion, row: number, column: number, count: number, value: number, deviation: number,
): void {
  const { count: kept, size, unit, precision } = samples!;
  const noise = Math.min(Number.MAX_VALUE, precision.reduce((sum, x) => sum + 1 / x, 0) / kept);
  frame.wasm.predictSamples(
    count, row, column, kept, rows, columns, size, frame.copyInSingles(p.samples!), frame.copyInSingles(q.samples!),
    frame.copyIn(p.bias), frame.copyIn(q.bias), mean, unit, noise, value, deviation,
  );
  if (range !== undefined) frame.wasm.clip(count, value, ...range);
}

const LARGE_UNIT = 2 ** 400;

/** A model in WebAssembly memory as one set of factors. */
export interface PlacedModel {
  readonly rank: number;
  readonly rowFactors: number;
  readonly columnFactors: number;
  readonly rowBias: number;
  readonly columnBias: number;
  readonly mean: number;
}

/** Copies a model in; samples become one set of factors whose products are their means. */
export function placeModel(frame: Frame, { rows, columns, mean, row, column, samples }: Completion): PlacedModel {
  const biases = () => ({ rowBias: frame.copyIn(row.bias), columnBias: frame.copyIn(column.bias), mean });
  if (samples === undefined) {
    return { rank: row.factors.columns, rowFactors: frame.copyIn(row.factors.data), columnFactors: frame.copyIn(column.factors.data), ...biases() };
  }
  const { count, size, unit } = samples;
  const rank = count * (size - 1);
  const part = unit > LARGE_UNIT ? 1 / LARGE_UNIT : 1; // of a large unit some goes to the columns
  const side = (lines: number, sampled: Float32Array, scale: number) => {
    const factors = frame.reserve(lines * rank);
    frame.scope(() => frame.wasm.unfoldSamples(lines, count, size, frame.copyInSingles(sampled), scale, factors));
    return factors;
  };
  return { rank, rowFactors: side(rows, row.samples!, (unit / count) * part), columnFactors: side(columns, column.samples!, 1 / part), ...biases() };
}
