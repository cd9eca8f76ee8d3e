// Matrices and vectors of other packages, as they are published.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { tableFromArrays, tableFromJSON, vectorFromArray } from "apache-arrow";
import { matrix as mathMatrix, sparse as mathSparse } from "mathjs";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { MatrixLike, VectorLike } from "../../src/index";

const { leastSquares, matrix, svd, toObjects } = (await import(pathToFileURL(join(inject("packed"), "node_modules/lowrank/dist/index.js")).href)) as typeof import("../../src/index");

const ROWS = [[1, 2, 3], [4, 5, 6]];
const EXPECTED = { rows: 2, columns: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) };
const NAMED = { ...EXPECTED, names: ["a", "b", "c"] };

beforeAll(() => tf.setBackend("cpu"));

describe("matrices", () => {
  it.each<[string, () => MatrixLike, typeof EXPECTED]>([
    ["Arrow, of typed arrays", () => tableFromArrays({ a: Float64Array.of(1, 4), b: Int32Array.of(2, 5), c: Float32Array.of(3, 6) }), NAMED],
    ["Arrow, of JSON", () => tableFromJSON([{ a: 1, b: 2, c: 3 }, { a: 4, b: 5, c: 6 }]), NAMED],
    ["Arrow, a slice", () => tableFromArrays({ a: Float64Array.of(9, 1, 4), b: Float64Array.of(9, 2, 5), c: Float64Array.of(9, 3, 6) }).slice(1), NAMED],
    ["Arrow, rows as objects", () => tableFromArrays({ a: Float64Array.of(1, 4), b: Float64Array.of(2, 5), c: Float64Array.of(3, 6) }).toArray().map((row) => row.toJSON() as Record<string, number>), NAMED],
    ["TensorFlow.js", () => tf.tensor2d(ROWS), EXPECTED],
    ["TensorFlow.js, transposed", () => tf.transpose(tf.tensor2d([[1, 4], [2, 5], [3, 6]])), EXPECTED],
    ["math.js", () => mathMatrix(ROWS), EXPECTED],
    ["math.js, sparse", () => mathSparse(ROWS), EXPECTED],
  ])("%s", (_, make, expected) => {
    expect(matrix(make())).toStrictEqual(expected);
    expect(svd(make())).toStrictEqual(svd(ROWS));
  });

  it("what is null in an Arrow column is refused, though the memory behind it says 0", () => {
    expect(() => matrix(tableFromJSON([{ a: 1, b: 2 }, { a: null, b: 5 }]))).toThrow(/^matrix\[1\]\.a is null: expected a finite number$/);
  });

  it("whole numbers of 64 bits in an Arrow column are refused by name", () => {
    expect(() => matrix(tableFromArrays({ a: BigInt64Array.of(1n, 2n) }))).toThrow(/^matrix\[0\]\.a is 1n: expected a finite number$/);
  });

  it("a table of Arrow comes out as its rows", () => {
    const rows = [{ a: 1, b: 2 }, { a: 3, b: 4 }];
    expect(toObjects(tableFromJSON(rows))).toStrictEqual(rows);
  });
});

describe("vectors", () => {
  const expected = leastSquares(ROWS, [1, 2]);
  it.each<[string, () => VectorLike]>([
    ["Arrow", () => vectorFromArray([1, 2])], ["Arrow, of a table", () => tableFromArrays({ y: Float64Array.of(1, 2) }).getChild("y")!],
    ["TensorFlow.js", () => tf.tensor1d([1, 2])], ["math.js", () => mathMatrix([1, 2])],
  ])("%s", (_, make) => expect(leastSquares(ROWS, make())).toStrictEqual(expected));

  it("what is null in one of Arrow is refused", () => expect(() => leastSquares(ROWS, vectorFromArray([1, null]))).toThrow(/^b\[1\] is null: expected a number|^b\[1\] is null: expected a finite number$/));
});
