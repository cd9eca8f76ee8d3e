// lowRank of large and sparse input: only the leading triplets are computed.
import { describe, expect, it } from "vitest";
import { retire } from "../src/wasm/module";
import { simd } from "./support/builds";
import { scaled, transposed } from "./support/dense";
import { frobenius, range, reflected, reflecting, scattered, toFull, trueError } from "./support/implicit";
import { gaussian, zeros } from "./support/matrices";

const { lowRank, sparse, svd, truncatedSvd } = simd.package;

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

describe("lowRank of a large dense matrix", () => {
  const values = range(520, (i) => 0.8 ** i + 1e-4);
  const a = reflected(560, 520, values, 8);
  const total = norm(values);

  it.each([1, 7, 20])("rank %i: the best approximation and its exact errors", (k) => {
    const before = a.data.slice();
    const { rank, U, S, V, error } = lowRank(a, k);
    expect([rank, U.columns, S.length, V.columns]).toEqual([k, k, k, k]);
    S.forEach((s, i) => expect(Math.abs(s - values[i]!)).toBeLessThan(1e-12));
    expect(error.frobenius / norm(values.slice(k))).toBeCloseTo(1, 10);
    expect(error.spectral / values[k]!).toBeCloseTo(1, 8);
    expect(error.relative).toBeCloseTo(error.frobenius / total, 14);
    expect(error.frobenius).toBeCloseTo(trueError(a, { U, S, V }), 12);
    expect(a.data.every((x, p) => x === before[p])).toBe(true);
  });
  it.each([0.5, 0.1, 0.01])("relative error %d: the least rank", (relativeError) => {
    const { rank, error } = lowRank(a, { relativeError });
    const best = range(521, (k) => norm(values.slice(k)) / total).findIndex((left) => left <= relativeError);
    expect(rank).toBe(best);
    expect(error.relative).toBeLessThanOrEqual(relativeError);
    expect(error.spectral / values[rank]!).toBeCloseTo(1, 6);
  });
  it.each([0.9, 0.999])("energy %d: the least rank", (energy) => {
    const best = range(521, (k) => 1 - (norm(values.slice(k)) / total) ** 2).findIndex((kept) => kept >= energy);
    expect(lowRank(a, { energy }).rank).toBe(best);
  });
  it("agrees with the whole spectrum where the criterion needs it", () => {
    const { S } = svd(a);
    for (const criterion of [{ ratio: 2 }, "gap", { relativeError: 1e-12 }, { energy: 1 }, 400] as const) {
      const { rank, S: kept } = lowRank(a, criterion);
      expect(rank).toBeGreaterThan(0);
      expect(kept).toEqual(S.slice(0, rank));
    }
  });
  it("never computes a full decomposition: its memory would show", () => {
    retire();
    const n = 1300;
    const bytes = n * n * 8;
    lowRank(reflected(n, n, range(30, (i) => 30 - i), 1), 20);
    // The full decomposition needs A, U, V and its workspaces: five times A and more.
    expect(simd.exports().memory.buffer.byteLength).toBeLessThan(3 * bytes);
    svd(gaussian(60, 60, 1));
  });
  it.each([-1000, 1000])("of entries of size 2^%i", (exponent) => {
    const [plain, big] = [lowRank(a, 5), lowRank(scaled(a, exponent), 5)];
    expect(big.error.frobenius / 2 ** exponent / plain.error.frobenius).toBeCloseTo(1, 10);
    expect(big.error.relative).toBeCloseTo(plain.error.relative, 12);
  });
});

