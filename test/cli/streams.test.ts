// Tables that are read a piece at a time: the same rows, the same answers, partials of leaves, and nothing half written.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMatrixFile } from "../../src/cli/files/matrix/matrix";
import { formatNpy } from "../../src/cli/files/matrix/npy";
import { openPieces } from "../../src/cli/files/pieces/pieces";
import { type Matrix, multiply, pca, singularValues, svd, transpose } from "../../src/index";
import { call as run, workplace } from "../support/command";
import { dense } from "../support/dense";

const { folder, file } = workplace("streams");
const place = (name: string) => join(folder, name);
const close = (got: ArrayLike<number>, expected: ArrayLike<number>, bound: number) => {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(got[i]! - expected[i]!), String(i)).toBeLessThanOrEqual(bound);
};

const A = dense(120, 5, (i, j) => 20 * (j + 1) + Math.sin(i * 1.7 + j) * (j + 1) + 0.1 * Math.cos(i * j));
const csvOf = ({ rows, columns, data }: Matrix, cell: (i: number, j: number) => string = (i, j) => String(data[i * columns + j])) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (__, j) => cell(i, j)).join(",")).join("\n");

/** All rows of a file that is read in pieces of so many bytes of numbers. */
function rowsOf(path: string, options = {}, size = 100): { rows: number[][]; pieces: number } {
  const pieces = openPieces(path, options, size);
  const rows: number[][] = [];
  let count = 0;
  pieces.each(({ rows: m, columns: n, data }, first, done) => {
    expect(first).toBe(rows.length);
    expect(done).toBeLessThanOrEqual(pieces.size);
    for (let i = 0; i < m; i++) rows.push([...data.subarray(i * n, (i + 1) * n)]);
    count++;
  });
  pieces.close();
  return { rows, pieces: count };
}

const rowsHeld = ({ rows, columns, data }: Matrix) => Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);

