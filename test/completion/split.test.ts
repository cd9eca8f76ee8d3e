// Splits: every entry is in one part, by what was asked, and the parts are what complete and evaluate take.
import { describe, expect, it } from "vitest";
import { complete, crossValidate, evaluate, type Progress, sparse, split, toRows, predictMatrix } from "../../src/index";
import { planted } from "../support/tables";

const { rows, columns, entries } = planted(30, 20, 2, 0.5, 0.1, 4);
const table = { rows, columns, entries };
type Part = ReturnType<typeof split>["train"];
const listed = ({ entries: { row, column, value } }: Part) => Array.from(row, (i, e) => [i, column[e]!, value[e]!] as const);
const sorted = (list: readonly (readonly [number, number, number])[]) => [...list].sort((a, b) => a[0] - b[0] || a[1] - b[1]);

const WAYS = [{}, { by: "random", share: 0.35 }, { by: "row" }, { by: "time", time: entries.map((_, e) => (e * 7) % 101) }, { by: "leave-k-out", count: 3 }, { by: "leave-k-out", time: entries.map((_, e) => new Date(1e9 * ((e * 13) % 97))) }] as const;

describe.each(WAYS)("%o", (options) => {
  const { train, test, places } = split(table, options);
  it("has every entry once, in its order, at its place", () => {
    expect(sorted([...listed(train), ...listed(test)])).toEqual(sorted(entries));
    expect(listed(test)).toEqual(Array.from(places.test, (e) => [...entries[e]!]));
    expect(listed(train)).toEqual(Array.from(places.train, (e) => [...entries[e]!]));
    expect([train.rows, test.columns]).toEqual([rows, columns]);
  });
  it("depends on the seed alone", () => {
    expect(split(table, options)).toEqual({ train, test, places });
    if (!("time" in options)) expect(split(table, { ...options, seed: 9 }).places.test).not.toEqual(places.test);
  });
  it("is what complete and evaluate take", () => {
    expect(evaluate(complete(train, { method: "als", rank: 2, lambda: 0.1 }), test, { count: 3, exclude: train }).ranking!.rows).toBeGreaterThan(0);
  });
});

it("random: the share that is asked for", () => {
  expect(split(table, { share: 0.35 }).places.test).toHaveLength(Math.round(0.35 * entries.length));
  expect(split([[1, 2]], { share: 0.999 }).places.train).toHaveLength(1);
});

it("row: whole rows, a share of those that have entries", () => {
  const { train, test } = split(table, { by: "row", share: 0.3 });
  expect([...test.entries.row].some((i) => train.entries.row.includes(i))).toBe(false);
  expect(new Set(test.entries.row).size).toBe(Math.round(0.3 * new Set(entries.map(([i]) => i)).size));
});

it("time: nothing of train is later than anything of test", () => {
  const time = entries.map((_, e) => (e * 7) % 101);
  const { places } = split(table, { by: "time", time, share: 0.25 });
  expect(Math.max(...Array.from(places.train, (e) => time[e]!))).toBeLessThanOrEqual(Math.min(...Array.from(places.test, (e) => time[e]!)));
});

it("leave-k-out: so many of every row with more; the latest, with times", () => {
  const counts = (part: Part) => Array.from({ length: rows }, (_, i) => part.entries.row.filter((row) => row === i).length);
  const all = Array.from({ length: rows }, (_, i) => entries.filter(([row]) => row === i).length);
  const { train, test } = split(table, { by: "leave-k-out", count: 2, least: 10 });
  expect(counts(test)).toEqual(all.map((n) => (n >= 10 ? 2 : 0)));
  expect(counts(train)).toEqual(all.map((n) => (n >= 10 ? n - 2 : n)));
  const time = entries.map((_, e) => (e * 13) % 97);
  const { places } = split(table, { by: "leave-k-out", count: 2, time });
  for (const e of places.test) for (const other of places.train) if (entries[e]![0] === entries[other]![0]) expect(time[other]!).toBeLessThanOrEqual(time[e]!);
});

