import { crc32, deflateSync, inflateSync } from "node:zlib";
import { readPicture } from "../../../src/cli/files/picture/picture";
import type { Random } from "../../support/random";
import { endNumber, mutateBytes, noise } from "../mutate/bytes";
import type { Reader } from "../reader";
import { checkPicture } from "./picture";

export const png: Reader = {
  name: "png",
  mutate: mutatePng,
  read: ({ bytes, path }) => readPicture(path, bytes),
  check: checkPicture,
};

const SIGNATURE_BYTES = 8;
interface Chunk { readonly type: string; readonly data: Buffer; readonly crc?: number; readonly length?: number }

type Change = (chunks: Chunk[], random: Random) => Chunk[];

/** Chunks a decoder may know, with contents that fit none of them. */
const TYPES = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "eXIf", "iCCP", "sRGB", "cHRM", "sBIT", "bKGD", "pHYs", "tEXt", "zTXt", "iTXt", "acTL", "fcTL", "fdAT", "abcd", "ABCD"];

const CHANGES: readonly Change[] = [
  // The header: width, height, depth, colour type, compression, filter, interlacing.
  (chunks, random) => inside(chunks, "IHDR", (data) => { data.writeUInt32BE(endNumber(random) >>> 0, random.pick([0, 4])); }),
  (chunks, random) => inside(chunks, "IHDR", (data) => { data.writeUInt32BE(random.integer(0, 40), random.pick([0, 4])); }),
  (chunks, random) => inside(chunks, "IHDR", (data) => { data[random.integer(8, 12)] = random.pick([0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 255]); }),
  (chunks, random) => inside(chunks, "IHDR", (data) => { data[12]! ^= 1; data[8] = random.pick([1, 2, 4, 8, 16]); data[9] = random.pick([0, 2, 3, 4, 6]); }),
  // The stream of pixels: cut, lengthened, changed, packed again or in two pieces; its checksum wrong.
  (chunks, random) => pixels(chunks, (raw) => raw.subarray(0, random.integer(0, raw.length))),
  (chunks, random) => pixels(chunks, (raw) => Buffer.concat([raw, noise(random.integer(1, 2000), random)])),
  (chunks) => pixels(chunks, (raw) => Buffer.concat([raw, Buffer.alloc(500_000)])),
  (chunks, random) => pixels(chunks, (raw) => mutateBytes(raw, random)),
  (chunks, random) => packed(chunks, (data) => mutateBytes(data, random)),
  (chunks, random) => packed(chunks, (data) => data.subarray(0, random.integer(0, data.length))),
  (chunks, random) => packed(chunks, (data) => { const copy = Buffer.from(data); copy[Math.max(0, copy.length - random.integer(1, 4))]! ^= 1; return copy; }),
  (chunks, random) => chunks.flatMap((chunk) => {
    const at = random.integer(0, chunk.data.length);
    return chunk.type === "IDAT" ? [{ ...chunk, data: chunk.data.subarray(0, at) }, { ...chunk, data: chunk.data.subarray(at) }] : [chunk];
  }),
  // Any chunk: its bytes, its type, its length, its checksum; away, twice, elsewhere; a new one.
  (chunks, random) => one(chunks, random, (chunk) => [{ ...chunk, data: mutateBytes(chunk.data, random) }]),
  (chunks, random) => one(chunks, random, (chunk) => [{ ...chunk, type: random.pick(TYPES) }]),
  (chunks, random) => one(chunks, random, (chunk) => [{ ...chunk, length: endNumber(random) >>> 0 }]),
  (chunks, random) => one(chunks, random, (chunk) => [{ ...chunk, crc: random.bits() }]),
  (chunks, random) => one(chunks, random, () => []),
  (chunks, random) => one(chunks, random, (chunk) => [chunk, chunk]),
  (chunks, random) => one(chunks, random, (chunk) => [chunk, { type: random.pick(TYPES), data: noise(random.integer(0, 40), random) }]),
  (chunks, random) => random.permutation(chunks.length).map((p) => chunks[p]!),
];

function mutatePng(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const chunks = parse(bytes);
  if (chunks.length === 0 || random.integer(0, 5) === 0) return mutateBytes(bytes, random, others);
  let changed = chunks;
  for (let n = random.pick([1, 1, 2, 3]); n > 0 && changed.length > 0; n--) changed = random.pick(CHANGES)(changed, random);
  return write(bytes.subarray(0, SIGNATURE_BYTES), changed);
}

function parse(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE_BYTES; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (at + 12 + length > bytes.length) break;
    chunks.push({ type: bytes.toString("latin1", at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function write(signature: Buffer, chunks: readonly Chunk[]): Buffer {
  return Buffer.concat([signature, ...chunks.flatMap(({ type, data, crc, length }) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
    head.writeUInt32BE(length ?? data.length);
    tail.writeUInt32BE(crc ?? crc32(body));
    return [head, body, tail];
  })]);
}

function one(chunks: readonly Chunk[], random: Random, change: (chunk: Chunk) => Chunk[]): Chunk[] {
  const at = random.integer(0, chunks.length - 1);
  return chunks.flatMap((chunk, p) => (p === at ? change(chunk) : [chunk]));
}

function inside(chunks: readonly Chunk[], type: string, change: (data: Buffer) => void): Chunk[] {
  return chunks.map((chunk) => {
    if (chunk.type !== type || chunk.data.length < 13) return chunk;
    const data = Buffer.from(chunk.data);
    change(data);
    return { ...chunk, data };
  });
}

/** All IDAT chunks as one. */
function packed(chunks: readonly Chunk[], change: (data: Buffer) => Buffer): Chunk[] {
  const data = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map((chunk) => chunk.data));
  const first = chunks.findIndex(({ type }) => type === "IDAT");
  return chunks.flatMap((chunk, p) => (p === first ? [{ type: "IDAT", data: change(data) }] : chunk.type === "IDAT" ? [] : [chunk]));
}

function pixels(chunks: readonly Chunk[], change: (raw: Buffer) => Buffer): Chunk[] {
  return packed(chunks, (data) => {
    try {
      return deflateSync(change(inflateSync(data, { maxOutputLength: 1e7 })));
    } catch {
      return data;
    }
  });
}
