import { mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readMatrixFile } from "../../src/cli/files/matrix/matrix";
import type { Matrix } from "../../src/index";
import { call, cell, expectFailure, workplace } from "../support/command";

const { file, path, files } = workplace("svd");
const LECTURE = "4,11,14\n8,7,-2\n";

/** Entry (i, j) of U diag(S) Vᵀ. */
function product(U: Matrix, S: Matrix, V: Matrix): number[] {
  return Array.from({ length: U.rows * V.rows }, (_, p) => {
    let sum = 0;
    for (let c = 0; c < S.rows; c++) sum += U.data[Math.floor(p / V.rows) * U.columns + c]! * S.data[c]! * V.data[(p % V.rows) * V.columns + c]!;
    return sum;
  });
}

describe("svd", () => {
  it.each(["csv", "tsv", "npy", "mtx"] as const)("writes factors as %s whose product is the matrix", (format) => {
    const { code, out, error } = call("svd", file("a.csv", LECTURE), "-o", path(`f-${format}`), "--format", format, "--json");
    expect([code, error]).toEqual([0, ""]);
    const names = ["U", "S", "V"].map((part) => path(`f-${format}-${part}.${format}`));
    const report = JSON.parse(out);
    expect(report).toMatchObject({ rows: 2, columns: 3, rank: 2, outputs: names });
    const [U, S, V] = names.map((name) => readMatrixFile(name).matrix) as [Matrix, Matrix, Matrix];
    expect([U.rows, U.columns, S.rows, S.columns, V.rows, V.columns]).toEqual([2, 2, 2, 1, 3, 2]);
    expect([...S.data]).toEqual(report.singularValues);
    product(U, S, V).forEach((x, p) => expect(Math.abs(x - [4, 11, 14, 8, 7, -2][p]!)).toBeLessThan(1e-13));
  });

  it("the values of the lectures, in JSON and in the table", () => {
    const input = file("a.csv", LECTURE);
    const report = JSON.parse(call("svd", input, "--json").out);
    expect(report.singularValues[0]).toBeCloseTo(6 * Math.sqrt(10), 13);
    expect(report.singularValues[1]).toBeCloseTo(3 * Math.sqrt(10), 13);
    expect(report.energy[0]).toBeCloseTo(0.8, 14);
    expect(report.energy[1]).toBe(1);
    for (const ratio of ["residual", "orthogonalityU", "orthogonalityV"]) expect(report[ratio]).toBeLessThan(10);
    const { code, out, error } = call("svd", input);
    expect([code, error]).toEqual([0, ""]);
    expect(out).toMatch(/^a\.csv: 2 × 3\n/);
    expect(out).toMatch(/^1 +18\.973666 +80\.00 %$/m);
    expect(out).toMatch(/^2 +9\.486833 +100\.00 %$/m);
    expect(cell(out, "residual")).toBe(`${Number(report.residual.toPrecision(3))} units of rounding`);
  });

  it("--values-only, a folder as target, and the format that the prefix asks for", () => {
    const input = file("a.csv", LECTURE);
    expect(JSON.parse(call("svd", input, "--values-only", "-o", `${path("made")}/`, "--json").out).outputs).toEqual([path("made/S.csv")]);
    expect(readMatrixFile(path("made/S.csv")).matrix.rows).toBe(2);
    mkdirSync(path("there"));
    expect(call("svd", input, "-o", path("there")).code).toBe(0);
    expect(files().filter((name) => name.startsWith("there/"))).toEqual(["there/S.csv", "there/U.csv", "there/V.csv"]);
    expect(call("svd", input, "-o", path("p.npy"), "-k", "1").code).toBe(0);
    expect(files().filter((name) => name.startsWith("p-"))).toEqual(["p-S.npy", "p-U.npy", "p-V.npy"]);
  });

  it("more values than the table holds", () => {
    const input = file("long.csv", Array.from({ length: 30 }, (_, i) => Array.from({ length: 30 }, (_, j) => (i === j ? 30 - i : 0)).join()).join("\n"));
    const { out } = call("svd", input);
    expect(out).toMatch(/^25 +6 /m);
    expect(out).not.toMatch(/^26 +5 /m);
    expect(out).toContain("5 more: --json or -o gives them all\n");
    expect(JSON.parse(call("svd", input, "--json").out).singularValues).toEqual(Array.from({ length: 30 }, (_, i) => 30 - i));
  });
});

