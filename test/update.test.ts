import { describe, expect, it } from "vitest";
import type { Svd, UpdatedSvd } from "../src/index";
import { builds, simd } from "./support/builds";
import { wrongSign } from "./support/contracts";
import { type Dense, dense, diagonal, fromRows, map, pickColumns, pickRows, scaled, ULP } from "./support/dense";
import { gaussian, geometric, identity, integers, ones, uniform, withSpectrum, zeros } from "./support/matrices";
import { expectClose, minus, norm, product } from "./support/products";
import { LIMIT, orderRatio, orthogonalityRatio } from "./support/ratios";
import { Random } from "./support/random";

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const rowsOf = (a: Dense, from: number, to: number) => pickRows(a, range(from, to));
const columnsOf = (a: Dense, from: number, to: number) => pickColumns(a, range(from, to));
const none = (rows: number, columns: number): Svd => ({ U: zeros(rows, 0), S: new Float64Array(0), V: zeros(columns, 0) });

/** max |s - t| / s[0], values that one list lacks taken as 0. */
function gap(s: ArrayLike<number>, t: ArrayLike<number>): number {
  const length = Math.max(s.length, t.length);
  return Math.max(0, ...range(0, length).map((i) => Math.abs((s[i] ?? 0) - (t[i] ?? 0)))) / (Math.max(s[0] ?? 0, t[0] ?? 0) || 1);
}

/** A decomposition of A: orthonormal factors, signs, order, and the product. */
function expectDecomposes(a: Dense, got: UpdatedSvd, slack = 40): void {
  expect([got.U.rows, got.U.columns, got.V.rows, got.V.columns]).toEqual([a.rows, got.rank, a.columns, got.rank]);
  expect(got.S.length).toBe(got.rank);
  const unit = Math.max(a.rows, a.columns) * ULP;
  expectClose(product(got), a, slack * unit * norm(a));
  expect(orthogonalityRatio(got.U)).toBeLessThan(LIMIT);
  expect(orthogonalityRatio(got.V)).toBeLessThan(LIMIT);
  expect(wrongSign(got.U)).toBe(-1);
  expect(orderRatio(got.S)).toBe(0);
}

