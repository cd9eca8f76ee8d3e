import { checkOneOf, describe, reading, readOptions } from "../checks";
import { refuseUnread } from "../entry-fields";
import { outOfRange, wrongKind } from "../errors";
import { allocate, gathered, itemsOf, listLength, mapped } from "../lists";
import { withFrame } from "../wasm/completion";
import { checkWeight } from "./entries";
import { METHODS } from "./methods";
import type { CompletionMethod } from "./methods/facts";
import { readModel } from "./model/read";
import { INFORMED, weighless } from "./options";
import { emptyLine, type LineTable, openLine } from "./problems/line";
import { scaleLine } from "./problems/units";
import type { Completion, FoldedLine } from "./types";

/** The observed entries of one new line, with weights if they have any: pairs [index, value], objects, or two or three arrays, or the line itself with null, undefined or NaN where missing. */
export type LineEntries =
  | Iterable<readonly [index: number, value: number]>
  | Iterable<{ readonly column: number; readonly value: number; readonly weight?: number | undefined }> // of a new row
  | Iterable<{ readonly row: number; readonly value: number; readonly weight?: number | undefined }> // of a new column
  | { readonly index: ArrayLike<number>; readonly value: ArrayLike<number>; readonly weight?: ArrayLike<number> | undefined }
  | { readonly column: ArrayLike<number>; readonly value: ArrayLike<number>; readonly weight?: ArrayLike<number> | undefined } // of a new row
  | { readonly row: ArrayLike<number>; readonly value: ArrayLike<number>; readonly weight?: ArrayLike<number> | undefined } // of a new column
  | ArrayLike<number | null | undefined>
  | { readonly [name: string]: number | null | undefined }; // a record, of a model of records

/** Options of `foldIn`. */
export interface FoldInOptions {
  /** What the entries belong to: a new "row" (their indices are columns) or a new "column". Default "row". */
  readonly side?: "row" | "column" | undefined;
  /** The features of the line, one number for each of the model's, or { index, value } of those that are not 0. Default: those of an average line. */
  readonly features?: ArrayLike<number> | { readonly index: ArrayLike<number>; readonly value: ArrayLike<number> } | undefined;
}

/**
 * Factors for a row (or column) that was not in training, without fitting again: the one its entries would get beside the
 * model's other side, which stays as it is. A row of the training table, at convergence, gets its own.
 *
 * @param model    from `complete` or `loadModel`.
 * @param entries  the observed entries of the new row, at indices of columns the model knows, each at most once; none is fine.
 * @param options  see `FoldInOptions`.
 * @returns what `predict` and `recommend` take in place of an index.
 * @throws TypeError   if an argument is of the wrong kind, or an entry comes with a field that would not be read;
 * @throws RangeError  if an entry is not finite, features are given that the model knows nothing of, an index is out of range or comes twice, an option is wrong, or a factor would overflow.
 *
 * Cost O(n · rank² + rank³) for n entries; of a Bayesian model that for every sample; of "fill" O(columns · rank).
 *
 * @example
 * const model = complete(ratings);
 * const guest = foldIn(model, [[3, 5], [7, 1]]);
 * predict(model, guest, 8).value;
 */
