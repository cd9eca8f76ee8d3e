/** PGM and PPM, the pictures of Netpbm: grey and colour, in binary (P5, P6) and in text (P2, P3). */
import { checkDeclared } from "./limits";
import { Broken, endsTooEarly, Unsupported } from "./refusal";
import { type Decoded, type Samples, samplesOf } from "./samples";

const [HASH, NEWLINE, ZERO] = [35, 10, 48];
const MOST_VALUE = 65535;
const BLANKS = " \t\n\v\f\r";

/** Whether bytes begin like one of the family, bitmaps included. */
export function isNetpbm(start: Buffer): boolean {
  return /^P[1-7][\s#]/.test(start.toString("latin1", 0, 3));
}

/** The first picture in a file; samples up to a largest value other than 255 and 65535 become the nearest of 8 or 16 bits. */
export function decodeNetpbm(bytes: Buffer): Decoded {
  const kind = bytes[1]! - ZERO;
  if (![2, 3, 5, 6].includes(kind)) throw new Unsupported(kind === 7 ? "PAM" : "a bitmap, PBM");
  const words = new Words(bytes, 2);
  const [width, height, most] = ["the width", "the height", "the largest value"].map((what) => words.next(what)) as [number, number, number];
  if (most < 1 || most > MOST_VALUE) throw new Broken(`its largest value is ${most}: expected 1 to ${MOST_VALUE}`);
  const count = kind === 2 || kind === 5 ? 1 : 3;
  const depth = most > 255 ? 16 : 8;
  checkDeclared({ width, height, samples: count, memory: 2 * width * height * count * (depth / 8), bytes: bytes.length });
  const isText = kind < 4;
  const start = words.at + 1; // one blank stands behind the largest value
  const width8 = depth / 8;
  const pixels = width * height;
  if (!isText && start + pixels * count * width8 > bytes.length) {
    throw endsTooEarly(`${Math.max(0, Math.floor((bytes.length - start) / (width * count * width8)))} of ${height} rows are there`);
  }
  const planes = Array.from({ length: count }, () => samplesOf(depth, pixels));
  const full = 2 ** depth - 1;
  for (let p = 0, at = start; p < pixels; p++) {
    for (let c = 0; c < count; c++, at += width8) {
      const value = isText ? words.next("a sample") : depth === 16 ? bytes.readUInt16BE(at) : bytes[at]!;
      if (value > most) throw new Broken(`a sample is ${value}: expected at most ${most}`);
      planes[c]![p] = most === full ? value : Math.round((value * full) / most);
    }
  }
  const rest = isText ? 0 : bytes.length - start - pixels * count * width8;
  return { width, height, depth, bits: Math.ceil(Math.log2(most + 1)), planes, orientation: 1, colour: [], ignored: rest > 0 && isNetpbm(bytes.subarray(bytes.length - rest)) ? ["further pictures"] : [], fromInks: false };
}

/** One or three planes as P5 or P6. */
export function encodeNetpbm(width: number, height: number, depth: 8 | 16, planes: readonly Samples[]): Buffer {
  const head = Buffer.from(`P${planes.length === 1 ? 5 : 6}\n${width} ${height}\n${2 ** depth - 1}\n`);
  const body = Buffer.alloc(width * height * planes.length * (depth / 8));
  for (let p = 0, at = 0; p < width * height; p++) {
    for (const plane of planes) at = depth === 16 ? body.writeUInt16BE(plane[p]!, at) : body.writeUInt8(plane[p]!, at);
  }
  return Buffer.concat([head, body]);
}

/** Whole numbers between blanks and comments. */
class Words {
  constructor(private readonly bytes: Buffer, public at: number) {}

  next(what: string): number {
    const { bytes } = this;
    for (; this.at < bytes.length; this.at++) {
      if (bytes[this.at] === HASH) while (this.at < bytes.length && bytes[this.at] !== NEWLINE) this.at++;
      else if (!BLANKS.includes(String.fromCharCode(bytes[this.at]!))) break;
    }
    const from = this.at;
    let value = 0;
    while (this.at < bytes.length && bytes[this.at]! >= ZERO && bytes[this.at]! <= ZERO + 9) value = 10 * value + bytes[this.at++]! - ZERO;
    if (this.at >= bytes.length && this.at === from) throw endsTooEarly(`${what} is missing`);
    if (this.at === from || this.at - from > 9) throw new Broken(`${what} is no whole number`);
    return value;
  }
}