describe.each(builds)("appendRows and appendColumns, $name", ({ package: { appendColumns, appendRows, singularValues, svd } }) => {
  it.each([
    [9, 5, 3], [5, 9, 3], [6, 6, 6], [4, 20, 30], [20, 4, 1], [30, 7, 0], [1, 1, 1], [140, 20, 17], [3, 150, 140],
  ])("%i x %i and %i more: the decomposition of everything", (m, n, c) => {
    const a = uniform(m + c, n, 10 * m + n + c);
    const before = svd(rowsOf(a, 0, m));
    const copy = structuredClone(before);
    const got = appendRows(before, rowsOf(a, m, m + c));
    expectDecomposes(a, got);
    expect(gap(got.S, singularValues(a))).toBeLessThan(1e-14);
    expect(got.truncationBound).toBeLessThan(1e-13);
    expect(before).toEqual(copy);

    const t = dense(n, m + c, (i, j) => a.data[j * n + i]!);
    const wide = appendColumns(svd(columnsOf(t, 0, m)), columnsOf(t, m, m + c));
    expectDecomposes(t, wide);
    expect(gap(wide.S, got.S)).toBeLessThan(1e-14);
  });

  it("begins with nothing, or with full vectors", () => {
    const a = uniform(6, 4, 1);
    expectDecomposes(a, appendRows(none(0, 4), a));
    expectDecomposes(a, appendColumns(none(6, 0), a));
    expectDecomposes(a, appendRows(svd(zeros(0, 4)), a));
    expectDecomposes(a, appendRows(svd(rowsOf(a, 0, 3), { vectors: "full" }), rowsOf(a, 3, 6)));
    const padded = appendRows(svd(zeros(2, 4)), a);
    expectDecomposes(dense(8, 4, (i, j) => (i < 2 ? 0 : a.data[4 * (i - 2) + j]!)), padded);
  });

  it("adding nothing, or zeros, keeps the values and drops those that are rounding", () => {
    const a = withSpectrum(8, 6, [5, 3, 1, 0, 0, 0], 2);
    const got = appendRows(svd(a), []);
    expect(got.rank).toBe(3);
    expectDecomposes(a, got);
    expectDecomposes(dense(8, 9, (i, j) => (j < 6 ? a.data[6 * i + j]! : 0)), appendColumns(svd(a), zeros(8, 3)));
    expect(appendRows(svd(zeros(3, 2)), zeros(1, 2))).toMatchObject({ rank: 0, U: zeros(4, 0), V: zeros(2, 0), truncationBound: 0 });
    expect(appendRows(none(0, 0), zeros(3, 0)).U).toEqual(zeros(3, 0));
  });

  it("rows in the span add no rank; the bound says what they cost", () => {
    const a = withSpectrum(40, 12, [4, 3, 2, 1, ...Array<number>(8).fill(0)], 3);
    let model: UpdatedSvd = appendRows(none(0, 12), rowsOf(a, 0, 10));
    for (let i = 10; i < 40; i += 5) model = appendRows(model, rowsOf(a, i, i + 5));
    expect(model.rank).toBe(4);
    expectDecomposes(a, model);
    expect(model.truncationBound).toBeLessThan(1e-12);
  });

  it("1,000 rows one block at a time drift less than 1e-10 from the decomposition of everything", () => {
    const n = 24;
    for (const [block, a] of [[8, gaussian(1000, n, 4)], [1, withSpectrum(1000, n, geometric(n, 1e6), 5)]] as const) {
      let model: UpdatedSvd = appendRows(none(0, n), rowsOf(a, 0, block));
      for (let i = block; i < 1000; i += block) model = appendRows(model, rowsOf(a, i, i + block));
      expect(gap(model.S, singularValues(a))).toBeLessThan(1e-12);
      expect(norm(minus(product(model), a))).toBeLessThan(1e-11 * norm(a));
      expect(orthogonalityRatio(model.V)).toBeLessThan(LIMIT);
      expect(orthogonalityRatio(model.U)).toBeLessThan(LIMIT);
      expect(model.truncationBound).toBeLessThan(1e-10 * norm(a));
    }
  });

  it("stays orthonormal to rounding on streams of two levels, whatever is kept", () => {
    const worst = { ratio: 0, where: "" };
    for (const n of [2, 6, 24, 60]) for (const block of [1, 4]) for (const rank of [n, 3]) for (const level of [1, 1e-4, 1e-8, 1e-12]) {
      const a = withSpectrum(n === 60 ? 240 : 120, n, range(0, n).map((i) => (i < n / 3 ? 1 : level)), n + block);
      const t = dense(n, a.rows, (i, j) => a.data[j * n + i]!);
      let [rows, columns]: UpdatedSvd[] = [appendRows(none(0, n), rowsOf(a, 0, block)), appendColumns(none(n, 0), columnsOf(t, 0, block))];
      for (let i = block; i + block <= a.rows; i += block) {
        rows = appendRows(rows!, rowsOf(a, i, i + block), { rank });
        columns = appendColumns(columns!, columnsOf(t, i, i + block), { rank });
        if (i % 20 !== 0) continue;
        const ratio = Math.max(...[rows.U, rows.V, columns.U, columns.V].map(orthogonalityRatio));
        if (!(ratio <= worst.ratio)) Object.assign(worst, { ratio, where: `n ${n}, block ${block}, rank ${rank}, level ${level}, row ${i}` });
      }
    }
    expect(worst.ratio, worst.where).toBeLessThan(LIMIT);
  });

  it("mends a drift before it shows", () => {
    for (const m of [4, 30, 300]) {
      const exact = svd(uniform(m, 4, m));
      for (const drift of [1e-15, 1e-14, 1e-13, 1e-12, 1e-10, 1e-6]) {
        const bent = { ...exact, U: map(exact.U, (x) => x * (1 + drift)) };
        expect(orthogonalityRatio(appendRows(bent, uniform(1, 4, 9)).U), `${m} rows, ${drift}`).toBeLessThan(LIMIT);
      }
    }
  });

  it("the truncation bound is never below the error, at any cap", () => {
    const a = gaussian(120, 30, 6);
    for (const rank of [0, 1, 5, 20]) {
      let model: UpdatedSvd = appendRows(none(0, 30), rowsOf(a, 0, 10), { rank });
      for (let i = 10; i < 120; i += 10) {
        model = appendRows(model, rowsOf(a, i, i + 10), { rank });
        expect(model.rank).toBeLessThanOrEqual(rank);
        const error = norm(minus(product(model), rowsOf(a, 0, i + 10)));
        expect(model.truncationBound).toBeGreaterThanOrEqual(error - 1e-12 * norm(a));
        expect(model.truncationBound).toBeLessThan(Math.sqrt(12) * norm(rowsOf(a, 0, i + 10)) + 1);
      }
    }
  });

  it("a tolerance truncates, and one step of it is exact", () => {
    const a = diagonal([8, 4, 2, 1]);
    const got = appendRows(svd(a), zeros(1, 4), { tolerance: 0.3 });
    expect([...got.S]).toEqual([8, 4]);
    expect(got.truncationBound).toBeCloseTo(Math.sqrt(5), 14);
    expect(appendRows(svd(a), zeros(1, 4), { tolerance: 1 }).rank).toBe(0);
  });

  it("carries on the bound of what it is given, and forgets it as it forgets the matrix", () => {
    const { lowRank } = simd.package;
    const a = gaussian(20, 8, 7);
    const start = lowRank(a, 3);
    const added = gaussian(4, 8, 8);
    const got = appendRows(start, added, { forget: 0.5 });
    expect(got.truncationBound).toBeGreaterThanOrEqual(0.5 * start.error.frobenius);
    expect(got.truncationBound).toBeLessThan(0.5 * start.error.frobenius * (1 + 1e-12));
    const whole = dense(24, 8, (i, j) => (i < 20 ? 0.5 * a.data[8 * i + j]! : added.data[8 * (i - 20) + j]!));
    expect(norm(minus(product(got), whole))).toBeLessThanOrEqual(got.truncationBound * (1 + 1e-12));
    expect(appendRows({ ...got }, added).truncationBound).toBeGreaterThanOrEqual(got.truncationBound);
  });

  it("with a forgetting factor equals the decomposition of the weighted rows", () => {
    const a = gaussian(60, 6, 9);
    let model: UpdatedSvd = appendRows(none(0, 6), rowsOf(a, 0, 6));
    for (let i = 6; i < 60; i += 6) model = appendRows(model, rowsOf(a, i, i + 6), { forget: 0.8 });
    expectDecomposes(dense(60, 6, (i, j) => 0.8 ** (9 - Math.floor(i / 6)) * a.data[6 * i + j]!), model);
  });

  it("mends factors that are not orthonormal: what they stand for is kept", () => {
    const exact = svd(uniform(12, 5, 10));
    const rounded = (x: Dense) => map(x, (value) => Math.round(value * 1e5) / 1e5);
    const rough = { U: rounded(exact.U), S: exact.S, V: rounded(exact.V) };
    const a = product(rough);
    const added = uniform(3, 5, 11);
    const both = dense(15, 5, (i, j) => (i < 12 ? a.data[5 * i + j]! : added.data[5 * (i - 12) + j]!));
    expectDecomposes(both, appendRows(rough, added));
    const right = uniform(12, 2, 12);
    expectDecomposes(dense(12, 7, (i, j) => (j < 5 ? a.data[5 * i + j]! : right.data[2 * i + j - 5]!)), appendColumns(rough, right));
  });

  it("works to the ends of the range, and for parts of very different size", () => {
    const a = uniform(9, 4, 13);
    const [head, tail] = [rowsOf(a, 0, 5), rowsOf(a, 5, 9)];
    const expected = appendRows(svd(head), tail);
    for (const exponent of [-1000, -450, 450, 1000]) {
      const got = appendRows(svd(scaled(head, exponent)), scaled(tail, exponent));
      expect(gap(got.S.map((s) => s / 2 ** exponent), expected.S)).toBeLessThan(1e-14);
      expect(orthogonalityRatio(got.U)).toBeLessThan(LIMIT);
    }
    const unequal = appendRows(svd(scaled(head, -1000)), scaled(tail, 500), { tolerance: 0 });
    expect(gap(unequal.S.map((s) => s / 2 ** 500), singularValues(tail))).toBeLessThan(1e-14);
    expect(gap(appendRows(svd(scaled(head, 900)), tail).S.map((s) => s / 2 ** 900), svd(head).S)).toBeLessThan(1e-14);
  });

  it("takes forms of a decomposition from elsewhere", () => {
    const got = appendRows({ U: [[1], [0]], S: [2], V: [[0], [1]] } as never, [[3, 0]]);
    expect([...got.S]).toEqual([3, 2]);
    expectDecomposes(fromRows([[0, 2], [0, 0], [3, 0]]), got);
    const again = appendColumns(JSON.parse(JSON.stringify({ ...got, U: [[0, 1], [0, 0], [1, 0]], S: [3, 2], V: [[1, 0], [0, 1]] })), [[0], [7], [0]]);
    expect([...again.S]).toEqual([7, 3, 2]);
  });
});

