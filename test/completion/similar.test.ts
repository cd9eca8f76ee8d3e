// Lines like each other, what causes a score, names in and names out, entries listed several times.
import { describe, expect, it } from "vitest";
import { type Completion, complete, explain, foldIn, itemModel, predict, predictMatrix, recommend, recommender, similar } from "../../src/index";
import { planted } from "../support/tables";

const { rows, columns, entries } = planted(40, 30, 3, 0.6, 0.1, 8);
const table = { rows, columns, entries };
const lists = { rows, columns, entries: entries.filter(([, , x]) => x > 0).map(([i, j]) => [i, j, 1] as const) };

/** Cosines of all lines of a side with one. */
function cosines(model: Completion, side: "row" | "column", line: number): number[] {
  const { factors: { rows: n, columns: k, data } } = model[side];
  const of = (i: number) => Array.from(data.subarray(i * k, (i + 1) * k));
  const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, f) => sum + x * b[f]!, 0);
  return Array.from({ length: n }, (_, i) => product(of(i), of(line)) / Math.sqrt(product(of(i), of(i)) * product(of(line), of(line))));
}

describe("similar", () => {
  it.each(["als", "soft-impute", "implicit"] as const)("%s: cosines of factors, the line itself left out", (method) => {
    const model = complete(method === "implicit" ? lists : table, { method, rank: 3, ...(method === "als" ? { lambda: 0.1 } : {}) });
    for (const side of ["row", "column"] as const) {
      const all = cosines(model, side, 4);
      const order = Array.from(all.keys()).filter((i) => i !== 4).sort((a, b) => all[b]! - all[a]! || a - b).slice(0, 6);
      const found = (side === "row" ? similar(model, { row: 4 }, 6) : similar(model, { column: 4 }, 6)) as unknown as Record<string, number>[];
      expect(found.map((line) => line[side])).toEqual(order);
      found.forEach(({ score }, e) => expect(score).toBeCloseTo(all[order[e]!]!, 10));
    }
  });

  it("bayesian: a line that is folded in from a row's entries is most like that row", () => {
    const model = complete(table, { method: "bayesian", rank: 3, samples: 8 });
    const line = foldIn(model, entries.filter(([i]) => i === 7).map(([, j, x]) => [j, x] as const));
    const [best] = similar(model, { row: line }, 1);
    expect(best!.row).toBe(7);
    expect(best!.score).toBeGreaterThan(0.9);
    expect(similar(model, { column: 3 })).toHaveLength(10);
  });

  it("item: weights of columns, cosines of what rows have", () => {
    const model = itemModel(lists, { lambda: 2, neighbours: 100 });
    const { start, column, value } = model.weights!;
    const own = Array.from({ length: start[4]! - start[3]! }, (_, e) => ({ column: column[start[3]! + e]!, score: value[start[3]! + e]! }));
    expect(similar(model, { column: 3 }, 5)).toEqual(own.sort((a, b) => b.score - a.score).slice(0, 5));
    const has = Array.from({ length: rows }, (_, i) => new Set(lists.entries.filter(([r]) => r === i).map(([, j]) => j)));
    const share = (a: number, b: number) => [...has[a]!].filter((j) => has[b]!.has(j)).length / Math.sqrt(has[a]!.size * has[b]!.size);
    const order = Array.from({ length: rows }, (_, i) => i).filter((i) => i !== 5).sort((a, b) => share(5, b) - share(5, a) || a - b).slice(0, 7);
    const found = similar(model, { row: 5 }, 7);
    expect(found.map(({ row }) => row)).toEqual(order);
    found.forEach(({ score }, e) => expect(score).toBeCloseTo(share(5, order[e]!), 12));
    const line = foldIn(model, [...has[5]!].map((j) => [j, 1] as const));
    expect(similar(model, { row: line }, 1)[0]).toMatchObject({ row: 5 });
  });

  it("refuses what has no likeness", () => {
    const model = itemModel(lists, { lambda: 2 });
    expect(() => similar(complete(table, { method: "als", rank: 0 }), { row: 1 })).toThrow(/biases alone/);
    expect(() => similar(model, { row: -1 })).toThrow(/to.row is -1: expected an index from 0 to 39/);
    expect(() => similar(model, {} as { row: number })).toThrow(/neither row nor column/);
    expect(() => similar(model, { row: 1, column: 1 })).toThrow(/a row and a column/);
    expect(() => similar(model, { column: 1 }, 0)).toThrow(/count is 0/);
    expect(similar({ ...model, weights: { ...model.weights!, value: model.weights!.value.map(() => 0) } }, { column: 0 }, 2)).toHaveLength(2);
  });
});

