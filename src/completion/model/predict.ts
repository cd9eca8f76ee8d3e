import { describe, reading } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { allocate, isList, readNumbers } from "../../lists";
import type { Matrix } from "../../matrix";
import { withFrame } from "../../wasm/completion";
import type { Completion, FoldedLine } from "../types";
import { checkWhole, extract, hasNothing, isKnown, isUnknownLine, readLine, readPlace } from "./lines";
import { modelOfUnknown } from "./model";
import { placeModel, predictPairs, type Predictions } from "./placed";
import { readModel } from "./read";

/** A predicted value, in the unit of the entries. */
export interface Prediction {
  readonly value: number;
  /** Standard deviation of the entry about `value`, noise included; of models fitted by "bayesian". */
  readonly deviation?: number;
}

/**
 * The value that a model expects at one place.
 *
 * @param model   from `complete` or `loadModel`.
 * @param row     index from 0, or what `foldIn` gave. One the model does not know (any other whole number) counts as average: its
 *                bias and factors are 0.
 * @param column  likewise.
 * @returns the value, never NaN, and for a Bayesian model its standard deviation: value ± 1.645 deviation covers about 90 %.
 * @throws TypeError or RangeError  if `model` is none or an index is not a whole number.
 *
 * Cost O(rank), of a Bayesian model O(samples · rank). For many places `predictEntries` is faster.
 *
 * @example
 * const model = complete(ratings, { rank: 2 });
 * const { value, deviation } = predict(model, 3, 7);
 */
export function predict(model: Completion, row: number | FoldedLine, column: number | FoldedLine): Prediction {
  const [rowPlace, columnPlace] = [readPlace("row", row), readPlace("column", column)];
  const own = readModel(model);
  const isUnknown = [isUnknownLine(own, "row", rowPlace), isUnknownLine(own, "column", columnPlace)];
  const plain = isUnknown.includes(true) ? modelOfUnknown(own) : undefined;
  if (plain !== undefined) {
    if (!isUnknown[0]) readLine(own, "row", rowPlace);
    if (!isUnknown[1]) readLine(own, "column", columnPlace);
    const [i, j] = [rowPlace, columnPlace].map((line) => (typeof line === "number" ? line : -1));
    return { value: predictPairs(plain, [isKnown(i!, own.rows) ? i! : -1], [isKnown(j!, own.columns) ? j! : -1]).value[0]! };
  }
  const small = extract(own, rowPlace, columnPlace);
  const { value, deviation } = predictPairs(small, [typeof rowPlace === "number" && !isKnown(rowPlace, own.rows) ? -1 : 0],
    [typeof columnPlace === "number" && !isKnown(columnPlace, own.columns) ? -1 : 0]);
  return deviation === undefined ? { value: value[0]! } : { value: value[0]!, deviation: deviation[0]! };
}

/**
 * The values that a model expects at many places.
 *
 * @param model   from `complete` or `loadModel`.
 * @param row     p indices of rows, from 0; unknown ones as in `predict`.
 * @param column  p indices of columns, likewise.
 * @returns p values in the unit of the entries, never NaN, clipped to the model's `range`.
 * @throws TypeError or RangeError  if `model` is none, the lengths differ or an index is not a whole number.
 *
 * Cost O(rank) per place, of a Bayesian model times its samples.
 *
 * @example
 * const model = complete(ratings, { rank: 2 });
 * const values = predictEntries(model, [0, 0, 1], [3, 4, 3]); // three numbers
 */
export function predictEntries(model: Completion, row: ArrayLike<number>, column: ArrayLike<number>): Float64Array {
  return predictPlaces(model, row, column).value;
}

/**
 * `predictEntries` together with the standard deviations of the entries about the values (Bayesian models; else without).
 *
 * @param model   from `complete` or `loadModel`.
 * @param row     p indices of rows, from 0; unknown ones as in `predict`.
 * @param column  p indices of columns, likewise.
 * @returns p values, and for a Bayesian model p standard deviations, noise included, both in the unit of the entries.
 * @throws as `predictEntries` does.
 *
 * Cost as of `predictEntries`.
 *
 * @example
 * const model = complete(ratings, { rank: 2 });
 * const { value, deviation } = predictPlaces(model, [0, 1], [3, 3]);
 */
export function predictPlaces(model: Completion, row: ArrayLike<number>, column: ArrayLike<number>): Predictions {
  const [rowList, columnList] = [readIndices("row", row), readIndices("column", column)];
  if (rowList.length !== columnList.length) {
    throw outOfRange(`column has length ${columnList.length}: expected ${rowList.length}, the length of row`);
  }
  const own = readModel(model);
  const [i, j] = [knownIndices("row", rowList, own.rows), knownIndices("column", columnList, own.columns)];
  if (own.seen !== undefined) for (let e = 0; e < i.length; e++) if (hasNothing(own, i[e]!)) i[e] = -1;
  const predictions = predictPairs(own, i, j);
  const plain = i.includes(-1) || j.includes(-1) ? modelOfUnknown(own) : undefined;
  if (plain === undefined) return predictions;
  const instead = predictPairs(plain, i, j).value;
  for (let e = 0; e < i.length; e++) if (i[e] === -1 || j[e] === -1) predictions.value[e] = instead[e]!;
  return { value: predictions.value };
}

/**
 * The whole table as the model expects it, observed entries included.
 *
 * @param model  from `complete` or `loadModel`.
 * @returns rows × columns; no entry is NaN. Of a table of records with the `names` of its columns, for `toObjects`.
 * @throws TypeError         if `model` is none;
 * @throws OutOfMemoryError  if rows × columns numbers do not fit.
 *
 * Cost O(rows · columns · rank).
 *
 * @example
 * const filled = toRows(predictMatrix(complete([[1, null], [2, 4]], { rank: 1 })));
 */
export function predictMatrix(model: Completion): Matrix {
  const own = readModel(model);
  const { rows, columns, range, names } = own;
  return withFrame("predictMatrix", (frame) => {
    const placed = placeModel(frame, own);
    const out = frame.reserve(rows * columns);
    frame.call(frame.wasm.predictAll(placed, rows, columns, out));
    const level = own.seen === undefined ? undefined : own.column.filling;
    if (level !== undefined) for (let i = 0; i < rows; i++) if (hasNothing(own, i)) frame.write(frame.at(out, i * columns), level);
    if (range !== undefined) frame.wasm.clip(rows * columns, out, ...range);
    return { ...frame.copyOutMatrix(out, rows, columns), ...(names === undefined ? {} : { names }) };
  });
}

function readIndices(name: string, list: unknown): Float64Array {
  return reading(name, () => {
    if (!isList(list)) throw wrongKind(`${name} is ${describe(list)}: expected a list of indices`);
    return readNumbers(list, name, "an index");
  });
}

/** Indices with -1 for lines the model does not know. */
function knownIndices(name: string, indices: Float64Array, count: number): Int32Array {
  const out = allocate(indices.length, name, Int32Array);
  for (let e = 0; e < indices.length; e++) {
    const index = indices[e]!;
    checkWhole(`${name}[${e}]`, index);
    out[e] = isKnown(index, count) ? index : -1;
  }
  return out;
}
