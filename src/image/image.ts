/**
 * Pictures of a canvas, compressed by their singular values.
 *
 * @module lowrank/image
 */
import type { Matrix, RankCriterion, Svd } from "lowrank";
import { describe } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { chooseRank, frobeniusNorm, lowRank, matrix, reconstruct, svd } from "../index";

/** Pixels as an ImageData has them, four numbers each: red, green, blue, opacity, 0 to 255. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** A picture of low rank, and how near it is. */
export interface CompressedImage {
  readonly width: number;
  readonly height: number;
  /** Pixels, whole numbers; the opacity is that of the original. `new ImageData(data, width)` makes a picture of a canvas of them. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** The rank of every channel, 0 to min(width, height). */
  readonly rank: number;
  /** Share of the sum of squares of all channels that is kept, 0 to 1. */
  readonly energy: number;
  /** Norm of what is lost over the norm of the picture, all channels together, before rounding to whole numbers. */
  readonly relativeError: number;
  /** Numbers in the factors: rank × (width + height) per channel. */
  readonly storedNumbers: number;
  /** Samples over stored numbers. Infinity at rank 0. */
  readonly compression: number;
  /** One decomposition (grey) or three (red, green, blue), for `factors` and `reconstruct`: what is to be stored. */
  readonly channels: readonly Svd[];
}

/**
 * A picture approximated by one of low rank: each channel by itself, all at one rank; one channel if the picture is grey.
 *
 * @param image      an ImageData, or { width, height, data } with 4 × width × height numbers; not modified.
 * @param criterion  the rank, or a rule for it: see `RankCriterion`. A rule goes by the sums of squares of all channels together.
 * @returns the picture and how near it is.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if `data` has another length, a number in it is not finite, or the criterion is out of range;
 * @throws OutOfMemoryError  as `svd` does.
 *
 * Cost a `svd` per channel for a rule, for a rank that of `lowRank`: 3 × 1 s for 1000 × 1000 pixels, so run it in a worker. `lowrank compress` does the same with files.
 *
 * @example
 * const grey = { width: 2, height: 2, data: Uint8ClampedArray.of(10, 10, 10, 255, 20, 20, 20, 255, 30, 30, 30, 255, 60, 60, 60, 255) };
 * compressImage(grey, 1).rank; // 1
 * compressImage(grey, { energy: 1 }).data[12]; // 60
 */
export function compressImage(image: Pixels, criterion: RankCriterion): CompressedImage {
  const { width, height, data } = read(image);
  const channels = channelsOf(width, height, data);
  const parts = typeof criterion === "number" ? channels.map((channel) => lowRank(channel, criterion)) : atOneRank(channels, criterion);
  const [whole, lost] = [length(channels.map((channel) => frobeniusNorm(channel))), length(parts.map(({ error }) => error.frobenius))];
  const relativeError = whole === 0 ? 0 : Math.min(1, lost / whole);
  const rank = parts[0]?.rank ?? 0;
  const storedNumbers = channels.length * rank * (width + height);
  return {
    width, height, data: painted(data, parts.map((part) => reconstruct(part))), rank, energy: (1 - relativeError) * (1 + relativeError), relativeError,
    storedNumbers, compression: storedNumbers === 0 ? Infinity : (channels.length * width * height) / storedNumbers,
    channels: parts.map(({ U, S, V }) => ({ U, S, V })),
  };
}

/** Each part read once, the pixels in a copy. */
function read(image: unknown): { width: number; height: number; data: Matrix["data"] } {
  if (typeof image !== "object" || image === null) throw wrongKind(`image is ${describe(image)}: expected an ImageData or { width, height, data }`);
  const { width, height, data } = image as { [K in keyof Pixels]: unknown };
  const { data: pixels } = matrix({ rows: 1, columns: (data as ArrayLike<number> | undefined)?.length ?? 0, data: data as ArrayLike<number> });
  for (const [name, size] of [["width", width], ["height", height]] as const) {
    if (typeof size !== "number") throw wrongKind(`image.${name} is ${describe(size)}: expected an integer, 1 or more`);
    if (!Number.isInteger(size) || size < 1) throw outOfRange(`image.${name} is ${size}: expected an integer, 1 or more`);
  }
  const expected = 4 * (width as number) * (height as number);
  if (pixels.length !== expected) throw outOfRange(`image.data has length ${pixels.length}: expected ${expected}, 4 × width × height`);
  return { width: width as number, height: height as number, data: pixels };
}

/** Red, green and blue, or what all three are. */
function channelsOf(width: number, height: number, data: Float64Array): Matrix[] {
  const colours = [0, 1, 2].map((offset) => matrix({ shape: [height, width], strides: [4 * width, 4], offset, data }));
  const [red, green, blue] = colours as [Matrix, Matrix, Matrix];
  const isGrey = red.data.every((x, p) => x === green.data[p] && x === blue.data[p]);
  return isGrey ? [red] : colours;
}

/** The decompositions at the rank that the criterion picks for the values s_i = √(Σ s_i² of the channels): sums of squares are then those of the picture. */
function atOneRank(channels: readonly Matrix[], criterion: RankCriterion): (Svd & { rank: number; error: { frobenius: number } })[] {
  const parts = channels.map((channel) => svd(channel));
  const together = parts[0]!.S.map((_, i) => length(parts.map(({ S }) => S[i]!)));
  const { rank } = chooseRank(together, criterion, channels[0]);
  return parts.map((part) => ({ ...leading(part, rank), rank, error: { frobenius: length(Array.from(part.S.subarray(rank))) } }));
}

/** The first triplets. */
function leading({ U, S, V }: Svd, rank: number): Svd {
  const first = ({ rows, columns, data }: Matrix) => matrix({ shape: [rows, rank], strides: [columns, 1], data });
  return { U: first(U), S: S.slice(0, rank), V: first(V) };
}

/** √(Σ x²). */
function length(numbers: readonly number[]): number {
  return Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));
}

/** The pixels with other colours; a grey picture has its one channel three times. Rounded and clamped as the array does it. */
function painted(data: Float64Array, channels: readonly Matrix[]): Uint8ClampedArray<ArrayBuffer> {
  const pixels = Uint8ClampedArray.from(data);
  for (let c = 0; c < 3; c++) {
    const channel = channels[c] ?? channels[0]!;
    channel.data.forEach((x, p) => { pixels[4 * p + c] = x; });
  }
  return pixels;
}
