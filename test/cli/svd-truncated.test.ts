import { readFileSync, readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Decimals } from "../../src/cli/files/text/decimal";
import { readMatrixFile } from "../../src/cli/files/matrix/matrix";
import { readMatrixMarket } from "../../src/cli/files/matrix-market/market";
import { openSource } from "../../src/cli/files/text/source";
import { formatNpy, parseNpy } from "../../src/cli/files/matrix/npy";
import { type Matrix, type SparseMatrix, singularValues, sparse, truncatedSvd } from "../../src/index";
import { call as run, workplace } from "../support/command";

const { folder, file } = workplace("svd-truncated");
const call = (...args: string[]) => run("svd", ...args);
const readSparse = (path: string, chunk?: number) => readMatrixMarket(openSource(path), false, chunk) as SparseMatrix;

/** Repeatable numbers in (-0.5, 0.5). */
function numbers(count: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length: count }, () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5);
}

function dense(rows: number, columns: number): Matrix {
  return { rows, columns, data: numbers(rows * columns) };
}

function filled({ rows, columns, rowStart, column, value }: SparseMatrix): Matrix {
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let p = rowStart[i]!; p < rowStart[i + 1]!; p++) data[i * columns + column[p]!] = value[p]!;
  return { rows, columns, data };
}

/** A coordinate file of `count` entries, some places twice, in every form of number that is allowed. */
function coordinates(rows: number, columns: number, count: number): { text: string; row: number[]; column: number[]; value: number[] } {
  const [a, b, c] = [numbers(count), numbers(count + 7).slice(7), numbers(count + 13).slice(13)];
  const row = Array.from(a, (x) => Math.floor((x + 0.5) * rows));
  const column = Array.from(b, (x) => Math.floor((x + 0.5) * columns));
  const written = Array.from(c, (x, p) => [x, x * 1e-300, Math.round(x * 1e6), x.toFixed(3), x.toExponential(5).toUpperCase(), `${x}e+12`][p % 6]!.toString());
  const lines = written.map((value, p) => `${p % 5 === 0 ? "  " : ""}${row[p]! + 1}${p % 3 === 0 ? "\t" : " "}${column[p]! + 1}   ${value}${p % 4 === 0 ? "  " : ""}${p % 50 === 0 ? "\n\n% a comment" : ""}`);
  return { text: `%%MatrixMarket matrix coordinate real general\n% by the tests\n\n${rows} ${columns} ${count}\n${lines.join("\n")}\n`, row, column, value: written.map(Number) };
}

