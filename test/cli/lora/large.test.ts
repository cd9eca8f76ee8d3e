import { describe, expect, it } from "vitest";
import { Checkpoint } from "../../../src/cli/files/safetensors/checkpoint";
import { type ExtractPlan, extract } from "../../../src/cli/lora/extract";
import { operatorOf } from "../../../src/cli/lora/large";
import { type Layer, findLayers } from "../../../src/cli/lora/layers";
import { workplace } from "../../support/command";
import { dense, transposed } from "../../support/dense";
import { multiply } from "../../support/naive";
import { change, expectClose, numbers, product, safetensors, sum } from "../../support/safetensors";

const place = workplace("lora-large");

describe("matrices too large to be held as doubles", () => {
  it("are multiplied in parts, of any size", () => {
    for (const [rows, columns, b] of [[1, 1, 1], [7, 5, 3], [12, 4, 2], [3, 20, 4]] as const) {
      const data = Float32Array.from(numbers(rows * columns, 3));
      const a = dense(rows, columns, (i, j) => data[i * columns + j]!);
      const [x, y] = [dense(columns, b, (i, j) => i - 2 * j + 0.5), dense(rows, b, (i, j) => 0.25 * i + j)];
      for (const entries of [1, columns, 2 * columns + 1, 5 * columns, 1e6]) {
        const operator = operatorOf({ rows, columns, data }, entries);
        expectClose(operator.multiply(x).data, multiply(a, x).data, 1e-12);
        expectClose(operator.multiplyTransposed(y).data, multiply(transposed(a), y).data, 1e-12);
      }
    }
  });

  it("give the adapter that the others give", () => {
    for (const [rows, columns] of [[150, 130], [130, 160]] as const) {
      const W = numbers(rows * columns, 1);
      const file = (name: string, values: Float64Array) => place.file(name, safetensors({ "q_proj.weight": { shape: [rows, columns], values } }));
      const models = { base: new Checkpoint(file("base.safetensors", W)), tuned: new Checkpoint(file("tuned.safetensors", sum(W, change(rows, columns, 5, 0.2, 9)))) };
      const [layer] = findLayers(models, { config: { path: undefined, types: [], classes: [], tied: undefined }, fanInFanOut: false, exclude: undefined, embedding: undefined, linear: undefined, ties: [] }) as [Layer];
      const plans: Partial<ExtractPlan>[] = [{ rank: 3 }, { rank: 8 }, { energy: 0.5 }, { energy: 0.8, rank: 2 }];
      for (const plan of plans) {
        const [all, parts] = [undefined, 1000].map((most) => extract(models, layer, { rank: undefined, energy: undefined, alpha: undefined, quick: true, minimum: undefined, ...plan, ...(most === undefined ? {} : { most }) }));
        if (all!.kind !== "adapted" || parts!.kind !== "adapted") throw new Error("not adapted");
        expect([parts!.report.rank, parts!.report.norm]).toEqual([all!.report.rank, all!.report.norm]);
        const inNoise = plan.rank === 8; // three of them: other ones, as good
        expect(Math.abs(parts!.report.energy - all!.report.energy)).toBeLessThan(inNoise ? 0.01 : 1e-6);
        if (inNoise) continue;
        const products = [all!, parts!].map(({ tensors: [A, B] }) => product({ shape: [...B!.shape], values: Array.from(B!.values) }, { shape: [...A!.shape], values: Array.from(A!.values) }));
        expectClose(products[1]!, products[0]!, 1e-4 * all!.report.norm);
      }
      expect(() => extract(models, layer, { rank: undefined, energy: 1, alpha: undefined, quick: true, minimum: undefined, most: 1000 })).toThrow(/"q_proj\.weight": .* is too large for all of its singular values: --rank bounds them/);
      models.base.close();
      models.tuned.close();
    }
  });
});
