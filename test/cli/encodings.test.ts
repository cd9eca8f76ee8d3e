// Texts in every encoding a file comes in: the same names and numbers, or a refusal; and names that cannot command a terminal or break a plot.
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { readEntryFile } from "../../src/cli/files/entries/entries";
import { readGamesFile } from "../../src/cli/files/games";
import { readMatrixFile } from "../../src/cli/files/matrix/matrix";
import { openText } from "../../src/cli/files/text/encoding";
import { call, expectFailure, workplace } from "../support/command";

const { file, path } = workplace("encodings");

const HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
const LATIN = `äöüßéèçñøåÆÐþ¡¿ ${HIGH}`;
/** Bytes of windows-1252, by the table of the Encoding Standard. */
const CODES = new Map([..."\u20ac_\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152_\u017d__\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153_\u017e\u0178"].map((one, i) => [one, 0x80 + i]));
const cp1252 = (text: string) => Buffer.from(Array.from(text, (one) => (one.charCodeAt(0) < 0x100 ? one.charCodeAt(0) : CODES.get(one)!)));
const utf16 = (text: string, big: boolean) => { const bytes = Buffer.from(text, "utf16le"); return big ? bytes.swap16() : bytes; };

const ENCODINGS: Record<string, { write: (text: string) => Buffer; name: string }> = {
  "UTF-8": { write: (text) => Buffer.from(text), name: "utf-8" },
  "UTF-8 with a mark": { write: (text) => Buffer.from(`\ufeff${text}`), name: "utf-8" },
  "UTF-16, little end first, with a mark": { write: (text) => utf16(`\ufeff${text}`, false), name: "utf-16le" },
  "UTF-16, big end first, with a mark": { write: (text) => utf16(`\ufeff${text}`, true), name: "utf-16be" },
  "UTF-16, little end first": { write: (text) => utf16(text, false), name: "utf-16le" },
  "UTF-16, big end first": { write: (text) => utf16(text, true), name: "utf-16be" },
};
const name = fc.string({ unit: fc.constantFrom(..."abcdefgh äöüßéñ日本語Ω"), minLength: 1, maxLength: 8 }).map((text) => `x${text.trim()}`);
const names = fc.uniqueArray(name, { minLength: 2, maxLength: 5 });

describe("encodings", () => {
  it.each(Object.entries(ENCODINGS))("%s: the same table, and its name in the report", (_, { write, name: encoding }) => {
    fc.assert(fc.property(names, fc.constantFrom("\n", "\r\n"), (head, end) => {
      const text = [head.join(","), ...[1, 2, 3].map((i) => head.map((__, j) => i * 10 + j + 0.5).join(","))].join(end);
      const { names: found, matrix, reading } = readMatrixFile(file("t.csv", write(text)));
      expect([found, matrix.rows, matrix.data[0], reading!.encoding]).toEqual([head, 3, 10.5, encoding]);
      expect(reading!.encodingBecause === null).toBe(_ === "UTF-8");
    }), { numRuns: 60, seed: 1 });
  });

  it("windows-1252, where UTF-8 fails: every character, in tables, lists and games", () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: fc.constantFrom(...LATIN), minLength: 1, maxLength: 6 }).map((text) => `K${text.trim()}ln`), { minLength: 2, maxLength: 5 }), (words) => {
      fc.pre(!isUtf8(cp1252(words.join(";")))); // Æ“ is a character of UTF-8
      const table = readMatrixFile(file("t.csv", cp1252(`${words.join(";")}\n${words.map((__, j) => j).join(";")}\n${words.map((__, j) => 9 - j).join(";")}\n`)));
      expect(table.reading).toMatchObject({ encoding: "windows-1252", encodingBecause: "line 1 is not UTF-8" });
      expect(table.names).toEqual(words);
      const list = readEntryFile(file("t.csv", cp1252(words.map((word, i) => `${word};film;${i}`).join("\n"))), "list", undefined);
      expect(list.rows).toEqual(words);
    }), { numRuns: 100, seed: 1 });
    const { games } = readGamesFile(file("g.csv", cp1252("home,away,hg,ag\nKöln,Käln,1,0\n")), {}, []);
    expect(games[0]).toMatchObject({ home: "Köln", away: "Käln" });
    expect(call("standings", file("g.csv", cp1252("home,away,hg,ag\nKöln,Käln,1,0\n"))).out).toMatch(/2 teams[^]*read as .*; windows-1252 \(line 2 is not UTF-8\)$/m);
  });

  it("a character cut by the end of a chunk is whole", () => {
    for (const shift of [0, 1, 2, 3, 4]) {
      const text = `${"a".repeat((1 << 20) - 2 - shift)}日本語,b\n1,2\n`;
      expect(openText(file("long.csv", text)).encoding).toBe("utf-8");
      const wrong = Buffer.from(text);
      wrong[wrong.indexOf("日") + 1] = 0x41;
      expect(openText(file("long.csv", wrong)).because).toBe("line 1 is not UTF-8");
    }
    const late = Buffer.concat([Buffer.from("1,2\n".repeat(600_000)), cp1252("ä,2\n")]);
    expect(openText(file("late.csv", late)).because).toBe("line 600001 is not UTF-8");
  });

  it("--encoding says otherwise, strictly", () => {
    const cyrillic = Buffer.from([0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0]); // Москва
    const text = Buffer.concat([cyrillic, Buffer.from(",b\n1,2\n3,4\n")]);
    expect(readMatrixFile(file("c.csv", text), { encoding: "windows-1251" }).names).toEqual(["Москва", "b"]);
    expect(readMatrixFile(file("c.csv", text)).names).toEqual(["Ìîñêâà", "b"]); // a guess, which the report tells
    expectFailure(call("svd", file("c.csv", text), "--encoding", "utf-8"), 1, /line 1: is not UTF-8 \(--encoding\)/);
    expectFailure(call("svd", file("c.csv", text), "--encoding", "klingon"), 2, /Expected an encoding, as utf-8/);
    expectFailure(call("svd", file("b.csv", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]))), 1, /line 1: is not UTF-8 \(byte order mark\)/);
    expectFailure(call("svd", file("u.csv", Buffer.from([0x81, 0x2c, 0x61, 0x0a, 0x31, 0x2c, 0x32]))), 1, /line 1: byte 0x81 is not windows-1252.*--encoding/);
    expectFailure(call("svd", file("w.csv", Buffer.from("fffe0000610000002c000000", "hex"))), 1, /is UTF-32/);
    for (const bytes of [Buffer.from([0, 1, 2, 3, 4, 5, 0, 7]), Buffer.from("a\0b,c\n1,2\n"), Buffer.from([0xff, 0x01, 0x02, 0x41])]) expectFailure(call("svd", file("x.csv", bytes)), 1, /is not a text file/);
  });

  it("names that were damaged before are not merged", () => {
    const [games, list, table] = ["home,away,hg,ag\nK\ufffdln,Bonn,1,0\n", "K\ufffdln,a,3\nK\ufffdln,b,4\nx,a,2\n", "K\ufffdln,b\n1,2\n"];
    for (const call_ of [["standings", file("g.csv", games)], ["complete", file("l.csv", list), "--as", "list"], ["svd", file("t.csv", table)]]) {
      expectFailure(call(...call_), 1, /the name "K\ufffdln" holds a replacement character.*--encoding utf-8/);
      expect(call(...call_, "--encoding", "utf-8").code).toBe(0);
    }
  });
});

