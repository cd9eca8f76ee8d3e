// Why and how surely something is recommended: explanations of implicit models, lower bounds, folded rows at once, filters, lists without a value.
import { describe, expect, it } from "vitest";
import {
  appendRows, complete, explain, foldIn, loadModel, predict, predictPlaces, recommend, recommendAll, recommender, saveModel, type CompleteOptions, type Completion,
} from "../../src/index";
import { planted } from "../support/tables";
import { Random } from "../support/random";

const random = new Random(7);
const counts = { rows: 30, columns: 18, entries: Array.from({ length: 540 }, (_, p) => [Math.floor(p / 18), p % 18, random.unit() < 0.15 ? -1 : 1 + Math.floor(9 * random.unit() ** 4)] as const).filter(() => random.unit() < 0.3) };
const tight = { tolerance: 1e-12, maxIterations: 2000 };

/** Weights (Y'CY + ridge)^-1 by elimination, in plain arrays. */
function solved(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  a.forEach((pivot, p) => a.forEach((row, i) => {
    if (i === p) return;
    const factor = row[p]! / pivot[p]!;
    for (let j = p; j < row.length; j++) row[j]! -= factor * pivot[j]!;
  }));
  return a.map((row, i) => row.at(-1)! / row[i]!);
}

describe.each<[string, CompleteOptions]>([
  ["linear", { method: "implicit", rank: 3, lambda: 0.5, alpha: 2, ...tight }], ["log, growing penalty", { method: "implicit", rank: 4, lambda: 0.05, power: 1, alpha: 3, confidence: "log", unseen: 0.5, ...tight }],
])("explain of an implicit model, %s", (_, options) => {
  const model = complete(counts, options);
  const { rank, fold, column: { factors: { data } } } = model;
  const y = (j: number) => Array.from(data.subarray(j * rank, (j + 1) * rank));
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, f) => sum + x * b[f]!, 0);
  const confidence = (x: number) => fold.unseen + fold.alpha * (fold.logUnit === undefined ? Math.abs(x) : Math.log2(1 + Math.abs(x) / fold.logUnit));

  it("is the sum of section 5 of the paper, by a naive twin", () => {
    for (const [i, j] of [[0, 0], [5, 7], [29, 17]] as const) {
      const own = counts.entries.filter(([row]) => row === i);
      const ridge = fold.lambda * (own.length + fold.unseen * 18) ** fold.power;
      const normal = Array.from({ length: rank }, (_, a) => Array.from({ length: rank }, (_, b) => {
        const all = Array.from({ length: 18 }, (_, k) => fold.unseen * y(k)[a]! * y(k)[b]!).reduce((sum, x) => sum + x, 0);
        return all + own.reduce((sum, [, k, x]) => sum + (confidence(x) - fold.unseen) * y(k)[a]! * y(k)[b]!, 0) + (a === b ? ridge : 0);
      }));
      const { value, base, entries } = explain(model, i, j);
      const weights = solved(normal, y(j));
      const expected = own.filter(([, , x]) => x > 0).map(([, k, x]) => ({ column: k, contribution: confidence(x) * dot(y(k), weights) }));
      expect(entries).toHaveLength(expected.length);
      for (const { column, contribution } of entries) expect(contribution).toBeCloseTo(expected.find((one) => one.column === column)!.contribution, 8);
      expect(entries.map(({ contribution }) => Math.abs(contribution))).toEqual(entries.map(({ contribution }) => Math.abs(contribution)).sort((a, b) => b - a));
      expect(value).toBe(predict(model, i, j).value);
      expect(base).toBeCloseTo(0, 6);
      expect(base + entries.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(value, 12);
    }
  });

  it("of folded and appended rows, and through a file", () => {
    const line = foldIn(model, [[2, 3], [5, 1], [9, -2]]);
    const { value, entries } = explain(model, line, 4);
    expect(entries.map(({ column }) => column).sort((a, b) => a - b)).toEqual([2, 5]);
    expect(entries.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(value, 8);
    const longer = loadModel(saveModel(appendRows(model, [line])));
    expect(explain(longer, 30, 4)).toEqual({ value, base: expect.closeTo(0, 8), entries });
    expect(explain(model, -1, 3).entries).toEqual([]);
  });
});

