/** Lists of numbers from anywhere, each element read once. */
import { describe } from "./checks";
import { OutOfMemoryError } from "./errors";
import { copyOf, isKind, kindOf, lengthOf, type NumericArray, viewOf } from "./typed-arrays";
import { bytesOf } from "./wasm/bytes";

/** The length of an array, a typed array or anything that has one, asked once; undefined of what has none. */
export function listLength(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (kindOf(value) !== undefined) return lengthOf(value as NumericArray);
  const { length } = value as { length?: unknown };
  return typeof length === "number" && Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

/** The elements, each read once. */
export function itemsOf(list: unknown, length = listLength(list) ?? 0): unknown[] {
  return Array.from({ length }, (_, i) => (list as ArrayLike<unknown>)[i]);
}

/** Whether a value is an array or a typed array, and not just something with a length. */
export function isList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && listLength(value) !== undefined);
}

/**
 * A list as doubles of its own, whose elements are numbers, finite or not. `length`: how long it was when somebody asked; it must be that still.
 */
export function readNumbers(list: unknown, name: string, expected = "a number", length = listLength(list)): Float64Array {
  if (length === undefined) throw new TypeError(`${name} is ${describe(list)}: expected a list of numbers`);
  if (kindOf(list) !== undefined) {
    const numbers = isKind(list, "Float64Array") ? copyOf(list) : Float64Array.from(viewOf(list as NumericArray));
    if (numbers.length !== length) throw new RangeError(`${name} has length ${numbers.length}: it was ${length} when it was first read`);
    return numbers;
  }
  const numbers = allocate(length, name);
  for (let i = 0; i < length; i++) {
    const value = (list as ArrayLike<unknown>)[i];
    if (typeof value !== "number") throw new TypeError(`${name}[${i}] is ${describe(value)}: expected ${expected}`);
    numbers[i] = value;
  }
  return numbers;
}

/** The same, of finite numbers. */
export function readFinite(list: unknown, name: string): Float64Array {
  const numbers = readNumbers(list, name, "a finite number");
  const bad = numbers.findIndex((x) => x - x !== 0);
  if (bad >= 0) throw new RangeError(`${name}[${bad}] is ${numbers[bad]}: expected a finite number`);
  return numbers;
}

/** Zeros; what the engine cannot give is an OutOfMemoryError of `name`. */
export function allocate(count: number, name: string): Float64Array<ArrayBuffer> {
  try {
    return new Float64Array(count);
  } catch {
    throw new OutOfMemoryError(name, bytesOf(count));
  }
}