describe("pieces hold the rows that the whole file has", () => {
  const texts: Record<string, readonly [text: string, options?: object]> = {
    "numbers alone": [csvOf(A)],
    "names": [`a,b,c,d,e\n${csvOf(A)}\n`],
    "an index of pandas": [`,a,b,c,d,e\n${csvOf(dense(120, 6, (i, j) => (j === 0 ? i : A.data[i * 5 + j - 1]!)))}\n`],
    "an index of words": [`name,x,y\n${Array.from({ length: 30 }, (_, i) => `"row ${i}, so called",${i / 8},${i * i}`).join("\n")}\n`],
    "semicolons and decimal commas": [Array.from({ length: 30 }, (_, i) => `${i},5;${i * 2},25`).join("\n")],
    "quotes with ends of lines inside": [`"na\nme",x\n${Array.from({ length: 30 }, (_, i) => `"${i}",${i / 4}`).join("\r\n")}\r\n`],
    "comments, blank lines, columns chosen": [`# made by hand\na,b,c,d,e\n\n${csvOf(A)}\n# the end\n`, { columns: ["b", "d"] }],
    "holes, dropped": [csvOf(A, (i, j) => (i % 7 === 3 && j === 2 ? "" : String(A.data[i * 5 + j]))), { missing: "drop" }],
    "lines of commas at the end": [`a,b\n1,2\n3,4\n5,7\n,\n,\n`],
    "the same, holes dropped": [`a,b\n1,2\n3,\n5,7\n,\n6,1\n,\n`, { missing: "drop" }],
    "windows-1252": [`Größe,b\n1,2\n3,4\n5,7\n`.replaceAll("ö", "\xf6").replaceAll("ß", "\xdf")],
  };
  it.each(Object.entries(texts))("%s", (name, [text, options = {}]) => {
    const path = file("table.csv", name === "windows-1252" ? Buffer.from(text, "latin1") : text);
    const whole = readMatrixFile(path, options);
    for (const size of [1, 100, 1e6]) {
      const { rows, pieces } = rowsOf(path, options, size);
      expect(rows).toEqual(rowsHeld(whole.matrix));
      if (size === 1) expect(pieces).toBe(rows.length);
    }
    const opened = openPieces(path, options, 64);
    opened.each(() => undefined);
    const { notes: _, ...told } = opened.reading()!;
    const { notes: __, ...expected } = whole.reading!;
    expect(told).toEqual(expected);
    expect(opened.names).toEqual(whole.names);
    opened.close();
  });

  it.each(["<f8", ">f8", "<f4", ">i2", "|u1", "?"])("an array of NumPy of %s", (type) => {
    const size = type === "?" ? 1 : Number(type.at(-1));
    const whole = dense(17, 3, (i, j) => (type === "?" ? (i + j) % 2 : type.includes("f") ? (i - 4) / (j + 1) / 2 : (i * 3 + j) % 120));
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (17, 3), }`.padEnd(117) + "\n";
    const bytes = Buffer.concat([Buffer.from("\x93NUMPY\x01\x00v\x00", "latin1"), Buffer.from(header), Buffer.alloc(51 * size)]);
    whole.data.forEach((x, p) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset + 128 + p * size);
      if (type.endsWith("f8")) view.setFloat64(0, x, type.startsWith("<"));
      else if (type.endsWith("f4")) view.setFloat32(0, x, type.startsWith("<"));
      else if (type.endsWith("i2")) view.setInt16(0, x, false);
      else view.setUint8(0, x);
    });
    const path = file("array.npy", bytes);
    const held = readMatrixFile(path).matrix;
    for (const pieceSize of [1, 100, 1e6]) expect(rowsOf(path, {}, pieceSize).rows).toEqual(rowsHeld(held));
  });
});

describe("what is refused", () => {
  const npy = formatNpy(A);
  it.each([
    ["an entry that is no number", () => file("nan.npy", formatNpy(dense(50, 2, (i) => (i === 33 ? NaN : i)))), /nan\.npy, entry \[33, 0\]: NaN is not a finite number/],
    ["an array that is cut short", () => file("short.npy", npy.subarray(0, -8)), /short\.npy: holds 4792 bytes of entries, expected 4800/],
    ["columns one after the other", () => file("fortran.npy", Buffer.from(npy.toString("latin1").replace("False, 'shape'", "True, 'shape' "), "latin1")), /cannot be read in pieces \(in NumPy: numpy\.save\(FILE, numpy\.ascontiguousarray\(a\)\)\)/],
    ["a hole", () => file("hole.csv", `a,b\n${csvOf(A, (i, j) => (i === 60 && j === 1 ? "" : "1.5"))}`.replace(/^a,b/, "a,b,c,d,e")), /hole\.csv, line 62, column 2 "b": is empty.*--missing drop/],
    ["a word in the middle", () => file("word.csv", csvOf(A, (i, j) => (i === 60 && j === 1 ? "broken" : "1.5"))), /word\.csv, line 61, column 2: "broken" is not a number/],
    ["Matrix Market", () => file("a.mtx", "%%MatrixMarket matrix array real general\n1 1\n1\n"), /cannot be read in pieces, being of the format Matrix Market/],
  ] as const)("%s, by name, and nothing is written", (_, make, message) => {
    const path = make();
    const before = readdirSync(folder);
    for (const command of ["svd", "pca"]) {
      const { code, error } = run(command, path, "--stream", "-o", place("out"));
      expect(code).toBe(1);
      expect(error).toMatch(message);
    }
    expect(readdirSync(folder)).toEqual(before);
  });

  it("options that need all at once", () => {
    const path = file("a.npy", npy);
    expect(run("pca", path, "--stream", "--scale")).toMatchObject({ code: 2, error: expect.stringMatching(/--scale/) });
    expect(run("svd", path, "--stream", "-k", "2", "--seed", "3")).toMatchObject({ code: 2, error: expect.stringMatching(/decomposed to rounding/) });
    expect(run("pca", file("b.csv", "a,b\n1,2\n3,\n4,4\n"), "--stream", "--missing", "mean")).toMatchObject({ code: 2, error: expect.stringMatching(/--missing mean/) });
    expect(run("svd", path, "--stream", "-k", "9")).toMatchObject({ code: 1, error: expect.stringMatching(/rank 9/) });
  });
});

describe("svd and pca", () => {
  it.each(["npy", "csv"])("--stream gives what is found in memory, U too: %s", (format) => {
    const path = file(`table.${format}`, format === "npy" ? formatNpy(A) : `a,b,c,d,e\n${csvOf(A)}\n`);
    const { code, out, error } = run("svd", path, "--stream", "-o", place(`s.${format}`), "--json");
    expect([code, error]).toEqual([0, ""]);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ rows: 120, columns: 5, rank: 5, read: expect.stringMatching(/^1 piece, one after the other; what is kept is R/) });
    close(report.singularValues, singularValues(A), 1e-12 * singularValues(A)[0]!);
    const [U, S, V] = ["U", "S", "V"].map((part) => readMatrixFile(place(`s-${part}.${format}`), format === "csv" ? { header: false } : {}).matrix) as [Matrix, Matrix, Matrix];
    expect([U.rows, U.columns, V.rows, V.columns]).toEqual([120, 5, 5, 5]);
    const scaled = { ...U, data: U.data.map((u, p) => u * S.data[p % 5]!) };
    close(multiply(scaled, transpose(V)).data, A.data, 1e-11);
  });

  it("pca with names and scores", () => {
    const path = file("named.csv", `height,"weight, kg",c,d,e\n${csvOf(A)}\n`);
    const { code, out } = run("pca", path, "--stream", "-k", "2", "-o", place("p.csv"), "--json");
    expect(code).toBe(0);
    const truth = pca(A, { components: 2, scores: true });
    const report = JSON.parse(out);
    expect(report.names).toEqual(["height", "weight, kg", "c", "d", "e"]);
    close(report.explainedVariance, truth.explainedVariance, 1e-11);
    close(report.mean, truth.mean, 1e-12);
    close([report.totalVariance], [truth.totalVariance], 1e-10);
    const scores = readMatrixFile(place("p-scores.csv"));
    expect(scores.names).toEqual(["component 1", "component 2"]);
    const sign = [0, 1].map((c) => Math.sign(scores.matrix.data[c]! * truth.scores!.data[c]!));
    close(scores.matrix.data, truth.scores!.data.map((x, p) => x * sign[p % 2]!), 1e-10);
    const again = run("project", path, "--components", place("p-components.csv"), "--mean", place("p-mean.csv"), "-o", place("again.csv"));
    expect(again.code).toBe(0);
    close(readMatrixFile(place("again.csv")).matrix.data, scores.matrix.data, 1e-10);
  });

  it("is told in the report", () => {
    const { out } = run("svd", file("a.npy", formatNpy(A)), "--stream");
    expect(out).toMatch(/read +1 piece, one after the other; what is kept is R of a QR factorization/);
  });
});

describe("partials", () => {
  const path = file("leaves.npy", formatNpy(A));
  const leaf = (i: number, ...more: string[]) => {
    const [first, end] = [i * 30, i * 30 + 30];
    const out = place(`leaf-${i}.lrp`);
    expect(run("partial", path, "--rows", `${first}:${end}`, "--leaf", String(i), "--leaves", "4", "--job", "a", "-o", out, ...more)).toMatchObject({ code: 0, error: "" });
    return out;
  };
  const leaves = [0, 1, 2, 3].map((i) => leaf(i));

  it("of leaves merge to the same bytes in any order and grouping, and give the values", () => {
    const [a, b, c, d] = leaves as [string, string, string, string];
    expect(run("merge", d, b, "-o", place("some.lrp")).code).toBe(0);
    expect(run("merge", a, place("some.lrp"), c, "-o", place("all.lrp")).code).toBe(0);
    expect(run("merge", a, b, c, d, "-o", place("all-2.lrp")).code).toBe(0);
    expect(readFileSync(place("all.lrp")).equals(readFileSync(place("all-2.lrp")))).toBe(true);
    const report = JSON.parse(run("svd", place("all.lrp"), "--json").out);
    expect(report).toMatchObject({ rows: 120, columns: 5, read: "a partial" });
    close(report.singularValues, singularValues(A), 1e-12 * singularValues(A)[0]!);
  });

  it("with a common centre give principal components", () => {
    const centre = file("centre.csv", "21,41,61,81,101\n");
    const files = [0, 1, 2, 3].map((i) => leaf(i, "--centre", centre));
    expect(run("merge", ...files, "-o", place("centred.lrp")).code).toBe(0);
    const report = JSON.parse(run("pca", place("centred.lrp"), "--json").out);
    close(report.explainedVariance, pca(A).explainedVariance, 1e-11);
    expect(run("svd", place("centred.lrp"))).toMatchObject({ code: 1, error: expect.stringMatching(/centred\.lrp: is centred: expected one opened without centre/) });
    leaves.forEach((_, i) => leaf(i));
  });

  it("a leaf that is missing, there twice, of another job, or damaged is named", () => {
    const [a, b] = leaves as [string, string];
    run("merge", a, b, "-o", place("half.lrp"));
    expect(run("svd", place("half.lrp"))).toMatchObject({ code: 1, error: expect.stringMatching(/leaf 2 of 4 is missing/) });
    expect(run("merge", a, b, a, "-o", place("twice.lrp"))).toMatchObject({ code: 1, error: expect.stringMatching(/leaf-0\.lrp: has leaf 0 of 4, which is there already.*--drop-duplicates/) });
    expect(existsSync(place("twice.lrp"))).toBe(false);
    expect(run("merge", a, b, a, "--drop-duplicates", "-o", place("twice.lrp")).code).toBe(0);
    run("partial", path, "--leaf", "1", "--leaves", "4", "--job", "b", "-o", place("other.lrp"));
    expect(run("merge", a, place("other.lrp"), "-o", place("x.lrp"))).toMatchObject({ code: 1, error: expect.stringMatching(/other\.lrp: is of another job/) });
    const bytes = readFileSync(a);
    bytes[100]! ^= 1;
    expect(run("merge", file("damaged.lrp", bytes), b, "-o", place("x.lrp"))).toMatchObject({ code: 1, error: expect.stringMatching(/damaged\.lrp: is damaged/) });
    expect(run("merge", path, "-o", place("x.lrp"))).toMatchObject({ code: 1, error: expect.stringMatching(/leaves\.npy: is no partial/) });
    expect(existsSync(place("x.lrp"))).toBe(false);
  });

  it("a sketch tells its bound", () => {
    expect(run("partial", path, "--sketch", "3", "-o", place("sketch.lrp")).code).toBe(0);
    const report = JSON.parse(run("svd", place("sketch.lrp"), "--json").out);
    expect(report.bound).toBeGreaterThan(0);
    const exact = singularValues(A);
    for (const [i, s] of (report.singularValues as number[]).entries()) {
      expect(s).toBeLessThanOrEqual(exact[i]! * (1 + 1e-12));
      expect(s * s).toBeGreaterThanOrEqual(exact[i]! ** 2 - report.bound - 1e-9);
    }
  });

  it.each([
    [["--leaf", "0"], /belong together/], [["--leaf", "4", "--leaves", "4"], /4 is none of 4 leaves/], [["--rows", "5:5"], /Expected two whole numbers/],
    [["--centre", "first", "--leaf", "0", "--leaves", "2"], /--centre first/], [["--sketch", "2", "--centre", "first"], /exclude/],
  ])("%j is refused as usage", (options, message) => expect(run("partial", path, ...options, "-o", place("no.lrp"))).toMatchObject({ code: 2, error: expect.stringMatching(message) }));

  it("rows that the file does not have are refused", () => {
    expect(run("partial", path, "--rows", "100:130", "-o", place("no.lrp"))).toMatchObject({ code: 1, error: expect.stringMatching(/has 120 rows, expected rows up to 130/) });
    expect(existsSync(place("no.lrp"))).toBe(false);
  });
});

describe("project", () => {
  it("by vectors gives U S", () => {
    const path = file("u.npy", formatNpy(A));
    const { V, U, S } = svd(A);
    const vectors = file("v.npy", formatNpy(V));
    expect(run("project", path, "--vectors", vectors, "-o", place("us.npy"))).toMatchObject({ code: 0, error: "" });
    close(readMatrixFile(place("us.npy")).matrix.data, U.data.map((u, p) => u * S[p % 5]!), 1e-11);
    expect(run("project", path, "--vectors", file("w.npy", formatNpy(dense(4, 2, () => 1))), "-o", place("no.npy"))).toMatchObject({ code: 1, error: expect.stringMatching(/has 5 columns, expected 4/) });
    expect(run("project", path, "-o", place("no.npy"))).toMatchObject({ code: 2 });
    expect(existsSync(place("no.npy"))).toBe(false);
  });
});
