import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();
type Pack = (m: number, k: number, a: number, rs: number, cs: number, packed: number) => void;

describe.each(PRECISIONS)("packing, %s", (precision, width) => {
  const packRows = kernel<Pack>(kernels, "packRows", precision);
  const packColumns = kernel<Pack>(kernels, "packColumns", precision);

  /** Tiles of `tile` lines, each a run of k steps of `tile` elements; missing lines are zeros. */
  function expectTiles(packed: number[], lines: number, k: number, tile: number, at: (line: number, step: number) => number): void {
    for (let first = 0, p = 0; first < lines; first += tile) {
      for (let step = 0; step < k; step++) {
        for (let l = 0; l < tile; l++) expect(packed[p++]).toBe(first + l < lines ? at(first + l, step) : 0);
      }
    }
  }

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 16, 17])("%i lines, contiguous and strided", (lines) => {
    for (const k of [1, 2, 3, 5, 8]) {
      for (const [rs, cs] of [[1, lines + 2], [k + 1, 1], [2, 2 * lines + 1]] as const) {
        const span = (lines - 1) * rs + (k - 1) * cs + 1;
        const as = distinct(span, lines + k);
        const room = (tile: number) => place(kernels, new Array(Math.ceil(lines / tile) * tile * k).fill(-1), width);
        const a = place(kernels, as, width);
        const rows = kernel<() => number>(kernels, "tileRows", precision)();
        const byRows = room(rows);
        packRows(lines, k, a.at, rs, cs, byRows.at);
        expectTiles(byRows.values(), lines, k, rows, (l, p) => as[l * rs + p * cs]!);
        byRows.intact();
        // Columns of B are lines too: B is k x lines, its strides the other way round.
        const columns = kernels.tileColumns();
        const byColumns = room(columns);
        packColumns(k, lines, a.at, cs, rs, byColumns.at);
        expectTiles(byColumns.values(), lines, k, columns, (l, p) => as[l * rs + p * cs]!);
        byColumns.intact();
        expect(a.values()).toEqual(as);
      }
    }
  });
});
