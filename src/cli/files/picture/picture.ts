import type { Matrix } from "../../../index";
import { DataError } from "../../failure";
import { readBytes } from "../input";
import { decodeJpeg } from "./jpeg/decode";
import { encodeJpeg } from "./jpeg/encode";
import { decodeNetpbm, encodeNetpbm, isNetpbm } from "./netpbm";
import { swapsSides, upright } from "./orientation";
import { decodePng } from "./png/decode";
import { encodePng } from "./png/encode";
import { type Profile, fittingProfile } from "./profile";
import { Broken, Refusal, Unsupported } from "./refusal";
import { type ColourChunk, type Decoded, type Samples, equalSamples, samplesOf } from "./samples";

/** The samples of one colour, row-major: height × width whole numbers, 0 to `2 ** depth - 1`. */
interface Channel {
  readonly rows: number;
  readonly columns: number;
  readonly data: Samples;
}

/** A picture, upright. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: 8 | 16;
  /** One (grey) or three (red, green, blue). */
  readonly channels: readonly Channel[];
  /** Opacity in reading order, absent where the whole picture is opaque. */
  readonly alpha?: Samples;
  /** The colour profile that the file brought, if it fits. */
  readonly profile?: Profile;
  /** What else a PNG says of the meaning of its numbers. */
  readonly colour: readonly ColourChunk[];
  readonly origin: Origin;
}

/** What a report tells of the file. */
interface Origin {
  readonly format: PictureFormat;
  /** Bits per sample in the file, 1 to 16. */
  readonly bits: number;
  /** As EXIF counts, 1 to 8; the picture here has been turned by it. */
  readonly orientation: number;
  /** What was left out, in words. */
  readonly ignored: readonly string[];
  /** Whether it was stored as inks (CMYK). */
  readonly fromInks: boolean;
}

export const PICTURE_FORMATS = ["png", "jpg", "pgm", "ppm"] as const;

export type PictureFormat = (typeof PICTURE_FORMATS)[number];

export const PICTURE_NAMES = { png: "PNG", jpg: "JPEG", pgm: "PGM", ppm: "PPM" } as const;
const JPEG_QUALITY = 95;
/** Pixels of a JPEG's side. */
const MOST_JPEG_PIXELS = 65535;