describe("svd refuses", () => {
  it.each([
    ["a ragged line", "# a comment\n1,2,3\n\n4,5\n", "bad.csv, line 4: 2 values, expected 3 as in line 2"],
    ["a longer line", "1;2\n3;4;5\n", "bad.csv, line 2: 3 values, expected 2 as in line 1"],
    ["NaN", "1,2\n3,NaN\n", 'bad.csv, line 2, column 2: "NaN" is not a finite number'],
    ["an infinity", "1,2\n-inf,1\n", 'bad.csv, line 2, column 1: "-inf" is not a finite number'],
    ["NaN in the first line", "nan,2\n3,4\n", 'bad.csv, line 1, column 1: "nan" is not a finite number'],
    ["a number too large", "1,1e999\n", 'bad.csv, line 1, column 2: "1e999" is not a finite number'],
    ["a word", "1,2\n3,x\n", 'bad.csv, line 2, column 2: "x" is not a number'],
    ["a hexadecimal number", "1,2\n3,0x10\n", 'bad.csv, line 2, column 2: "0x10" is not a number'],
    ["an empty cell", "1,2\n3,\n", "bad.csv, line 2, column 2: is empty, expected a number"],
    ["names alone", "a,b\n", "bad.csv: holds no numbers, only a line of names"],
    ["nothing", "", "bad.csv: holds no numbers"],
    ["broken quotes", '1,"2\n3,4\n', "broken quotes"],
    ["what is no text", "1,2\0\n", "bad.csv: is not a text file"],
  ])("%s", (_, text, message) => {
    const input = file("bad.csv", text);
    const before = files();
    const result = call("svd", input, "-o", path("none"));
    expectFailure(result, 1, /./);
    expect(result.error).toContain(message);
    expect(files()).toEqual(before);
  });

  it.each([
    [["-k", "0"], 2, /argument '0' is invalid/],
    [["-k", "-1"], 2, /argument '-1' is invalid/],
    [["-k", "1.5"], 2, /argument '1\.5' is invalid/],
    [["-k", "1000000000"], 1, /rank 1000000000 is more than this matrix of 2 × 3 has: at most 2/],
    [["--energy", "0.9"], 2, /unknown option '--energy'/],
    [["--format", "xls"], 2, /argument 'xls' is invalid/],
    [["-o", ""], 2, /is empty/],
    [["b.csv"], 2, /too many arguments/],
  ] as const)("%j", (args, code, message) => {
    const input = file("a.csv", LECTURE);
    const before = files();
    expectFailure(call("svd", input, "-o", path("none"), ...args), code, message);
    expect(files()).toEqual(before);
  });

  it("a missing file, and targets that cannot be written", () => {
    const input = file("a.csv", LECTURE);
    mkdirSync(path("taken-V.csv"));
    const before = files();
    expectFailure(call("svd", path("missing.csv")), 1, /missing\.csv: no such file/);
    expectFailure(call("svd", path("taken-V.csv")), 1, /is a directory/);
    expectFailure(call("svd", input, "-o", path("nowhere/x")), 1, /nowhere\/x-U\.csv: no such directory/);
    expectFailure(call("svd", input, "-o", path("taken")), 1, /taken-V\.csv: is a directory/);
    expectFailure(call("svd", input, "-o", `${input}/x`), 1, /not a directory/);
    expectFailure(call("svd", input, "-o", `${input}/`), 1, /not a directory|no such directory/);
    expect(files()).toEqual(before);
  });
});
