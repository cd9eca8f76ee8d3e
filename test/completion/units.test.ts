// Columns, or rows, in units of their own: the same as scaling by hand, whatever is asked of the model.
import { describe, expect, it } from "vitest";
import { measureUnits } from "../../src/completion/problems/units";
import { complete, type CompleteOptions, evaluate, foldIn, loadModel, predict, predictEntries, predictMatrix, predictPlaces, recommend, recommendAll, saveModel } from "../../src/index";
import { Random } from "../support/random";
import { planted } from "../support/tables";

type Triple = readonly [number, number, number];
const ROWS = 60;
const COLUMNS = 8;
/** Centres and scales as of temperatures, pressures, shares: apart by orders of magnitude. */
const CENTRES = [20, 101325, 0.04, -3, 1e6, 0, 7, 450];
const SCALES = [5, 300, 0.002, 1, 2e5, 1e-3, 40, 0.5];
const plain = planted(ROWS, COLUMNS, 2, 0.7, 0.3, 21).entries;
const mixed: readonly Triple[] = plain.map(([i, j, x]) => [i, j, CENTRES[j]! + SCALES[j]! * x]);
/** What makes them of one size again. */
const SIZES = SCALES.map((_, j) => Math.hypot(...plain.filter(([, k]) => k === j).map(([, , x]) => x)) / 6);
const tableOf = (entries: readonly Triple[]) => ({ rows: ROWS, columns: COLUMNS, entries });
const turned = (entries: readonly Triple[]) => ({ rows: COLUMNS, columns: ROWS, entries: entries.map(([i, j, x]) => [j, i, x] as const) });

const mean = (x: readonly number[]) => x.reduce((sum, y) => sum + y, 0) / x.length;
const deviation = (x: readonly number[]) => Math.sqrt(mean(x.map((y) => (y - mean(x)) ** 2)));
const median = (x: readonly number[]) => {
  const sorted = [...x].sort((a, b) => a - b);
  return (sorted[(x.length - 1) >> 1]! + sorted[x.length >> 1]!) / 2;
};
const column = (entries: readonly Triple[], which: number) => entries.filter(([, j]) => j === which).map(([, , x]) => x);

/** Relative to the size of the numbers. */
function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (let e = 0; e < actual.length; e++) expect(Math.abs(actual[e]! - expected[e]!)).toBeLessThanOrEqual(tolerance * Math.max(1e-3, Math.abs(expected[e]!)));
}

describe("centres and scales", () => {
  const listed = (entries: readonly Triple[]) => ({
    rows: ROWS, columns: COLUMNS + 1, row: Int32Array.from(entries, ([i]) => i), column: Int32Array.from(entries, ([, j]) => j), value: Float64Array.from(entries, ([, , x]) => x),
  });

  it("are means and standard deviations; of a column without entries, what columns have on the whole", () => {
    const units = measureUnits(listed(mixed), { side: "column", robust: false });
    for (let j = 0; j < COLUMNS; j++) {
      expectNear([units.centre[j]!, units.scale[j]!], [mean(column(mixed, j)), deviation(column(mixed, j))], 1e-13);
    }
    const squares = mixed.map(([, j, x]) => (x - units.centre[j]!) ** 2);
    expectNear([units.centre[COLUMNS]!, units.scale[COLUMNS]!], [mean(mixed.map(([, , x]) => x)), Math.sqrt(mean(squares))], 1e-12);
    expect([units.typical.centre, units.typical.scale]).toEqual([units.centre[COLUMNS], units.scale[COLUMNS]]);
    expect(units.outlying).toBe(0);
  });

  it("robust ones are medians, which outliers do not move, and lines with outliers are counted", () => {
    const spoilt = mixed.map(([i, j, x], e) => [i, j, j === 3 && e % 15 === 0 ? x + 1e4 : x] as const);
    const units = measureUnits(listed(spoilt), { side: "column", robust: true });
    for (let j = 0; j < COLUMNS; j++) {
      const own = column(spoilt, j);
      expectNear([units.centre[j]!, units.scale[j]!], [median(own), 1.4826022185056018 * median(own.map((x) => Math.abs(x - median(own))))], 1e-13);
    }
    expect(Math.abs(units.centre[3]! - mean(column(mixed, 3)))).toBeLessThan(1);
    expect(units.outlying).toBe(1);
  });

  it("of equal numbers the scale is 0, robust where more than half of them are equal it is that of the rest", () => {
    const equal = Array.from({ length: 30 }, (_, i) => [i, 0, 0.1] as const);
    const mostly = Array.from({ length: 30 }, (_, i) => [i, 1, i < 20 ? 5 : i] as const);
    for (const robust of [false, true]) {
      const { centre, scale } = measureUnits(listed([...equal, ...mostly]), { side: "column", robust });
      expectNear([centre[0]!, scale[0]!, centre[1]!, scale[1]!], [0.1, 0, mean(column(mostly, 1)), deviation(column(mostly, 1))], 1e-14);
    }
  });

  it("of values near the largest and the smallest numbers", () => {
    for (const unit of [1e-300, 1e290]) {
      const units = measureUnits(listed(plain.map(([i, j, x]) => [i, j, x * unit] as const)), { side: "column", robust: false });
      for (let j = 0; j < COLUMNS; j++) expectNear([units.centre[j]! / unit, units.scale[j]! / unit], [mean(column(plain, j)), deviation(column(plain, j))], 1e-12);
    }
  });
});

