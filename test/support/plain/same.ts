import { expect } from "vitest";
import type { Kernels } from "../builds";
import { type Placed, place } from "../placed";

/** Equal bit for bit, but for the sign of 0. An assertion only where it fails: there are a hundred thousand of these. */
export function expectSame(got: ArrayLike<number>, expected: ArrayLike<number>, where: string): void {
  if (got.length !== expected.length) expect.fail(`${where}: ${got.length} elements, expected ${expected.length}`);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [got[i]!, expected[i]!];
    if (a !== b && !(Number.isNaN(a) && Number.isNaN(b))) expect.fail(`${where}: element ${i} is ${a}, expected ${b}`);
  }
}

/** Columns of one length as a column-major matrix, ld elements apart, in the kernels' memory; rows of padding hold `padding`. */
export interface PlacedColumns extends Placed { readonly ld: number; columns(): Float64Array[] }

export function placeColumns(kernels: Kernels, columns: readonly ArrayLike<number>[], ld: number, padding = 0): PlacedColumns {
  const rows = columns[0]?.length ?? 0;
  const all = new Float64Array(ld * columns.length).fill(padding);
  columns.forEach((column, j) => all.set(Float64Array.from(column), j * ld));
  const placed = place(kernels, all);
  return {
    ...placed,
    ld,
    columns: () => {
      placed.intact();
      const values = placed.values();
      for (let p = 0; p < values.length; p++) if (p % ld >= rows && values[p] !== padding) expect.fail(`row ${p % ld} of ${rows}, column ${Math.floor(p / ld)} was written`);
      return columns.map((_, j) => Float64Array.from(values.slice(j * ld, j * ld + rows)));
    },
  };
}
