// What "auto" tries, says and chooses: tables in many units, tables that a small rank fits exactly, noise, what was only chosen.
import { describe, expect, it } from "vitest";
import { complete, type CompleteOptions, evaluate, foldIn, loadModel, predict, predictMatrix, saveModel } from "../../src/index";
import { textFile } from "../support/platform";
import { Random } from "../support/random";
import { planted } from "../support/tables";

const mean = (x: readonly number[]) => x.reduce((sum, y) => sum + y, 0) / x.length;
const deviation = (x: readonly number[]) => Math.sqrt(mean(x.map((y) => (y - mean(x)) ** 2)));

/** The columns of a file but the last, which is a class. */
const numbers = (name: string) => textFile(`test/fixtures/${name}.csv`).trimEnd().split("\n").slice(1).map((line) => line.split(",").slice(0, -1).map(Number));

/** A fifth of the entries of a table missing at random: the root mean square error there, in deviations of the columns. */
function errorInDeviations(rows: readonly (readonly number[])[], seed: number, options?: CompleteOptions): number {
  const random = new Random(seed);
  const holes = rows.map((row) => row.map(() => random.unit() < 0.2));
  const model = complete(rows.map((row, i) => row.map((x, j) => (holes[i]![j]! ? null : x))), options);
  const size = rows[0]!.map((_, j) => deviation(rows.map((row) => row[j]!)));
  const squares = rows.flatMap((row, i) => row.flatMap((x, j) => (holes[i]![j]! ? [((predict(model, i, j).value - x) / size[j]!) ** 2] : [])));
  return Math.sqrt(mean(squares));
}

describe("tables of measurements, a fifth missing", () => {
  // The best of scikit-learn's IterativeImputer and KNNImputer (after standardising): 0.767 and 0.568; column means: 1.05 and 1.
  it.each([["wine", 0.767], ["iris", 0.56]] as const)("%s: error in deviations of the columns at most %d", (name, most) => {
    const rows = numbers(name);
    expect(mean([1, 2, 3, 4, 5].map((seed) => errorInDeviations(rows, seed)))).toBeLessThanOrEqual(most);
  });
});

describe("what a small rank fits exactly is found without asking", () => {
  const random = new Random(5);
  it("y = 100 x, and a row that nothing is known of gets what rows have on the whole", () => {
    const x = Array.from({ length: 40 }, () => random.between(1, 9));
    const holes = x.map((_, i) => (i === 7 ? [true, true] : i % 5 === 0 ? [true, false] : i % 5 === 1 ? [false, true] : [false, false]));
    const model = complete(x.map((a, i) => [a, 100 * a].map((y, j) => (holes[i]![j]! ? null : y))));
    x.forEach((a, i) => {
      if (i === 7) return;
      expect(Math.abs(predict(model, i, 0).value / a - 1)).toBeLessThan(1e-12);
      expect(Math.abs(predict(model, i, 1).value / (100 * a) - 1)).toBeLessThan(1e-12);
    });
    expect(predict(model, 7, 1).value / predict(model, 7, 0).value).toBeCloseTo(100, 9);
    expect(predict(model, 7, 0).value).toBeGreaterThan(2);
    const guest = foldIn(model, [[0, 3]]);
    expect(predict(model, guest, 1).value).toBeCloseTo(300, 6);
  });

  it("columns of one number in different units", () => {
    const rows = Array.from({ length: 80 }, () => random.gaussian()).map((z) => [20 + 5 * z, 101325 - 300 * z, 0.04 + 0.002 * z]);
    const model = complete(rows.map((row, i) => row.map((y, j) => ((3 * i + j) % 8 === 0 ? null : y))));
    rows.forEach((row, i) => row.forEach((y, j) => expect(Math.abs(predict(model, i, j).value - y) / [5, 300, 0.002][j]!).toBeLessThan(1e-6)));
  });

  it("not where noise is", () => {
    const rows = Array.from({ length: 80 }, () => random.gaussian()).map((z) => [z + 1e-3 * random.gaussian(), z + 1e-3 * random.gaussian(), z]);
    const model = complete(rows.map((row, i) => row.map((y, j) => ((3 * i + j) % 7 === 0 ? null : y))));
    expect(model.info.trials).toBeDefined();
    expect(model.noise).toBeGreaterThan(1e-5);
  });
});

