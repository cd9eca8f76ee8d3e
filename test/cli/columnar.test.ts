/** Tables in Parquet, Arrow, JSON and JSON by lines are read as the same table in CSV is. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { call, expectFailure, workplace } from "../support/command";

const { file } = workplace("columnar");
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/parquet/${name}.parquet`, import.meta.url));

const ROWS = 50;
const entry = (i: number, j: number) => ((7 * i * i + 11 * (j + 1) * i + 13 * j * j) % 97) / 8 - i / 4;
const table = Array.from({ length: ROWS }, (_, i) => Array.from({ length: 4 }, (_, j) => entry(i, j)));
const csv = file("numbers.csv", `x0,x1,x2,x3\n${table.map((row) => row.join(",")).join("\n")}\n`);
/** What a command says of a file, without the time and how it was read. */
function told(command: string, path: string, ...args: string[]): Record<string, unknown> {
  const { code, out, error } = call(command, path, "--json", ...args);
  expect([code, error]).toEqual([0, ""]);
  const { input: _input, milliseconds: _milliseconds, reading: _reading, outputs: _outputs, ...rest } = JSON.parse(out) as Record<string, unknown>;
  return rest;
}

it.each(["none", "snappy", "gzip", "zstd", "lz4", "brotli"])("Parquet, compressed by %s, whole and in pieces", (codec) => {
  expect(told("svd", fixture(codec))).toEqual(told("svd", csv));
  expect(told("pca", fixture(codec), "-k", "2")).toEqual(told("pca", csv, "-k", "2"));
  expect(told("svd", fixture(codec), "--stream")).toEqual(told("svd", csv, "--stream"));
  expect(told("pca", fixture(codec), "--stream", "--drop", "x1")).toEqual(told("pca", csv, "--stream", "--drop", "x1"));
});

const arrow = (name: string) => fileURLToPath(new URL(`../fixtures/arrow/${name}`, import.meta.url));

it.each(["file.arrow", "stream.arrows", "zstd.arrow", "lz4.arrows", "pandas.feather"])("Arrow, %s, whole, in pieces and from memory, as standard input is", (name) => {
  expect(told("svd", arrow(name))).toEqual(told("svd", csv));
  expect(told("pca", arrow(name), "-k", "2")).toEqual(told("pca", csv, "-k", "2"));
  expect(told("svd", arrow(name), "--stream")).toEqual(told("svd", csv, "--stream"));
  expect(told("pca", arrow(name), "--stream", "--drop", "x1")).toEqual(told("pca", csv, "--stream", "--drop", "x1"));
  expect(told("svd", file(`${name}.gz`, gzipSync(readFileSync(arrow(name)))))).toEqual(told("svd", csv));
  expect(call("pca", arrow(name)).out).toMatch(/read as +Arrow/);
});

it("LZ4 blocks that look back into those before them", () => {
  const values = Array.from({ length: 20000 }, (_, i) => ((i * 37) % 101) / 4);
  expect(told("svd", arrow("linked.arrow"))).toEqual(told("svd", file("linked.csv", `a\n${values.join("\n")}\n`)));
});

it("JSON of rows, objects, columns and matrices, and JSON by lines", () => {
  const objects = table.map(([a, b, c, d]) => ({ x0: a, x1: b, x2: c, x3: d }));
  const columns = Object.fromEntries([0, 1, 2, 3].map((j) => [`x${j}`, table.map((row) => row[j])]));
  const expected = told("pca", csv);
  for (const [name, value] of [["objects.json", objects], ["columns.json", columns]] as const) expect(told("pca", file(name, JSON.stringify(value, null, 2))), name).toEqual(expected);
  for (const name of ["lines.ndjson", "lines.jsonl", "lines.txt"]) expect(told("pca", file(name, `${objects.map((row) => JSON.stringify(row)).join("\n")}\n\n`)), name).toEqual(expected);
  const values = told("svd", csv).singularValues;
  expect(told("svd", file("rows.json", JSON.stringify(table))).singularValues).toEqual(values);
  expect(told("svd", file("rows.ndjson", table.map((row) => JSON.stringify(row)).join("\n"))).singularValues).toEqual(values);
  expect(told("svd", file("matrix.json", JSON.stringify({ rows: ROWS, columns: 4, data: table.flat() }))).singularValues).toEqual(values);
  const { out } = call("pca", file("said.json", JSON.stringify(objects)));
  expect(out).toMatch(/read as +JSON/);
});