describe("explain", () => {
  const model = itemModel(lists, { lambda: 2, neighbours: 8 });

  it("has parts that sum to the score, largest first, of what the row has", () => {
    const all = predictMatrix(model).data;
    for (const i of [0, 9]) for (const j of [0, 7, 29]) {
      const { value, base, entries: parts } = explain(model, i, j);
      expect(value).toBe(all[i * columns + j]);
      expect(base + parts.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(value, 12);
      const sizes = parts.map(({ contribution }) => Math.abs(contribution));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      for (const { column } of parts) expect(lists.entries.some(([r, c]) => r === i && c === column)).toBe(true);
    }
    const line = foldIn(model, lists.entries.filter(([r]) => r === 9).map(([, j]) => [j, 1] as const));
    expect(explain(model, line, 7)).toEqual(explain(model, 9, 7));
  });

  it("of an unknown row says popularity, and what it cannot do", () => {
    expect(explain(model, -1, 3)).toEqual({ value: model.column.filling![3], base: model.column.filling![3], entries: [] });
    expect(() => explain(complete(table, { method: "als", rank: 1, lambda: 1 }), 0, 0)).toThrow(/method "als": expected one of "item"/);
    expect(() => explain(model, 0, 30)).toThrow(/expected an index from 0 to 29/);
  });
});

describe("aggregate", () => {
  const listed = [[0, 0, 2], [0, 1, 1], [0, 0, 4], [1, 0, 5], [0, 0, 3]] as const;
  it.each([["sum", 9], ["last", 3], ["count", 3], ["mean", 3]] as const)("%s", (how, value) => {
    const plain = { method: "fill", fill: "zero", rank: 2 } as const;
    const others = how === "count" ? [[0, 1, 1], [1, 0, 1]] as const : [[0, 1, 1], [1, 0, 5]] as const;
    expect(complete({ rows: 2, columns: 2, entries: listed }, { ...plain, aggregate: how })).toEqual(complete({ rows: 2, columns: 2, entries: [[0, 0, value], ...others] }, plain));
  });
  it("else repeated entries are refused", () => {
    expect(() => complete({ rows: 2, columns: 2, entries: listed })).toThrow(/twice/);
    expect(() => complete({ rows: 2, columns: 2, entries: listed }, { aggregate: "first" } as object)).toThrow(/options.aggregate/);
  });
});

describe("recommender", () => {
  const events = lists.entries.map(([i, j]) => [`user ${i}`, `item ${j}`] as const);
  const options = { method: "item", lambda: 2 } as const;
  const shop = recommender(events, options);

  it("gives by name what the functions give by index", () => {
    const { model, users, items } = shop;
    const user = users.indexOf("user 6");
    expect(shop.recommend("user 6", { count: 4 })).toEqual(recommend(model, user, { count: 4 }).map(({ column, score }) => ({ item: items.all[column], score })));
    const has = events.filter(([name]) => name === "user 6").map(([, item]) => item);
    const best = shop.recommend("user 6", { count: 99 });
    expect(best.length).toBe(items.all.length - has.length);
    expect(shop.recommend("user 6", { count: 99, exclude: [] }).length).toBe(items.all.length);
    expect(shop.recommend("user 6", { candidates: [best[3]!.item, "no such item"] })).toEqual([best[3]]);
    expect(shop.recommend(has, { count: 99 })).toEqual(best);
    expect(shop.recommend("nobody", { count: 2 })).toEqual(shop.recommend([], { count: 2 }));
    expect(shop.similar("item 3", 2)).toEqual(similar(model, { column: items.indexOf("item 3") }, 2).map(({ column, score }) => ({ item: items.all[column], score })));
    expect(shop.similar("no such item")).toEqual([]);
    const { item } = best[0]!;
    expect(shop.explain("user 6", item).every(({ item: of }) => has.includes(of))).toBe(true);
    expect(predict(model, user, items.indexOf(item)).value).toBe(best[0]!.score);
  });

  it("takes objects and values, and repeated events as they were last, or as often as they were", () => {
    expect(recommender(events.map(([user, item]) => ({ user, item })), options).model).toEqual(shop.model);
    expect(recommender([...events, ...events], options).model).toEqual(shop.model);
    const rated = recommender([["a", 1, 5], ["a", 2, 1], ["b", 1, 4], ["a", 2, 3]], { method: "als", rank: 1, lambda: 0.1 });
    expect(rated.model).toEqual(complete([[5, 3], [4, null]], { method: "als", rank: 1, lambda: 0.1, aggregate: "last" }));
    expect(rated.recommend("b").map(({ item }) => item)).toHaveLength(2);
  });

  it("refuses what is no event", () => {
    expect(() => recommender([["a"]] as never)).toThrow(/events\[0\] is an array of length 1: expected \[user, item\]/);
    expect(() => recommender([{ user: "a" }] as never)).toThrow(/events\[0\] is an object/);
    expect(() => recommender([[{}, "b"]] as never)).toThrow(/expected a string or a number/);
    expect(() => recommender([["a", "b", NaN]])).toThrow(/NaN/);
    expect(() => recommender(3 as never)).toThrow(/events is 3/);
    expect(() => recommender([])).toThrow(RangeError);
  });
});
