// Item weights: their definition, what a row of them scores, what is known of unknown rows.
import { describe, expect, it } from "vitest";
import { type Completion, complete, evaluate, foldIn, itemModel, loadModel, predict, predictEntries, predictMatrix, recommend, recommendAll, saveModel } from "../../src/index";
import { Random } from "../support/random";

/** Rows of three tastes: each likes the columns of its own taste, more of them the first ones, and some others. */
function tastes(rows: number, columns: number, seed: number): [number, number, number][] {
  const random = new Random(seed);
  return Array.from({ length: rows }, (_, i) => i).flatMap((i) => Array.from({ length: columns }, (_, j) => j)
    .filter((j) => random.unit() < (j % 3 === i % 3 ? 0.5 : 0.06) / (1 + j / columns)).map((j): [number, number, number] => [i, j, 1]));
}

/** B as a dense table, and G = X'X. */
function dense({ columns, weights }: Completion): number[][] {
  const out = Array.from({ length: columns }, () => new Array<number>(columns).fill(0));
  const { start, column, value } = weights!;
  for (let i = 0; i < columns; i++) for (let e = start[i]!; e < start[i + 1]!; e++) out[i]![column[e]!] = value[e]!;
  return out;
}

function products(rows: number, columns: number, entries: readonly (readonly [number, number, number])[]): number[][] {
  const of = Array.from({ length: rows }, () => [] as number[]);
  for (const [i, j] of entries) of[i]!.push(j);
  const g = Array.from({ length: columns }, () => new Array<number>(columns).fill(0));
  for (const has of of) for (const a of has) for (const b of has) g[a]![b]!++;
  return g;
}

const [rows, columns] = [300, 40];
const entries = tastes(rows, columns, 7);
const table = { rows, columns, entries };
const model = itemModel(table, { lambda: 5, neighbours: 100 });

describe("weights", () => {
  it.each([[1, 3], [4, 3], [40, 300], [127, 200], [128, 200], [129, 200], [300, 500]])("of %i columns are where the objective is least: (G + λI)B = G but for a diagonal", (n, m) => {
    const listed = tastes(m, n, n);
    const lambda = 3;
    const b = dense(itemModel({ rows: m, columns: n, entries: listed.length === 0 ? [[0, 0, 1]] : listed }, { lambda, neighbours: n }));
    const g = products(m, n, listed.length === 0 ? [[0, 0, 1]] : listed);
    let worst = 0;
    for (let i = 0; i < n; i++) {
      expect(b[i]![i]).toBe(0);
      for (let j = 0; j < n; j++) if (i !== j) worst = Math.max(worst, Math.abs(g[i]!.reduce((sum, x, k) => sum + x * b[k]![j]!, 0) + lambda * b[i]![j]! - g[i]![j]!));
    }
    expect(worst).toBeLessThan(1e-11 * m);
  });

  it("that are kept are the largest of each column, and the share of the others is told", () => {
    const few = itemModel(table, { lambda: 5, neighbours: 7 });
    const [all, kept] = [dense(model), dense(few)];
    let [dropped, total] = [0, 0];
    for (let j = 0; j < columns; j++) {
      const order = Array.from({ length: columns }, (_, i) => i).filter((i) => i !== j).sort((a, b) => Math.abs(all[b]![j]!) - Math.abs(all[a]![j]!));
      order.forEach((i, place) => {
        expect(kept[i]![j]).toBe(place < 7 ? all[i]![j] : 0);
        total += all[i]![j]! ** 2;
        if (place >= 7) dropped += all[i]![j]! ** 2;
      });
    }
    expect(few.weights!.dropped).toBeCloseTo(Math.sqrt(dropped / total), 10);
    expect(model.weights!.dropped).toBe(0);
  });

  it("of columns below the support that is asked for are none, the others as if these columns were not there", () => {
    const support = Array.from({ length: columns }, (_, j) => entries.filter(([, k]) => k === j).length);
    const least = [...support].sort((a, b) => a - b)[10]!;
    const found = itemModel(table, { lambda: 5, neighbours: 100, minimumSupport: least });
    const kept = [...support.keys()].filter((j) => support[j]! >= least);
    const alone = itemModel({ rows, columns: kept.length, entries: entries.filter(([, j]) => kept.includes(j)).map(([i, j, x]) => [i, kept.indexOf(j), x] as const) }, { lambda: 5, neighbours: 100 });
    const [b, own] = [dense(found), dense(alone)];
    for (let i = 0; i < columns; i++) for (let j = 0; j < columns; j++) {
      expect(b[i]![j]).toBe(kept.includes(i) && kept.includes(j) ? own[kept.indexOf(i)]![kept.indexOf(j)] : 0);
    }
  });

  it("are finite at any penalty, of columns that no row has and of columns that go together always", () => {
    const twins = entries.flatMap(([i, j, x]) => [[i, 2 * j, x], [i, 2 * j + 1, x]] as const);
    for (const lambda of [0, 1e-300, 1e-12, 1e12, 1e300]) {
      const found = itemModel({ rows, columns: 2 * columns + 3, entries: twins }, { lambda });
      expect(predictMatrix(found).data.every(Number.isFinite)).toBe(true);
      expect(found.info.lambda).toBeGreaterThan(0);
    }
  });

  it("stopped by onProgress are those of the first columns", () => {
    const many = tastes(200, 300, 3);
    const told: number[] = [];
    const cut = itemModel({ rows: 200, columns: 300, entries: many }, { lambda: 5, neighbours: 300, onProgress: ({ iteration }) => told.push(iteration) < 1 });
    const first = itemModel({ rows: 200, columns: 128, entries: many.filter(([, j]) => j < 128) }, { lambda: 5, neighbours: 300 });
    expect(told).toEqual([1]);
    expect(cut.info.converged).toBe(false);
    const [b, own] = [dense(cut), dense(first)];
    for (let i = 0; i < 300; i++) for (let j = 0; j < 300; j++) expect(b[i]![j]).toBeCloseTo(i < 128 && j < 128 ? own[i]![j]! : 0, 12);
  });
});

