import { describe, expect, it } from "vitest";
import { builds, debug, simd } from "../support/builds";
import { planted } from "../support/tables";

const METHODS = ["auto", "bayesian", "als", "soft-impute", "hard-impute", "fill", "implicit", "item"] as const;
const { rows, columns, entries } = planted(25, 18, 2, 0.6, 0.1, 41);
const table = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) };

describe.each(METHODS)("%s", (method) => {
  const options = { method, rank: 3, maxIterations: 30 } as const;

  it("gives the same bits with and without optimization", () => {
    const [a, b] = [simd, debug].map(({ package: { complete, foldIn, predictMatrix, recommend } }) => {
      const model = complete(table, options);
      return { model, all: predictMatrix(model), folded: foldIn(model, [[1, 2], [4, 1]]), best: recommend(model, 2) };
    });
    expect(a).toEqual(b);
  });

  it("gives back all memory, also when it is stopped by an error", () => {
    for (const { package: { complete, foldIn, predictMatrix, crossValidate }, marks } of builds) {
      const before = marks();
      predictMatrix(complete(table, options));
      foldIn(complete(table, options), [[1, 2]]);
      if (method === "als") crossValidate(table, { method, rank: [1], lambda: [1, 0.1], folds: 2 });
      if (method !== "fill") {
        expect(() => complete(table, { ...options, onProgress: () => { throw new Error("stop"); } })).toThrow("stop");
      }
      expect(() => complete({ ...table, entries: [...table.entries, table.entries[0]!] }, options)).toThrow(/twice/);
      expect(marks()).toEqual(before);
    }
  });

  it("may call the package from onProgress", () => {
    const { complete, svd } = simd.package;
    const quiet = complete(table, options);
    let told = 0; // of soft-impute, which holds out entry after entry, 30,000 times
    const model = complete(table, { ...options, onProgress: () => {
      if (told++ > 20 && told % 500 > 0) return;
      svd([[1, 2], [3, 4]]);
      complete([[1, null], [2, 3]]);
    } });
    expect(model).toEqual(quiet);
  });
});