/** The picture in a PNG or JPEG file, told apart by their content. */
export function readPicture(path: string, bytes = readBytes(path)): Picture {
  const format = pictureFormat(bytes);
  if (format === undefined) throw new DataError(`${path}: is no PNG, JPEG, PGM or PPM picture`);
  try {
    return pictureOf(format, format === "png" ? decodePng(bytes) : format === "jpg" ? decodeJpeg(bytes) : decodeNetpbm(bytes));
  } catch (error) {
    const name = PICTURE_NAMES[format];
    if (error instanceof Broken) throw new DataError(`${path}: is a broken ${name} picture: ${error.message}`);
    if (error instanceof Unsupported) throw new DataError(`${path}: is a ${name} picture of a kind that is not read (${error.message}): save it as an ordinary PNG or JPEG`);
    if (error instanceof Refusal) throw new DataError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The format of a picture's bytes, if they are one. */
export function pictureFormat(bytes: Buffer): PictureFormat | undefined {
  if (bytes.toString("latin1", 0, 4) === "\x89PNG") return "png";
  if (isNetpbm(bytes)) return ["2", "5"].includes(String.fromCharCode(bytes[1]!)) ? "pgm" : "ppm";
  return bytes.toString("latin1", 0, 3) === "\xff\xd8\xff" ? "jpg" : undefined;
}

/** A channel as a matrix to compute with. */
export function matrixOf({ rows, columns, data }: Channel): Matrix {
  return { rows, columns, data: new Float64Array(data) };
}

/** The same picture with other channels, rounded to whole samples and clamped to their range. */
export function withChannels(picture: Picture, channels: readonly (Matrix | Matrix<Float32Array>)[]): Picture {
  const most = 2 ** picture.depth - 1;
  const rounded = channels.map(({ rows, columns, data }) => {
    const samples = samplesOf(picture.depth, data.length);
    for (let p = 0; p < data.length; p++) samples[p] = Math.min(Math.max(Math.round(data[p]!), 0), most);
    return { rows, columns, data: samples };
  });
  return { ...picture, channels: rounded };
}

/** Peak signal-to-noise ratio in dB, over all channels: 10 log10(peak² / mean squared difference). Infinite for equal pictures. */
export function peakSignalToNoise(a: Picture, b: Picture): number {
  let squares = 0;
  let samples = 0;
  a.channels.forEach(({ data }, c) => {
    const other = b.channels[c]!.data;
    samples += data.length;
    for (let p = 0; p < data.length; p++) squares += (data[p]! - other[p]!) ** 2;
  });
  return 10 * Math.log10((2 ** a.depth - 1) ** 2 / (squares / samples));
}

/** A picture as the bytes of a file, with its profile; a PGM or PPM has none. A JPEG has 8 bits per sample and no transparency. */
export function encodePicture(picture: Picture, format: PictureFormat, path: string): Buffer {
  const { width, height, depth, channels, alpha, profile, colour } = picture;
  const colours = channels.length === 1 && profile?.space === "RGB" ? [0, 0, 0] : channels.map((_, c) => c);
  const planes = colours.map((c) => channels[c]!.data);
  if (format === "png") {
    return encodePng({ width, height, depth, planes: alpha === undefined ? planes : [...planes, alpha], colour, profile: profile?.bytes });
  }
  if (alpha !== undefined) throw new DataError(`${path}: a ${PICTURE_NAMES[format]} has no transparency, which the picture has: write a .png`);
  if (format !== "jpg") {
    if (format === "pgm" && planes.length > 1) throw new DataError(`${path}: a PGM is grey, and the picture has colours: write a .ppm or .png`);
    return encodeNetpbm(width, height, depth, format === "ppm" && planes.length === 1 ? [planes[0]!, planes[0]!, planes[0]!] : planes);
  }
  if (Math.max(width, height) > MOST_JPEG_PIXELS) throw new DataError(`${path}: a JPEG has at most ${MOST_JPEG_PIXELS} pixels a side, the picture ${width} × ${height}: write a .png`);
  return encodeJpeg({ width, height, planes: planes.map(inEightBits), profile: profile?.bytes, quality: JPEG_QUALITY });
}

function inEightBits(samples: Samples): Uint8Array {
  return samples instanceof Uint8Array ? samples : Uint8Array.from(samples, (sample) => Math.round(sample / 257));
}

/** Brings a decoded file upright. Equal colours make a grey picture; full opacity none. */
function pictureOf(format: PictureFormat, decoded: Decoded): Picture {
  const { width, height, depth, bits, orientation, colour, fromInks } = decoded;
  const [red, green, blue] = decoded.planes as [Samples, Samples?, Samples?];
  const grey = green === undefined || blue === undefined || (equalSamples(red, green) && equalSamples(red, blue));
  const turned = (plane: Samples) => upright(plane, width, height, orientation, depth);
  const [rows, columns] = swapsSides(orientation) ? [width, height] : [height, width];
  const channels = (grey ? [red] : decoded.planes).map((plane) => ({ rows, columns, data: turned(plane) }));
  const opaque = decoded.alpha?.every((sample) => sample === 2 ** depth - 1) ?? true;
  const profile = decoded.profile === undefined ? undefined : fittingProfile(decoded.profile, decoded.planes.length);
  const ignored = [...new Set(decoded.ignored), ...(decoded.profile !== undefined && profile === undefined ? ["colour profile that does not fit"] : [])];
  return {
    width: columns, height: rows, depth, channels, colour, origin: { format, bits, orientation, ignored, fromInks },
    ...(opaque ? {} : { alpha: turned(decoded.alpha!) }), ...(profile === undefined ? {} : { profile }),
  };
}
