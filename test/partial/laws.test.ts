// The laws of partials: the same bits for any order, grouping, size of pushes and repetition; and what comes out is what all rows say.
import { describe, expect, it } from "vitest";
import { leastSquares, pca, singularValues, svd } from "../../src/index";
import { leastSquaresOf, matrixOf, merge, openPartial, type PartialOptions, pcaOf, singularValuesOf, svdOf } from "../../src/partial/partial";
import { type Dense, dense, map, transposed, ULP } from "../support/dense";
import { gaussian, geometric, withSpectrum, zeros } from "../support/matrices";
import { Random } from "../support/random";
import { orthogonalityRatio } from "../support/ratios";

const slice = (a: Dense, from: number, to: number): Dense => ({ rows: to - from, columns: a.columns, data: a.data.slice(from * a.columns, to * a.columns) });

const shuffled = <T>(items: readonly T[], random: Random): T[] => random.permutation(items.length).map((i) => items[i]!);

/** The file of one leaf, its rows pushed some at a time. */
function leafOf(a: Dense, from: number, to: number, options: PartialOptions, random: Random): Uint8Array {
  const partial = openPartial(options);
  const step = random.pick([1, 3, 17, to - from + 1]);
  for (let i = from; i < to; i += step) {
    partial.push(slice(a, i, Math.min(to, i + step)));
    if (options.kind !== "sum" && random.unit() < 0.2) partial.bytes(); // looking changes nothing
  }
  return partial.bytes();
}

/** Files merged in a random order and grouping, some of them twice. */
function mergedSomehow(files: readonly Uint8Array[], random: Random): Uint8Array {
  const heap = shuffled(files, random);
  while (heap.length > 1) {
    const count = Math.min(heap.length, random.integer(2, 4));
    heap.splice(random.integer(0, heap.length - count), 0, merge(heap.splice(random.integer(0, heap.length - count), count)));
  }
  return heap[0]!;
}

const MATRICES: Record<string, (m: number, n: number, seed: number) => Dense> = {
  gaussian, zeros: (m, n) => zeros(m, n),
  "rank-deficient": (m, n, seed) => withSpectrum(m, n, Array.from({ length: Math.min(m, n) }, (_, i) => (i < 2 ? 1 : 0)), seed),
  "graded 1e±150": (m, n, seed) => { const g = gaussian(m, n, seed); return dense(m, n, (i, j) => g.data[i * n + j]! * (j % 2 === 0 ? 1e150 : 1e-150)); },
  "graded to 1e-12": (m, n, seed) => withSpectrum(m, n, geometric(Math.min(m, n), 1e12), seed),
  "negative zeros": (m, n, seed) => map(gaussian(m, n, seed), (x) => (x > 0.5 ? x : -0)),
};

describe("the same bits", () => {
  it.each(Object.keys(MATRICES))("whatever the order, the grouping and the pushes: %s", (name) => {
    const random = new Random(name.length);
    for (let run = 0; run < 6; run++) {
      const n = random.pick([1, 2, 5, 33]);
      const leaves = random.integer(1, 9);
      // Empty leaves and leaves of one row among them.
      const ends = Array.from({ length: leaves }, () => random.pick([0, 1, 2, n, 40]));
      const starts = ends.map((_, i) => ends.slice(0, i).reduce((x, y) => x + y, 0));
      const a = MATRICES[name]!(starts[leaves - 1]! + ends[leaves - 1]!, n, run + 1);
      const kinds: Partial<PartialOptions>[] = [{}, { centre: Array.from({ length: n }, (_, j) => (j - 1) / 3) }, { kind: "fd", rows: 3 }, { kind: "factors" }];
      for (const kind of kinds) {
        const plan = { columns: n, leaves, job: "laws", ...kind };
        const files = starts.map((start, leaf) => leafOf(a, start, start + ends[leaf]!, { ...plan, leaf }, random));
        const expected = merge(files);
        for (let turn = 0; turn < 3; turn++) expect(mergedSomehow(files, random)).toEqual(expected);
        // A worker that was started twice, and one that gathers while others arrive.
        const twice = [...files, ...files.slice(0, random.integer(0, leaves - 1))];
        expect(merge(shuffled(twice, random), { duplicates: "drop" })).toEqual(expected);
        const own = random.integer(0, leaves - 1);
        const partial = openPartial({ ...plan, leaf: own });
        files.forEach((file, leaf) => { if (leaf < own) partial.merge(file); });
        partial.push(slice(a, starts[own]!, starts[own]! + ends[own]!));
        files.forEach((file, leaf) => { if (leaf > own) partial.merge(file); });
        expect(partial.bytes()).toEqual(expected);
        expect(matrixOf(partial)).toEqual(matrixOf(expected));
      }
    }
  });

  it("sums: of blocks, whole leaves only", () => {
    const random = new Random(4);
    const blocks = gaussian(7 * 6, 4, 1);
    const files = [0, 1, 2, 3].map((leaf) => leafOf(blocks, leaf * 6, leaf * 6 + (leaf === 3 ? 24 : 6), { columns: 4, kind: "sum", rows: 6, leaves: 4, leaf }, random));
    const sum = matrixOf(merge(files));
    for (let turn = 0; turn < 5; turn++) expect(matrixOf(mergedSomehow(files, random))).toEqual(sum);
    expect(sum.rows).toBe(6);
    sum.data.forEach((x, p) => expect(x).toBeCloseTo(Array.from({ length: 7 }, (_, b) => blocks.data[b * 24 + p]!).reduce((s, y) => s + y, 0), 14));
    expect(() => openPartial({ columns: 4, kind: "sum", rows: 6 }).push(slice(blocks, 0, 4)).bytes()).toThrow("ends inside a block");
  });

  it("of many rows: blocks are folded whenever they are full, however they came", () => {
    const a = gaussian(3000, 20, 9);
    const whole = openPartial({ columns: 20 }).push(a).bytes();
    const slowly = openPartial({ columns: 20 });
    for (let i = 0; i < a.rows; i += 411) slowly.push(slice(a, i, Math.min(a.rows, i + 411))).bytes();
    expect(slowly.bytes()).toEqual(whole);
    expect(slowly.rows).toBe(3000);
  });
});

