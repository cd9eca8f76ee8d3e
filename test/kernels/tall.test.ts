// The kernels of tall matrices: Gram matrices, triangles on the right, largest magnitudes of columns.
import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, plain, PRECISIONS, small } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();
type Numbers = (...args: number[]) => number;

/** How a rows x columns matrix is stored: by rows, by columns, both strides above one, and from its end. */
const LAYOUTS = [
  ["by rows", (_: number, columns: number) => [columns + 1, 1]],
  ["by columns", (rows: number) => [1, rows + 2]],
  ["strided", (rows: number) => [2, 2 * rows + 3]],
  ["from the end", (rows: number) => [-1, -(rows + 1)]],
] as const;

/** Stores entry(i, j) in a layout; `first` is the place of entry (0, 0). */
function stored(rows: number, columns: number, layout: number, entry: (i: number, j: number) => number) {
  const [rs, cs] = LAYOUTS[layout]![1](rows, columns) as [number, number];
  const span = (rows - 1) * Math.abs(rs) + (columns - 1) * Math.abs(cs) + 1;
  const first = rs < 0 ? span - 1 : 0;
  const values = small(span, rows + columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[first + i * rs + j * cs] = entry(i, j);
  return { values, first, rs, cs };
}

const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 12, 13];

describe.each(PRECISIONS)("%s", (precision, width) => {
  const tile = width === 8 ? 4 : 8;

  it.each([...SIZES, 130])("syrkTransposed adds A'A to the lower triangle, n = %i", (n) => {
    const syrk = kernel<Numbers>(kernels, "syrkTransposed", precision);
    const bytes = kernel<Numbers>(kernels, "syrkTransposedWorkspace", precision)(n) >>> 0;
    for (const m of n > 100 ? [3, 257] : [0, 1, 2, 3, 5, 8, 255, 256, 257, 513]) {
      for (const layout of [0, 1, 2]) {
        const base = kernels.mark();
        const a = small(Math.max(1, m * n), m + n);
        const { values, rs, cs } = m === 0 ? { values: [0], rs: 1, cs: 1 } : stored(m, n, layout, (i, j) => a[i * n + j]!);
        const padded = Math.ceil(n / tile) * tile;
        const ldc = padded + tile;
        const c = small(ldc * padded, 7);
        const [from, to] = [place(kernels, values, width), place(kernels, c, width)];
        const work = kernels.reserve(bytes) >>> 0;
        const after = place(kernels, [1, 2, 3], width);
        syrk(m, n, from.at, rs, cs, to.at, ldc, work);
        const found = to.values();
        for (let j = 0; j < n; j++) {
          for (let i = j; i < n; i++) {
            let expected = c[i + j * ldc]!;
            for (let p = 0; p < m; p++) expected += a[p * n + i]! * a[p * n + j]!;
            if (found[i + j * ldc] !== expected) expect(`${m} ${LAYOUTS[layout]![0]} ${i} ${j}: ${found[i + j * ldc]}`).toBe(expected);
          }
        }
        // Above the tiles on the diagonal and beyond the padding nothing is touched.
        for (let j = 0; j < padded; j++) for (let i = 0; i < ldc; i++) {
          if (i >= padded || Math.floor(i / tile) < Math.floor(j / tile)) expect(found[i + j * ldc]).toBe(c[i + j * ldc]);
        }
        for (const operand of [from, to, after]) operand.intact();
        expect(plain(from.values())).toEqual(plain(values));
        kernels.release(base);
      }
    }
  });

  it.each([...SIZES, 40, 67])("trsm solves X*R = B, n = %i", (n) => {
    const [pack, trsm] = [kernel<Numbers>(kernels, "packTriangle", precision), kernel<Numbers>(kernels, "trsm", precision)];
    const bytes = (name: string) => kernel<Numbers>(kernels, name, precision)(n) >>> 0;
    // The diagonal is of powers of two and the rest is sparse, so that every step is exact.
    const r = (i: number, j: number) => (i === j ? [1, -2, 0.5, 4][i % 4]! : i < j && (i * 7 + j * 3) % 5 === 0 ? ((i + j) % 3) - 1 : 0);
    for (const m of [1, 2, 3, 4, 5, 63, 64, 65, 130]) {
      for (let layout = 0; layout < 12; layout++) {
        const base = kernels.mark();
        const x = small(m * n, m * n);
        const b = (i: number, j: number) => {
          let sum = 0;
          for (let p = 0; p <= j; p++) sum += x[i * n + p]! * r(p, j);
          return sum;
        };
        const triangle = stored(n, n, layout % 4, (i, j) => (i <= j ? r(i, j) : NaN));
        const right = stored(m, n, layout % 3, b);
        const out = stored(m, n, (layout + (layout >> 2)) % 4, () => 99);
        const [rAt, bAt, xAt] = [triangle, right, out].map(({ values }) => place(kernels, values, width)) as [ReturnType<typeof place>, ReturnType<typeof place>, ReturnType<typeof place>];
        const packed = place(kernels, new Array<number>(bytes("triangleBytes") / width).fill(0), width);
        const work = place(kernels, new Array<number>(bytes("trsmWorkspace") / width).fill(0), width);
        pack(n, rAt.at + triangle.first * width, triangle.rs, triangle.cs, packed.at);
        const inPlace = layout === 5;
        const to = inPlace ? { ...right, place: bAt } : { ...out, place: xAt };
        trsm(m, n, packed.at, bAt.at, right.rs, right.cs, to.place.at + (inPlace ? 0 : out.first) * width, to.rs, to.cs, work.at);
        const found = to.place.values();
        const solution = Array.from({ length: m * n }, (_, p) => found[to.first + Math.floor(p / n) * to.rs + (p % n) * to.cs]! + 0);
        expect(solution, `${m} x ${n}, ${layout}`).toEqual(plain(x));
        if (!inPlace) expect(plain(bAt.values())).toEqual(plain(right.values));
        for (const operand of [rAt, bAt, xAt, packed, work]) operand.intact();
        kernels.release(base);
      }
    }
  });

  it("amaxColumns finds the largest magnitude of each column", () => {
    const amaxColumns = kernel<Numbers>(kernels, "amaxColumns", precision);
    for (const n of SIZES) for (const m of [0, 1, 2, 9]) {
      const x = distinct(m * n, m + n);
      const [from, to] = [place(kernels, x, width, 1), place(kernels, small(n, 3), width)];
      amaxColumns(m, n, from.at, to.at);
      expect(to.values()).toEqual(Array.from({ length: n }, (_, j) => Math.max(0, ...Array.from({ length: m }, (_, i) => Math.abs(x[i * n + j]!)))));
      from.intact();
      to.intact();
    }
  });
});
