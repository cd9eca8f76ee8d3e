// Side features: what is planted in them is found, lines without entries get what their features say, and the units of features are nobody's business.
import { describe, expect, it } from "vitest";
import { complete, type CompleteOptions, type Completion, crossValidate, foldIn, loadModel, predict, predictEntries, predictMatrix, predictPlaces, recommend, saveModel, sparse } from "../../src/index";
import { Random } from "../support/random";

type Triple = readonly [number, number, number];
const [ROWS, COLUMNS, FEATURES] = [300, 60, 5];

/** A table of rank 2 and biases, `share` of the rows' variance coming from features; every fifth row has no entry. */
function plantedTable(share: number, seed: number, noise = 0.5, density = 0.3) {
  const random = new Random(seed);
  const normals = (count: number) => Array.from({ length: count }, () => random.gaussian());
  const features = Array.from({ length: ROWS }, () => normals(FEATURES));
  const weights = Array.from({ length: FEATURES }, () => normals(3).map((w) => w / Math.sqrt(FEATURES)));
  const rows = features.map((x) => normals(3).map((own, a) => Math.sqrt(1 - share) * own + Math.sqrt(share) * x.reduce((sum, y, j) => sum + y * weights[j]![a]!, 0)));
  const columns = Array.from({ length: COLUMNS }, () => normals(3));
  const [train, cold]: [Triple[], Triple[]] = [[], []];
  for (let i = 0; i < ROWS; i++) {
    for (let j = 0; j < COLUMNS; j++) {
      const [p, q] = [rows[i]!, columns[j]!];
      const x = 3 + p[2]! + q[2]! + p[0]! * q[0]! + p[1]! * q[1]! + noise * random.gaussian();
      if (i % 5 === 0) cold.push([i, j, x]);
      else if (random.unit() < density) train.push([i, j, x]);
    }
  }
  return { features, train, cold, table: { rows: ROWS, columns: COLUMNS, entries: train } };
}

const turned = (entries: readonly Triple[]) => ({ rows: COLUMNS, columns: ROWS, entries: entries.map(([i, j, x]) => [j, i, x] as const) });

function squares(model: Completion, test: readonly Triple[]): number {
  const predicted = predictEntries(model, test.map(([i]) => i), test.map(([, j]) => j));
  return test.reduce((sum, [, , x], e) => sum + (x - predicted[e]!) ** 2, 0) / test.length;
}

function expectNear(actual: Float64Array, expected: Float64Array, tolerance: number) {
  expect(Math.max(...actual.map((x, e) => Math.abs(x - expected[e]!)))).toBeLessThan(tolerance);
}

const { features, train, cold, table } = plantedTable(0.8, 7);
const WAYS: readonly (readonly [string, CompleteOptions])[] = [
  ["als", { method: "als", rank: 2 }], ["als with a penalty", { method: "als", rank: 2, lambda: 0.1 }], ["als by conjugate gradients", { method: "als", rank: 2, lambda: 0.1, solver: "conjugate-gradient" }],
  ["bayesian", { method: "bayesian", rank: 2 }], ["auto", {}], ["als in units of columns", { method: "als", rank: 2, lambda: 0.01, scaling: "column" }],
];

