// Tables of records: fields are columns, missing ones are holes, and objects come back.
import { describe, expect, it } from "vitest";
import { appendColumns, complete, evaluate, foldIn, impute, loadModel, predict, predictMatrix, recommender, saveModel, sparse, toObjects } from "../../src/index";

/** 1 : 100 : 3, with holes. */
const records = Array.from({ length: 12 }, (_, i) => ({ x: i % 4 === 1 ? null : i + 1, "größe in cm": i % 5 === 2 ? undefined : 100 * (i + 1), ...(i % 3 === 0 ? {} : { z: 3 * (i + 1) }) }));
const options = { method: "als", rank: 2, lambda: 0.001, scaling: "none" } as const;
const asRows = records.map((record) => [record.x, record["größe in cm"], record.z]);

it("a model of records is that of their rows, with names", () => {
  const { names, ...model } = complete(records, options);
  expect(names).toEqual(["x", "größe in cm", "z"]);
  expect(model).toEqual(complete(asRows, options));
  expect(toObjects(predictMatrix({ ...model, names: names! }))[0]).toHaveProperty(["größe in cm"]);
});

it("names go through files and clones, of any letters", () => {
  const model = complete([{ "größe 🙂": 1, b: 2 }, { "größe 🙂": 2, b: null }, { b: 3 }], { method: "als", rank: 0 });
  expect(loadModel(saveModel(model))).toEqual(model);
  expect(structuredClone(model)).toEqual(model);
});

describe("impute gives the form back", () => {
  it("records: what is there stays, what is missing is predicted", () => {
    const full = impute(records);
    full.forEach((record, i) => {
      expect(Object.keys(record)).toEqual(["x", "größe in cm", "z"]);
      for (const [name, value] of Object.entries(records[i]!)) if (typeof value === "number") expect(record[name as "x"]).toBe(value);
      for (const [name, value] of [["x", i + 1], ["größe in cm", 100 * (i + 1)], ["z", 3 * (i + 1)]] as const) expect(Math.abs(record[name] - value)).toBeLessThan(1e-6 * (1 + Math.abs(value)));
    });
  });
  it("rows, matrices, lists of entries", () => {
    expect(impute(asRows, options)).toEqual(impute(records, options).map(({ x, z, ...rest }) => [x, rest["größe in cm"], z]));
    expect(impute({ rows: 2, columns: 2, data: Float64Array.of(1, 2, 2, NaN) }, { rank: 1 }).data[3]).toBeCloseTo(4, 8);
    expect(impute(sparse(2, 2, [[0, 0, 1], [0, 1, 2], [1, 0, 2]]), { rank: 1 }).rows).toBe(2);
    expect(impute({ rows: 1, columns: 2, entries: [[0, 0, 1], [0, 1, 2], [0, 0, 3]] }, { method: "als", rank: 0, aggregate: "mean" }).data[0]).toBe(2);
    expect(impute([[1, 2], [3, 4]], options)).toEqual([[1, 2], [3, 4]]);
  });
});

it("held-out records, new rows and restarts go by names, in any order", () => {
  const model = complete(records, options);
  const line = foldIn(model, { z: 4, x: 3, "größe in cm": null });
  expect(line).toEqual(foldIn(model, [[0, 3], [2, 4]]));
  const exact = complete(records);
  expect(predict(exact, foldIn(exact, { z: 21, x: 7 }), 1).value).toBeCloseTo(700, 3);
  const moved = records.map(({ x, z, ...rest }) => ({ z, ...rest, x }));
  expect(evaluate(model, moved).rmse).toBeCloseTo(evaluate(model, asRows).rmse, 10);
  const grown = complete([...moved.map((record) => ({ extra: 1, ...record })), { x: 1, extra: 2 }], { start: model });
  expect(grown.names).toEqual(["x", "größe in cm", "z", "extra"]);
  expect(appendColumns(model, [foldIn(model, [[0, 1]], { side: "column" })]).names).toBeUndefined();
});

