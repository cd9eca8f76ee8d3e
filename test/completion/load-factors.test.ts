/** Factors that were learned elsewhere: the model they make is the one that `complete` would have made. */
import { expect, it } from "vitest";
import { complete, evaluate, foldIn, loadFactors, loadModel, predict, predictMatrix, recommend, saveModel, similar } from "../../src/index";
import { ratings } from "../hashes/inputs";

const { entries, heldOut, rows, columns } = ratings(45, 30, 81);
const options = { method: "als", rank: 3, lambda: 0.2, biases: false, maxIterations: 500, tolerance: 1e-10 } as const;
const fitted = complete({ rows, columns, entries }, options);
const linesOf = ({ factors: { rows: count, columns: rank, data } }: typeof fitted.row) => Array.from({ length: count }, (_, i) => data.subarray(i * rank, (i + 1) * rank));
/** As MLlib has them: any order, numbers with gaps. */
const users = linesOf(fitted.row).map((features, i) => ({ id: 100 + 7 * i, features })).reverse();
const items = linesOf(fitted.column).map((features, j) => ({ id: BigInt(3 * j), features: Array.from(features) }));

it("predicts, recommends, compares and folds in as the model they are from", () => {
  const { model, rows: people, columns: films } = loadFactors(users, items, { lambda: 0.2 });
  expect([model.rows, model.columns, model.rank]).toEqual([rows, columns, 3]);
  expect(films.all).toEqual(items.map(({ id }) => Number(id)));
  for (const i of [0, 7, 44]) {
    const row = people.indexOf(100 + 7 * i);
    expect(row).toBe(44 - i);
    expect(recommend(model, row, { count: 30 })).toEqual(recommend(fitted, i, { count: 30 }));
    expect(similar(model, { row }, 3).map((one) => 44 - one.row)).toEqual(similar(fitted, { row: i }, 3).map((one) => one.row));
    const own = foldIn(model, entries.filter(([row]) => row === i).map(([, column, value]) => [column, value] as const));
    own.factors.forEach((x, a) => { expect(x).toBeCloseTo(fitted.row.factors.data[3 * i + a]!, 6); });
  }
  expect(evaluate(model, heldOut.map(([i, j, x]) => [44 - i, j, x] as const)).rmse).toBeCloseTo(evaluate(fitted, heldOut).rmse, 12);
});

it("is a model like any other: saved, clipped, with names that are not there as unknown lines", () => {
  const { model, rows: people } = loadFactors(users, items, { range: [1, 5] });
  expect(predictMatrix(loadModel(saveModel(model)))).toEqual(predictMatrix(model));
  expect(predict(model, people.indexOf(1), 0).value).toBe(1); // 0, clipped
  expect(model.fold).toMatchObject({ lambda: 0.1, nonnegative: false });
  expect(model.info.rmse).toBeNaN();
});

it("reads names and a matrix, columns of Arrow, and rows whose parts are its vectors", () => {
  const expected = loadFactors([{ id: "a", features: [1, 2] }, { id: "b", features: [3, 4] }], [{ id: 1, features: [5, 6] }]).model;
  const vector = (values: readonly unknown[]) => ({ length: values.length, nullCount: 0, get: (i: number) => values[i] });
  const other = { id: Int32Array.of(1), features: { rows: 1, columns: 2, data: Float32Array.of(5, 6) } };
  expect(loadFactors({ id: ["a", "b"], features: [[1, 2], [3, 4]] }, other).model).toEqual(expected);
  expect(loadFactors({ id: vector(["a", "b"]), features: [[1, 2], [3, 4]] }, other).model).toEqual(expected);
  expect(loadFactors(new Set([{ id: "a", features: vector([1, 2]) }, { id: "b", features: vector([3, 4]) }]), other).model).toEqual(expected);
});

it("refuses what does not fit, by its place", () => {
  const fine = [{ id: 1, features: [1, 2] }];
  for (const [bad, words] of [
    [[], "rows is empty: expected one line at least"],
    [3, "rows is 3: expected objects { id, features }, or one of a list and a matrix"],
    [[5], "rows[0] is 5: expected { id, features }"],
    [[{ id: 1, features: [] }], "rows has features of length 0"],
    [[{ id: 1, features: [1, 2] }, { id: 1, features: [1, 2] }], "rows[1].id is 1 again: expected each once"],
    [[{ id: 1n, features: [1, 2] }, { id: 1, features: [1, 2] }], "rows[1].id is 1 again"],
    [[{ id: 1, features: [1, 2] }, { id: 2, features: [1] }], "rows[1].features has length 1: expected 2, the length of the first"],
    [[{ id: 1, features: [1, NaN] }], "rows[0].features[1] is NaN: expected a finite number"],
    [[{ id: 1, features: [1, "2"] }], 'rows[0].features[1] is "2": expected a finite number'],
    [[{ id: 1, features: null }], "rows[0].features is null: expected a list of numbers"],
    [[{ id: true, features: [1, 2] }], "rows[0].id is true: expected a string or a number"],
    [[{ id: 2n ** 60n, features: [1, 2] }], "rows[0].id is 1152921504606846976: expected at most 2^53 in magnitude (make it a string)"],
    [{ id: [1, 2], features: [[1, 2]] }, "rows.features has 1 rows: expected 2, the length of rows.id"],
    [{ id: 4, features: [[1, 2]] }, "rows.id is 4: expected a list of names"],
  ] as const) expect(() => loadFactors(bad as never, fine)).toThrow(words);
  expect(() => loadFactors(fine, [{ id: 1, features: [1, 2, 3] }])).toThrow("columns has features of length 3: expected 2, the length of those of rows");
  expect(() => loadFactors(fine, fine, { lambda: -1 })).toThrow("options.lambda is -1");
  expect(() => loadFactors(fine, fine, { range: [2, 1] })).toThrow("options.range is [2, 1]");
});