describe("what comes out", () => {
  it.each([[1, 1], [5, 8], [40, 7], [700, 33], [2500, 90]])("R'R = A'A, and the values of A: %i x %i", (m, n) => {
    for (const [name, make] of Object.entries(MATRICES)) {
      const a = make(m, n, m);
      const half = m >> 1;
      const file = merge([openPartial({ columns: n, leaves: 2, leaf: 1 }).push(slice(a, half, m)).bytes(), openPartial({ columns: n, leaves: 2, leaf: 0 }).push(slice(a, 0, half)).bytes()]);
      const { S, V, rows, bound } = svdOf(file);
      const reference = singularValues(a);
      expect([rows, bound, S.length, V.rows, V.columns]).toEqual([m, 0, Math.min(m, n), n, Math.min(m, n)]);
      expect(singularValuesOf(file).length).toBe(S.length);
      S.forEach((s, i) => { if (Math.abs(s - reference[i]!) > 1e-13 * reference[0]!) expect.fail(`${name}, value ${i}: ${s}, expected ${reference[i]}`); });
      expect(orthogonalityRatio(V)).toBeLessThan(10);
      for (let j = 0; j < V.columns; j++) {
        const column = Array.from({ length: n }, (_, i) => V.data[i * V.columns + j]!);
        const largest = Math.max(...column.map(Math.abs));
        expect(column.find((x) => Math.abs(x) >= largest * (1 - 1e-9))).toBeGreaterThan(0);
      }
      if (name.includes("150")) continue;
      const R = matrixOf(file);
      const size = frobenius2(a);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
        if (j < i && R.data[i * n + j] !== 0) expect.fail(`${name}: R[${i}][${j}] is ${R.data[i * n + j]}`);
        if (Math.abs(product(R, i, j) - product(a, i, j)) > 1e-14 * size) expect.fail(`${name}: (R'R)[${i}][${j}]`);
      }
    }
  });

  it.each([0, 1, 1e3, 1e6])("principal components of a table %d times its spread away from 0 are those of pca", (mean) => {
    const [m, n] = [900, 12];
    const g = gaussian(m, n, 3);
    const a = dense(m, n, (i, j) => (j === 4 ? 0.1 : mean * (j + 1) + g.data[i * n + j]! / (j + 1)));
    const centre = Array.from({ length: n }, (_, j) => a.data[j]!);
    const files = [0, 1, 2].map((leaf) => openPartial({ columns: n, centre, leaves: 3, leaf }).push(slice(a, leaf * 300, leaf * 300 + 300)).bytes());
    const expected = pca(a);
    for (const found of [pcaOf(merge(files)), pcaOf(openPartial({ columns: n, centre: true }).push(a))]) {
      const s = expected.singularValues[0]!;
      expect(found.rows).toBe(m);
      expect(found.mean[4]).toBe(0.1);
      found.mean.forEach((x, j) => expect(Math.abs(x - expected.mean[j]!)).toBeLessThanOrEqual(4 * ULP * (Math.abs(expected.mean[j]!) + 4)));
      found.singularValues.forEach((x, j) => expect(Math.abs(x - expected.singularValues[j]!)).toBeLessThanOrEqual((1e-13 + 40 * ULP * mean) * s));
      expect(Math.abs(found.totalVariance / expected.totalVariance - 1)).toBeLessThan(1e-12 + 100 * ULP * mean);
      expect(found.explainedVarianceRatio.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 12);
      expect(orthogonalityRatio(found.components)).toBeLessThan(10);
      for (let j = 0; j < n - 1; j++) {
        const along = Array.from({ length: n }, (_, i) => found.components.data[i * n + j]! * expected.components.data[i * n + j]!).reduce((x, y) => x + y, 0);
        expect(Math.abs(Math.abs(along) - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it("least squares, with and without an intercept, full rank or not", () => {
    const [m, n, sides] = [400, 6, 2];
    for (const rank of [6, 3]) {
      const a = withSpectrum(m, n, Array.from({ length: n }, (_, i) => (i < rank ? 6 - i : 0)), 5);
      const b = gaussian(m, sides, 8);
      const both = dense(m, n + sides, (i, j) => (j < n ? a.data[i * n + j]! : b.data[i * sides + j - n]!));
      const direct = leastSquares(a, b);
      const found = leastSquaresOf(openPartial({ columns: n + sides }).push(both), sides);
      expect(found.rank).toBe(rank);
      expect(found.intercept).toBeUndefined();
      found.X.data.forEach((x, p) => expect(x).toBeCloseTo(direct.X.data[p]!, 12));
      found.residualNorms.forEach((x, p) => expect(x / direct.residualNorms[p]!).toBeCloseTo(1, 12));
      const means = Array.from({ length: n + sides }, (_, j) => Array.from({ length: m }, (_, i) => both.data[i * (n + sides) + j]!).reduce((x, y) => x + y, 0) / m);
      const centred = dense(m, n + sides, (i, j) => both.data[i * (n + sides) + j]! - means[j]!);
      const left = dense(m, n, (i, j) => centred.data[i * (n + sides) + j]!);
      const right = dense(m, sides, (i, j) => centred.data[i * (n + sides) + n + j]!);
      const apart = leastSquares(left, right, { tolerance: 1e-12 });
      const with1 = leastSquaresOf(openPartial({ columns: n + sides, centre: true }).push(both), sides);
      with1.X.data.forEach((x, p) => expect(x).toBeCloseTo(apart.X.data[p]!, 11));
      with1.intercept!.forEach((x, q) => expect(x).toBeCloseTo(means[n + q]! - Array.from({ length: n }, (_, j) => means[j]! * apart.X.data[j * sides + q]!).reduce((s, y) => s + y, 0), 11));
    }
  });

  it("at the ends of the number range, with an exponent", () => {
    const g = gaussian(60, 5, 2);
    const plain = svdOf(openPartial({ columns: 5 }).push(g));
    for (const exponent of [990, -1000]) {
      const a = map(g, (x) => x * 2 ** (exponent / 2) * 2 ** (exponent / 2));
      const { S, V } = svdOf(openPartial({ columns: 5, exponent }).push(a));
      S.forEach((s, i) => expect(s / 2 ** (exponent / 2) / 2 ** (exponent / 2) / plain.S[i]!).toBeCloseTo(1, 13));
      if (exponent > 0) expect(V).toEqual(plain.V);
    }
    expect(() => svdOf(openPartial({ columns: 5 }).push(map(g, (x) => x * 1e-300)))).toThrow("exponent");
    expect(() => openPartial({ columns: 5 }).push(map(g, (x) => x * 1e300))).toThrow(/rows\[0\]\[0\] is .*exponent/);
  });

  it("of factors: the rows, leaf behind leaf; of nothing: nothing", () => {
    const a = gaussian(2100, 3, 1);
    expect(matrixOf(openPartial({ columns: 3, kind: "factors" }).push(a)).data).toEqual(a.data);
    const files = [1, 0].map((leaf) => openPartial({ columns: 3, kind: "factors", leaves: 2, leaf }).push(slice(a, leaf * 100, leaf * 100 + 100)).bytes());
    expect(matrixOf(merge(files)).data).toEqual(a.data.slice(0, 600));
    const nothing = svdOf(openPartial({ columns: 3 }));
    expect([nothing.S.length, nothing.V.columns, nothing.rows]).toEqual([0, 0, 0]);
    expect(pcaOf(openPartial({ columns: 2, centre: true }))).toMatchObject({ rows: 0, totalVariance: 0, mean: new Float64Array(2) });
    expect(pcaOf(openPartial({ columns: 2, centre: true }).push([[1, 5]]))).toMatchObject({ rows: 1, totalVariance: 0, mean: new Float64Array([1, 5]) });
  });
});

function product(a: { rows: number; columns: number; data: Float64Array }, i: number, j: number): number {
  let sum = 0;
  for (let p = 0; p < a.rows; p++) sum += a.data[p * a.columns + i]! * a.data[p * a.columns + j]!;
  return sum;
}

function frobenius2(a: Dense): number {
  return a.data.reduce((sum, x) => sum + x * x, 0);
}

describe("Frequent Directions", () => {
  /** The eigenvalues of A'A - V S^2 V' of least and largest value: from the singular values of [A; ...] by a plain power iteration on a shifted matrix. */
  function extremes(a: Dense, S: Float64Array, V: Dense): [number, number] {
    const n = a.columns;
    const gap = dense(n, n, (i, j) => product(a, i, j) - Array.from(S, (s, k) => s * s * V.data[i * V.columns + k]! * V.data[j * V.columns + k]!).reduce((x, y) => x + y, 0));
    const size = frobenius2(a) + Number.MIN_VALUE;
    // Eigenvalues of a symmetric matrix by singular values of two definite ones.
    const above = svd(dense(n, n, (i, j) => gap.data[i * n + j]! + (i === j ? 2 * size : 0))).S;
    return [above[n - 1]! - 2 * size, above[0]! - 2 * size];
  }

  it("never loses more than its bound in any direction, nor gains: 200 streams", () => {
    const random = new Random(11);
    for (let run = 0; run < 200; run++) {
      const [n, m, rows] = [random.integer(1, 24), random.integer(1, 160), random.integer(1, 12)];
      const k = Math.min(m, n);
      const a = random.pick([
        () => gaussian(m, n, run), () => withSpectrum(m, n, geometric(k, random.pick([10, 1e6, 1e14])), run), () => withSpectrum(m, n, Array.from({ length: k }, (_, i) => (i < 3 ? 1 : 0)), run),
        () => { const g = gaussian(m, n, run); return dense(m, n, (i, j) => g.data[i * n + j]! * (i % 7 === 0 ? 100 : 1)); },
        () => { const g = gaussian(m, n, run); return dense(m, n, (i, j) => g.data[i * n + j]! * 0.5 + (i > m / 2 && j === 0 ? 2 : 0)); },
      ])();
      const leaves = random.integer(1, 4);
      const cut = (leaf: number) => Math.floor((leaf * m) / leaves);
      const files = Array.from({ length: leaves }, (_, leaf) => openPartial({ columns: n, kind: "fd", rows, leaves, leaf }).push(slice(a, cut(leaf), cut(leaf + 1))).bytes());
      const { S, V, bound, rows: count } = svdOf(merge(files));
      const total = frobenius2(a);
      const [least, largest] = extremes(a, S, { rows: n, columns: S.length, data: V.data });
      const rounding = 1e-13 * total;
      expect(count).toBe(m);
      if (largest > bound + rounding || least < -rounding) expect.fail(`stream ${run}, ${m} x ${n}, ${rows} rows, ${leaves} leaves: from ${least} to ${largest}, bound ${bound}`);
      // What was promised beforehand.
      if (bound > (total * (1 + 1e-12)) / (rows + 1)) expect.fail(`stream ${run}: bound ${bound} of ${total} with ${rows} rows`);
      if (k <= rows) expect(bound).toBeLessThan(rounding);
    }
  });

  it("one direction of 1.36 times the variance of noise, in a long stream", () => {
    const [m, n, rows] = [20_000, 64, 32];
    const g = gaussian(m, n, 5);
    const a = dense(m, n, (i, j) => g.data[i * n + j]! * (j === 10 ? Math.sqrt(1.36) : 1));
    const exact = svdOf(openPartial({ columns: n }).push(a));
    const { S, bound } = svdOf(openPartial({ columns: n, kind: "fd", rows }).push(a));
    expect(S[0]! <= exact.S[0]!).toBe(true);
    expect(exact.S[0]! ** 2 - S[0]! ** 2).toBeLessThanOrEqual(bound);
    expect(bound).toBeLessThan(frobenius2(a) / (rows + 1));
    expect(Math.abs(exact.V.data[10 * n]!)).toBeGreaterThan(0.9);
  });
});

it("V of a wide table is that of its transpose's U, up to signs", () => {
  const a = gaussian(4, 9, 3);
  const { V } = svdOf(openPartial({ columns: 9 }).push(a));
  const { U } = svd(transposed(a));
  V.data.forEach((x, p) => expect(x).toBeCloseTo(U.data[p]!, 13));
});