describe.each(builds)("rankOneUpdate, $name", ({ package: { rankOneUpdate, singularValues, svd } }) => {
  const outer = (a: Dense, x: ArrayLike<number>, y: ArrayLike<number>, f = 1) =>
    dense(a.rows, a.columns, (i, j) => f * a.data[i * a.columns + j]! + x[i]! * y[j]!);

  it.each([[7, 5], [5, 7], [6, 6], [1, 4], [4, 1], [140, 30]])("%i x %i: the decomposition of A + ab'", (m, n) => {
    const a = uniform(m, n, 20 + m);
    const [x, y] = [uniform(m, 1, 21).data, uniform(n, 1, 22).data];
    expectDecomposes(outer(a, x, y), rankOneUpdate(svd(a), x, y));
    expectDecomposes(outer(a, x, y, 0.25), rankOneUpdate(svd(a), [...x], [...y], { forget: 0.25 }));
    const low = withSpectrum(m, n, [3, ...Array<number>(Math.min(m, n) - 1).fill(0)], 23);
    expectDecomposes(outer(low, x, y), rankOneUpdate(svd(low), x, y));
  });

  it("1,000 random updates drift less than 1e-10 from recomputation", () => {
    const [m, n] = [40, 25];
    const random = new Random(24);
    let a = uniform(m, n, 25);
    let model: Svd = svd(a);
    for (let step = 0; step < 1000; step++) {
      const x = Float64Array.from({ length: m }, () => random.between(-0.3, 0.3));
      const y = Float64Array.from({ length: n }, () => random.between(-0.3, 0.3));
      a = outer(a, x, y);
      model = rankOneUpdate(model, x, y);
    }
    expect(gap(model.S, singularValues(a))).toBeLessThan(1e-12);
    expect(norm(minus(product(model), a))).toBeLessThan(1e-12 * norm(a));
    expect(orthogonalityRatio(model.U)).toBeLessThan(LIMIT);
    expect(orthogonalityRatio(model.V)).toBeLessThan(LIMIT);
  });

  it("replaces a column, cancels a matrix, starts from nothing", () => {
    const a = integers(5, 4, -4, 4, 26);
    const column = [1, 2, 3, 4, 5];
    const difference = column.map((x, i) => x - a.data[4 * i + 2]!);
    const replaced = dense(5, 4, (i, j) => (j === 2 ? column[i]! : a.data[4 * i + j]!));
    expectDecomposes(replaced, rankOneUpdate(svd(a), difference, [0, 0, 1, 0]));
    const one = svd([[6, 8], [0, 0]]);
    expect(rankOneUpdate(one, [-1, 0], [6, 8]).S[0] ?? 0).toBeLessThan(1e-14);
    expectDecomposes(fromRows([[3, 4], [6, 8]]), rankOneUpdate(none(2, 2), [1, 2], [3, 4]));
    expect(rankOneUpdate(none(2, 2), [0, 0], [3, 4]).rank).toBe(0);
  });

  it("directions already in the span add no rank", () => {
    const low = withSpectrum(20, 15, [3, 2, ...Array<number>(13).fill(0)], 27);
    const { U, V } = svd(low);
    const x = range(0, 20).map((i) => U.data[15 * i]!);
    const y = range(0, 15).map((j) => V.data[15 * j + 1]!);
    expect(rankOneUpdate(svd(low), x, y).rank).toBe(2);
  });

  it("the truncation bound holds over many capped updates", () => {
    const random = new Random(28);
    let a = zeros(20, 16);
    let model: UpdatedSvd = rankOneUpdate(none(20, 16), new Float64Array(20), new Float64Array(16));
    for (let step = 0; step < 60; step++) {
      const x = Float64Array.from({ length: 20 }, () => random.gaussian());
      const y = Float64Array.from({ length: 16 }, () => random.gaussian());
      a = outer(a, x, y, 0.9);
      model = rankOneUpdate(model, x, y, { rank: 6, forget: 0.9 });
      expect(norm(minus(product(model), a))).toBeLessThanOrEqual(model.truncationBound * (1 + 1e-12) + 1e-12);
    }
    expect(model.rank).toBe(6);
  });

  it("works where a and b are of very different size, and beyond the range", () => {
    expectDecomposes(fromRows([[3, 0], [0, 2]]), rankOneUpdate(svd([[3, 0], [0, 0]]), [0, 1e-300], [0, 2e300]));
    expect(rankOneUpdate(none(1, 1), [1e-200], [1e-200]).rank).toBe(0); // 1e-400
    const huge = rankOneUpdate(svd([[1e300, 0], [0, 1]]), [1e300, 0], [1e300, 0]);
    expect(huge.S[0]).toBe(Infinity);
    expect(huge.U.data[0]).toBeCloseTo(1, 14);
    expect(() => rankOneUpdate(huge, [1, 0], [1, 0])).toThrow("svd.S[0] is Infinity");
    expectDecomposes(identity(2), rankOneUpdate(svd([[1, 0], [0, 0]]), [0, 1], [0, 1]));
  });
});

