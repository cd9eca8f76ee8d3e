// Models that 0.1.0 saved, one of every method and kind: they load, and answer as they did, to the last bit.
import { describe, expect, it } from "vitest";
import { foldIn, loadModel, predictMatrix, predictPlaces, recommend, saveModel } from "../../src/index";
import answers from "../fixtures/models/answers.json";
import { hash } from "../hashes/hash";
import { binaryFile } from "../support/platform";

describe("models saved by 0.1.0", () => {
  for (const [name, expected] of Object.entries(answers)) {
    it(name, () => {
      const bytes = binaryFile(`test/fixtures/models/${name}.model`);
      const model = loadModel(bytes);
      const unit = name.startsWith("far") ? 1e280 : 1;
      const lines = [
        foldIn(model, [[1, 2 * unit], [7, 5 * unit]]),
        foldIn(model, { index: [0, 4], value: [unit, 4 * unit] }, { side: "column" }),
        foldIn(model, []),
      ] as const;
      const answered = [
        model.method, predictMatrix(model), lines, predictPlaces(model, [0, 3, -1, 2], [1, 2, 3, -1]), recommend(model, 2, { count: 4 }), recommend(model, lines[0], { count: 4 }),
        saveModel(model),
      ];
      expect(hash(answered)).toBe(expected);
      expect(saveModel(model)).toStrictEqual(bytes);
    });
  }
});
