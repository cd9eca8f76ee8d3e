import { OutOfMemoryError } from "../errors";
import type { Matrix } from "../matrix";
import { type Exports, exports, retire, retireIfLarge } from "./module";

/** Frames open now; a frame inside another must not retire the instance. */
let depth = 0;

/** Where the arena of a fresh instance begins. */
let floor: number | undefined;

/** Memory of one call. Views are made on the spot and never kept: growth detaches them. */
export class Frame {
  constructor(readonly wasm: Exports, private readonly operation: string) {}

  /** The address of `count` doubles. */
  reserve(count: number): number {
    return this.bytes(count * 8);
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

  /** Copies numbers in; returns their address. */
  copyIn(data: ArrayLike<number>): number {
    const at = this.reserve(data.length);
    new Float64Array(this.wasm.memory.buffer, at, data.length).set(data);
    return at;
  }

  /** Copies 32-bit integers in; returns their address. */
  copyInWords(data: ArrayLike<number>): number {
    const at = this.bytes(data.length * 4);
    new Int32Array(this.wasm.memory.buffer, at, data.length).set(data);
    return at;
  }

  /** Copies numbers in as 32-bit floats; returns their address. */
  copyInSingles(data: ArrayLike<number>): number {
    const at = this.bytes(data.length * 4);
    new Float32Array(this.wasm.memory.buffer, at, data.length).set(data);
    return at;
  }

  /** Copies numbers to a place reserved before. */
  write(at: number, data: ArrayLike<number>): void {
    new Float64Array(this.wasm.memory.buffer, at >>> 0, data.length).set(data);
  }

  /** Copies numbers out into an array that is there already. */
  copyInto(at: number, target: Float64Array): void {
    target.set(new Float64Array(this.wasm.memory.buffer, at >>> 0, target.length));
  }

  /** Double `index` of those at `at`. */
  number(at: number, index: number): number {
    return new Float64Array(this.wasm.memory.buffer, at, index + 1)[index]!;
  }

  /** A fresh copy of `count` 32-bit integers. */
  copyOutWords(at: number, count: number): Int32Array {
    return new Int32Array(this.wasm.memory.buffer, at >>> 0, count).slice();
  }

  /** A fresh copy of `count` 32-bit floats. */
  copyOutSingles(at: number, count: number): Float32Array {
    return new Float32Array(this.wasm.memory.buffer, at >>> 0, count).slice();
  }

  /** A fresh row-major copy of the first `columns` of every `stride` doubles, `rows` times. */
  copyOutColumns(at: number, rows: number, stride: number, from: number, columns: number): Float64Array {
    const view = new Float64Array(this.wasm.memory.buffer, at >>> 0, rows * stride);
    const data = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) data.set(view.subarray(i * stride + from, i * stride + from + columns), i * columns);
    return data;
  }

  /** A fresh copy of `count` doubles. */
  copyOut(at: number, count: number): Float64Array {
    try {
      return new Float64Array(this.wasm.memory.buffer, at >>> 0, count).slice();
    } catch {
      throw new OutOfMemoryError(this.operation, count * 8);
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
}

/** Refuses a call that no memory could hold, before anything is read or copied. */
export function requireRoom(operation: string, bytes: number): void {
  if (!(bytes <= exports().available())) throw new OutOfMemoryError(operation, bytes);
}

/** Runs `body` with memory that is given back when it returns or throws; a trap costs only the instance. */
export function withFrame<R>(operation: string, body: (frame: Frame) => R): R {
  const wasm = exports();
  const base = depth > 0 ? wasm.mark() : (floor ??= wasm.mark());
  if (depth === 0) wasm.release(base); // what a frame left that could not release: the JavaScript stack was full
  depth++;
  try {
    return body(new Frame(wasm, operation));
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) retire();
    throw error;
  } finally {
    depth--;
    wasm.release(base);
    if (depth === 0) retireIfLarge();
  }
}
