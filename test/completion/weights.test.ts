// Weights of entries: an entry of weight 2 is there twice, one of weight 0 not at all, and half-lives are weights.
import { describe, expect, it } from "vitest";
import { complete, type CompleteOptions, type Completion, crossValidate, evaluate, foldIn, predictEntries, predictMatrix, sparse } from "../../src/index";
import { Random } from "../support/random";
import { planted } from "../support/tables";

const [ROWS, COLUMNS] = [40, 30];
const { entries } = planted(ROWS, COLUMNS, 2, 0.5, 0.2, 21);
type Triple = readonly [number, number, number];
const random = new Random(5);
const weights = entries.map(() => random.integer(0, 3));
const listed = (list: readonly Triple[], weight?: readonly number[]) => ({ row: list.map(([i]) => i), column: list.map(([, j]) => j), value: list.map(([, , x]) => x), ...(weight === undefined ? {} : { weight }) });
const table = { rows: ROWS, columns: COLUMNS, entries };
const kept = entries.filter((_, e) => weights[e]! > 0);
const keptWeights = weights.filter((w) => w > 0);

const bias = { method: "als", rank: 0 } as const;
const WAYS: readonly (readonly [string, CompleteOptions])[] = [
  ["als", { method: "als", rank: 2, lambda: 0.1, maxIterations: 50 }], ["als, lambda chosen", { method: "als", rank: 2 }], ["als by conjugate gradients", { method: "als", rank: 2, lambda: 0.1, solver: "conjugate-gradient", maxIterations: 50 }],
  ["als at 0 or above", { method: "als", rank: 2, lambda: 0.1, nonnegative: true, maxIterations: 50 }], ["bayesian", { method: "bayesian", rank: 2, maxIterations: 30 }], ["implicit", { method: "implicit", rank: 2, lambda: 0.1 }],
  ["implicit, everything chosen", { method: "implicit" }], ["auto", {}], ["biases", bias], ["units", { method: "als", rank: 2, lambda: 0.1, scaling: "column" }],
];

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (let e = 0; e < actual.length; e++) expect(Math.abs(actual[e]! - expected[e]!)).toBeLessThanOrEqual(tolerance);
}

describe.each(WAYS)("%s", (name, options) => {
  it("weights of 1 change no bit, and entries of weight 0 are not there, to the last bit", () => {
    const plain = complete(table, options);
    expect(complete(table, { ...options, weights: entries.map(() => 1) })).toEqual(plain);
    const only = complete({ ...table, entries: listed(kept, keptWeights) }, options);
    expect(complete(table, { ...options, weights })).toEqual(only);
    expect(complete({ ...table, entries: entries.map(([row, column, value], e) => ({ row, column, value, weight: weights[e]! })) }, options)).toEqual(only);
    expect(complete({ ...table, entries: listed(entries, weights) }, options)).toEqual(only);
    if (name !== "auto") expect(only).not.toEqual(complete({ ...table, entries: kept }, options));
  });
});

/** The table with every row as often as its weight. */
function repeated(times: readonly number[]) {
  const copies = times.flatMap((n, i) => Array.from({ length: n }, () => i));
  return { copies, many: { rows: copies.length, columns: COLUMNS, entries: copies.flatMap((i, c) => entries.filter(([row]) => row === i).map(([, j, x]) => [c, j, x] as const)) } };
}

