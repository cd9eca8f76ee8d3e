// Folded lines as lines of the model: every answer about them is the one that the folded line gets, and nothing else changes.
import { describe, expect, it } from "vitest";
import {
  appendColumns, appendRows, complete, type CompleteOptions, type Completion, evaluate, foldIn, labelled, loadModel, predict, predictMatrix, predictPlaces, recommend, recommendAll, saveModel, similar, svd,
} from "../../src/index";
import { planted } from "../support/tables";

const { rows, columns, entries } = planted(40, 25, 3, 0.5, 0.1, 5);
const table = { rows, columns, entries };
const counts = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) };
const rowLines = [[[0, 1], [4, 2], [9, 0.5]], [[3, 2], [20, 1], [24, 3], [7, 1]]] as const;
const columnLines = [[[0, 1], [39, 2]], [[12, 3], [13, 1], [14, 2]]] as const;

const MODELS: [string, CompleteOptions, typeof table][] = [
  ["als", { method: "als", rank: 3, lambda: 0.1 }, table],
  ["als in units of columns", { method: "als", rank: 2, lambda: 0.1, scaling: "column" }, table],
  ["als in robust units of rows", { method: "als", rank: 2, lambda: 0.1, scaling: "row", robust: true }, table],
  ["bayesian", { method: "bayesian", rank: 3, samples: 4, maxIterations: 12 }, table],
  ["soft-impute", { method: "soft-impute", lambda: 3 }, table],
  ["hard-impute", { method: "hard-impute", rank: 2 }, table],
  ["fill", { method: "fill", rank: 2 }, table],
  ["implicit", { method: "implicit", rank: 3, lambda: 0.1 }, counts],
  ["biases alone", { method: "als", rank: 0 }, table],
];

describe.each(MODELS)("%s", (_, options, data) => {
  const model = complete(data, options);
  const before = saveModel(model);

  it("rows: the next indices, predicted as folded", () => {
    const folded = rowLines.map((line) => foldIn(model, line));
    const longer = appendRows(model, folded);
    expect(longer.rows).toBe(rows + 2);
    folded.forEach((line, e) => {
      for (const j of [0, 9, 24]) expect(predict(longer, rows + e, j)).toEqual(predict(model, line, j));
      expect(recommend(longer, rows + e, { count: 6 })).toEqual(recommend(model, line, { count: 6 }));
    });
    const all = [...table.entries].slice(0, 50);
    const places = [all.map(([i]) => i), all.map(([, j]) => j)] as const;
    expect(predictPlaces(longer, ...places)).toEqual(predictPlaces(model, ...places));
    expect(predictMatrix(longer).data.subarray(0, rows * columns)).toEqual(predictMatrix(model).data);
    expect(saveModel(model)).toEqual(before);
    expect(loadModel(saveModel(longer))).toEqual(longer);
  });

  it("columns likewise, and a line at a time gives the same as all at once", () => {
    const folded = columnLines.map((line) => foldIn(model, line, { side: "column" }));
    const wider = appendColumns(model, folded);
    folded.forEach((line, e) => expect(predict(wider, 5, columns + e)).toEqual(predict(model, 5, line)));
    const one = appendColumns(appendColumns(model, folded.slice(0, 1)), folded.slice(1));
    expect({ ...one, row: 0, column: { ...one.column, gram: 0 } }).toEqual({ ...wider, row: 0, column: { ...wider.column, gram: 0 } });
    expect(evaluate(wider, { row: [1], column: [columns], value: [2] }).rmse).toBeGreaterThanOrEqual(0);
  });

  it("both grow, and fold in again", () => {
    const both = appendRows(appendColumns(model, columnLines.map((line) => foldIn(model, line, { side: "column" }))), []);
    const line = foldIn(both, [[columns, 2], [3, 1]]);
    const grown = appendRows(both, [line]);
    expect(predict(grown, rows, columns + 1)).toEqual(predict(both, line, columns + 1));
  });
});

