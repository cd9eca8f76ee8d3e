// Bytes as text for a string literal of src/wasm: shorter than other digits, and after gzip no longer than the bytes themselves.

/** Printable characters but those that some kind of string literal, a template or a script element of a page has to escape: those of `LEFT_OUT` in src/wasm/decode.ts. */
const ALPHABET = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !"\"'`\\$<".includes(c));
/** The commonest bytes are one character each, the others two, of which the first is one of the last two characters. */
const SINGLES = ALPHABET.length - 2;

/** For each byte whether it is one of the commonest, 1 or 0; then the bytes. Characters rise with the bytes they stand for. src/wasm/decode.ts reads it. */
export function encodeWasm(bytes) {
  const count = new Array(256).fill(0);
  for (const byte of bytes) count[byte]++;
  const common = new Set([...count.keys()].sort((a, b) => count[b] - count[a] || a - b).slice(0, SINGLES));
  const characters = new Array(256);
  let [single, pair] = [0, 0];
  for (let byte = 0; byte < 256; byte++) {
    if (common.has(byte)) characters[byte] = ALPHABET[single++];
    else characters[byte] = ALPHABET[SINGLES + Math.floor(pair / SINGLES)] + ALPHABET[pair++ % SINGLES];
  }
  return Array.from(characters, (text) => 2 - text.length).join("") + Array.from(bytes, (byte) => characters[byte]).join("");
}
