import type { Frame } from "./frame";

/** What the components of a picture are. */
export type Colours = "grey" | "RGB" | "YCbCr" | "CMYK" | "YCCK";

/** What APP0 and APP14 told. */
export interface Told {
  readonly jfif: boolean;
  /** Of Adobe's segment: 0 as they are, 1 YCbCr, 2 YCCK. */
  readonly transform: number | undefined;
}

/** As libjpeg decides it: by JFIF's segment, Adobe's, or the names of the components. */
export function coloursOf({ components }: Frame, { jfif, transform }: Told): Colours {
  if (components.length === 1) return "grey";
  if (components.length === 4) return transform === undefined || transform === 0 ? "CMYK" : "YCCK";
  if (jfif) return "YCbCr";
  if (transform !== undefined) return transform === 0 ? "RGB" : "YCbCr";
  return components.map(({ id }) => String.fromCharCode(id)).join("") === "RGB" ? "RGB" : "YCbCr";
}

const HALF = 2 ** 15;
const scaled = (x: number) => Math.round(x * 2 ** 16);
const table = (scale: number, rest: number) => Int32Array.from({ length: 256 }, (_, x) => scaled(scale) * (x - 128) + rest);
/** Products of [JFIF]'s conversion with the digits that libjpeg takes, times 2^16; those of red and blue already rounded. */
const RED = table(1.402, HALF).map((x) => x >> 16);
const BLUE = table(1.772, HALF).map((x) => x >> 16);
const GREEN_OF_CB = table(-0.34414, HALF);
const GREEN_OF_CR = table(-0.71414, 0);

const clamped = (x: number) => (x < 0 ? 0 : x > 255 ? 255 : x);

/** Brings a row of components to grey, or to red, green and blue, in place. Of four components the last is black; all are stored inverted, as Adobe does. */
export function convertRow(rows: readonly Uint8Array[], colours: Colours, width: number): void {
  if (colours === "grey" || colours === "RGB") return;
  const [first, second, third, black] = rows as [Uint8Array, Uint8Array, Uint8Array, Uint8Array?];
  if (colours !== "CMYK") {
    for (let x = 0; x < width; x++) {
      const [y, cb, cr] = [first[x]!, second[x]!, third[x]!];
      first[x] = clamped(y + RED[cr]!);
      second[x] = clamped(y + ((GREEN_OF_CB[cb]! + GREEN_OF_CR[cr]!) >> 16));
      third[x] = clamped(y + BLUE[cb]!);
    }
  }
  if (black === undefined) return;
  for (const row of [first, second, third]) {
    for (let x = 0; x < width; x++) row[x] = Math.round(((colours === "YCCK" ? 255 - row[x]! : row[x]!) * black[x]!) / 255);
  }
}