describe("arguments", () => {
  const { appendColumns, appendRows, rankOneUpdate, svd } = simd.package;
  const good = svd(ones(3, 2));
  it.each([
    ["no decomposition", [undefined, [[1, 2]]], TypeError, "svd is undefined: expected { U, S, V }"],
    ["no rows", [good], TypeError, "rows is undefined"],
    ["rows of another length", [good, [[1, 2, 3]]], RangeError, "rows have 3 entries: expected 2, the rows of svd.V"],
    ["a bare vector", [good, [1, 2]], TypeError, "rows[0] is 1"],
    ["NaN", [good, [[1, NaN]]], RangeError, "rows[0][1] is NaN"],
    ["values out of order", [{ ...good, S: [1, 2] }, [[1, 2]]], RangeError, "expected descending singular values"],
    ["a negative rank", [good, [[1, 2]], { rank: -1 }], RangeError, "options.rank is -1: expected an integer, 0 or more"],
    ["half a rank", [good, [[1, 2]], { rank: 1.5 }], RangeError, "options.rank is 1.5"],
    ["a tolerance above 1", [good, [[1, 2]], { tolerance: 2 }], RangeError, "options.tolerance is 2"],
    ["a forgetting factor of 0", [good, [[1, 2]], { forget: 0 }], RangeError, "options.forget is 0: expected a number above 0 to 1"],
    ["a forgetting factor above 1", [good, [[1, 2]], { forget: 1.1 }], RangeError, "options.forget is 1.1"],
    ["an unknown option", [good, [[1, 2]], { cap: 3 }], TypeError, "options.cap is not an option"],
    ["a bound that is no number", [{ ...good, truncationBound: "0" }, [[1, 2]]], TypeError, 'svd.truncationBound is "0"'],
    ["a negative bound", [{ ...good, truncationBound: -1 }, [[1, 2]]], RangeError, "svd.truncationBound is -1"],
    ["an error that is no number", [{ ...good, error: { frobenius: NaN } }, [[1, 2]]], RangeError, "svd.error.frobenius is NaN"],
  ])("appendRows refuses %s", (_, args, kind, message) => {
    expect(() => appendRows(...(args as [never, never]))).toThrow(kind);
    expect(() => appendRows(...(args as [never, never]))).toThrow(message);
    expect(appendRows(good, [[1, 1]]).rank).toBe(1);
  });

  it.each([
    ["columns of another length", [good, [[1], [2]]], RangeError, "columns have 2 entries: expected 3, the rows of svd.U"],
    ["no matrix", [good, 3], TypeError, "columns is 3"],
  ])("appendColumns refuses %s", (_, args, kind, message) => {
    expect(() => appendColumns(...(args as [never, never]))).toThrow(kind);
    expect(() => appendColumns(...(args as [never, never]))).toThrow(message);
  });

  it.each([
    ["no vector", [good, undefined, [1, 2]], TypeError, "a is undefined: expected a list of 3 numbers"],
    ["a of another length", [good, [1, 2], [1, 2]], RangeError, "a has length 2: expected 3, the rows of svd.U"],
    ["b of another length", [good, [1, 2, 3], [1]], RangeError, "b has length 1: expected 2, the rows of svd.V"],
    ["an infinite entry", [good, [1, 2, 3], [1, Infinity]], RangeError, "b[1] is Infinity"],
    ["words", [good, [1, "2", 3], [1, 2]], TypeError, 'a[1] is "2"'],
  ])("rankOneUpdate refuses %s", (_, args, kind, message) => {
    expect(() => rankOneUpdate(...(args as [never, never, never]))).toThrow(kind);
    expect(() => rankOneUpdate(...(args as [never, never, never]))).toThrow(message);
  });
});
