/** Cases: completion of tables, and what its models answer. */
import type { Completion, Evaluation } from "../../src/index";
import type { Cases, Package } from "./cases";
import { range, ratings } from "./inputs";

const { entries, heldOut, rows, columns } = ratings(45, 30, 81);
const table = { rows, columns, entries };
const friends = [[5, 4, null, 1], [4, null, 4, 1], [1, 2, 1, null], [null, 1, 2, 5]];

/** A model as 0.1.0 had it, and as its file still has it: the bits of its parts did not change with the shape. */
function flat({ row, column, samples, fillingMean, ...rest }: Completion): object {
  return {
    ...rest, rowBias: row.bias, columnBias: column.bias, rowFactors: row.factors, columnFactors: column.factors,
    ...(samples === undefined ? {} : { samples: { ...samples, rows: row.samples, columns: column.samples, rowPriors: row.priors, columnPriors: column.priors } }),
    ...(fillingMean === undefined ? {} : { filling: { mean: fillingMean, rowBias: row.filling, columnBias: column.filling } }),
    ...(row.gram === undefined ? {} : { grams: { rows: row.gram, columns: column.gram } }),
  };
}

/** Everything that can be asked of a model. */
function answers(lowrank: Package, model: Completion): unknown {
  const { predict, predictEntries, predictPlaces, predictMatrix, recommend, recommendAll, foldIn, evaluate, saveModel, loadModel } = lowrank;
  const lines = [
    foldIn(model, [[1, 2], [7, 5], [20, 3]]),
    foldIn(model, { index: [0, 4], value: [1, 4] }, { side: "column" }),
  ] as const;
  const bytes = saveModel(model);
  return {
    model: flat(model), bytes, lines, loaded: flat(loadModel(bytes)),
    places: predictPlaces(model, range(rows), range(rows).map((i) => i % columns)),
    entries: predictEntries(model, [0, 5, 7], [3, 3, 29]),
    pair: [predict(model, 3, 4), predict(model, lines[0], 5), predict(model, 2, lines[1]), predict(model, -1, 6)],
    all: predictMatrix(model),
    best: [recommend(model, 2, { count: 5, exclude: [1, 2, 3] }), recommend(model, lines[0])],
    table: recommendAll(model, { count: 4 }),
    judged: first(evaluate(model, heldOut, { count: 5, relevant: 4, exclude: entries })),
  };
}

/** What 0.1.0 measured. */
function first({ ranking, ...rest }: Evaluation): object {
  const { averagePrecision: _averagePrecision, coverage: _coverage, ...measured } = ranking!;
  return { ...rest, ranking: measured };
}

