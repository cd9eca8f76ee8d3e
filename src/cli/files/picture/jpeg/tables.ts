/** Place in an 8 × 8 block, row-major, of each coefficient in the order of the file: [JPEG] figure A.6. */
export const ZIGZAG = zigzag();

function zigzag(): Uint8Array {
  const order = new Uint8Array(64);
  for (let k = 0, sum = 0; sum < 15; sum++) {
    for (let i = Math.max(0, sum - 7); i <= Math.min(7, sum); i++) {
      const [row, column] = sum % 2 === 0 ? [sum - i, i] : [i, sum - i];
      order[k++] = 8 * row + column;
    }
  }
  return order;
}

/**
 * No coefficient of 8-bit samples, multiplied again, is larger: it was 1024 at most, and rounding doubles what it does not make 0. The rest is room for programs
 * that change coefficients. Larger ones show that the data were misread.
 */
export const MOST_COEFFICIENT = 4096;

/** How many codes there are of each length from 1 to 16, and what they stand for, in their order. */
export interface HuffmanSpec {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

const spec = (counts: readonly number[], symbols: readonly number[]): HuffmanSpec => ({ counts: Uint8Array.from(counts), symbols: Uint8Array.from(symbols) });
const hex = (text: string) => [...text.matchAll(/../g)].map(([pair]) => parseInt(pair, 16));
const TWELVE = Array.from({ length: 12 }, (_, n) => n);

/** The tables of [JPEG] annex K.3: those of luminance, then of chrominance. A file without tables means these. */
export const TYPICAL_DC: readonly HuffmanSpec[] = [
  spec([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], TWELVE),
  spec([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], TWELVE),
];
export const TYPICAL_AC: readonly HuffmanSpec[] = [
  spec([0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125], hex(
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748"
    + "494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2"
    + "c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
  )),
  spec([0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119], hex(
    "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a4344454647"
    + "48494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9ba"
    + "c2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
  )),
];