it("without a penalty, too; and of other models it is refused", () => {
  const bare = complete(counts, { method: "implicit", rank: 2, lambda: 0, ...tight });
  const { value, entries } = explain(bare, 3, 4);
  expect(entries.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(value, 6);
  expect(() => explain(complete(counts, { method: "als", rank: 1, lambda: 1 }), 0, 0)).toThrow(/expected one of "item" or "implicit"/);
});

it("what is known not to be liked gives a column no support", () => {
  const model = complete(counts, { method: "implicit", rank: 2, lambda: 0.5 });
  const likes = Array.from({ length: 18 }, (_, j) => counts.entries.filter(([, k, x]) => k === j && x > 0).length);
  const least = [...likes].sort((a, b) => a - b)[9]!;
  const found = recommend(model, -1, { count: 18, minimumSupport: least }).map(({ column }) => column).sort((a, b) => a - b);
  expect(found).toEqual(likes.flatMap((n, j) => (n >= least ? [j] : [])));
});

const { rows, columns, entries } = planted(40, 25, 3, 0.5, 0.4, 5);
const table = { rows, columns, entries };
const bayesian = complete(table, { method: "bayesian", rank: 3, samples: 6, maxIterations: 24 });

describe("caution", () => {
  it("ranks by value − caution deviations", () => {
    for (const caution of [0.5, 1.645]) {
      const { value, deviation } = predictPlaces(bayesian, new Array<number>(columns).fill(7), Array.from({ length: columns }, (_, j) => j));
      const expected = Array.from(value, (x, column) => ({ column, score: x - caution * deviation![column]! })).sort((a, b) => b.score - a.score || a.column - b.column).filter(({ column }) => column !== 3).slice(0, 6);
      expect(recommend(bayesian, 7, { caution, count: 6, exclude: [3] })).toEqual(expected);
      const all = recommendAll(bayesian, { caution, count: 6, rows: [2, 7], exclude: () => [3] });
      expect([...all.columns.subarray(6)]).toEqual(expected.map(({ column }) => column));
      expect([...all.scores.subarray(6)]).toEqual(expected.map(({ score }) => score));
    }
    expect(recommend(bayesian, 7, { caution: 0 })).toEqual(recommend(bayesian, 7));
  });
  it("is for models that know deviations", () => {
    expect(() => recommend(complete(table, { method: "als", rank: 1, lambda: 1 }), 0, { caution: 1 })).toThrow(/options.caution is 1: a model of method "als" tells no deviations/);
    expect(() => recommend(bayesian, 0, { caution: -1 })).toThrow(RangeError);
  });
});

describe("many folded rows at once", () => {
  const lines = [[[0, 1], [4, 2]], [], [[3, 2], [20, 1], [24, 3]], [[7, 1]]] as const;
  const models: [string, Completion][] = [
    ["als", complete(table, { method: "als", rank: 2, lambda: 0.1 })], ["als in units of rows", complete(table, { method: "als", rank: 2, lambda: 0.1, scaling: "row" })], ["bayesian", bayesian],
    ["fill", complete(table, { method: "fill", rank: 2 })], ["implicit", complete({ ...table, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) }, { method: "implicit", rank: 2, lambda: 0.1 })],
    ["item", complete({ ...table, entries: entries.map(([i, j]) => [i, j] as const) }, { method: "item", lambda: 1 })],
  ];
  it.each(models)("%s: as each alone", (_, model) => {
    const folded = lines.map((line) => foldIn(model, line));
    const rowsAsked = [folded[0]!, 5, folded[1]!, folded[2]!, 0, folded[3]!];
    const { columns: best, scores } = recommendAll(model, { rows: rowsAsked, count: 4 });
    rowsAsked.forEach((row, r) => {
      const alone = recommend(model, row, { count: 4 });
      expect([...best.subarray(4 * r, 4 * r + 4)]).toEqual(alone.map(({ column }) => column));
      expect([...scores.subarray(4 * r, 4 * r + 4)]).toEqual(alone.map(({ score }) => score));
    });
    const told: (readonly [number, number])[] = [];
    recommendAll(model, { rows: rowsAsked, exclude: (row, place) => (told.push([row, place]), []) });
    expect(told).toEqual([[-1, 0], [5, 1], [-1, 2], [-1, 3], [0, 4], [-1, 5]]);
  });
  it("refuses what is neither", () => {
    expect(() => recommendAll(bayesian, { rows: ["ann"] as never })).toThrow(/options.rows\[0\] is "ann"/);
    expect(() => recommendAll(bayesian, { rows: [foldIn(bayesian, [[0, 1]], { side: "column" })] })).toThrow(/row is a "column" from foldIn/);
    expect(() => recommendAll(bayesian, { rows: [99] })).toThrow(/options.rows\[0\] is 99/);
  });
});