describe("rows", () => {
  const all = predictMatrix(model);

  it("score columns by the weights of what they have, wherever that is asked", () => {
    const b = dense(model);
    for (const i of [0, 17, rows - 1]) {
      const has = entries.filter(([r]) => r === i).map(([, j]) => j);
      for (let j = 0; j < columns; j++) {
        const expected = has.reduce((sum, k) => sum + b[k]![j]!, 0);
        expect(all.data[i * columns + j]).toBeCloseTo(expected, 13);
        expect(predict(model, i, j).value).toBe(all.data[i * columns + j]);
      }
    }
    const places = Array.from({ length: rows }, (_, i) => i);
    expect(predictEntries(model, places, places.map((i) => i % columns))).toEqual(Float64Array.from(places, (i) => all.data[i * columns + (i % columns)]!));
  });

  it("are not recommended what they have, unless that is asked for", () => {
    const table = recommendAll(model, { count: columns });
    for (const i of [0, 5, 99]) {
      const has = entries.filter(([r]) => r === i).map(([, j]) => j);
      const order = Array.from({ length: columns }, (_, j) => j).sort((a, b) => all.data[i * columns + b]! - all.data[i * columns + a]! || a - b);
      const best = recommend(model, i, { count: columns });
      expect(best.map(({ column }) => column)).toEqual(order.filter((j) => !has.includes(j)));
      expect(recommend(model, i, { count: columns, exclude: "seen" })).toEqual(best);
      expect(recommend(model, i, { count: columns, exclude: [] }).map(({ column }) => column)).toEqual(order);
      expect(Array.from(table.columns.subarray(i * columns, (i + 1) * columns)).filter((j) => j >= 0)).toEqual(best.map(({ column }) => column));
      expect(recommend(model, i, { candidates: [3, 4, 5, 6], count: 4 }).map(({ column }) => column)).toEqual(order.filter((j) => j >= 3 && j <= 6 && !has.includes(j)));
    }
    const support = Array.from({ length: columns }, (_, j) => entries.filter(([, k]) => k === j).length);
    const least = [...support].sort((a, b) => b - a)[5]!;
    for (const { column } of recommend(model, 2, { minimumSupport: least, count: columns })) expect(support[column]).toBeGreaterThanOrEqual(least);
    for (const j of recommendAll(model, { minimumSupport: least, rows: [2, 3], candidates: [0, 1, 2] }).columns) expect(j === -1 || (j < 3 && support[j]! >= least)).toBe(true);
  });

  it("that are folded in score as they do in the table", () => {
    for (const i of [0, 17]) {
      const line = foldIn(model, entries.filter(([r]) => r === i).map(([, j, x]) => [j, x] as const).reverse());
      expect(recommend(model, line, { count: 12 })).toEqual(recommend(model, i, { count: 12 }));
      expect(predict(model, line, 11)).toEqual(predict(model, i, 11));
    }
  });

  it("without entries, and unknown ones, get columns by popularity", () => {
    const empty = itemModel({ rows: rows + 1, columns, entries }, { lambda: 5 });
    const share = Array.from({ length: columns }, (_, j) => entries.filter(([, k]) => k === j).length / (rows + 1));
    const order = Array.from(share.keys()).sort((a, b) => share[b]! - share[a]! || a - b);
    const best = recommend(empty, rows, { count: columns });
    expect(best.map(({ column }) => column)).toEqual(order);
    expect(best.map(({ score }) => score)).toEqual(order.map((j) => share[j]));
    expect(recommend(empty, -1, { count: columns })).toEqual(best);
    expect(recommend(empty, foldIn(empty, []), { count: columns })).toEqual(best);
    expect(predict(empty, rows, 3).value).toBe(share[3]);
    expect(predict(empty, foldIn(empty, []), 3).value).toBe(share[3]);
    expect(predictEntries(empty, [rows, 900], [3, 3])).toEqual(Float64Array.of(share[3]!, share[3]!));
    expect(Array.from(predictMatrix(empty).data.subarray(rows * columns))).toEqual(share);
    expect(Array.from(recommendAll(empty, { rows: [0, rows], count: 4 }).columns.subarray(4))).toEqual(order.slice(0, 4));
  });
});

