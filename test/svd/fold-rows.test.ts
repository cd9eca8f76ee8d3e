// Rows folded into a triangle: against a plain twin, bit for bit, and against what a triangle of all rows must be.
import { describe, expect, it } from "vitest";
import { singularValues } from "../../src/index";
import { type Dense, dense, map, ULP } from "../support/dense";
import { gaussian, geometric, lapackTypes, withSpectrum, zeros } from "../support/matrices";
import { freshKernels } from "../support/operands";
import { type Placed, place } from "../support/placed";
import { type Numbers, numbers } from "../support/plain/blas";
import * as plain from "../support/plain/fold";
import { expectSame } from "../support/plain/same";

const kernels = freshKernels();
const leading = (rows: number) => (((rows + 7) >> 3) | 1) << 3;

/** Folds rows (count x n, by rows) into r (n x n, column-major, ldr); checks that nothing else was touched. */
function fold(count: number, n: number, r: Numbers, ldr: number, rows: ArrayLike<number>, triangular = false): Numbers {
  const base = kernels.mark();
  const ldb = leading(count + 1);
  const b = Float64Array.from({ length: ldb * n }, (_, p) => (p % ldb === 0 ? NaN : p % ldb <= count ? rows[(p % ldb - 1) * n + Math.floor(p / ldb)]! : 77));
  const triangle = place(kernels, r);
  const panel = place(kernels, b);
  const bytes = kernels.foldRowsBytes_f64(count, n);
  const work: Placed = place(kernels, numbers((bytes + 64) >> 3).fill(NaN));
  kernels.foldRows_f64(count, n, triangle.at, ldr, panel.at, ldb, triangular ? 1 : 0, (work.at + 63) & ~63);
  for (const operand of [triangle, panel, work]) operand.intact();
  panel.values().forEach((x, p) => { if (p % ldb > count && x !== 77) expect.fail(`row ${p % ldb} of ${count} was written`); });
  const folded = Float64Array.from(triangle.values());
  kernels.release(base);
  return folded;
}

/** R of a matrix, `step` rows at a time, n x n by rows. */
function triangleOf({ rows: m, columns: n, data }: Dense, step: number): Dense {
  const ldr = leading(n);
  let r = numbers(ldr * n);
  for (let first = 0; first < m; first += step) {
    const count = Math.min(step, m - first);
    r = fold(count, n, r, ldr, data.subarray(first * n, (first + count) * n));
  }
  return dense(n, n, (i, j) => (i <= j ? r[i + j * ldr]! : 0));
}

/** |A'A - R'R| of each two columns, in units of rounding times their lengths: the backward error of a QR factorization, column by column. */
function defect(a: Dense, r: Dense): number {
  const n = a.columns;
  const gram = (x: Dense, i: number, j: number) => { let sum = 0; for (let p = 0; p < x.rows; p++) sum += x.data[p * n + i]! * x.data[p * n + j]!; return sum; };
  let worst = 0;
  const lengths = Array.from({ length: n }, (_, j) => Math.sqrt(gram(a, j, j)));
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) {
    const gap = Math.abs(gram(a, i, j) - gram(r, i, j));
    if (gap > 0) worst = Math.max(worst, gap / (lengths[i]! * lengths[j]! * ULP * Math.sqrt(a.rows)));
  }
  return worst;
}

const SHAPES = [[1, 1], [3, 1], [1, 5], [7, 5], [5, 31], [40, 32], [40, 33], [33, 65], [100, 64], [130, 97], [300, 40]] as const;

