import type { Matrix } from "lowrank";

/** Drawn here: stripes in two directions, a matrix of rank 3 at most in each channel. */
export const TARTAN = "tartan";

export interface PictureRequest {
  /** A file, an address, or `TARTAN`. */
  readonly source: Blob | string;
  /** Standard deviation of the noise to add, in grey levels. */
  readonly noise?: number;
  readonly grey: boolean;
  /** Larger pictures are scaled down to this many pixels on their longer side. */
  readonly longest: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Of the file, where it was larger. */
  readonly scaledFrom?: { readonly width: number; readonly height: number };
  /** One (grey) or three (red, green, blue), with whole numbers 0 to 255. */
  readonly channels: readonly Matrix[];
  /** Without the noise, where noise was added. */
  readonly clean?: readonly Matrix[];
}

export async function readPicture({ source, noise, grey, longest }: PictureRequest): Promise<Picture> {
  const { pixels, scaledFrom } = source === TARTAN ? { pixels: tartan(longest), scaledFrom: undefined } : await decode(source, longest);
  const { width, height } = pixels;
  const rgb = split(pixels);
  const plain = rgb.every(({ data }) => data.every((value, i) => value === rgb[0]!.data[i]));
  const channels = plain ? [rgb[0]!] : grey ? [luminance(rgb)] : rgb;
  const size = { width, height, ...(scaledFrom === undefined ? {} : { scaledFrom }) };
  return noise === undefined ? { ...size, channels } : { ...size, channels: channels.map((channel) => noisy(channel, noise)), clean: channels };
}

async function decode(source: Blob | string, longest: number) {
  const blob = typeof source === "string" ? await (await fetch(source)).blob() : source;
  const bitmap = await createImageBitmap(blob).catch(() => {
    throw new Error(`${blob instanceof File ? blob.name : "the file"} cannot be read as a picture: expected PNG, JPEG, WebP, GIF or AVIF`);
  });
  const { width, height } = bitmap;
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#fff"; // behind what is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  return { pixels, scaledFrom: scale < 1 ? { width, height } : undefined };
}

function split({ width, height, data }: ImageData): Matrix[] {
  return [0, 1, 2].map((c) => {
    const channel = new Float64Array(width * height);
    for (let i = 0; i < channel.length; i++) channel[i] = data[4 * i + c]!;
    return { rows: height, columns: width, data: channel };
  });
}

/** Rec. 709 luma, rounded. */
function luminance([red, green, blue]: readonly Matrix[]): Matrix {
  const data = red!.data.map((r, i) => Math.round(0.2126 * r + 0.7152 * green!.data[i]! + 0.0722 * blue!.data[i]!));
  return { ...red!, data };
}

/** Normal noise by Box and Muller from a linear congruential generator: the same picture every time. */
function noisy(channel: Matrix, deviation: number): Matrix {
  let state = 1;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { ...channel, data: channel.data.map((value) => Math.min(255, Math.max(0, Math.round(value + deviation * normal())))) };
}

/** Threads of the sett, each a colour and a width. */
const SETT: readonly (readonly [colour: readonly [number, number, number], width: number])[] = [
  [[18, 60, 72], 90], [[212, 160, 64], 8], [[18, 60, 72], 22], [[150, 34, 44], 60], [[236, 230, 214], 6], [[150, 34, 44], 60],
  [[18, 60, 72], 22], [[212, 160, 64], 8], [[18, 60, 72], 90], [[20, 24, 36], 40],
];

/** Half of the thread of the column, half of that of the row. */
function tartan(size: number): ImageData {
  const sett = SETT.flatMap(([colour, width]) => Array<(typeof colour)>(width).fill(colour));
  const pixels = new ImageData(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [warp, weft] = [sett[(j * 1000 / size | 0) % sett.length]!, sett[(i * 1000 / size | 0) % sett.length]!];
      pixels.data.set([(warp[0] + weft[0]) / 2, (warp[1] + weft[1]) / 2, (warp[2] + weft[2]) / 2, 255], 4 * (i * size + j));
    }
  }
  return pixels;
}