export function foldIn(model: Completion, entries: LineEntries, options?: FoldInOptions): FoldedLine {
  const { side = "row", features: given } = readOptions("options", options, ["side", "features"]);
  checkOneOf("options.side", side, ["row", "column"]);
  const across = side === "row" ? "column" : "row";
  const record = side === "row" ? reading("entries", () => readRecord(entries, across)) : undefined;
  const listed = record === undefined ? reading("entries", () => readLineEntries(entries, across)) : undefined;
  const said = given === undefined ? undefined : reading("options.features", () => readLineEntries(given, "features", "options.features"));
  const own = readModel(model);
  if (own.weights !== undefined && side === "column") throw outOfRange('options.side is "column": expected "row", as a model of method "item" has no factors; one of "implicit" takes both');
  const line = weighedByNoise(own, side, likedOf(tableOf(listed ?? placesOf(record!, own), side === "row" ? own.columns : own.rows), own.info.likedFrom));
  if (line.weight !== undefined && !INFORMED.includes(own.method as CompletionMethod) && own.method !== "bias") throw outOfRange(weighless(own.method, "weights of entries"));
  const features = said === undefined ? undefined : featuresOf(said, own, side);
  if (line.row.length === 0 && features === undefined) return emptyLine(own, side);
  const scaled = scaleLine(own, side, line);
  const folded = { ...withFrame("foldIn", (frame) => METHODS[own.method].fold(openLine(frame, own, side, scaled.line, features))), ...scaled.own };
  const isWhole = [[folded.bias, folded.centre ?? 0, folded.scale ?? 0], folded.factors, folded.samples ?? []].every((numbers) => numbers.every(Number.isFinite));
  if (!isWhole) throw outOfRange("entries and the model are of sizes so different that a factor overflows: expected values like those of the table");
  return folded;
}

/** The fields of a record that is no other form of entries. */
function readRecord(entries: unknown, across: "row" | "column"): [string, unknown][] | undefined {
  if (typeof entries !== "object" || entries === null || Symbol.iterator in entries || listLength(entries) !== undefined) return undefined;
  const isLists = ["index", across].some((key) => key in entries) && "value" in entries;
  return isLists ? undefined : Object.entries(entries);
}

/** Where the model has the fields of a record. */
function placesOf(record: readonly [string, unknown][], { names }: Completion): Listed {
  if (names === undefined) throw wrongKind("entries is an object with names: expected pairs [index, value], { index, value } or a line, as the model knows no names of columns");
  const seen = record.filter(([, x]) => x !== null && x !== undefined && !Number.isNaN(x));
  const unknown = seen.find(([name]) => !names.includes(name));
  if (unknown !== undefined) throw outOfRange(`entries has the field ${describe(unknown[0])}: expected those of the model, ${names.map(describe).join(", ")}`);
  return { index: seen.map(([name]) => names.indexOf(name)), value: seen.map(([, x]) => x), isLine: false };
}

/** Entries of a new row count by the noise of their columns, where the model has one of each. */
function weighedByNoise({ column: { noise } }: Completion, side: "row" | "column", line: LineTable): LineTable {
  return noise === undefined || side === "column" ? line : { ...line, weight: mapped(line.place, "foldIn", (j, e) => (line.weight?.[e] ?? 1) / noise[j]!) };
}

/** What a model for ranking takes values for: 1 for what is liked, −1 for the rest, 0 for what is not there. */
function likedOf(line: LineTable, from: number | undefined): LineTable {
  return from === undefined ? line : { ...line, value: mapped(line.value, "foldIn", (x) => (x === 0 ? 0 : x >= from ? 1 : -1)) };
}

/** The features of a line in full. */
function featuresOf(said: Listed, model: Completion, side: "row" | "column"): Float64Array {
  const { features } = model[side];
  if (features === undefined) throw outOfRange(`options.features are given: the model was fitted without features of ${side}s; expected complete(table, { features: { ${side} } })`);
  if (said.isLine && said.value.length !== features.count) throw outOfRange(`options.features has length ${said.value.length}: expected ${features.count}, one for each of the model's`);
  const { place, value } = tableOf({ ...said, isLine: false }, features.count, "options.features");
  const x = allocate(features.count, "foldIn");
  place.forEach((j, e) => { x[j] = value[e]!; });
  return x;
}

/** Indices and values as they were listed; or all values of a line, with gaps. */
interface Listed {
  readonly index: readonly unknown[];
  readonly value: readonly unknown[];
  readonly weight?: readonly unknown[];
  readonly isLine: boolean;
}

