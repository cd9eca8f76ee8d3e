import { Broken } from "../refusal";
import type { HuffmanSpec } from "./tables";

/** Codes of up to this length are looked up, longer ones are searched. */
export const LOOKUP_BITS = 9;

/** [JPEG] annex C and F.2.2.3. */
export interface HuffmanTable {
  /** By the next LOOKUP_BITS bits: length × 256 + symbol, 0 where the code is longer or there is none. */
  readonly lookup: Uint16Array;
  /** By length: one more than the greatest code, -1 where there is none. */
  readonly limits: Int32Array;
  /** By length: what to add to a code for its place among the symbols. */
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

export function huffmanTable({ counts, symbols }: HuffmanSpec): HuffmanTable {
  const lookup = new Uint16Array(2 ** LOOKUP_BITS);
  const [limits, offsets] = [new Int32Array(17).fill(-1), new Int32Array(17)];
  for (let length = 1, code = 0, place = 0; length <= 16; length++, code *= 2) {
    offsets[length] = place - code;
    for (let n = counts[length - 1]!; n > 0; n--, code++, place++) {
      if (length > LOOKUP_BITS) continue;
      const first = code << (LOOKUP_BITS - length);
      lookup.fill((length << 8) | symbols[place]!, first, first + 2 ** (LOOKUP_BITS - length));
    }
    if (code >= 2 ** length) throw new Broken("a Huffman table has more codes than there are"); // the code of ones alone is none
    if (counts[length - 1]! > 0) limits[length] = code;
  }
  return { lookup, limits, offsets, symbols };
}