describe("trials", () => {
  const { rows, columns, entries, truth } = planted(60, 30, 2, 0.6, 0.3, 4);
  const table = { rows, columns, entries };
  const model = complete(table);
  const trials = model.info.trials!;

  it("stand beside means and biases, the best first, one of them chosen", () => {
    expect(trials.map(({ rmse }) => rmse)).toEqual(trials.map(({ rmse }) => rmse).sort((a, b) => a - b));
    for (const name of ["mean", "row mean", "column mean", "bias", "bayesian", "soft-impute", "als"]) expect(trials.map(({ method }) => method)).toContain(name);
    const chosen = trials.filter((trial) => trial.chosen);
    expect(chosen).toHaveLength(1);
    expect(chosen[0]).toMatchObject({ method: model.method, rmse: model.info.heldOutRmse });
    expect(new Set(trials.filter(({ method }) => method === "bayesian").map(({ rank }) => rank)).size).toBeGreaterThan(2);
  });

  it("errors are those of the parts held out: what the mean is off, and near what the model is off the truth and the noise", () => {
    const values = entries.map(([, , x]) => x);
    expect(trials.find(({ method }) => method === "mean")!.rmse / deviation(values)).toBeCloseTo(1, 1);
    const error = Math.sqrt(mean(truth.flatMap((row, i) => row.map((x, j) => (predict(model, i, j).value - x) ** 2))));
    expect(model.info.heldOutRmse! / Math.hypot(error, 0.3)).toBeGreaterThan(0.85);
    expect(model.info.heldOutRmse! / Math.hypot(error, 0.3)).toBeLessThan(1.2);
  });

  it("are the same every time, and kept with the model", () => {
    expect(complete(table)).toEqual(model);
    expect(loadModel(saveModel(model))).toEqual(model);
    const wrong = { ...model, info: { ...model.info, trials: [{ ...trials[0]!, method: "guess" }] } };
    expect(() => saveModel(wrong as never)).toThrow(/model\.info\.trials\[0\]\.method is "guess"/);
    expect(() => saveModel({ ...model, info: { ...model.info, trials: 3 } } as never)).toThrow(/model\.info\.trials is 3: expected a list/);
  });

  it("in columns of their own units errors are told in both", () => {
    const mixed = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, 1000 * j + 10 ** (j % 5) * x] as const) };
    const other = complete(mixed);
    expect(other.units).toMatchObject({ side: "column" });
    for (const { relative, rmse } of other.info.trials!) {
      expect(relative).toBeGreaterThan(0);
      expect(rmse).toBeGreaterThan(relative!);
    }
    const chosen = other.info.trials!.find((trial) => trial.chosen)!;
    expect(chosen).toMatchObject({ units: "column", rmse: other.info.heldOutRmse });
    expect(chosen.relative).toBeLessThan(0.6);
    expect(other.info.trials!.find(({ method, units }) => method === "column mean" && units === undefined)!.relative).toBeGreaterThan(0.9);
  });

  it("a budget that is over ends them, and says so", () => {
    const none = complete(table, { budget: 0 });
    expect(none.info.trialsCut).toBe(true);
    expect(none.method).toBe("bias");
    expect(none.info.trials!.every(({ method }) => ["mean", "row mean", "column mean", "bias"].includes(method))).toBe(true);
    const much = complete(table, { budget: 1000 });
    expect(much.info.trialsCut).toBeUndefined();
    expect(much.info.trials!.length).toBeGreaterThanOrEqual(trials.length);
    expect(() => complete(table, { budget: -1 })).toThrow(/options\.budget is -1/);
  });

  it("a stop during them gives the best so far", () => {
    let told = 0;
    const stopped = complete(table, { onProgress: () => ++told < 40 });
    expect(told).toBe(40);
    expect(stopped.info).toMatchObject({ converged: false, iterations: 40 });
    expect(evaluate(stopped, table).rmse).toBeLessThan(deviation(entries.map(([, , x]) => x)));
  });
});

