import { readFileSync } from "node:fs";
import { deflateSync, inflateSync } from "node:zlib";

/** A file, and its samples as libpng or libjpeg-turbo decodes them, one pixel after another. */
export interface Known {
  readonly name: string;
  readonly file: Buffer;
  readonly width: number;
  readonly height: number;
  /** Samples of a pixel, and bits of one. */
  readonly samples: number;
  readonly bits: number;
  readonly data: readonly number[];
}

type Record = Omit<Known, "name" | "file" | "data"> & { readonly file: string; readonly pixels: string };
const records = JSON.parse(readFileSync(new URL("../fixtures/pictures/pictures.json", import.meta.url), "utf8")) as { [format in "png" | "jpeg"]: { [name: string]: Record } };

function known(format: "png" | "jpeg"): Known[] {
  return Object.entries(records[format]).map(([name, { file, pixels, ...shape }]) => {
    const bytes = inflateSync(Buffer.from(pixels, "base64"));
    const data = shape.bits === 16 ? Array.from({ length: bytes.length / 2 }, (_, p) => bytes.readUInt16BE(2 * p)) : [...bytes];
    return { name, file: Buffer.from(file, "base64"), ...shape, data };
  });
}

export const KNOWN_PNG = known("png");
export const KNOWN_JPEG = known("jpeg");

export const knownPng = (name: string): Buffer => KNOWN_PNG.find((one) => one.name === name)!.file;
export const knownJpeg = (name: string): Buffer => KNOWN_JPEG.find((one) => one.name === name)!.file;

/** CRC-32 bit by bit. */
function crc(bytes: Uint8Array): number {
  let rest = -1;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}

/** A chunk of a PNG, its checksum right. */
export function chunk(type: string, data: Uint8Array = new Uint8Array(), sum?: number): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type, "latin1"), data, Buffer.alloc(4)]);
  bytes.writeUInt32BE(data.length);
  bytes.writeUInt32BE(sum ?? crc(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}

export interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

export function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    chunks.push({ type: file.toString("latin1", at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
    if (chunks.at(-1)!.type === "IEND") break;
  }
  return chunks;
}

export const pngOfChunks = (chunks: readonly Chunk[]): Buffer => Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks.map(({ type, data }) => chunk(type, data))]);

/** A header for `pngOfChunks`. */
export function header(width: number, height: number, bits: number, type: number, interlace = 0): Chunk {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  data.set([bits, type, 0, 0, interlace], 8);
  return { type: "IHDR", data };
}

export const END: Chunk = { type: "IEND", data: Buffer.alloc(0) };
export const pixels = (rows: Uint8Array): Chunk => ({ type: "IDAT", data: deflateSync(rows) });

/** The same file with more chunks behind its header. */
export function withChunks(file: Buffer, ...more: readonly Chunk[]): Buffer {
  const [first, ...rest] = chunksOf(file);
  return pngOfChunks([first!, ...more, ...rest]);
}

/** A segment of a JPEG. */
export function segment(marker: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255), data]);
}

/** The same file with more segments before all others. */
export function withSegments(file: Buffer, ...more: readonly Buffer[]): Buffer {
  return Buffer.concat([file.subarray(0, 2), ...more, file.subarray(2)]);
}

/** EXIF data that say how a picture lies, and what else; in either byte order. */
export function exif(orientation: number, order: "II" | "MM" = "II", type: 3 | 4 = 3): Buffer {
  const little = order === "II";
  const bytes = Buffer.alloc(8 + 2 + 3 * 12 + 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  bytes.write(order, "latin1");
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 3, little);
  const entry = (n: number, tag: number, kind: number, value: number) => {
    const at = 10 + 12 * n;
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, kind, little);
    view.setUint32(at + 4, 1, little);
    if (kind === 3) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  };
  entry(0, 0x0100, 4, 4000);
  entry(1, 0x0112, type, orientation);
  entry(2, 0x0128, 3, 2);
  return bytes;
}

export const exifSegment = (data: Uint8Array): Buffer => segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), data]));

/** A profile of this colour space and size, of which only the header is right. */
export function profile(space: "RGB " | "GRAY" | "CMYK", length = 500): Buffer {
  const bytes = Buffer.from(Uint8Array.from({ length }, (_, p) => (p * 37 + (p >> 8)) & 255));
  bytes.writeUInt32BE(length);
  bytes.write(space, 16, "latin1");
  bytes.write("acsp", 36, "latin1");
  return bytes;
}

export const profileChunk = (data: Uint8Array): Chunk => ({ type: "iCCP", data: Buffer.concat([Buffer.from("name\0\0", "latin1"), deflateSync(data)]) });

export function profileSegments(data: Uint8Array, part = 65519): Buffer[] {
  const count = Math.ceil(data.length / part);
  return Array.from({ length: count }, (_, n) => {
    return segment(0xe2, Buffer.concat([Buffer.from("ICC_PROFILE\0", "latin1"), Buffer.of(n + 1, count), data.subarray(n * part, (n + 1) * part)]));
  });
}

/** The profile that a written file holds. */
export function profileIn(file: Buffer): Buffer | undefined {
  if (file[0] === 0x89) {
    const found = chunksOf(file).find(({ type }) => type === "iCCP")?.data;
    return found && inflateSync(found.subarray(found.indexOf(0) + 2));
  }
  const parts: Buffer[] = [];
  for (let at = 2; file[at + 1] !== 0xda;) {
    const length = file.readUInt16BE(at + 2);
    if (file[at + 1] === 0xe2) parts.push(file.subarray(at + 4 + 14, at + 2 + length));
    at += 2 + length;
  }
  return parts.length === 0 ? undefined : Buffer.concat(parts);
}