describe("foldRows", () => {
  it.each(SHAPES)("%i rows of %i, in the order of a plain twin, bit for bit", (count, n) => {
    for (const kind of ["general", "zeros", "empty"] as const) {
      const ldr = leading(n) + 8;
      const [first, rows] = [gaussian(n, n, n), gaussian(count, n, count)];
      const bare = kind === "zeros" ? dense(count, n, (i, j) => (j % 5 === 2 || i % 7 === 3 ? 0 : rows.data[i * n + j]!)) : rows;
      // Below the triangle are numbers that nobody may read or write.
      const r = Float64Array.from({ length: ldr * n }, (_, p) => ((p % ldr) <= Math.floor(p / ldr) ? (kind === "empty" ? 0 : first.data[p % ldr * n + Math.floor(p / ldr)]!) : NaN));
      const mine = r.slice();
      plain.foldRows(count, n, mine, ldr, Float64Array.from({ length: count * n }, (_, p) => bare.data[(p % count) * n + Math.floor(p / count)]!), false);
      expectSame(fold(count, n, r, ldr, bare.data), mine, kind);
    }
  });

  it.each([1, 5, 31, 32, 33, 64, 97, 130])("a triangle of %i: the same as its rows, and not what is below it", (n) => {
    const ldr = leading(n);
    const upper = (seed: number) => { const g = gaussian(n, n, seed); return dense(n, n, (i, j) => (i <= j ? g.data[i * n + j]! : 0)); };
    const [one, two] = [upper(1), upper(2)];
    const start = Float64Array.from({ length: ldr * n }, (_, p) => (p % ldr < n ? one.data[(p % ldr) * n + Math.floor(p / ldr)]! : 0));
    const mine = start.slice();
    plain.foldRows(n, n, mine, ldr, Float64Array.from({ length: n * n }, (_, p) => two.data[(p % n) * n + Math.floor(p / n)]!), true);
    const got = fold(n, n, start, ldr, two.data, true);
    expectSame(got, mine, "triangle");
    const full = fold(n, n, start, ldr, two.data);
    got.forEach((x, p) => { if (Math.abs(x - full[p]!) > 1e-12) expect.fail(`element ${p}: ${x}, as rows ${full[p]}`); });
  });

  it.each([[60, 7], [257, 33], [500, 64], [90, 90], [40, 70]])("R'R = A'A and the values of A, %i x %i, every matrix type, in steps of 1 to all rows", (m, n) => {
    const g = gaussian(m, n, 5);
    const cases = [
      ...lapackTypes(m, n, 3).map(({ name, matrix }) => [name, matrix()] as const),
      ["graded", withSpectrum(m, n, geometric(Math.min(m, n), 1e14), 2)], ["columns of sizes 2^±400", dense(m, n, (i, j) => g.data[i * n + j]! * 2 ** (j % 3 === 0 ? 400 : j % 3 === 1 ? -400 : 0))],
      ["rows of sizes 2^±40", dense(m, n, (i, j) => g.data[i * n + j]! * 2 ** ((i % 5) * 20 - 40))], ["rank 1", dense(m, n, (i, j) => (i + 1) * (j - 3))], ["zeros", zeros(m, n)],
      ["constant", map(g, () => 0.1)], ["1e150", map(g, (x) => x * 1e150)], ["1e-150", map(g, (x) => x * 1e-150)],
    ] as const;
    for (const [name, a] of cases) {
      const largest = singularValues(a)[0] ?? 0;
      for (const step of [m, 128, 13]) {
        const r = triangleOf(a, step);
        expect(r.data.every(Number.isFinite), name).toBe(true);
        const size = a.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        if (size < 1e140 && size > 1e-140) expect(defect(a, r), `${name}, ${step} at a time`).toBeLessThan(10);
        const [values, exact] = [singularValues(r), singularValues(a)];
        exact.forEach((s, i) => { if (Math.abs(values[i]! - s) > 10 * ULP * Math.sqrt(m) * largest) expect.fail(`${name}, ${step} at a time, value ${i}: ${values[i]}, expected ${s}`); });
      }
    }
  });

  it("as many rows at a time as stay in a cache", () => {
    expect([1, 50, 64, 100, 784, 5000].map((n) => kernels.rowsToFold_f64(n))).toEqual([1024, 1024, 1024, 655, 128, 128]);
  });
});
