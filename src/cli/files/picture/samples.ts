/** Samples in reading order, 0 to 255 or 0 to 65535. */
export type Samples = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** A decoded file, before it is turned. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  /** Bits of the samples here. */
  readonly depth: 8 | 16;
  /** Bits of a sample in the file: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  /** One (grey) or three (red, green, blue). */
  readonly planes: readonly Samples[];
  readonly alpha?: Samples;
  /** 1 to 8, as EXIF counts them; 1 where nothing is said. */
  readonly orientation: number;
  /** The bytes of an ICC profile, unchecked. */
  readonly profile?: Uint8Array;
  /** Chunks of a PNG that say what its numbers mean as colours. */
  readonly colour: readonly ColourChunk[];
  /** What was left out, in words: what was broken and is of no need, and what is no part of one picture. */
  readonly ignored: readonly string[];
  /** Whether it was stored as inks, and is red, green and blue here. */
  readonly fromInks: boolean;
}

export interface ColourChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

export const samplesOf = (depth: 8 | 16, length: number): Samples => (depth === 16 ? new Uint16Array(length) : new Uint8Array(length));

/** Whether two planes hold the same samples. */
export function equalSamples(a: Samples, b: Samples): boolean {
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Samples) => new Uint8Array(buffer, byteOffset, byteLength);
