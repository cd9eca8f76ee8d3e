import { describe, describeField } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { allocate, mapped } from "../../lists";
import { isKind, viewOf } from "../../typed-arrays";
import { readModel, takeModel } from "./read";
import type { Completion } from "../types";

/**
 * A saved model: "LRCM", version, length of the header, header (JSON, UTF-8) padded to 8 bytes, the arrays one after the other, each
 * padded to 8 bytes, and a 32-bit sum (FNV-1a) over all before it. Numbers are little-endian. Version 1 is what 0.1.0 reads; 2 has units, trials, R-hat or features.
 */
const MAGIC = 0x4d43524c;
const VERSIONS = [1, 2];
const PREFIX = 12;
const ALIGNMENT = 8;
const MOST_HEADER = 67_108_864; // 2^26

type Numbers = Float64Array | Float32Array | Int32Array;
interface ArrayField { readonly path: string; readonly kind: keyof typeof WIDTH; readonly length: number }
const WIDTH = { f64: 8, f32: 4, i32: 4 } as const;

/**
 * A model as bytes, to be kept in a file or a database and read by `loadModel`. Holds no training data, but for what rows have (`seen`) in a model of "item",
 * which scores by that.
 *
 * @param model  from `complete`.
 * @returns about 8 bytes per factor and bias; of Bayesian models 4 per factor, bias and sample; of item models 12 per weight and 4 per entry.
 * @throws TypeError   if `model` is none;
 * @throws RangeError  if its parts do not fit together, a number is not finite, or it has fields that no model has.
 *
 * Cost O(size of the model).
 *
 * @example
 * const bytes = saveModel(complete(ratings)); // to be written to a file, say
 */
