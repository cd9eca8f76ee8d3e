// complete and recommend: a list of entries or a table with holes, decided on all of the file, told, and refused where both fit.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEntryFile } from "../../src/cli/files/entries/entries";
import { call, expectFailure, workplace } from "../support/command";
import { mulberry32 } from "../../src/cli/commands/split";

const { file } = workplace("kinds");
const read = (text: string, ...more: [kind?: "table" | "list", columns?: string[]]) => readEntryFile(file("k.csv", text), more[0], more[1]);
const DOUBT = /may be a list of entries row, column, value or a table with holes: --as list or --as table/;

/** People, no two with the same first two numbers, one or more cells of the third empty. */
function people(count: number, seed: number, holes: readonly number[]): string[] {
  const draw = mulberry32(seed);
  return Array.from({ length: count }, (_, i) => `${150 + i},${50 + ((i * 7) % count)},${holes.includes(i) ? "" : 20 + Math.floor(40 * draw())}`);
}

describe("a table of three columns", () => {
  it("with holes is no list: refused, and either option reads it", () => {
    fc.assert(fc.property(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 1, max: 1e6 }), fc.boolean(), fc.constantFrom(",", ";", "\t"), (count, seed, named, mark) => {
      const lines = [...(named ? ["height,weight,age"] : []), ...people(count, seed, [seed % count])].map((line) => line.replaceAll(",", mark));
      const path = file("people.csv", lines.join("\n"));
      for (const command of [["complete", path], ["recommend", path, "--row", "1"]]) expectFailure(call(...command), 1, DOUBT);
      expect(read(lines.join("\n"), "table")).toMatchObject({ kind: "table", reading: { missing: { cells: 1, rows: 1, treatment: "holes" } } });
      expect(read(lines.join("\n"), "table").columns.length).toBe(3);
      expect(read(lines.join("\n"), "list")).toMatchObject({ kind: "list", asked: { names: [expect.anything()] } });
    }), { numRuns: 40, seed: 1 });
  });

  it.each([
    ["a hole in the first column", [",60,30", "170,61,31", "180,62,32"]],
    ["a hole in the second", ["160,60,30", "170,,31", "180,62,32"]],
    ["fractions where names would be", ["160.5,60,30", "170.5,61,", "180.5,62,32"]],
    ["the same pair twice", ["160,60,30", "160,60,31", "180,62,"]],
    ["NA among the names", ["160,60,30", "NA,61,31", "180,62,32"]],
  ])("%s: a table, and it is said", (_, lines) => {
    for (const head of [[], ["height,weight,age"]]) {
      const path = file("certain.csv", [...head, ...lines, "190,63,33", "191,64,34"].join("\n"));
      const { code, out } = call("complete", path, "--rank", "1", "--held-out", "0", "--json");
      expect([code, JSON.parse(out).kind]).toEqual([0, "table"]);
    }
    expect(call("complete", file("certain.csv", [...lines, "190,63,33"].join("\n")), "--rank", "1", "--held-out", "0").out).toMatch(/^read as +a table with holes; separated by commas, decimal point; UTF-8$/m);
  });

  it("is decided on all of it, also where the first 300 kB is a list", () => {
    const draw = mulberry32(5);
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i % 250},${1000 + Math.floor(i / 250)},${1 + Math.floor(5 * draw())}`);
    expect(read(lines.join("\n")).kind).toBe("list");
    for (const last of [",1,3", "1,,3"]) expect(() => read([...lines, last].join("\n") + "\n1.5,2,3\n")).not.toThrow();
    expect(read([...lines, ",1,3"].join("\n")).kind).toBe("table");
    expect(() => read([...lines, "7,999,"].join("\n"))).toThrow(DOUBT);
    expect(() => read([...lines, "1,2"].join("\n"))).toThrow(/line 30001: 2 values, expected 3/);
    expect(() => read([...lines, "999,2,x"].join("\n"))).toThrow(/line 30001.*"x" is not a number/);
    expect(read([...lines, "999,999,4"].join("\n")).entries.row.length).toBe(30_001); // the last line is one, too
  });
});

describe("a list", () => {
  const pairs = (count: number, columns: number) => Array.from({ length: count }, (_, i) => [Math.floor(i / columns) + 1, (i % columns) + 1, ((i * 7) % 5) + 1]);
  it("is one where rows and columns recur and nothing is missing, whatever separates and whatever comes after", () => {
    fc.assert(fc.property(fc.integer({ min: 4, max: 60 }), fc.integer({ min: 2, max: 4 }), fc.constantFrom(",", "\t", ";", "::", "|"), fc.boolean(), fc.boolean(), (count, columns, mark, stamped, named) => {
      const lines = pairs(count, columns).map((cells) => [...cells, ...(stamped ? [881250949] : [])].join(mark));
      const text = [...(named ? [["user", "item", "rating", ...(stamped ? ["time"] : [])].join(mark)] : []), ...lines].join("\n");
      expect(read(text)).toMatchObject({ kind: "list", reading: { delimiter: mark, namesLine: named ? 1 : null } });
    }), { numRuns: 100, seed: 1 });
  });

  it("is one by the names of its columns, also with places to be predicted", () => {
    for (const head of ["user,item,rating", "row,column,value", "userId,movieId,rating,timestamp", "reviewer,product,stars"]) {
      const more = head.endsWith("timestamp") ? ",881250949" : "";
      expect(read([head, `1,2,3.5${more}`, `7,3,${more}`, `2,9,1${more}`].join("\n"))).toMatchObject({ kind: "list", asked: { names: [["7", "3"]] } });
      expect(read([head, `1,2,3.5${more}`, `7.5,3,${more}`].join("\n")).kind).toBe("table");
    }
  });

  it("whose names stand elsewhere than in front, or among many, is refused with the option that reads it", () => {
    for (const [user, item, value] of [["user", "item", "rating"], ["userId", "movieId", "rating"], ["customer_id", "product", "score"], ["User Name", "Title", "Stars"]] as const) {
      for (const mark of [",", ";", "\t"]) {
        const entry = (i: number) => ({ [user]: `${1 + (i % 4)}`, [item]: `${10 + ((i * 3) % 5)}`, [value]: `${1 + (i % 5)}`, "": `${i}`, time: `${9000 + i}`, genre: `${i % 2}`, date: `${i}` });
        for (const order of [["", user, item, value], [user, item, value, "time", "genre"], ["time", user, item, value], [user, "time", item, value], ["", "date", item, "genre", user, value]]) {
          const text = [order.join(mark), ...Array.from({ length: 18 }, (_, i) => order.map((name) => entry(i)[name as "time"]).join(mark))].join("\n");
          const path = file("scattered.csv", text);
          for (const as of [[], ["--as", "list"]]) {
            const refused = call("complete", path, ...as);
            expectFailure(refused, 1, /line 1 names the columns of a list: --columns .* reads them, --as table/);
            const typed = /--columns (\S+(?: [^-\s]\S*)*) reads/.exec(refused.error)![1]!;
            const { code, out, error } = call("complete", path, "--columns", typed, "--held-out", "0", "--method", "als", "--rank", "1", "--lambda", "1", "--json");
            expect([error, code]).toEqual(["", 0]);
            expect(JSON.parse(out)).toMatchObject({ kind: "list", rows: 4, columns: 5, reading: { names: [user, item, value] } });
          }
          expect(read(text, "table").columns.length).toBeGreaterThanOrEqual(3);
        }
      }
    }
    expect(read("user,item,rating,time\na,x,1,5\nb,x,2,6\na,y,3,7\n")).toMatchObject({ kind: "list" });
  });

  it("has no line with more values than the first, but for empty ones", () => {
    for (const [lines, wrong, count, width] of [
      [["user,item", "a,b,1", "b,c,2"], 2, 3, 2], // the third column has no name
      [["user,item,rating", "1,a,b,4", "2,a,c,3"], 2, 4, 3], // R's names of rows have none
      [["user,item,rating", "a,b,3", "a,c,3,5"], 3, 4, 3], // a comma in a number
      [["user,item,rating,time", "a,b,3,11", "a,c,4,12,late"], 3, 5, 4],
      [["a,b", "a,c", "b,c", "b,b,1"], 4, 3, 2],
    ] as const) {
      expectFailure(call("complete", file("more.csv", lines.join("\n")), "--as", "list"), 1, `line ${wrong}: ${count} values, expected ${width} as in the first line`);
    }
    const path = file("empty.csv", "user,item,rating\na,b,3,\na,c,4,,\nb,b,1\n");
    expect(readEntryFile(path, "list", undefined).entries.value).toEqual(Float64Array.of(3, 4, 1));
  });

  it("of names is one, with places to be predicted", () => {
    const { out } = call("complete", file("names.csv", "who,film,stars\nann,Up,5\nann,Heat,\nbob,Up,3\nbob,Heat,4\n"), "--held-out", "0", "--method", "als", "--rank", "0", "--json");
    expect(JSON.parse(out)).toMatchObject({ kind: "list", entries: 3, reading: { names: ["who", "film", "stars"], missing: { cells: 1, treatment: "asked" } } });
  });

  it("too small to tell anything is refused, and read if it is said", () => {
    for (const text of ["1,2,3\n4,5,6\n", "1,10,5\n2,20,4\n3,30,3\n"]) {
      expect(() => read(text)).toThrow(DOUBT);
      expect([read(text, "list").kind, read(text, "table").kind]).toEqual(["list", "table"]);
    }
  });

  it("has three columns; what is for tables is refused", () => {
    const path = file("list.dat", "a::b::3\na::c::4\nd::b::2\n");
    expectFailure(call("complete", path, "--index", "1"), 2, /'--index' is for a table with holes/);
    expectFailure(call("complete", path, "--columns", "1,2"), 2, /Expected three columns/);
    expectFailure(call("complete", path, "--columns", "1-3"), 2, /Expected three columns/);
    expectFailure(call("complete", path, "--missing", "drop"), 2, /unknown option '--missing'/);
  });
});

describe("two columns", () => {
  const NOTE = "two columns without a hole are taken for rows and columns of a list: --as table reads a table";
  const visits = (name: (i: number) => string, other: (j: number) => string) => Array.from({ length: 40 }, (_, e) => `${name(e % 8)},${other((e * 3 + (e >> 3)) % 6)}`);

  it("whose entries recur, without a hole, are a list that counts; the line of names is found, and the guess is told", () => {
    const numbers = [(i: number) => String(100 + i), (j: number) => String(j)] as const;
    const words = [(i: number) => `v${i}`, (j: number) => `area-${j}`] as const;
    for (const [name, other] of [numbers, words, [numbers[0], words[1]], [words[0], numbers[1]]] as const) {
      for (const head of [undefined, "visitor,area", "user,item", "who,area"]) {
        const found = read([...(head === undefined ? [] : [head]), ...visits(name, other)].join("\n"));
        const isTold = head === undefined || head !== "visitor,area" || name === numbers[0] || other === numbers[1];
        expect(found, `${name(1)},${other(1)}, ${head}`).toMatchObject({ kind: "list", reading: { notes: [expect.stringContaining("each line counts 1"), NOTE] } });
        if (isTold) expect([found.rows.length, found.columns.length, found.reading.namesLine]).toEqual([8, 6, head === undefined ? null : 1]);
      }
    }
    const path = file("visits.csv", ["visitor,area", ...visits(...numbers)].filter((line) => line !== "103,2").join("\n"));
    const { code, out, error } = call("recommend", path, "--row", "103");
    expect([code, error]).toEqual([0, ""]);
    expect(out).toMatch(/^1 +2 +\S+$/m);
    expect(out).toMatch(/^names +line 1: row "visitor", column "area"$/m);
    expect(out).toContain(NOTE);
    expect(JSON.parse(call("complete", path, "--held-out", "0", "--json").out)).toMatchObject({ kind: "list", rows: 8, columns: 6 });
    expect(read(visits(...numbers).join("\n"), "table").columns.length).toBe(2);
  });

  it.each([
    ["a hole", ["1,2", "1,3", "2,2", "2,", "1,4", "2,4"]], ["fractions", ["1,2.5", "1,3.5", "2,2.5", "2,3.5"]], ["a word for a hole", ["1,2", "1,NA", "2,2", "2,NA"]],
    ["names that do not recur", ["ann,3", "bob,4", "cem,3", "dan,5", "eve,3"]], ["numbers that hardly recur", ["170,61", "171,62", "172,64", "173,63", "171,65"]],
  ])("with %s are a table", (_, lines) => {
    for (const head of [[], ["a,b"]]) expect(read([...head, ...lines].join("\n")).kind).toBe("table");
  });

  it("of words alone can be no table", () => {
    expect(read("ann,tea\nbob,jam\ncem,tea\n")).toMatchObject({ kind: "list", rows: ["ann", "bob", "cem"], columns: ["tea", "jam"] });
    expectFailure(call("complete", file("words.csv", "ann,tea\nbob,jam\n"), "--as", "table"), 1, /is not a number/);
  });
});

describe("a table with holes", () => {
  it("has the index of pandas and R, chosen columns and words for a hole", () => {
    const text = ",a,b,c,note\n0,1,2,,x\n1,2,,6,y\n2,3,6,9,z\n";
    const path = file("frame.csv", text);
    expectFailure(call("complete", path), 1, /column 5 "note": "x" is not a number.*--drop note/);
    for (const option of [["--drop", "note"], ["--columns", "a-c"], ["--columns", "numeric"], ["--columns", "a,b", "--columns", "c", "--as", "table"]]) {
      const { code, out } = call("complete", path, ...option, "--rank", "1", "--held-out", "0", "--json");
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ kind: "table", rows: 3, columns: 3, entries: 7, reading: { index: { column: 1, name: "" }, names: ["a", "b", "c"] } });
    }
    expect(readEntryFile(file("na.csv", "a,b\n1,-9\n2,4\n"), "table", undefined, undefined, { na: ["-9"] }).entries.value).toEqual(Float64Array.of(1, 2, 4));
    expect(readEntryFile(file("komma.csv", "a;b\n1,5;\n2,5;4\n"), undefined, undefined).entries.value).toEqual(Float64Array.of(1.5, 2.5, 4));
  });
});