it("a zero is not seen, a number below zero is seen and not liked", () => {
  const zeros = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => (entries.some(([r, c]) => r === i && c === j) ? 1 : 0)));
  expect(itemModel(zeros, { lambda: 5, neighbours: 100 })).toEqual(model);
  const disliked = itemModel({ rows, columns, entries: [...entries.map(([i, j]) => [i, j, 3] as const), [0, 39, -2] as const] }, { lambda: 5, neighbours: 100 });
  expect(disliked.weights).toEqual(model.weights);
  expect(recommend(disliked, 0, { count: columns }).some(({ column }) => column === 39)).toBe(false);
  const line = foldIn(disliked, [[0, 4], [39, -2], [1, 0]]);
  expect(line.seen).toEqual({ column: Int32Array.of(0, 39), value: Float64Array.of(1, 0) });
  expect(recommend(disliked, line, { count: columns }).map(({ column }) => column).sort((a, b) => a - b)).toEqual(Array.from({ length: 38 }, (_, j) => j + 1));
});

it("without a penalty the one that ranks best what is held out, which is told beside popularity", () => {
  const random = new Random(5);
  const held = entries.filter(() => random.unit() < 0.15);
  const rest = { rows, columns, entries: entries.filter((entry) => !held.includes(entry)) };
  const chosen = itemModel(rest);
  const { lambda, heldOutNdcg, popularityNdcg } = chosen.info;
  const ndcg = (found: Completion) => evaluate(found, { rows, columns, entries: held }, { count: 10 }).ranking!.ndcg;
  expect(heldOutNdcg).toBeGreaterThan(1.3 * popularityNdcg!);
  const best = Math.max(...[1, 4, 16, 64, 256, 1024].map((at) => ndcg(itemModel(rest, { lambda: at }))));
  expect(ndcg(chosen)).toBeGreaterThan(0.97 * best);
  expect(itemModel(rest, { lambda: lambda! }).weights).toEqual(chosen.weights);
  expect(itemModel([[1, 0], [1, 1]]).info.lambda).toBe(64);
});

it("what it cannot do says what can", () => {
  const entryOf = (e: number): [number, number, number] => (e < 20_001 ? [0, e, 1] : [1, e - 20_001, 1]);
  const wide = { rows: 2, columns: 20_002, entries: Array.from({ length: 20_010 }, (_, e) => entryOf(e)) };
  expect(itemModel(wide, { minimumSupport: 2, lambda: 1 }).weights!.start[9]).toBe(72);
  expect(() => foldIn(model, [[0, 1]], { side: "column" })).toThrow(/expected "row".*"implicit" takes both/);
  expect(() => recommend(complete([[1, 2], [2, null]]), 0, { exclude: "seen" })).toThrow(/does not know what rows have; expected the columns/);
  expect(() => recommend(complete([[1, 2], [2, null]]), 0, { minimumSupport: 1 })).toThrow(/does not know what rows have; expected options.candidates/);
  expect(() => itemModel(table, { method: "als" } as object)).toThrow(/method/);
});

it("a model whose lists lead outside is refused by whoever reads them", () => {
  const { weights, seen } = model;
  const with_ = (parts: object): Completion => ({ ...model, ...parts });
  const outside = with_({ weights: { ...weights!, column: weights!.column.map(() => 2 ** 30) } });
  const below = with_({ seen: { ...seen!, column: seen!.column.map(() => -5) } });
  const falling = with_({ weights: { ...weights!, start: weights!.start.map((x, i) => (i === 1 ? 2 ** 30 : x)) } });
  const row = entries.find(([, j]) => j === 0)![0];
  for (const bad of [outside, below, falling]) {
    for (const read of [() => predictMatrix(bad), () => predictEntries(bad, [0], [0]), () => recommendAll(bad), () => saveModel(bad), () => recommend(bad, row), () => evaluate(bad, [[0, 0, 1]], { count: 3 })]) {
      expect(read).toThrow(RangeError);
    }
  }
  expect(() => predict(below, row, 0)).toThrow(RangeError);
  expect(() => saveModel(with_({ seen: undefined }))).toThrow(/seen/);
  expect(() => recommend(model, { side: "row", bias: 0, factors: new Float64Array(0), seen: { column: Int32Array.of(77), value: Float64Array.of(1) } })).toThrow(/expected a column from 0 to 39/);
  expect(loadModel(saveModel(model))).toEqual(model);
});
