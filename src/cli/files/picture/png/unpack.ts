import { Broken } from "../refusal";
import { type Samples, samplesOf } from "../samples";
import type { Header, Pass } from "./header";

/** The colours of a palette, three bytes each, and the opacities of the first ones. */
export interface Palette {
  readonly colours: Uint8Array;
  readonly opacities: Uint8Array;
}

/** Called for every row: its first pixel in the picture, where its bytes begin, its pass. */
function eachRow(width: number, passes: readonly Pass[], visit: (pixel: number, row: number, pass: Pass) => void): void {
  let row = 1;
  for (const pass of passes) {
    for (let i = 0; i < pass.rows; i++, row += pass.rowBytes + 1) visit((pass.y + i * pass.dy) * width + pass.x, row, pass);
  }
}

/**
 * Planes of the picture in unfiltered rows: grey or red, green and blue, then opacity where there is any. Fewer bits than 8 are spread over 0 to 255.
 * `clear`: the samples of the one colour that is transparent.
 */
export function unpackSamples(rows: Uint8Array, { width, height, bits, samples }: Header, passes: readonly Pass[], clear: Uint16Array | undefined): Samples[] {
  const depth = bits === 16 ? 16 : 8;
  const planes = Array.from({ length: samples + (clear === undefined ? 0 : 1) }, () => samplesOf(depth, width * height));
  const spread = bits < 8 ? 255 / (2 ** bits - 1) : 1;
  eachRow(width, passes, (first, row, { columns, dx }) => {
    for (let c = 0; c < samples; c++) {
      const plane = planes[c]!;
      let pixel = first;
      if (bits === 16) for (let x = 0, at = row + 2 * c; x < columns; x++, pixel += dx, at += 2 * samples) plane[pixel] = (rows[at]! << 8) | rows[at + 1]!;
      else if (bits === 8) for (let x = 0, at = row + c; x < columns; x++, pixel += dx, at += samples) plane[pixel] = rows[at]!;
      else for (let x = 0; x < columns; x++, pixel += dx) plane[pixel] = spread * fewBits(rows, row, x, bits);
    }
  });
  if (clear !== undefined) hide(planes, clear.map((sample) => spread * (sample & (2 ** bits - 1))), 2 ** depth - 1);
  return planes;
}

/** The pixels of one colour are transparent, all others opaque: [PNG] 11.3.1.1. The last plane is that of opacity. */
function hide(planes: readonly Samples[], clear: Uint16Array, most: number): void {
  const opacity = planes.at(-1)!;
  opacity.fill(0);
  for (const [c, sample] of clear.entries()) {
    const plane = planes[c]!;
    for (let p = 0; p < opacity.length; p++) if (plane[p] !== sample) opacity[p] = most;
  }
}

/** Planes of red, green and blue of a picture with a palette, then opacity where some colour has one. */
export function unpackPalette(rows: Uint8Array, { width, height, bits }: Header, passes: readonly Pass[], { colours, opacities }: Palette): Samples[] {
  const planes = Array.from({ length: opacities.length > 0 ? 4 : 3 }, () => samplesOf(8, width * height));
  const [red, green, blue, opacity] = planes as [Samples, Samples, Samples, Samples?];
  const opacityOf = new Uint8Array(256).fill(255);
  opacityOf.set(opacities);
  const entries = colours.length / 3;
  eachRow(width, passes, (first, row, { columns, dx }) => {
    for (let x = 0, pixel = first; x < columns; x++, pixel += dx) {
      const index = bits === 8 ? rows[row + x]! : fewBits(rows, row, x, bits);
      if (index >= entries) throw new Broken(`a pixel has colour ${index} of a palette of ${entries}, counted from 0`);
      red[pixel] = colours[3 * index]!;
      green[pixel] = colours[3 * index + 1]!;
      blue[pixel] = colours[3 * index + 2]!;
      if (opacity !== undefined) opacity[pixel] = opacityOf[index]!;
    }
  });
  return planes;
}

/** Sample x of a row, of 1, 2 or 4 bits, the first ones the highest: [PNG] 7.2. */
function fewBits(rows: Uint8Array, row: number, x: number, bits: number): number {
  const at = x * bits;
  return (rows[row + (at >> 3)]! >> (8 - bits - (at & 7))) & (2 ** bits - 1);
}
