import { forwardDct } from "./forward";
import { ICC_PROFILE } from "./segments";
import { type HuffmanSpec, TYPICAL_AC, TYPICAL_DC, ZIGZAG } from "./tables";

/** Quantisation of luminance and chrominance at quality 50, row-major: [JPEG] tables K.1 and K.2. */
const QUANTIZATION = [
  [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
  ],
  [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  ],
];
/** Bytes of a profile in one segment. */
const MOST_PART = 65519;

interface JpegParts {
  readonly width: number;
  readonly height: number;
  /** One (grey) or three (red, green, blue). */
  readonly planes: readonly Uint8Array[];
  readonly profile: Uint8Array | undefined;
  /** 50 to 100, as libjpeg counts. */
  readonly quality: number;
}

/** A baseline JPEG of full colours, with the usual Huffman tables: [JPEG] annex B. */
export function encodeJpeg({ width, height, planes, profile, quality }: JpegParts): Buffer {
  const tables = planes.length === 1 ? [0] : [0, 1];
  const quantization = tables.map((t) => Uint8Array.from(QUANTIZATION[t]!, (step) => Math.min(Math.max(Math.floor((step * (200 - 2 * quality) + 50) / 100), 1), 255)));
  const components = planes.map((_, c) => [c + 1, 0x11, c === 0 ? 0 : 1]);
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe0, [...Buffer.from("JFIF\0", "latin1"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...(profile === undefined ? [] : profileSegments(profile)),
    segment(0xdb, tables.flatMap((t) => [t, ...Array.from(ZIGZAG, (p) => quantization[t]![p]!)])),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, planes.length, ...components.flat()]),
    segment(0xc4, tables.flatMap((t) => [[t, TYPICAL_DC[t]!] as const, [0x10 + t, TYPICAL_AC[t]!] as const]).flatMap(([number, { counts, symbols }]) => [number, ...counts, ...symbols])),
    segment(0xda, [planes.length, ...components.flatMap(([id, , table]) => [id!, 0x11 * table!]), 0, 63, 0]),
    pixels(width, height, planes, quantization),
    Buffer.of(0xff, 0xd9),
  ]);
}

function segment(marker: number, content: ArrayLike<number>): Buffer {
  const length = content.length + 2;
  return Buffer.concat([Buffer.of(0xff, marker, length >> 8, length & 255), Uint8Array.from(content)]);
}

function profileSegments(profile: Uint8Array): Buffer[] {
  const count = Math.ceil(profile.length / MOST_PART);
  if (count > 255) return [];
  return Array.from({ length: count }, (_, n) => {
    return segment(0xe2, Buffer.concat([Buffer.from(ICC_PROFILE, "latin1"), Buffer.of(n + 1, count), profile.subarray(n * MOST_PART, (n + 1) * MOST_PART)]));
  });
}

function pixels(width: number, height: number, planes: readonly Uint8Array[], quantization: readonly Uint8Array[]): Buffer {
  const bits = new BitWriter();
  const codes = quantization.map((_, t) => ({ dc: codesOf(TYPICAL_DC[t]!), ac: codesOf(TYPICAL_AC[t]!) }));
  const before = new Int32Array(planes.length);
  const block = new Float64Array(64);
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) {
      for (let c = 0; c < planes.length; c++) {
        const t = c === 0 ? 0 : 1;
        takeBlock(planes, c, width, height, x, y, block);
        forwardDct(block);
        const steps = quantization[t]!;
        for (let p = 0; p < 64; p++) block[p] = Math.round(block[p]! / steps[p]!);
        before[c] = writeBlock(bits, block, before[c]!, codes[t]!);
      }
    }
  }
  return bits.finish();
}

/** 8 × 8 samples of grey, luminance or chrominance by [JFIF], less 128. Beyond the borders the last ones continue. */
function takeBlock(planes: readonly Uint8Array[], c: number, width: number, height: number, x: number, y: number, block: Float64Array): void {
  for (let i = 0; i < 8; i++) {
    const row = Math.min(y + i, height - 1) * width;
    for (let j = 0; j < 8; j++) {
      const p = row + Math.min(x + j, width - 1);
      block[8 * i + j] = planes.length === 1 ? planes[0]![p]! - 128 : mixed(c, planes[0]![p]!, planes[1]![p]!, planes[2]![p]!);
    }
  }
}

function mixed(c: number, red: number, green: number, blue: number): number {
  if (c === 0) return 0.299 * red + 0.587 * green + 0.114 * blue - 128;
  return c === 1 ? -0.168735892 * red - 0.331264108 * green + 0.5 * blue : 0.5 * red - 0.418687589 * green - 0.081312411 * blue;
}

/** By symbol: length × 65536 + code. */
function codesOf({ counts, symbols }: HuffmanSpec): Uint32Array {
  const codes = new Uint32Array(256);
  for (let length = 1, code = 0, place = 0; length <= 16; length++, code *= 2) {
    for (let n = counts[length - 1]!; n > 0; n--) codes[symbols[place++]!] = length * 65536 + code++;
  }
  return codes;
}

/** [JPEG] F.1.2. Returns the first coefficient. */
function writeBlock(bits: BitWriter, block: Float64Array, before: number, { dc, ac }: { dc: Uint32Array; ac: Uint32Array }): number {
  bits.signed(block[0]! - before, 0, dc);
  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    const value = block[ZIGZAG[k]!]!;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.symbol(0xf0, ac);
    bits.signed(value, zeros << 4, ac);
    zeros = 0;
  }
  if (zeros > 0) bits.symbol(0, ac);
  return block[0]!;
}

class BitWriter {
  private bytes = new Uint8Array(65536);
  private length = 0;
  /** The last `count` bits, fewer than 8, wait for more. */
  private buffer = 0;
  private count = 0;

  symbol(symbol: number, codes: Uint32Array): void {
    this.write(codes[symbol]! & 65535, codes[symbol]! >> 16);
  }

  /** The size of a number, as a symbol together with `run`, and its bits. */
  signed(value: number, run: number, codes: Uint32Array): void {
    const size = 32 - Math.clz32(Math.abs(value));
    this.symbol(run | size, codes);
    this.write((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
  }

  finish(): Buffer {
    if (this.count > 0) this.write((1 << (8 - this.count)) - 1, 8 - this.count);
    return Buffer.from(this.bytes.buffer, 0, this.length);
  }

  private write(value: number, size: number): void {
    this.buffer = (this.buffer << size) | value;
    for (this.count += size; this.count >= 8; this.count -= 8) {
      const byte = (this.buffer >> (this.count - 8)) & 255;
      this.put(byte);
      if (byte === 255) this.put(0);
    }
  }

  private put(byte: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = byte;
  }
}