function tableOf({ index, value, weight, isLine }: Listed, count: number, name = "entries"): LineTable {
  if (isLine && value.length !== count) throw outOfRange(`${name} is a line of length ${value.length}: expected ${count}`);
  const [place, values, weights] = [allocate(value.length, "foldIn", Int32Array), allocate(value.length, "foldIn"), allocate(value.length, "foldIn")];
  let n = 0;
  const seen = new Set<number>();
  for (let e = 0; e < value.length; e++) {
    const [i, x] = [index[e], value[e]];
    if (isLine && (x === null || x === undefined || Number.isNaN(x))) continue;
    if (typeof i !== "number" || typeof x !== "number") throw wrongKind(`${name}[${e}] is [${describe(i)}, ${describe(x)}]: expected [index, value]`);
    if (!Number.isInteger(i) || i < 0 || i >= count) throw outOfRange(`${name}[${e}] has index ${i}: expected 0 to ${count - 1}`);
    if (!Number.isFinite(x)) throw outOfRange(`${name}[${e}] has value ${x}: expected a finite number`);
    if (seen.has(i)) throw outOfRange(`${name}[${e}] repeats index ${i}: expected each at most once`);
    seen.add(i);
    const w = weight?.[e] ?? 1;
    checkWeight(w, () => `${name}[${e}].weight`);
    if (w === 0) continue;
    weights[n] = w;
    place[n] = i;
    values[n++] = x;
  }
  const column = allocate(n, "foldIn", Int32Array);
  for (let e = 0; e < n; e++) column[e] = e;
  const isWeighed = weights.subarray(0, n).some((w) => w !== 1);
  return { rows: 1, columns: n, row: allocate(n, "foldIn", Int32Array), column, value: values.subarray(0, n), place: place.subarray(0, n), ...(isWeighed ? { weight: weights.subarray(0, n) } : {}) };
}

/** Each element read once. */
function readLineEntries(entries: unknown, across: "row" | "column" | "features", name = "entries"): Listed {
  const fields = (key: string) => (across === "features" ? [key, "value"] : [key, "value", "weight"]);
  const refused = () => wrongKind(`${name} is ${describe(entries)}: expected pairs [index, value], { index, value } or a line`);
  if (entries === null || typeof entries !== "object") throw refused();
  const key = "index" in entries ? "index" : across;
  if (key in entries && "value" in entries) {
    refuseUnread(name, entries, fields(key));
    const lists = entries as unknown as Record<string, unknown>;
    const [index, value, weight] = [lists[key], lists.value, across === "features" ? undefined : lists.weight];
    const [length, values, weights] = [listLength(index), listLength(value), weight === undefined ? undefined : listLength(weight)];
    if (length === undefined) throw wrongKind(`${name}.${key} is ${describe(index)}: expected a list of indices`);
    if (length !== values) throw outOfRange(`${name}.value has length ${values}: expected ${length}, the length of ${name}.${key}`);
    if (weight !== undefined && length !== weights) throw outOfRange(`${name}.weight has length ${weights}: expected ${length}, the length of ${name}.${key}`);
    return { index: itemsOf(index, length), value: itemsOf(value, length), ...(weight === undefined ? {} : { weight: itemsOf(weight, length) }), isLine: false };
  }
  const isIterable = typeof (entries as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";
  if (!isIterable) throw refused();
  const list = gathered(entries as Iterable<unknown>);
  if (!list.every((item) => typeof item === "object" && item !== null)) return { index: [...list.keys()], value: list, isLine: true };
  const pairs = list.map((item, e): [unknown, unknown, unknown?] => {
    const pair = item as Record<string | number, unknown>;
    if (!(across in pair)) {
      if (listLength(pair) !== 2) throw wrongKind(`${name}[${e}] is ${describe(pair)}: expected [index, value] or { ${across}, value }`);
      return [pair[0], pair[1]];
    }
    refuseUnread(`${name}[${e}]`, pair, fields(across));
    return [pair[across], pair.value, across === "features" ? undefined : pair.weight];
  });
  return { index: pairs.map(([i]) => i), value: pairs.map(([, x]) => x), weight: pairs.map(([, , w]) => w), isLine: false };
}
