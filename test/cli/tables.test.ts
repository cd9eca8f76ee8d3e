// Tables as programs write them: every kind is generated in many variations, and read back to the same numbers and names.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMatrixFile } from "../../src/cli/files/matrix/matrix";
import type { TableOptions } from "../../src/cli/files/text/table";
import { call, expectFailure, workplace } from "../support/command";

const { file } = workplace("tables");
const read = (text: string | Uint8Array, options: TableOptions = {}) => readMatrixFile(file("t.csv", text), options);
const rowsOf = ({ matrix: { rows, columns, data } }: ReturnType<typeof read>) => Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
const reading = (text: string | Uint8Array, options: TableOptions = {}) => read(text, options).reading!;

/** Numbers whose every column has a fraction that is no group of three digits, so that no first line is a run and no comma separates thousands. */
const entry = fc.tuple(fc.integer({ min: -99999, max: 99999 }), fc.constantFrom(0.5, 0.25, 0.75, 0.1, 0.3)).map(([whole, part]) => whole + part);
const word = fc.constantFrom("height", "weight, kg", 'the "third"', "#4", "größe", "日本", "a b", "x;y", "tab\there", "two\nlines", "O'Hara", "id no", "", "Ω", "e", "inf.", "n-a");
const table = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 5 })).chain(([rows, columns]) => fc.record({
  entries: fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  names: fc.option(fc.uniqueArray(word, { minLength: columns, maxLength: columns }).filter((names) => names.every((name) => name !== ""))),
}));
const dialect = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  comma: fc.boolean(),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  quoteAll: fc.boolean(),
  last: fc.boolean(),
  pad: fc.constantFrom("", " "),
});
type Dialect = typeof dialect extends fc.Arbitrary<infer T> ? T : never;

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
function cellOf(value: string, { delimiter, quoteAll, pad }: Dialect): string {
  const needs = quoteAll || value.includes(delimiter) || /["\r\n#]|^\s|\s$/.test(value);
  return `${pad}${needs ? quote(value) : value}`;
}
function write(lines: readonly (readonly (string | number)[])[], how: Dialect): string {
  const number = (x: number) => (how.comma && how.delimiter !== "," ? String(x).replace(".", ",") : String(x));
  const text = lines.map((cells) => cells.map((cell) => cellOf(typeof cell === "number" ? number(cell) : cell, how)).join(how.delimiter)).join(how.end);
  return how.last ? text + how.end : text;
}

describe("a table", () => {
  it("is read whatever separates cells, ends lines and marks decimals, with names and without", () => {
    fc.assert(fc.property(table, dialect, ({ entries, names }, how) => {
      const result = read(write([...(names === null ? [] : [names]), ...entries], how));
      expect(rowsOf(result)).toEqual(entries);
      expect(result.names ?? null).toEqual(names);
      expect(result.reading).toMatchObject({ delimiter: how.delimiter, decimal: how.comma && how.delimiter !== "," ? "," : ".", namesLine: names === null ? null : 1, index: null, leftOut: [] });
    }), { numRuns: 600, seed: 1 });
  });

  it("has row names as pandas and R write them, which are no variable", () => {
    const index = fc.constantFrom("pandas", "pandas, filtered", "pandas, labels", "pandas, dates", "R", "R, labels", "write.table", "Unnamed: 0", "rownames");
    fc.assert(fc.property(table, dialect, index, ({ entries, names }, how, kind) => {
      const columns = names ?? entries[0]!.map((_, j) => `V${j + 1}`);
      const label = (i: number) => ({ pandas: i, "pandas, filtered": 7 * i + 3, "pandas, labels": `row ${i}`, "pandas, dates": `2024-01-${10 + i}`, R: i + 1, "R, labels": `Mazda ${i}`, "write.table": i + 1, "Unnamed: 0": i, rownames: i + 1 })[kind];
      const corner = kind === "write.table" ? [] : [kind.startsWith("U") || kind === "rownames" ? kind : ""];
      const result = read(write([[...corner, ...columns], ...entries.map((row, i) => [label(i), ...row])], how));
      expect(rowsOf(result)).toEqual(entries);
      expect(result.names).toEqual(columns);
      expect(result.rowNames).toEqual(entries.map((_, i) => String(label(i))));
      expect(result.reading).toMatchObject({ namesLine: 1, index: { column: 1, name: corner[0] ?? "" } });
    }), { numRuns: 500, seed: 1 });
  });

  it("keeps a first column that may be data: told, or refused with the option", () => {
    for (const first of ["id", "Obs", "year"]) {
      const result = read(`${first},x\n1,5.5\n2,6.5\n3,7.5\n`);
      expect(rowsOf(result)).toEqual([[1, 5.5], [2, 6.5], [3, 7.5]]);
      expect(result.reading!.notes.join()).toMatch(/column 1 .*counts the rows.*--index 1/);
      expect(rowsOf(read(`${first},x\n1,5.5\n2,6.5\n3,7.5\n`, { index: first }))).toEqual([[5.5], [6.5], [7.5]]);
    }
    for (const values of ["1.5,2.5,3.5", "1,1,2", "-0.5,0,0.5"]) {
      const text = `,x\n${values.split(",").map((value) => `${value},7.5`).join("\n")}\n`;
      expectFailure(call("svd", file("doubt.csv", text)), 1, /column 1 has no name.*--index 1 or --index none/);
      expect(rowsOf(read(text, { index: "none" })).map(([x]) => x)).toEqual(values.split(",").map(Number));
      expect(rowsOf(read(text, { index: "1" }))).toEqual([[7.5], [7.5], [7.5]]);
    }
  });
});

describe("a first line that begins like numbers is none of names", () => {
  const decimals = (value: string) => Number(value.replace(",", "."));
  it("numbers with a decimal comma are read, and it is said", () => {
    fc.assert(fc.property(fc.constantFrom(";", "\t", "|"), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), (delimiter, columns, rows) => {
      const lines = Array.from({ length: rows }, (_, i) => Array.from({ length: columns + 1 }, (_, j) => `${i * 3 + j},${5 + ((i + j) % 4)}`));
      const result = read(lines.map((line) => line.join(delimiter)).join("\n"));
      expect(rowsOf(result)).toEqual(lines.map((line) => line.map(decimals)));
      expect(result.reading).toMatchObject({ decimal: ",", delimiter, namesLine: null });
    }), { seed: 1 });
  });

  it.each([
    ["percentages", "5%,7%\n1%,2%\n", /line 1, column 1: "5%" is not a number but one of percentages/],
    ["money", "$1.5,$2.25\n$3,$4\n", /line 1, column 1: "\$1\.5" is not a number but one of sums of money/],
    ["money behind", "1.5 €;2 €\n3 €;4 €\n", /"1\.5 €" is not a number but one of sums of money/],
    ["hexadecimal", "0x1F,0x2\n1,2\n", /line 1: may be names or not|"0x1F" is not a number but one of hexadecimal/],
    ["NaN", "nan,nan\n1,2\n", /line 1, column 1: "nan" is not a finite number.*--missing drop/],
    ["infinity", "inf,-inf\n1,2\n", /line 1, column 1: "inf" is not a finite number.*--na inf,-inf/],
    ["thousands", '"1,234","5,678"\n"9,012","3,456"\n', /"1,234" is not a number but one of numbers with thousands separators; 1 more column is not all numbers \(--thousands , reads 1,234 as 1234, --decimal , as a fraction/],
    ["thousands, semicolons", "1,234;5,678\n9,012;3,456\n", /--thousands , reads 1,234 as 1234, --decimal , as a fraction/],
    ["thousands and decimals", "1.234,56;1,5\n2.345,67;2,5\n", /"1\.234,56" is not a number but one of numbers with thousands separators/],
    ["dates", "2024-01-05,2024-01-06\n2024-02-05,2024-02-06\n", /one of dates/],
    ["times", "12:30,1\n12:30,2\n", /one of dates/],
    ["booleans", "TRUE,FALSE\nFALSE,TRUE\n", /"FALSE" is not a number but one of yes and no/],
    ["digits and letters", "1a,2b\n3c,4d\n", /"1a" is not a number but one of numbers in another notation/],
    ["pairs", "1,2 3,4\n5,6 7,8\n", /cells may be separated by blanks or by comma: --delimiter blank or --delimiter comma|is not a number/],
    ["accounts", "(1.5),2\n(2.5),3\n", /"\(1\.5\)" is not a number but one of numbers in another notation/],
    ["a sign of its own", "⁻1.5,2\n﹣2.5,3\n", /"⁻1\.5" is not a number but one of numbers in another notation/],
  ])("%s: refused with what it is", (_, text, message) => {
    for (const command of ["svd", "pca", "denoise"]) expectFailure(call(command, file("other.csv", text)), 1, message);
  });

  it("options read what was refused", () => {
    expect(rowsOf(read('"1,234","5,678"\n', { thousands: "," }))).toEqual([[1234, 5678]]);
    expect(rowsOf(read("1,234;5,678\n", { decimal: "," }))).toEqual([[1.234, 5.678]]);
    expect(rowsOf(read("1.234,56;1,5\n2.345.678,9;2,5\n", { decimal: ",", thousands: "." }))).toEqual([[1234.56, 1.5], [2345678.9, 2.5]]);
    expect(rowsOf(read("1,5\n2,25\n3,75\n", { decimal: "," }))).toEqual([[1.5], [2.25], [3.75]]);
    expect(rowsOf(read("1 234.5,2\n3,4\n", { thousands: " ", delimiter: "," }))).toEqual([[1234.5, 2], [3, 4]]);
    expect(rowsOf(read("1,2 3,4\n", { delimiter: " ", decimal: "," }))).toEqual([[1.2, 3.4]]);
    expect(rowsOf(read("1:2:3\n", { delimiter: ":" }))).toEqual([[1, 2, 3]]);
  });
});

describe("a first line of numbers", () => {
  it.each([
    ["years", "2001,2002\n5,6\n7,8\n"],
    ["years above fractions", "1990,1995,2000\n0.5,0.25,0.1\n"],
    ["a count above fractions", "0,1,2\n0.5,1.5,2.5\n3.5,4.5,0.5\n"],
    ["wavelengths", "400,410,420\n0.5,0.25,0.1\n0.25,0.5,0.75\n"],
    ["words and numbers over numbers", "150,4,setosa,virginica\n5.1,3.5,1.4,0\n4.9,3.5,1.5,1\n"],
    ["months", "x,1990-01,1990-02\n1,2,3\n4,5,6\n"],
  ])("%s: may be names, and an option says so", (_, text) => {
    expectFailure(call("pca", file("years.csv", text)), 1, /line 1: may be names or not.*--header.*--no-header/);
    const lines = text.trimEnd().split("\n").map((line) => line.split(","));
    expect(read(text, { header: true }).names).toEqual(lines[0]);
    expect(rowsOf(read(text, { header: true }))).toEqual(lines.slice(1).map((line) => line.map(Number)));
    if (!/[a-z]|\d-/.test(lines[0]!.join(","))) expect(rowsOf(read(text, { header: false }))).toEqual(lines.map((line) => line.map(Number)));
  });

  it("an ordinary matrix has none", () => {
    fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: -9, max: 30 }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 6 }), (rows) => {
      expect(rowsOf(read(rows.map((row) => row.join(",")).join("\n")))).toEqual(rows);
    }), { seed: 1 });
    for (const rows of [[[1, 2], [3, 4]], [[0, 1, 2], [3, 4, 5]], [[1, 2, 3]], [[2001, 2002], [2003, 2004]], [[1, 2, 3], [2, 4, 6.5]]]) {
      expect(rowsOf(read(rows.map((row) => row.join(",")).join("\n")))).toEqual(rows);
    }
  });

  it("of names is plain beside labels, an index, or quotes around words alone", () => {
    expect(read("country,code,1960,1961,1962\nAruba,ABW,4.8,4.7,4.6\nChad,TCD,6.3,6.2,6.1\n", { drop: ["code"] }).names).toEqual(["1960", "1961", "1962"]);
    expect(read(",0,1\n0,5,6\n1,7,8\n")).toMatchObject({ names: ["0", "1"], rowNames: ["0", "1"] });
    expect(read('"2001","2002"\n5,6\n7,8\n').names).toEqual(["2001", "2002"]);
    expect(read('"","1","2"\n"1",5,6\n"2",7,8\n')).toMatchObject({ names: ["1", "2"], rowNames: ["1", "2"] });
  });
});

