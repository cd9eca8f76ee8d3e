import { describe, expect, it } from "vitest";
import { columnLength, nearSpan, orthonormalBases } from "../support/bases";
import { type Dense, dense, largestMagnitude, transposed } from "../support/dense";
import { range } from "../support/implicit";
import { gaussian, zeros } from "../support/matrices";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { minus } from "../support/products";

const kernels = freshKernels();
const EPS = Number.EPSILON;

interface Removed {
  readonly x: Dense;
  /** What was added to the coefficients: n x count. */
  readonly h: Dense;
}

/** removeSpan or, with coefficients that are known, removeKnown; the sum begins at 100, or with what is known. */
function removed(basis: Dense, x: Dense, { known, sums = "rows" }: { known?: Dense; sums?: "rows" | "columns" | "none" } = {}): Removed {
  const { rows, columns: count } = x;
  const n = basis.columns;
  const ldq = n + 3;
  const q = place(kernels, dense(rows, ldq, (i, j) => (j < n ? basis.data[i * n + j]! : NaN)).data);
  const [px, h, norms] = [place(kernels, x.data), place(kernels, new Array<number>(n * count).fill(NaN)), place(kernels, new Array<number>(2 * count).fill(NaN))];
  const stride = sums === "columns" ? n + 1 : count + 1;
  const at = (i: number, j: number) => (sums === "columns" ? j * stride + i : i * stride + j);
  const begin = new Array<number>(sums === "columns" ? count * stride : n * stride).fill(100);
  if (known) for (let i = 0; i < n; i++) for (let j = 0; j < count; j++) begin[at(i, j)] = known.data[i * count + j]!;
  const sum = place(kernels, begin);
  if (known) kernels.projectKnown(rows, n, count, q.at, ldq, px.at, sum.at, stride, h.at, norms.at);
  else kernels.project(rows, n, count, q.at, ldq, px.at, sums === "none" ? 0 : sum.at, sums === "columns" ? 1 : stride, sums === "columns" ? stride : 1, h.at, norms.at);
  for (const operand of [q, px, h, norms, sum]) operand.intact();
  const after = sum.values();
  return {
    x: { rows, columns: count, data: Float64Array.from(px.values()) },
    h: dense(n, count, (i, j) => after[at(i, j)]! - (known ? 0 : 100)),
  };
}

/** |q'x| relative to the length of what is left of x, the worst of all. */
function relativeProduct(basis: Dense, x: Dense): number {
  const products = multiply(transposed(basis), x);
  return Math.max(0, ...range(x.columns, (j) => {
    const largest = Math.max(...range(basis.columns, (i) => Math.abs(products.data[i * x.columns + j]!)));
    return largest === 0 ? 0 : largest / columnLength(x, j);
  }));
}

const SHAPES = [[1, 1, 0], [5, 1, 4], [5, 3, 2], [33, 4, 7], [64, 5, 60], [80, 1, 70], [80, 9, 30]] as const;
const LEVELS = [1, 0.5, 1e-2, 1e-4, 1e-8, 1e-12, 1e-15];

describe.each(SHAPES)("%i rows, %i columns off a basis of %i", (rows, count, n) => {
  const { basis, rest } = orthonormalBases(rows, n, rows + n);
  const bound = 4 * EPS * Math.sqrt(rows);

  it.each(LEVELS)("blocks that are %d outside: orthogonal to rounding in what is left, whatever that is", (level) => {
    for (const sums of ["rows", "columns", "none"] as const) {
      const x = nearSpan(basis, rest, count, level, 7);
      const got = removed(basis, x, { sums });
      expect(relativeProduct(basis, got.x)).toBeLessThan(bound);
      if (sums === "none") continue;
      // X = Q*H + rest; H was added to 100, which rounds it.
      const size = largestMagnitude(x.data);
      expect(largestMagnitude(minus(multiply(basis, got.h), minus(x, got.x)).data)).toBeLessThan(bound * size + 1e-13 * n);
    }
  });

  it("one column that nearly vanishes does not harm the others", () => {
    const x = nearSpan(basis, rest, count, 1, 8);
    const inside = nearSpan(basis, rest, count, 1e-13, 9);
    const mixed = dense(rows, count, (i, j) => (j % 3 === 0 ? inside : x).data[i * count + j]!);
    expect(relativeProduct(basis, removed(basis, mixed).x)).toBeLessThan(bound);
  });

  it.each(LEVELS)("the same where coefficients are known, exactly, roughly, or wrongly; %d outside", (level) => {
    const x = nearSpan(basis, rest, count, level, 10);
    const exact = multiply(transposed(basis), x);
    for (const error of [0, 1e-12, 1e-3, 10]) {
      const noise = gaussian(n, count, 11);
      const known = dense(n, count, (i, j) => exact.data[i * count + j]! + error * noise.data[i * count + j]!);
      const got = removed(basis, x, { known });
      expect(relativeProduct(basis, got.x), `error ${error}`).toBeLessThan(bound);
      const size = largestMagnitude(x.data) + error;
      expect(largestMagnitude(minus(multiply(basis, got.h), minus(x, got.x)).data)).toBeLessThan(4 * bound * size);
    }
  });

  it("of 0 nothing is left, and nothing happens without a basis", () => {
    expect(largestMagnitude(removed(basis, zeros(rows, count)).x.data)).toBe(0);
    const x = gaussian(rows, count, 12);
    expect(removed(zeros(rows, 0), x).x).toEqual(x);
    expect(removed(zeros(rows, 0), x, { known: zeros(0, count) }).x).toEqual(x);
  });
});
