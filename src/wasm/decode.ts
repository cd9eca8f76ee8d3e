import { allocate } from "../lists";

/** Printable characters that the text goes without; of the others all but the last two stand for a byte by themselves. */
const LEFT_OUT = "\"'`\\$<";
const SINGLES = 87;
const BYTES = 256;

/** The bytes of a text by tools/encode-wasm.mjs: for each of the 256 whether one character stands for it, then the bytes. */
export function decodeWasm(text: string): Uint8Array<ArrayBuffer> {
  const rank = new Uint8Array(128);
  for (let code = 32, count = 0; code < 127; code++) if (!LEFT_OUT.includes(String.fromCharCode(code))) rank[code] = count++;
  const order = ["1", "0"].flatMap((length) => Array.from({ length: BYTES }, (_, byte) => byte).filter((byte) => text[byte] === length));
  const bytes = allocate(text.length, "a WebAssembly module", Uint8Array);
  let count = 0;
  for (let at = BYTES; at < text.length; at++) {
    let symbol = rank[text.charCodeAt(at)]!;
    if (symbol >= SINGLES) symbol = SINGLES * (symbol - SINGLES + 1) + rank[text.charCodeAt(++at)]!;
    bytes[count++] = order[symbol]!;
  }
  return bytes.subarray(0, count);
}
