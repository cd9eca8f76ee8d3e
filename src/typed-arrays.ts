/**
 * Typed arrays by what they are, not by what they say: a `length` of their own, a subclass or another realm changes nothing. Only the getters of the language
 * are asked, taken when the package loads.
 */

import { OutOfMemoryError } from "./errors";

/** Typed arrays of numbers: all but those of BigInts. */
export type NumericArray =
  | Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array | Uint8ClampedArray;

interface Kinds {
  readonly Float64Array: Float64Array; readonly Float32Array: Float32Array; readonly Int32Array: Int32Array; readonly Uint32Array: Uint32Array;
  readonly Int16Array: Int16Array; readonly Uint16Array: Uint16Array; readonly Int8Array: Int8Array; readonly Uint8Array: Uint8Array;
  readonly Uint8ClampedArray: Uint8ClampedArray;
}
export type Kind = keyof Kinds;

/** The constructors of this realm, and the getters of what every typed array has, as functions. */
const own = /* @__PURE__ */ (() => {
  const getter = (prototype: unknown, name: string | symbol) =>
    Function.prototype.call.bind(Object.getOwnPropertyDescriptor(prototype, name)!.get!) as (of: unknown) => unknown;
  const typedArray: unknown = Object.getPrototypeOf(Int8Array.prototype);
  return {
    constructors: { Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array, Uint8ClampedArray } as
      { readonly [K in Kind]: new (from: ArrayBufferLike | NumericArray, offset?: number, length?: number) => Kinds[K] },
    /** The name of its kind; undefined of anything else. */
    kind: getter(typedArray, Symbol.toStringTag) as (of: unknown) => string | undefined,
    /** 0 where the buffer is detached, or has shrunk away. */
    length: getter(typedArray, "length") as (of: ArrayBufferView) => number,
    offset: getter(typedArray, "byteOffset") as (of: ArrayBufferView) => number,
    buffer: getter(typedArray, "buffer") as (of: ArrayBufferView) => ArrayBufferLike,
    /** Throws if the buffer is none, or shared. */
    byteLength: getter(ArrayBuffer.prototype, "byteLength"),
  };
})();

/** What kind of typed array of numbers a value is; undefined if it is none. */
export function kindOf(value: unknown): Kind | undefined {
  const kind = own.kind(value);
  return kind === undefined || kind === "BigInt64Array" || kind === "BigUint64Array" || !(kind in own.constructors) ? undefined : (kind as Kind);
}

export function isKind<K extends Kind>(value: unknown, kind: K): value is Kinds[K] {
  return own.kind(value) === kind;
}

/** How many numbers there are, whatever the array says. */
export function lengthOf(array: NumericArray): number {
  return own.length(array);
}

/**
 * The length of an array of this realm, 0 if its memory was taken away. Optimized code of V8 11 may tell the old length of a detached array, once it has seen buffers
 * that can be resized; that of the buffer is right.
 */
export function heldLength(array: NumericArray): number {
  const length = own.length(array);
  if (isShared(array)) return length;
  return own.offset(array) + length * array.BYTES_PER_ELEMENT <= (own.byteLength(own.buffer(array)) as number) ? length : 0;
}

/** The same numbers, by an array of this realm that nobody else holds: it says the truth about itself. */
export function viewOf<A extends NumericArray>(array: A): A {
  const constructor = own.constructors[own.kind(array) as Kind];
  const length = own.length(array);
  return (length === 0 ? new constructor(new ArrayBuffer(0)) : new constructor(own.buffer(array), own.offset(array), length)) as A;
}

/** A copy; what the engine cannot give is an OutOfMemoryError of `name`. */
export function copyOf<A extends NumericArray>(array: A, name: string): A {
  const view = viewOf(array);
  try {
    return new own.constructors[own.kind(array) as Kind](view) as A; // by the language, without a method of the array's
  } catch {
    throw new OutOfMemoryError(name, view.byteLength);
  }
}

/** Whether other threads may write to it. */
export function isShared(array: NumericArray): boolean {
  try {
    own.byteLength(own.buffer(array));
    return false;
  } catch {
    return true;
  }
}

/**
 * Whether an array of numbers of a kind may be read in place: of this realm, without a `length` of its own, not shared. What is read in place is checked and copied in
 * before anybody else's code runs.
 */
export function isPlain(value: unknown, kind: Float64ArrayConstructor): value is Float64Array {
  return (
    own.kind(value) === kind.name && Object.getPrototypeOf(value) === kind.prototype && !Object.prototype.hasOwnProperty.call(value, "length") &&
    !isShared(value as Float64Array)
  );
}
