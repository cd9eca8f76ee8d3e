import { describe } from "../checks";
import { requireModel } from "./model";
import type { Completion } from "./types";

/**
 * A saved model: "LRCM", version, length of the header, header (JSON, UTF-8) padded to 8 bytes, the arrays one after the other, each
 * padded to 8 bytes, and a 32-bit sum (FNV-1a) over all before it. Numbers are little-endian.
 */
const MAGIC = 0x4d43524c;
const VERSION = 1;
const PREFIX = 12;
const MOST_HEADER = 2 ** 20;

type Numbers = Float64Array | Float32Array;
interface ArrayField { readonly path: string; readonly kind: "f64" | "f32"; readonly length: number }

/**
 * A model as bytes, to be kept in a file or a database and read by `loadModel`. Holds no training data.
 *
 * @param model  from `complete`.
 * @returns about 8 bytes per factor and bias; of Bayesian models 4 per factor, bias and sample.
 * @throws TypeError  if `model` is none.
 *
 * Cost O(size of the model).
 *
 * @example
 * const bytes = saveModel(complete(ratings)); // to be written to a file, say
 */
export function saveModel(model: Completion): Uint8Array {
  requireModel(model);
  const arrays: { field: ArrayField; data: Numbers }[] = [];
  const header = JSON.stringify({ model: withoutArrays(model, "", arrays), arrays: arrays.map(({ field }) => field) });
  const text = Uint8Array.from(header, (letter) => letter.charCodeAt(0)); // ASCII alone: the fields and words of a model
  const start = aligned(PREFIX + text.length);
  const total = arrays.reduce((sum, { data }) => sum + aligned(data.byteLength), start);
  const bytes = new Uint8Array(total + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
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
 * @throws RangeError  if the bytes are not a model, are cut off or damaged, or were written by a later version.
 *
 * Cost O(size of the model).
 *
 * @example
 * const model = loadModel(saveModel(complete(ratings)));
 * predict(model, 0, 0).value;
 */
export function loadModel(bytes: Uint8Array | ArrayBuffer): Completion {
  const all = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  if (!(all instanceof Uint8Array)) throw new TypeError(`bytes is ${describe(bytes)}: expected a Uint8Array or an ArrayBuffer`);
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  if (all.length < PREFIX + 4 || view.getUint32(0, true) !== MAGIC) throw broken("expected a model written by saveModel");
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw broken(`it has version ${version}: expected ${VERSION}`);
  const end = all.length - 4;
  if (view.getUint32(end, true) !== checksum(all.subarray(0, end))) throw broken("it is damaged or cut off");
  const length = view.getUint32(8, true);
  if (length > MOST_HEADER || PREFIX + length > end) throw broken("its header is longer than it");
  const { model, arrays } = readHeader(all.subarray(PREFIX, PREFIX + length));
  let at = aligned(PREFIX + length);
  for (const field of arrays) {
    const width = field.kind === "f64" ? 8 : 4;
    if (!Number.isSafeInteger(field.length) || field.length < 0 || at + field.length * width > end) throw broken("an array runs past its end");
    place(model, field.path, readNumbers(view, at, field));
    at += aligned(field.length * width);
  }
  if (at !== end) throw broken("something follows its last array");
  return checkModel(model);
}

function broken(why: string): RangeError {
  return new RangeError(`bytes are no readable model: ${why}`);
}

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/** A copy of the object without its number arrays, which are listed by their path. */
function withoutArrays(value: object, path: string, arrays: { field: ArrayField; data: Numbers }[]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const sorted = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1)); // equal models, equal bytes
  for (const [key, item] of sorted) {
    const at = path === "" ? key : `${path}.${key}`;
    if (item instanceof Float64Array || item instanceof Float32Array) {
      arrays.push({ field: { path: at, kind: item instanceof Float64Array ? "f64" : "f32", length: item.length }, data: item });
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

function readHeader(bytes: Uint8Array): { model: Record<string, unknown>; arrays: ArrayField[] } {
  try {
    const header = JSON.parse(asciiOf(bytes), (_key, value: unknown) =>
      typeof value === "object" && value !== null && "special" in value && typeof value.special === "string" ? Number(value.special) : value,
    ) as { model: Record<string, unknown> | null; arrays: ArrayField[] };
    const { model, arrays } = header;
    if (typeof model === "object" && model !== null && Array.isArray(arrays)) return { model, arrays };
  } catch {
    // fall through: not JSON
  }
  throw broken("its header cannot be read");
}

/** Puts an array where its path says, inside objects that the header made; never onto a prototype. */
function place(model: Record<string, unknown>, path: unknown, data: Numbers): void {
  const keys = String(path).split(".");
  let target: Record<string, unknown> | undefined = model;
  for (const key of keys.slice(0, -1)) {
    target = Object.prototype.hasOwnProperty.call(target, key) && typeof target[key] === "object" ? (target[key] as Record<string, unknown>) : undefined;
    if (target === undefined || target === null) throw broken(`it has no place for ${keys.join(".")}`);
  }
  Object.defineProperty(target, keys[keys.length - 1]!, { value: data, enumerable: true, writable: true, configurable: true });
}

function writeNumbers(view: DataView, at: number, data: Numbers): void {
  if (data instanceof Float64Array) data.forEach((x, e) => view.setFloat64(at + 8 * e, x, true));
  else data.forEach((x, e) => view.setFloat32(at + 4 * e, x, true));
}

function readNumbers(view: DataView, at: number, { kind, length }: ArrayField): Numbers {
  return kind === "f64"
    ? Float64Array.from({ length }, (_, e) => view.getFloat64(at + 8 * e, true))
    : Float32Array.from({ length }, (_, e) => view.getFloat32(at + 4 * e, true));
}

function checksum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum >>> 0;
}

/** Refuses a model whose parts do not fit together: later functions trust their sizes. */
function checkModel(model: Record<string, unknown>): Completion {
  const { rows, columns, rank, mean, rowBias, columnBias, rowFactors, columnFactors, samples, grams, filling, penalties, fold, info, noise } = model as unknown as Completion;
  const whole = (x: unknown) => Number.isSafeInteger(x) && (x as number) >= 0;
  const finite = (data: unknown, length: number) => (data instanceof Float64Array || data instanceof Float32Array) && data.length === length && data.every(Number.isFinite);
  const factors = (f: Completion["rowFactors"] | undefined, lines: number) =>
    f?.rows === lines && f.columns === (samples === undefined ? rank : 0) && finite(f.data, lines * f.columns);
  const priors = samples === undefined ? 0 : samples.count * samples.size * (samples.size + 1);
  const fits =
    whole(rows) && whole(columns) && whole(rank) && Number.isFinite(mean) && Number.isFinite(noise) &&
    finite(rowBias, rows) && finite(columnBias, columns) && factors(rowFactors, rows) && factors(columnFactors, columns) &&
    typeof fold === "object" && ["bias", "ridge", "projection", "confidence", "posterior"].includes(fold.kind) &&
    Array.isArray(fold.damping) && fold.damping.length === 2 && typeof info === "object" && whole(info.seed) &&
    (fold.kind === "posterior") === (samples !== undefined) &&
    (fold.kind !== "confidence" || (grams !== undefined && finite(grams.rows, rank * rank) && finite(grams.columns, rank * rank))) &&
    (fold.kind !== "projection" || filling !== undefined) &&
    (filling === undefined || (Number.isFinite(filling.mean) && finite(filling.rowBias, rows) && finite(filling.columnBias, columns))) &&
    (penalties === undefined || finite(penalties, rank)) &&
    (samples === undefined ||
      (whole(samples.count) && samples.count > 0 && samples.size === rank + 1 && Number.isFinite(samples.unit) &&
        finite(samples.rows, samples.count * rows * samples.size) && finite(samples.columns, samples.count * columns * samples.size) &&
        finite(samples.rowPriors, priors) && finite(samples.columnPriors, priors) && finite(samples.precision, samples.count)));
  if (!fits) throw broken("its parts do not fit together");
  return model as unknown as Completion;
}
