import { describe, expect, it } from "vitest";
import { complete, foldIn, fromPlain, itemModel, lowRank, matrix, pca, pcaTransform, predict, predictMatrix, recommend, reconstruct, saveModel, sparse, svd, toPlain, toRows, truncatedSvd, verify } from "../src/index";

const A = [[4, 11, 14], [8, 7, -2]];
const through = (value: unknown): unknown => JSON.parse(JSON.stringify(toPlain(value)));

describe("toPlain and JSON", () => {
  const holes = Array.from({ length: 30 }, (_, i) => Array.from({ length: 8 }, (_, j) => ((i * 7 + j * 3) % 5 === 0 ? null : 3 + Math.sin(i * j) + Math.cos(i))));
  const list = { rows: 30, columns: 8, entries: holes.flatMap((row, i) => row.flatMap((x, j) => (x === null ? [] : [[i, j, 1 + ((i * j) % 4)] as const]))) };

  it.each(["bayesian", "als", "soft-impute", "hard-impute", "fill", "implicit", "item", "auto"] as const)("models of %s are read as they come out of JSON, and of fromPlain", (method) => {
    const options = method === "auto" || method === "soft-impute" ? { range: [0, 6] as const } : { rank: 2 };
    const model = method === "item" ? itemModel(list) : complete(method === "implicit" ? list : holes, { method, ...options });
    const json: unknown = JSON.parse(JSON.stringify(toPlain(model)));
    for (const read of [json as typeof model, fromPlain(json) as typeof model]) {
      expect(predict(read, 2, 1)).toEqual(predict(model, 2, 1));
      expect(predictMatrix(read)).toEqual(predictMatrix(model));
      expect(recommend(read, 3)).toEqual(recommend(model, 3));
      expect(foldIn(read, [[0, 3], [2, 1]])).toEqual(foldIn(model, [[0, 3], [2, 1]]));
      expect(saveModel(read)).toEqual(saveModel(model));
    }
  });

  it("numbers that the array of a model cannot hold are refused", () => {
    const model = itemModel(list);
    const broken = { ...model, weights: { ...model.weights!, column: Array.from(model.weights!.column, (j) => j + 0.5) } };
    expect(() => predict(broken as unknown as typeof model, 0, 0)).toThrow("expected a Int32Array");
  });

  it.each<[string, unknown]>([
    ["svd", svd(A)], ["lowRank", lowRank(A, 1)], ["lowRank of rank 0", { ...lowRank([[0, 0]], { energy: 1 }), compression: 1 }], ["pca", pca(A)], ["truncatedSvd", truncatedSvd(A, 1)], ["verify", verify(A, svd(A))],
    ["a sparse matrix", sparse(3, 3, [[0, 1, 2], [2, 2, 5]])], ["an empty sparse matrix", sparse(0, 2, [])], ["names", matrix([{ a: 1, b: 2 }])], ["values", Float64Array.of(0.1, -0, 5e-324).map((x) => x || 0)],
    ["lists of matrices", [matrix(A), matrix([[]])]], ["texts, nothing, flags", { a: "x", b: null, c: true, d: ["p", "q"] }],
  ])("%s comes back as it was", (_, value) => {
    expect(fromPlain(through(value))).toEqual(value);
    expect(JSON.stringify(toPlain(value))).not.toContain('"0":');
  });

  it("functions take results as JSON gives them", () => {
    expect(toRows(reconstruct(through(svd(A)) as never, 1))).toEqual(toRows(reconstruct(svd(A), 1)));
    expect(pcaTransform(through(pca(A)) as never, A)).toEqual(pcaTransform(pca(A), A));
    expect(verify(A, through(svd(A)) as never)).toEqual(verify(A, svd(A)));
  });

  it("functions are left out, what a getter throws is told", () => {
    expect(toPlain({ a: 1, f: () => 1 })).toStrictEqual({ a: 1 });
    expect(() => toPlain({ get a(): number { throw new Error("no"); } })).toThrow(/^result cannot be read: no$/);
  });
});
