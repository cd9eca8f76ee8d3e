/** Cases: dense decompositions and what is made of them. */
import type { Cases } from "./cases";
import { dense } from "../support/dense";
import { decaying, MATRICES, range, uniform } from "./inputs";

export function denseCases(add: Cases): void {
  for (const [name, a] of Object.entries(MATRICES)) {
    add(`svd thin, ${name}`, ({ svd }) => svd(a));
    add(`svd full, ${name}`, ({ svd }) => (a.rows + a.columns > 1000 ? svd(a, { vectors: "full" }).S : svd(a, { vectors: "full" })));
    add(`svd high accuracy, ${name}`, ({ svd }) => svd(a, { accuracy: "high" }));
    add(`singularValues, ${name}`, ({ singularValues }) => singularValues(a));
    add(`verify, ${name}`, ({ svd, verify }) => verify(a, svd(a)));
    add(`norms, ${name}`, ({ frobeniusNorm, spectralNorm, nuclearNorm }) => [frobeniusNorm(a), spectralNorm(a), nuclearNorm(a)]);
    add(`rank and condition, ${name}`, ({ matrixRank, conditionNumber }) => [matrixRank(a), conditionNumber(a)]);
  }
  for (const driver of ["qr", "divide-and-conquer"] as const) {
    for (const name of ["square 17", "square 100", "QR first, 400 × 90", "clusters", "graded by columns"]) {
      add(`svd by ${driver}, ${name}`, ({ svd }) => svd(MATRICES[name]!, { driver }));
    }
  }
  for (const name of ["Hilbert 20", "graded by rows", "subnormal", "from tiny to huge"]) {
    add(`singularValues high accuracy, ${name}`, ({ singularValues }) => singularValues(MATRICES[name]!, { accuracy: "high" }));
  }
  for (const [m, n] of [[1, 1], [2, 2], [3, 3], [4, 4], [3, 5], [6, 2], [12, 9], [70, 40]] as const) {
    const batch = { count: 25, rows: m, columns: n, data: uniform(25 * m, n, 100 * m + n).data };
    add(`svdBatch ${m} × ${n}`, ({ svdBatch }) => svdBatch(batch));
    add(`svdBatch values ${m} × ${n}`, ({ svdBatch }) => svdBatch(batch, { vectors: "none" }));
  }
  family(add);
  lowRankCases(add);
  updates(add);
}

const NAMES = ["lecture", "three", "tiny, tall", "tiny, wide", "square 33", "tall 150 × 100", "wide 100 × 150", "zero", "rank 5 of 80", "subnormal", "huge"];

function family(add: Cases): void {
  for (const name of NAMES) {
    const a = MATRICES[name]!;
    const right = uniform(a.rows, 3, 31);
    add(`matrix and toRows, ${name}`, ({ matrix, toRows }) => [matrix(a), toRows(matrix(a)), matrix(toRows(matrix(a)))]);
    add(`pseudoInverse, ${name}`, ({ pseudoInverse }) => pseudoInverse(a));
    add(`leastSquares, ${name}`, ({ leastSquares }) => [leastSquares(a, right), leastSquares(a, right, { ridge: 0.5 })]);
    add(`nullSpace and orthonormalBasis, ${name}`, ({ nullSpace, orthonormalBasis }) => [nullSpace(a), orthonormalBasis(a)]);
    add(`polar, ${name}`, ({ polar }) => [polar(a), polar(a, { side: "left" })]);
    add(`pca, ${name}`, ({ pca, pcaTransform, pcaInverse }) => {
      const found = pca(a);
      const scores = pcaTransform(found, a);
      return [found, scores, pcaInverse(found, scores), pca(a, { components: 1, scores: false })];
    });
  }
  add("leastSquares, rows some at a time", ({ leastSquares }) => leastSquares(uniform(2000, 70, 75), uniform(2000, 3, 76)));
  for (const [points, dimension] of [[10, 2], [30, 3], [200, 7]] as const) {
    const [a, b] = [uniform(points, dimension, 41), uniform(points, dimension, 42)];
    add(`procrustes, ${points} × ${dimension}`, ({ procrustes }) => [
      procrustes(a, b), procrustes(a, b, { rotation: true }), procrustes(a, b, { rotation: true, scale: true, translation: true }),
    ]);
  }
}

