import { inflateRawSync } from "node:zlib";
import { DataError } from "../failure";
import { unpackedAllowed } from "./limits";
import { shown } from "./shown";

/** A file of an archive, as the central directory lists it. */
export interface Member {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  readonly packed: number;
  readonly method: number;
  readonly checksum: number;
  readonly encrypted: boolean;
  /** Where its local header is. */
  readonly at: number;
}

/** Signatures of the records, and their lengths without what varies. */
const LOCAL = { signature: 0x04034b50, length: 30 };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const END = { signature: 0x06054b50, length: 22 };
const END_64 = { signature: 0x06064b50, length: 56 };
const LOCATOR_64 = { signature: 0x07064b50, length: 20 };
/** What a field of 16 or 32 bits holds where its value stands elsewhere, in 64. */
const [ELSEWHERE_16, ELSEWHERE_32] = [0xffff, 0xffffffff];
const EXTRA_64 = 1;
const LONGEST_COMMENT = 0xffff;
const [STORED, DEFLATED] = [0, 8];
/** Sizes and places of 32 bits, with room for the directory. */
const MOST_ZIPPED = 2 ** 32 - 2 ** 20;

export function isZip(bytes: Buffer): boolean {
  return ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08"].includes(bytes.toString("latin1", 0, 4));
}

/** The members of a zip archive (PKWARE's APPNOTE), with sizes of 64 bits where there are some. Names are there once. */
export function membersOf(bytes: Buffer, path: string): Member[] {
  const { start, end, count } = directoryOf(bytes, path);
  const members: Member[] = [];
  let at = start;
  for (let n = 0; n < count; n++) {
    if (at + CENTRAL.length > end || bytes.readUInt32LE(at) !== CENTRAL.signature) throw damaged(path, "its directory is broken");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [number, number, number];
    const next = at + CENTRAL.length + nameLength + extraLength + commentLength;
    if (next > end) throw damaged(path, "its directory is broken");
    const flags = bytes.readUInt16LE(at + 8);
    const extra = bytes.subarray(at + CENTRAL.length + nameLength, next - commentLength);
    const [size, packed, place] = wideFields(extra, [24, 20, 42].map((field) => bytes.readUInt32LE(at + field)), path) as [number, number, number];
    members.push({
      name: bytes.toString("utf8", at + CENTRAL.length, at + CENTRAL.length + nameLength),
      size, packed, method: bytes.readUInt16LE(at + 10), checksum: bytes.readUInt32LE(at + 16), encrypted: (flags & 1) === 1, at: place,
    });
    at = next;
  }
  if (at !== end) throw damaged(path, "its directory is broken");
  const seen = new Set<string>();
  for (const { name } of members) {
    if (seen.has(name)) throw damaged(path, `it holds ${shown(name)} twice`);
    seen.add(name);
  }
  return members;
}

/** The bytes of a member. Its size is bounded by that of the archive, and what comes out must have it, and the checksum. */
export function unpack(bytes: Buffer, member: Member, path: string): Buffer {
  const { size, packed, method, at, checksum, encrypted } = member;
  const place = `${path}, ${shown(member.name)}`;
  if (encrypted) throw new DataError(`${place}: is encrypted`);
  if (method !== STORED && method !== DEFLATED) throw new DataError(`${place}: is compressed by method ${method}, expected deflation (unpack and pack it again: unzip, zip)`);
  if (at + LOCAL.length > bytes.length || bytes.readUInt32LE(at) !== LOCAL.signature) throw damaged(place, "its header is missing");
  const start = at + LOCAL.length + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + packed > bytes.length) throw damaged(place, "its data are cut off");
  if (method === STORED && packed !== size) throw damaged(place, "it is stored with two sizes");
  const most = unpackedAllowed(bytes.length, "numbers");
  if (method === DEFLATED && size > most) throw new DataError(`${place}: unpacks to ${Math.ceil(size / 2 ** 20)} MB, too much for the size of the file (unpack it first: unzip)`);
  const data = bytes.subarray(start, start + packed);
  const whole = method === STORED ? Buffer.from(data) : inflate(data, size, place);
  if (crc32(whole) !== checksum) throw damaged(place, "its checksum is wrong");
  return whole;
}