describe("an entry of weight n is there n times", () => {
  const times = Array.from({ length: ROWS }, (_, i) => [1, 2, 3][i % 3]!);
  const { copies, many } = repeated(times);
  const byRow = entries.map(([i]) => times[i]!);
  const first = times.map((_, i) => copies.indexOf(i));

  it.each<[string, CompleteOptions]>([
    ["als", { method: "als", rank: 2, lambda: 0.1, damping: [0, 2], tolerance: 1e-13, maxIterations: 5000 }], ["als of other power", { method: "als", rank: 2, lambda: 1, power: 0, biases: false, tolerance: 1e-13, maxIterations: 20000 }],
    ["conjugate gradients", { method: "als", rank: 2, lambda: 0.1, damping: 0, solver: "conjugate-gradient", tolerance: 1e-13, maxIterations: 5000 }], ["biases", { ...bias, damping: [0, 3], tolerance: 1e-14, maxIterations: 5000 }],
  ])("%s: a row of that weight is as good as so many rows", (name, options) => {
    // Where the penalty does not grow with entries, a row pays it once for each copy: by as much less for one of that weight.
    const model = complete(table, { ...options, weights: byRow });
    const other = complete(many, options);
    const a = predictMatrix(model).data;
    const b = predictMatrix(other).data;
    const picked = first.flatMap((c) => Array.from(b.subarray(c * COLUMNS, (c + 1) * COLUMNS)));
    if (name === "als of other power") expect(Math.max(...picked.map((x, e) => Math.abs(x - a[e]!)))).toBeGreaterThan(1e-3);
    else expectNear(a, picked, 1e-6);
  });

  it("implicit: a weight is a confidence", () => {
    const counts = { rows: ROWS, columns: COLUMNS, entries: entries.map(([i, j]) => [i, j, 1] as const) };
    const options = { method: "implicit", rank: 2, lambda: 0.1, alpha: 2, tolerance: 1e-12, maxIterations: 300 } as const;
    const weighed = complete(counts, { ...options, weights: weights.map((w) => w + 1) });
    const larger = complete({ ...counts, entries: counts.entries.map(([i, j], e) => [i, j, weights[e]! + 1] as const) }, options);
    expectNear(predictMatrix(weighed).data, predictMatrix(larger).data, 1e-9);
  });

  it("a folded row likewise", () => {
    const model = complete(table, { method: "als", rank: 2, lambda: 0.1, power: 0, damping: 3 });
    const halves = foldIn(complete(table, { method: "als", rank: 2, lambda: 0.05, power: 0, damping: 1.5 }), [[1, 2], [4, 1], [7, 0]]);
    expect(halves.factors.length).toBe(2);
    const twice = foldIn(model, [{ column: 1, value: 2, weight: 2 }, { column: 4, value: 1, weight: 2 }, { column: 9, value: 100, weight: 0 }, { column: 7, value: 0, weight: 2 }]);
    const light = foldIn({ ...model, fold: { ...model.fold, lambda: 0.05, damping: [1.5, 1.5] } }, [[1, 2], [4, 1], [7, 0]]);
    expectNear(twice.factors, light.factors, 1e-9);
    expect(twice.bias).toBeCloseTo(light.bias, 9);
    expect(foldIn(model, { index: [1, 4], value: [2, 1], weight: [2, 3] })).toEqual(foldIn(model, { column: [1, 4], value: [2, 1], weight: [2, 3] }));
  });

  it("of entries listed several times, too: means and last ones weigh, sums and numbers are by weight", () => {
    const options = { method: "als", rank: 1, lambda: 0.1, maxIterations: 20 } as const;
    const twice = [...entries, ...entries.map(([i, j, x]) => [i, j, x + 1] as const)];
    const both = [...entries.map(() => 1), ...entries.map(() => 3)];
    const together = (how: "mean" | "last" | "sum" | "count") => complete({ ...table, entries: twice }, { ...options, aggregate: how, weights: both });
    expect(together("mean")).toEqual(complete({ ...table, entries: entries.map(([i, j, x]) => [i, j, (x + 3 * (x + 1)) / 4] as const) }, { ...options, weights: entries.map(() => 4) }));
    expect(together("last")).toEqual(complete({ ...table, entries: entries.map(([i, j, x]) => [i, j, x + 1] as const) }, { ...options, weights: entries.map(() => 3) }));
    expect(together("sum")).toEqual(complete({ ...table, entries: entries.map(([i, j, x]) => [i, j, x + 3 * (x + 1)] as const) }, options));
    expect(together("count")).toEqual(complete({ ...table, entries: entries.map(([i, j]) => [i, j, 4] as const) }, options));
  });

  it("errors are by weight", () => {
    const model = complete(table, bias);
    const held = listed([[0, 1, 5], [3, 4, -2], [7, 7, 0]], [2, 1, 0]);
    const [a, b] = Array.from(predictEntries(model, [0, 3], [1, 4]), (y, e) => y - [5, -2][e]!) as [number, number];
    const { rmse, mae } = evaluate(model, held);
    expect(rmse).toBeCloseTo(Math.sqrt((2 * a * a + b * b) / 3), 12);
    expect(mae).toBeCloseTo((2 * Math.abs(a) + Math.abs(b)) / 3, 12);
    expect(() => evaluate(model, { ...held, weight: [0, 0, 0] })).toThrow(/heldOut has no entry/);
  });
});

