// The default beside the simplest predictions, on 200 tables of all kinds: it is never worse than the better of biases and column means, but for what sampling does.
import { describe, expect, it } from "vitest";
import { complete, predictEntries } from "../../src/index";
import { columnMeans, generated } from "../support/generated";

/** Standard errors of the difference of the squares, and the share of the error, that one may be above the other. */
const ERRORS = 3;
const SHARE = 0.02;

function judged(seed: number) {
  const { name, table, test, scale } = generated(seed);
  const [row, column] = [test.map(([i]) => i), test.map(([, j]) => j)];
  const squares = (predicted: ArrayLike<number>) => test.map(([, j, x], e) => ((predicted[e]! - x) / scale[j]!) ** 2);
  const mean = (x: readonly number[]) => x.reduce((sum, y) => sum + y, 0) / x.length;
  const model = complete(table);
  const own = squares(predictEntries(model, row, column));
  const means = columnMeans(table);
  const baselines = [squares(predictEntries(complete(table, { method: "als", rank: 0, scaling: "none" }), row, column)), squares(column.map((j) => means[j]!))];
  const best = baselines.reduce((a, b) => (mean(b) < mean(a) ? b : a));
  const differences = own.map((x, e) => x - best[e]!);
  const worse = mean(differences);
  const error = Math.sqrt(mean(differences.map((d) => (d - worse) ** 2)) / differences.length);
  return { name, model, ratio: Math.sqrt(mean(own) / mean(best)), isWorse: worse > ERRORS * error + ((1 + SHARE) ** 2 - 1) * mean(best) + 1e-18 };
}

describe("the default", () => {
  const ratios: number[] = [];
  it.each(Array.from({ length: 20 }, (_, g) => g))("is never worse than the better of biases and column means: tables %i0 to %i9", (group) => {
    for (let seed = 10 * group; seed < 10 * group + 10; seed++) {
      const { name, ratio, isWorse, model } = judged(seed);
      ratios.push(ratio);
      expect(isWorse, `${name}: ${ratio} times the error, by ${model.method}`).toBe(false);
    }
  });

  it("is much better on many", () => {
    expect(ratios.length).toBe(200);
    const sorted = [...ratios].sort((a, b) => a - b);
    expect(sorted[100]).toBeLessThan(0.9);
    expect(sorted[190]).toBeLessThan(1.06);
  });
});