describe("cold starts", () => {
  it.each(WAYS)("%s: the share of the variance that features tell is predicted for rows without entries", (_name, options) => {
    for (const share of [0.8, 0.4]) {
      const planted = share === 0.8 ? { features, train, cold, table } : plantedTable(share, 11);
      const biases = squares(complete(planted.table, { method: "als", rank: 0 }), planted.cold) - 0.25;
      const model = complete(planted.table, { ...options, features: { row: planted.features } });
      const left = (squares(model, planted.cold) - 0.25) / biases;
      expect(left).toBeLessThan(1 - share + (options.scaling === "column" ? 0.15 : 0.1));
      expect(squares(model, planted.train)).toBeLessThan(0.35); // and rows with entries are as good as ever
    }
  });

  it("columns likewise", () => {
    const model = complete(turned(train), { method: "als", rank: 2, lambda: 0.1, features: { column: features } });
    const straight = complete(table, { method: "als", rank: 2, lambda: 0.1, features: { row: features } });
    const predicted = predictMatrix(model).data;
    expect(Math.sqrt(cold.reduce((sum, [i, j, x]) => sum + (x - predicted[j * ROWS + i]!) ** 2, 0) / cold.length)).toBeCloseTo(Math.sqrt(squares(straight, cold)), 1);
  });

  it("intervals of 90 % cover nine in ten entries of rows without entries", () => {
    const model = complete(table, { method: "bayesian", rank: 2, features: { row: features } });
    const { value, deviation } = predictPlaces(model, cold.map(([i]) => i), cold.map(([, j]) => j));
    const inside = cold.filter(([, , x], e) => Math.abs(x - value[e]!) <= 1.645 * deviation![e]!).length / cold.length;
    expect(inside).toBeGreaterThan(0.85);
    expect(inside).toBeLessThan(0.95);
  });

  it("of counts: rows and columns without entries rank by features, where popularity alone knew nothing of them", () => {
    const chosen = (i: number, j: number) => i % 3 === j % 3;
    const random = new Random(3);
    const entries: Triple[] = [];
    for (let i = 0; i < 120; i++) for (let j = 0; j < 30; j++) if (i % 10 !== 7 && j % 10 !== 4 && chosen(i, j) && random.unit() < 0.6) entries.push([i, j, 1]);
    const kinds = (count: number) => Array.from({ length: count }, (_, i) => [0, 1, 2].map((kind) => (i % 3 === kind ? 1 : 0)));
    for (const solver of ["cholesky", "conjugate-gradient"] as const) {
      const model = complete({ rows: 120, columns: 30, entries }, { method: "implicit", rank: 4, lambda: 0.1, solver, features: { row: kinds(120), column: kinds(30) } });
      for (const row of [7, 17, foldIn(model, [], { features: [0, 1, 0] })]) {
        const best = recommend(model, row, { count: 10 }).map(({ column }) => column);
        expect(best.every((j) => chosen(typeof row === "number" ? row : 1, j))).toBe(true);
        expect(best).toContain(typeof row === "number" && row % 3 === 2 ? 14 : 4);
      }
    }
  });
});

