// Lists of entries: plain lines are read as bytes, others as text; both give the same, and long files take little memory.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntryFile } from "../../src/cli/files/entries/entries";
import { following } from "../../src/cli/report/progress";
import { mulberry32, splitEntries } from "../../src/cli/commands/split";

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), "entries-")); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string, columns?: string[], onRead?: (bytes: number, of: number) => void) {
  const path = join(folder, "list.csv");
  writeFileSync(path, text);
  return readEntryFile(path, "list", columns, onRead);
}

/** The same by strings alone. */
function naive(text: string) {
  const [rows, columns]: [string[], string[]] = [[], []];
  const entries: [number, number, number][] = [];
  const asked: string[][] = [];
  for (const [row, column, value] of parse(text, { trim: true, comment: "#", comment_no_infix: true, skip_empty_lines: true }) as [string, string, string][]) {
    if (value === "") { asked.push([row, column]); continue; }
    for (const [names, name] of [[rows, row], [columns, column]] as const) if (!names.includes(name)) names.push(name);
    entries.push([rows.indexOf(row), columns.indexOf(column), Number(value)]);
  }
  for (const [row, column] of asked as [string, string][]) {
    if (!rows.includes(row)) rows.push(row);
    if (!columns.includes(column)) columns.push(column);
  }
  return { rows, columns, entries, asked };
}

const name = fc.oneof(
  fc.nat({ max: 20 }).map(String),
  fc.constantFrom("0", "00", "007", "7", "1e3", "999999999", "1000000000", "-3", "3.0", "Ümlaut", "日本", "a b", '"q, u"', '"1"', '"x ""y"""', "+1", "٣"),
);
const value = fc.oneof(fc.constantFrom("", "1", "-2.5", "1e-3", "+4", "0.1", ".5", "3.", "12345678901234567890e0", "1e300", '"6"'), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));
const blank = fc.constantFrom("", "", " ", "\t");
const line = fc.tuple(name, name, value, blank, blank).map(([a, b, x, s, t]) => `${s}${a}${t},${s}${b},${t}${x}${s}`);

