import { checkOneOf, describe, reading, readOptions } from "../checks";
import { refuseUnread } from "../entry-fields";
import { itemsOf, listLength } from "../lists";
import { withFrame } from "../wasm/frame";
import type { Entries } from "./entries";
import { readModel } from "./read-model";
import { largestOf, openTable, seedWords, type Session, unitFor } from "./session";
import type { Completion, FoldedLine } from "./types";

/** The observed entries of one new line: pairs [index, value], objects, or two arrays, or the line itself with null, undefined or NaN where missing. */
export type LineEntries =
  | Iterable<readonly [index: number, value: number]>
  | Iterable<{ readonly column: number; readonly value: number }> // of a new row
  | Iterable<{ readonly row: number; readonly value: number }> // of a new column
  | { readonly index: ArrayLike<number>; readonly value: ArrayLike<number> }
  | { readonly column: ArrayLike<number>; readonly value: ArrayLike<number> } // of a new row
  | { readonly row: ArrayLike<number>; readonly value: ArrayLike<number> } // of a new column
  | ArrayLike<number | null | undefined>;

/** Options of `foldIn`. */
export interface FoldInOptions {
  /** What the entries belong to: a new "row" (their indices are columns) or a new "column". Default "row". */
  readonly side?: "row" | "column";
}

/**
 * Factors for a row (or column) that was not in training, without fitting again: the one its entries would get beside the
 * model's other side, which stays as it is. A row of the training table, at convergence, gets its own.
 *
 * @param model    from `complete` or `loadModel`.
 * @param entries  the observed entries of the new row, at indices of columns the model knows, each at most once; none is fine.
 * @param options  see `FoldInOptions`.
 * @returns what `predict` and `recommend` take in place of an index.
 * @throws TypeError   if an argument is of the wrong kind, or an entry comes with a field that would not be read (`weight`, say);
 * @throws RangeError  if an entry is not finite, an index is out of range or comes twice, an option is wrong, or a factor would overflow.
 *
 * Cost O(n · rank² + rank³) for n entries; of a Bayesian model that for every sample; of "fill" O(columns · rank).
 *
 * @example
 * const model = complete(ratings);
 * const guest = foldIn(model, [[3, 5], [7, 1]]);
 * predict(model, guest, 8).value;
 */
export function foldIn(model: Completion, entries: LineEntries, options?: FoldInOptions): FoldedLine {
  const { side = "row" } = readOptions("options", options, ["side"]);
  checkOneOf("options.side", side, ["row", "column"]);
  const listed = reading("entries", () => readLineEntries(entries, side === "row" ? "column" : "row"));
  const own = readModel(model);
  const line = tableOf(listed, side === "row" ? own.columns : own.rows);
  if (line.row.length === 0) return emptyLine(own, side);
  const folded = withFrame("foldIn", (frame) => foldBy(openTable(frame, line, unitOf(own, side, line)), own, side, line));
  const isWhole = [[folded.bias], folded.factors, folded.samples ?? []].every((numbers) => numbers.every(Number.isFinite));
  if (!isWhole) throw new RangeError("entries and the model are of sizes so different that a factor overflows: expected values like those of the table");
  return folded;
}

function foldBy(session: Session, model: Completion, side: "row" | "column", line: LineTable): FoldedLine {
  switch (model.fold.kind) {
    case "bias": return { side, bias: foldBias(session, model, side, line), factors: new Float64Array(0) };
    case "ridge": return foldRidge(session, model, side, line);
    case "projection": return foldProjection(session, model, side, line);
    case "confidence": return foldConfidence(session, model, side, line);
    case "posterior": return foldPosterior(session, model, side, line);
  }
}