describe("svd -k", () => {
  const a = dense(60, 45);
  const truth = singularValues(a);
  const csv = Array.from({ length: 60 }, (_, i) => a.data.subarray(i * 45, i * 45 + 45).join(",")).join("\n");
  const array = `%%MatrixMarket matrix array real general\n60 45\n${Array.from({ length: 60 * 45 }, (_, p) => a.data[(p % 60) * 45 + Math.floor(p / 60)]).join("\n")}\n`;
  const listed = `%%MatrixMarket matrix coordinate real general\n60 45 2700\n${Array.from(a.data, (x, p) => `${Math.floor(p / 45) + 1} ${(p % 45) + 1} ${x}`).join("\n")}`;

  it.each([["a.csv", csv], ["a.npy", formatNpy(a)], ["array.mtx", array], ["listed.mtx", listed]])("%s: values, energy, residuals and info", (name, content) => {
    const { code, out, error } = call(file(name, content), "-k", "5", "--json");
    expect([code, error]).toEqual([0, ""]);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ rows: 60, columns: 45, rank: 5, info: { converged: true }, outputs: [] });
    expect(report.singularValues.length).toBe(5);
    expect(report.residuals.length).toBe(5);
    const total = truth.reduce((sum, s) => sum + s * s, 0);
    let sum = 0;
    for (let i = 0; i < 5; i++) {
      sum += truth[i]! ** 2;
      expect(Math.abs(report.singularValues[i] - truth[i]!)).toBeLessThan(1e-13 * truth[0]!);
      expect(Math.abs(report.energy[i] - sum / total)).toBeLessThan(1e-12);
      expect(report.residuals[i]).toBeLessThan(1e-10 * truth[0]!);
    }
    expect("entries" in report).toBe(name === "listed.mtx");
  });

  it("writes U, S and V that satisfy the residuals it reports", () => {
    const path = file("source.npy", formatNpy(a));
    const { code, out } = call(path, "--rank", "4", "-o", join(folder, "out.npy"), "--json");
    expect(code).toBe(0);
    const [U, S, V] = ["U", "S", "V"].map((part) => parseNpy(readFileSync(join(folder, `out-${part}.npy`)), part)) as [Matrix, Matrix, Matrix];
    expect([U.rows, U.columns, V.rows, V.columns, S.rows]).toEqual([60, 4, 45, 4, 4]);
    const { residuals } = JSON.parse(out) as { residuals: number[] };
    for (let c = 0; c < 4; c++) {
      let sum = 0;
      for (let i = 0; i < 60; i++) {
        let dot = 0;
        for (let j = 0; j < 45; j++) dot += a.data[i * 45 + j]! * V.data[j * 4 + c]!;
        sum += (dot - S.data[c]! * U.data[i * 4 + c]!) ** 2;
      }
      expect(Math.sqrt(sum)).toBeLessThan(residuals[c]! + 1e-13);
    }
  });

  it("iterates on a large sparse file, and gives what the library gives", () => {
    const { text, row, column, value } = coordinates(700, 500, 8000);
    const scaled = value.map((x) => (Math.abs(x) > 1e3 ? 1 : x));
    const lines = scaled.map((x, p) => `${row[p]! + 1} ${column[p]! + 1} ${x}`);
    const path = file("large.mtx", `${text.split("\n")[0]}\n700 500 8000\n${lines.join("\n")}\n`);
    const expected = truncatedSvd(sparse(700, 500, { row, column, value: scaled }), 3, { tolerance: 1e-8, seed: 5 });
    const { code, out, error } = call(path, "-k", "3", "--tolerance", "1e-8", "--seed", "5", "--json");
    expect([code, error]).toEqual([0, ""]);
    const report = JSON.parse(out);
    expect(report.info.method).toBe("lanczos");
    expect(report.singularValues).toEqual([...expected.S]);
    expect(report.residuals).toEqual([...expected.residuals]);
    const table = call(path, "-k", "3");
    expect(table.out).toMatch(/^large\.mtx: 700 × 500, sparse, [\d,]+ entries\n/);
    expect(table.out).toMatch(/singular value +energy up to here +residual +residual \/ value/);
    expect(table.out).toMatch(/search +Lanczos, \d+ steps; largest residual \S+ of the largest value/);
  });

  it("tells how far each value is right, and finds small ones to their own digits on request", () => {
    // A mean far above what is behind it.
    const entries = Array.from({ length: 500 }, (_, i) => `${i + 1} ${i + 1} ${i === 0 ? 1e6 : 1e-5 * (1 - i / 700)}`);
    const path = file("mean.mtx", `%%MatrixMarket matrix coordinate real general\n500 500 500\n${entries.join("\n")}\n`);
    const read = (...args: string[]) => JSON.parse(call(path, "-k", "6", "--json", ...args).out);
    const usual = read();
    expect(usual.info.converged).toBe(true);
    expect(usual.info.relativeUncertainty.length).toBe(6);
    expect(usual.info.relativeUncertainty[5]).toBeGreaterThan(1e-2);
    const { info, singularValues: values } = read("--relative-tolerance", "1e-3");
    expect(info.converged).toBe(true);
    expect(Math.max(...info.relativeUncertainty)).toBeLessThanOrEqual(1e-3);
    values.forEach((s: number, i: number) => expect(Math.abs(s / (i === 0 ? 1e6 : 1e-5 * (1 - i / 700)) - 1)).toBeLessThan(1e-3));
    const { out } = call(path, "-k", "6", "--relative-tolerance", "1e-3");
    expect(out).toMatch(/largest residual \S+ of its value/);
    expect(call(path, "-k", "6", "--relative-tolerance", "1e-9").out).toMatch(/NOT CONVERGED/);
    expect(call(path, "-k", "6", "--relative-tolerance", "1e-3", "--tolerance", "1e-3")).toMatchObject({ code: 2, error: expect.stringMatching(/cannot be used with/) });
  });

  it("--values-only writes the values alone", () => {
    for (const k of ["2", "44"]) {
      const { code } = call(file("v.csv", csv), "-k", k, "--values-only", "-o", join(folder, `values${k}`));
      expect(code).toBe(0);
      expect(readdirSync(folder).filter((name) => name.startsWith(`values${k}-`))).toEqual([`values${k}-S.csv`]);
      const S = readFileSync(join(folder, `values${k}-S.csv`), "utf8").trim().split("\n").map(Number);
      expect(S.length).toBe(Number(k));
      S.forEach((s, i) => expect(Math.abs(s - truth[i]!)).toBeLessThan(1e-13 * truth[0]!));
    }
  });

  it.each([
    [["-k", "0"], 2, /'-k, --rank <count>' argument '0' is invalid/],
    [["-k", "-1"], 2, /whole number/],
    [["-k", "2.5"], 2, /whole number/],
    [["-k", "1e400"], 2, /whole number/],
    [["-k", "46"], 1, /rank 46 is more than this matrix of 60 × 45 has: at most 45/],
    [["-k", "2", "--tolerance", "0"], 2, /above 0/],
    [["--tolerance", "1e-5"], 2, /belong to -k/],
    [["--relative-tolerance", "1e-5"], 2, /belong to -k/],
    [["-k", "2", "--relative-tolerance", "2"], 2, /at most 1/],
    [["--seed", "3"], 2, /belong to -k/],
  ])("refuses %j", (args, code, message) => {
    const target = join(folder, "refused");
    const result = call(file("b.csv", csv), "-o", target, ...args);
    expect(result.code).toBe(code);
    expect(result.error).toMatch(message);
    expect(result.error.trim().split("\n").length).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith("refused"))).toEqual([]);
  });
});