describe("weights", () => {
  it("halve with every half-life", () => {
    const options = { method: "als", rank: 2, lambda: 0.1, maxIterations: 40 } as const;
    const time = entries.map((_, e) => 1.7e12 - 10 * (e % 5));
    const powers = entries.map((_, e) => 2 ** -(e % 5));
    expectNear(predictMatrix(complete(table, { ...options, weights: { time, halfLife: 10 } })).data, predictMatrix(complete(table, { ...options, weights: powers })).data, 1e-9);
    const weight = entries.map(() => 2);
    expectNear(predictMatrix(complete({ ...table, entries: listed(entries, weight) }, { ...options, weights: powers })).data, predictMatrix(complete(table, { ...options, weights: powers.map((w) => 2 * w) })).data, 0);
  });

  it("of a table with holes lie where its values do; of a sparse one in their order", () => {
    const options = { method: "als", rank: 1, lambda: 0.1, maxIterations: 20 } as const;
    const rows = Array.from({ length: ROWS }, () => new Array<number | null>(COLUMNS).fill(null));
    const beside = rows.map((row) => [...row]);
    entries.forEach(([i, j, x], e) => {
      rows[i]![j] = x;
      beside[i]![j] = weights[e]!;
    });
    const order = entries.map((_, e) => e).sort((a, b) => entries[a]![0] * COLUMNS + entries[a]![1] - entries[b]![0] * COLUMNS - entries[b]![1]);
    const expected = complete(table, { ...options, weights });
    const inOrder = order.map((e) => weights[e]!);
    for (const [given, own] of [[rows, beside], [rows, inOrder], [sparse(ROWS, COLUMNS, entries), inOrder]] as const) expect(predictMatrix(complete(given, { ...options, weights: own }))).toEqual(predictMatrix(expected));
  });

  it("tell what changed of late: new entries count, old ones hardly", () => {
    const now = planted(ROWS, COLUMNS, 2, 0.5, 0.1, 22).entries;
    const places = new Set(now.map(([i, j]) => i * COLUMNS + j));
    const both = [...now, ...entries.filter(([i, j]) => !places.has(i * COLUMNS + j))];
    const time = both.map((_, e) => (e < now.length ? 1000 : 0));
    const held = now.filter((_, e) => e % 8 === 0);
    const rest = both.map((entry, e) => [entry, time[e]!] as const).filter((_, e) => e >= now.length || e % 8 !== 0);
    const fitted = (more: CompleteOptions): Completion => complete({ ...table, entries: rest.map(([entry]) => entry) }, { method: "bayesian", rank: 2, ...more });
    const [plain, timed] = [fitted({}), fitted({ weights: { time: rest.map(([, t]) => t), halfLife: 100 } })].map((model) => evaluate(model, held).rmse);
    expect(timed).toBeLessThan(0.7 * plain!);
  });

  it("are those of cross-validation, which leaves out what counts nothing", () => {
    const grid = { method: "als", rank: [1, 2], lambda: [0.3, 0.1], folds: 3 } as const;
    const found = crossValidate(table, { ...grid, weights });
    expect(found.curve).toEqual(crossValidate({ ...table, entries: listed(kept, keptWeights) }, grid).curve);
    expect(found.options.weights).toBe(weights);
  });

  it.each<[string, CompleteOptions, RegExp]>([
    ["too few", { weights: [1, 2] }, /options\.weights has length 2: expected \d+, one for each entry/],
    ["below 0", { weights: entries.map(() => -1) }, /options\.weights\[0\] is -1: expected a weight from 0 to 1000000000/],
    ["no number", { weights: entries.map(() => NaN) }, /options\.weights\[0\] is NaN/],
    ["no list", { weights: 3 as never }, /options\.weights is 3: expected a weight for each entry, or \{ time, halfLife \}/],
    ["of nothing", { weights: entries.map(() => 0) }, /no observed entry of a weight above 0/],
    ["of another shape", { weights: [[1, 2], [3, 4]] }, /options\.weights is 2 × 2: expected 40 × 30/],
    ["of no half-life", { weights: { time: entries.map(() => 0), halfLife: 0 } }, /halfLife is 0/],
    ["of a method without", { method: "soft-impute", weights }, /method "soft-impute" takes none/],
  ])("are refused: %s", (_name, options, error) => expect(() => complete(table, options)).toThrow(error));

  it("in entries are refused by a method without, and by what is no weight", () => {
    expect(() => complete({ ...table, entries: listed(entries, weights) }, { method: "fill", rank: 1 })).toThrow(/weights of entries are given: method "fill" takes none/);
    expect(() => complete({ ...table, entries: listed(entries, weights.map(() => -1)) })).toThrow(/table\.entries\.weight\[0\] is -1/);
    expect(() => complete({ ...table, entries: listed(entries, [1]) })).toThrow(/table\.entries\.weight has length 1/);
    expect(() => foldIn(complete(table, { method: "soft-impute", lambda: 1 }), [{ column: 1, value: 2, weight: 2 }])).toThrow(/takes none/);
  });
});