it.each<[string, () => unknown, RegExp]>([
  ["text", () => complete([{ x: 1, "the colour": "red" }] as never), /table\[0\].the colour is "red": expected a number, or null where missing; leave a field of other things out, as in rows.map\(\(\{ "the colour": _, ...rest \}\) => rest\), or make a field of 0 and 1/],
  ["yes and no", () => complete([{ x: 1, ok: true }] as never), /table\[0\].ok is true: expected a number.*\(\{ ok, ...rest \}\)/],
  ["infinite", () => complete([{ x: 1 }, { x: Infinity }]), /table\[1\].x is Infinity/],
  ["rows among records", () => complete([{ x: 1 }, [1]] as never), /table\[1\] is an array of length 1: expected an object/],
  ["entries", () => complete([{ row: 0, column: 1, value: 5 }]), /an entry rather than a row of a table: expected \{ rows, columns, entries: table \}/],
  ["events", () => complete([{ user: 1, item: 2, rating: 5 }, { user: 2, item: 2, rating: 3 }]), /table\[0\] has a user and an item, an event rather than a row of a table: expected recommender\(table\)/],
  ["nothing", () => complete([{}, {}]), /table is 2 × 0 with no observed entry/],
  ["a field that is not known", () => foldIn(complete(records, options), { y: 1 }), /entries has the field "y": expected those of the model, "x"/],
  ["a record where there are no names", () => foldIn(complete(asRows, options), { x: 1 }), /the model knows no names/],
  ["held-out records of other fields", () => evaluate(complete(records, options), records.map((record) => ({ ...record, y: 1 }))), /heldOut has the field "y"/],
  ["names that do not fit", () => predict({ ...complete(records, options), names: ["x"] }, 0, 0), /model.names is an array of length 1: expected a list of 3 texts/],
])("refuses %s", (_, call, message) => expect(call).toThrow(message));

describe("recommender", () => {
  const events = Array.from({ length: 60 }, (_, e) => ({ user: `u${e % 12}`, item: `i${(e * e + 3 * e) % 9}`, value: 1 + (e % 5) }));
  const shop = recommender(events, { method: "item", lambda: 2 });
  it("leaves out what a user has, and gives unknown users what is popular", () => {
    const own = new Set(events.filter(({ user }) => user === "u3").map(({ item }) => item));
    expect(shop.recommend("u3", { count: 9 }).some(({ item }) => own.has(item))).toBe(false);
    const users = (item: string) => new Set(events.filter((event) => event.item === item).map(({ user }) => user)).size / 12;
    const popular = shop.recommend("nobody", { count: 9 });
    for (const { item, score } of popular) expect(score).toBeCloseTo(users(item), 12);
    expect(popular.map(({ score }) => score)).toEqual(popular.map(({ score }) => score).sort((a, b) => b - a));
    expect(shop.explain("nobody", popular[0]!.item)).toEqual([]);
    expect([shop.similar("no such thing"), shop.recommend("u3", { candidates: ["no such thing"] })]).toEqual([[], []]);
  });
  it("refuses fields that nobody would read", () => {
    expect(() => recommender([{ user: "a", item: "b", stars: 5 } as never])).toThrow(/events\[0\].stars is not read: expected user, item, value alone/);
    expect(() => recommender([{ user: "a", item: "b", rating: 5, value: 4 }])).toThrow(/events\[0\].rating is not read: expected user, item, value alone/);
    expect(() => recommender([{ user: "a", item: "b", rating: 5, weight: 4 } as never])).toThrow(/events\[0\].weight is not read: expected user, item, rating alone/);
    expect(() => recommender([{ user: "a", item: "b", rating: NaN }])).toThrow(/NaN/);
    expect(recommender(events.map(({ user, item, value }, e) => (e % 2 === 0 ? { user, item, rating: value } : { user, item, value })), { method: "item", lambda: 2 }).model).toEqual(shop.model);
    expect(recommender(events.map((event) => ({ ...event, timestamp: 5 })), { method: "item", lambda: 2 }).model).toEqual(shop.model);
  });
  it("is told, and may be stopped", () => {
    let told = 0;
    const many = Array.from({ length: 600 }, (_, e) => [`u${e % 30}`, (e * e + 7 * e) % 41] as const);
    recommender(many, { onProgress: () => { told++; } });
    expect(told).toBeGreaterThan(10);
    expect(recommender(many, { onProgress: () => false }).recommend("u1").length).toBeGreaterThan(0);
  });
});
