import { describe, expect, it } from "vitest";
import { columnLength, defect, largestProduct, orthonormalBases } from "../support/bases";
import { type Dense, dense, largestMagnitude } from "../support/dense";
import { gaussian, ones, zeros } from "../support/matrices";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { minus } from "../support/products";

const kernels = freshKernels();
const EPS = Number.EPSILON;
const roundings = (rows: number) => 8 * EPS * (2 + Math.sqrt(rows));

/** The step: Q and R of a block; R with its elements `rowStride` and `columnStride` apart. */
function orthonormalized(x: Dense, basis: Dense, { norm = 1, seed = 1n, stream = 0, transposedR = false, ldq = basis.columns + 1 } = {}): { q: Dense; r: Dense } {
  const { rows, columns: count } = x;
  const n = basis.columns;
  const padded = dense(rows, ldq, (i, j) => (j < n ? basis.data[i * n + j]! : NaN));
  const stride = count + 2;
  const [px, pq] = [place(kernels, x.data, 8, 1), place(kernels, padded.data)];
  const pr = place(kernels, new Array<number>(count * stride).fill(7));
  const work = place(kernels, new Array<number>(count * (rows + 8) + n + 8).fill(NaN));
  kernels.orthonormalize(rows, count, px.at, pq.at, n, ldq, norm, pr.at, transposedR ? 1 : stride, transposedR ? stride : 1, seed, stream, work.at);
  for (const operand of [px, pq, pr, work]) operand.intact();
  expect(pq.values()).toEqual(Array.from(padded.data));
  const stored = pr.values();
  const r = dense(count, count, (i, j) => (i > j ? 0 : stored[transposedR ? j * stride + i : i * stride + j]!));
  // Nothing is stored below the diagonal, nor between the rows.
  expect(stored.filter((value) => value === 7).length).toBe(count * stride - (count * (count + 1)) / 2);
  return { q: dense(rows, count, (i, j) => px.values()[i * count + j]!), r };
}

/** Q orthonormal and orthogonal to the basis, Q*R the block. */
function expectRight(x: Dense, basis: Dense, { q, r }: { q: Dense; r: Dense }, where: string): void {
  const bound = roundings(x.rows);
  expect(defect(q), where).toBeLessThan(bound);
  expect(largestProduct(basis, q), where).toBeLessThan(bound);
  for (let j = 0; j < x.columns; j++) expect(r.data[j * x.columns + j], where).toBeGreaterThanOrEqual(0);
  expect(largestMagnitude(minus(multiply(q, r), x).data), where).toBeLessThanOrEqual(bound * largestMagnitude(x.data));
}

describe.each([[1, 1, 0], [2, 1, 1], [3, 2, 1], [4, 4, 0], [9, 3, 5], [30, 4, 26], [40, 8, 12], [90, 4, 60], [90, 16, 40]])(
  "%i rows, %i columns, a basis of %i",
  (rows, count, n) => {
    const { basis, rest } = orthonormalBases(rows, n, rows + count);

    it("a block in general position", () => {
      for (const transposedR of [false, true]) {
        const x = multiply(rest, gaussian(rest.columns, count, 3));
        expectRight(x, basis, orthonormalized(x, basis, { transposedR }), "general");
      }
    });

    it.each([1e-1, 1e-3, 1e-5, 1e-6, 1e-7, 1e-9, 1e-11, 1e-13, 1e-14])("columns that lose all but %d of their length in each other", (level) => {
      for (let seed = 1; seed <= 2; seed++) {
        // One direction and a little of another in each column: orthogonal to the basis up to rounding of their own length, no more.
        const coefficients = gaussian(rest.columns, count, seed);
        const exact = multiply(rest, dense(rest.columns, count, (i, j) => coefficients.data[i * count]! + (j === 0 ? 0 : level * coefficients.data[i * count + j]!)));
        const inside = multiply(basis, gaussian(n, count, seed + 10));
        const x = dense(rows, count, (i, j) => exact.data[i * count + j]! + EPS * inside.data[i * count + j]!);
        expectRight(x, basis, orthonormalized(x, basis), `level ${level}, seed ${seed}`);
      }
    });

    it("dependent columns are replaced by random ones, of which R says 0", () => {
      const x = multiply(rest, gaussian(rest.columns, count, 5));
      const dependent = dense(rows, count, (i, j) => (j % 2 === 1 ? -3 * x.data[i * count + j - 1]! : x.data[i * count + j]!));
      const got = orthonormalized(dependent, basis, { norm: Math.hypot(...dependent.data) });
      expectRight(dependent, basis, got, "dependent");
      for (let j = 1; j < count; j += 2) expect(got.r.data[j * count + j]).toBe(0);
      const none = orthonormalized(zeros(rows, count), basis);
      expectRight(zeros(rows, count), basis, none, "zero");
      expect(largestMagnitude(none.r.data)).toBe(0);
    });

    it("what is rounding relative to the norm of A is replaced, what is more is kept", () => {
      const x = multiply(rest, gaussian(rest.columns, count, 6));
      const lost = orthonormalized(x, basis, { norm: 1e17 * rows });
      for (let j = 0; j < count; j++) expect(lost.r.data[j * count + j]).toBe(0);
      expect(Math.max(defect(lost.q), largestProduct(basis, lost.q))).toBeLessThan(roundings(rows));
      expectRight(x, basis, orthonormalized(x, basis, { norm: 0 }), "norm 0");
    });
  },
);

it("random columns depend on seed, stream and place, and on nothing else", () => {
  const { basis } = orthonormalBases(20, 5, 1);
  const draw = (seed: bigint, stream: number) => Array.from(orthonormalized(zeros(20, 3), basis, { seed, stream }).q.data);
  expect(draw(5n, 2)).toEqual(draw(5n, 2));
  for (const other of [draw(6n, 2), draw(5n, 3), draw(5n + 2n ** 40n, 2)]) expect(other).not.toEqual(draw(5n, 2));
});

it("a first column without length to compare with does not stop it", () => {
  const basis = zeros(12, 0);
  const x = dense(12, 3, (i, j) => (j === 1 ? ones(12, 1).data[i]! : 0));
  const { q, r } = orthonormalized(x, basis);
  expect(defect(q)).toBeLessThan(1e-14);
  expect(columnLength(q, 0)).toBeCloseTo(1, 14);
  expect(largestMagnitude(minus(multiply(q, r), x).data)).toBeLessThan(1e-14);
});
