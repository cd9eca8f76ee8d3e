import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DataError, reasonOf } from "../failure";
import { fromBfloat16, fromBinary16 } from "./float16";
import { LENGTH_BYTES, type TensorEntry, headerLength, parseHeader } from "./safetensors-header";

/** Bytes read at a time; a multiple of every element's size. */
const CHUNK = 1 << 22;

/** The types of weights that are read as numbers. */
const FLOAT_TYPES = ["F32", "F16", "BF16", "F64"] as const;

export type FloatType = (typeof FLOAT_TYPES)[number];

export function isFloatType(type: string): type is FloatType {
  return (FLOAT_TYPES as readonly string[]).includes(type);
}

/** An open safetensors file. Its header is read and checked; tensors are read when they are asked for, a chunk at a time. */
export class Safetensors {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  private readonly file: number;
  private readonly chunk = new ArrayBuffer(CHUNK);

  constructor(readonly path: string) {
    try {
      this.file = openSync(path, "r");
    } catch (error) {
      throw new DataError(`${path}: ${reasonOf(error)}`);
    }
    try {
      const found = fstatSync(this.file);
      if (!found.isFile()) throw new DataError(`${path}: is not a regular file`);
      const start = Buffer.alloc(Math.min(LENGTH_BYTES, found.size));
      this.read(start, 0);
      const header = Buffer.alloc(headerLength(start, found.size, path));
      this.read(header, LENGTH_BYTES);
      this.tensors = new Map(parseHeader(header, found.size, path).map((tensor) => [tensor.name, tensor]));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The bytes of a tensor in pieces, each valid until the next is asked for. */
  *pieces({ begin, end }: TensorEntry): Generator<Buffer> {
    for (let at = begin; at < end; at += CHUNK) {
      const piece = Buffer.from(this.chunk, 0, Math.min(CHUNK, end - at));
      this.read(piece, at);
      yield piece;
    }
  }

  /** Its elements in pieces, as numbers. */
  *numbers(tensor: TensorEntry): Generator<ArrayLike<number>> {
    for (const piece of this.pieces(tensor)) yield decode(piece, tensor.type as FloatType);
  }

  close(): void {
    closeSync(this.file);
  }

  private read(into: Buffer, position: number): void {
    for (let filled = 0; filled < into.length;) {
      let count: number;
      try {
        count = readSync(this.file, into, filled, into.length - filled, position + filled);
      } catch (error) {
        throw new DataError(`${this.path}: ${reasonOf(error)}`);
      }
      if (count === 0) throw new DataError(`${this.path}: became shorter while it was read`);
      filled += count;
    }
  }
}

/** Bytes, little-endian and aligned, as numbers. */
function decode({ buffer, byteOffset, length }: Buffer, type: FloatType): ArrayLike<number> {
  switch (type) {
    case "F64": return new Float64Array(buffer, byteOffset, length / 8);
    case "F32": return new Float32Array(buffer, byteOffset, length / 4);
    case "F16": return lookUp(new Uint16Array(buffer, byteOffset, length / 2), (binary16 ??= table(fromBinary16)));
    case "BF16": return lookUp(new Uint16Array(buffer, byteOffset, length / 2), (bfloat16 ??= table(fromBfloat16)));
  }
}

let binary16: Float32Array | undefined;
let bfloat16: Float32Array | undefined;

/** All 65,536 values of a 16-bit format. */
function table(value: (bits: number) => number): Float32Array {
  return Float32Array.from({ length: 65536 }, (_, bits) => value(bits));
}

function lookUp(bits: Uint16Array, values: Float32Array): Float32Array {
  const numbers = new Float32Array(bits.length);
  for (let p = 0; p < bits.length; p++) numbers[p] = values[bits[p]!]!;
  return numbers;
}
