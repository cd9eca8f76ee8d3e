// Weights of rows, scales of columns, shares of variance and whitening: against the same tables with rows repeated or columns scaled by hand.
import { describe, expect, it } from "vitest";
import { column, leastSquares, matrix, multiply, pca, pcaInverse, pcaTransform, procrustes, sparse, toPlain, toRows } from "../src/index";
import { dense } from "./support/dense";
import { expectClose } from "./support/products";

const A = dense(9, 4, (i, j) => Math.sin(1 + 3 * i * i + 5 * j + i * j * j) * (j + 1) ** 2 + 7 * j);
const WEIGHTS = [1, 2, 0, 1, 3, 1, 1, 2, 1];
/** Every row as often as its weight says. */
const repeated = <T>(rows: readonly T[]) => rows.flatMap((row, i) => new Array<T>(WEIGHTS[i]!).fill(row));
const total = WEIGHTS.reduce((sum, w) => sum + w, 0);
const close = (got: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-12) => {
  expect(got.length).toBe(expected.length);
  Array.from(got).forEach((x, i) => expect(Math.abs(x - expected[i]!), `${i}: ${x} for ${expected[i]}`).toBeLessThan(within));
};
const span = (V: { rows: number; columns: number; data: Float64Array }) => multiply(V, dense(V.columns, V.rows, (i, j) => V.data[j * V.columns + i]!));

