import { allocate } from "../lists";

/** Characters of the alphabet; all but the last two stand for a byte by themselves. */
const ALPHABET = 89;
const SINGLES = ALPHABET - 2;
const DIGITS = 512;

/** The bytes of a text by tools/encode-wasm.mjs: its alphabet, the bytes by frequency in hexadecimal digits, then the bytes. */
export function decodeWasm(text: string): Uint8Array<ArrayBuffer> {
  const rank = new Uint8Array(128);
  for (let i = 0; i < ALPHABET; i++) rank[text.charCodeAt(i)] = i;
  const order = Array.from({ length: DIGITS / 2 }, (_, i) => parseInt(text.slice(ALPHABET + 2 * i, ALPHABET + 2 * i + 2), 16));
  const bytes = allocate(text.length, "a WebAssembly module", Uint8Array);
  let count = 0;
  for (let at = ALPHABET + DIGITS; at < text.length; at++) {
    let symbol = rank[text.charCodeAt(at)]!;
    if (symbol >= SINGLES) symbol = SINGLES * (symbol - SINGLES + 1) + rank[text.charCodeAt(++at)]!;
    bytes[count++] = order[symbol]!;
  }
  return bytes.subarray(0, count);
}