describe("least squares with features", () => {
  it.each<[string, CompleteOptions]>([["power 1", {}], ["power 0.5", { power: 0.5, lambda: 1 }], ["conjugate gradients", { solver: "conjugate-gradient" }]])("ends where its objective is flat: %s", (_name, more) => {
    const column = Array.from({ length: COLUMNS }, (_, j) => [j % 7, Math.sin(j)]);
    const options = { method: "als", rank: 2, lambda: 0.05, damping: [3, 2], tolerance: 1e-12, maxIterations: 20_000, features: { row: features, column }, ...more } as const;
    const { row, column: other, mean, rank } = complete(table, options);
    for (const [side, axis, x, damping] of [[row, 0, features, 3], [other, 1, column, 2]] as const) {
      const [lines, across] = [side.bias.length, axis === 0 ? other : row];
      const { count, centre, scale, weights } = side.features!;
      const z = x.map((line) => line.map((value, f) => (value - centre[f]!) / scale[f]!));
      const said = z.map((line) => Array.from({ length: rank + 1 }, (_, a) => line.reduce((sum, value, f) => sum + value * weights[f * (rank + 1) + a]!, 0)));
      const counts = new Array<number>(lines).fill(0);
      const gradient = Array.from({ length: lines }, () => [0, 0, 0]);
      for (const entry of train) {
        const [own, theirs] = [entry[axis], entry[1 - axis]!];
        counts[own]!++;
        const q = [across.factors.data[theirs * 2]!, across.factors.data[theirs * 2 + 1]!, 1];
        const r = entry[2] - mean - side.bias[own]! - across.bias[theirs]! - side.factors.data[own * 2]! * q[0]! - side.factors.data[own * 2 + 1]! * q[1]!;
        q.forEach((y, a) => { gradient[own]![a]! -= r * y; });
      }
      const weight = counts.map((n) => (n === 0 ? 0 : n ** (options.power ?? 1)));
      const known = counts.filter((n) => n > 0).length;
      const norm = z.reduce((sum, line) => sum + line.reduce((s, value) => s + value * value, 0), 0) / lines;
      const slope = Array.from({ length: count * 3 }, (_, e) => {
        const a = e % 3;
        return (a === 2 ? damping : options.lambda) * norm * weights[e]! * (a === 2 ? 1 : weight.reduce((sum, w) => sum + w, 0) / known);
      });
      for (let i = 0; i < lines; i++) {
        const own = [side.factors.data[2 * i]!, side.factors.data[2 * i + 1]!, side.bias[i]!];
        own.forEach((p, a) => {
          const pull = counts[i] === 0 ? 0 : (a === 2 ? damping : options.lambda * weight[i]!) * (p - said[i]![a]!);
          expect(Math.abs(gradient[i]![a]! + pull)).toBeLessThan(1e-6);
          if (counts[i] === 0) expect(Math.abs(p - said[i]![a]!)).toBeLessThan(1e-9);
          z[i]!.forEach((value, f) => { slope[f * 3 + a]! -= pull * value; });
        });
      }
      expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-6);
    }
  });

  it("folds a row of the table in as it is, by its entries and features, or by features alone", () => {
    const model = complete(table, { method: "als", rank: 2, lambda: 0.1, tolerance: 1e-12, maxIterations: 5000, features: { row: features } });
    for (const i of [0, 1, 7]) {
      const line = foldIn(model, train.filter(([row]) => row === i).map(([, j, x]) => [j, x] as const), { features: features[i]! });
      expectNear(line.factors, model.row.factors.data.slice(2 * i, 2 * i + 2), 1e-7);
      expect(line.bias).toBeCloseTo(model.row.bias[i]!, 7);
    }
  });
});