export function saveModel(model: Completion): Uint8Array {
  const arrays: { field: ArrayField; data: Numbers }[] = [];
  const own = readModel(model, true);
  const header = JSON.stringify({ model: withoutArrays(toFile(own), "", arrays), arrays: arrays.map(({ field }) => field) })
    .replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`); // names may be of other letters than ASCII
  const text = mapped(header, "saveModel", (letter) => letter.charCodeAt(0), Uint8Array);
  const start = aligned(PREFIX + text.length);
  const total = arrays.reduce((sum, { data }) => sum + aligned(data.byteLength), start);
  const bytes = allocate(total + 4, "saveModel", Uint8Array);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, isOfOld(own) ? 1 : 2, true);
  view.setUint32(8, text.length, true);
  bytes.set(text, PREFIX);
  let at = start;
  for (const { data } of arrays) {
    writeNumbers(view, at, data);
    at += aligned(data.byteLength);
  }
  view.setUint32(total, checksum(bytes.subarray(0, total)), true);
  return bytes;
}

/**
 * The model that `saveModel` wrote.
 *
 * @param bytes  all of them; not modified.
 * @returns a model that predicts the same bits as the one that was saved.
 * @throws TypeError   if `bytes` is no Uint8Array or ArrayBuffer;
 * @throws RangeError  if the bytes are not a model, are cut off or damaged, or were written by a later version; a field that does not fit is named.
 *
 * Cost O(size of the model).
 *
 * @example
 * const model = loadModel(saveModel(complete(ratings)));
 * predict(model, 0, 0).value;
 */
export function loadModel(bytes: Uint8Array | ArrayBuffer): Completion {
  const all = bytesOf(bytes);
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  if (all.length < PREFIX + 4 || view.getUint32(0, true) !== MAGIC) throw broken("expected a model written by saveModel");
  const version = view.getUint32(4, true);
  if (!VERSIONS.includes(version)) throw broken(`it has version ${version}: expected ${VERSIONS.join(" or ")}`);
  const end = all.length - 4;
  if (view.getUint32(end, true) !== checksum(all.subarray(0, end))) throw broken("it is damaged or cut off");
  const length = view.getUint32(8, true);
  if (length > MOST_HEADER || PREFIX + length > end) throw broken("its header is longer than it");
  const { model, arrays } = readHeader(all.subarray(PREFIX, PREFIX + length));
  let at = aligned(PREFIX + length);
  arrays.forEach((listed, a) => {
    const field = readField(listed, a);
    const to = at + field.length * WIDTH[field.kind];
    if (to > end) throw broken(`its arrays[${a}], ${describe(field.path)}, runs past its end`);
    place(model, field.path, readNumbers(view, at, field));
    at = aligned(to);
  });
  if (at !== end) throw broken("something follows its last array");
  return takeModel(fromFile(model), { wrong: (field, is, expected) => broken(`its ${field} ${is}: expected ${expected}`), strict: true });
}

/** Whether 0.1.0 knows all fields. */
function isOfOld({ units, names, samples, seen, row, column, info: { rhat, trials, trialsCut, approximation } }: Completion): boolean {
  return [units, names, seen?.said, approximation, rhat, trials, trialsCut, row.features, column.features, column.noise, samples?.degrees].every((field) => field === undefined);
}

/** A model as the file has it, where the sides lie beside each other. */
function toFile({ row, column, samples, fillingMean, ...rest }: Completion): object {
  return {
    ...rest, rowBias: row.bias, columnBias: column.bias, rowFactors: row.factors, columnFactors: column.factors,
    ...(samples === undefined ? {} : { samples: { ...samples, rows: row.samples, columns: column.samples, rowPriors: row.priors, columnPriors: column.priors } }),
    ...(fillingMean === undefined ? {} : { filling: { mean: fillingMean, rowBias: row.filling, columnBias: column.filling } }),
    ...(rest.units === undefined ? {} : { units: { ...rest.units, centres: rest.units.side === "row" ? row.centre : column.centre, scales: rest.units.side === "row" ? row.scale : column.scale } }),
    ...(row.features === undefined ? {} : { rowFeatures: row.features }), ...(column.features === undefined ? {} : { columnFeatures: column.features }),
    ...(column.noise === undefined ? {} : { columnNoise: column.noise }),
    ...(row.gram === undefined ? {} : { grams: { rows: row.gram, columns: column.gram } }),
  };
}

/** The way back. What does not belong there stays, and is refused. */
function fromFile({ rowBias, columnBias, rowFactors, columnFactors, rowFeatures, columnFeatures, columnNoise, samples, filling, grams, units, ...rest }: Record<string, unknown>): object {
  for (const name of ["row", "column", "fillingMean"]) if (name in rest) throw broken(`its ${name} is not known`);
  const parts = (part: unknown) => (typeof part === "object" && part !== null ? part : {}) as Record<string, unknown>;
  const { rows, columns, rowPriors, columnPriors, ...posterior } = parts(samples);
  const [{ mean, rowBias: rowFilling, columnBias: columnFilling, ...more }, { rows: rowGram, columns: columnGram, ...others }] = [parts(filling), parts(grams)];
  const { centres, scales, ...unit } = parts(units);
  const own = (side: string) => (unit.side === side ? { centre: centres, scale: scales } : {});
  const given = (side: Record<string, unknown>) => Object.fromEntries(Object.entries(side).filter(([, value]) => value !== undefined));
  return {
    ...rest, ...more, ...others, samples: samples === undefined ? undefined : posterior, fillingMean: mean, units: units === undefined ? undefined : unit,
    row: given({ features: rowFeatures, bias: rowBias, factors: rowFactors, samples: rows, priors: rowPriors, filling: rowFilling, gram: rowGram, ...own("row") }),
    column: given({ features: columnFeatures, noise: columnNoise, bias: columnBias, factors: columnFactors, samples: columns, priors: columnPriors, filling: columnFilling, gram: columnGram, ...own("column") }),
  };
}

/** The bytes of an array of any realm, as an array of our own. */
function bytesOf(bytes: unknown): Uint8Array {
  if (isKind(bytes, "Uint8Array")) return viewOf(bytes);
  if (Object.prototype.toString.call(bytes) === "[object ArrayBuffer]") return new Uint8Array(bytes as ArrayBuffer);
  throw wrongKind(`bytes is ${describe(bytes)}: expected a Uint8Array or an ArrayBuffer`);
}

function readField(listed: unknown, a: number): ArrayField {
  const { path, kind, length } = (typeof listed === "object" && listed !== null ? listed : {}) as { [K in keyof ArrayField]?: unknown };
  if (typeof path !== "string") throw broken(`its arrays[${a}].path is ${describeField(path)}: expected a text`);
  if (kind !== "f64" && kind !== "f32" && kind !== "i32") throw broken(`its arrays[${a}].kind is ${describeField(kind)}: expected "f64", "f32" or "i32"`);
  if (typeof length !== "number" || !Number.isSafeInteger(length) || length < 0) {
    throw broken(`its arrays[${a}].length is ${describeField(length)}: expected an integer, 0 or more`);
  }
  return { path, kind, length };
}

function broken(why: string): RangeError {
  return outOfRange(`bytes are no readable model: ${why}`);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** A copy of the object without its number arrays, which are listed by their path. */
function withoutArrays(value: object, path: string, arrays: { field: ArrayField; data: Numbers }[]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const sorted = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1)); // equal models, equal bytes
  for (const [key, item] of sorted) {
    const at = path === "" ? key : `${path}.${key}`;
    const kind = isKind(item, "Float64Array") ? "f64" : isKind(item, "Float32Array") ? "f32" : isKind(item, "Int32Array") ? "i32" : undefined;
    if (kind !== undefined) {
      arrays.push({ field: { path: at, kind, length: (item as Numbers).length }, data: item as Numbers });
    } else if (typeof item === "object" && item !== null && !Array.isArray(item)) {
      out[key] = withoutArrays(item, at, arrays);
    } else {
      out[key] = typeof item === "number" && !Number.isFinite(item) ? { special: String(item) } : item;
    }
  }
  return out;
}

/** Text by the language alone: not every realm has a TextDecoder. Anything but ASCII becomes what no model has. */
function asciiOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function readHeader(bytes: Uint8Array): { model: Record<string, unknown>; arrays: readonly unknown[] } {
  let header: unknown;
  try {
    header = JSON.parse(asciiOf(bytes), (_key, value: unknown) =>
      typeof value === "object" && value !== null && "special" in value && typeof value.special === "string" ? Number(value.special) : value,
    );
  } catch {
    throw broken("its header cannot be read");
  }
  const { model, arrays } = (typeof header === "object" && header !== null ? header : {}) as { model?: unknown; arrays?: unknown };
  if (typeof model !== "object" || model === null) throw broken(`its model is ${describeField(model)}: expected an object`);
  if (!Array.isArray(arrays)) throw broken(`its arrays is ${describeField(arrays)}: expected a list`);
  return { model: model as Record<string, unknown>, arrays };
}

/** Puts an array where its path says, inside objects that the header made; never onto a prototype, nor in the place of something. */
function place(model: Record<string, unknown>, path: string, data: Numbers): void {
  const own = (target: object, key: string) => Object.prototype.hasOwnProperty.call(target, key);
  const keys = path.split(".");
  const last = keys.pop()!;
  let target: unknown = model;
  for (const key of keys) target = typeof target === "object" && target !== null && own(target, key) ? (target as Record<string, unknown>)[key] : undefined;
  if (typeof target !== "object" || target === null) throw broken(`it has no place for ${describe(path)}`);
  if (own(target, last)) throw broken(`it has ${describe(path)} twice`);
  Object.defineProperty(target, last, { value: data, enumerable: true, writable: true, configurable: true });
}

function writeNumbers(view: DataView, at: number, data: Numbers): void {
  if (isKind(data, "Float64Array")) data.forEach((x, e) => view.setFloat64(at + WIDTH.f64 * e, x, true));
  else if (isKind(data, "Int32Array")) data.forEach((x, e) => view.setInt32(at + WIDTH.i32 * e, x, true));
  else data.forEach((x, e) => view.setFloat32(at + WIDTH.f32 * e, x, true));
}

function readNumbers(view: DataView, at: number, { kind, length }: ArrayField): Numbers {
  if (kind === "i32") return mapped({ length }, "loadModel", (_, e) => view.getInt32(at + WIDTH.i32 * e, true), Int32Array);
  return kind === "f64"
    ? mapped({ length }, "loadModel", (_, e) => view.getFloat64(at + WIDTH.f64 * e, true))
    : mapped({ length }, "loadModel", (_, e) => view.getFloat32(at + WIDTH.f32 * e, true), Float32Array);
}

function checksum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum >>> 0;
}