it("filters say which columns may be recommended", () => {
  const even = recommend(bayesian, 3, { count: 5, filter: (column) => column % 2 === 0 });
  expect(even).toEqual(recommend(bayesian, 3, { count: 5, candidates: Array.from({ length: 13 }, (_, p) => 2 * p) }));
  expect([...recommendAll(bayesian, { count: 3, filter: (column) => column < 5 }).columns].every((column) => column < 5)).toBe(true);
  expect(() => recommend(bayesian, 3, { filter: () => 1 as never })).toThrow(/options.filter\(0\) is 1: expected true or false/);
  expect(() => recommend(bayesian, 3, { filter: 5 as never })).toThrow(/options.filter is 5/);
  const shop = recommender([["ann", "tea"], ["ann", "jam"], ["bob", "tea"], ["bob", "oil"], ["cem", "jam"]], { method: "item", lambda: 1 });
  expect(shop.recommend("cem", { filter: (item) => item !== "tea" }).map(({ item }) => item)).toEqual(["oil"]);
});

describe("lists without a value", () => {
  const pairs = entries.map(([i, j]) => [i, j] as const);
  const ones = complete({ rows, columns, entries: entries.map(([i, j]) => [i, j, 1] as const) }, { method: "item", lambda: 2 });
  it.each<[string, unknown]>([
    ["pairs", pairs], ["objects", pairs.map(([row, column]) => ({ row, column }))], ["two lists", { row: pairs.map(([i]) => i), column: Int32Array.from(pairs, ([, j]) => j) }], ["any iterable", new Set(pairs)],
  ])("%s: each is 1", (_, list) => expect(complete({ rows, columns, entries: list as never }, { method: "item", lambda: 2 })).toEqual(ones));
  it("are ranked by default, and counted where they repeat", () => {
    expect(["item", "implicit"]).toContain(complete({ rows, columns: 2 * columns, entries: pairs }).method);
    const twice = complete({ rows: 2, columns: 2, entries: [[0, 0], [0, 0], [1, 1]] }, { method: "implicit", rank: 1, lambda: 1, aggregate: "count" });
    expect(twice.seen!.said).toEqual(Float64Array.of(2, 1));
  });
  it("do not mix with values", () => {
    expect(() => complete({ rows, columns, entries: [[0, 0], [0, 1, 5]] as never })).toThrow(/table.entries\[1\] is an array of length 3 with a value: expected all entries with one, or none/);
    expect(() => complete({ rows, columns, entries: [{ row: 0, column: 1, value: 2 }, { row: 0, column: 2 }] as never })).toThrow(/table.entries\[1\] is an object \(Object\) without a value/);
  });
});