describe("where nothing beats the simplest predictions they are the model", () => {
  const random = new Random(12);
  const places = Array.from({ length: 60 * 12 }, (_, e) => [Math.floor(e / 12), e % 12] as const).filter(() => random.unit() < 0.6);

  it("noise about the means of columns", () => {
    const entries = places.map(([i, j]) => [i, j, 10 * Math.cos(j) + random.gaussian()] as const);
    const model = complete({ rows: 60, columns: 12, entries });
    expect(model.method).toBe("bias");
    const chosen = model.info.trials!.find((trial) => trial.chosen)!;
    expect(["column mean", "bias"]).toContain(chosen.method);
    for (let j = 0; j < 12; j++) {
      const own = entries.filter(([, k]) => k === j).map(([, , x]) => x);
      expect(Math.abs(predict(model, 5, j).value - mean(own))).toBeLessThan(0.5);
      expect(Math.abs(predict(model, -1, j).value - mean(own))).toBeLessThan(0.5);
    }
  });

  it("noise alone", () => {
    const entries = places.map(([i, j]) => [i, j, 7 + random.gaussian()] as const);
    const model = complete({ rows: 60, columns: 12, entries });
    expect(model.method).toBe("bias");
    expect(deviation(Array.from(predictMatrix(model).data))).toBeLessThan(0.3);
  });
});

describe("the chain of a bayesian model", () => {
  const { rows, columns, entries } = planted(60, 30, 2, 0.6, 0.3, 4);
  it("tells whether its halves agree", () => {
    const rhat = (options: CompleteOptions) => complete({ rows, columns, entries }, { method: "bayesian", rank: 2, ...options }).info.rhat;
    expect(rhat({})).toBeLessThan(1.1);
    expect(rhat({})).toBeGreaterThan(0.98);
    expect(rhat({ maxIterations: 8 })).toBeUndefined();
  });
});

describe("few entries confirm nothing", () => {
  it("no exact completion is found where lines have no more entries than a rank has factors", () => {
    const random = new Random(5);
    for (let t = 0; t < 60; t++) {
      const [rows, columns] = [3 + (t % 7), 3 + (t % 4)];
      const entries: [number, number, number][] = [];
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) if (random.unit() < 0.25) entries.push([i, j, 1 + random.unit()]);
      if (entries.length < 2) continue;
      const model = complete({ rows, columns, entries });
      const range = [Math.min(...entries.map(([, , x]) => x)), Math.max(...entries.map(([, , x]) => x))] as const;
      const predicted = predictMatrix(model).data;
      expect(model.info.rmse > 1e-9 || model.rank === 0, `table ${t}: ${model.method} of rank ${model.rank}`).toBe(true);
      for (const x of predicted) expect(x).toBeGreaterThan(range[0] - (range[1] - range[0]) - 0.2);
      for (const x of predicted) expect(x).toBeLessThan(range[1] + (range[1] - range[0]) + 0.2);
    }
  });

  it("damping or a side is not chosen by the luck of a few held-out entries", () => {
    let [own, plain] = [0, 0];
    for (let seed = 1; seed <= 12; seed++) {
      const random = new Random(seed);
      const [p, q] = [Array.from({ length: 120 }, () => random.gaussian()), Array.from({ length: 20 }, () => random.gaussian())];
      const [entries, test]: [[number, number, number][], [number, number, number][]] = [[], []];
      for (let i = 0; i < 120; i++) for (let j = 0; j < 20; j++) (random.unit() < 0.1 ? entries : test).push([i, j, 0.7 * (p[i]! + q[j]!) + (random.unit() < 0.2 ? Math.exp(random.gaussian()) : 0.1 * random.gaussian())]);
      const table = { rows: 120, columns: 20, entries };
      own += Math.log(evaluate(complete(table), { rows: 120, columns: 20, entries: test }).rmse);
      plain += Math.log(evaluate(complete(table, { method: "als", rank: 0, scaling: "none" }), { rows: 120, columns: 20, entries: test }).rmse);
    }
    expect(Math.exp((own - plain) / 12)).toBeLessThan(1.02);
  });
});
