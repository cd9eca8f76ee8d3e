import { Broken, Unsupported } from "../refusal";

/** [PNG] 11.2.2. */
export interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample, or of an index into the palette. */
  readonly bits: 1 | 2 | 4 | 8 | 16;
  readonly palette: boolean;
  /** Samples of a pixel in the data: 1 of a grey picture or a palette, 3 of colours, one more with opacity. */
  readonly samples: 1 | 2 | 3 | 4;
  readonly interlaced: boolean;
}

/** Depths and samples by colour type: [PNG] table 11.1. */
const COLOUR_TYPES: Readonly<Record<number, { depths: readonly number[]; samples: 1 | 2 | 3 | 4 }>> = {
  0: { depths: [1, 2, 4, 8, 16], samples: 1 },
  2: { depths: [8, 16], samples: 3 },
  3: { depths: [1, 2, 4, 8], samples: 1 },
  4: { depths: [8, 16], samples: 2 },
  6: { depths: [8, 16], samples: 4 },
};
const PALETTE = 3;
const HEADER_BYTES = 13;

export function headerOf(data: Uint8Array): Header {
  if (data.length !== HEADER_BYTES) throw new Broken(`its header has ${data.length} bytes, not ${HEADER_BYTES}`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bits, type, compression, filters, interlace] = data.subarray(8) as unknown as [number, number, number, number, number];
  const kind = COLOUR_TYPES[type];
  if (kind === undefined) throw new Broken(`its header names the colour type ${type}, which there is not`);
  if (!kind.depths.includes(bits)) throw new Broken(`its header tells ${bits} bits of a sample for the colour type ${type}`);
  if (compression !== 0) throw new Unsupported(`compression method ${compression}`);
  if (filters !== 0) throw new Unsupported(`filter method ${filters}`);
  if (interlace > 1) throw new Unsupported(`interlace method ${interlace}`);
  return { width, height, bits: bits as Header["bits"], palette: type === PALETTE, samples: kind.samples, interlaced: interlace === 1 };
}

/** Every pixel from column `x` on in steps of `dx`, and so for rows; the whole of a picture that is not interlaced. */
export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly columns: number;
  readonly rows: number;
  /** Bytes of a row, without the one that names its filter. */
  readonly rowBytes: number;
}

/** Adam7: [PNG] 8.2. First column and row, steps. */
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;

/** The passes that have pixels, in the order of the data. */
export function passesOf({ width, height, bits, samples, interlaced }: Header): Pass[] {
  return (interlaced ? ADAM7 : [[0, 0, 1, 1] as const])
    .map(([x, y, dx, dy]) => {
      const columns = Math.max(0, Math.ceil((width - x) / dx));
      return { x, y, dx, dy, columns, rows: Math.max(0, Math.ceil((height - y) / dy)), rowBytes: Math.ceil((columns * samples * bits) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/** Bytes of all rows with those that name filters. */
export const dataBytes = (passes: readonly Pass[]): number => passes.reduce((sum, { rows, rowBytes }) => sum + rows * (1 + rowBytes), 0);
