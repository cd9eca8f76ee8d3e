import { describe, expect, it } from "vitest";
import { complete, labelled, predict } from "../../src/index";

describe("labelled", () => {
  const votes = [["ann", "Up", 5], ["bob", "Up", 4], ["bob", 7, 1], ["", "Up", 3], ["ann", "7", 2]] as const;
  const { table, rows, columns } = labelled<string, string | number>(votes);

  it("indexes labels in the order of their appearance, strings and numbers apart", () => {
    expect(rows.all).toEqual(["ann", "bob", ""]);
    expect(columns.all).toEqual(["Up", 7, "7"]);
    expect(table).toEqual({
      rows: 3, columns: 3, entries: { row: Int32Array.of(0, 1, 1, 2, 0), column: Int32Array.of(0, 0, 1, 0, 2), value: Float64Array.of(5, 4, 1, 3, 2) },
    });
    rows.all.forEach((label, i) => expect(rows.indexOf(label)).toBe(i));
    expect(columns.indexOf("Down")).toBe(-1);
  });

  it("goes into complete; an unknown label is an unknown line", () => {
    const model = complete(table);
    expect(Number.isFinite(predict(model, rows.indexOf("cid"), columns.indexOf(7)).value)).toBe(true);
    expect(predict(model, rows.indexOf("cid"), 1).value).toBe(predict(model, -1, 1).value);
  });

  it("nothing is a table of nothing", () => expect(labelled([]).table).toMatchObject({ rows: 0, columns: 0 }));

  it.each([[null], [7], [[["a", "b"]]], [[[null, "b", 1]]], [[["a", {}, 1]]], [[["a", "b", "1"]]]])("refuses %j", (bad) =>
    expect(() => labelled(bad as never)).toThrow(TypeError));
});

describe("tables that are refused", () => {
  it.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /table is undefined/],
    ["a number", 3, /table is 3/],
    ["text", "abc", /table is "abc"/],
    ["no rows", [], /table is 0 × 0 with no observed entry/],
    ["only holes", [[null, undefined], [NaN, null]], /table is 2 × 2 with no observed entry/],
    ["no entries", { rows: 3, columns: 2, entries: [] }, /3 × 2 with no observed entry/],
    ["ragged", [[1, 2], [3]], /table\[1\] has length 1: expected 2/],
    ["a row that is none", [[1], 2], /table\[1\] is 2: expected a row/],
    ["text within", [[1, "2"]], /table\[0\]\[1\] is "2"/],
    ["infinite", [[1, Infinity]], /table\[0\]\[1\] is Infinity/],
    ["a row index out of range", { rows: 2, columns: 2, entries: [[0, 0, 1], [2, 0, 1]] }, /table.entries\[1\]\[0\] is 2: expected a row index from 0 to 1/],
    ["a column index out of range", { rows: 2, columns: 2, entries: [[0, -1, 1]] }, /table.entries\[0\]\[1\] is -1/],
    ["an index that is not whole", { rows: 2, columns: 2, entries: [[0.5, 0, 1]] }, /is 0.5/],
    ["a value that is not finite", { rows: 2, columns: 2, entries: [[0, 0, NaN]] }, /table.entries\[0\]\[2\] is NaN/],
    ["no triple", { rows: 2, columns: 2, entries: [[0]] }, /table.entries\[0\] is an array of length 1/],
    ["four for a triple", { rows: 2, columns: 2, entries: [[0, 0, 1, 1]] }, /table.entries\[0\] is an array of length 4/],
    ["a pair among triples", { rows: 2, columns: 2, entries: [[0, 0, 1], [0, 1]] }, /table.entries\[1\] is an array of length 2 without a value/],
    ["arrays of different lengths", { rows: 2, columns: 2, entries: { row: [0], column: [0, 1], value: [1] } }, /column has length 2: expected 1/],
    ["an array that is none", { rows: 2, columns: 2, entries: { row: 0, column: [0], value: [1] } }, /table.entries.row is 0/],
    ["arrays out of range", { rows: 2, columns: 2, entries: { row: [0], column: [5], value: [1] } }, /table.entries.column\[0\] is 5/],
    ["a place twice", { rows: 3, columns: 3, entries: [[1, 2, 1], [0, 0, 1], [1, 2, 4]] }, /row 1, column 2 twice \(entries 0 and 2\)/],
    ["no size", { rows: -1, columns: 2, entries: [] }, /table.rows is -1/],
    ["data of the wrong length", { rows: 2, columns: 2, data: Float64Array.of(1) }, /table.data has length 1: expected rows \* columns = 4/],
  ])("%s", (_name, table, message) => {
    expect(() => complete(table as never)).toThrow(message);
  });
});

describe("options that are refused", () => {
  it.each<[object, RegExp, ErrorConstructor]>([
    [{ method: "magic" }, /options.method is "magic": expected "auto" or/, RangeError],
    [{ method: 1 }, /options.method/, TypeError],
    [{ lambda: -1 }, /options.lambda is -1: expected a number from 0 up/, RangeError],
    [{ lambda: NaN }, /options.lambda is NaN/, RangeError],
    [{ lambda: "1" }, /options.lambda/, TypeError],
    [{ rank: 0 }, /options.rank is 0/, RangeError],
    [{ rank: 1.5 }, /options.rank is 1.5/, RangeError],
    [{ fill: "median" }, /options.fill is "median"/, RangeError],
    [{ power: 2 }, /options.power is 2/, RangeError],
    [{ damping: -1 }, /options.damping is -1/, RangeError],
    [{ damping: [1] }, /options.damping/, TypeError],
    [{ biases: 1 }, /options.biases is 1: expected true or false/, TypeError],
    [{ nonnegative: "yes" }, /options.nonnegative/, TypeError],
    [{ alpha: 0 }, /options.alpha is 0/, RangeError],
    [{ unseen: -1 }, /options.unseen/, RangeError],
    [{ solver: "qr" }, /options.solver/, RangeError],
    [{ samples: 1 }, /options.samples is 1/, RangeError],
    [{ range: [2, 1] }, /options.range is \[2, 1\]/, RangeError],
    [{ range: 5 }, /options.range/, TypeError],
    [{ seed: -1 }, /options.seed/, RangeError],
    [{ tolerance: -1 }, /options.tolerance/, RangeError],
    [{ maxIterations: 0 }, /options.maxIterations/, RangeError],
    [{ onProgress: 1 }, /options.onProgress/, TypeError],
    [{ k: 3 }, /options.k is not an option/, TypeError],
  ])("%j", (options, message, kind) => {
    const call = () => complete([[1, null], [2, 3]], options);
    expect(call).toThrow(message);
    expect(call).toThrow(kind);
  });

  it("and the next call works", () => expect(complete([[1, null], [2, 3]]).rows).toBe(2));
});
