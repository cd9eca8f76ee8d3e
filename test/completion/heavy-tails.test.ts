// The default beside means and biases on 200 tables of heavy-tailed values, by errors as they are and in deviations of the columns, of entries that no trial has seen.
import { describe, expect, it } from "vitest";
import { complete, predictEntries } from "../../src/index";
import { columnMeans } from "../support/generated";
import { heavyTailed } from "../support/heavy-tailed";

/** Standard errors of the difference of the squares, and the share of the error, that one may be above the other. */
const ERRORS = 3;
const SHARE = 0.02;
/** Times the error of the better of means and biases at most, as it is: which of them is better a few huge entries decide, and those are not seen. */
const MOST = 2.5;
/** Fewer entries to fit or to judge by say nothing of one table; they count in the means over all. */
const ENOUGH = 20;

const mean = (x: readonly number[]) => x.reduce((sum, y) => sum + y / x.length, 0);

/** Ratio of errors, and whether it is above 1 by more than chance. */
function beside(own: readonly number[], other: readonly number[]) {
  const differences = own.map((x, e) => x - other[e]!);
  const worse = mean(differences);
  const error = Math.sqrt(mean(differences.map((d) => (d - worse) ** 2)) / differences.length);
  return { ratio: Math.sqrt(mean(own) / mean(other)), isWorse: worse > ERRORS * error + ((1 + SHARE) ** 2 - 1) * mean(other) + 1e-18 };
}

function judged(seed: number) {
  const { name, table, test: all, deviation } = heavyTailed(seed);
  const test = all.filter(([, j]) => deviation[j]! > 0);
  if (table.entries.length === 0 || test.length === 0) return undefined;
  const [row, column] = [test.map(([i]) => i), test.map(([, j]) => j)];
  const model = complete(table);
  const means = columnMeans(table);
  const values = {
    own: predictEntries(model, row, column), means: column.map((j) => means[j]!), biases: predictEntries(complete(table, { method: "als", rank: 0, scaling: "none" }), row, column),
  };
  const measures = [() => 1, (j: number) => deviation[j]!].map((unit) => {
    const squares = (predicted: ArrayLike<number>) => test.map(([, j, x], e) => ((predicted[e]! - x) / unit(j)) ** 2);
    const [own, ofMeans, ofBiases] = [squares(values.own), squares(values.means), squares(values.biases)];
    return { means: beside(own, ofMeans), biases: beside(own, ofBiases), best: beside(own, mean(ofBiases) < mean(ofMeans) ? ofBiases : ofMeans) };
  });
  return { name, model, measures, isEnough: table.entries.length >= ENOUGH && test.length >= ENOUGH };
}

describe("the default, of heavy tails", () => {
  const all: NonNullable<ReturnType<typeof judged>>[] = [];
  it.each(Array.from({ length: 10 }, (_, g) => [20 * g, 20 * g + 19] as const))("is no worse than means of columns, nor much worse than biases, errors as they are: tables %i to %i", (first, last) => {
    for (let seed = first; seed <= last; seed++) {
      const one = judged(seed);
      if (one === undefined) continue;
      all.push(one);
      if (!one.isEnough) continue;
      const { name, model, measures: [plain] } = one;
      expect(plain!.means.isWorse, `${name}: ${plain!.means.ratio} times the error of means of columns, by ${model.method}`).toBe(false);
      expect(plain!.best.ratio, `${name}, by ${model.method}`).not.toBeGreaterThan(MOST);
    }
  });

  const isBetter = (measure: 0 | 1) => {
    expect(all.length).toBeGreaterThan(180);
    const judgedBy = all.filter((one) => one.isEnough).map((one) => one.measures[measure]!);
    for (const which of ["means", "biases", "best"] as const) {
      const ratios = judgedBy.map((one) => one[which].ratio).filter((ratio) => ratio > 0 && ratio < Infinity);
      expect(mean(ratios.map((ratio) => Math.log(ratio)))).toBeLessThan(0);
    }
    expect(judgedBy.filter(({ best }) => best.isWorse).length).toBeLessThan(0.05 * judgedBy.length);
  };

  it("is better than either over all, errors as they are", () => { isBetter(0); });
  it("is better than either over all, errors in deviations of the columns", () => { isBetter(1); });
});
