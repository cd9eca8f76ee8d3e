import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { wrongSign } from "./support/contracts";
import { type Dense, dense, fromRows, map, scaled, transposed, ULP } from "./support/dense";
import { gaussian, identity, uniform, withSpectrum, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { expectClose, minus, norm } from "./support/products";
import { LIMIT, orthogonalityRatio } from "./support/ratios";

/** Column means, compensated. */
function means(a: Dense): Float64Array {
  return Float64Array.from({ length: a.columns }, (_, j) => {
    let [sum, lost] = [0, 0];
    for (let i = 0; i < a.rows; i++) {
      const term = a.data[i * a.columns + j]! - lost;
      const next = sum + term;
      lost = next - sum - term;
      sum = next;
    }
    return sum / a.rows;
  });
}

const centredBy = (a: Dense, mean: ArrayLike<number>): Dense => dense(a.rows, a.columns, (i, j) => a.data[i * a.columns + j]! - mean[j]!);

const TABLES: readonly (readonly [string, Dense])[] = [
  ["tall", map(gaussian(40, 6, 1), (x) => x + 3)], ["wide", gaussian(5, 12, 2)], ["square", uniform(9, 9, 3)],
  ["two rows", uniform(2, 4, 4)], ["one column", uniform(10, 1, 5)], ["rank 2 and a mean", map(withSpectrum(30, 7, [9, 2, 0, 0, 0, 0, 0], 6), (x) => x - 100)],
  ["150 x 140", gaussian(150, 140, 7)],
];

describe.each(builds)("pca, $name", ({ package: { pca, pcaInverse, pcaTransform } }) => {
  it.each(TABLES)("%s: the components are the eigenvectors of the covariance matrix", (_, a) => {
    const [m, n] = [a.rows, a.columns];
    const before = a.data.slice();
    const model = pca(a);
    const k = Math.min(m, n);
    expect([model.components.rows, model.components.columns, model.singularValues.length]).toEqual([n, k, k]);
    const mean = means(a);
    const centred = centredBy(a, mean);
    const covariance = map(multiply(transposed(centred), centred), (x) => x / (m - 1));
    const unit = Math.max(m, n) * ULP;
    model.mean.forEach((x, j) => expect(Math.abs(x - mean[j]!)).toBeLessThan(4 * ULP * Math.max(...a.data.map(Math.abs))));
    expect(orthogonalityRatio(model.components)).toBeLessThan(LIMIT);
    // C v = λ v, all of them, and the trace.
    const image = multiply(covariance, model.components);
    const expected = dense(n, k, (i, j) => model.components.data[i * k + j]! * model.explainedVariance[j]!);
    const slack = LIMIT * unit * norm(covariance) + 8 * ULP * norm(a) * norm(centred) / (m - 1);
    expect(norm(minus(image, expected))).toBeLessThan(slack);
    const trace = Array.from({ length: n }, (_, j) => covariance.data[j * n + j]!).reduce((x, y) => x + y);
    expect(Math.abs(model.totalVariance - trace)).toBeLessThan(slack * n);
    expect(Math.abs(model.explainedVariance.reduce((x, y) => x + y) - trace)).toBeLessThan(slack * n);
    expect(model.explainedVarianceRatio.reduce((x, y) => x + y)).toBeCloseTo(1, 13);
    expect(a.data).toEqual(before);
  });

  it.each(TABLES)("%s: scores are coordinates, uncorrelated, and lead back to the table", (_, a) => {
    const model = pca(a);
    const scores = model.scores!;
    const size = norm(a);
    const unit = LIMIT * Math.max(a.rows, a.columns) * ULP * size;
    expectClose(pcaTransform(model, a), scores, unit);
    expectClose(pcaInverse(model, scores), a, unit);
    const visible = model.singularValues.filter((s) => s > unit).length;
    expect(wrongSign(dense(a.rows, visible, (i, j) => scores.data[i * scores.columns + j]!))).toBe(-1);
    const gram = multiply(transposed(scores), scores);
    expectClose(gram, dense(gram.rows, gram.rows, (i, j) => (i === j ? model.singularValues[i]! ** 2 : 0)), unit * size);
  });

  it("keeps the leading components only, with the ratio of the whole variance", () => {
    const a = map(gaussian(30, 8, 8), (x) => 2 * x - 1);
    const [all, three] = [pca(a), pca(a, { components: 3 })];
    expect([three.components.columns, three.scores!.columns, three.singularValues.length]).toEqual([3, 3, 3]);
    expectClose(three.components, dense(8, 3, (i, j) => all.components.data[8 * i + j]!), 1e-13);
    for (let j = 0; j < 3; j++) {
      expect(three.explainedVariance[j]).toBeCloseTo(all.explainedVariance[j]!, 12);
      expect(three.explainedVarianceRatio[j]).toBeCloseTo(all.explainedVariance[j]! / all.totalVariance, 13);
    }
    expect(three.totalVariance).toBeCloseTo(all.totalVariance, 12);
    // The best plane of three dimensions: what it misses is the variance of the others.
    const missed = norm(minus(pcaInverse(three, three.scores!), a)) ** 2 / 29;
    expect(missed).toBeCloseTo(all.explainedVariance.slice(3).reduce((x, y) => x + y), 11);
    expect(pca(a, { components: 3, scores: false })).not.toHaveProperty("scores");
  });

  it("a large mean costs nothing, a constant column contributes exactly nothing", () => {
    // Integers around 2^45: centring is exact, so that the answer must be that of the small table.
    const small = dense(16, 3, (i, j) => ((7 * i + 3 * j * i + j) % 11) - 5);
    const balanced = centredBy(small, small.data.slice(0, 3));
    const lifted = map(balanced, (x) => x + 2 ** 45);
    const [expected, got] = [pca(balanced), pca(lifted)];
    expect(got.components).toEqual(expected.components);
    expect(got.explainedVariance).toEqual(expected.explainedVariance);
    const constant = dense(9, 2, (i, j) => (j === 0 ? 0.1 : i));
    const model = pca(constant);
    expectClose(map(model.components, Math.abs), fromRows([[0, 1], [1, 0]]), 2 * ULP);
    expect([model.components.data[0], model.components.data[3]]).toEqual([0, 0]);
    expect(model.singularValues[1]).toBe(0);
    expect(model.mean[0]).toBe(0.1);
    const still = pca(dense(7, 3, (_, j) => 0.1 * (j + 1)));
    expect([...still.explainedVariance, ...still.explainedVarianceRatio, still.totalVariance]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect([...still.mean]).toEqual([0.1, 0.2, 0.1 * 3]);
  });

  it("a constant column of any length and value centres to exactly 0", () => {
    for (const value of [0.1, 1 / 3, 1e300 / 7, 7e-300]) {
      for (let m = 2; m <= 60; m++) {
        const { mean, singularValues } = pca(dense(m, 1, () => value));
        expect([mean[0], singularValues[0]]).toEqual([value, 0]);
      }
    }
  });

  it("the means of a long table are right to the last places", () => {
    // A single pass is off by 14 and 68 units here.
    for (const [base, spread] of [[1, 1 / 3], [100, 1e-3]] as const) {
      const data = uniform(100000, 1, 10).data.map((x, i) => (i === 0 ? 0 : base + x * spread));
      const long = { rows: data.length, columns: 1, data };
      const mean = means(long)[0]!;
      expect(Math.abs(pca(long, { scores: false }).mean[0]! - mean)).toBeLessThanOrEqual(2 * ULP * mean);
    }
  });

  it("works to the ends of the range", () => {
    const a = uniform(12, 4, 9);
    const expected = pca(a);
    for (const exponent of [-1000, -600, 600, 1020]) {
      const b = scaled(a, exponent);
      const got = pca(b);
      expect(got.components).toEqual(expected.components);
      expect(got.explainedVarianceRatio).toEqual(expected.explainedVarianceRatio);
      expect(got.mean).toEqual(expected.mean.map((x) => x * 2 ** exponent));
      expect(got.scores).toEqual(scaled(expected.scores!, exponent));
      expect(got.singularValues).toEqual(expected.singularValues.map((s) => s * 2 ** exponent));
      expectClose(scaled(pcaTransform(got, b), -exponent), expected.scores!, 1e-14);
      expectClose(scaled(pcaInverse(got, got.scores!), -exponent), a, 1e-14);
    }
    const far = pca([[1.7e308, 1], [-1.7e308, 1], [1.7e308, 1]]);
    expect(far.mean[0]! / 1e307).toBeCloseTo(17 / 3, 12);
    expect([...far.explainedVarianceRatio]).toEqual([1, 0]);
    expect(pcaTransform({ mean: [-1.7e308], components: [[0.5]] }, [[1.7e308]]).data[0]! / 1e308).toBeCloseTo(1.7, 12);
  });

  it("answers for one row, no row, no column", () => {
    const one = pca([[3, 4]]);
    expect([...one.mean, ...one.explainedVariance, one.totalVariance, ...one.scores!.data]).toEqual([3, 4, 0, 0, 0]);
    expect(pca(zeros(0, 2))).toEqual({
      mean: new Float64Array(2), components: zeros(2, 0), scores: zeros(0, 0), singularValues: new Float64Array(0),
      explainedVariance: new Float64Array(0), explainedVarianceRatio: new Float64Array(0), totalVariance: 0,
    });
    expect(pca(zeros(3, 0)).scores).toEqual(zeros(3, 0));
    const model = pca(fromRows([[1, 2], [3, 5], [4, 4]]));
    expect(pcaTransform(model, [])).toEqual(zeros(0, 2));
    expect(pcaInverse(model, [])).toEqual(zeros(0, 2));
  });

  it("transforms new rows, by hand", () => {
    const model = { mean: [1, 2, 3], components: fromRows([[0, 1], [1, 0], [0, 0]]) };
    expect(pcaTransform(model, [[1, 2, 3], [5, 7, 9]])).toEqual(fromRows([[0, 0], [5, 4]]));
    expect(pcaInverse(model, [[5, 4]])).toEqual(fromRows([[5, 7, 3]]));
    // Rows of very different size in one call.
    const mixed = pcaTransform({ mean: new Float64Array(2), components: identity(2) }, [[1e300, -1e300], [3, 4]]);
    expect([...mixed.data]).toEqual([1e300, -1e300, 3, 4]);
  });
});

describe("arguments", () => {
  const { pca, pcaInverse, pcaTransform } = simd.package;
  const model = pca([[1, 2, 0], [3, 5, 1], [4, 4, 4], [0, 1, 2]], { components: 2 });
  it.each([
    ["no matrix", [1], TypeError, "matrix is 1"],
    ["NaN", [[[1], [NaN]]], RangeError, "matrix[1][0] is NaN"],
    ["no components", [[[1], [2]], { components: 0 }], RangeError, "options.components is 0: expected an integer, 1 to 1"],
    ["too many components", [[[1, 2], [2, 1]], { components: 3 }], RangeError, "options.components is 3: expected an integer, 1 to 2"],
    ["half a component", [[[1, 2], [2, 1]], { components: 1.5 }], RangeError, "options.components is 1.5"],
    ["components in words", [[[1, 2], [2, 1]], { components: "2" }], TypeError, 'options.components is "2"'],
    ["a number for scores", [[[1]], { scores: 0 }], TypeError, "options.scores is 0: expected true or false"],
    ["an unknown option", [[[1]], { rank: 1 }], TypeError, "options.rank is not an option"],
  ])("pca refuses %s", (_, args, kind, message) => {
    expect(() => pca(...(args as [never]))).toThrow(kind);
    expect(() => pca(...(args as [never]))).toThrow(message);
  });

  it.each([
    ["no model", undefined, [[1, 2, 3]], TypeError, "model is undefined: expected { mean, components }"],
    ["no mean", { mean: 3, components: [[1]] }, [[1]], TypeError, "model.mean is 3"],
    ["a mean of other length", { mean: [1, 2], components: [[1]] }, [[1]], RangeError, "model.mean has length 2: expected 1"],
    ["NaN in the mean", { mean: [NaN], components: [[1]] }, [[1]], RangeError, "model.mean[0] is NaN"],
    ["components that are no matrix", { mean: [1], components: 1 }, [[1]], TypeError, "model.components is 1"],
    ["a bare vector", model, [1, 2, 3], TypeError, "[0] is 1: expected a row"],
    ["an infinite entry", model, [[Infinity, 1, 1]], RangeError, "[0][0] is Infinity"],
  ])("pcaTransform and pcaInverse refuse %s", (_, bad, rows, kind, message) => {
    for (const f of [pcaTransform, pcaInverse]) {
      expect(() => f(bad as never, rows as never)).toThrow(kind);
      expect(() => f(bad as never, rows as never)).toThrow(message);
    }
  });

  it("rows and scores of another length are refused", () => {
    expect(() => pcaTransform(model, [[1, 2]])).toThrow("rows have 2 entries: expected 3, the length of model.mean");
    expect(() => pcaInverse(model, [[1, 2, 3]])).toThrow("scores have 3 entries: expected 2, the columns of model.components");
    expect(pcaTransform(model, [[1, 2, 3]]).columns).toBe(2);
  });
});
