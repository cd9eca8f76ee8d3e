import { describe, expect, it } from "vitest";
import { fromPlain, lowRank, matrix, pca, pcaTransform, reconstruct, sparse, svd, toPlain, toRows, truncatedSvd, verify } from "../src/index";

const A = [[4, 11, 14], [8, 7, -2]];
const through = (value: unknown): unknown => JSON.parse(JSON.stringify(toPlain(value)));

describe("toPlain and JSON", () => {
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
