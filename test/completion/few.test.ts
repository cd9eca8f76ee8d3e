// Tables of a few entries, in units of any kind: held out one by one, they tell what the simplest predictions are worth.
import { describe, expect, it } from "vitest";
import { complete, predict } from "../../src/index";
import { Random } from "../support/random";

/** A table of at most five lines a side, a fifth of it missing, and the scales and means of its columns. */
function drawn(random: Random, kind: "units" | "units and a common factor" | "one unit") {
  const [rows, columns] = [2 + Math.floor(5 * random.unit()), 1 + Math.floor(5 * random.unit())];
  const scale = Array.from({ length: columns }, () => (kind === "one unit" ? 1 : 10 ** (6 * random.unit() - 3)));
  const centre = scale.map((s) => (kind === "one unit" ? 3 : 10 * s * random.gaussian()));
  const share = kind === "units and a common factor" ? 0.3 : 1;
  const all = Array.from({ length: rows }, () => {
    const common = share === 1 ? 0 : random.gaussian();
    return scale.map((s, j) => centre[j]! + s * (common + share * random.gaussian()));
  });
  const table = all.map((row) => row.map((x) => (random.unit() < 0.2 ? null : x)));
  return { all, table, scale };
}

const mean = (x: readonly number[]) => x.reduce((sum, y) => sum + y, 0) / x.length;
/** Between the root of the mean square, which one table in ten thousand units would decide, and the median. */
const typical = (errors: readonly number[]) => Math.exp(mean(errors.map((e) => Math.log(e + 0.1))));

describe("a table of fewer than twenty entries", () => {
  it.each(["units", "units and a common factor", "one unit"] as const)("is completed as well as by means of columns: %s", (kind) => {
    const random = new Random(3);
    const [own, means]: [number[], number[]] = [[], []];
    for (let t = 0; t < 150; t++) {
      const { all, table, scale } = drawn(random, kind);
      const known = scale.map((_, j) => table.map((row) => row[j]!).filter((x) => x !== null));
      const count = known.flat().length;
      if (count < 2 || count >= 20 || count === scale.length * table.length) continue;
      const model = complete(table);
      table.forEach((row, i) => row.forEach((x, j) => {
        if (x !== null || known[j]!.length === 0) return;
        own.push(Math.abs(predict(model, i, j).value - all[i]![j]!) / scale[j]!);
        means.push(Math.abs(mean(known[j]!) - all[i]![j]!) / scale[j]!);
      }));
    }
    expect(own.length).toBeGreaterThan(150);
    expect(typical(own)).toBeLessThan(1.2 * typical(means));
  });

  it("says what it was chosen by", () => {
    const { info, method } = complete([[20.1, 101_300, 0.041], [22, 101_200, null], [19, null, 0.04], [25.5, 101_000, 0.043]]);
    expect(info.trials?.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(info.trials?.some((trial) => trial.method === "column mean")).toBe(true);
    expect(method).not.toBe("auto");
  });

  it("of one row, or of one entry a column, has means", () => {
    const model = complete([[1, 900], [null, null]]);
    expect([predict(model, 1, 0).value, predict(model, 1, 1).value].every(Number.isFinite)).toBe(true);
    expect(predict(complete([[7], [null]]), 1, 0).value).toBeCloseTo(7, 12);
  });
});

describe("a small table", () => {
  it("is seen to have units, even where two columns alone have ten entries", () => {
    const random = new Random(5);
    const entries: [number, number, number][] = [];
    for (let j = 0; j < 12; j++) {
      const scale = 10 ** (j < 2 ? 4 : j - 6);
      for (let i = 0; i < (j < 2 ? 11 : 8); i++) entries.push([i, j, scale * (5 + random.gaussian())]);
    }
    const { units, info } = complete({ rows: 11, columns: 12, entries });
    expect(units ?? info.trials?.find(({ chosen }) => chosen)?.relative).toBeDefined();
    expect(info.trials?.find(({ chosen }) => chosen)?.relative).toBeLessThan(2);
  });
});
