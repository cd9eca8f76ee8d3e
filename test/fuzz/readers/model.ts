import { type Completion, loadModel, predict } from "../../../src/index";
import type { Random } from "../../support/random";
import { mutateBytes } from "../mutate/bytes";
import { mutateJson } from "../mutate/json";
import type { Reader } from "../reader";

/** A saved model. What is read predicts a finite number everywhere in its corners. */
export const model: Reader = {
  name: "model",
  mutate: mutateModel,
  read: ({ bytes }) => {
    const loaded = loadModel(bytes);
    const places = [[0, 0], [loaded.rows - 1, loaded.columns - 1]] as const;
    return { loaded, predicted: loaded.rows > 0 && loaded.columns > 0 ? places.map(([i, j]) => predict(loaded, i, j)) : [] };
  },
  allowed: (error) => error instanceof RangeError,
  check: (value) => {
    const { loaded, predicted } = value as { loaded: Completion; predicted: { value: number }[] };
    if (!predicted.every((one) => Number.isFinite(one.value))) throw new Error(`a model of ${loaded.rows} × ${loaded.columns} predicts ${predicted.map((one) => one.value).join(", ")}`);
  },
};

const PREFIX = 12;
const NUMBERS = [0, -0, 1, -1, 1e308, -1e308, 5e-324, NaN, Infinity, -Infinity, 2 ** 53];

/** The header is changed as JSON or an array's number is, the checksum made true again; or the bytes are. */
function mutateModel(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const length = bytes.length < PREFIX + 4 ? Infinity : bytes.readUInt32LE(8);
  if (PREFIX + length > bytes.length || random.integer(0, 4) === 0) return mutateBytes(bytes, random, others);
  const end = aligned(PREFIX + length);
  let [header, data]: [Buffer, Buffer] = [bytes.subarray(PREFIX, PREFIX + length), Buffer.from(bytes.subarray(end, -4))];
  if (random.sign() > 0) header = changed(header, random);
  else if (data.length >= 8) data.writeDoubleLE(random.pick(NUMBERS), 8 * random.integer(0, data.length / 8 - 1));
  if (random.integer(0, 5) === 0) data = mutateBytes(data, random);
  const prefix = Buffer.from(bytes.subarray(0, PREFIX));
  prefix.writeUInt32LE(header.length, 8);
  const body = Buffer.concat([prefix, header, Buffer.alloc(aligned(PREFIX + header.length) - PREFIX - header.length), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(checksum(body));
  return Buffer.concat([body, sum]);
}

function changed(header: Buffer, random: Random): Buffer {
  try {
    return Buffer.from(JSON.stringify(mutateJson(JSON.parse(header.toString("utf8")), random)));
  } catch {
    return header;
  }
}

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/** FNV-1a. */
function checksum(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
}
