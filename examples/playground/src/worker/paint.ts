/** Pixels as a canvas takes them. */
export interface Painting {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** One or three channels, rounded to whole numbers from 0 to 255. */
export function paint(width: number, height: number, channels: readonly Float64Array[]): Painting {
  const [red, green, blue] = channels.length === 1 ? [channels[0]!, channels[0]!, channels[0]!] : (channels as [Float64Array, Float64Array, Float64Array]);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0, at = 0; i < red.length; i++, at += 4) {
    data[at] = red[i]!;
    data[at + 1] = green[i]!;
    data[at + 2] = blue[i]!;
    data[at + 3] = 255;
  }
  return { width, height, data };
}

/** Errors of this many grey levels and more get the last colour. */
export const LARGEST_ERROR = 64;

/** Colours of errors from none to `LARGEST_ERROR`, dark to light with even steps of lightness; between them linear. */
export const ERROR_COLOURS: readonly (readonly [number, number, number])[] = [[13, 16, 28], [52, 33, 96], [126, 42, 118], [204, 68, 88], [246, 140, 64], [252, 232, 164]];

const STEPS = 256;
const TABLE = Uint8Array.from({ length: 3 * STEPS }, (_, at) => {
  const place = (Math.floor(at / 3) / (STEPS - 1)) * (ERROR_COLOURS.length - 1);
  const low = Math.min(Math.floor(place), ERROR_COLOURS.length - 2);
  const [a, b] = [ERROR_COLOURS[low]![at % 3]!, ERROR_COLOURS[low + 1]![at % 3]!];
  return Math.round(a + (b - a) * (place - low));
});

/** |original − approximation|, the largest over the channels, as colours. */
export function paintErrors(width: number, height: number, originals: readonly Float64Array[], approximations: readonly Float64Array[]): Painting {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0, at = 0; i < width * height; i++, at += 4) {
    let error = 0;
    for (let c = 0; c < originals.length; c++) error = Math.max(error, Math.abs(originals[c]![i]! - approximations[c]![i]!));
    const step = 3 * Math.min(STEPS - 1, Math.round((error / LARGEST_ERROR) * (STEPS - 1)));
    data[at] = TABLE[step]!;
    data[at + 1] = TABLE[step + 1]!;
    data[at + 2] = TABLE[step + 2]!;
    data[at + 3] = 255;
  }
  return { width, height, data };
}
