/** Lists of numbers from anywhere, each element read once. */
import { describe } from "./checks";
import { OutOfMemoryError, outOfRange, wrongKind } from "./errors";
import { kindOf, lengthOf, type NumericArray, viewOf } from "./typed-arrays";
import { numbersKind } from "./wasm/working";

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

/** All that an iterable gives; of a typed array its elements, whatever it says. */
export function gathered(list: Iterable<unknown>): unknown[] {
  return Array.from(kindOf(list) === undefined ? list : viewOf(list as unknown as NumericArray));
}

/** Whether a value is an array or a typed array, and not just something with a length. */
export function isList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && listLength(value) !== undefined);
}

/** Vectors of other packages as lists: one of Arrow by its elements (the memory behind them does not tell what is null), of math.js, a tensor of one dimension. Anything else as it is. */
export function listOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || isList(value)) return value;
  if ("nullCount" in value) {
    const { length, get } = value as { length?: number; get?: unknown };
    return typeof get === "function" ? Array.from({ length: length! }, (_, i): unknown => get.call(value, i)) : value;
  }
  if ("dataSync" in value) {
    const { shape, dataSync } = value as { shape?: unknown; dataSync: () => unknown };
    const data = dataSync.call(value);
    return listLength(shape) === 1 ? data : { shape, data };
  }
  return "size" in value && "toArray" in value ? (value as { toArray(): unknown }).toArray() : value;
}

/**
 * A list as doubles of its own, whose elements are numbers, finite or not. `length`: how long it was when somebody asked; it must be that still.
 */
export function readNumbers(list: unknown, name: string, expected = "a number", length = listLength(list)): Float64Array {
  if (length === undefined) throw wrongKind(`${name} is ${describe(list)}: expected a list of numbers`);
  if (kindOf(list) !== undefined) {
    const view = viewOf(list as NumericArray);
    if (view.length !== length) throw outOfRange(`${name} has length ${view.length}: it was ${length} when it was first read`);
    return part(view, 0, length, name);
  }
  const numbers = allocate(length, name);
  for (let i = 0; i < length; i++) {
    const value = (list as ArrayLike<unknown>)[i];
    if (typeof value !== "number") throw wrongKind(`${name}[${i}] is ${describe(value)}: expected ${expected}`);
    numbers[i] = value;
  }
  return numbers;
}

/** The same, of finite numbers. */
export function readFinite(list: unknown, name: string): Float64Array {
  const numbers = readNumbers(list, name, "a finite number");
  const bad = numbers.findIndex((x) => x - x !== 0);
  if (bad >= 0) throw outOfRange(`${name}[${bad}] is ${numbers[bad]}: expected a finite number`);
  return numbers;
}

/** A kind of typed array. */
export interface ArrayOf<A> {
  new (count: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** Zeros, of the precision of the call under way where no kind is said; what the engine cannot give is an OutOfMemoryError of `name`. Every array whose length depends on an argument is made here or by a Frame. */
export function allocate(count: number, name: string): Float64Array<ArrayBuffer>;
export function allocate<A>(count: number, name: string, kind: ArrayOf<A>): A;
export function allocate(count: number, name: string, kind: ArrayOf<unknown> = numbersKind()): unknown {
  try {
    return new kind(count);
  } catch {
    throw new OutOfMemoryError(name, count * kind.BYTES_PER_ELEMENT);
  }
}

/** f of every element and its place. */
export function mapped<T>(list: ArrayLike<T>, name: string, f: (item: T, place: number) => number): Float64Array;
export function mapped<T, A extends NumericArray>(list: ArrayLike<T>, name: string, f: (item: T, place: number) => number, kind: ArrayOf<A>): A;
export function mapped<T>(list: ArrayLike<T>, name: string, f: (item: T, place: number) => number, kind: ArrayOf<NumericArray> = numbersKind()): NumericArray {
  const out = allocate(list.length, name, kind);
  for (let i = 0; i < out.length; i++) out[i] = f(list[i]!, i);
  return out;
}

/** The numbers from 0 up to `count` that `keeps` says, ascending. */
export function places(count: number, name: string, keeps: (place: number) => boolean): Int32Array {
  const out = allocate(count, name, Int32Array);
  let kept = 0;
  for (let i = 0; i < count; i++) if (keeps(i)) out[kept++] = i;
  const found = allocate(kept, name, Int32Array);
  found.set(out.subarray(0, kept));
  return found;
}

/** Elements `from` up to `to`, as doubles of their own. */
export function part(numbers: NumericArray, from: number, to: number, name: string): Float64Array {
  const out = allocate(to - from, name);
  out.set(numbers.subarray(from, to));
  return out;
}