const METHODS: readonly CompleteOptions[] = [
  { method: "als", lambda: 0.1, rank: 2 }, { method: "als", rank: 2 }, { method: "bayesian", rank: 2, samples: 4, maxIterations: 12, noise: "same" }, { method: "soft-impute" },
  { method: "hard-impute", rank: 2 }, { method: "fill", rank: 2 }, { method: "fill", rank: 1, fill: "zero" }, { method: "auto" },
];

describe.each(METHODS)("%j", (options) => {
  it.each(["column", "row"] as const)("in units of each %s is what it is after scaling by hand", (side) => {
    const given = side === "column" ? tableOf(mixed) : turned(mixed);
    const centre = CENTRES.map((_, j) => mean(column(mixed, j)));
    const scale = SCALES.map((_, j) => deviation(column(mixed, j)));
    const standard = mixed.map(([i, j, x]) => [i, j, (x - centre[j]!) / scale[j]!] as const);
    const model = complete(given, { ...options, scaling: side });
    const twin = complete(side === "column" ? tableOf(standard) : turned(standard), { ...options, scaling: "none" });
    const lineOf = (e: number) => (side === "column" ? e % COLUMNS : Math.floor(e / ROWS));
    const [found, expected] = [predictMatrix(model).data, predictMatrix(twin).data];
    // What is chosen on held-out entries is judged in the units of the others: not to the last digits the same.
    const isChosen = options.lambda === undefined && ["als", "soft-impute", "auto"].includes(options.method!);
    if (isChosen) expect(deviation(Array.from(found, (x, e) => (x - centre[lineOf(e)]!) / scale[lineOf(e)]! - expected[e]!))).toBeLessThan(0.2);
    else expectNear(found, expected.map((z, e) => centre[lineOf(e)]! + scale[lineOf(e)]! * z), 1e-9);
    expect(model.units).toMatchObject({ side, robust: false });
    expect(Math.abs(model.info.rmse / evaluate(model, given).rmse - 1)).toBeLessThan(1e-12);
  });

  it("answers the same, whoever asks", () => {
    const model = complete(tableOf(mixed), { ...options, scaling: "column" });
    const all = predictMatrix(model);
    const at = (i: number, j: number) => all.data[i * COLUMNS + j]!;
    const [row, place] = [[0, 5, 59, 17], [3, 1, 7, 2]];
    const found = predictPlaces(model, row, place);
    expectNear(found.value, row.map((i, e) => at(i, place[e]!)), 1e-12);
    expectNear(predictEntries(model, row, place), found.value, 0);
    row.forEach((i, e) => {
      const one = predict(model, i, place[e]!);
      expect(one.value).toBe(found.value[e]);
      expect(one.deviation).toBe(found.deviation?.[e]);
    });
    const best = Array.from({ length: COLUMNS }, (_, j) => j).sort((a, b) => at(9, b) - at(9, a));
    expect(recommend(model, 9, { count: 3 }).map(({ column: j }) => j)).toEqual(best.slice(0, 3));
    expectNear(recommendAll(model, { count: 2, rows: [9] }).scores, best.slice(0, 2).map((j) => at(9, j)), 1e-12);
    const loaded = loadModel(saveModel(model));
    expect(loaded).toEqual(model);
    expect(predictMatrix(loaded).data).toEqual(all.data);
    expect(structuredClone(model)).toEqual(model);
    // A row that nothing is known of gets about what its columns are, a column the typical unit.
    for (let j = 0; j < COLUMNS; j++) expect(Math.abs(predict(model, -1, j).value - CENTRES[j]!) / SCALES[j]!).toBeLessThan(1.5);
    expect(Number.isFinite(predict(model, 3, -1).value)).toBe(true);
  });

  it("folds lines in in their units", () => {
    const model = complete(tableOf(mixed), { ...options, scaling: "column" });
    const row = mixed.filter(([i]) => i === 4).map(([, j, x]) => [j, x] as const);
    const guest = foldIn(model, row);
    for (let j = 0; j < COLUMNS; j++) {
      expect(Math.abs(predict(model, guest, j).value - predict(model, 4, j).value) / SCALES[j]!).toBeLessThan(1);
    }
    const pressure = mixed.filter(([, j]) => j === 1).map(([i, , x]) => [i, x] as const);
    const folded = foldIn(model, pressure, { side: "column" });
    expectNear([folded.centre!, folded.scale!], [model.column.centre![1]!, model.column.scale![1]!], 1e-12);
    for (let i = 0; i < ROWS; i++) expect(Math.abs(predict(model, i, folded).value - predict(model, i, 1).value) / SCALES[1]!).toBeLessThan(1.5);
    const empty = foldIn(model, [], { side: "column" });
    expect(predict(model, 3, empty).value).toBe(predict(model, 3, -1).value);
    expect(guest.centre).toBeUndefined();
    expect(() => predict(model, 0, { ...folded, centre: undefined })).toThrow(/column/);
  });
});