describe("a list", () => {
  it("is read as by strings alone", () => {
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.constantFrom("\n", "\r\n"), (lines, end) => {
      const places = new Set<string>();
      const once = lines.filter((text) => {
        const [row, column, x] = (parse(text, { trim: true }) as string[][])[0]!;
        const place = JSON.stringify([row, column]);
        return x === "" || (!places.has(place) && places.add(place));
      });
      fc.pre(places.size > 0);
      const text = `row,column,value${end}# a comment${end}${end}${once.join(end)}`;
      const expected = naive(text.slice(text.indexOf(end) + end.length));
      const { rows, columns, entries, asked } = read(text);
      expect({ rows, columns }).toEqual({ rows: expected.rows, columns: expected.columns });
      expect(Array.from(entries.value, (x, e) => [entries.row[e], entries.column[e], x])).toEqual(expected.entries);
      expect(asked.names).toEqual(expected.asked);
      expect(Array.from(asked.row, (i) => rows[i])).toEqual(expected.asked.map(([row]) => row));
      expect(Array.from(asked.column, (j) => columns[j])).toEqual(expected.asked.map(([, column]) => column));
    }), { numRuns: 300, seed: 1 });
  });

  it("takes the columns it is told, in any order", () => {
    const { rows, columns, entries } = read("value;when;film;who\n3;x;Up;ann\n4;y;Heat;bob\n", ["who", "film", "value"]);
    expect([rows, columns, [...entries.value]]).toEqual([["ann", "bob"], ["Up", "Heat"], [3, 4]]);
  });

  it.each([
    ["a,b,1\na,c\n", /line 2: 2 values, expected 3 or more/],
    ["a,b,1\n,c,2\n", /line 2: has no row/],
    ["a,b,1\na,c,two\n", /line 2: "two" is not a number/],
    ["a,b,1\na,c,1e999\n", /line 2: "1e999" is not a finite number/],
    ["a,b,1\na,c,inf\n", /line 2: "inf" is not a finite number/],
    ['a,b,1\na,"c,2\n', /line 2: broken quotes/],
    ["1,2,1\n3,4,1\n1,5,1\n1,2,7\n", /row "1", column "2" is given twice/],
    ["1,2,\n", /holds no number/],
  ])("%j: one clear line", (text, message) => expect(() => read(text)).toThrow(message));

  it("of a million lines: in order, over many chunks, telling how far it is", () => {
    const count = 1_000_000;
    const text = Array.from({ length: count }, (_, e) => `${(e * 7) % 5003},${Math.floor(e / 5003)},${(e % 9) / 2}`).join("\n");
    const told: number[] = [];
    const { rows, columns, entries } = read(text, undefined, (bytes, of) => {
      expect(of).toBe(text.length);
      told.push(bytes);
    });
    expect([rows.length, columns.length, entries.row.length]).toEqual([5003, Math.ceil(count / 5003), count]);
    const wrong = entries.value.findIndex((x, e) => x !== (e % 9) / 2 || rows[entries.row[e]!] !== String((e * 7) % 5003) || columns[entries.column[e]!] !== String(Math.floor(e / 5003)));
    expect(wrong).toBe(-1);
    expect(told).toHaveLength(7);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
  });

  it("is split by the draw, in the order of the file", () => {
    const entries = { row: Int32Array.from({ length: 500 }, (_, e) => e), column: new Int32Array(500), value: Float64Array.from({ length: 500 }, (_, e) => e / 2) };
    const draw = mulberry32(3);
    const held = Array.from({ length: 500 }, () => draw() < 0.2);
    const { train, test } = splitEntries(entries, 0.2, 3);
    expect([...test.row]).toEqual([...entries.row].filter((e) => held[e]));
    expect([...train.value]).toEqual([...entries.value].filter((_, e) => !held[e]));
    expect(splitEntries(entries, 0, 3)).toEqual({ train: entries, test: { row: new Int32Array(), column: new Int32Array(), value: new Float64Array() } });
  });
});

describe("long work", () => {
  const quiet = { print: () => undefined, complain: () => undefined };
  const wait = (milliseconds: number) => { const end = performance.now() + milliseconds; while (performance.now() < end); };

  it("shows a line after a while, and takes it away", () => {
    const shown: unknown[] = [];
    const terminal = { ...quiet, progress: { begin: (...about: unknown[]) => void shown.push(about), update: (...about: unknown[]) => void shown.push(about), end: () => void shown.push("end") } };
    expect(following(terminal, "at {value} of {total}", (report) => { report!(1, 3); return 5; })).toBe(5);
    expect(shown).toEqual([]);
    expect(() => following(terminal, "at {value} of {total}", (report) => { wait(550); report!(2, 3); throw new Error("lost"); })).toThrow("lost");
    expect(shown).toEqual([["at {value} of {total}", 3, 2, undefined], "end"]);
    expect(following({ ...quiet, progress: undefined }, "", (report) => report)).toBe(undefined);
  });
});

describe("lists without a value", () => {
  it("count 1 for each line, repeated ones more, and say so", () => {
    const file = read("user,item\nann,tea\nbob,tea\nann,tea\ncem,jam\n");
    expect([file.rows, file.columns]).toEqual([["ann", "bob", "cem"], ["tea", "jam"]]);
    expect([[...file.entries.row], [...file.entries.column], [...file.entries.value]]).toEqual([[0, 1, 2], [0, 0, 1], [2, 1, 1]]);
    expect(file.reading.notes[0]).toBe("no value: each line counts 1, and 1 that repeat a row and a column are added to it");
    expect(read("ann,tea\nbob,jam\n").rows).toEqual(["ann", "bob"]);
  });
  it("may be two columns of many", () => {
    const file = read("when,who,amount,what\n1,ann,3,tea\n2,bob,4,jam\n", ["who", "what"]);
    expect([file.rows, file.columns, [...file.entries.value]]).toEqual([["ann", "bob"], ["tea", "jam"], [1, 1]]);
  });
});
