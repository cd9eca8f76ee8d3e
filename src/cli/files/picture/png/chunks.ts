import { Broken, endsTooEarly } from "../refusal";

export const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Length, type and checksum of a chunk. */
const AROUND = 12;

/** [PNG] 5.3. */
export interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** Whether its checksum is right. */
  readonly sound: boolean;
  /** Whether the file ends within it; `data` is what there is. */
  readonly cut: boolean;
}

/** The chunks of a file up to IEND; what follows that is not looked at. */
export function* chunksOf(file: Uint8Array): Generator<Chunk> {
  if (SIGNATURE.some((byte, p) => file[p] !== byte)) {
    if (file.length < SIGNATURE.length) throw endsTooEarly();
    throw new Broken("its first bytes are changed, as by a transfer of text");
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = SIGNATURE.length; at < file.length;) {
    if (at + 8 > file.length) return;
    const length = view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) throw new Broken(`there is no chunk at byte ${at}`);
    const cut = at + AROUND + length > file.length;
    const data = file.subarray(at + 8, Math.min(at + 8 + length, file.length));
    const sound = !cut && view.getUint32(at + 8 + length) === checksum(file.subarray(at + 4, at + 8 + length));
    yield { type, data, sound, cut };
    if (type === "IEND" || cut) return;
    at += AROUND + length;
  }
}

/** Capital first letters mark what a reader must understand: [PNG] 5.4. */
export const isCritical = (type: string): boolean => type.charCodeAt(0) < 0x60;

/** A chunk as it stands in a file. */
export function chunkBytes(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(AROUND + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let p = 0; p < 4; p++) bytes[4 + p] = type.charCodeAt(p);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, checksum(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** CRC-32 of single bytes, by the polynomial of [PNG] annex D. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function checksum(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (let p = 0; p < bytes.length; p++) rest = REMAINDERS[(rest ^ bytes[p]!) & 0xff]! ^ (rest >>> 8);
  return ~rest >>> 0;
}
