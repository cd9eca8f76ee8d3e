// One name written in two forms of Unicode: the two stay apart, as all names do, and the report says so.
import { describe, expect, it } from "vitest";
import { call, expectFailure, workplace } from "../support/command";
import { Random } from "../support/random";

const { file } = workplace("forms");
const random = new Random(21);
/** Letters with more than one form, and some that have one. */
const LETTERS = ["é", "ö", "ñ", "Å", "ç", "ё", "й", "が", "각", "ế", "a", "Z", "7", " ", "日", "ß", "ø"];
const named = () => `${LETTERS[random.integer(0, 9)]}${Array.from({ length: random.integer(1, 8) }, () => LETTERS[random.integer(0, LETTERS.length - 1)]).join("")}x`;
const [NFC, NFD] = [(name: string) => name.normalize("NFC"), (name: string) => name.normalize("NFD")];
const notes = (...args: string[]): string[] => {
  const { code, out, error } = call(...args, "--json");
  expect([code, error]).toEqual([0, ""]);
  return JSON.parse(out).reading.notes;
};
const NOTE = (kind: string, name: string) => new RegExp(`^${kind}: .*${NFC(name).slice(0, 3)}.* is written in 2 forms of Unicode, and each counts by itself; in a file normalized to NFC they are one$`);

/** Files with a name in two forms, or in one: what they are read by, and what the names are of. */
const KINDS: Readonly<Record<string, { kind: string; args: (one: string, two: string) => string[] }>> = {
  "teams": { kind: "teams", args: (one, two) => ["standings", file("games.csv", `home,away,home score,away score\n"${one}",B,1,0\nB,"${two}",2,2\nC,B,1,3\nC,"${one}",0,2\n`)] },
  "rows of a list": { kind: "rows", args: (one, two) => ["complete", file("list.csv", `user,item,rating\n"${one}",p,1\n"${one}",q,2\n"${two}",p,3\nb,q,4\nb,p,5\n`), "--method", "fill", "--rank", "1"] },
  "columns of a list": { kind: "columns", args: (one, two) => ["complete", file("list2.csv", `user,item,rating\na,"${one}",1\na,"${two}",2\nb,"${one}",3\nc,"${two}",4\nc,q,5\n`), "--method", "fill", "--rank", "1"] },
  "rows of a table": { kind: "rows", args: (one, two) => ["svd", file("rows.csv", `name,u,v\n"${one}",1,2\n"${two}",3,4\nc,5,7\n`)] },
  "columns of a table": { kind: "columns", args: (one, two) => ["pca", file("columns.csv", `"${one}","${two}",v\n1.5,2,3\n4,5.5,7\n5,7,1\n`)] },
};

describe.each(Object.entries(KINDS))("%s", (_, { kind, args }) => {
  it("are told where they differ in their form alone, and only there", () => {
    for (let round = 0; round < 25; round++) {
      const name = named();
      expect(NFC(name)).not.toBe(NFD(name));
      expect(notes(...args(NFC(name), NFD(name))), name).toEqual([expect.stringMatching(NOTE(kind, name))]);
      expect(notes(...args(NFD(name), `${name} 2`)), name).toEqual([]);
    }
    const { out } = call(...args("Köln".normalize("NFC"), "Köln".normalize("NFD")));
    expect(out).toMatch(/^note +.*"Köln" is written in 2 forms of Unicode/m);
  });
});

describe("a name that is asked for", () => {
  it("is found in the form of the file, whatever form it is typed in", () => {
    for (let round = 0; round < 10; round++) {
      const name = named();
      const forms = [NFC, NFD];
      for (const [inFile, typed] of [[0, 1], [1, 0], [0, 0]] as const) {
        const games = file("asked.csv", `home,away,home score,away score\n"${forms[inFile]!(name)}",B,1,0\nB,C,2,2\n`);
        expect(JSON.parse(call("standings", games, "--pair", forms[typed]!(name), "B", "--json").out).pairs[0].home).toBe(forms[inFile]!(name));
        const ratings = file("asked-list.csv", `user,item,rating\n"${forms[inFile]!(name)}",p,1\n"${forms[inFile]!(name)}",q,2\nb,r,3\nb,q,4\nb,p,5\n`);
        expect(JSON.parse(call("recommend", ratings, "--row", forms[typed]!(name), "--method", "fill", "--rank", "1", "--json").out).recommendations[0].column).toBe("r");
      }
    }
    const both = file("both.csv", `home,away,home score,away score\n"${NFC("ế")}",B,1,0\nB,"${NFD("ế")}",2,2\n`);
    expectFailure(call("standings", both, "--pair", "ê\u0301", "B"), 1, /is written in several forms of Unicode there, and in none of them here/);
    expectFailure(call("standings", both, "--pair", "é", "B"), 1, /has no game of/);
  });
});
