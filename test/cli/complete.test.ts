// The built program completes tables and lists, measures held-out errors, and recommends from a model it saved.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complete, evaluate, loadModel, predictEntries, recommend } from "../../src/index";
import { mulberry32 } from "../../src/cli/commands/split";
import { planted } from "../support/tables";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), "complete-")); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

function file(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}

function call(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });
  return { code: status, out: stdout, error: stderr };
}

const films = planted(30, 20, 2, 0.7, 0.05, 7);
const listed = (separator: string) => films.entries.map(([i, j, x]) => [`u${i}`, `film ${j}`, x, 1370000000 + i].join(separator)).join("\n") + "\n";
/** Indices in the order of first appearance, as the list's labels get them. */
function indexed() {
  const [rows, columns] = [[...new Set(films.entries.map(([i]) => i))], [...new Set(films.entries.map(([, j]) => j))]];
  const triples = films.entries.map(([i, j, x]) => [rows.indexOf(i), columns.indexOf(j), x] as const);
  return { rows, columns, triples };
}

describe("complete, a table", () => {
  const text = "name,a,b,c,d,e\nx,2,,,,5\ny,,3,4,,2\nz,,,2,1,\n";

  it("fills the holes, keeps names and what was there", () => {
    const { code, out, error } = call("complete", file("names.csv", text), "--rank", "1", "--held-out", "0", "-o", at("filled.csv"));
    expect([code, error]).toEqual([0, ""]);
    for (const line of [/^rows +3$/m, /^columns +5$/m, /^entries +7$/m, /^density +46\.67 %$/m, /^rank +1$/m, /^converged +yes$/m]) expect(out).toMatch(line);
    expect(out).not.toContain("held-out");
    const lines = readFileSync(at("filled.csv"), "utf8").trimEnd().split("\n").map((line) => line.split(","));
    expect(lines.map(([name]) => name)).toEqual(["name", "x", "y", "z"]);
    const exact = [[2, 7.5, 10, 5, 5], [0.8, 3, 4, 2, 2], [0.4, 1.5, 2, 1, 1]];
    lines.slice(1).forEach((cells, i) => cells.slice(1).forEach((cell, j) => expect(Number(cell)).toBeCloseTo(exact[i]![j]!, 6)));
    expect(lines[1]![1]).toBe("2");
  });

  it("reads without names, and other words for a hole", () => {
    const bare = file("bare.tsv", "2\t\tNA\t\t5\n\t3\t4\t?\t2\n\tnull\t2\t1\t\n");
    const report = JSON.parse(call("complete", bare, "--rank", "1", "--held-out", "0", "--json", "-o", at("bare-filled.csv")).out);
    expect(report).toMatchObject({ kind: "table", rows: 3, columns: 5, entries: 7, rank: 1, outputs: [at("bare-filled.csv")] });
    expect(Number(readFileSync(at("bare-filled.csv"), "utf8").split("\n")[0]!.split(",")[2])).toBeCloseTo(10, 6);
  });

  it("draws the held-out entries and the table", () => {
    const cells = Array.from({ length: 30 }, () => Array<string>(20).fill(""));
    for (const [i, j, x] of films.entries) cells[i]![j] = String(x);
    const table = file("films.csv", cells.map((line) => line.join(",")).join("\n") + "\n");
    expect(call("complete", table, "--method", "als", "--rank", "2", "--lambda", "0.01", "--plot", at("films")).code).toBe(0);
    const [predicted, error, spectrum, heat] = ["predicted", "error", "spectrum", "table"].map((name) => readFileSync(at(`films-${name}.svg`), "utf8"));
    expect(predicted).toMatch(/^<svg .*held-out entries, RMSE /s);
    for (const text of [/als, rank 2, \d+ iterations; dashed: RMSE of the held-out entries, 0\.\d+</, /root of the objective per entry/]) expect(error).toMatch(text);
    for (const text of [/>completed table</, />entries, zeros in the holes</, />rank 2</]) expect(spectrum).toMatch(text);
    expect(heat).toMatch(/^<svg /);
    expect(heat!.split('stroke="#c8642b"').length - 1).toBe(600 - films.entries.length);
  });
});

