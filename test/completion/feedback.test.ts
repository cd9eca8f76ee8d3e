// Implicit feedback and rankings: confidence in units of the data, negative feedback, what is chosen on held-out entries, what "auto" makes of lists.
import { describe, expect, it } from "vitest";
import { complete, type CompleteOptions, type Completion, evaluate, foldIn, itemModel, loadModel, predict, predictMatrix, recommend, recommendAll, saveModel } from "../../src/index";
import { type Choices, heldOutByRow } from "../support/choices";
import { Random } from "../support/random";

/** Rows of four tastes choose columns of their own the more often the more popular they are; values by `value`. */
function choices(rows: number, columns: number, seed: number, value: (likes: boolean, random: Random) => number = () => 1): Choices {
  const random = new Random(seed);
  const entries = Array.from({ length: rows * columns }, (_, p) => [Math.floor(p / columns), p % columns] as const).flatMap(([i, j]) => {
    const likes = j % 4 === i % 4;
    return random.unit() < (likes ? 0.6 : 0.12) / (1 + (4 * j) / columns) ? [[i, j, value(likes, random)] as const] : [];
  });
  return { rows, columns, entries };
}

const ndcg = (model: Completion, { train, test }: ReturnType<typeof heldOutByRow>, relevant = -Infinity) => evaluate(model, test, { count: 10, relevant, exclude: train }).ranking!.ndcg;
/** The order of the columns by how many rows have them. */
function popular({ train, test }: ReturnType<typeof heldOutByRow>): Completion {
  const model = itemModel(train, { lambda: 1 });
  return { ...model, column: { ...model.column, bias: model.column.filling! }, weights: { ...model.weights!, value: model.weights!.value.map(() => 0) }, rows: test.rows };
}

