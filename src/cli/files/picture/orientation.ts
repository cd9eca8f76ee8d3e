import { type Samples, samplesOf } from "./samples";

/** What was done to show a picture upright, by EXIF's orientation. */
const TURNS: Readonly<Record<number, string>> = {
  2: "mirrored left to right",
  3: "turned by half",
  4: "mirrored top to bottom",
  5: "mirrored along the diagonal",
  6: "a quarter turn clockwise",
  7: "mirrored along the other diagonal",
  8: "a quarter turn anticlockwise",
};

/** The turn in words, where there is one. */
export const turnOf = (orientation: number): string | undefined => TURNS[orientation];

/** Whether rows become columns. */
export const swapsSides = (orientation: number): boolean => orientation >= 5;

/** A plane of width × height samples brought upright: [EXIF] 4.6.5.1. */
export function upright(plane: Samples, width: number, height: number, orientation: number, depth: 8 | 16): Samples {
  if (orientation === 1) return plane;
  const target = samplesOf(depth, plane.length);
  const fromRight = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const fromBelow = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  const swaps = swapsSides(orientation);
  const [rows, columns] = swaps ? [width, height] : [height, width];
  const [alongRow, alongColumn] = [fromRight ? -1 : 1, fromBelow ? -width : width];
  const first = (fromRight ? width - 1 : 0) + (fromBelow ? (height - 1) * width : 0);
  const [stepX, stepY] = swaps ? [alongColumn, alongRow] : [alongRow, alongColumn];
  for (let y = 0; y < rows; y++) {
    let from = first + y * stepY;
    for (let x = 0; x < columns; x++, from += stepX) target[y * columns + x] = plane[from]!;
  }
  return target;
}
