// What rankings must reach on real lists of what was chosen: a fifth of the entries of rows with five or more held out.
import { describe, expect, it } from "vitest";
import { type Completion, evaluate, itemModel } from "../../src/index";
import { heldOutByRow, webVisits } from "../support/choices";

describe("visits of the Microsoft web data", () => {
  const visits = webVisits();
  const { train, test } = heldOutByRow(visits, 12345);
  const judged = (model: Completion) => ({
    ndcg: evaluate(model, test, { count: 10 }).ranking!.ndcg, recall: evaluate(model, test, { count: 20 }).ranking!.recall,
  });

  it("has the entries that its description counts", () => {
    expect([visits.rows, visits.columns, visits.entries.length]).toEqual([32_710, 285, 98_653]);
  });

  it("popularity", () => {
    const { weights, ...model } = itemModel(train, { lambda: 1e300 });
    const popular = { ...model, column: { ...model.column, bias: model.column.filling! }, weights: { ...weights!, value: weights!.value.fill(0) } };
    const { ndcg, recall } = judged(popular);
    expect(ndcg).toBeCloseTo(0.35, 2);
    expect(recall).toBeCloseTo(0.7, 2);
  });

  it("item weights, without a word", () => {
    const model = itemModel(train);
    const { ndcg, recall } = judged(model);
    expect(ndcg).toBeGreaterThan(0.536);
    expect(recall).toBeGreaterThan(0.834);
    expect(model.weights!.dropped).toBeLessThan(0.05);
  });
});