it("takes every form of a table", () => {
  const rowsOf = [[1, null, 3, 4], [2, 5, null, 1]];
  expect(listed(split(rowsOf).train).length).toBe(5);
  expect(split(sparse(2, 2, [[0, 0, 1], [1, 1, 2]])).places.test).toHaveLength(1);
  expect(toRows(predictMatrix(complete(split(rowsOf).train, { method: "als", rank: 0 })))).toHaveLength(2);
});

it.each<[object, RegExp]>([
  [{ by: "column" }, /options.by is "column"/], [{ share: 1 }, /options.share is 1/], [{ share: 0 }, /options.share is 0/], [{ count: 0 }, /options.count is 0/], [{ least: 1 }, /options.least is 1/],
  [{ by: "time" }, /options.time is undefined/], [{ time: [1] }, /options.time has length 1: expected/], [{ time: entries.map(() => NaN) }, /options.time\[0\] is NaN/], [{ time: entries.map(() => "1999") }, /options.time\[0\] is "1999"/],
  [{ by: "leave-k-out", count: 20 }, /no row has 21 entries/], [{ seed: -1 }, /options.seed/], [{ fraction: 1 }, /options.fraction is not an option/],
])("refuses %o", (options, message) => expect(() => split(table, options)).toThrow(message));
it("refuses what has no two parts", () => {
  expect(() => split([[1, null]])).toThrow(/1 observed entry: expected two/);
  expect(() => split([[1, 2]], { by: "row" })).toThrow(/1 row with entries: expected two/);
});

describe("crossValidate", () => {
  const baskets = { rows: 60, columns: 16, entries: Array.from({ length: 60 }, (_, i) => Array.from({ length: 16 }, (_, j) => [i, j, 1] as const).filter(([, j]) => j % 4 === i % 4 || (i * 7 + j * 5) % 11 === 0)).flat() };
  it("by rankings: factors rank what popularity does not", () => {
    const { curve, best, options } = crossValidate(baskets, { method: "implicit", rank: [1, 4], lambda: 0.1, measure: "ndcg", count: 4, folds: 3 });
    expect(best.rank).toBe(4);
    expect(curve[1]!.ranking!.ndcg).toBeGreaterThan(1.2 * curve[0]!.ranking!.ndcg);
    expect(curve.every(({ deviation, ranking }) => deviation >= 0 && ranking!.coverage > 0 && ranking!.coverage <= 1 && ranking!.averagePrecision <= ranking!.recall)).toBe(true);
    expect(options).toEqual({ method: "implicit", rank: 4, lambda: 0.1 });
    const item = crossValidate(baskets, { method: "item", lambda: [1e4, 1], measure: "recall", folds: 2, aggregate: "last" });
    expect(item.options).toEqual({ method: "item", lambda: item.best.lambda, aggregate: "last" });
  });

  it.each(["als", "soft-impute", "bayesian", "fill"] as const)("%s: tells what is fitted, with and without a path, and stops", (method) => {
    const grid = { method, folds: 2, maxIterations: 8, ...(method === "fill" || method === "bayesian" ? { rank: [1, 2] } : { lambda: [1, 0.1], rank: 2 }) };
    const told: Progress[] = [];
    const whole = crossValidate(table, { ...grid, onProgress: (progress) => { told.push(progress); } });
    expect(whole).toEqual(crossValidate(table, grid));
    expect(told.map(({ iteration }) => iteration)).toEqual(told.map((_, p) => p + 1));
    expect(told.every(({ trial }) => /fold [12] of 2/.test(trial!))).toBe(true);
    const groups = grid.rank === 2 ? 1 : 2;
    expect(told.at(-1)!.change).toBe(0);
    expect(new Set(told.map(({ trial }) => trial!.split(",").slice(0, 2).join())).size).toBe(2 * groups);
    const cut = crossValidate(table, { ...grid, onProgress: () => false });
    expect(cut.stopped).toBe(true);
    expect(cut.curve.length).toBe(whole.curve.length / groups);
    expect(whole.stopped).toBeUndefined();
  });

  it("refuses wrong measures", () => {
    expect(() => crossValidate(table, { measure: "auc" as never })).toThrow(/grid.measure is "auc"/);
    expect(() => crossValidate(table, { measure: "ndcg", count: 0 })).toThrow(/grid.count is 0/);
  });
});
