import { Checkpoint } from "../../../src/cli/files/safetensors/checkpoint";
import { isFloatType } from "../../../src/cli/files/safetensors/numbers";
import type { Random } from "../../support/random";
import { mutateBytes } from "../mutate/bytes";
import { mutateJson } from "../mutate/json";
import type { Reader } from "../reader";

/** Every tensor of the file, its numbers added up. */
export const safetensors: Reader = {
  name: "safetensors",
  mutate: mutateSafetensors,
  read: ({ path }) => {
    const file = new Checkpoint(path);
    try {
      return [...file.tensors.values()].map((tensor) => {
        let [count, bytes] = [0, 0];
        for (const piece of file.pieces(tensor)) bytes += piece.length;
        if (isFloatType(tensor.type)) for (const numbers of file.numbers(tensor)) count += numbers.length;
        return { tensor: { name: tensor.name, type: tensor.type, shape: tensor.shape, begin: tensor.begin, end: tensor.end }, count, bytes };
      });
    } finally {
      file.close();
    }
  },
  check: (value) => {
    for (const { tensor: { name, type, shape, begin, end }, count, bytes } of value as { tensor: { name: string; type: string; shape: number[]; begin: number; end: number }; count: number; bytes: number }[]) {
      const expected = shape.reduce((product, size) => product * size, 1);
      if (bytes !== end - begin || (isFloatType(type) && count !== expected)) throw new Error(`tensor ${name} of ${shape.join(" × ")} has ${count} numbers, ${bytes} bytes`);
    }
  },
};

const LENGTH_BYTES = 8;
const NASTY = [
  null, true, 0, -1, 0.5, 8, 1e15, 2 ** 53, 2 ** 64, 1e308, "", "F32", "F64", "F16", "BF16", "I64", "BOOL", "F8_E4M3", "F4", "f32", "__proto__", "__metadata__", [], {}, [0, 0], [0, 8], [8, 0], [-8, 8], [2 ** 53, 2 ** 53], [0, 8, 16], [1, 2, 3],
  { format: "pt" }, { a: 1 }, { dtype: "F32", shape: [0], data_offsets: [0, 0] }, { dtype: "F32", shape: [], data_offsets: [0, 4] }, { dtype: "F32", shape: [2 ** 40, 2 ** 40], data_offsets: [0, 4] },
];

/** A change that changes nothing is tried again. */
export function mutateSafetensors(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let mutant = mutateOnce(bytes, random, others);
  for (let tries = 0; tries < 4 && mutant.equals(bytes); tries++) mutant = mutateOnce(bytes, random, others);
  return mutant;
}

/** The header is changed as JSON, or as a text, and its length kept true; or the bytes are. */
function mutateOnce(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const length = bytes.length < LENGTH_BYTES ? Infinity : Number(bytes.readBigUInt64LE(0));
  if (LENGTH_BYTES + length > bytes.length || random.integer(0, 3) === 0) return mutateBytes(bytes, random, others);
  const text = bytes.toString("utf8", LENGTH_BYTES, LENGTH_BYTES + length);
  const header = random.integer(0, 3) === 0 ? mutateBytes(Buffer.from(text), random) : Buffer.from(changed(text, random));
  const prefix = Buffer.alloc(LENGTH_BYTES);
  prefix.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([prefix, header, bytes.subarray(LENGTH_BYTES + length)]);
}

function changed(text: string, random: Random): string {
  try {
    const written = JSON.stringify(mutateJson(JSON.parse(text), random, NASTY));
    return written.padEnd(Math.ceil(written.length / 8) * 8);
  } catch {
    return text;
  }
}