describe("implicit", () => {
  const counted = choices(150, 40, 3, (likes, random) => (likes ? 1 + Math.floor(1000 * random.unit() ** 6) : 1 + Math.floor(3 * random.unit())));
  const options = { method: "implicit", rank: 4, lambda: 0.5 } as const;

  it("is the same whatever the unit of the values, unless alpha is given", () => {
    const scaled = (factor: number) => ({ ...counted, entries: counted.entries.map(([i, j, x]) => [i, j, x * factor] as const) });
    for (const confidence of ["linear", "log"] as const) {
      const [a, b] = [1, 2 ** 20].map((factor) => complete(scaled(factor), { ...options, confidence }));
      expect(predictMatrix(b!)).toEqual(predictMatrix(a!));
      const line = counted.entries.filter(([i]) => i === 3).map(([, j, x]) => [j, x] as const);
      expect(foldIn(b!, line.map(([j, x]) => [j, x * 2 ** 20] as const)).factors).toEqual(foldIn(a!, line).factors);
    }
    const mean = counted.entries.reduce((sum, [, , x]) => sum + x, 0) / counted.entries.length;
    expect(complete(counted, options).fold.alpha).toBeCloseTo(40 / mean, 10);
    expect(complete({ ...counted, entries: counted.entries.map(([i, j]) => [i, j, 1] as const) }, options).fold.alpha).toBe(40);
  });

  it("by logarithms is that of the logarithms", () => {
    const mean = counted.entries.reduce((sum, [, , x]) => sum + x, 0) / counted.entries.length;
    const logs = { ...counted, entries: counted.entries.map(([i, j, x]) => [i, j, Math.log2(1 + x / mean)] as const) };
    const [a, b] = [complete(counted, { ...options, confidence: "log", alpha: 7 }), complete(logs, { ...options, alpha: 7 })].map((m) => predictMatrix(m).data);
    expect(Math.max(...a!.map((x, p) => Math.abs(x - b![p]!)))).toBeLessThan(1e-9);
    expect(loadModel(saveModel(complete(counted, { ...options, confidence: "log" }))).fold.logUnit).toBeCloseTo(mean, 10);
  });

  it("below zero is known not to be liked: a stationary point of the objective with a preference of 0 there", () => {
    const signed = { ...counted, entries: counted.entries.map(([i, j, x]) => [i, j, (i + j) % 5 === 0 ? -x : x] as const) };
    for (const solver of ["cholesky", "conjugate-gradient"] as const) {
      const [lambda, alpha] = [0.5, 0.1];
      const model = complete(signed, { method: "implicit", rank: 3, lambda, alpha, solver, tolerance: 1e-13, maxIterations: 20_000 });
      const all = predictMatrix(model).data;
      const seen = new Map(signed.entries.map(([i, j, x]) => [i * signed.columns + j, x]));
      for (const i of [0, 40, 149]) for (let a = 0; a < 3; a++) {
        let slope = -lambda * model.row.factors.data[i * 3 + a]!;
        for (let j = 0; j < signed.columns; j++) {
          const x = seen.get(i * signed.columns + j) ?? 0;
          slope += (1 + alpha * Math.abs(x)) * ((x > 0 ? 1 : 0) - all[i * signed.columns + j]!) * model.column.factors.data[j * 3 + a]!;
        }
        expect(Math.abs(slope)).toBeLessThan(1e-5);
      }
    }
  });

  it("does not see zeros, leaves out what a row has, and knows unknown rows by popularity", () => {
    const model = complete({ ...counted, rows: 151 }, options);
    const taken = new Set(counted.entries.map(([i, j]) => i * 40 + j));
    const zeros = Array.from({ length: 151 * 40 }, (_, p) => [Math.floor(p / 40), p % 40, 0] as const).filter(([i, j]) => !taken.has(i * 40 + j));
    expect(complete({ rows: 151, columns: 40, entries: [...zeros, ...counted.entries] }, options)).toEqual(model);
    const has = counted.entries.filter(([i]) => i === 5).map(([, j]) => j);
    expect(recommend(model, 5, { count: 40 }).some(({ column }) => has.includes(column))).toBe(false);
    expect(recommend(model, 5, { count: 40, exclude: [] })).toHaveLength(40);
    const share = Array.from({ length: 40 }, (_, j) => counted.entries.filter(([, k]) => k === j).length / 151);
    const order = Array.from(share.keys()).sort((a, b) => share[b]! - share[a]! || a - b);
    for (const row of [150, -1, foldIn(model, [])] as const) expect(recommend(model, row, { count: 40 }).map(({ column }) => column)).toEqual(order);
    expect(predict(model, 150, 7).value).toBe(share[7]);
    expect(predictMatrix(model).data[150 * 40 + 7]).toBe(share[7]);
    const line = foldIn(model, counted.entries.filter(([i]) => i === 5).map(([, j, x]) => [j, x] as const));
    expect(recommend(model, line, { count: 40 }).some(({ column }) => has.includes(column))).toBe(false);
    expect(Array.from(recommendAll(model, { rows: [150], count: 5 }).columns)).toEqual(order.slice(0, 5));
  });

  it("without a penalty takes the penalty, the confidence and the rank that rank best, and says how well", () => {
    for (const table of [choices(300, 60, 5), counted]) {
      const parts = heldOutByRow(table, 9);
      const chosen = complete(parts.train, { method: "implicit" });
      const { heldOutNdcg, popularityNdcg, lambda } = chosen.info;
      expect(heldOutNdcg).toBeGreaterThan(popularityNdcg!);
      expect(chosen.fold.power).toBe(1);
      expect(ndcg(chosen, parts)).toBeGreaterThan(1.15 * ndcg(complete(parts.train, { method: "implicit", lambda: 0.1, power: 0, rank: 16 }), parts));
      expect(ndcg(chosen, parts)).toBeGreaterThan(ndcg(popular(parts), parts));
      expect(lambda).toBeGreaterThan(0);
    }
  });
});

