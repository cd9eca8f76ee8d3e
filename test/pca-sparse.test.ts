// Principal components by iteration: sparse tables, centred implicitly, and few components of large dense ones.
import { describe, expect, it } from "vitest";
import type { Pca, SparseMatrix } from "../src/index";
import { builds, simd } from "./support/builds";
import { type Dense, dense } from "./support/dense";
import { gaussian } from "./support/matrices";
import { multiply } from "./support/naive";
import { expectClose } from "./support/products";
import { LIMIT, orthogonalityRatio } from "./support/ratios";
import { Random } from "./support/random";

/** A table with a share of entries, of rank about `rank` plus noise, so that leading components stand apart. */
function table(rows: number, columns: number, rank: number, share: number, seed: number): { full: Dense; sparse: SparseMatrix } {
  const random = new Random(seed);
  const core = multiply(dense(rows, rank, (_, l) => random.gaussian() * 2 ** -l), dense(rank, columns, () => random.gaussian()));
  const full = dense(rows, columns, (i, j) => (random.unit() < share ? core.data[i * columns + j]! + 3 + 0.1 * random.gaussian() : 0));
  const entries: [number, number, number][] = [];
  full.data.forEach((x, p) => x !== 0 && entries.push([Math.floor(p / columns), p % columns, x]));
  return { full, sparse: simd.package.sparse(rows, columns, entries) };
}

const times = (a: SparseMatrix, factor: number): SparseMatrix => ({ ...a, value: a.value.map((x) => x * factor) });

/** The leading parts of two results agree, each in its unit. */
function expectSame(got: Pca, expected: Pca, k: number, tolerance: number): void {
  expect(got.singularValues.length).toBe(k);
  expect(got.info?.converged).toBe(true);
  const scale = expected.singularValues[0]!;
  for (let l = 0; l < k; l++) {
    expect(Math.abs(got.singularValues[l]! - expected.singularValues[l]!)).toBeLessThan(tolerance * scale);
    expect(got.explainedVarianceRatio[l]).toBeCloseTo(expected.explainedVarianceRatio[l]!, 9);
  }
  got.mean.forEach((x, j) => expect(x).toBeCloseTo(expected.mean[j]!, 12));
  expect(got.totalVariance / expected.totalVariance).toBeCloseTo(1, 12);
  const head = (x: Dense) => dense(x.rows, k, (i, j) => x.data[i * x.columns + j]!);
  expect(orthogonalityRatio(got.components)).toBeLessThan(LIMIT);
  expectClose(got.components, head(expected.components), 1e-6);
  expectClose(got.scores!, head(expected.scores!), 1e-6 * scale);
}