describe("lowRank of a tall or wide matrix", () => {
  it.each([[1200, 30, 1], [1200, 30, 6], [1200, 30, 29], [3000, 410, 50]])("%i x %i, rank %i: by its Gram matrix, with the errors of the whole spectrum", (m, n, k) => {
    const values = range(n, (i) => 0.9 ** i);
    for (const a of [reflected(m, n, values, 4), transposed(reflected(m, n, values, 5))]) {
      const { rank, U, S, V, error } = lowRank(a, k);
      const few = truncatedSvd(a, k + 1);
      expect([rank, few.info.method]).toEqual([k, "gram"]);
      expect(S).toEqual(few.S.slice(0, k)); // the whole decomposition has other last bits
      expect(U).toEqual({ ...few.U, columns: k, data: few.U.data.filter((_, p) => p % (k + 1) < k) });
      S.forEach((s, i) => expect(Math.abs(s - values[i]!)).toBeLessThan(1e-13));
      expect(error.spectral / values[k]!).toBeCloseTo(1, 10);
      expect(error.frobenius / norm(values.slice(k))).toBeCloseTo(1, 10);
      expect(error.frobenius).toBeCloseTo(trueError(a, { U, S, V }), 13);
      expect(error.relative).toBeCloseTo(error.frobenius / norm(values), 14);
    }
  });
  it("to an error: the rank is looked for, its triplets come by the Gram matrix", () => {
    const a = reflected(3000, 410, range(410, (i) => 0.94 ** i), 6);
    const { rank, S } = lowRank(a, { relativeError: 0.04 });
    expect(rank).toBe(range(411, (k) => 0.94 ** k).findIndex((left) => left <= 0.04));
    const few = truncatedSvd(a, rank + 1);
    expect(few.info.method).toBe("gram");
    S.forEach((s, i) => expect(Math.abs(s - 0.94 ** i)).toBeLessThan(1e-13));
  });
  it("the whole spectrum where a rank is all of it, or where half the digits do not do", () => {
    const graded = reflected(1200, 20, range(20, (i) => 10 ** (-0.7 * i)), 2);
    for (const [a, k] of [[gaussian(1200, 20, 3), 20], [graded, 18], [reflected(1200, 20, [3, 2, 1], 1), 3], [zeros(1200, 20), 2]] as const) {
      const whole = svd(a);
      const { S, error } = lowRank(a, k);
      expect(S).toEqual(whole.S.slice(0, k));
      expect(error.spectral).toBe(whole.S[k] ?? 0);
    }
  });
});

describe("lowRank of an operator", () => {
  const values = range(450, (i) => 0.9 ** i);
  it.each([[600, 450], [450, 600]])("%i x %i: a rank, an error, an energy, and the errors left", (m, n) => {
    const a = reflecting(m, n, values, 7);
    const total = norm(values);
    for (const [criterion, rank] of [
      [9, 9], [{ relativeError: 0.3 }, range(451, (k) => norm(values.slice(k)) / total).findIndex((left) => left <= 0.3)],
      [{ energy: 0.999 }, range(451, (k) => 1 - (norm(values.slice(k)) / total) ** 2).findIndex((kept) => kept >= 0.999)],
    ] as const) {
      const got = lowRank(a, criterion);
      expect([got.rank, got.U.rows, got.V.rows]).toEqual([rank, m, n]);
      got.S.forEach((s, i) => expect(Math.abs(s - values[i]!)).toBeLessThan(1e-11));
      expect(got.error.frobenius / norm(values.slice(rank))).toBeCloseTo(1, 6);
      expect(got.error.spectral / values[rank]!).toBeCloseTo(1, 6);
      expect(got.error.relative).toBeCloseTo(got.error.frobenius / total, 12);
    }
  });
  it("small ones and rules about the whole spectrum: as the dense matrix", () => {
    const dense = reflected(40, 30, range(30, (i) => 0.5 ** i), 3);
    const times = (a: typeof dense) => (x: { readonly rows: number; readonly columns: number; readonly data: Float64Array }) => simd.package.multiply(a, x);
    const operator = { rows: 40, columns: 30, multiply: times(dense), multiplyTransposed: times(transposed(dense)) };
    for (const criterion of [3, "gap", { ratio: 2 }, { energy: 0.9 }, "optimal-threshold"] as const) {
      const [got, expected] = [lowRank(operator, criterion), lowRank(dense, criterion)];
      expect([got.rank, got.storedNumbers]).toEqual([expected.rank, expected.storedNumbers]);
      expect(got.error.frobenius).toBeCloseTo(expected.error.frobenius, 13);
    }
    const large = reflecting(500, 450, values, 5);
    const gap = lowRank({ ...large, multiply: (x) => large.multiply(x) }, { relativeError: 1e-8 });
    expect(gap.rank).toBe(range(451, (k) => norm(values.slice(k)) / norm(values)).findIndex((left) => left <= 1e-8));
  });
  it("of nothing, and what is wrong with a product", () => {
    const nothing = reflecting(500, 450, range(450, () => 0), 5);
    expect(lowRank(nothing, { energy: 0.9 })).toMatchObject({ rank: 0, error: { frobenius: 0, spectral: 0, relative: 0 } });
    expect(lowRank(nothing, 2)).toMatchObject({ rank: 2, error: { frobenius: 0, spectral: 0, relative: 0 } });
    expect(() => lowRank({ ...nothing, multiply: (x) => x }, 3)).toThrow(/operator\.multiply\(x\) is 450 × 32: expected 500 × 32/);
    expect(() => lowRank({ ...nothing, multiply: 3 as never }, 3)).toThrow(/operator\.multiply is 3: expected a function/);
    expect(() => lowRank({ rows: 1e6, columns: 1e6, multiply: () => { throw new Error("called"); }, multiplyTransposed: () => { throw new Error("called"); } }, "gap")).toThrow(/memory|MiB|GiB/);
  });
});