function lowRankCases(add: Cases): void {
  const criteria = [1, 3, { energy: 0.9 }, { ratio: 2 }, { relativeError: 0.1 }, "gap", "optimal-threshold"] as const;
  const noisy = decaying(60, 45, 4, 0.5, 1, 51);
  const large = decaying(520, 450, 12, 0.6, 0.01, 52);
  for (const criterion of criteria) {
    const label = typeof criterion === "object" ? JSON.stringify(criterion) : criterion;
    add(`lowRank ${label}, 60 × 45`, ({ lowRank }) => lowRank(noisy, criterion));
    add(`lowRank ${label}, 5 × 4`, ({ lowRank }) => lowRank(uniform(5, 4, 53), criterion));
    add(`chooseRank ${label}`, ({ chooseRank, singularValues }) => chooseRank(singularValues(noisy), criterion, noisy));
    add(`lowRank ${label}, sparse`, ({ lowRank, sparse }) => lowRank(sparse(60, 45, range(90).map((e) => [(7 * e) % 60, (e * e) % 45, 1 + e] as const)), criterion));
  }
  for (const criterion of [8, { energy: 0.99 }, { relativeError: 0.05 }] as const) {
    add(`lowRank ${JSON.stringify(criterion)}, 520 × 450`, ({ lowRank }) => lowRank(large, criterion));
  }
  add("lowRank optimal-threshold with known noise", ({ lowRank }) => lowRank(noisy, "optimal-threshold", { noise: 1 }));
  for (const loss of ["frobenius", "operator", "nuclear"] as const) {
    add(`denoise ${loss}`, ({ denoise }) => [denoise(noisy, { loss }), denoise(noisy, { loss, noise: 1 }), denoise(uniform(7, 90, 54), { loss })]);
  }
  add("weights, scales, whitening, shares", ({ leastSquares, pca, pcaInverse, pcaTransform, procrustes }) => {
    const [a, b] = [uniform(25, 6, 73), uniform(25, 6, 74)];
    const weights = Array.from({ length: 25 }, (_, i) => (3 * i + 1) % 7);
    const models = [{ scale: true }, { weights }, { scale: true, weights, whiten: true }, { components: 0.7 }].map((options) => pca(a, options));
    return [models, models.map((model) => [pcaTransform(model, b), pcaInverse(model, model.scores!)]), leastSquares(a, b, { weights, scale: true }), procrustes(a, b, { weights, translation: true, scale: true })];
  });
  add("toObjects, toPlain, fromPlain", ({ fromPlain, matrix, svd, toObjects, toPlain }) => {
    const table = matrix(toObjects(uniform(9, 3, 72), ["a", "b", "c"]));
    return [table, fromPlain(JSON.parse(JSON.stringify(toPlain(svd(table)))))];
  });
  add("multiply, transpose, column", ({ column, multiply, sparse, transpose }) => {
    const [a, b] = [uniform(33, 21, 70), uniform(21, 9, 71)];
    const few = sparse(5, 21, [[0, 3, 1.5], [4, 20, -0.3], [2, 0, 7.25]]);
    return [multiply(a, b), multiply(a, column(b, 2)), multiply(few, b), multiply(few, column(b, 0)), transpose(a), transpose(few)];
  });
  add("reconstruct, factors, project", ({ lowRank, reconstruct, factors, project }) => {
    const near = lowRank(noisy, 6);
    return [reconstruct(near), reconstruct(near, 2), factors(near), project(near, uniform(4, 45, 55))];
  });
}

function updates(add: Cases): void {
  const a = uniform(40, 25, 61);
  const options = { rank: 20, forget: 0.9 };
  add("appendRows", ({ svd, appendRows }) => [appendRows(svd(a), uniform(3, 25, 62)), appendRows(svd(a), uniform(30, 25, 63), options)]);
  add("appendColumns", ({ svd, appendColumns }) => [appendColumns(svd(a), uniform(40, 2, 64)), appendColumns(svd(a), uniform(40, 20, 65), options)]);
  add("rankOneUpdate", ({ svd, rankOneUpdate }) => {
    const [x, y] = [uniform(40, 1, 66).data, uniform(25, 1, 67).data];
    return [rankOneUpdate(svd(a), x, y), rankOneUpdate(svd(a), x, y, options)];
  });
  add("recompress", ({ recompress }) => {
    const terms = [{ Y: uniform(40, 6, 68), Z: uniform(25, 6, 69), weight: -1.5 }, { Y: uniform(40, 3, 70), Z: uniform(25, 3, 71) }];
    return [recompress(terms), recompress(terms, 4), recompress(terms[0]!, { energy: 0.9 })];
  });
  add("a hundred rows, one by one", ({ svd, appendRows }) => {
    let now = svd(dense(1, 12, (_, j) => j + 1));
    for (const row of range(100)) now = appendRows(now, uniform(1, 12, 700 + row), { rank: 6, forget: 0.98 });
    return now;
  });
}