describe("files that are cut off", () => {
  it("an .npy file", () => {
    const whole = formatNpy(dense(9, 7));
    for (const length of [3, 9, 40, 127, 128, whole.length - 1]) {
      const path = file("cut.npy", whole);
      truncateSync(path, length);
      const { code, error } = call(path, "-k", "2");
      expect([code, error.trim().split("\n").length]).toEqual([1, 1]);
      expect(error).toMatch(length < 6 ? /cut\.npy/ : /header|bytes of entries/);
    }
  });

  it("a coordinate file", () => {
    const { text } = coordinates(30, 20, 100);
    for (const share of [0.01, 0.02, 0.3, 0.9]) {
      const path = file("cut.mtx", text.slice(0, Math.floor(text.length * share)));
      const { code, error } = call(path, "-k", "2");
      expect([code, error.trim().split("\n").length]).toEqual([1, 1]);
      expect(error).toMatch(/cut\.mtx/);
    }
    expect(call(file("short.mtx", "%%MatrixMarket matrix coordinate real general\n3 3 4\n1 1 1\n2 2 2\n3 3 3\n"), "-k", "1").error)
      .toBe(`lowrank: ${join(folder, "short.mtx")}: ends before all entries its sizes announce\n`);
  });
});

describe("Matrix Market as a stream", () => {
  it.each([50, 64, 97, 1 << 20])("chunks of %i bytes: the entries, whatever the edges cut", (chunk) => {
    const { text, row, column, value } = coordinates(40, 30, 700);
    const expected = sparse(40, 30, { row, column, value });
    expect(readSparse(file("s.mtx", text), chunk)).toEqual(expected);
    expect(readSparse(file("s.mtx", text.replaceAll("\n", "\r\n")), chunk + 10)).toEqual(expected);
    expect(readSparse(file("s.mtx", text.replaceAll("\n", "\r")), chunk + 10)).toEqual(expected);
    expect(readSparse(file("s.mtx", text.trimEnd()), chunk + 10)).toEqual(expected);
  });

  it.each([["real symmetric", "4 4 3\n1 1 2\n3 1 -1.5\n4 2 1e3"], ["integer skew-symmetric", "4 4 2\n2 1 5\n4 3 -7"], ["pattern general", "2 3 3\n1 1\n2 3\n2 3"], ["pattern symmetric", "2 2 2\n1 1\n2 1"]])(
    "%s gives what the dense reader gives",
    (kind, body) => {
      const text = `%%MatrixMarket matrix coordinate ${kind}\n${body}\n`;
      expect(filled(readSparse(file("kind.mtx", text)))).toEqual(readMatrixFile("kind.mtx", {}, Buffer.from(text)).matrix);
    },
  );

  it.each([
    ["2 2 1\n1 3 1", /line 3: column 3, expected 1 to 2/],
    ["2 2 1\n0 1 1", /line 3: row 0, expected 1 to 2/],
    ["2 2 1\n1 1 nan", /line 3: "nan" is not a finite number/],
    ["2 2 1\n1 1 1e999", /line 3: "1e999" is not a finite number/],
    ["2 2 1\n1 1 2x", /line 3: "2x" is not a number/],
    ["2 2 1\n1 1", /line 3: 2 values, expected 3/],
    ["2 2 1\n1 1 1 1", /line 3: 4 values, expected 3/],
    ["2 2 1\n1.5 1 1", /line 3: "1.5" is not a whole number/],
    ["2 2 1\n1 1 1\n2 2 2", /line 4: a line more than the sizes announce/],
    ["2 2 1000000000000\n1 1 1", /ends before all entries its sizes announce/],
    ["3000000000 2 1\n1 1 1", /too large/],
    ["2 2", /2 sizes, expected 3/],
    ["0 2 0", /nothing to do/],
    ["", /ends before the line of sizes/],
    ["2 2 -1", /not a whole number/],
  ])("refuses %j", (body, message) => {
    const { code, error } = call(file("bad.mtx", `%%MatrixMarket matrix coordinate real general\n${body}\n`), "-k", "1");
    expect(code).toBe(1);
    expect(error).toMatch(message);
    expect(error.trim().split("\n").length).toBe(1);
  });

  it("refuses a line longer than a chunk, and a missing file", () => {
    expect(() => readSparse(file("long.mtx", `%%MatrixMarket matrix coordinate real general\n%${"x".repeat(200)}\n1 1 0\n`), 100)).toThrow(/line 2: is longer than 100 bytes/);
    expect(call(join(folder, "nothing.mtx"), "-k", "1")).toMatchObject({ code: 1, error: expect.stringMatching(/nothing\.mtx: no such file/) });
    expect(call(folder, "-k", "1")).toMatchObject({ code: 1, error: expect.stringMatching(/is a directory/) });
  });
});

