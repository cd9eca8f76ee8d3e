import { deflateSync } from "node:zlib";
import type { ColourChunk, Samples } from "../samples";
import { SIGNATURE, chunkBytes } from "./chunks";
import { filterRow } from "./filters";

/** Colour types by number of samples. */
const COLOUR_TYPES = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/** How a profile is called that came without a name. */
const PROFILE_NAME = "ICC profile";

/** What a PNG is made of: one to four planes, the last of two or four that of opacity. */
interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 16;
  readonly planes: readonly Samples[];
  readonly colour: readonly ColourChunk[];
  readonly profile: Uint8Array | undefined;
}

export function encodePng({ width, height, depth, planes, colour, profile }: PngParts): Buffer {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, COLOUR_TYPES[planes.length as 1 | 2 | 3 | 4]], 8);
  return Buffer.concat([
    SIGNATURE,
    chunkBytes("IHDR", header),
    ...colour.map(({ type, data }) => chunkBytes(type, data)),
    ...(profile === undefined ? [] : [chunkBytes("iCCP", Buffer.concat([Buffer.from(`${PROFILE_NAME}\0\0`, "latin1"), deflateSync(profile)]))]),
    chunkBytes("IDAT", deflateSync(filteredRows(width, height, depth, planes))),
    chunkBytes("IEND", new Uint8Array()),
  ]);
}

function filteredRows(width: number, height: number, depth: 8 | 16, planes: readonly Samples[]): Uint8Array {
  const step = planes.length * (depth / 8);
  const rows = new Uint8Array(height * (1 + width * step));
  let above = new Uint8Array(width * step);
  let row = new Uint8Array(width * step);
  for (let y = 0; y < height; y++) {
    for (const [c, plane] of planes.entries()) {
      for (let x = 0; x < width; x++) {
        const sample = plane[y * width + x]!;
        if (depth === 8) row[x * step + c] = sample;
        else [row[x * step + 2 * c], row[x * step + 2 * c + 1]] = [sample >> 8, sample];
      }
    }
    filterRow(row, above, step, rows.subarray(y * (1 + width * step)));
    [above, row] = [row, above];
  }
  return rows;
}