export function completionCases(add: Cases): void {
  const whole = { method: "als", rank: 2 } as const;
  const choices = {
    "auto": { method: "auto" },
    "bayesian": { method: "bayesian", rank: 2, samples: 6, maxIterations: 20 },
    "bayesian, another seed": { method: "bayesian", rank: 3, samples: 4, maxIterations: 12, seed: 123456789012 },
    "als, chosen penalty": { ...whole },
    "als": { ...whole, lambda: 0.1 },
    "als without biases": { ...whole, lambda: 0.2, biases: false, power: 0 },
    "als, not negative": { ...whole, lambda: 0.1, nonnegative: true },
    "als, conjugate gradient": { ...whole, lambda: 0.1, solver: "conjugate-gradient" },
    "als, biases alone": { method: "als", rank: 0 },
    "soft-impute, chosen penalty": { method: "soft-impute" },
    "soft-impute": { method: "soft-impute", lambda: 2, maxIterations: 300 },
    "hard-impute": { method: "hard-impute", rank: 2, maxIterations: 200 },
    "fill zero": { method: "fill", rank: 2, fill: "zero" },
    "fill mean": { method: "fill", rank: 2, fill: "mean" },
    "fill row-mean": { method: "fill", rank: 2, fill: "row-mean" },
    "fill column-mean": { method: "fill", rank: 2, fill: "column-mean" },
    "fill bias": { method: "fill", rank: 2, fill: "bias", range: [1, 5] },
    "als in units of columns": { ...whole, lambda: 0.1, scaling: "column" },
    "bayesian in robust units of rows": { method: "bayesian", rank: 2, samples: 4, maxIterations: 12, scaling: "row", robust: true },
    "implicit": { method: "implicit", rank: 3, lambda: 0.1 },
    "implicit, conjugate gradient": { method: "implicit", rank: 3, lambda: 0.1, alpha: 5, solver: "conjugate-gradient" },
  } as const;
  for (const [name, options] of Object.entries(choices)) add(`complete, ${name}`, (lowrank) => answers(lowrank, lowrank.complete(table, options)));
  for (const method of ["auto", "bayesian", "als", "soft-impute", "hard-impute", "fill", "implicit"] as const) {
    add(`complete four friends, ${method}`, ({ complete, predictMatrix }) => {
      const model = complete(friends, { method, rank: 1 });
      return [flat(model), predictMatrix(model)];
    });
  }
  for (const [name, options] of [["item", { lambda: 3, neighbours: 8 }], ["item, chosen penalty", { minimumSupport: 3 }]] as const) {
    add(`itemModel, ${name}`, ({ itemModel, recommend, recommendAll, foldIn, predictMatrix, saveModel, evaluate }) => {
      const model = itemModel(table, options);
      const line = foldIn(model, [[1, 2], [7, 5], [20, 3]]);
      return [model, saveModel(model), predictMatrix(model), line, recommend(model, line), recommend(model, 2, { candidates: range(20) }), recommendAll(model, { count: 4, minimumSupport: 5 }), first(evaluate(model, heldOut, { count: 5 }))];
    });
  }
  add("similar, explain, aggregate, recommender", ({ complete, explain, foldIn, itemModel, recommender, similar }) => {
    const [items, als] = [itemModel(table, { lambda: 3 }), complete(table, { ...whole, lambda: 0.1 })];
    const shop = recommender(entries.map(([i, j, x]) => [`user ${i}`, j, x] as const), { method: "implicit", lambda: 0.5, rank: 3 });
    return [
      similar(items, { column: 2 }, 5), similar(items, { row: 2 }, 5), similar(als, { column: 2 }), similar(als, { row: foldIn(als, [[1, 2], [4, 5]]) }, 3), explain(items, 1, 3),
      complete({ rows, columns, entries: [...entries, ...entries] }, { ...whole, lambda: 0.1, aggregate: "mean" }), shop.recommend("user 3"), shop.recommend([1, 2], { count: 3 }), shop.similar(4, 3),
    ];
  });
  for (const [method, options] of [["als", { lambda: 0.1, solver: "cholesky" }], ["als", { lambda: 0.1, solver: "conjugate-gradient" }], ["implicit", { lambda: 0.1 }], ["bayesian", { samples: 4, maxIterations: 12 }]] as const) {
    add(`complete, features, ${method}${"solver" in options ? `, ${options.solver}` : ""}`, ({ complete, foldIn, predict, predictMatrix, saveModel }) => {
      const row = range(rows).map((i) => [i % 7, (i * 13) % 11, i % 2]);
      const column = { rows: columns, columns: 4, entries: range(columns).map((j) => [j, j % 4, 1 + (j % 3)] as const) };
      const model = complete(table, { method, rank: 2, ...options, features: { row, column } });
      const line = foldIn(model, [], { features: [1, 2, 0] });
      return [saveModel(model), predictMatrix(model), line, predict(model, line, 3), foldIn(model, [[1, 2], [4, 5]], { features: [3, 3, 1] }), foldIn(model, [], { side: "column", features: { index: [2], value: [1] } })];
    });
  }
  for (const [method, options] of [["als", { lambda: 0.1 }], ["implicit", { lambda: 0.1 }], ["bayesian", { samples: 4, maxIterations: 12 }], ["als", { rank: 0 }]] as const) {
    add(`complete, weights, ${method}${"rank" in options ? ", biases" : ""}`, ({ complete, evaluate, foldIn, predictMatrix }) => {
      const model = complete(table, { method, rank: 2, ...options, weights: { time: entries.map((_, e) => e % 9), halfLife: 3 } });
      return [predictMatrix(model), foldIn(model, [{ column: 1, value: 2, weight: 3 }, { column: 4, value: 5 }]), evaluate(model, heldOut.map(([row, column, value], e) => ({ row, column, value, weight: 1 + (e % 3) })))];
    });
  }
  add("complete, noise of columns and of heavy tails", ({ complete, foldIn, predictPlaces, saveModel }) => {
    const model = complete(table, { method: "bayesian", rank: 2, samples: 4, maxIterations: 12, loss: "student-t", noise: "column" });
    return [saveModel(model), foldIn(model, [[1, 2], [4, 50]]), predictPlaces(model, range(rows), range(rows).map((i) => i % columns))];
  });
  add("complete, an exact table of rank 2", ({ complete, predictMatrix }) => {
    const exact = range(12).flatMap((i) => range(10).filter((j) => (i * 7 + j * 3) % 4 > 0).map((j) => [i, j, (i - 3) * (j + 1) + (i % 3) * (j % 5)] as const));
    return predictMatrix(complete({ rows: 12, columns: 10, entries: exact }));
  });
  for (const unit of [1e-280, 1e280]) {
    const far = entries.map(([i, j, x]) => [i, j, x * unit] as const);
    add(`complete, values near ${unit}`, ({ complete, predictMatrix }) => predictMatrix(complete({ rows, columns, entries: far }, { ...whole, lambda: 0.1 })));
  }
  add("crossValidate als", ({ crossValidate }) => crossValidate(table, { method: "als", rank: [1, 2], lambda: [1, 0.1], folds: 3 }));
  add("crossValidate soft-impute", ({ crossValidate }) => crossValidate(table, { method: "soft-impute", lambda: [8, 4, 2], folds: 2 }));
  add("crossValidate fill", ({ crossValidate }) => crossValidate(table, { method: "fill", rank: [1, 2, 3], folds: 2 }));
  add("factors from elsewhere", (lowrank) => {
    const { complete, loadFactors } = lowrank;
    const { row, column } = complete(table, { method: "als", rank: 3, lambda: 0.2, biases: false });
    const side = ({ factors }: Completion["row"]) => ({ id: range(factors.rows).map((i) => `line ${i}`), features: factors });
    return answers(lowrank, loadFactors(side(row), side(column), { lambda: 0.2 }).model);
  });
  add("labelled", ({ labelled, complete, predictMatrix }) => {
    const named = labelled(entries.map(([i, j, x]) => [`user ${i}`, 1000 - j, x] as const));
    return [named.table, named.rows.all, named.columns.all, predictMatrix(complete(named.table, { ...whole, lambda: 0.3 }))];
  });
  add("appendRows and appendColumns of models, known names", ({ appendColumns, appendRows, complete, foldIn, labelled }) => {
    const kinds = [{ ...whole, lambda: 0.1 }, { method: "bayesian", rank: 2, samples: 3, maxIterations: 12 }, { method: "implicit", rank: 2, lambda: 0.1 }] as const;
    const grown = kinds.map((options) => {
      const model = complete(table, options);
      const longer = appendRows(model, [foldIn(model, [[1, 2], [7, 5]]), foldIn(model, [[4, 1], [8, 3]])]);
      return appendColumns(longer, [foldIn(longer, [[0, 4], [rows, 2]], { side: "column" })]);
    });
    const names = labelled([["ann", "Up", 5]]);
    return [grown, labelled([["bob", "Up", 1], ["ann", "Heat", 2]], names).table];
  });
  add("complete from a start", ({ complete }) => {
    const less = { rows, columns, entries: entries.filter((_, e) => e % 9 > 0) };
    const kinds = [{ ...whole, lambda: 0.1 }, { method: "bayesian", rank: 2, samples: 3, maxIterations: 12 }, { method: "implicit", rank: 2, lambda: 0.1 }, { method: "soft-impute", lambda: 2 }, { method: "hard-impute", rank: 2 }] as const;
    return kinds.map((options) => complete(table, { start: complete(less, options), maxIterations: 20 }));
  });
  add("split, and what is measured of rankings", ({ complete, crossValidate, evaluate, split }) => {
    const parts = [{}, { by: "row", seed: 3 }, { by: "time", time: entries.map((_, e) => (e * 7) % 31) }, { by: "leave-k-out", count: 2 }] as const;
    const grid = { method: "implicit", rank: [1, 2], lambda: 0.1, measure: "averagePrecision", count: 5, folds: 2 } as const;
    return [parts.map((options) => split(table, options)), evaluate(complete(table, { ...whole, lambda: 0.1 }), heldOut, { count: 5 }), crossValidate(table, grid)];
  });
  add("records, impute", ({ complete, impute, saveModel }) => {
    const records = range(12).map((i) => ({ x: i % 4 === 1 ? null : i, ...(i % 3 === 0 ? {} : { "größe": 100 * i + (i % 5) }), z: (i * i) % 7 }));
    const model = complete(records, { ...whole, lambda: 0.1 });
    return [model, saveModel(model), impute(records, { method: "als", rank: 1, lambda: 0.1 }), impute(friends, { method: "als", rank: 1, lambda: 0.1 }), impute(table, { ...whole, lambda: 0.1 })];
  });
}