describe("pca", () => {
  it("with weights has the mean, the axes and the proportions of the table with rows repeated", () => {
    const [got, expected] = [pca(A, { weights: WEIGHTS }), pca(repeated(toRows(A)))];
    close(got.mean, expected.mean);
    close(got.explainedVarianceRatio, expected.explainedVarianceRatio);
    close(Float64Array.from(got.explainedVariance, (v) => v / got.totalVariance), got.explainedVarianceRatio);
    for (let k = 1; k <= 4; k++) expectClose(span(pca(A, { weights: WEIGHTS, components: k }).components), span(pca(repeated(toRows(A)), { components: k }).components), 1e-10);
    expectClose(got.scores!, pcaTransform(got, A), 0);
    close([got.totalVariance * 8 / 9], [expected.totalVariance * (total - 1) / total]);
  });

  it("with equal weights is as without", () => {
    const [got, expected] = [pca(A, { weights: new Array<number>(9).fill(1e-300) }), pca(A)];
    close(got.singularValues, expected.singularValues);
    expectClose(got.components, expected.components, 1e-10);
    expectClose(got.scores!, expected.scores!, 1e-10);
  });

  it("with scale is that of the columns divided by their deviations", () => {
    const deviation = [0, 1, 2, 3].map((j) => {
      const x = column(A, j);
      const mean = x.reduce((sum, y) => sum + y / 9, 0);
      return Math.sqrt(x.reduce((sum, y) => sum + (y - mean) ** 2, 0) / 8);
    });
    const [got, expected] = [pca(A, { scale: true }), pca(dense(9, 4, (i, j) => A.data[4 * i + j]! / deviation[j]!))];
    close(got.scale!, deviation);
    close(got.singularValues, expected.singularValues);
    expectClose(got.components, expected.components, 1e-10);
    expectClose(got.scores!, expected.scores!, 1e-10);
    close([got.totalVariance], [4]);
    expect(got.constantColumns).toEqual([]);
    expectClose(pcaInverse(got, got.scores!), A, 1e-10);
    expectClose(pcaTransform(got, A), got.scores!, 1e-10);
  });

  it.each([undefined, WEIGHTS])("keeps columns that do not vary, and says which (weights %j)", (weights) => {
    const table = dense(9, 5, (i, j) => (j === 1 ? 0.1 : j === 4 ? 1e9 / 3 : A.data[4 * i + j]!));
    const got = pca(table, { scale: true, weights });
    expect(got.constantColumns).toEqual([1, 4]);
    expect([got.scale![1], got.scale![4], got.components.rows]).toEqual([1, 1, 5]);
    close([got.totalVariance], [3]);
    for (const j of [1, 4]) close(column(got.components, j).subarray(0, 0), []);
    for (let k = 0; k < 3; k++) close([got.components.data[1 * got.components.columns + k]!, got.components.data[4 * got.components.columns + k]!], [0, 0]);
    expect(pcaInverse(got, got.scores!).data[1]).toBeCloseTo(0.1, 12);
  });

  it("with whiten has scores of variance 1, and finds the way back", () => {
    for (const options of [{}, { scale: true }, { weights: WEIGHTS }, { components: 2 }]) {
      const [got, plain] = [pca(A, { ...options, whiten: true }), pca(A, options)];
      close(got.whitened!, plain.explainedVariance.map(Math.sqrt));
      const expected = dense(9, plain.scores!.columns, (i, j) => plain.scores!.data[i * plain.scores!.columns + j]! / got.whitened![j]!);
      expectClose(got.scores!, expected, 1e-10);
      expectClose(pcaTransform(got, A), got.scores!, 1e-10);
      expectClose(pcaInverse(got, got.scores!), pcaInverse(plain, plain.scores!), 1e-10);
    }
    const flat = pca([[1, 1], [2, 2], [4, 4]], { whiten: true });
    expect([1, 1e-7].some((most) => flat.whitened![1]! <= most)).toBe(true);
    expect(Math.max(...flat.scores!.data.map(Math.abs))).toBeLessThan(10);
  });

  it.each([0.01, 0.5, 0.9, 0.99, 0.999999])("components: %d is the fewest that explain so much", (share) => {
    for (const options of [{}, { scale: true }, { weights: WEIGHTS }]) {
      const all = pca(A, options);
      const sums = Array.from(all.explainedVarianceRatio, (_, k) => all.explainedVarianceRatio.subarray(0, k + 1).reduce((sum, x) => sum + x, 0));
      const expected = sums.findIndex((sum) => sum >= share - 1e-12) + 1;
      const got = pca(A, { ...options, components: share });
      expect(got.explainedVariance.length).toBe(expected);
      expect([got.components.columns, got.scores!.columns]).toEqual([expected, expected]);
      close(got.explainedVariance, all.explainedVariance.subarray(0, expected));
      expect(got.totalVariance).toBe(all.totalVariance);
    }
    const few = sparse(9, 4, Array.from(A.data, (x, p) => [Math.floor(p / 4), p % 4, x] as const));
    expect(pca(few, { components: share }).explainedVariance.length).toBe(pca(A, { components: share }).explainedVariance.length);
  });

  it("tells the names of the columns", () => {
    expect(pca([{ a: 1, b: 2 }, { a: 3, b: 5 }]).names).toEqual(["a", "b"]);
    expect(pca(matrix([{ a: 1, b: 2 }, { a: 3, b: 5 }]), { components: 1 }).names).toEqual(["a", "b"]);
    expect("names" in pca([[1, 2], [3, 5]])).toBe(false);
  });

  it("models survive JSON", () => {
    const model = pca(A, { scale: true, whiten: true, components: 2 });
    expect(pcaTransform(JSON.parse(JSON.stringify(toPlain(model))) as never, A)).toEqual(pcaTransform(model, A));
  });

  it.each([
    [A, { weights: [1, 2] }, RangeError, /^options\.weights has length 2: expected 9, one for each row$/], [A, { weights: new Array(9).fill(0) }, RangeError, /^options\.weights are all 0/],
    [A, { weights: [-1, ...new Array<number>(8).fill(1)] }, RangeError, /^options\.weights\[0\] is -1: expected a number, 0 or more$/], [A, { weights: "x" }, TypeError, /^options\.weights is "x"/],
    [A, { scale: 1 }, TypeError, /^options\.scale is 1: expected true or false$/], [A, { whiten: "yes" }, TypeError, /^options\.whiten is "yes"/], [A, { components: 1.5 }, RangeError, /^options\.components is 1\.5/], [A, { components: 0 }, RangeError, /^options\.components is 0/],
    [sparse(2, 2, [[0, 0, 1]]), { weights: [1] }, RangeError, /^options\.weights has length 1: expected 2/],
  ])("refuses %#", (table, options, kind, message) => {
    expect(() => pca(table as never, options as never)).toThrow(kind);
    expect(() => pca(table as never, options as never)).toThrow(message);
  });

  it.each([[{ scale: [1, 2] }, /^model\.scale has length 2: expected 4$/], [{ scale: [1, 1, 0, 1] }, /^model\.scale\[2\] is 0/], [{ whitened: [1] }, /^model\.whitened has length 1: expected 4$/], [{ whitened: 3 }, /^model\.whitened is 3/]])("pcaTransform refuses %j", (part, message) =>
    expect(() => pcaTransform({ ...pca(A), ...part } as never, A)).toThrow(message));
});

