// Warm restarts: the table grew, and sweeps begin at the factors of the model before.
import { describe, expect, it } from "vitest";
import { complete, type CompleteOptions, type Completion, evaluate, predictMatrix, saveModel } from "../../src/index";
import { planted } from "../support/tables";

const { rows, columns, entries, truth } = planted(80, 40, 3, 0.5, 0.3, 8);
const small = { rows: 75, columns: 38, entries: entries.filter(([i, j], e) => i < 75 && j < 38 && e % 25 > 0) };
const table = { rows, columns, entries };
const counts = (of: typeof table) => ({ ...of, entries: of.entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) });
const truthError = (model: Completion) => Math.sqrt(predictMatrix(model).data.reduce((sum, x, p) => sum + (x - truth[Math.floor(p / columns)]![p % columns]!) ** 2, 0) / (rows * columns));

const MODELS: [string, CompleteOptions][] = [
  ["als", { method: "als", rank: 3, lambda: 0.1 }],
  ["als in units", { method: "als", rank: 3, lambda: 0.1, scaling: "column" }],
  ["als, conjugate gradient", { method: "als", rank: 3, lambda: 0.1, solver: "conjugate-gradient" }],
  ["soft-impute", { method: "soft-impute", lambda: 5, rank: 8 }],
];

describe.each(MODELS)("%s", (_, options) => {
  const before = complete(small, options);
  const saved = saveModel(before);
  const [cold, warm] = [complete(table, options), complete(table, { ...options, start: before })];

  it("comes to the same minimum in fewer sweeps, whatever the start", () => {
    expect([cold.info.converged, warm.info.converged]).toEqual([true, true]);
    expect(warm.info.objective! / cold.info.objective!).toBeCloseTo(1, 4);
    const there = complete(table, { ...options, start: cold });
    expect(there.info.iterations).toBeLessThanOrEqual(Math.max(5, cold.info.iterations));
    expect(there.info.objective! / cold.info.objective!).toBeCloseTo(1, 4);
    expect(saveModel(before)).toEqual(saved);
  });

  it("as near as the cold fit after fewer sweeps", () => {
    const few = complete(table, { ...options, start: before, maxIterations: 5 });
    const same = complete(table, { ...options, maxIterations: 5 });
    expect(few.info.objective!).toBeLessThanOrEqual(same.info.objective! * (1 + 1e-9));
  });

  it("takes method, rank and penalty from it", () => {
    const own = complete(table, { start: before });
    expect([own.method, own.info.lambda]).toEqual([before.method, before.info.lambda]);
    if (before.method === "als") expect(own.rank).toBe(before.rank);
    expect(truthError(own) / truthError(cold)).toBeCloseTo(1, 1);
  });
});

it("als: a chosen penalty is not chosen again, which takes most of the sweeps", () => {
  const before = complete(small, { method: "als", rank: 3 });
  let sweeps = 0;
  const [warm, cold] = [complete(table, { start: before }), complete(table, { method: "als", rank: 3, onProgress: () => { sweeps++; } })];
  expect(4 * warm.info.iterations).toBeLessThanOrEqual(sweeps);
  expect(truthError(warm)).toBeLessThan(1.02 * truthError(cold));
  expect(warm.info.heldOutRmse).toBeUndefined();
});

it("soft-impute: the adaptive stage goes on", () => {
  const before = complete(small, { method: "soft-impute" });
  expect(before.penalties).toBeDefined();
  const warm = complete(table, { start: before });
  expect(warm.penalties).toEqual(before.penalties);
  expect(truthError(warm)).toBeLessThan(1.05 * truthError(complete(table, { method: "soft-impute" })));
});

it("bayesian: the chain goes on from the last sample, with a short burn-in and other random numbers", () => {
  const before = complete(small, { method: "bayesian", rank: 3 });
  const [warm, cold] = [complete(table, { start: before }), complete(table, { method: "bayesian", rank: 3 })];
  expect(warm.info.iterations).toBeLessThan(cold.info.iterations);
  expect(truthError(warm)).toBeLessThan(1.05 * truthError(cold));
  expect([warm.samples!.count, warm.rank]).toEqual([32, 3]);
  const short = { maxIterations: 12, samples: 8 };
  expect(truthError(complete(table, { start: before, ...short }))).toBeLessThan(truthError(complete(table, { method: "bayesian", rank: 3, ...short })));
});

it("implicit: weights and penalty hold", () => {
  const before = complete(counts(small), { method: "implicit", rank: 4, lambda: 0.5, alpha: 3, maxIterations: 200, tolerance: 3e-4 });
  const cold = complete(counts(table), { method: "implicit", rank: 4, lambda: 0.5, alpha: 3, maxIterations: 200, tolerance: 3e-4 });
  const warm = complete(counts(table), { start: before, maxIterations: 200, tolerance: 3e-4 });
  expect(warm.info.iterations).toBeLessThan(cold.info.iterations);
  expect(warm.fold).toEqual(cold.fold);
  expect(Math.abs(warm.info.rmse - cold.info.rmse)).toBeLessThan(0.02);
});

it("item, hard-impute, fill, biases and exact completions", () => {
  const baskets = counts(small);
  expect(complete(counts(table), { start: complete(baskets, { method: "item" }) }).method).toBe("item");
  expect(complete(table, { start: complete(small, { method: "hard-impute", rank: 3 }) }).method).toBe("hard-impute");
  expect(complete(table, { start: complete(small, { method: "fill", rank: 3, fill: "mean" }) }).fold.fill).toBe("mean");
  expect(complete(table, { start: complete(small, { method: "als", rank: 0, damping: 3 }) }).fold.damping).toEqual([3, 3]);
  const product = (m: number) => Array.from({ length: m }, (_, i) => Array.from({ length: 8 }, (_, j) => ((i + j) % 4 === 0 ? null : (i + 1) * (j + 2))));
  const exact = complete(product(10));
  expect(predictMatrix(complete(product(12), { start: exact })).data[11 * 8 + 5]).toBeCloseTo(84, 6);
});

it("a ranking goes on as what it was chosen for", () => {
  const ratings = { rows: 60, columns: 20, entries: Array.from({ length: 60 }, (_, i) => Array.from({ length: 20 }, (_, j) => [i, j, (i + j) % 3 === 0 ? 5 : 2] as const).filter((_, j) => (i * 7 + j * j) % 5 < 3)).flat() };
  const ranked = complete(ratings, { objective: "ranking" });
  const again = complete(ratings, { start: ranked, objective: "ranking" });
  expect(again.method).toBe(ranked.method);
  expect(evaluate(again, ratings, { count: 5 }).ranking!.ndcg).toBeCloseTo(evaluate(ranked, ratings, { count: 5 }).ranking!.ndcg, 2);
});

it("refuses what does not fit", () => {
  const before = complete(small, { method: "als", rank: 3, lambda: 0.1 });
  expect(() => complete(small, { start: complete(table, { method: "als", rank: 3, lambda: 0.1 }) })).toThrow(/table is 75 × 38: expected 80 × 40 at least/);
  expect(() => complete(table, { start: before, method: "bayesian" })).toThrow(/options.start is of method "als"/);
  expect(() => complete(table, { start: before, rank: 4 })).toThrow(/options.rank is 4: expected 3/);
  expect(() => complete(table, { start: {} as never })).toThrow(/expected what complete or loadModel gave/);
});
