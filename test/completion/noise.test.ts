// Noise of heavy tails, and noise of a level of its own in each column: what is planted is found, and spoils nothing.
import { describe, expect, it } from "vitest";
import { appendColumns, complete, type CompleteOptions, type Completion, evaluate, foldIn, loadModel, predict, predictPlaces, saveModel } from "../../src/index";
import { Random } from "../support/random";
import { planted } from "../support/tables";

const { rows, columns, entries } = planted(80, 40, 2, 0.5, 0.2, 21);
const held = entries.filter((_, e) => e % 7 === 0);
const clean = entries.filter((_, e) => e % 7 !== 0);
const fitted = (list: readonly (readonly [number, number, number])[], options: CompleteOptions): Completion => complete({ rows, columns, entries: list }, { method: "bayesian", rank: 2, ...options });

function spoilt(size: number) {
  const random = new Random(4);
  return clean.map(([i, j, x]) => [i, j, random.unit() < 0.05 ? x + size * random.sign() : x] as const);
}

describe("loss student-t", () => {
  const best = evaluate(fitted(clean, {}), held).rmse;

  it.each([10, 1000, 1e9])("one entry in twenty off by %d moves nothing", (size) => {
    const { rmse, coverage } = evaluate(fitted(spoilt(size), { loss: "student-t" }), held);
    expect(rmse).toBeLessThan(1.05 * best);
    expect(coverage).toBeGreaterThan(0.85);
    expect(evaluate(fitted(spoilt(size), {}), held).rmse).toBeGreaterThan(3 * best);
  });

  it("costs hardly anything where there is none, in units of columns and by auto as well", () => {
    expect(evaluate(fitted(clean, { loss: "student-t" }), held).rmse).toBeLessThan(1.02 * best);
    expect(evaluate(fitted(spoilt(100), { loss: "student-t", scaling: "column", robust: true }), held).rmse).toBeLessThan(1.3 * best);
    const chosen = complete({ rows, columns, entries: spoilt(100) }, { loss: "student-t" });
    expect(chosen.method).toBe("bayesian");
    expect(evaluate(chosen, held).rmse).toBeLessThan(1.12 * best);
  });

  it("folds in what outliers do not move", () => {
    const model = fitted(clean, { loss: "student-t" });
    const own = clean.filter(([i]) => i === 3).map(([, j, x]) => [j, x] as const);
    const [line, other] = [own, own.map(([j, x], e) => [j, e === 0 ? x + 1e4 : x] as const)].map((list) => foldIn(model, list));
    for (let j = 0; j < columns; j++) expect(Math.abs(predict(model, line!, j).value - predict(model, other!, j).value)).toBeLessThan(0.3);
  });

  it("of equal values is exact, and of values of any size finite", () => {
    expect(predict(fitted(clean.map(([i, j]) => [i, j, 3]), { loss: "student-t" }), 1, 1).value).toBeCloseTo(3, 9);
    for (const unit of [1e-200, 1e200]) expect(evaluate(fitted(clean.map(([i, j, x]) => [i, j, x * unit]), { loss: "student-t" }), held.map(([i, j, x]) => [i, j, x * unit])).rmse / unit).toBeLessThan(1.05 * best);
  });
});

describe("noise of columns", () => {
  const exact = planted(100, 20, 2, 0.6, 0, 5);
  const random = new Random(8);
  const noisy = exact.entries.map(([i, j, x]) => [i, j, x + (j % 2 === 1 ? 1.5 : 0.1) * random.gaussian()] as const);
  const [test, train] = [noisy.filter((_, e) => e % 7 === 0), noisy.filter((_, e) => e % 7 !== 0)];
  const table = { rows: 100, columns: 20, entries: train };
  const [same, own] = (["same", "column"] as const).map((noise) => complete(table, { method: "bayesian", rank: 2, noise })) as [Completion, Completion];
  const quiet = test.filter(([, j]) => j % 2 === 0);

  it("what is measured well is predicted well, beside what is not", () => {
    expect(evaluate(own, quiet).rmse).toBeLessThan(0.4 * evaluate(same, quiet).rmse);
    expect(evaluate(own, test).rmse).toBeLessThan(evaluate(same, test).rmse);
  });

  it("deviations are those of the columns", () => {
    const { deviation } = predictPlaces(own, [1, 1], [4, 5]);
    expect(deviation![0]).toBeLessThan(0.4);
    expect(deviation![1]).toBeGreaterThan(1.2);
    expect(predict(own, 1, 4).deviation).toBe(deviation![0]);
    const folded = foldIn(own, [[0, 1], [4, 2]], { side: "column" });
    expect(predict(appendColumns(own, [folded]), 1, 20).deviation).toBeCloseTo(predict(own, 1, folded).deviation!, 9);
  });

  it("a folded row believes the columns that are measured well", () => {
    const of = (i: number) => train.filter(([row]) => row === i).map(([, j, x]) => [j, x] as const);
    let [before, after] = [0, 0];
    for (let i = 0; i < 100; i++) {
      const truth = quiet.filter(([row]) => row === i);
      for (const [, j, x] of truth) {
        before += (predict(same, foldIn(same, of(i)), j).value - x) ** 2;
        after += (predict(own, foldIn(own, of(i)), j).value - x) ** 2;
      }
    }
    expect(after).toBeLessThan(0.4 * before);
  });

  it("is the default in units of columns, and not elsewhere", () => {
    expect(complete(table, { method: "bayesian", rank: 2, scaling: "column" }).column.noise).toBeDefined();
    expect(complete(table, { method: "bayesian", rank: 2, scaling: "column", noise: "same" }).column.noise).toBeUndefined();
    expect(complete(table, { method: "bayesian", rank: 2, scaling: "none" }).column.noise).toBeUndefined();
  });

  it("is saved, as degrees of freedom are, and refused where it does not fit", () => {
    const model = complete(table, { method: "bayesian", rank: 2, samples: 3, noise: "column", loss: "student-t" });
    expect(loadModel(saveModel(model))).toEqual(model);
    for (const noise of [new Float64Array(3), new Float64Array(20), [1]]) expect(() => saveModel({ ...model, column: { ...model.column, noise: noise as never } })).toThrow(/model\.column\.noise/);
    for (const degrees of [2, -1, NaN, Infinity, "4"]) expect(() => saveModel({ ...model, samples: { ...model.samples!, degrees: degrees as never } })).toThrow(/model\.samples\.degrees/);
    expect(() => saveModel({ ...model, row: { ...model.row, noise: new Float64Array(100).fill(1) } })).toThrow(/model\.row\.noise is not known/);
  });
});

it.each<[CompleteOptions, RegExp]>([
  [{ loss: "huber" as never }, /options\.loss is "huber": expected "squared" or "student-t"/], [{ noise: "row" as never }, /options\.noise is "row"/],
  [{ method: "als", loss: "student-t" }, /options\.loss is "student-t": method "als" has none but "squared"; expected method "bayesian" or "auto"/],
])("refused: %j", (options, error) => expect(() => complete({ rows, columns, entries }, options)).toThrow(error));