it.each([["Parquet", fixture("kinds")], ["Arrow", arrow("kinds.arrow")]])("columns of every kind in %s: numbers alone, missing ones by --missing, others by name", (_, kinds) => {
  expect(call("pca", kinds).error).toMatch(/column 1 "day"|"name"/);
  const whole = told("pca", kinds, "--columns", "numeric", "--missing", "drop");
  expect([whole.rows, whole.columns]).toEqual([49, 5]);
  const streamed = told("pca", kinds, "--columns", "numeric", "--missing", "drop", "--stream");
  expect([streamed.rows, streamed.columns]).toEqual([49, 5]);
  (streamed.explainedVariance as number[]).forEach((x, k) => { expect(x).toBeCloseTo((whole.explainedVariance as number[])[k]!, 9); });
  expect(call("pca", kinds, "--stream").error).toBe(`lowrank: ${kinds}: column 1 "day" holds no numbers (--columns numeric takes those that do, --drop leaves out others)\n`);
  expect(call("pca", kinds, "--stream", "--columns", "f,d").error).toBe(`lowrank: ${kinds}, row 10: has no number in "d" (--missing drop leaves such rows out)\n`);
  expect(call("pca", kinds, "--stream", "--delimiter", ";").error).toContain("says how to read a table in text");
  expect(call("pca", kinds, "--columns", "nothing").error).toContain('no column is "nothing"');
});

it("lists of ratings, for complete and recommend", () => {
  const list = Array.from({ length: ROWS }, (_, i) => ({ user: `u${i % 7}`, item: `i${(i * 3) % 11}`, rating: ((i * 5) % 9) / 2 + 1 }));
  const text = file("ratings.csv", `user,item,rating\n${list.map(({ user, item, rating }) => `${user},${item},${rating}`).join("\n")}\n`);
  const expected = told("complete", text, "--method", "als", "--rank", "1", "--lambda", "0.1");
  expect(expected.kind).toBe("list");
  for (const path of [fixture("ratings"), arrow("ratings.arrow"), file("ratings.ndjson", list.map((one) => JSON.stringify(one)).join("\n"))]) {
    expect(told("complete", path, "--method", "als", "--rank", "1", "--lambda", "0.1")).toEqual(expected);
  }
  const ask = (path: string) => told("recommend", path, "--row", "u3", "--method", "item", "--lambda", "1").recommendations;
  expect(ask(fixture("ratings"))).toEqual(ask(text));
});

it("what is none is refused by name", () => {
  const bytes = readFileSync(fixture("snappy"));
  for (const [name, content, words] of [
    ["cut.parquet", bytes.subarray(0, 900), /cut\.parquet: is damaged, or a kind of Parquet that is not read: it does not end as one: it is cut off/],
    ["short.parquet", "PAR1PAR1", /it is too short/],
    ["cut.arrow", readFileSync(arrow("file.arrow")).subarray(0, 2000), /cut\.arrow: is damaged, or a kind of Arrow that is not read: it does not end as one: it is cut off/],
    ["cut.arrows", readFileSync(arrow("stream.arrows")).subarray(0, 2000), /cut\.arrows: is damaged, or a kind of Arrow that is not read: it ends within a message: it is cut off/],
    ["old.feather", "FEA1\0\0\0\0", /is a Feather file of version 1, which is not read/],
    ["broken.json", "[[1, 2], [3", /broken\.json: is not JSON/],
    ["ragged.json", "[[1, 2], [3]]", /ragged\.json, row 2: has 1 entries, expected 2 as in the first/],
    ["mixed.json", '[{"a": 1}, [3]]', /mixed\.json, row 2: is a list, as the first is none/],
    ["index.json", '{"a": {"0": 1, "1": 2}}', /index\.json: is JSON without a table: expected rows of numbers.*orient="records"/],
    ["lines.ndjson", '{"a": 1}\n{"a": \n', /lines\.ndjson, line 2: is not JSON/],
    ["large.json", "[[12345678901234567890, 1]]", /row 1: 12345678901234567000 is a whole number that may have lost its last digits/],
    ["empty.json", "[]", /empty\.json: holds no rows/],
    ["matrix.json", '{"rows": 2, "columns": 2, "data": [1, 2, 3]}', /data has length 3: expected 4/],
  ] as const) {
    expectFailure(call("svd", file(name, content)), 1, words);
  }
  expect(call("svd", fixture("snappy"), "--encoding", "utf-8").error).toContain("option '--encoding' says how to read a text");
});

it.each([["gzip.parquet", fixture("gzip")], ["lz4.arrows", arrow("lz4.arrows")], ["zstd.arrow", arrow("zstd.arrow")], ["ratings.arrow", arrow("ratings.arrow")]])("damage anywhere in %s is an error of the data, and takes no memory", (name, path) => {
  const bytes = readFileSync(path);
  for (let at = 0; at < bytes.length; at += 7) {
    const damaged = Uint8Array.from(bytes);
    damaged[at]! ^= 1 << (at % 8);
    const { code, error } = call("svd", file(`damaged.${name}`, damaged), "--values-only", "--json");
    expect([0, 1], `byte ${at}: ${error}`).toContain(code);
    expect(error.split("\n").length).toBeLessThan(3);
  }
});