describe.each(builds)("pca of a sparse table, $name", ({ package: { pca, pcaInverse, pcaTransform, sparse } }) => {
  it.each([[300, 150, 4], [150, 300, 4], [60, 40, 3], [12, 7, 5]])("%i x %i, %i components: as if it were centred and dense", (m, n, k) => {
    const { full, sparse: a } = table(m, n, 4, 0.3, m);
    const before = structuredClone(a);
    const got = pca(a, { components: k });
    expectSame(got, pca(full), k, 1e-10);
    expect(a).toEqual(before);
    expect(got.info?.method).toBe(Math.min(m, n) > 100 ? "lanczos" : "full");
    expectClose(pcaTransform(got, full), got.scores!, 1e-8 * got.singularValues[0]!);
  });

  it("all components, without scores, and back", () => {
    const { full, sparse: a } = table(20, 9, 9, 0.4, 5);
    const got = pca(a);
    expect(got.components.columns).toBe(9);
    expectClose(pcaInverse(got, got.scores!), full, 1e-12);
    expect(pca(a, { components: 2, scores: false })).not.toHaveProperty("scores");
  });

  it.each([[300, 150, 4], [60, 40, undefined], [150, 300, 3]])("%i x %i: weighted and scaled as if it were dense", (m, n, k) => {
    const { full, sparse: a } = table(m, n, 4, 0.3, m + 1);
    const random = new Random(m);
    const weights = Float64Array.from({ length: m }, (_, i) => (i % 7 === 3 ? 0 : random.unit() * 3));
    for (const extra of [{ scale: true }, { weights }, { weights, scale: true }, { weights, scale: true, whiten: true }]) {
      const [got, expected] = [pca(a, { components: k, ...extra }), pca(full, extra)];
      const count = k ?? Math.min(m, n) - 10; // the last ones are directions of nothing
      const top = expected.singularValues[0]!;
      for (let l = 0; l < count; l++) expect(Math.abs(got.singularValues[l]! - expected.singularValues[l]!)).toBeLessThan(1e-9 * top);
      expect(got.totalVariance / expected.totalVariance).toBeCloseTo(1, 11);
      got.mean.forEach((x, j) => expect(x).toBeCloseTo(expected.mean[j]!, 12));
      expect(got.scale?.length).toBe(expected.scale?.length);
      got.scale?.forEach((x, j) => expect(x / expected.scale![j]!).toBeCloseTo(1, 11));
      expect(got.constantColumns).toEqual(expected.constantColumns);
      const few = Math.min(3, count);
      for (let i = 0; i < m; i++) for (let l = 0; l < few; l++) expect(Math.abs(got.scores!.data[i * got.scores!.columns + l]! - expected.scores!.data[i * expected.scores!.columns + l]!)).toBeLessThan(1e-6 * (1 + top));
      expectClose(pcaTransform(got, a), got.scores!, 1e-8 * (1 + top));
      expect(pcaTransform(got, a).data).toHaveLength(pcaTransform(got, full).data.length);
    }
    expectClose(pca(a, { components: 2, weights: new Float64Array(m).fill(5) }).scores!, pca(a, { components: 2 }).scores!, 1e-8 * pca(a, { components: 1 }).singularValues[0]!);
  });

  it("keeps columns that do not vary, with weight 0: without an entry, and full of one value", () => {
    const { sparse: b } = table(30, 6, 3, 0.5, 9);
    const entries = [...Array(30).keys()].flatMap((i) => [...Array(6).keys()].map((j) => [i, j === 5 ? 7 : j, 0.1 + i * j + (j % 2)] as const).concat([[i, 6, 0.1]]));
    const got = pca(sparse(30, 8, entries), { scale: true, components: 2 });
    expect([got.constantColumns, got.scale![5], got.scale![6]]).toEqual([[0, 5, 6], 1, 1]);
    for (const j of [0, 5, 6]) expect([...got.components.data.subarray(2 * j, 2 * j + 2)].map(Math.abs)).toEqual([0, 0]);
    expect(got.totalVariance).toBeCloseTo(5, 12);
    for (const exponent of [-1000, 1000]) {
      const [here, there] = [pca(b, { scale: true, components: 2 }), pca(times(b, 2 ** exponent), { scale: true, components: 2 })];
      expectClose(there.scores!, here.scores!, 1e-10);
      there.scale!.forEach((x, j) => expect(x / 2 ** exponent).toBeCloseTo(here.scale![j]!, 12));
    }
    expect(pca(sparse(0, 3, []), { scale: true, weights: [] }).constantColumns).toEqual([0, 1, 2]);
  });

  it("works to the ends of the range", () => {
    const { sparse: a } = table(40, 15, 3, 0.5, 6);
    const expected = pca(a, { components: 2 });
    for (const exponent of [-1000, 1000]) {
      const got = pca(times(a, 2 ** exponent), { components: 2 });
      expectClose(got.components, expected.components, 1e-12);
      expect(got.explainedVarianceRatio[0]).toBeCloseTo(expected.explainedVarianceRatio[0]!, 13);
      got.mean.forEach((x, j) => expect(x / 2 ** exponent).toBeCloseTo(expected.mean[j]!, 13));
      expect(got.singularValues[1]! / 2 ** exponent).toBeCloseTo(expected.singularValues[1]!, 11);
      expect(got.scores!.data[3]! / 2 ** exponent).toBeCloseTo(expected.scores!.data[3]!, 11);
    }
  });

  it("the variance of the whole is free of cancellation", () => {
    // Full columns of one large value with small deviations: sums of squares would keep nothing of them.
    const entries = Array.from({ length: 16 }, (_, i) => [i, 0, 2 ** 30 + (i % 2)] as const);
    const got = pca(sparse(16, 1, entries));
    expect(got.totalVariance).toBe(4 / 15);
    expect(got.mean[0]).toBe(2 ** 30 + 0.5);
  });

  it("answers for tables without entries, rows or columns", () => {
    const none = pca(sparse(5, 3, []), { components: 2 });
    expect([...none.mean, ...none.explainedVariance, ...none.explainedVarianceRatio, none.totalVariance]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(orthogonalityRatio(none.components)).toBeLessThan(LIMIT);
    expect(pca(sparse(0, 3, [])).mean).toEqual(new Float64Array(3));
    expect(pca(sparse(3, 0, [])).components).toMatchObject({ rows: 0, columns: 0 });
    const one = pca(sparse(1, 3, [[0, 1, 5]]));
    expect([...one.mean, one.totalVariance, one.singularValues[0]]).toEqual([0, 5, 0, 0, 0]);
  });

  it("the same seed gives the same bits, and progress is reported", () => {
    const { sparse: a } = table(220, 130, 4, 0.3, 7);
    const turns: number[] = [];
    const search = { components: 3, seed: 5, onProgress: ({ iteration }: { iteration: number }) => void turns.push(iteration) };
    expect(pca(a, search)).toEqual(pca(a, { components: 3, seed: 5 }));
    expect(turns.length).toBeGreaterThan(0);
    const stopped = pca(a, { components: 3, maxIterations: 1, tolerance: 1e-12 });
    expect(stopped.info?.converged).toBe(false);
    expect(stopped.components.columns).toBe(3);
  });

  it("refuses what is malformed, and the next call works", () => {
    const { sparse: a } = table(6, 4, 2, 0.5, 8);
    const bad: [unknown, object | undefined, new () => Error, string][] = [
      [{ ...a, rows: 2.5 }, undefined, RangeError, "matrix.rows is 2.5"],
      [{ ...a, rows: "6" }, undefined, TypeError, 'matrix.rows is "6"'],
      [{ ...a, columns: NaN }, undefined, RangeError, "matrix.columns is NaN"],
      [{ ...a, column: a.column.map(() => 9) }, undefined, RangeError, "matrix is malformed"],
      [{ ...a, value: a.value.map(() => NaN) }, undefined, RangeError, "matrix.value[0] is NaN"],
      [a, { components: 5 }, RangeError, "options.components is 5: expected an integer, 1 to 4"],
      [a, { components: 2, seed: -1 }, RangeError, "options.seed is -1"],
      [a, { components: 2, tolerance: "0" }, TypeError, 'options.tolerance is "0"'],
      [{ rows: 2, columns: 2, multiply: () => 0, multiplyTransposed: () => 0 }, undefined, TypeError, "matrix is an object"],
    ];
    for (const [matrix, options, kind, message] of bad) {
      expect(() => pca(matrix as never, options as never)).toThrow(kind);
      expect(() => pca(matrix as never, options as never)).toThrow(message);
      expect(pca(a, { components: 1 }).components.columns).toBe(1);
    }
  });
});

describe("pca of a large dense table", () => {
  it("finds few components without the whole decomposition", () => {
    const { pca } = simd.package;
    const core = multiply(dense(420, 3, (i, l) => Math.sin(i * (l + 1)) * 2 ** -l), gaussian(3, 410, 9));
    const noise = gaussian(420, 410, 10);
    const a = dense(420, 410, (i, j) => 100 + core.data[i * 410 + j]! + 0.01 * noise.data[i * 410 + j]!);
    const got = pca(a, { components: 3 });
    expect(got.info?.method).toBe("lanczos");
    expectSame(got, pca(a), 3, 1e-10);
  });
});