/** The unit to compute in: of the values and of what the model has beside them. */
function unitOf(model: Completion, side: "row" | "column", { value, place }: LineTable): number {
  const { rank, mean } = model.filling === undefined ? model : { ...model, mean: model.filling.mean };
  const [bias, factors] = [side === "row" ? model.columnBias : model.rowBias, otherFactors(model, side)];
  let factor = 0;
  for (const j of place) factor = Math.max(factor, largestOf(factors.subarray(j * rank, (j + 1) * rank)));
  const biases = place.reduce((most, j) => Math.max(most, Math.abs(bias[j]!)), 0);
  return unitFor(Math.min(Number.MAX_VALUE, Math.max(largestOf(value), Math.abs(mean), biases, factor * factor)));
}

/** A line without entries: bias and factors 0, as of an unknown one. */
function emptyLine({ samples, rank, filling }: Completion, side: "row" | "column"): FoldedLine {
  return samples === undefined
    ? { side, bias: 0, factors: new Float64Array(filling === undefined ? rank : 0) }
    : { side, bias: 0, factors: new Float64Array(0), samples: new Float32Array(samples.count * samples.size) };
}

/** The entries as a table of one row whose columns are the entries, `column` keeping the place each has in the model. */
interface LineTable extends Entries {
  readonly place: Int32Array;
}

/** Indices and values as they were listed; or all values of a line, with gaps. */
interface Listed {
  readonly index: readonly unknown[];
  readonly value: readonly unknown[];
  readonly isLine: boolean;
}

function tableOf({ index, value, isLine }: Listed, count: number): LineTable {
  if (isLine && value.length !== count) throw new RangeError(`entries is a line of length ${value.length}: expected ${count}`);
  const [place, values]: [number[], number[]] = [[], []];
  const seen = new Set<number>();
  for (let e = 0; e < value.length; e++) {
    const [i, x] = [index[e], value[e]];
    if (isLine && (x === null || x === undefined || Number.isNaN(x))) continue;
    if (typeof i !== "number" || typeof x !== "number") throw new TypeError(`entries[${e}] is [${describe(i)}, ${describe(x)}]: expected [index, value]`);
    if (!Number.isInteger(i) || i < 0 || i >= count) throw new RangeError(`entries[${e}] has index ${i}: expected 0 to ${count - 1}`);
    if (!Number.isFinite(x)) throw new RangeError(`entries[${e}] has value ${x}: expected a finite number`);
    if (seen.has(i)) throw new RangeError(`entries[${e}] repeats index ${i}: expected each at most once`);
    seen.add(i);
    place.push(i);
    values.push(x);
  }
  const n = place.length;
  return {
    rows: 1, columns: n, row: new Int32Array(n), column: Int32Array.from(place.keys()), value: Float64Array.from(values), place: Int32Array.from(place),
  };
}