describe("the plots", () => {
  const list = () => file("drawn.csv", listed(","));

  it("follow the error of a chain, and say what was not drawn", () => {
    const report = JSON.parse(call("complete", list(), "--columns", "1,2,3", "--method", "bayesian", "--rank", "2", "--plot", at("chain"), "--json").out);
    expect(report.outputs).toEqual(["predicted", "error", "spectrum", "table"].map((name) => at(`chain-${name}.svg`)));
    for (const text of ["bayesian, rank 2, 120 iterations", "error on the entries fitted"]) expect(readFileSync(at("chain-error.svg"), "utf8")).toContain(text);
    const filled = JSON.parse(call("complete", list(), "--columns", "1,2,3", "--method", "fill", "--rank", "2", "--held-out", "0", "--plot", at("fill"), "--json").out);
    expect(filled.outputs).toEqual(["spectrum", "table"].map((name) => at(`fill-${name}.svg`)));
    expect(existsSync(at("fill-error.svg"))).toBe(false);
  });

  it("are those the table allows", () => {
    const one = file("one.csv", "row,column,value\na,b,3\n");
    expect(JSON.parse(call("complete", one, "--plot", at("one"), "--json").out).outputs).toEqual(["error", "spectrum", "table"].map((name) => at(`one-${name}.svg`)));
  });
});

describe("complete, a list", () => {
  const options = ["--method", "als", "--rank", "2", "--lambda", "0.01"];

  it("measures what the library measures, on the entries of the draw", () => {
    const { rows, columns, triples } = indexed();
    const draw = mulberry32(20260101);
    const held = triples.map(() => draw() < 0.1);
    const size = { rows: rows.length, columns: columns.length };
    const train = triples.filter((_, e) => !held[e]);
    const model = complete({ ...size, entries: train }, { method: "als", rank: 2, lambda: 0.01 });
    const test = triples.filter((_, e) => held[e]);
    const report = JSON.parse(call("complete", file("films.dat", listed("::")), ...options, "--json", "-o", at("held.csv")).out);
    expect(report).toMatchObject({ kind: "list", ...size, entries: triples.length, method: "als", rank: 2 });
    const { baselines, ...errors } = report.heldOut;
    expect(errors).toEqual({ entries: test.length, ...evaluate(model, test) });
    expect(baselines.biases).toBe(evaluate(complete({ rows: report.rows, columns: report.columns, entries: train }, { method: "als", rank: 0 }), test).rmse);
    const meanOf = (of: readonly (readonly [number, number, number])[]) => of.reduce((sum, [, , x]) => sum + x, 0) / of.length;
    const errorOf = ([, j, x]: readonly [number, number, number]) => x - meanOf(train.some((one) => one[1] === j) ? train.filter((one) => one[1] === j) : train);
    expect(baselines.columnMean).toBeCloseTo(Math.sqrt(test.reduce((sum, one) => sum + errorOf(one) ** 2, 0) / test.length), 12);
    expect(report.heldOut.rmse).toBeLessThan(0.15);
    const lines = readFileSync(at("held.csv"), "utf8").trimEnd().split("\n");
    expect(lines[0]).toBe("row,column,value,predicted");
    expect(lines.slice(1).map((line) => Number(line.split(",")[3]))).toEqual([...predictEntries(model, test.map(([i]) => i), test.map(([, j]) => j))]);
  });

  it("gives the same for every separator, order of columns and head", () => {
    const measured = (path: string, ...more: string[]) => JSON.parse(call("complete", path, ...options, "--json", ...more).out).heldOut;
    const expected = measured(file("films.dat", listed("::")));
    const turned = films.entries.map(([i, j, x]) => `${x},x,"film ${j}",u${i}`).join("\n");
    expect(measured(file("films.tsv", listed("\t")))).toEqual(expected);
    expect(measured(file("turned.csv", `rating,note,film,user\n${turned}\n`), "--columns", "user,film,rating")).toEqual(expected);
    expect(measured(file("turned-bare.csv", `${turned}\n`), "--columns", "4,3,1")).toEqual(expected);
    expect(measured(at("films.dat"), "--seed", "5")).not.toEqual(expected);
  });

  it("predicts lines without a value, with deviations of a Bayesian model and their coverage", () => {
    const path = file("asked.csv", `user,film,rating\n${films.entries.map(([i, j, x]) => `u${i},film ${j},${x}`).join("\n")}\nu3,film 4,\nnew,film 4,\n`);
    const { code, out } = call("complete", path, "--as", "list", "--method", "bayesian", "--rank", "2", "-o", at("asked-out.csv"));
    expect(code).toBe(0);
    expect(out).toMatch(/^within intervals of 90 % +\d/m);
    const lines = readFileSync(at("asked-out.csv"), "utf8").trimEnd().split("\n").map((line) => line.split(","));
    expect(lines.map((line) => line.slice(0, 2))).toEqual([["row", "column"], ["u3", "film 4"], ["new", "film 4"]]);
    expect(lines[0]!.slice(2)).toEqual(["predicted", "deviation"]);
    expect(Math.abs(Number(lines[1]![2]) - films.truth[3]![4]!)).toBeLessThan(0.3);
    expect(Number(lines[2]![3])).toBeGreaterThan(Number(lines[1]![3]));
  });
});

