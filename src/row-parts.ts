/** Tall and wide matrices in parts: what goes into the module at a time stays in a cache there, and the whole never is. */
import type { Matrix } from "./matrix";
import type { Frame } from "./wasm/frame";
import { perPrecision } from "./wasm/working";

/** Numbers handed over at a time: 1 MB stays in the second-level cache. */
const CHUNK = 131_072; // 2^17
/** Rows at least, for sums of which nothing is read twice. */
const LEAST_ROWS = 256;

/** How many rows of n numbers are handed over at a time. */
export function rowsAtATime(n: number): number {
  return Math.max(LEAST_ROWS, Math.floor(CHUNK / n));
}

/** A part in the module: rows of a tall matrix or columns of a wide one, how many, and the strides from row to row and column to column of the tall one. */
type Step = (first: number, count: number, down: number, right: number) => void;

/** Hands all parts over, one after the other, at an address with room for one. */
export function feed(frame: Frame, { rows, columns, data }: Matrix, at: number, step: Step): void {
  const wide = rows < columns;
  const [m, n] = wide ? [columns, rows] : [rows, columns];
  const most = rowsAtATime(n);
  for (let first = 0; first < m; first += most) {
    const count = Math.min(most, m - first);
    if (wide) for (let i = 0; i < n; i++) frame.write(frame.at(at, i * count), data.subarray(i * m + first, i * m + first + count));
    else frame.write(at, data.subarray(first * n, (first + count) * n));
    if (wide) step(first, count, 1, count);
    else step(first, count, n, 1);
  }
}

/** The Gram matrix, of a tall table less its means where it is to be centred; the sum of all squares, undefined if it leaves the range: other roads scale. `also` sees each part before. */
export function sumRows(frame: Frame, a: Matrix, sums: number, at: number, centred: boolean, also?: Step): number | undefined {
  const { wasm } = frame;
  feed(frame, a, at, (first, count, down, right) => {
    also?.(first, count, down, right);
    if (centred) wasm.rowsAddCentred(sums, count, at);
    else wasm.rowsAdd(sums, count, at, down, right);
  });
  const energy = wasm.rowsEnergy(sums);
  return energy > perPrecision(1e-200, 1e-20) && energy < perPrecision(1e200, 1e30) ? energy : undefined;
}