describe("deviations of bayesian models", () => {
  it("are in the unit of the column and cover nine in ten", () => {
    const random = new Random(3);
    const held: Triple[] = [];
    const rest = mixed.filter((entry) => (random.unit() < 0.15 ? (held.push(entry), false) : true));
    const { coverage } = evaluate(complete(tableOf(rest), { method: "bayesian", rank: 2 }), tableOf(held));
    expect(coverage).toBeGreaterThan(0.8);
    expect(coverage).toBeLessThan(0.98);
  });
});

describe("without a word", () => {
  /** Root mean square error over the deviations of the columns. */
  const relative = (options: CompleteOptions) => {
    const held = mixed.filter((_, e) => e % 7 === 0);
    const model = complete(tableOf(mixed.filter((_, e) => e % 7 !== 0)), options);
    return Math.sqrt(mean(held.map(([i, j, x]) => ((predict(model, i, j).value - x) / SCALES[j]!) ** 2))) / deviation(plain.map(([, , x]) => x));
  };

  it.each(["auto", "bayesian", "als", "soft-impute", "hard-impute", "fill"] as const)("columns of different units get them: %s", (method) => {
    expect(relative({ method })).toBeLessThan(method === "hard-impute" ? 0.9 : 0.75);
    if (method !== "auto") expect(relative({ method, scaling: "none" })).toBeGreaterThan(1);
  });

  it.each(["auto", "bayesian", "als", "soft-impute"] as const)("a table in one unit has none, and its bits are those without: %s", (method) => {
    const table = tableOf(plain.map(([i, j, x]) => [i, j, 3 + Math.cos(j) + Math.sin(3 * i) + x / SIZES[j]!] as const));
    const model = complete(table, { method });
    expect(model.units).toBeUndefined();
    expect(model).toEqual(complete(table, { method, scaling: "none" }));
  });

  it("what speaks of the entries as they are, is about them as they are", () => {
    for (const options of [{ method: "als", lambda: 1 }, { method: "als", biases: false }, { method: "fill", fill: "zero" }, { method: "hard-impute", fill: "mean" }] as const) {
      expect(complete(tableOf(mixed), options).units).toBeUndefined();
    }
  });
});

describe("outliers", () => {
  const random = new Random(8);
  const spoilt = plain.map(([i, j, x]) => [i, j, random.unit() < 0.03 ? x + 1000 * random.gaussian() : x] as const);
  const truth = planted(ROWS, COLUMNS, 2, 0.7, 0.3, 21).truth;
  const errorOf = (options: CompleteOptions) => {
    const model = complete(tableOf(spoilt), options);
    return { model, error: Math.sqrt(mean(truth.flatMap((row, i) => row.map((x, j) => (predict(model, i, j).value - x) ** 2)))) };
  };

  it("robust units keep them from the rest", () => {
    const size = deviation(truth.flat());
    for (const method of ["bayesian", "als", "soft-impute"] as const) {
      expect(errorOf({ method, scaling: "column", robust: true }).error).toBeLessThan(0.95 * size);
      expect(errorOf({ method, scaling: "column", robust: false }).error).toBeGreaterThan(size);
      expect(errorOf({ method, scaling: "column" }).model.units).toMatchObject({ robust: true }); // as outliers are seen
    }
  });
});

describe("wrong options", () => {
  it.each([
    [{ scaling: "columns" }, /options\.scaling is "columns": expected "auto" or "none" or "column" or "row"/],
    [{ scaling: 1 }, /options\.scaling is 1/],
    [{ robust: "yes" }, /options\.robust is "yes"/],
  ])("%j", (options, message) => expect(() => complete([[1, 2], [3, null]], options as never)).toThrow(message));
});
