import { describe, expect, it } from "vitest";
import { complete, predict, predictEntries, predictMatrix, toRows, type CompleteOptions } from "../../src/index";
import { planted, rmse } from "../support/tables";

const _ = null;
const lecture = [[2, _, _, _, 5], [_, 3, 4, _, 2], [_, _, 2, 1, _]];
const lectureFilled = [[2, 7.5, 10, 5, 5], [0.8, 3, 4, 2, 2], [0.4, 1.5, 2, 1, 1]];

const METHODS = ["auto", "bayesian", "als", "soft-impute", "hard-impute", "fill", "implicit", "item"] as const;

describe("the lecture's table", () => {
  it("comes out exactly at rank 1", () => {
    const filled = toRows(predictMatrix(complete(lecture, { rank: 1 })));
    filled.forEach((row, i) => row.forEach((x, j) => expect(Math.abs(x - lectureFilled[i]![j]!)).toBeLessThan(1e-6)));
  });

  it("is the same as entries, as a matrix with NaN, with undefined, and is not changed", () => {
    const entries = lecture.flatMap((row, i) => row.map((x, j) => [i, j, x] as const)).filter((e): e is [number, number, number] => e[2] !== null);
    const data = Float64Array.from(lecture.flat(), (x) => x ?? NaN);
    const before = data.slice();
    const forms = [
      { rows: 3, columns: 5, entries },
      { rows: 3, columns: 5, entries: new Set(entries) },
      { rows: 3, columns: 5, entries: { row: entries.map(([i]) => i), column: entries.map(([, j]) => j), value: entries.map(([, , x]) => x) } },
      { rows: 3, columns: 5, data },
      lecture.map((row) => row.map((x) => x ?? undefined)),
      lecture.map((row) => Float64Array.from(row, (x) => x ?? NaN)),
    ];
    const expected = complete(lecture, { rank: 1 });
    for (const form of forms) expect(complete(form, { rank: 1 })).toEqual(expected);
    expect(data).toEqual(before);
  });
});

