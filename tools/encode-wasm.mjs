// Bytes as text for a string literal of src/wasm: shorter than other digits, and after gzip no longer than the bytes themselves.

/** What no kind of string literal, no template and no script element of a page has to escape. */
const ALPHABET = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !"\"'`\\$<".includes(c));
/** The commonest bytes are one character each, the others two, of which the first is one of the last two characters. */
const SINGLES = ALPHABET.length - 2;

/** The alphabet, the bytes by frequency as hexadecimal digits, then the bytes. src/wasm/decode.ts reads it. */
export function encodeWasm(bytes) {
  const count = new Array(256).fill(0);
  for (const byte of bytes) count[byte]++;
  const order = [...count.keys()].sort((a, b) => count[b] - count[a] || a - b);
  const characters = new Array(256);
  order.forEach((byte, rank) => {
    const pair = rank - SINGLES;
    characters[byte] = pair < 0 ? ALPHABET[rank] : ALPHABET[SINGLES + Math.floor(pair / SINGLES)] + ALPHABET[pair % SINGLES];
  });
  return ALPHABET.join("") + order.map((byte) => byte.toString(16).padStart(2, "0")).join("") + Array.from(bytes, (byte) => characters[byte]).join("");
}