/** What a terminal would obey, XML does not hold, or changes the order of what is shown. */
const WILD = ["\u001b[31mred\u001b[0m", "\u001b]0;title\u0007", "\u009b2J", "bell\u0007", "back\b\b", "del\u007f", "\u202eright to left", "\u2028line", "two\nlines", "tab\tin", "<&>\"'", "\ufeffmark", "\u0085next", "\u200fmark", "]]>", "\ufffe", "\u0001\u0002"];
const wild = fc.array(fc.constantFrom(...WILD, "plain", "é"), { minLength: 1, maxLength: 3 }).map((parts) => `n${parts.join("")}e`);
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

function expectTame(text: string): void {
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u200f\ufeff]/u);
}

function expectXml(text: string): void {
  const faults: string[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => { faults.push(error.message); });
  parser.write(text).close();
  expect(faults).toEqual([]);
}

describe("names that mean mischief", () => {
  it("never reach a terminal as they are, in tables, JSON and errors; JSON keeps them", () => {
    fc.assert(fc.property(fc.uniqueArray(wild, { minLength: 3, maxLength: 3 }), (head) => {
      const table = file("w.csv", `${head.map(quote).join(",")}\n1,2,3\n4,5.5,7\n7,8,8\n`);
      for (const args of [["pca", table], ["svd", table], ["pca", table, "--drop", "1", "--scale"]]) {
        const { code, out } = call(...args);
        expect(code).toBe(0);
        expectTame(out);
      }
      const json = call("pca", table, "--json").out;
      expectTame(json);
      expect(JSON.parse(json).names).toEqual(head);
      const refused = call("pca", file("w.csv", `${head.map(quote).join(",")}\n1,2,${quote(head[0]!)}\n`));
      expectFailure(refused, 1, /is not a number/);
      expectTame(refused.error);
      expectTame(call("svd", path(`${head[0]!.replaceAll("/", "")}.csv`)).error);
    }), { numRuns: 60, seed: 1 });
  });

  it("make plots that are well-formed XML", () => {
    fc.assert(fc.property(fc.uniqueArray(wild, { minLength: 4, maxLength: 4 }), (teams) => {
      const season = teams.flatMap((home, i) => teams.flatMap((away, j) => (i === j ? [] : [`${quote(home)},${quote(away)},${(i * 3 + j) % 4},${j % 3}`])));
      const { code, out } = call("standings", file("s.csv", `home,away,hg,ag\n${season.join("\n")}\n`), "--plot", path("s.svg"), "-o", path("s.csv"), "--pair", teams[0]!, teams[1]!);
      expect(code).toBe(0);
      expectTame(out);
      expectXml(readFileSync(path("s.svg"), "utf8"));
      const cells = teams.map((row, i) => [quote(row), ...teams.map((_, j) => (i === j ? "" : String(i + 2 * j)))].join(","));
      const filled = call("complete", file("c.csv", `"",${teams.map(quote).join(",")}\n${cells.join("\n")}\n`), "--held-out", "0", "--rank", "1", "--method", "als", "--lambda", "0.1", "--plot", path("c"), "-o", path("filled.csv"));
      expect([filled.code, filled.error]).toEqual([0, ""]);
      for (const kind of ["error", "spectrum", "table"]) expectXml(readFileSync(path(`c-${kind}.svg`), "utf8"));
      const back = readEntryFile(path("filled.csv"), "table", undefined);
      expect([back.columns, back.rows]).toEqual([teams, teams]); // a file that is written holds the names themselves
    }), { numRuns: 12, seed: 1 });
  });
});