/** Each element read once. */
function readLineEntries(entries: unknown, across: "row" | "column"): Listed {
  const refused = () => new TypeError(`entries is ${describe(entries)}: expected pairs [index, value], { index, value } or a line`);
  if (entries === null || typeof entries !== "object") throw refused();
  const key = "index" in entries ? "index" : across;
  if (key in entries && "value" in entries) {
    refuseUnread("entries", entries, [key, "value"]);
    const lists = entries as unknown as Record<string, unknown>;
    const [index, value] = [lists[key], lists.value];
    const [length, values] = [listLength(index), listLength(value)];
    if (length === undefined) throw new TypeError(`entries.${key} is ${describe(index)}: expected a list of indices`);
    if (length !== values) throw new RangeError(`entries.value has length ${values}: expected ${length}, the length of entries.${key}`);
    return { index: itemsOf(index, length), value: itemsOf(value, length), isLine: false };
  }
  const isIterable = typeof (entries as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";
  if (!isIterable) throw refused();
  const list = Array.from(entries as Iterable<unknown>);
  if (!list.every((item) => typeof item === "object" && item !== null)) return { index: [...list.keys()], value: list, isLine: true };
  const pairs = list.map((item, e): [unknown, unknown] => {
    const pair = item as Record<string | number, unknown>;
    if (!(across in pair)) {
      if (listLength(pair) !== 2) throw new TypeError(`entries[${e}] is ${describe(pair)}: expected [index, value] or { ${across}, value }`);
      return [pair[0], pair[1]];
    }
    refuseUnread(`entries[${e}]`, pair, [across, "value"]);
    return [pair[across], pair.value];
  });
  return { index: pairs.map(([i]) => i), value: pairs.map(([, x]) => x), isLine: false };
}

/** Mean and bias that a fill or a damped fit gives the new line; the values become what they leave. */
function foldBias(session: Session, model: Completion, side: "row" | "column", line: LineTable): number {
  const { frame, table, unit } = session;
  const { fold, filling } = model;
  const { wasm } = frame;
  const source = filling ?? model;
  const other = side === "row" ? source.columnBias : source.rowBias;
  const mean = source.mean / unit;
  const others = frame.copyIn(Float64Array.from(line.place, (j) => other[j]! / unit));
  const own = frame.copyIn([0]);
  const damped = fold.kind === "bias" || fold.fill === "bias";
  if (damped || fold.fill === `${side}-mean`) {
    wasm.fitBiasesOf(table, 0, damped ? fold.damping[side === "row" ? 0 : 1] : 0, mean, own, others);
  }
  const bias = frame.number(own, 0);
  wasm.removeBiases(table, mean, own, others, wasm.tableValueAddress(table));
  return bias * unit;
}

/** The other side's factors of the entries, `stride` doubles each, the bias at slot `rank` if there is one. */
function gatherLines(
  session: Session, line: LineTable, factors: ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> }, width: number,
  stride: number, offset = 0,
): number {
  const { frame } = session;
  const lines = new Float64Array(line.place.length * stride);
  for (let e = 0; e < line.place.length; e++) {
    const from = offset + line.place[e]! * width;
    lines.set(factors.subarray(from, from + width), e * stride);
  }
  return frame.copyIn(lines);
}

function otherFactors(model: Completion, side: "row" | "column") {
  return (side === "row" ? model.columnFactors : model.rowFactors).data;
}

function foldRidge(session: Session, model: Completion, side: "row" | "column", line: LineTable): FoldedLine {
  const { frame, table, unit } = session;
  const { wasm } = frame;
  const { fold, rank } = model;
  const biased = fold.biased ? 1 : 0;
  const stride = wasm.factorStride(rank, biased);
  const factors = frame.copyIn(new Float64Array(stride));
  const others = gatherLines(session, line, otherFactors(model, side), rank, stride);
  const scale = 1 / Math.sqrt(unit);
  if (unit !== 1) wasm.scaleFactors(line.columns, others, stride, scale);
  // A penalty per column is one for all after scaling the columns, before and after.
  const penalties = model.penalties === undefined ? undefined : frame.copyIn(paddedRoots(model.penalties, unit, stride));
  if (penalties !== undefined) wasm.scaleColumns_f64(line.columns, stride, penalties, others);
  let bias = 0;
  if (fold.biased) {
    wasm.shiftValues(table, -model.mean / unit);
    const otherBias = side === "row" ? model.columnBias : model.rowBias;
    wasm.placeBiases(line.columns, others, rank, stride, frame.copyIn(Float64Array.from(line.place, (j) => otherBias[j]! / unit)));
  } else if (model.method !== "als") {
    bias = foldBias(session, model, side, line);
  }
  const out = frame.reserve(4);
  const turns = fold.nonnegative ? NONNEGATIVE_TURNS : 1;
  for (let turn = 0; turn < turns; turn++) {
    frame.call(wasm.alsLines(
        table, 0, factors, others, rank, biased, stride, penalties === undefined ? fold.lambda / unit : 1, fold.power, fold.damping[side === "row" ? 0 : 1],
        fold.nonnegative ? 1 : 0, 0, out,
      ));
  }
  if (fold.biased) bias = frame.number(factors, rank) * unit;
  if (penalties !== undefined) wasm.scaleColumns_f64(1, stride, penalties, factors);
  wasm.scaleFactors(1, factors, stride, Math.sqrt(unit));
  return { side, bias, factors: frame.copyOut(factors, rank) };
}