describe("lowRank of a sparse matrix", () => {
  const values = range(450, (i) => 1 / (i + 1));
  const a = scattered(500, 450, values, 3);
  it("large: leading triplets", () => {
    const { rank, S, U, V, error } = lowRank(a, 12);
    expect(rank).toBe(12);
    S.forEach((s, i) => expect(Math.abs(s - values[i]!)).toBeLessThan(1e-12));
    expect(error.frobenius / trueError(toFull(a), { U, S, V })).toBeCloseTo(1, 7);
    expect(error.spectral).toBeCloseTo(values[12]!, 8);
    expect(lowRank(a, { relativeError: 0.2 }).rank).toBe(range(451, (k) => norm(values.slice(k)) / norm([...values])).findIndex((left) => left <= 0.2));
  });
  it("too large to be written out", () => {
    const huge = scattered(200_000, 100_000, range(600, (i) => 0.7 ** i), 1);
    const { rank, error } = lowRank(huge, { relativeError: 1e-3 });
    expect(rank).toBe(20);
    expect(error.relative).toBeCloseTo(0.7 ** 20, 10);
  });
  it("small, empty, or by a rule: as the dense one", () => {
    const small = scattered(30, 20, range(20, (i) => 20 - i), 2);
    for (const criterion of [3, "gap", { energy: 0.9 }] as const) expect(lowRank(small, criterion)).toEqual(lowRank(toFull(small), criterion));
    expect(lowRank(sparse(600, 500, []), { energy: 0.5 })).toMatchObject({ rank: 0, error: { frobenius: 0, spectral: 0, relative: 0 } });
    expect(lowRank(zeros(600, 500), { relativeError: 0.5 })).toMatchObject({ rank: 0 });
    expect(lowRank(sparse(600, 500, []), 2)).toMatchObject({ rank: 2, error: { frobenius: 0, spectral: 0, relative: 0 } });
  });
  it("is not changed, and its norm is that of the dense one", () => {
    expect(frobenius(toFull(a))).toBeCloseTo(norm([...values]), 12);
    expect(() => lowRank(a, 451)).toThrow(RangeError);
    expect(() => lowRank({ ...a, column: a.column.slice(1) }, 3)).toThrow(RangeError);
  });
});
