// What could be taken for something else is asked or told: indices of several levels, codes, comments of other programs, lines above and below a table.
import { describe, expect, it } from "vitest";
import { plainNumber } from "../../src/cli/files/text/kinds";
import { call, expectFailure, workplace } from "../support/command";
import { Random } from "../support/random";

const { file } = workplace("table-guesses");

const DELIMITERS = [",", ";", "\t", "|"];
const random = new Random(11);
const numbers = (rows: number, columns: number) => Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.round(random.between(-99, 99) * 8) / 8 + 0.0625));
const text = (rows: readonly (readonly (string | number)[])[], delimiter = ",") => rows.map((row) => `${row.join(delimiter)}\n`).join("");
const report = (content: string | Uint8Array, ...args: string[]) => {
  const { code, out, error } = call("svd", file("t.csv", content), "--json", ...args);
  expect([error, code]).toEqual(["", 0]);
  return JSON.parse(out) as { rows: number; columns: number; reading: { notes: string[]; index: { column: number } | null; namesLine: number | null; names: string[] | null } };
};
const notes = (content: string, ...args: string[]) => report(content, ...args).reading.notes;

describe("two columns without names", () => {
  it("may both be levels of an index: asked, and either answer reads it", () => {
    for (const delimiter of DELIMITERS) {
      for (const [first, second] of [["", ""], ["", "Unnamed: 0"], ["", "Unnamed: 1"], ["Unnamed: 0", "Unnamed: 0.1"], ["Unnamed: 0", "Unnamed: 1"]] as const) {
        for (const level of [["k", "k", "l"], [0, 1, 2], ["2020-01-01", "2020-01-02", "2020-01-03"]]) {
          const values = numbers(3, 2);
          const table = text([[first, second, "x", "y"], ...values.map((row, i) => [level[i]!, i % 2, ...row])], delimiter);
          if (first !== "" && level[0] === "k") continue; // words that are not all different under a name are text
          expectFailure(call("svd", file("t.csv", table)), 1, /columns 1 and 2 .*have no names, and may both name the rows: --index 1 --drop 2 .*--index 1 takes it for data/);
          expect(report(table, "--index", "1", "--drop", "2")).toMatchObject({ rows: 3, columns: 2, reading: { names: ["x", "y"], index: { column: 1 } } });
          expect(report(table, "--index", "1")).toMatchObject({ rows: 3, columns: 3 });
        }
      }
    }
  });

  it("one is that of the row names, an empty one beside it is nothing", () => {
    expect(report(text([["", "", "x"], ["a", "", 1], ["b", "", 2]]))).toMatchObject({ columns: 1, reading: { index: { column: 1 } } });
    expect(report(text([["", "x", "y"], ["a", 1, 2], ["b", 2, 5]]))).toMatchObject({ columns: 2 });
  });
});

describe("numbers that are names", () => {
  it("are told where they are called so, or begin with 0, and nothing else is", () => {
    for (const name of ["ID", "id", "player_id", "playerID", "user-id", "Movie Id", "movieId", "zip", "zip code", "postcode", "PLZ", "account.id"]) {
      const values = numbers(4, 2);
      expect(notes(text([[name, "x", "y"], ...values.map((row, i) => [1000 + 7 * i * i, ...row])]))).toEqual([expect.stringMatching(/column 1 .*is called like a name and is taken for data; --index 1 takes it for row names/)]);
      expect(notes(text([["x", name, "y"], ...values.map(([x, y], i) => [x!, 1000 + 7 * i * i, y!])]))).toEqual([expect.stringMatching(/column 2 .*is called like a name and is taken for data; --drop 2 leaves it out/)]);
      expect(notes(text([["x", name, "y"], ...values.map(([x, y], i) => [x!, 1000 + i, y!])]), "--drop", "2")).toEqual([]);
      expect(notes(text([["x", name, "y"], ...values.map(([x, y], i) => [x!, 1000 + i, y!])]), "--columns", "1-3")).toEqual([]);
    }
    for (const name of ["width", "grid", "humid", "fluid", "valid", "x", "paid", "idle", "RFID tags"]) {
      expect(notes(text([[name, "y"], ...numbers(4, 2).map(([x, y]) => [Math.round(x!), y!])]))).toEqual([]);
    }
    expect(notes(text([["a", "b"], ["01234", 1], ["02345", 2], ["99999", 3]]))).toEqual([expect.stringMatching(/column 1 "a" has numbers that begin with 0/)]);
    for (const plain of ["0", "0.5", "0e1", "-0.25", "100"]) expect(notes(text([["a", "b"], [plain, 1], [plain, 2], [3, 4]]))).toEqual([]);
  });

  it("a first line that counts the columns, and a last row of sums", () => {
    for (const from of [0, 1]) {
      for (const columns of [3, 4, 9]) {
        const table = text([Array.from({ length: columns }, (_, j) => j + from), ...Array.from({ length: 4 }, () => Array.from({ length: columns }, () => random.integer(0, 50)))]);
        expect(report(table)).toMatchObject({ rows: 5, reading: { namesLine: null, notes: expect.arrayContaining([expect.stringMatching(/line 1 counts the columns and is taken for data; --header/)]) } });
        expect(report(table, "--header")).toMatchObject({ rows: 4, reading: { namesLine: 1 } });
        expect(notes(table, "--no-header").filter((note) => note.includes("counts the columns"))).toEqual([]);
      }
    }
    for (const name of ["Total", "total", "Grand total", "SUM", "Subtotal", "Mean", "average"]) {
      expect(notes(text([["name", "x"], ["a", 1], ["b", 2], [name, 3]]))).toEqual([expect.stringMatching(new RegExp(`the last row is called "${name}"`))]);
      expect(notes(text([["name", "x"], [name, 3], ["a", 1], ["b", 2]]))).toEqual([]);
    }
  });
});