describe("columns", () => {
  const iris = "sepal length,sepal width,petal length,species\n5.1,3.5,1.4,setosa\n4.9,3.0,1.4,setosa\n7.0,3.2,4.7,versicolor\n";
  const numbers = [[5.1, 3.5, 1.4], [4.9, 3, 1.4], [7, 3.2, 4.7]];

  it("of text are named, with what to type", () => {
    expectFailure(call("pca", file("iris.csv", iris)), 1, /line 2, column 4 "species": "setosa" is not a number \(--drop species or --columns numeric leaves out what is no number\)/);
    for (const options of [{ drop: ["species"] }, { columns: ["numeric"] }, { columns: ["1-3"] }, { columns: ["sepal length-petal length"] }, { columns: ["sepal length", "2", "#3"] }, { columns: ["-", "x"].slice(2).concat("1,2,3") }]) {
      expect(rowsOf(read(iris, options))).toEqual(numbers);
    }
    expect(reading(iris, { columns: ["numeric"] }).leftOut).toEqual([{ column: 4, name: "species", because: 'line 2 has "setosa"' }]);
    expect(rowsOf(read(iris, { columns: ["3,1"] }))).toEqual(numbers.map(([a, , c]) => [c, a]));
  });

  it("that are not there are refused; names that are numbers too want #", () => {
    for (const [option, message] of [["weight", /no column is "weight" \(option '--columns'\): there are "sepal length", /], ["7", /is "7"/], ["4-2", /ends before it begins/]] as const) {
      expectFailure(call("pca", file("iris.csv", iris), "--columns", option), 2, message);
    }
    const odd = '"2","1"\n5,6\n7,8\n';
    expectFailure(call("svd", file("odd.csv", odd), "--columns", "1"), 2, /"1" is the name of column 2 .*write #2 or #1/);
    expect(rowsOf(read(odd, { columns: ["#1"] }))).toEqual([[5], [7]]);
    expectFailure(call("svd", file("twice.csv", "a,a\n1,2\n"), "--columns", "a"), 2, /has 2 columns "a"/);
    expect(reading("a,a\n1,2\n").notes).toEqual(['several columns are called "a"']);
  });

  it("without a name and an entry are left out, and said", () => {
    for (const text of ["a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n", "1,2,\n3,4,\n"]) {
      expect(rowsOf(read(text))).toEqual([[1, 2], [3, 4]]);
      expect(reading(text).leftOut).toEqual([{ column: 3, name: "", because: "empty, without a name" }]);
    }
    expect(rowsOf(read("a,b,\n1,2\n3,4\n"))).toEqual([[1, 2], [3, 4]]);
    expectFailure(call("svd", file("empty.csv", "a,b,c\n1,2,\n3,4,\n")), 1, /column 3 "c": is empty.*--drop c/);
  });
});

describe("missing entries", () => {
  const words = ["", "NA", "N/A", "nan", "NaN", "null", "None", "?", "-", ".", "<NA>", "#N/A"];
  it.each(words)("%j is one", (text) => {
    const lines = `a,b\n1,2.5\n3,${text}\n5,4.5\n`;
    expectFailure(call("pca", file("holes.csv", lines)), 1, /line 3, column 2 "b": .*--missing drop.*--missing mean/);
    expect(rowsOf(read(lines, { missing: "drop" }))).toEqual([[1, 2.5], [5, 4.5]]);
    expect(rowsOf(read(lines, { missing: "mean" }))).toEqual([[1, 2.5], [3, 3.5], [5, 4.5]]);
    expect(reading(lines, { missing: "mean" }).missing).toEqual({ cells: 1, rows: 1, treatment: "mean" });
    expectFailure(call("svd", file("holes.csv", lines), "--missing", "error"), 1, /--missing drop/);
  });

  it("words of --na, numbers among them", () => {
    const lines = "a,b\n1,-999\n3,unknown\n5,4.5\n7,-999.0\n";
    expect(rowsOf(read(lines, { na: ["-999", "unknown"], missing: "drop" }))).toEqual([[5, 4.5]]);
    const { out } = call("pca", file("na.csv", lines), "--na", "-999,unknown", "--missing", "drop", "--json");
    expect(JSON.parse(out).reading.missing).toEqual({ cells: 3, rows: 3, treatment: "drop" });
    expectFailure(call("pca", file("na.csv", "a,b\n1,2\n3,x\n5,6\n")), 1, /--na="x" counts it as missing/);
  });

  it("everywhere: refused", () => {
    expectFailure(call("pca", file("none.csv", "a,b\n1,\n,2\n"), "--missing", "drop"), 1, /every row has a missing entry: --missing mean/);
    expectFailure(call("pca", file("none.csv", "a,b\n1,\n2,\n"), "--missing", "mean"), 1, /column "b" holds no numbers/);
  });

  it("in lines at the end alone are what spreadsheets leave", () => {
    expect(rowsOf(read("a,b\n1,2\n3,4\n,\n,\n"))).toEqual([[1, 2], [3, 4]]);
    expect(reading("a,b\n1,2\n3,4\n,\n,\n").emptyLines).toBe(2);
  });
});

describe("lines", () => {
  it("that are ragged are refused with their number and the option for what stands above a table", () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), (columns, before, count) => {
      fc.pre(count !== columns);
      const line = (n: number) => Array.from({ length: n }, (_, j) => j + 0.5).join(",");
      const text = [...Array.from({ length: before + 1 }, () => line(columns)), line(count), line(columns)].join("\n");
      expectFailure(call("svd", file("ragged.csv", text)), 1, `line ${before + 2}: ${count} value${count === 1 ? "" : "s"}, expected ${columns} as in line 1`);
    }), { seed: 1 });
    expectFailure(call("svd", file("above.csv", "569,30,malignant\n1,2,3,4,5\n1,2,3,4,6\n")), 1, /line 2: 5 values, expected 3 as in line 1 \(--skip 1 leaves out/);
    expect(read("made by hand\n\nx,y\n1,2\n", { skip: 2 }).names).toEqual(["x", "y"]);
  });

  it("of comments and blanks are counted; names may stand in the last comment", () => {
    const text = "# made by hand\n\n1.5,2.5\n# half way\n3.5,4.5\n\n";
    expect(rowsOf(read(text))).toEqual([[1.5, 2.5], [3.5, 4.5]]);
    expect(reading(text)).toMatchObject({ comments: 2, blankLines: 2, namesLine: null });
    expect(read("# x,y\n1.5,2.5\n3.5,4.5\n")).toMatchObject({ names: ["x", "y"], reading: { namesLine: 1, namesInComment: true } });
    expect(read("#,x,y\n1,1.5,2.5\n2,3.5,4.5\n").names).toEqual(["#", "x", "y"]);
  });

  it("sep= of a spreadsheet names the delimiter", () => {
    expect(read("sep=;\na;b\n1;2\n")).toMatchObject({ names: ["a", "b"], reading: { delimiter: ";", skippedLines: 1 } });
    expect(rowsOf(read("sep=|\r\n1|2\r\n"))).toEqual([[1, 2]]);
  });

  it("one column, one row, one entry", () => {
    expect(rowsOf(read("x\n1\n2\n"))).toEqual([[1], [2]]);
    expect(rowsOf(read("1\n2.5\n"))).toEqual([[1], [2.5]]);
    expect(rowsOf(read("7"))).toEqual([[7]]);
    expect(rowsOf(read('"a, in m"\n1\n2\n'))).toEqual([[1], [2]]);
    expectFailure(call("svd", file("one.csv", "x\n1,5\n2,25\n")), 1, /decimal comma \(--decimal ,\) or row names \(--index 1\)/);
  });
});
