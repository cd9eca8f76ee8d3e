import { type HuffmanTable, LOOKUP_BITS } from "./huffman";

/** Thrown where the bits at hand are no code, or more are asked for than there are. */
export class BitsError extends Error {
  constructor(readonly ended: boolean) {
    super(ended ? "the bits end" : "no code begins with these bits");
  }
}

/** The bits of entropy-coded data, up to a marker or the end of the file: [JPEG] F.2.2.5. Beyond them come zeros; `overrun` tells whether one was used. */
export class BitReader {
  /** The last `count` of its bits are those ahead, of which the last `padding` are zeros from beyond. */
  private buffer = 0;
  private count = 0;
  private padding = 0;
  private ended = false;

  /** `at`: the next byte to take; at the end that of a marker's 0xFF. */
  constructor(private readonly data: Uint8Array, private at: number) {}

  get overrun(): boolean {
    return this.count < this.padding;
  }

  /** The next symbol. */
  symbol({ lookup, limits, offsets, symbols }: HuffmanTable): number {
    if (this.count < 16) this.fill();
    const entry = lookup[(this.buffer >>> (this.count - LOOKUP_BITS)) & (2 ** LOOKUP_BITS - 1)]!;
    if (entry !== 0) {
      this.count -= entry >> 8;
      return entry & 0xff;
    }
    const ahead = (this.buffer >>> (this.count - 16)) & 0xffff;
    for (let length = LOOKUP_BITS + 1; length <= 16; length++) {
      const code = ahead >> (16 - length);
      if (code >= limits[length]!) continue;
      this.count -= length;
      return symbols[code + offsets[length]!]!;
    }
    throw new BitsError(this.count - 16 < this.padding);
  }

  /** The next `n` bits, 0 to 16, as a number. */
  bits(n: number): number {
    if (this.count < n) this.fill();
    this.count -= n;
    return (this.buffer >>> this.count) & ((1 << n) - 1);
  }

  /** The next `n` bits as a signed number: those that begin with 0 are negative, [JPEG] F.2.2.1. */
  signed(n: number): number {
    if (n === 0) return 0;
    const value = this.bits(n);
    return value < 1 << (n - 1) ? value - (1 << n) + 1 : value;
  }

  /** Where the data end, and how many whole bytes of them were not used. */
  end(): { at: number; unused: number } {
    let unused = Math.max(0, this.count - this.padding) >> 3;
    while (!this.ended) {
      this.next();
      if (!this.ended) unused++;
    }
    return { at: this.at, unused };
  }

  private fill(): void {
    while (this.count <= 24) {
      const byte = this.next();
      if (this.ended) this.padding += 8;
      this.buffer = (this.buffer << 8) | byte;
      this.count += 8;
    }
  }

  /** The next byte, a stuffed zero taken off; 0 at the end. */
  private next(): number {
    if (this.ended) return 0;
    const byte = this.data[this.at];
    if (byte !== 0xff) {
      if (byte === undefined) this.ended = true;
      else this.at++;
      return byte ?? 0;
    }
    let after = this.at + 1;
    while (this.data[after] === 0xff) after++;
    if (this.data[after] !== 0) {
      this.ended = true;
      return 0;
    }
    this.at = after + 1;
    return 0xff;
  }
}