describe("lines that are no rows", () => {
  it("comments of other programs are not taken for names", () => {
    for (const mark of ["%", "%%", "//", "!", ";", "--", "*"]) {
      for (const rest of [" x", "x", " x more"]) {
        const words = `${mark}${rest}`.split(" ").length;
        const table = `${mark}${rest}\n${text(numbers(3, words), " ")}`;
        if (words === 1) continue;
        expectFailure(call("svd", file("t.csv", table), "--delimiter", "blank"), 1, /line 1: may be names or not, with ".+" before them, by which other programs mark a comment.*--skip 1/);
        expect(report(table, "--skip", "1", "--delimiter", "blank")).toMatchObject({ rows: 3, reading: { namesLine: null } });
      }
    }
    expect(report(text([["% change", "b"], [1, 2], [3, 5]])).reading.names).toEqual(["% change", "b"]);
  });

  it("titles, units and sources: the message names a way that reads the table", () => {
    for (const delimiter of DELIMITERS) {
      const values = numbers(4, 3);
      const body = text([["x", "y", "z"], ...values], delimiter);
      for (const title of [`Title${delimiter}${delimiter}\n`, "Title\n"]) {
        expectFailure(call("svd", file("t.csv", title + body)), 1, /--skip 1/);
        expect(report(title + body, "--skip", "1")).toMatchObject({ rows: 4, columns: 3 });
      }
      const units = text([["x", "y", "z"], ["m", "s", "kg"], ...values], delimiter);
      expectFailure(call("svd", file("t.csv", units)), 1, /line 2.*# before line 2 makes it a comment/);
      expect(report(units.replace("\nm", "\n#m"))).toMatchObject({ rows: 4, columns: 3, reading: { names: ["x", "y", "z"] } });
      expectFailure(call("svd", file("t.csv", `${body}Source: somebody\n`)), 1, /line 6: 1 value, expected 3 as in line 1 \(# before a line makes it a comment\)/);
      expect(report(`${body}# Source: somebody\n`)).toMatchObject({ rows: 4, columns: 3 });
    }
  });

  it("what NumPy writes by itself is read as it is, also where the first line holds whole numbers", () => {
    for (const head of ["", "# a b c\n", "# written by hand\n"]) {
      for (const rows of [[[1, 2, 3], [4, 5.5, 6]], [[0, 1, 2], [3, 4, 5]], [[2001, 2002, 2003], [1.5, 2, 3]]]) {
        const table = head + text(rows.map((row) => row.map((x) => x.toExponential(18).replace(/e([+-])(\d)$/, "e$10$2"))), " ");
        expect(report(table)).toMatchObject({ rows: 2, columns: 3, reading: { namesLine: null } });
      }
    }
  });
});

describe("signs and marks", () => {
  it("the minus of typography is one, in every notation", () => {
    for (const [cells, args, value] of [["−3,0\n0,−4\n", [], 4], ["a;b\n−3,5;0\n0;−4,5\n", [], 4.5], ["a\tb\n−1.234,5\t0\n0\t1\n", ["--thousands", ".", "--decimal", ","], 1234.5], ["a,b\n−1e2,0\n0,1\n", [], 100]] as const) {
      const { singularValues } = JSON.parse(call("svd", file("t.csv", cells), "--json", ...args).out) as { singularValues: number[] };
      expect(singularValues[0]).toBe(value);
    }
    expectFailure(call("svd", file("t.csv", "a,b\n−x,1\n2,3\n")), 1, /"−x" is not a number/);
    expect(report("a,b\n1,–\n2,—\n3,4\n4,9\n", "--missing", "drop")).toMatchObject({ rows: 2 });
  });

  it("a first line in a notation of its own is never dropped as names, whatever stands before its digits", () => {
    for (const sign of ["+", "-", "−", "–", "—", "‐", "⁻", "﹣", "－", "＋", "±", "<", ">", "≤", "≥", "≈", "~", "=", "'", "*", "(", "[", "{", "$", "€", "-$", "$-", "($", "< ", "- ", "~ ", "%", "|", "^", "·", "•", ".", ",", "-.", "¿", "✓"]) {
      for (const digits of ["5", "0.5", "½", "٥", "５", "5e3"]) {
        if (plainNumber(`${sign}${digits}`, { decimal: "." }) !== undefined) continue;
        for (const delimiter of [";", "\t"]) {
          const table = text([[`${sign}${digits}`, `${sign}${digits}`], [1.5, 2], [3, 7]], delimiter);
          const { code, error } = call("svd", file("t.csv", table));
          expect([table, code]).toEqual([table, 1]);
          expect(error).toMatch(/line 1/);
        }
      }
    }
    for (const name of ["@1", "_1", "x1", "-a", "(m)", "[kg]", "$", "%", "<x>"]) expect(report(text([[name, "y"], [1.5, 2], [3, 7]], ";")).reading.names).toEqual([name, "y"]);
  });

  it("the way out for sums of money, percentages and words for missing entries works in a shell", () => {
    expectFailure(call("svd", file("t.csv", "5%,7%\n1%,2%\n")), 1, /tr -d % < FILE \| lowrank … -/);
    for (const sign of ["$", "€", "£"]) expectFailure(call("svd", file("t.csv", `a;b\n${sign}5;1\n${sign}7;2\n`)), 1, new RegExp(`sed 's/\\[\\${sign}\\]//g' FILE \\| lowrank … -`));
    for (const word of ["*", "\\N", "#DIV/0!", "missing", "1.#IND", "-1.#IND", "n.a.", "..", "k.A."]) {
      const table = `a,b\n1,2\n3,4\n5,${word}\n7,9\n`;
      const { error } = call("svd", file("t.csv", table));
      const [, typed] = /--na=("[^"]+"|'[^']+')/.exec(error) ?? [];
      expect([word, typed?.slice(1, -1)]).toEqual([word, word]);
      expect(report(table, `--na=${word}`, "--missing", "drop")).toMatchObject({ rows: 3 });
    }
  });

  it("a column without numbers is named where rows are left out or filled", () => {
    for (const missing of ["drop", "mean"]) {
      const table = "a,b,c\n1,,2\n3,,4\n5,,7\n";
      expectFailure(call("svd", file("t.csv", table), "--missing", missing), 1, /column (2 )?"b" holds no numbers.*--columns numeric leaves it out/);
      expect(report(table, "--missing", missing, "--columns", "numeric")).toMatchObject({ rows: 3, columns: 2 });
    }
  });
});

describe("bytes", () => {
  const HIGH = ["é", "ü", "ñ", "ß", "Ö", "ø", "’", "–", "日", "🙂"];

  it("UTF-8 with a damaged byte is not read as windows-1252, and windows-1252 still is", () => {
    for (let run = 0; run < 60; run++) {
      const names = Array.from({ length: 4 }, () => `n${random.pick(HIGH)}${random.pick(HIGH)}`);
      const whole = Buffer.from(text([names, ...numbers(3, 4)]));
      const places = [...whole.keys()].filter((p) => whole[p]! >= 0xc2);
      const damaged = Buffer.from(whole);
      const at = random.pick(places);
      damaged[at] = random.pick([0x41, 0xff, 0xfe, 0x80]);
      expectFailure(call("svd", file("t.csv", damaged)), 1, /line 1: is not UTF-8, as others are: it is damaged, or cut off \(--encoding windows-1252/);
      const latin = Array.from({ length: 4 }, (_, j) => `n${random.pick(["é", "ü", "ñ", "ß", "ø"])}m${j}`);
      expect(report(Buffer.from(text([latin, ...numbers(3, 4)]), "latin1")).reading.names).toEqual(latin);
    }
  });

  it("several byte order marks are none of a name", () => {
    for (let marks = 1; marks <= 3; marks++) expect(report(`${"\ufeff".repeat(marks)}a,b\n1,2\n3,5\n`).reading.names).toEqual(["a", "b"]);
  });

  it("JSON, HTML, XML, ARFF and pictures of other kinds are named", () => {
    for (const kind of ["P4", "P5", "P6"]) expectFailure(call("svd", file("t.csv", Buffer.from(`${kind}\n2 2\n255\n\x01\x80\x03\x04`, "latin1"))), 1, /is a picture/);
    expect(report("P5\n2\n3\n")).toMatchObject({ rows: 2, columns: 1, reading: { names: ["P5"] } });
    for (const [content, name] of [["<!DOCTYPE html><p>", "HTML"], ["<html>", "HTML"], ["<?xml version=\"1.0\"?>", "XML"], ["@relation x\n@data\n1,2\n", "ARFF"]] as const) {
      for (const command of ["svd", "pca", "denoise", "complete", "standings"]) expectFailure(call(command, file("t.csv", content)), 1, new RegExp(`is .*${name}.*, which is not read`));
    }
  });
});