function inflate(data: Buffer, size: number, place: string): Buffer {
  let unpacked: { buffer: Buffer; engine: { bytesWritten: number } };
  try {
    unpacked = inflateRawSync(data, { maxOutputLength: Math.max(1, size), info: true }) as unknown as typeof unpacked;
  } catch (error) {
    throw damaged(place, (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "it is longer than it says" : "its data cannot be unpacked");
  }
  if (unpacked.buffer.length !== size || unpacked.engine.bytesWritten !== data.length) throw damaged(place, "it has not the size that it says");
  return unpacked.buffer;
}

function damaged(place: string, reason: string): DataError {
  return new DataError(`${place}: is a damaged archive: ${reason}`);
}

/** The directory of the members: its first byte, the byte after its last, and how many there are. */
function directoryOf(bytes: Buffer, path: string): { start: number; end: number; count: number } {
  const at = endOf(bytes);
  if (at < 0) throw damaged(path, "it ends too early");
  let count = bytes.readUInt16LE(at + 10);
  let [size, start] = [bytes.readUInt32LE(at + 12), bytes.readUInt32LE(at + 16)];
  if (bytes.readUInt16LE(at + 4) !== bytes.readUInt16LE(at + 6) || bytes.readUInt16LE(at + 8) !== count) throw damaged(path, "it is one of several parts");
  let end = at;
  if (count === ELSEWHERE_16 || size === ELSEWHERE_32 || start === ELSEWHERE_32) {
    const locator = at - LOCATOR_64.length;
    if (locator < 0 || bytes.readUInt32LE(locator) !== LOCATOR_64.signature) throw damaged(path, "its directory is broken");
    end = number64(bytes, locator + 8, path);
    if (end + END_64.length > locator || bytes.readUInt32LE(end) !== END_64.signature) throw damaged(path, "its directory is broken");
    [count, size, start] = [32, 40, 48].map((field) => number64(bytes, end + field, path)) as [number, number, number];
  }
  if (start + size !== end) throw damaged(path, "its directory is not where it says");
  return { start, end, count };
}

/** The place of the record that ends an archive; the last whose comment reaches the end of the file. */
function endOf(bytes: Buffer): number {
  const least = Math.max(0, bytes.length - END.length - LONGEST_COMMENT);
  for (let at = bytes.length - END.length; at >= least; at--) {
    if (bytes.readUInt32LE(at) === END.signature && at + END.length + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  return -1;
}

/** Fields of which those that stand elsewhere are in the extra field 1, in their order. */
function wideFields(extra: Buffer, fields: readonly number[], path: string): number[] {
  const wide: number[] = [];
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (at + 4 + length > extra.length) throw damaged(path, "its directory is broken");
    if (extra.readUInt16LE(at) === EXTRA_64) for (let p = at + 4; p + 8 <= at + 4 + length; p += 8) wide.push(number64(extra, p, path));
    at += 4 + length;
  }
  return fields.map((field) => {
    if (field !== ELSEWHERE_32) return field;
    const value = wide.shift();
    if (value === undefined) throw damaged(path, "its directory is broken");
    return value;
  });
}

function number64(bytes: Buffer, at: number, path: string): number {
  const value = Number(bytes.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw damaged(path, "its directory is broken");
  return value;
}

/** An archive of members as they are, of less than 4 GB, as NumPy's savez writes it. The same members give the same bytes. */
export function zipOf(members: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const { name, bytes } of members) {
    const title = Buffer.from(name);
    if (at + bytes.length > MOST_ZIPPED) throw new DataError(`the arrays take more than ${MOST_ZIPPED} bytes, which an .npz file does not hold: write .npy files`);
    // Version, flags (UTF-8), method, time, day (1980-01-01), checksum, sizes, length of the name.
    const facts = Buffer.alloc(26);
    for (const [place, value] of [[0, 20], [2, 0x800], [4, STORED], [6, 0], [8, 33], [22, title.length]] as const) facts.writeUInt16LE(value, place);
    for (const [place, value] of [[10, crc32(bytes)], [14, bytes.length], [18, bytes.length]] as const) facts.writeUInt32LE(value, place);
    const local = Buffer.alloc(LOCAL.length);
    local.writeUInt32LE(LOCAL.signature);
    facts.copy(local, 4);
    const central = Buffer.alloc(CENTRAL.length);
    central.writeUInt32LE(CENTRAL.signature);
    central.writeUInt16LE(20, 4);
    facts.copy(central, 6);
    central.writeUInt32LE(at, 42);
    parts.push(local, title, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    directory.push(central, title);
    at += local.length + title.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(END.length);
  end.writeUInt32LE(END.signature);
  for (const place of [8, 10]) end.writeUInt16LE(members.length, place);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** CRC-32 of ISO 3309, by bytes. */
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (c >>> 8) ^ TABLE[(c ^ byte) & 255]!;
  return ~c >>> 0;
}
