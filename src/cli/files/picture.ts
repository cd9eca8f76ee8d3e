import { extname } from "node:path";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import type { Matrix } from "../../index";
import { DataError, UsageError, oneLine } from "../failure";
import { readBytes } from "./input";

/** A picture as one matrix per channel, height × width, entries 0 to `2 ** depth - 1`. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: 8 | 16;
  /** One (grey) or three (red, green, blue). */
  readonly channels: readonly Matrix[];
  /** Opacity in reading order, absent where the whole picture is opaque. */
  readonly alpha?: Uint8Array | Uint16Array;
  /** The gamma a PNG announces, 0 if it announces none. */
  readonly gamma: number;
}

export type PictureFormat = "png" | "jpg";

/** Larger pictures are refused before they are unpacked: a file of some bytes can announce any size. */
const MOST_MEGAPIXELS = 100;
const MOST_JPEG_MEGABYTES = 2048;

const JPEG_QUALITY = 95;

/** Signature, size and checksum of a PNG's first chunk. */
const PNG_HEADER_BYTES = 33;
/** How the decoders say that a file is cut off. */
const CUT_OFF = /read requests|unexpected end|out of (range|bounds)|premature|end of (file|data)/i;

/** Colour types of the PNG format, by number of samples. */
const PNG_COLOR_TYPES = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/** The picture in a PNG or JPEG file, told apart by their content. */
export function readPicture(path: string, bytes = readBytes(path)): Picture {
  const format = pictureFormat(bytes);
  if (format === undefined) throw new DataError(`${path}: is neither a PNG nor a JPEG picture`);
  try {
    return format === "png" ? decodePng(bytes) : decodeJpeg(bytes);
  } catch (error) {
    const reason = oneLine(error instanceof Error ? error.message : String(error));
    throw new DataError(`${path}: is a broken ${format === "png" ? "PNG" : "JPEG"} picture: ${CUT_OFF.test(reason) ? "it ends too early" : reason}`);
  }
}

/** The format of a picture's bytes, if they are one. */
export function pictureFormat(bytes: Buffer): PictureFormat | undefined {
  if (bytes.toString("latin1", 0, 4) === "\x89PNG") return "png";
  return bytes.toString("latin1", 0, 3) === "\xff\xd8\xff" ? "jpg" : undefined;
}

/** The format of an output picture, by its name. */
export function outputPictureFormat(path: string): PictureFormat {
  const extension = extname(path).toLowerCase();
  if (extension === ".png") return "png";
  if (extension === ".jpg" || extension === ".jpeg") return "jpg";
  throw new UsageError(`output ${path}: expected a name ending in .png or .jpg`);
}

/** The same picture with other channels, rounded to whole samples and clamped to their range. */
export function withChannels(picture: Picture, channels: readonly Matrix[]): Picture {
  const most = 2 ** picture.depth - 1;
  const rounded = channels.map(({ rows, columns, data }) => {
    return { rows, columns, data: data.map((sample) => Math.min(Math.max(Math.round(sample), 0), most)) };
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

/** A picture as the bytes of a file. A JPEG has 8 bits per sample and no transparency. */
export function encodePicture(picture: Picture, format: PictureFormat, path: string): Buffer {
  if (format === "png") return encodePng(picture);
  if (picture.alpha !== undefined) throw new DataError(`${path}: a JPEG has no transparency, which the picture has: write a .png`);
  const { width, height, depth } = picture;
  const data = interleave(picture, 4, new Uint8Array(width * height * 4), (sample) => depth === 16 ? Math.round(sample / 257) : sample);
  return jpeg.encode({ width, height, data }, JPEG_QUALITY).data;
}

function decodePng(bytes: Buffer): Picture {
  if (bytes.length < PNG_HEADER_BYTES) throw new Error("it ends too early");
  checkSize(bytes.readUInt32BE(16), bytes.readUInt32BE(20));
  const depth = bytes[24] === 16 ? 16 : 8;
  const png = PNG.sync.read(bytes, { skipRescale: depth === 16 });
  return split(png.width, png.height, depth, png.data, png.gamma);
}

function decodeJpeg(bytes: Buffer): Picture {
  const options = { useTArray: true, maxResolutionInMP: MOST_MEGAPIXELS, maxMemoryUsageInMB: MOST_JPEG_MEGABYTES, tolerantDecoding: false } as const;
  const { width, height, data } = jpeg.decode(bytes, options);
  return split(width, height, 8, data, 0);
}

function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new Error("it has no pixels");
  if (width * height > MOST_MEGAPIXELS * 1e6) throw new Error(`${width} × ${height} pixels are more than ${MOST_MEGAPIXELS} million`);
}

function encodePng(picture: Picture): Buffer {
  const { width, height, depth, channels, alpha, gamma } = picture;
  const samples = channels.length + (alpha === undefined ? 0 : 1) as 1 | 2 | 3 | 4;
  const colorType = PNG_COLOR_TYPES[samples];
  const length = width * height * samples;
  const data = interleave(picture, samples, depth === 16 ? new Uint16Array(length) : new Uint8Array(length));
  const png = Object.assign(new PNG(), { width, height, gamma, data: Buffer.from(data.buffer) });
  return PNG.sync.write(png, { colorType, inputColorType: colorType, inputHasAlpha: alpha !== undefined, bitDepth: depth });
}

/** Reads red, green, blue, alpha in turn. Equal colours make a grey picture; full opacity none. */
function split(width: number, height: number, depth: 8 | 16, samples: Uint8Array | Uint16Array, gamma: number): Picture {
  const planes = [0, 1, 2].map((c) => plane(samples, c, new Float64Array(width * height)));
  const alpha = plane(samples, 3, depth === 16 ? new Uint16Array(width * height) : new Uint8Array(width * height));
  const [red, green, blue] = planes as [Float64Array, Float64Array, Float64Array];
  const grey = red.every((sample, p) => sample === green[p] && sample === blue[p]);
  const opaque = alpha.every((sample) => sample === 2 ** depth - 1);
  const channels = (grey ? [red] : planes).map((data) => ({ rows: height, columns: width, data }));
  return { width, height, depth, channels, gamma, ...(opaque ? {} : { alpha }) };
}

/** Every fourth sample, from the first-th on. */
function plane<T extends Float64Array | Uint8Array | Uint16Array>(samples: Uint8Array | Uint16Array, first: number, target: T): T {
  for (let p = 0; p < target.length; p++) target[p] = samples[4 * p + first]!;
  return target;
}

/** Writes red, green, blue (or grey) and alpha in turn; of four samples the first three of a grey picture are equal. */
function interleave<T extends Uint8Array | Uint16Array>({ channels, alpha, depth }: Picture, samples: number, target: T, convert = (sample: number) => sample): T {
  const colours = samples > 2 ? 3 : 1;
  for (let c = 0; c < colours; c++) {
    const { data } = channels[c] ?? channels[0]!;
    for (let p = 0; p < data.length; p++) target[samples * p + c] = convert(data[p]!);
  }
  if (samples > colours) {
    for (let p = 0; p * samples < target.length; p++) target[samples * p + colours] = alpha === undefined ? convert(2 ** depth - 1) : alpha[p]!;
  }
  return target;
}
