// What the methods must reach on real tables, held-out entries as everywhere in this project.
import { describe, expect, it } from "vitest";
import { complete, predictPlaces, type CompleteOptions } from "../../src/index";
import { inpainting, movieTweetings, rmse, unVotes, type SplitTable } from "../support/tables";

function heldOut({ train, test }: SplitTable, options: CompleteOptions) {
  const model = complete(train, options);
  const { value, deviation } = predictPlaces(model, test.row, test.column);
  const inside = Array.from(test.value).filter((x, e) => Math.abs(x - value[e]!) <= 1.6448536 * (deviation?.[e] ?? 0)).length;
  return { model, rmse: rmse(value, test.value), coverage: inside / test.value.length };
}

describe("UN votes", () => {
  const votes = unVotes();
  const range = [-1, 1] as const;

  it("has the entries that its description counts", () => {
    expect([votes.rows, votes.columns, votes.train.entries.row.length + votes.test.row.length]).toEqual([1862, 193, 321529]);
  });

  it("zero fill at rank 7 and column means at rank 10 are the lecture's", () => {
    expect(heldOut(votes, { method: "fill", fill: "zero", rank: 7, range }).rmse.toFixed(4)).toBe("0.3247");
    expect(heldOut(votes, { method: "fill", fill: "column-mean", rank: 10, range }).rmse.toFixed(4)).toBe("0.2678");
  });

  it("bayesian, rank 8: error and calibrated intervals", () => {
    const { model, ...reached } = heldOut(votes, { method: "bayesian", rank: 8 });
    expect(model.info.converged).toBe(true);
    expect(reached.rmse).toBeLessThanOrEqual(0.249);
    expect(reached.coverage).toBeGreaterThan(0.88);
    expect(reached.coverage).toBeLessThan(0.92);
  });

  it("auto, without a word", () => {
    const { model, ...reached } = heldOut(votes, {});
    expect(reached.rmse).toBeLessThanOrEqual(0.22);
    expect(model.info.heldOutRmse! / reached.rmse).toBeLessThan(1.05); // of a path without its last stage
    expect(model.info.heldOutRmse! / reached.rmse).toBeGreaterThan(0.95);
  });
});

describe("soft-impute", () => {
  it("after biases, on UN votes", () => {
    const { model, rmse } = heldOut(unVotes(), { method: "soft-impute", rank: 40 });
    expect(rmse).toBeLessThanOrEqual(0.225);
    expect(model.info.converged).toBe(true);
  });

  it.each([[0.3, 25], [0.5, 23], [0.7, 20.6]])("paints in the photograph with %d of its pixels lost", (lost, decibels) => {
    const { rmse } = heldOut(inpainting(lost), { method: "soft-impute" });
    expect(20 * Math.log10(255 / rmse)).toBeGreaterThanOrEqual(decibels);
  });
});

describe("MovieTweetings", () => {
  const films = movieTweetings();

  it("auto falls back on biases when personal factors do not help", () => {
    expect(heldOut(films, {}).rmse).toBeLessThanOrEqual(1.54);
  });

  it("bayesian is as good", () => {
    const reached = heldOut(films, { method: "bayesian" });
    expect(reached.rmse).toBeLessThanOrEqual(1.542);
    expect(reached.coverage).toBeGreaterThan(0.88);
    expect(reached.coverage).toBeLessThan(0.92);
  });
});