describe("auto", () => {
  it("ranks where all values are equal and few places are listed, and else predicts values", () => {
    const list = choices(300, 60, 7);
    for (const level of [1, 5]) {
      const parts = heldOutByRow({ ...list, entries: list.entries.map(([i, j]) => [i, j, level] as const) }, 3);
      const model = complete(parts.train);
      expect(["item", "implicit"]).toContain(model.method);
      expect(ndcg(model, parts)).toBeGreaterThan(1.2 * ndcg(popular(parts), parts));
      expect(model.info.likedFrom).toBe(level === 1 ? undefined : level);
    }
    expect(complete(list, { objective: "values" }).method).not.toMatch(/item|implicit/);
    const constant = Array.from({ length: 30 }, (_, i) => Array.from({ length: 20 }, (_, j) => ((i + j) % 3 === 0 ? null : 4)));
    expect(predict(complete(constant), 0, 0).value).toBeCloseTo(4, 6);
  });

  // Popular columns are rated by all; those of the own taste get more.
  const rated = choices(300, 60, 11, (likes, random) => Math.max(1, Math.min(5, Math.round((likes ? 4.2 : 2.4) + random.gaussian() * 0.8))));

  it.each([[{}, -Infinity], [{}, 4], [{ liked: 4 }, 4]] as const)("with ratings and objective %j: ranks not below popularity, nor below a model of values, what is %d or more", (given, relevant) => {
    const parts = heldOutByRow(rated, 13);
    const model = complete(parts.train, { objective: "ranking", ...given });
    expect(ndcg(model, parts, relevant)).toBeGreaterThan(ndcg(popular(parts), parts, relevant));
    expect(ndcg(model, parts, relevant)).toBeGreaterThan(ndcg(complete(parts.train, { objective: "values" }), parts, relevant));
    expect(model.info.heldOutNdcg).toBeGreaterThan(model.info.popularityNdcg!);
    expect(loadModel(saveModel(model))).toEqual(model);
  });

  it("learns from what is liked alone where that ranks better, and says from which value on", () => {
    // What is disliked is seen as often as what is liked, so that only values tell them apart.
    const random = new Random(2);
    const entries = Array.from({ length: 300 * 40 }, (_, p) => [Math.floor(p / 40), p % 40] as const).filter(() => random.unit() < 0.3).map(([i, j]) => [i, j, j % 4 === i % 4 ? 5 : 1] as const);
    const parts = heldOutByRow({ rows: 300, columns: 40, entries }, 4);
    const model = complete(parts.train, { objective: "ranking" });
    expect(model.info.likedFrom).toBeGreaterThan(1);
    expect(model.info.likedFrom).toBeLessThan(5);
    expect(ndcg(model, parts, 5)).toBeGreaterThan(2 * ndcg(popular(parts), parts, 5));
    expect(complete(parts.train, { objective: "ranking", liked: 5 }).info.likedFrom).toBe(5);
    const seen = parts.train.entries.filter(([i]) => i === 8).map(([, j]) => j);
    expect(recommend(model, 8, { count: 40 }).some(({ column }) => seen.includes(column))).toBe(false);
  });

  it("counts of plays, a few of which are far above all others, all say that something was chosen", () => {
    for (const seed of [1, 2, 3]) {
      const random = new Random(seed);
      const played = choices(250, 60, 20 + seed, () => Math.min(1e5, Math.floor((1 - random.unit()) ** -1.3)));
      const parts = heldOutByRow(played, seed);
      const model = complete(parts.train, { objective: "ranking" });
      expect(model.info.heldOutNdcg).toBeGreaterThanOrEqual(model.info.popularityNdcg!);
      expect(ndcg(model, parts)).toBeGreaterThan(ndcg(popular(parts), parts));
      expect(model.info.likedFrom).toBe(1);
    }
  });

  it("judges by all that is seen where too little is liked to judge by", () => {
    const random = new Random(8);
    const rare = choices(200, 40, 9, () => (random.unit() < 0.02 ? 3 : 1));
    const { info } = complete(rare, { objective: "ranking" });
    expect([info.likedFrom, info.heldOutNdcg! >= info.popularityNdcg!]).toEqual([1, true]);
  });

  it.each([5, undefined])("a row folded in is what it is in the model, whatever its values are: liked %j or more", (liked) => {
    const model = complete(rated, { objective: "ranking", liked });
    for (const row of [0, 7, 90]) {
      const line = foldIn(model, rated.entries.filter(([i]) => i === row).map(([, j, x]) => [j, x] as const));
      for (const column of [0, 3, 20, 41]) expect(predict(model, line, column).value).toBeCloseTo(predict(model, row, column).value, 2);
    }
  });

  it("ranks a table that is too small to judge by popularity, where ranking is asked for", () => {
    const model = complete([[5, 3, null], [4, null, 1], [null, 2, 5]], { objective: "ranking" });
    expect(recommend(model, -1).map(({ column }) => column)).toEqual([0, 2, 1]);
    expect(() => complete([[1, 2]], { objective: "ranking", method: "als" })).toThrow(/method "als" predicts values; expected method "auto" or "item" or "implicit"/);
    expect(() => complete([[1, 2]], { objective: "rank" } as unknown as CompleteOptions)).toThrow(/options.objective/);
    expect(() => complete([[1, 2]], { liked: NaN })).toThrow(/options.liked/);
    expect(() => complete([[1, 2]], { confidence: "square" } as unknown as CompleteOptions)).toThrow(/options.confidence/);
  });

  it("is stopped by onProgress with what was found so far", () => {
    const told: number[] = [];
    const model = complete(choices(300, 60, 7), { onProgress: ({ iteration }) => { told.push(iteration); return iteration < 3; } });
    expect(told).toEqual([1, 2, 3]);
    expect(model.info.converged).toBe(false);
    expect(predictMatrix(model).data.every(Number.isFinite)).toBe(true);
  });
});
