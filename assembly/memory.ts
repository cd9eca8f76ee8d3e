/**
 * Memory with types: what an address points at, at no cost. A Vector is an address to the machine; the compiler tells one of numbers from one
 * of indices, and both from a size.
 */

/** Elements of type T, one after another. Index 0 is where the address points; nothing checks the end. */
@unmanaged
export class Vector<T> {
  // @ts-ignore: decorator
  @inline
  @operator("[]")
  private __get(i: i32): T {
    return load<T>(at<T>(changetype<usize>(this), i));
  }

  // @ts-ignore: decorator
  @inline
  @operator("[]=")
  private __set(i: i32, value: T): void {
    store<T>(at<T>(changetype<usize>(this), i), value);
  }

  /** The address of element i, for a kernel. */
  // @ts-ignore: decorator
  @inline
  at(i: i32): usize {
    return at<T>(changetype<usize>(this), i);
  }

  /** The elements from i on. */
  // @ts-ignore: decorator
  @inline
  from(i: i32): Vector<T> {
    return changetype<Vector<T>>(at<T>(changetype<usize>(this), i));
  }
}

/** Indices and counts. */
export type Words = Vector<i32>;

/** The address of element i of those at `base`; `i` may be i + j*ld of a column-major matrix. */
// @ts-ignore: decorator
@inline
export function at<T>(base: usize, i: i32): usize {
  return base + (<usize>i << alignof<T>());
}

/** What is at an address, as elements. */
// @ts-ignore: decorator
@inline
export function vector<T>(address: usize): Vector<T> {
  return changetype<Vector<T>>(address);
}

/** The elements from i on of those at `base`. */
// @ts-ignore: decorator
@inline
export function elements<T>(base: usize, i: i32): Vector<T> {
  return changetype<Vector<T>>(at<T>(base, i));
}

/** Bytes of `count` elements. */
// @ts-ignore: decorator
@inline
export function bytesOf<T>(count: i32): usize {
  return <usize>count << alignof<T>();
}

/** The bytes rounded up to whole cache lines. */
// @ts-ignore: decorator
@inline
export function line(bytes: usize): usize {
  return (bytes + 63) & ~63;
}

/** Measured records are written here; only their `end` is read. */
const MEASURED: usize = memory.data(512);
const NOWHERE: usize = memory.data(256);

/**
 * A record and the blocks behind it, each on lines of its own. The same function lays out a record to measure it and to place it.
 * `end` is where the next block goes: a number, so that sizes past 4 GiB are seen and do not wrap.
 */
@unmanaged
export class Layout {
  end: f64;

  // @ts-ignore: decorator
  @inline
  take<T>(count: f64): Vector<T> {
    return vector<T>(this.takeBytes(count * <f64>sizeof<T>()));
  }

  /** A record of its own. While measuring it is nowhere, so that its fields can be set. */
  takeRecord<R>(): R {
    const address = this.takeBytes(<f64>offsetof<R>());
    return changetype<R>(changetype<usize>(this) == MEASURED ? NOWHERE : address);
  }

  /** The address of a block. */
  takeBytes(bytes: f64): usize {
    const start = this.end;
    this.end = start + ceil<f64>(bytes / 64) * 64;
    return <usize>min<f64>(start, 4294967232);
  }
}

/** A record to measure: laid out from address 0, its `end` is the bytes needed. */
// @ts-ignore: decorator
@inline
export function measured<R>(): R {
  store<f64>(MEASURED, <f64>line(offsetof<R>()));
  return changetype<R>(MEASURED);
}

/** A record at `address`, a multiple of 64, ready to be laid out. */
// @ts-ignore: decorator
@inline
export function placed<R>(address: usize): R {
  store<f64>(address, <f64>(address + line(offsetof<R>())));
  return changetype<R>(address);
}

/** The same with every field 0. */
// @ts-ignore: decorator
@inline
export function cleared<R>(address: usize): R {
  memory.fill(address, 0, line(offsetof<R>()));
  return placed<R>(address);
}
