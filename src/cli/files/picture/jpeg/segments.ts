import { exifOrientation } from "../exif";
import { Broken, endsTooEarly } from "../refusal";
import type { Told } from "./colours";
import { type HuffmanTable, huffmanTable } from "./huffman";
import { TYPICAL_AC, TYPICAL_DC } from "./tables";

/** What the segments so far have set: [JPEG] B.2.4. */
export interface Settings {
  /** By number, in the order of the file. */
  readonly quantization: (Uint16Array | undefined)[];
  readonly dc: (HuffmanTable | undefined)[];
  readonly ac: (HuffmanTable | undefined)[];
  restartInterval: number;
  told: Told;
  orientation: number | undefined;
  /** Parts of an ICC profile by number, from 1, and how many there are to be. */
  readonly profile: { readonly parts: Map<number, Uint8Array>; count: number };
}

/** The tables that frames of films leave out. */
const TYPICAL = { dc: TYPICAL_DC.map(huffmanTable), ac: TYPICAL_AC.map(huffmanTable) };

/** The Huffman tables of a scan: a sequential picture without any has the usual ones. */
export function tablesOf({ dc, ac }: Settings, progressive: boolean): Pick<Settings, "dc" | "ac"> {
  return progressive || dc.length > 0 || ac.length > 0 ? { dc, ac } : TYPICAL;
}

export function settings(): Settings {
  return {
    quantization: [], dc: [], ac: [], restartInterval: 0,
    told: { jfif: false, transform: undefined }, orientation: undefined, profile: { parts: new Map(), count: 0 },
  };
}

/** The content of the segment whose length is at a place. */
export function segmentAt(file: Uint8Array, at: number): Uint8Array {
  if (at + 2 > file.length) throw endsTooEarly();
  const length = (file[at]! << 8) | file[at + 1]!;
  if (length < 2) throw new Broken("a segment has no length");
  if (at + length > file.length) throw endsTooEarly();
  return file.subarray(at + 2, at + length);
}

const [DHT, DQT, DRI, APP0, APP1, APP2, APP14] = [0xc4, 0xdb, 0xdd, 0xe0, 0xe1, 0xe2, 0xee];
const EXIF = "Exif\0\0";
export const ICC_PROFILE = "ICC_PROFILE\0";

/** Takes in a segment that sets something; others are passed by. */
export function take(marker: number, data: Uint8Array, into: Settings): void {
  switch (marker) {
    case DQT: { takeQuantization(data, into); return; }
    case DHT: { takeHuffman(data, into); return; }
    case DRI:
      if (data.length !== 2) throw new Broken("its restart interval has the wrong length");
      into.restartInterval = (data[0]! << 8) | data[1]!;
      return;
    case APP0:
      if (begins(data, "JFIF\0")) into.told = { ...into.told, jfif: true };
      return;
    case APP1:
      if (begins(data, EXIF)) into.orientation ??= exifOrientation(data.subarray(EXIF.length));
      return;
    case APP2:
      if (begins(data, ICC_PROFILE) && data.length > ICC_PROFILE.length + 2) takeProfile(data.subarray(ICC_PROFILE.length), into);
      return;
    case APP14:
      if (begins(data, "Adobe") && data.length >= 12) into.told = { ...into.told, transform: data[11] };
  }
}

const begins = (data: Uint8Array, text: string) => Buffer.from(text, "latin1").equals(data.subarray(0, text.length));

function takeQuantization(data: Uint8Array, { quantization }: Settings): void {
  for (let at = 0; at < data.length;) {
    const [bytes, number] = [(data[at]! >> 4) + 1, data[at]! & 15];
    if (bytes > 2 || number > 3 || at + 1 + 64 * bytes > data.length) throw new Broken("a quantisation table is not one");
    const table = new Uint16Array(64);
    for (let k = 0; k < 64; k++) table[k] = bytes === 1 ? data[at + 1 + k]! : (data[at + 1 + 2 * k]! << 8) | data[at + 2 + 2 * k]!;
    quantization[number] = table;
    at += 1 + 64 * bytes;
  }
}

function takeHuffman(data: Uint8Array, { dc, ac }: Settings): void {
  for (let at = 0; at < data.length;) {
    const [kind, number] = [data[at]! >> 4, data[at]! & 15];
    const counts = data.subarray(at + 1, at + 17);
    const size = counts.reduce((sum, count) => sum + count, 0);
    const symbols = data.subarray(at + 17, at + 17 + size);
    if (kind > 1 || number > 3 || counts.length < 16 || size > 256 || symbols.length < size) throw new Broken("a Huffman table is not one");
    if (kind === 0 && symbols.some((symbol) => symbol > 15)) throw new Broken("a Huffman table has codes for sizes that there are not");
    (kind === 0 ? dc : ac)[number] = huffmanTable({ counts, symbols });
    at += 17 + size;
  }
}

/** Number, how many in all, a part of the profile: [ICC] B.4. */
function takeProfile(data: Uint8Array, { profile }: Settings): void {
  profile.parts.set(data[0]!, data.subarray(2));
  profile.count = data[1]!;
}

/** The profile, if all parts are there. */
export function profileOf({ profile: { parts, count } }: Settings): Uint8Array | undefined {
  const all = Array.from({ length: count }, (_, n) => parts.get(n + 1));
  return count > 0 && parts.size === count && all.every((part) => part !== undefined) ? Buffer.concat(all) : undefined;
}
