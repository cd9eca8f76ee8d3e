import { OutOfMemoryError } from "../errors";
import { allocate } from "../lists";
import type { Matrix } from "../matrix";
import type { Arena, Module } from "./instance";
import { current, type Exports, exports } from "./module";
import { check } from "./outcome";

/** Counts up to this are copied by a loop: a view and a slice would cost more. */
const FEW = 64;

/** Memory of one call. No view outlives the buffer it was made of: growth detaches it. */
export class Frame<E extends Arena = Exports> {
  readonly wasm: E;

  constructor(readonly module: Module<E>, readonly operation: string) {
    this.wasm = module.exports();
  }

  /** The address of `count` numbers of the module's precision. */
  reserve(count: number): number {
    return this.bytes(count * this.module.width);
  }

  /** The address of `count` doubles, whatever the precision: what a driver measures. */
  reserveDoubles(count: number): number {
    return this.bytes(count * 8);
  }

  /** The address of number `index` of those at `at`. */
  at(at: number, index: number): number {
    return at + index * this.module.width;
  }

  /** The address of `count` 32-bit integers or floats. */
  reserveWords(count: number): number {
    return this.bytes(count * 4);
  }

  /** The address of `count` bytes. */
  bytes(count: number): number {
    this.require(count);
    const at = this.wasm.reserve(count) >>> 0;
    if (at === 0) throw new OutOfMemoryError(this.operation, count);
    return at;
  }

  /** Fails early, with the whole number of bytes, when a call cannot fit. */
  require(bytes: number): void {
    if (!(bytes <= this.wasm.available())) throw new OutOfMemoryError(this.operation, bytes);
  }

  /** Turns the status of a driver into an error that names the operation. */
  call(status: number): void {
    if (status !== 0) check(status, this.operation, this.wasm.refused());
  }

  /** The address that a driver leaves where it is told to. */
  open(driver: (result: number) => number): number {
    const result = this.reserveWords(1);
    this.call(driver(result));
    return this.word(result, 0);
  }

  /** Gives back what `body` reserves, when it returns; where it throws, the frame does. */
  scope<R>(body: () => R): R {
    const start = this.wasm.mark();
    const result = body();
    this.wasm.release(start);
    return result;
  }

  /** An array outside the module. */
  zeros(count: number): Float64Array {
    return allocate(count, this.operation);
  }

  /** Copies numbers in; returns their address. */
  copyIn(data: ArrayLike<number>): number {
    const at = this.reserve(data.length);
    this.write(at, data);
    return at;
  }

  /** Copies 32-bit integers in; returns their address. */
  copyInWords(data: ArrayLike<number>): number {
    const at = this.reserveWords(data.length);
    new Int32Array(this.wasm.memory.buffer, at, data.length).set(data);
    return at;
  }

  /** Copies numbers to a place reserved before. */
  write(at: number, data: ArrayLike<number>): void {
    const view = this.module.numbers(this.wasm.memory);
    const from = (at >>> 0) / this.module.width;
    if (data.length > FEW) view.set(data, from);
    else for (let i = 0; i < data.length; i++) view[from + i] = data[i]!;
  }

  /** Copies numbers out into an array that is there already. */
  copyInto(at: number, target: Float64Array): void {
    target.set(new this.module.Numbers(this.wasm.memory.buffer, at >>> 0, target.length));
  }

  /** Number `index` of those at `at`. */
  number(at: number, index: number): number {
    return new this.module.Numbers(this.wasm.memory.buffer, at, index + 1)[index]!;
  }

  /** Double `index` of those at `at`. */
  double(at: number, index: number): number {
    return new Float64Array(this.wasm.memory.buffer, at, index + 1)[index]!;
  }

  /** A fresh copy of `count` 32-bit integers. */
  copyOutWords(at: number, count: number): Int32Array {
    const words = allocate(count, this.operation, Int32Array);
    words.set(new Int32Array(this.wasm.memory.buffer, at >>> 0, count));
    return words;
  }

  /** A fresh copy of `count` numbers. */
  copyOut(at: number, count: number): Float64Array {
    try {
      const view = this.module.numbers(this.wasm.memory);
      const from = (at >>> 0) / this.module.width;
      if (count > FEW) return view.slice(from, from + count);
      const data = new this.module.Numbers(count);
      for (let i = 0; i < count; i++) data[i] = view[from + i]!;
      return data;
    } catch {
      throw new OutOfMemoryError(this.operation, count * this.module.width);
    }
  }

  /** A fresh row-major matrix. */
  copyOutMatrix(at: number, rows: number, columns: number): Matrix {
    return { rows, columns, data: this.copyOut(at, rows * columns) };
  }

  /** Word `index` of the words at `at`: an address or a count left by a driver. */
  word(at: number, index: number): number {
    return new Uint32Array(this.wasm.memory.buffer, at, index + 1)[index]!;
  }

  /** The first `count` words at `at`. */
  words(at: number, count: number): Uint32Array {
    return new Uint32Array(this.wasm.memory.buffer, at >>> 0, count);
  }
}

/** Copies numbers in as 32-bit floats; returns their address. */
export function copyInSingles<E extends Arena>(frame: Frame<E>, data: ArrayLike<number>): number {
  const at = frame.reserveWords(data.length);
  new Float32Array(frame.wasm.memory.buffer, at, data.length).set(data);
  return at;
}

/** A fresh copy of `count` 32-bit floats. */
export function copyOutSingles<E extends Arena>(frame: Frame<E>, at: number, count: number): Float32Array {
  const singles = allocate(count, frame.operation, Float32Array);
  singles.set(new Float32Array(frame.wasm.memory.buffer, at >>> 0, count));
  return singles;
}

/** A fresh row-major copy of the first `columns` of every `stride` numbers, `rows` times. */
export function copyOutColumns<E extends Arena>(frame: Frame<E>, at: number, rows: number, stride: number, from: number, columns: number): Float64Array {
  const view = new frame.module.Numbers(frame.wasm.memory.buffer, at >>> 0, rows * stride);
  const data = frame.zeros(rows * columns);
  for (let i = 0; i < rows; i++) data.set(view.subarray(i * stride + from, i * stride + from + columns), i * columns);
  return data;
}

/** Refuses a call that no memory could hold, before anything is read or copied. */
export function requireRoom(operation: string, bytes: number): void {
  if (!(bytes <= exports().available())) throw new OutOfMemoryError(operation, bytes);
}

/** Runs `body` with memory of the module of the call under way that is given back when it returns or throws; a trap costs only the instance. */
export function withFrame<R>(operation: string, body: (frame: Frame) => R): R {
  return withFrameOf(current(), operation, body);
}

/** The same with memory of any module. */
export function withFrameOf<E extends Arena, R>(module: Module<E>, operation: string, body: (frame: Frame<E>) => R): R {
  const wasm = module.exports();
  const base = module.depth > 0 ? wasm.mark() : (module.floor ??= wasm.mark());
  if (module.depth === 0) wasm.release(base); // what a frame left that could not release: the JavaScript stack was full
  module.depth++;
  try {
    return body(new Frame(module, operation));
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) module.retire();
    throw error;
  } finally {
    module.depth--;
    wasm.release(base);
    if (module.depth === 0) module.retireIfLarge();
  }
}
