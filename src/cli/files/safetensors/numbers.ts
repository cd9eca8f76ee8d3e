import { fromBfloat16, fromBinary16 } from "../float16";

/** The types of weights that are read as numbers, the finest first. */
const FLOAT_TYPES = ["F64", "F32", "F16", "BF16"] as const;

export type FloatType = (typeof FLOAT_TYPES)[number];

export function isFloatType(type: string): type is FloatType {
  return (FLOAT_TYPES as readonly string[]).includes(type);
}

/** Bytes, little-endian and aligned, as numbers. */
export function decode({ buffer, byteOffset, length }: Buffer, type: FloatType): ArrayLike<number> {
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