describe.each(METHODS)("%s", (method) => {
  const finite = (model: ReturnType<typeof complete>) => {
    const all = predictMatrix(model);
    expect(all.data.length).toBe(model.rows * model.columns);
    expect(all.data.every(Number.isFinite)).toBe(true);
    for (const [i, j] of [[0, 0], [model.rows, 0], [0, model.columns], [-1, -1], [1e12, 1e12]] as const) {
      const { value, deviation } = predict(model, i, j);
      expect(Number.isFinite(value)).toBe(true);
      if (deviation !== undefined) expect(deviation).toBeGreaterThanOrEqual(0);
    }
    expect(Number.isFinite(model.info.rmse)).toBe(true);
    return toRows(all);
  };
  const nasty: Record<string, (number | null)[][]> = {
    "empty rows and columns": [[1, _, 3, _], [_, _, _, _], [2, _, 4, _], [5, _, 1, _]],
    "one entry": [[_, _], [_, 7]],
    "one by one": [[3]],
    "constant": [[4, 4, _], [4, _, 4], [_, 4, 4]],
    "all zero": [[0, 0, _], [0, _, 0]],
    "nothing missing": [[1, 2, 3], [2, 4, 7], [3, 5, 9]],
    "one row": [[1, _, 3, 4, _, 6]],
    "one column": [[1], [_], [3], [4]],
    "very large": [[1e308, _, 3e307], [_, 1e308, 2e307], [5e307, 1e307, _]],
    "very small": [[1e-308, _, 3e-310], [_, 2e-308, 1e-308], [5e-309, 1e-308, _]],
    "of both signs": [[-1, 1, _], [1, _, -1], [_, -1, 1]],
  };
  it.each(Object.entries(nasty))("answers without NaN: %s", (_name, table) => {
    const before = structuredClone(table);
    finite(complete(table, { method }));
    finite(complete(table, { method, rank: 1 }));
    finite(complete(table, { method, rank: 50 }));
    expect(table).toEqual(before);
  });

  it("repeats itself to the last bit and survives structuredClone", () => {
    const { rows, columns, entries } = planted(20, 15, 2, 0.6, 0.1, 1);
    const table = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) };
    const model = complete(table, { method, rank: 2, seed: 5 });
    expect(complete(table, { method, rank: 2, seed: 5 })).toEqual(model);
    expect(structuredClone(model)).toEqual(model);
    expect(predictMatrix(structuredClone(model))).toEqual(predictMatrix(model));
  });

  it("reports progress and stops when told, with what it has", () => {
    const { rows, columns, entries } = planted(30, 20, 2, 0.6, 0.1, 2);
    const table = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) };
    const seen: number[] = [];
    const model = complete(table, { method, rank: 3, tolerance: 0, maxIterations: 50, onProgress: ({ iteration }) => { seen.push(iteration); return iteration < 3; } });
    if (method !== "fill") {
      expect(seen).toEqual([1, 2, 3]);
      expect(model.info).toMatchObject({ iterations: 3, converged: false });
    }
    finite(model);
  });

  it("counts the iterations of a trial and of the run, and stops in the trial", () => {
    if (method !== "auto") return;
    const { rows, columns, entries } = planted(40, 30, 2, 0.6, 0.1, 2);
    const [all, few, trials]: [number[], number[], (string | undefined)[]] = [[], [], []];
    const model = complete({ rows, columns, entries }, { onProgress: ({ iteration, trial }) => { all.push(iteration); trials.push(trial); } });
    expect(model.method).toBe("bayesian");
    expect(all).toEqual(Array.from({ length: all.length }, (_, i) => i + 1));
    const last = trials.lastIndexOf("bayesian, rank 4") + 1;
    expect(last).toBeGreaterThan(60);
    expect(trials.slice(-model.info.iterations)).toEqual(Array.from({ length: model.info.iterations }, () => undefined));
    const stopped = complete({ rows, columns, entries }, { range: [-9, 9], onProgress: ({ iteration }) => { few.push(iteration); return iteration < 20; } });
    expect(few).toHaveLength(20);
    expect(stopped.info).toMatchObject({ iterations: 20, converged: false, heldOutRmse: expect.any(Number) as number });
    expect(stopped.range).toEqual([-9, 9]);
    finite(stopped);
    expect(stopped.info.heldOutRmse).toBeLessThan(0.5);
  });

  it("predicts entries as it predicts the matrix", () => {
    const { rows, columns, entries } = planted(12, 9, 2, 0.7, 0.1, 3);
    const model = complete({ rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) }, { method, rank: 2, maxIterations: 40 });
    const all = predictMatrix(model).data;
    const row = Array.from(all, (_x, p) => Math.floor(p / columns));
    const column = Array.from(all, (_x, p) => p % columns);
    expect(rmse(predictEntries(model, row, column), all)).toBeLessThan(1e-6 * (1 + rmse(all, new Float64Array(all.length))));
    expect(predict(model, row[50]!, column[50]!).value).toBe(predictEntries(model, row, column)[50]);
  });
});

describe("planted tables", () => {
  it.each([["als", { lambda: 1e-9, biases: false }], ["als", {}], ["auto", {}]] as [CompleteOptions["method"], CompleteOptions][])(
    "%s finds a noiseless table of rank 5", (method, options) => {
      const { rows, columns, entries, truth } = planted(120, 90, 5, 0.35, 0, 4);
      const model = complete({ rows, columns, entries }, { method, rank: 5, maxIterations: 2000, tolerance: 1e-10, ...options });
      expect(rmse(predictMatrix(model).data, truth.flat())).toBeLessThan(1e-5);
    },
  );

  it.each(["bayesian", "als", "soft-impute", "auto"] as const)("%s comes near the noise", (method) => {
    const { rows, columns, entries, truth } = planted(150, 100, 3, 0.4, 0.1, 5);
    const model = complete({ rows, columns, entries }, { method, ...(method === "soft-impute" ? {} : { rank: 4 }) });
    expect(rmse(predictMatrix(model).data, truth.flat())).toBeLessThan(method === "soft-impute" ? 0.25 : 0.1);
  });

  it.each([5, 10])("twice as many entries as degrees of freedom are enough: 500 × 500 of rank %i", (rank) => {
    // Seeds by which every line has at least `rank` entries: with fewer a line is not determined.
    for (const seed of [1, 3]) {
      const { rows, columns, entries, truth } = planted(500, 500, rank, (2 * rank * (1000 - rank)) / 250_000, 0, seed);
      const model = complete({ rows, columns, entries }, { rank });
      const flat = truth.flat();
      expect(rmse(predictMatrix(model).data, flat) / rmse(flat, new Float64Array(flat.length))).toBeLessThan(1e-5);
    }
  });
});
