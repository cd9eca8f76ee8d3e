import { describe, expect, it } from "vitest";
import { complete, foldIn, predict, recommend, type CompleteOptions, type Completion } from "../../src/index";
import { planted } from "../support/tables";

const { rows, columns, entries, truth } = planted(60, 40, 3, 0.5, 0.1, 11);
const table = { rows, columns, entries };
const counts = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) };
const line = (side: "row" | "column", index: number, from = entries) =>
  from.filter(([i, j]) => (side === "row" ? i : j) === index).map(([i, j, x]) => [side === "row" ? j : i, x] as const);

const tight = { tolerance: 1e-13, maxIterations: 20_000 };
const CONVERGED: [string, CompleteOptions, typeof table][] = [
  ["als with biases", { method: "als", rank: 3, lambda: 0.1, ...tight }, table],
  ["als, plain ridge", { method: "als", rank: 3, lambda: 2, power: 0, biases: false, ...tight }, table],
  ["als, not negative", { method: "als", rank: 2, lambda: 0.1, nonnegative: true, ...tight }, counts],
  ["soft-impute", { method: "soft-impute", lambda: 6, rank: 5, ...tight }, table],
  ["soft-impute after biases", { method: "soft-impute", lambda: 6, rank: 5, fill: "bias", ...tight }, table],
  ["implicit", { method: "implicit", rank: 3, ...tight }, counts],
  ["fill, zero", { method: "fill", fill: "zero", rank: 3 }, table],
  ["fill, row means", { method: "fill", fill: "row-mean", rank: 3 }, table],
  ["fill, column means", { method: "fill", fill: "column-mean", rank: 3 }, table],
  ["fill, biases", { method: "fill", fill: "bias", rank: 3 }, table],
];

describe.each(CONVERGED)("%s", (_name, options, data) => {
  const model = complete(data, options);
  it.each(["row", "column"] as const)("a %s of the table gets its own factors", (side) => {
    const factors = model[side].factors;
    const bias = model[side].bias;
    for (const index of [0, 7, 31]) {
      const own = factors.data.subarray(index * model.rank, (index + 1) * model.rank);
      const folded = foldIn(model, line(side, index, data.entries), { side });
      const size = Math.max(...Array.from(own, Math.abs), 1e-3);
      folded.factors.forEach((x, a) => expect(Math.abs(x - own[a]!)).toBeLessThan(1e-6 * size));
      expect(Math.abs(folded.bias - bias[index]!)).toBeLessThan(1e-6);
    }
  });
});

describe("bayesian", () => {
  const model = complete(table, { method: "bayesian", rank: 3 });
  it.each(["row", "column"] as const)("a new %s is predicted as well as one seen in training, and as surely", (side) => {
    let [error, own, deviation, count] = [0, 0, 0, 0];
    for (let index = 0; index < 40; index++) {
      const folded = foldIn(model, line(side, index), { side });
      for (let other = 0; other < 40; other++) {
        const [i, j] = side === "row" ? [index, other] : [other, index];
        const guess = side === "row" ? predict(model, folded, j) : predict(model, i, folded);
        error += (guess.value - truth[i]![j]!) ** 2;
        own += (predict(model, i, j).value - truth[i]![j]!) ** 2;
        deviation += guess.deviation!;
        count++;
      }
    }
    expect(Math.sqrt(error / count)).toBeLessThan(1.3 * Math.sqrt(own / count));
    expect(deviation / count).toBeGreaterThan(0.08);
    expect(deviation / count).toBeLessThan(0.2);
  });

  it("repeats itself", () => expect(foldIn(model, [[3, 1]])).toEqual(foldIn(model, [[3, 1]])));
});

it("an empty line is the average one, of every method", () => {
  for (const [method, data] of [["bayesian", table], ["als", table], ["soft-impute", table], ["hard-impute", table], ["fill", table], ["implicit", counts]] as const) {
    const model = complete(data, { method, rank: 2 });
    const guest = foldIn(model, []);
    expect(predict(model, guest, 5).value).toBe(predict(model, -1, 5).value);
    expect(recommend(model, guest, { count: 3 })).toHaveLength(3);
  }
});

it("takes pairs, two arrays, or the line with holes", () => {
  const model = complete(table, { method: "als", rank: 2 });
  const expected = foldIn(model, [[1, 2], [5, -1]]);
  const whole = Array.from({ length: columns }, (_, j) => (j === 1 ? 2 : j === 5 ? -1 : null));
  expect(foldIn(model, { index: [1, 5], value: [2, -1] })).toEqual(expected);
  expect(foldIn(model, new Map([[1, 2], [5, -1]]))).toEqual(expected);
  expect(foldIn(model, whole)).toEqual(expected);
  expect(foldIn(model, Float64Array.from(whole, (x) => x ?? NaN))).toEqual(expected);
});

it("extreme units fold in too", () => {
  for (const unit of [1e300, 1e-300]) {
    const scaled = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, x * unit] as const) };
    for (const method of ["bayesian", "als", "soft-impute", "fill"] as const) {
      const model = complete(scaled, { method, rank: 2 });
      const folded = foldIn(model, line("row", 3, scaled.entries));
      const { value } = predict(model, folded, 4);
      expect(Number.isFinite(value)).toBe(true);
      expect(Math.abs(value - predict(model, 3, 4).value)).toBeLessThan(0.5 * unit);
    }
  }
});

describe("wrong arguments", () => {
  const model: Completion = complete(table, { method: "als", rank: 2 });
  it.each([
    [[[columns, 1]], /entries\[0\] has index 40: expected 0 to 39/],
    [[[-1, 1]], RangeError],
    [[[1.5, 1]], RangeError],
    [[[1, 1], [1, 2]], /entries\[1\] repeats index 1/],
    [[[1, NaN]], /entries\[0\] has value NaN/],
    [[[1, Infinity]], RangeError],
    [[["a", 1]], TypeError],
    [null, TypeError],
    [7, TypeError],
    [[1, 2, 3], /a line of length 3: expected 40/],
    [{ index: [1, 2], value: [1] }, /entries.value has length 1: expected 2/],
  ])("%j", (bad, error) => expect(() => foldIn(model, bad as never)).toThrow(error));

  it("a folded column is no row, and a line of another model does not fit", () => {
    const column = foldIn(model, [[1, 1]], { side: "column" });
    expect(() => predict(model, column, 0)).toThrow(TypeError);
    const other = foldIn(complete(table, { method: "als", rank: 4 }), [[1, 1]]);
    expect(() => predict(model, other, 0)).toThrow(/expected what foldIn gave for this model/);
    expect(() => foldIn(model, [], { side: "diagonal" } as never)).toThrow(RangeError);
  });
});
