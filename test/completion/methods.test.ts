// The table of methods is what the types, the guide, the command line and every model go by.
import { describe, expect, it } from "vitest";
import { COMPLETION_METHODS, complete, type CompletionMethod, foldIn } from "../../src/index";
import { METHODS } from "../../src/completion/methods";
import { textFile } from "../support/platform";

const names = Object.keys(COMPLETION_METHODS) as CompletionMethod[];
const COMMON = ["range", "seed", "tolerance", "maxIterations", "onProgress"];
const table = [[5, 4, 0, 1], [4, 3, 4, 1], [1, 2, 1, 3], [2, 1, 2, 5], [1, 3, 2, 4]];

describe("COMPLETION_METHODS", () => {
  it("every method has its functions, and those that give models fold lines in", () => {
    expect(Object.keys(METHODS).sort()).toEqual([...names, "bias"].sort());
    for (const [name, method] of Object.entries(METHODS)) expect("fold" in method, name).toBe(name !== "auto");
  });

  it("the guide has a row for each, and turns what it reads", () => {
    const rows = textFile("docs/completion.md").split("\n").filter((line) => /^\| `[a-z-]+`(?: \(default\))? \| [^|]*[a-z][^|]* \| [^|]*\|$/.test(line));
    const listed = rows.map((row) => /`([a-z-]+)`/.exec(row)![1]!);
    expect(listed.filter((name) => names.includes(name as CompletionMethod))).toEqual(names);
    for (const row of rows.filter((_, r) => names.includes(listed[r] as CompletionMethod))) {
      const [, name, , turned] = row.split("|");
      const { options } = COMPLETION_METHODS[/`([a-z-]+)`/.exec(name!)![1] as CompletionMethod];
      for (const [, option] of turned!.matchAll(/`(\w+)`/g)) expect([...COMMON, ...options], `${name}: ${option}`).toContain(option);
    }
  });

  // An option that is not listed changes no bit of the model; what is listed is tried in the tests of each method.
  const OTHER = { fill: "column-mean", power: 0.5, damping: [40, 30], biases: false, nonnegative: true, alpha: 3, unseen: 2, solver: "conjugate-gradient", samples: 3 } as const;
  it.each(names.filter((name) => name !== "auto"))("%s reads the options listed, and none beside", (method) => {
    const plain = complete(table, { method, rank: 1, maxIterations: 8 });
    const options: readonly string[] = COMPLETION_METHODS[method].options;
    const changed = Object.entries(OTHER).filter(([name, value]) => {
      const { fold: _fold, ...model } = complete(table, { method, rank: 1, maxIterations: 8, [name]: value });
      const { fold: _same, ...same } = plain;
      return JSON.stringify([model, [...model.row.factors.data], [...model.row.bias]]) !== JSON.stringify([same, [...same.row.factors.data], [...same.row.bias]]);
    });
    for (const [name] of changed) expect(options, name).toContain(name);
  });

  it.each(names)("the least rank of %s is what it takes", (method) => {
    const { leastRank } = COMPLETION_METHODS[method];
    expect(complete(table, { method, rank: leastRank, maxIterations: 3 }).rank).toBeGreaterThanOrEqual(0);
    if (leastRank > 0) expect(() => complete(table, { method, rank: leastRank - 1 })).toThrow("options.rank is 0: expected an integer, 1 or more");
  });

  it("a model of no method is refused by name", () => {
    const model = complete(table, { method: "als", rank: 1 });
    for (const method of ["auto", "none", "toString", "__proto__"]) expect(() => foldIn({ ...model, method: method as never }, [])).toThrow(/model\.method is/);
  });
});