describe("decimal numbers", () => {
  const read = (text: string) => {
    const bytes = Buffer.from(text);
    const cursor = new Decimals(bytes);
    cursor.start(bytes, 0, bytes.length);
    return cursor.readNumber() && cursor.done ? cursor.value : undefined;
  };

  it("are read as JavaScript reads them, to the bit", () => {
    const texts = ["0", "-0", "1.", ".5", "-.5e-3", "+7", "1e22", "1e23", "9007199254740994", "1152921504606847000", "9007199254740993e0", "123456789012345", "1234567890123456", "0.1", "1e-22", "1e-23", "4.9e-324", "1.7976931348623157e308", "00012.500", "0.000000000000000000000000000000123", "1E5", "1e+5", "0e99999"];
    const data = numbers(4000);
    for (let p = 0; p < data.length; p++) texts.push(String(data[p]), data[p]!.toPrecision(1 + (p % 17)), (data[p]! * 10 ** ((p % 600) - 300)).toString());
    for (const text of texts) expect(read(text), text).toBe(Number(text));
  });

  it.each(["", "-", ".", "e5", "1e", "1e+", "0x10", "1 2", "nan", "inf", "1e999", "9007199254740993", "-12345678901234567890", "1,5", "--1"])("%j is none", (text) => expect(read(text)).toBeUndefined());
});
