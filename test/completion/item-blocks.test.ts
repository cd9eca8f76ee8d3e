// Item weights in blocks: an approximation for more columns than one solve takes, beside the exact weights where both are possible.
import { describe, expect, it } from "vitest";
import { readTable } from "../../src/completion/entries";
import { blockWeights } from "../../src/completion/methods/item-blocks";
import { itemModelOf } from "../../src/completion/methods/item";
import { readSettings } from "../../src/completion/options";
import { liking, supportOf } from "../../src/completion/problems/feedback";
import { evaluate, loadModel, recommend, saveModel, type Completion, type ItemWeights } from "../../src/index";
import { withFrame } from "../../src/wasm/completion";
import { heldOutByRow, webVisits } from "../support/choices";

const settings = readSettings({ method: "item", neighbours: 1000 });
const { train, test } = heldOutByRow(webVisits(), 12345);
const said = liking(readTable(train, "table"));
const modelIn = (sizes?: { core: number; block: number; context: number }) => withFrame("test", (frame) => itemModelOf(frame, said, settings, 64, sizes));
const weightOf = ({ start, column, value }: ItemWeights, source: number, target: number) => {
  for (let e = start[source]!; e < start[source + 1]!; e++) if (column[e] === target) return value[e]!;
  return 0;
};

describe("visits of the Microsoft web data", () => {
  const exact = modelIn();
  const ndcg = (model: Completion) => evaluate(model, test, { count: 10 }).ranking!.ndcg;

  it("a core of all columns is the exact model", () => {
    const { weights } = modelIn({ core: 285, block: 10, context: 10 });
    expect(weights!.start).toEqual(exact.weights!.start);
    expect(weights!.value.every((x, e) => Math.abs(x - exact.weights!.value[e]!) < 1e-9)).toBe(true);
  });

  it("a block beside all others is exact but for the core among itself", () => {
    const support = supportOf(said);
    const order = [...support.keys()].sort((a, b) => support[b]! - support[a]! || a - b);
    const blocks = modelIn({ core: 200, block: 85, context: 200 });
    for (const [a, b] of [[0, 210], [210, 0], [150, 284], [250, 260], [284, 199]] as const) {
      expect(weightOf(blocks.weights!, order[a]!, order[b]!)).toBeCloseTo(weightOf(exact.weights!, order[a]!, order[b]!), 9);
    }
  });

  it("ranks nearly as well, and far above popularity", () => {
    const [whole, blocks] = [ndcg(exact), ndcg(modelIn({ core: 70, block: 20, context: 20 }))];
    expect(whole).toBeGreaterThan(0.535);
    expect(blocks).toBeGreaterThan(0.97 * whole);
  });

  it("is saved, and recommends", () => {
    const model = modelIn({ core: 70, block: 20, context: 20 });
    const told = { ...model, info: { ...model.info, approximation: { core: 70, block: 20, context: 20, ndcg: 0.5, exactNdcg: 0.51 } } };
    expect(loadModel(saveModel(told))).toEqual(told);
    expect(recommend(model, 3, { count: 3 })).toHaveLength(3);
  });
});

it("columns that are chosen together stand in one block", () => {
  // Columns 0 and 1 are the context; 2, 4, 6 go with 0, and 3, 5, 7 with 1.
  const entries = Array.from({ length: 60 }, (_, i) => [[i, i % 2, 1], [i, 2 + (i % 2) + 2 * (Math.floor(i / 2) % 3), 1]] as [number, number, number][]).flat();
  const table = liking(readTable({ rows: 60, columns: 8, entries }, "table"));
  const solved: number[] = [];
  const none = (_: unknown, n: number): ItemWeights => {
    solved.push(n);
    return { start: Int32Array.from({ length: n + 1 }, (__, j) => Math.max(0, j - 1)), column: Int32Array.from({ length: n - 1 }, (__, j) => j), value: new Float64Array(n - 1).fill(1), dropped: 0 };
  };
  const { start, column } = blockWeights(table, Int32Array.from({ length: 8 }, (_, j) => j), supportOf(table), { core: 2, block: 3, context: 2 }, none);
  expect(solved).toEqual([2, 5, 5]);
  const pairs = Array.from({ length: 8 }, (_, source) => [...column.subarray(start[source], start[source + 1])].map((target) => [source, target])).flat();
  const within = pairs.filter(([a, b]) => a! > 1 && b! > 1);
  expect(within.length).toBe(4);
  expect(within.every(([a, b]) => a! % 2 === b! % 2)).toBe(true);
});
