import { reading } from "./checks";
import { allocate, isList, itemsOf, readNumbers } from "./lists";

/** What `toPlain` makes of a value: lists for typed arrays, no functions. */
export type Plain<T> = T extends ArrayBufferView & ArrayLike<number>
  ? number[]
  : T extends (...args: never) => unknown
    ? never
    : T extends object
      ? { -readonly [K in keyof T]: Plain<T[K]> }
      : T;

/**
 * A result as plain arrays and objects, for JSON.stringify, which makes objects { "0": … } of typed arrays.
 *
 * @param result  what a function of the package returned (a decomposition, a matrix, a model of `pca`), or anything that holds such.
 * @returns the same with arrays in place of typed arrays and without functions. What is not finite (`compression` at rank 0) becomes null in JSON.
 * @throws TypeError  if a getter throws.
 *
 * All functions that take results take them in this form, too, as they come out of JSON.parse; `fromPlain` makes typed arrays again. Models of `complete` are
 * smaller by `saveModel`. Cost O(numbers).
 *
 * @example
 * const text = JSON.stringify(toPlain(svd([[3, 0], [0, 4]])));
 * reconstruct(JSON.parse(text)); // [[3, 0], [0, 4]]
 */
export function toPlain<T>(result: T): Plain<T> {
  return reading("result", () => plain(result)) as Plain<T>;
}

function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value) && isList(value)) return Array.from(readNumbers(value, "result"));
  if (Array.isArray(value)) return itemsOf(value).map(plain);
  return fieldsOf(value, (field) => (typeof field === "function" ? undefined : plain(field)));
}

/**
 * A result again from what `toPlain` made of it: lists of numbers become typed arrays.
 *
 * @param value  plain data, as of JSON.parse.
 * @returns the same with a Float64Array for every list of numbers that is not empty, and for an empty `data`, `S` or `value`; `rowStart` and `column` of a sparse matrix are Int32Arrays.
 * @throws TypeError  if a getter throws;
 * @throws OutOfMemoryError  if the numbers do not fit.
 *
 * What a list of numbers was before is not written in it: rows of numbers become typed arrays, too. Cost O(numbers).
 *
 * @example
 * fromPlain({ rows: 1, columns: 2, data: [3, 4] }).data; // Float64Array [3, 4]
 */
export function fromPlain(value: unknown): any { // eslint-disable-line @typescript-eslint/no-explicit-any -- as of JSON.parse
  return reading("value", () => typed(value, ""));
}

/** Lists that are typed arrays though there is nothing in them. */
const NUMBERS = ["data", "S", "value", "singularValues"];

function typed(value: unknown, key: string, holder: object = {}): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    const items = itemsOf(value);
    const isNumbers = items.length > 0 ? items.every((item) => typeof item === "number") : NUMBERS.includes(key);
    if (!isNumbers && !(items.length === 0 && "rowStart" in holder)) return items.map((item) => typed(item, ""));
    if (!("rowStart" in holder) || key === "value") return readNumbers(items, "value");
    const words = allocate(items.length, "value", Int32Array);
    words.set(items as number[]);
    return words;
  }
  return fieldsOf(value, (field, name) => typed(field, name, value));
}

/** The fields of an object, each taken over as it is read: what is read later may change what was read before. */
function fieldsOf(value: object, take: (field: unknown, name: string) => unknown): object {
  const taken = Object.keys(value).map((name) => [name, take((value as Record<string, unknown>)[name], name)]);
  return Object.fromEntries(taken.filter(([, field]) => field !== undefined)) as object;
}