describe("models that know what rows have", () => {
  const baskets = Array.from({ length: 30 }, (_, i) => Array.from({ length: 12 }, (_, j) => ((i * 5 + j * j) % 4 === 0 ? 1 : 0)));
  it.each([["item", { method: "item", lambda: 2 }], ["implicit", { method: "implicit", rank: 2, lambda: 0.5 }]] as const)("%s: what new rows have is left out, and counts", (_, options) => {
    const model = complete(baskets, options);
    const longer = appendRows(model, [foldIn(model, [[0, 1], [5, 1]]), foldIn(model, []), foldIn(model, [[5, 1], [7, -1]])]);
    expect(recommend(longer, 30).map(({ column }) => column)).not.toContain(5);
    expect(recommend(longer, 30)).toEqual(recommend(model, foldIn(model, [[0, 1], [5, 1]])));
    expect(predict(longer, 31, 5)).toEqual(predict(longer, -1, 5)); // nothing is known of it
    const having = baskets.filter((row) => row[5] === 1).length;
    expect(predict(longer, -1, 5).value).toBeCloseTo((having + 2) / 33, 12);
    const support = (count: number) => recommendAll(longer, { rows: [31], count: 12, minimumSupport: count }).columns.includes(5);
    expect([support(having + 2), support(having + 3)]).toEqual([true, false]);
    expect(loadModel(saveModel(longer))).toEqual(longer);
    if (options.method === "item") expect(similar(longer, { row: 30 }, 1)).toHaveLength(1);
  });

  it("popularity stays popularity", () => {
    const few = complete({ rows: 4, columns: 3, entries: [[0, 0, 1], [1, 0, 1], [2, 1, 1]] }, { objective: "ranking" });
    const longer = appendRows(few, [foldIn(few, [[1, 1], [2, 1]])]);
    expect(recommend(longer, 3).map(({ score }) => score)).toEqual([0.4, 0.4, 0.2]);
  });

  it("columns of an item model need a fit", () => {
    const model = complete(baskets, { method: "item", lambda: 2 });
    expect(() => appendColumns(model, [])).toThrow(/new ones need a fit/);
  });
});

describe("refusals", () => {
  const model: Completion = complete(table, { method: "als", rank: 2, lambda: 0.1 });
  const wrong = (call: () => unknown, message: RegExp) => expect(call).toThrow(message);
  it("name what was given", () => {
    wrong(() => appendRows(model, 5 as never), /rows is 5: expected what foldIn gave/);
    wrong(() => appendRows(model, [[1, 2]] as never), /rows\[0\] is an array of length 2/);
    wrong(() => appendRows(model, [foldIn(model, [[0, 1]], { side: "column" })]), /row is a "column" from foldIn/);
    wrong(() => appendRows(model, [{ ...foldIn(model, [[0, 1]]), factors: new Float64Array(5) }]), /row has 5 factors/);
    wrong(() => appendRows(model as never, [], { rank: 1 }), /options.rank is not an option/);
    const filled = complete(table, { method: "fill", rank: 1 });
    wrong(() => appendRows(filled, [foldIn(filled, [])]), /rows\[0\] has no entries/);
  });
  it("decompositions are updated as before", () => expect(appendRows(svd([[1, 2]]), [[2, 4]]).rank).toBe(1));
});

it("names that are known keep their index, new ones come behind", () => {
  const first = labelled([["ann", "Up", 5], ["bob", "Heat", 1]]);
  const next = labelled([["cem", "Heat", 2], ["ann", "Alien", 4]], first);
  expect([next.rows.all, next.columns.all]).toEqual([["ann", "bob", "cem"], ["Up", "Heat", "Alien"]]);
  expect([...next.table.entries.row, ...next.table.entries.column]).toEqual([2, 0, 1, 2]);
  expect([next.table.rows, next.table.columns, first.rows.all.length, first.rows.indexOf("cem" as never)]).toEqual([3, 3, 2, -1]);
});