describe("features", () => {
  const options = { method: "als", rank: 2, lambda: 0.1, tolerance: 1e-11, maxIterations: 5000 } as const;
  const model = complete(table, { ...options, features: { row: features } });

  it("count the same in any unit, from any zero, and constant ones nothing", () => {
    const other = features.map((x) => [...x.map((y, f) => [1e6, -1e-6, 1, 1e200, 1e-200][f]! * (y + [0, 3, -1000, 0, 0][f]!)), 42]);
    expectNear(predictMatrix(complete(table, { ...options, features: { row: other } })).data, predictMatrix(model).data, 1e-6);
  });

  it("may be listed: what is not is 0", () => {
    const listed = features.flatMap((x, i) => x.map((y, f) => [i, f, Math.abs(y) < 1 ? 0 : y] as const));
    const dense = complete(table, { ...options, features: { row: features.map((x) => x.map((y) => (Math.abs(y) < 1 ? 0 : y))) } });
    const entries = listed.filter(([, , y]) => y !== 0);
    for (const row of [{ rows: ROWS, columns: FEATURES, entries }, sparse(ROWS, FEATURES, entries), sparse(ROWS, FEATURES, listed)]) {
      expectNear(predictMatrix(complete(table, { ...options, features: { row } })).data, predictMatrix(dense).data, 1e-6);
    }
  });

  it("that mean nothing do not harm", () => {
    const random = new Random(9);
    const nothing = features.map((x) => x.map(() => random.gaussian()));
    const held = train.filter((_, e) => e % 10 === 0);
    const rest = { ...table, entries: train.filter((_, e) => e % 10 !== 0) };
    for (const method of ["als", "bayesian"] as const) {
      const without = squares(complete(rest, { method, rank: 2 }), held);
      expect(squares(complete(rest, { method, rank: 2, features: { row: nothing } }), held)).toBeLessThan(1.03 * without);
    }
  });

  it("are in the saved model, and in every answer it gives", () => {
    for (const method of ["als", "bayesian", "implicit"] as const) {
      const fitted = complete({ ...table, entries: train.map(([i, j, x]) => [i, j, Math.abs(x)] as const) }, { method, rank: 2, lambda: 0.1, maxIterations: 20, samples: 4, features: { row: features, column: Array.from({ length: COLUMNS }, (_, j) => [j]) } });
      const back = loadModel(saveModel(fitted));
      expect(back).toEqual(fitted);
      const [a, b] = [fitted, back].map((one) => foldIn(one, [], { features: { index: [1, 4], value: [0.5, -1] } }));
      expect(b).toEqual(a);
      expect(foldIn(fitted, [], { features: [0, 0.5, 0, 0, -1] })).toEqual(a);
      expect(predict(fitted, a!, 3).value).toBe(predict(back, b!, 3).value);
      expect(foldIn(fitted, [[0, 1], [3, 2]], { features: features[1]! })).not.toEqual(foldIn(fitted, [[0, 1], [3, 2]]));
      for (const name of ["count", "centre", "scale", "weights"] as const) {
        const { [name]: _gone, ...rest } = fitted.row.features!;
        expect(() => saveModel({ ...fitted, row: { ...fitted.row, features: rest as never } })).toThrow(new RegExp(`model.row.features.${name}`));
      }
    }
  });

  it("of cross-validation are those of the fits", () => {
    const small = { ...table, entries: train.filter(([i]) => i < 60) };
    const grid = { method: "als", rank: [1, 2], lambda: [0.3, 0.1], folds: 2 } as const;
    const [plain, informed] = [crossValidate(small, grid), crossValidate(small, { ...grid, features: { row: features } })];
    expect(informed.best.rmse).toBeLessThan(plain.best.rmse);
    expect(informed.options.features).toBeDefined();
  });

  it.each<[string, () => unknown, RegExp]>([
    ["of no side", () => complete(table, { features: 3 as never }), /options\.features is 3: expected \{ row \} or \{ column \}/],
    ["of a side that is none", () => complete(table, { features: { rows: features } as never }), /options\.features\.rows is not read/],
    ["of other rows", () => complete(table, { features: { row: features.slice(1) } }), /options\.features\.row has 299 rows: expected 300, one for each row of the table/],
    ["of other columns", () => complete(table, { features: { column: features } }), /options\.features\.column has 300 rows: expected 60/],
    ["with gaps", () => complete(table, { features: { row: features.map((x, i) => (i === 4 ? [1, null, 2, 3, 4] : x)) } }), /options\.features\.row\[4\]\[1\] is missing/],
    ["with what is no number", () => complete(table, { features: { row: features.map((x, i) => (i === 4 ? [1, Infinity, 2, 3, 4] : x)) } }), /options\.features\.row\[4\]\[1\] is Infinity/],
    ["without a column", () => complete(table, { features: { row: features.map(() => []) } }), /options\.features\.row has no column/],
    ["of a method without", () => complete(table, { method: "soft-impute", features: { row: features } }), /method "soft-impute" takes none; expected method "auto" or "bayesian" or "als" or "implicit"/],
    ["of factors at 0 or above", () => complete(table, { method: "als", nonnegative: true, features: { row: features } }), /nonnegative: false/],
    ["listed twice", () => complete(table, { features: { row: { rows: ROWS, columns: 2, entries: [[1, 1, 1], [1, 1, 2]] } } }), /options\.features lists row 1, column 1 twice/],
    ["folded into a model without", () => foldIn(complete(table, { method: "als", rank: 1, lambda: 1 }), [], { features: [1] }), /without features of rows/],
    ["too few", () => foldIn(model, [], { features: [1] }), /options\.features has length 1: expected 5/],
    ["at no index", () => foldIn(model, [], { features: { index: [5], value: [1] } }), /options\.features\[0\] has index 5: expected 0 to 4/],
  ])("are refused: %s", (_name, call, error) => expect(call).toThrow(error));
});
