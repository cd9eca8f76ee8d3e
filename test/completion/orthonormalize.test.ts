import { describe, expect, it } from "vitest";
import { dense, type Dense } from "../support/dense";
import { withSpectrum } from "../support/matrices";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { LIMIT, orthogonalityRatio } from "../support/ratios";
import { range } from "../support/implicit";

const kernels = freshKernels();

/** The step on k columns of a matrix, `ld` apart: what becomes of them. */
function orthonormalized(f: Dense, ld: number): Dense {
  const { rows, columns: k, data } = f;
  const padded = Array.from({ length: rows * ld }, (_, p) => (p % ld < k ? data[Math.floor(p / ld) * k + (p % ld)]! : 0));
  const [factors, g] = [place(kernels, padded), place(kernels, new Array<number>(ld * ld).fill(NaN))];
  kernels.orthonormalFactors(rows, factors.at, k, ld, g.at);
  factors.intact();
  g.intact();
  const out = factors.values();
  expect(out.every((x, p) => p % ld < k || x === 0)).toBe(true);
  return dense(rows, k, (i, j) => out[i * ld + j]!);
}

/** max |x - Q*Q'*x| / |x| over the columns x of f. */
function outside(q: Dense, f: Dense): number {
  let worst = 0;
  for (let c = 0; c < f.columns; c++) {
    const x = range(f.rows, (i) => f.data[i * f.columns + c]!);
    const size = Math.hypot(...x);
    for (let turn = 0; turn < 2; turn++) for (let j = 0; j < q.columns; j++) {
      const dot = x.reduce((sum, value, i) => sum + value * q.data[i * q.columns + j]!, 0);
      x.forEach((_, i) => { x[i]! -= dot * q.data[i * q.columns + j]!; });
    }
    if (size > 0) worst = Math.max(worst, Math.hypot(...x) / size);
  }
  return worst;
}

const columnsOf = (q: Dense, keep: (norm: number) => boolean) =>
  range(q.columns, (j) => j).filter((j) => keep(Math.hypot(...range(q.rows, (i) => q.data[i * q.columns + j]!))));

describe.each([[1, 1], [2, 2], [5, 3], [9, 4], [40, 8], [300, 20]])("%i lines, %i columns", (lines, k) => {
  const ld = (k + 3) & ~3;
  it.each([1, 1e-3, 1e-6, 1e-7, 1e-8, 1e-10, 1e-12])("two levels of singular values, %d apart: orthonormal, of the same span", (level) => {
    for (let ones = 1; ones <= k; ones += 3) {
      const f = withSpectrum(lines, k, range(k, (i) => (i < ones ? 1 : level)), ones + lines);
      const q = orthonormalized(f, ld);
      expect(orthogonalityRatio(q)).toBeLessThan(LIMIT);
      expect(outside(q, f)).toBeLessThan(1e-14);
    }
  });
  it("columns of very different length are none the less independent", () => {
    const f = withSpectrum(lines, k, range(k, () => 1), 3);
    const graded = dense(lines, k, (i, j) => f.data[i * k + j]! * 10 ** -(3 * (j % 7)));
    const q = orthonormalized(graded, ld);
    expect(orthogonalityRatio(q)).toBeLessThan(LIMIT);
    expect(outside(q, graded)).toBeLessThan(1e-14);
  });
  it("a column that depends on those before it becomes 0, the others do not mind", () => {
    if (k < 3) return;
    const f = withSpectrum(lines, k, range(k, () => 1), 4);
    const dependent = dense(lines, k, (i, j) => (j === 1 ? -2 * f.data[i * k]! : j === k - 1 ? f.data[i * k]! + f.data[i * k + 2]! : f.data[i * k + j]!));
    const q = orthonormalized(dependent, ld);
    // With three columns, the last is the sum of the first and of itself.
    expect(columnsOf(q, (norm) => norm === 0)).toEqual(k === 3 ? [1] : [1, k - 1]);
    const rest = columnsOf(q, (norm) => norm !== 0);
    expect(orthogonalityRatio(dense(lines, rest.length, (i, j) => q.data[i * k + rest[j]!]!))).toBeLessThan(LIMIT);
    expect(outside(q, dependent)).toBeLessThan(1e-14);
    expect(orthonormalized(dense(lines, k, () => 0), ld).data.every((x) => x === 0)).toBe(true);
  });
});