describe("leastSquares", () => {
  const b = Float64Array.from({ length: 9 }, (_, i) => Math.cos(2 * i) * 5);
  it("with weights has the solution of rows repeated, and the norm of its residual", () => {
    const [got, expected] = [leastSquares(A, b, { weights: WEIGHTS }), leastSquares(repeated(toRows(A)), repeated([...b]))];
    close(got.X.data, expected.X.data, 1e-11);
    close([got.residualNorms[0]! ** 2 * total / 9], [expected.residualNorms[0]! ** 2], 1e-10);
    const ridge = leastSquares(A, b, { weights: WEIGHTS, ridge: 2 * 9 / total });
    close(ridge.X.data, leastSquares(repeated(toRows(A)), repeated([...b]), { ridge: 2 }).X.data, 1e-11);
  });

  it("with scale has a rank that does not depend on the units of the columns", () => {
    const units = [1e-9, 1, 1e12, 1e-200];
    const scaled = dense(9, 4, (i, j) => A.data[4 * i + j]! * units[j]!);
    expect(leastSquares(scaled, b).rank).toBeLessThan(4);
    const got = leastSquares(scaled, b, { scale: true });
    expect(got.rank).toBe(4);
    const expected = leastSquares(A, b);
    close(got.X.data.map((x, j) => x * units[j]!), expected.X.data, 1e-10);
    close(got.residualNorms, expected.residualNorms, 1e-10);
    close(leastSquares(scaled, b, { scale: true, ridge: 0.3 }).X.data.map((x, j) => x * units[j]!), leastSquares(A, b, { scale: true, ridge: 0.3 }).X.data, 1e-10);
    expect(leastSquares([[0, 1], [0, 2]], [1, 2], { scale: true }).X.data).toEqual(Float64Array.of(0, 1));
  });
});

describe("procrustes", () => {
  const turn = [[0.6, 0.8, 0], [-0.8, 0.6, 0], [0, 0, 1]];
  const points = dense(9, 3, (i, j) => Math.sin(i * i + 2 * j + i * j * j));
  const noisy = dense(9, 3, (i, j) => multiply(points, turn).data[3 * i + j]! * 2 + j + 0.1 * Math.cos(5 * i + j));
  it.each([{}, { rotation: true }, { scale: true }, { translation: true }, { rotation: true, scale: true, translation: true }])("with weights and %j moves as with points repeated", (options) => {
    const [got, expected] = [procrustes(points, noisy, { ...options, weights: WEIGHTS }), procrustes(repeated(toRows(points)), repeated(toRows(noisy)), options)];
    expectClose(got.Q, expected.Q, 1e-12);
    close([got.scale, ...got.translation], [expected.scale, ...expected.translation]);
    close([got.residual ** 2 * total / 9], [expected.residual ** 2], 1e-11);
  });
  it("ignores a point without weight", () => {
    const wild = dense(9, 3, (i, j) => (i === 2 ? 1e6 : multiply(points, turn).data[3 * i + j]!));
    expect(procrustes(points, wild, { weights: WEIGHTS, rotation: true, translation: true }).residual).toBeLessThan(1e-14);
  });
});
