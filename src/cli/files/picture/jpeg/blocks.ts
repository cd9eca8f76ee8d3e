import { type BitReader, BitsError } from "./bits";
import type { HuffmanTable } from "./huffman";
import { MOST_COEFFICIENT, ZIGZAG } from "./tables";

const damaged = () => new BitsError(false);

/**
 * A block of a sequential scan: [JPEG] F.2.2. Adds to `block`, 64 zeros in row-major order, the coefficients times `quantization` (in the order of the file).
 *
 * @param before  the first coefficient of the block before, not multiplied.
 * @returns the first coefficient of this one.
 */
export function sequentialBlock(bits: BitReader, dc: HuffmanTable, ac: HuffmanTable, before: number, quantization: Uint16Array, block: Int32Array): number {
  const first = before + bits.signed(bits.symbol(dc));
  block[0] = bounded(first * quantization[0]!);
  for (let k = 1; k < 64; k++) {
    const symbol = bits.symbol(ac);
    const size = symbol & 15;
    if (size === 0) {
      if (symbol !== 0xf0) break;
      k += 15;
      continue;
    }
    k += symbol >> 4;
    if (k > 63) throw damaged();
    block[ZIGZAG[k]!] = bounded(bits.signed(size) * quantization[k]!);
  }
  return first;
}

function bounded(coefficient: number): number {
  if (Math.abs(coefficient) > MOST_COEFFICIENT) throw damaged();
  return coefficient;
}

/** What a progressive scan sends: coefficients `from` to `to` in the order of the file, down to bit `low`, which is the first time or the next bit. [JPEG] G.1. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly refines: boolean;
}

/** Blocks of a progressive scan of AC coefficients: [JPEG] G.1.2. `coefficients` is the whole component's, 64 of each block in row-major order. */
export class AcBlocks {
  /** Blocks ahead that bring nothing new. */
  private run = 0;

  constructor(private readonly band: Band, private readonly table: HuffmanTable, private readonly coefficients: Int16Array, private readonly touched: Uint8Array) {}

  /** Whether a run goes on beyond what was read. */
  get open(): boolean {
    return this.run > 0;
  }

  read(bits: BitReader, block: number): void {
    if (this.band.refines) this.refine(bits, block);
    else if (this.run > 0) this.run--;
    else this.first(bits, block);
  }

  /** G.1.2.2. */
  private first(bits: BitReader, block: number): void {
    const { from, to, low } = this.band;
    for (let k = from; k <= to; k++) {
      const symbol = bits.symbol(this.table);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0) {
        if (run < 15) {
          this.run = (1 << run) - 1 + bits.bits(run);
          return;
        }
        k += 15;
        continue;
      }
      k += run;
      if (k > to) throw damaged();
      this.coefficients[64 * block + ZIGZAG[k]!] = bits.signed(size) * 2 ** low;
      this.touched[block] = 1;
    }
  }

  /** G.1.2.3: a bit for each coefficient that is not 0, and new ones of ±1 between. */
  private refine(bits: BitReader, block: number): void {
    const { from, to, low } = this.band;
    let k = from;
    if (this.run === 0) {
      for (; k <= to; k++) {
        const symbol = bits.symbol(this.table);
        const size = symbol & 15;
        let zeros = symbol >> 4;
        let value = 0;
        if (size > 1) throw damaged();
        if (size === 1) {
          value = bits.bits(1) === 1 ? 2 ** low : -(2 ** low);
        } else if (zeros < 15) {
          this.run = (1 << zeros) + bits.bits(zeros);
          break;
        }
        for (; k <= to; k++) {
          const place = 64 * block + ZIGZAG[k]!;
          if (this.coefficients[place] !== 0) {
            this.correct(bits, place);
          } else if (zeros-- === 0) {
            if (value !== 0) {
              this.coefficients[place] = value;
              this.touched[block] = 1;
            }
            break;
          }
        }
        if (value !== 0 && k > to) throw damaged();
      }
    }
    if (this.run === 0) return;
    this.run--;
    if (this.touched[block] === 0) return;
    for (; k <= to; k++) {
      const place = 64 * block + ZIGZAG[k]!;
      if (this.coefficients[place] !== 0) this.correct(bits, place);
    }
  }

  private correct(bits: BitReader, place: number): void {
    if (bits.bits(1) === 0) return;
    const value = this.coefficients[place]!;
    this.coefficients[place] = value + (value > 0 ? 2 ** this.band.low : -(2 ** this.band.low));
  }
}