/** 1 / √penalty per column, 0 beyond them. */
function paddedRoots(penalties: Float64Array, unit: number, stride: number): Float64Array {
  const roots = new Float64Array(stride);
  roots.set(penalties.map((x) => 1 / Math.sqrt(x / unit)));
  return roots;
}

/** Calls of ten turns of coordinate descent each, from zero. */
const NONNEGATIVE_TURNS = 50;

function foldProjection(session: Session, model: Completion, side: "row" | "column", line: LineTable): FoldedLine {
  const { frame, table, unit } = session;
  const { wasm } = frame;
  const { rank, filling } = model;
  const bias = foldBias(session, model, side, line);
  const all = frame.copyIn(otherFactors(model, side));
  const otherBias = frame.copyIn(side === "row" ? filling!.columnBias : filling!.rowBias);
  const lines = side === "row" ? model.columns : model.rows;
  const out = frame.reserve(rank);
  if (unit !== 1) wasm.scaleFactors(lines, all, rank, 1 / Math.sqrt(unit));
  if (unit !== 1) wasm.scaleFactors(lines, otherBias, 1, 1 / unit);
  wasm.projectFilled(table, frame.copyInWords(line.place), lines, rank, all, (filling!.mean + bias) / unit, otherBias, out);
  wasm.scaleFactors(1, out, rank, Math.sqrt(unit));
  return { side, bias: 0, factors: frame.copyOut(out, rank) };
}

function foldConfidence(session: Session, model: Completion, side: "row" | "column", line: LineTable): FoldedLine {
  const { frame, table, unit } = session;
  const { wasm } = frame;
  const { fold, rank, grams } = model;
  const stride = wasm.factorStride(rank, 0);
  const factors = frame.copyIn(new Float64Array(stride));
  const others = gatherLines(session, line, otherFactors(model, side), rank, stride);
  const gram = new Float64Array(stride * stride);
  const known = side === "row" ? grams!.columns : grams!.rows;
  for (let a = 0; a < rank; a++) gram.set(known.subarray(a * rank, (a + 1) * rank), a * stride);
  const count = side === "row" ? model.columns : model.rows;
  frame.call(wasm.implicitLines(
      table, 0, factors, others, count, rank, stride, fold.lambda, fold.power, fold.alpha * unit, fold.unseen, 0, frame.copyIn(gram), frame.reserve(3),
    ));
  return { side, bias: 0, factors: frame.copyOut(factors, rank) };
}

function foldPosterior(session: Session, model: Completion, side: "row" | "column", line: LineTable): FoldedLine {
  const { frame, table, unit } = session;
  const { wasm } = frame;
  const { count, size, unit: scale, rowPriors, columnPriors, rows, columns, precision } = model.samples!;
  if (scale === 0) return emptyLine(model, side);
  wasm.shiftValues(table, -model.mean / unit);
  wasm.tableScale(table, unit / scale);
  const rank = size - 1;
  const stride = wasm.factorStride(rank, 1);
  const priors = side === "row" ? rowPriors : columnPriors;
  const others = side === "row" ? columns : rows;
  const lines = side === "row" ? model.columns : model.rows;
  const [k0, k1] = seedWords(model.info.seed);
  const folded = frame.reserve(stride);
  const sampled = new Float32Array(count * size);
  let bias = 0;
  for (let s = 0; s < count; s++) {
    const own = frame.scope(() => {
      const place = gatherLines(session, line, others, size, stride, s * lines * size);
      const prior = frame.copyIn(priors.subarray(s * (size + 1) * size, (s + 1) * (size + 1) * size));
      frame.call(wasm.foldDraw(table, place, rank, stride, prior, precision[s]!, k0, k1, s, folded));
      return frame.copyOut(folded, size);
    });
    sampled.set(own, s * size);
    bias += (own[rank]! * scale) / count;
  }
  return { side, bias, factors: new Float64Array(0), samples: sampled };
}
