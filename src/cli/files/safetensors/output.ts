import { closeSync, fsyncSync, writeSync } from "node:fs";
import { DataError, reasonOf } from "../../failure";
import { toBfloat16, toBinary16 } from "../float16";
import { LENGTH_BYTES } from "./header";

/** The types that are written. */
export const OUTPUT_TYPES = ["F32", "F16", "BF16"] as const;

export type OutputType = (typeof OUTPUT_TYPES)[number];

/** What rounds to infinity. */
const LIMITS: Readonly<Record<OutputType, number>> = { F32: 2 ** 128 - 2 ** 103, F16: 65520, BF16: 2 ** 128 - 2 ** 119 };

/** The header begins and ends on multiples of this. */
const ALIGNMENT = 8;
/** Digits of the largest offset that fits a number; room is kept for them. */
const DIGITS = 16;

/** Names of tensors to come, for which the header keeps room. */
export interface PlannedTensor {
  readonly name: string;
  readonly dimensions: number;
}

/**
 * A safetensors file written a tensor at a time. Which of the planned tensors come, and how large, need not be known before: the
 * header gets room for all of them, is written last, and padded with blanks as the format allows.
 */
export class SafetensorsOutput {
  private readonly header: Record<string, unknown>;
  private readonly start: number;
  private offset = 0;

  /**
   * @param file  an empty one, open.
   * @param path  what it will be named, for errors.
   */
  constructor(private readonly file: number, private readonly path: string, planned: readonly PlannedTensor[], metadata: Readonly<Record<string, string>>) {
    this.header = { __metadata__: metadata };
    const largest = Object.fromEntries(planned.map(({ name, dimensions }) => [name, {
      dtype: "F8_E5M2FNUZ", shape: Array.from({ length: dimensions }, () => 10 ** (DIGITS - 1)), data_offsets: [10 ** (DIGITS - 1), 10 ** (DIGITS - 1)],
    }]));
    const room = Buffer.byteLength(JSON.stringify({ ...this.header, ...largest }));
    this.start = LENGTH_BYTES + Math.ceil(room / ALIGNMENT) * ALIGNMENT;
  }

  /** Appends a tensor; numbers are rounded to the nearest of the type. */
  append(name: string, shape: readonly number[], values: Float64Array, type: OutputType): void {
    const tooLarge = values.find((x) => !(Math.abs(x) < LIMITS[type]));
    if (tooLarge !== undefined) throw new DataError(`${this.path}: ${tooLarge} of tensor ${JSON.stringify(name)} does not fit into ${type}`);
    this.copy(name, shape, type, [encode(values, type)]);
  }

  /** Appends a tensor of any type as it is. */
  copy(name: string, shape: readonly number[], type: string, pieces: Iterable<Buffer>): void {
    const from = this.offset;
    for (const piece of pieces) {
      this.write(piece, this.start + this.offset);
      this.offset += piece.length;
    }
    this.header[name] = { dtype: type, shape, data_offsets: [from, this.offset] };
  }

  /** Writes the header and makes all of it durable. */
  finish(): void {
    const text = Buffer.from(JSON.stringify(this.header));
    const header = Buffer.alloc(this.start, " ");
    header.writeBigUInt64LE(BigInt(this.start - LENGTH_BYTES), 0);
    text.copy(header, LENGTH_BYTES);
    this.write(header, 0);
    this.attempt(() => fsyncSync(this.file));
  }

  close(): void {
    this.attempt(() => closeSync(this.file));
  }

  private write(bytes: Buffer, position: number): void {
    for (let written = 0; written < bytes.length;) {
      written += this.attempt(() => writeSync(this.file, bytes, written, bytes.length - written, position + written));
    }
  }

  private attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new DataError(`${this.path}: cannot be written: ${reasonOf(error)}`);
    }
  }
}

function encode(values: Float64Array, type: OutputType): Buffer {
  return Buffer.from(type === "F32" ? Float32Array.from(values).buffer : Uint16Array.from(values, type === "F16" ? toBinary16 : toBfloat16).buffer);
}