it("features of rows from a file: a row without an entry is predicted by what is known of it, by name", () => {
  const lines = Array.from({ length: 40 }, (_, i) => Array.from({ length: 12 }, (_, j) => `r${i},c${j},${i === 9 ? "" : 3 + ((i % 5) - 2) * Math.cos(j) + 0.01 * Math.sin(i * j)}`)).flat();
  const features = file("features.csv", `who,step,noise\n${Array.from({ length: 41 }, (_, i) => `r${40 - i},${(40 - i) % 5},${Math.sin(9 * i)}`).join("\n")}\n`);
  const list = file("features-list.csv", `row,column,value\n${lines.join("\n")}\n`);
  const { code, error } = call("complete", list, "--method", "als", "--rank", "1", "--held-out", "0", "--row-features", features, "-o", at("asked.csv"));
  expect([code, error]).toEqual([0, ""]);
  const asked = readFileSync(at("asked.csv"), "utf8").trimEnd().split("\n").slice(1).map((line) => line.split(","));
  expect(asked).toHaveLength(12);
  for (const [row, column, predicted] of asked) expect([row, Math.abs(Number(predicted) - 3 - 2 * Math.cos(Number(column!.slice(1)))) < 0.4]).toEqual(["r9", true]);
  const short = file("features-short.csv", "who,step\nr1,2\nr2,3\n");
  expect(call("complete", list, "--method", "als", "--row-features", short).error).toMatch(/features-short\.csv: has no line for "r0": expected features of every row of the table/);
  expect(call("complete", list, "--method", "fill", "--row-features", features).error).toMatch(/'--row-features' is for '--method auto', '--method bayesian', '--method als', '--method implicit'/);
  expect(call("complete", list, "--method", "als", "--loss", "student-t").error).toMatch(/'--loss student-t' is for '--method bayesian'/);
});

describe("recommend", () => {
  it("reads the saved model, and gives what the library gives", () => {
    const { rows, columns, triples } = indexed();
    const path = file("films.dat", listed("::"));
    const options = ["--method", "als", "--rank", "2", "--lambda", "0.01"];
    expect(call("complete", path, ...options, "--model", at("films.model")).code).toBe(0);
    const model = loadModel(Uint8Array.from(readFileSync(at("films.model"))));
    expect([...model.row.factors.data]).toEqual([...complete({ rows: rows.length, columns: columns.length, entries: triples }, { method: "als", rank: 2, lambda: 0.01 }).row.factors.data]);
    const row = rows.indexOf(11);
    const exclude = triples.filter(([i]) => i === row).map(([, j]) => j);
    const expected = recommend(model, row, { count: 3, exclude }).map(({ column, score }) => ({ column: `film ${columns[column]}`, score }));
    for (const how of [["--model", at("films.model")], options]) {
      const report = JSON.parse(call("recommend", path, "--row", "u11", "--count", "3", ...how, "--json").out);
      expect(report).toMatchObject({ row: "u11", entries: exclude.length, recommendations: expected });
    }
    const { out } = call("recommend", path, "--row", "u11", "--count", "3", "--model", at("films.model"));
    expect(out).toMatch(new RegExp(`^1 {2}${expected[0]!.column} `, "m"));
  });
});

describe("errors", () => {
  it.each([
    [1, "line 2: 2 values, expected 3", "complete", "1,2,\n3,4\n"],
    [1, "line 2: \"x\" is not a number", "complete", "a::b::3\nc::d::x\n"],
    [1, "row \"a\", column \"b\" is given twice", "complete", "a::b::3\nc::d::2\na::b::1\n"],
    [1, "line 2: 2 values, expected 3 or more", "complete", "a::b::3\nc::d\n"],
    [1, "is empty", "complete", "\n"],
    [1, "holds no number", "complete", "a,b\n,\n"],
    [1, "has no row \"q\"", "recommend", "a::b::3\nc::d::2\n", "--row", "q"],
    [1, "bad.csv: ", "recommend", "a::b::3\nc::d::2\n", "--row", "a", "--model", "SELF"],
    [2, "--row", "recommend", "a::b::3\n"],
    [2, "no column is \"stars\"", "complete", "user,film,rating\na,b,3\n", "--columns", "user,film,stars"],
    [2, "Expected three columns", "complete", "a::b::3\n", "--columns", "1,2"],
    [2, "Allowed choices", "complete", "a::b::3\n", "--method", "guess"],
    [2, "'--rank 0'", "complete", "a::b::3\n", "--rank", "0"],
    [2, "'--lambda' is for", "recommend", "a::b::3\n", "--row", "a", "--lambda", "2"],
    [2, "does not go with '--model", "recommend", "a::b::3\n", "--row", "a", "--rank", "2", "--model", "SELF"],
    [2, "Expected a share", "complete", "a::b::3\n", "--held-out", "1"],
    [2, "nothing to predict", "complete", "a::b::3\n", "--held-out", "0", "-o", "OUT"],
  ])("%d: %s", (code, message, command, text, ...args) => {
    const path = file("bad.csv", text);
    const given = args.map(String).map((arg) => (arg === "SELF" ? path : arg === "OUT" ? at("never.csv") : arg));
    const result = call(command, path, ...given);
    expect(result.error).toMatch(/^lowrank: [^\n]+\n$/);
    expect(result.error).toContain(message);
    expect([result.code, result.out]).toEqual([code, ""]);
    expect(existsSync(at("never.csv"))).toBe(false);
  });

  it("leaves nothing where one output cannot be written", () => {
    const before = readdirSync(folder);
    const { code, error } = call("complete", file("bad.csv", "2,,3\n4,2,\n"), "-o", at("never.csv"), "--model", at("missing/x.model"));
    expect(code).toBe(1);
    expect(error).toContain("no such directory");
    expect(readdirSync(folder)).toEqual(before);
  });

  it("shows an example", () => {
    for (const command of ["complete", "recommend"]) {
      const { code, out } = call(command, "--help");
      expect(code).toBe(0);
      expect(out).toContain(`Example:\n  lowrank complete ratings.dat`);
    }
  });
});
