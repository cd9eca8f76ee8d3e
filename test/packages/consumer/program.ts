import {
  appendColumns, appendRows, chooseRank, complete, conditionNumber, ConvergenceError, crossValidate, denoise, evaluate, factors, foldIn,
  frobeniusNorm, labelled, leastSquares, loadModel, lowRank, matrix, matrixRank, nuclearNorm, nullSpace, orthonormalBasis, OutOfMemoryError, pca,
  pcaInverse, pcaTransform, polar, predict, predictEntries, predictMargin, predictMatrix, predictPlaces, procrustes, project, pseudoInverse,
  rankOneUpdate, ready, recommend, recommendAll, reconstruct, saveModel, singularValues, sparse, spectralNorm, standings, svd, svdBatch, toRows,
  truncatedSvd, UnsupportedError, verify, winProbability,
  type CompleteOptions, type Completion, type Game, type LinearOperator, type LowRank, type Matrix, type MatrixLike, type Progress, type RankCriterion,
  type SparseMatrix, type Svd, type Table, type TruncatedSvd,
} from "lowrank";
import { createPool, PoolClosedError, WorkerCrashError, type Pool } from "lowrank/pool";

const a: MatrixLike = [[4, 11, 14], Float64Array.of(8, 7, -2)];
const inputs: MatrixLike[] = [
  a,
  { rows: 1, columns: 2, data: [1, 2] },
  { rows: 1, columns: 2, data: new Float32Array(2) },
  { shape: [1, 2], data: new Float64Array(2), strides: [2, 1], offset: 0 },
  { rows: 1, columns: 1, get: (i: number, j: number) => i + j },
];
const shapes = inputs.map((input) => matrix(input)).map(({ rows, columns }: Matrix) => `${rows}x${columns}`);

const full: Svd = svd(a, { vectors: "full", accuracy: "high" });
const { U, S, V }: Svd = svd(a);
const batch = svdBatch([a, a], { vectors: "none" });
const criteria: RankCriterion[] = [1, { energy: 0.9 }, { ratio: 10 }, { relativeError: 0.1 }, "gap", "optimal-threshold"];
const near: LowRank[] = criteria.map((criterion) => lowRank(a, criterion, criterion === "optimal-threshold" ? { noise: 1 } : {}));
const rank: number = chooseRank(S, { energy: 0.5 }, [2, 3]).curve[0]!.rank;
const { Y, Z } = factors(near[0]!);
const one: Matrix = reconstruct(near[0]!, 1);
const outside: Float64Array = project(near[0]!, [[1, 2, 3]]).outside;
const clean = denoise(a, { noise: 0.1, loss: "operator" }).noise;
const ratios = [verify(a, full).residual, frobeniusNorm(a), spectralNorm(a), nuclearNorm(a), conditionNumber(a)].every(Number.isFinite);

const long: SparseMatrix = sparse(3, 2, [[0, 1, 2.5], [2, 0, 1]]);
const operator: LinearOperator = { rows: 3, columns: 2, multiply: (x) => ({ ...x, rows: 3, data: new Float64Array(3 * x.columns) }), multiplyTransposed: (y) => ({ ...y, rows: 2, data: new Float64Array(2 * y.columns) }) };
const top: TruncatedSvd = truncatedSvd(long, 1, { tolerance: 1e-6, seed: 3, onProgress: ({ iteration }: Progress) => iteration < 100 });
const none: boolean = truncatedSvd(operator, 1).info.converged;

const table: Table = [[5, null, 3], [4, 2, undefined], [1, NaN, 4], [2, 3, 4]];
const options: CompleteOptions = { method: "als", rank: 1, lambda: 0.1, seed: 1, range: [1, 5] };
const model: Completion = loadModel(saveModel(complete(table, options)));
const { value, deviation = 0 } = predict(model, 0, 1);
const folded = foldIn(model, [[0, 5], [2, 1]], { side: "row" });
const best: { column: number; score: number }[] = recommend(model, folded, { count: 2, exclude: [0] });
const scores: Float64Array = recommendAll(model, { count: 1 }).scores;
const error: number = evaluate(model, { rows: 4, columns: 3, entries: [[0, 0, 5]] }).rmse;
const grid = crossValidate(table, { method: "fill", rank: [1, 2], folds: 2 }).best.rank;
const places = predictPlaces(model, [0], [1]).value.length + predictEntries(model, [0], [1]).length + predictMatrix(model).rows;
const names: readonly string[] = labelled([["ann", "film", 5], ["bob", "book", 3]]).rows.all;

const games: Game[] = [{ home: "A", away: "B", homeScore: 2, awayScore: 1 }, { home: "B", away: "A", homeScore: 0, awayScore: 0, neutral: true, date: new Date(0) }];
const season = standings(games, { method: "colley" });
const chance: number = winProbability(season, "A", "B").home + predictMargin(season, "A", "B", { neutral: true }).margin;

const { X, residualNorms } = leastSquares(a, [1, 2], { ridge: 0.1 });
const { mean, components, scores: coordinates } = pca(a, { components: 1 });
const back: Matrix = pcaInverse({ mean, components }, pcaTransform({ mean, components }, a));
const grown = rankOneUpdate(appendColumns(appendRows(svd(a), [[1, 2, 3]], { rank: 2 }), [[1], [2], [3]]), [1, 1, 1], [1, 1, 1, 1]).truncationBound;
const family = [pseudoInverse(a), nullSpace(a, { tolerance: 1e-9 }), orthonormalBasis(a), polar(a, { side: "left" }).H, procrustes(a, a, { scale: true }).Q];
const rows: number[][] = toRows(matrix(inputs[1]!));

export async function errors(): Promise<string[]> {
  await ready();
  const failures: string[] = [];
  for (const call of [() => svd([[NaN]]), () => { throw new OutOfMemoryError("a test", 8); }]) {
    try {
      call();
    } catch (error) {
      if (error instanceof OutOfMemoryError) failures.push(`${error.name} ${error.bytes}`);
      else if (error instanceof ConvergenceError || error instanceof UnsupportedError) failures.push(error.name);
      else if (error instanceof RangeError) failures.push(error.message);
    }
  }
  return failures;
}

export async function pooled(pool: Pool = createPool({ size: 1, workerUrl: "/pool-worker.js" })): Promise<[Svd, Matrix, Completion] | string> {
  try {
    const found = await pool.svd(a, { vectors: "full", transfer: true });
    return [found, await pool.reconstruct(found, 1, { transfer: true }), await pool.complete(table, { rank: 1, onProgress: ({ iteration }: Progress) => iteration < 9 })];
  } catch (error) {
    return error instanceof WorkerCrashError || error instanceof PoolClosedError ? error.name : "none of the pool's";
  } finally {
    await pool.close({ force: true });
  }
}

// @ts-expect-error  callbacks cannot be sent
(pool: Pool, operator: LinearOperator) => pool.truncatedSvd(operator, 1);
// @ts-expect-error  not an option's value
(pool: Pool) => pool.svd(a, { vectors: "most" });
// @ts-expect-error  not an option's value
() => svd(a, { vectors: "most" });
// @ts-expect-error  not an option
() => complete(table, { ranks: 3 });
// @ts-expect-error  not a matrix
() => svd("1 2 3");
// @ts-expect-error  results are read-only
() => { one.rows = 3; };
// @ts-expect-error  nor can they be replaced
() => { model.row.factors.data = new Float64Array(0); };

console.log(S[0]!.toFixed(9), U.rows, V.rows, full.V.columns, batch.S.length, shapes.join(), near.map((x) => x.rank).join(), rank, Y.rows, Z.rows, outside.length, clean, ratios);
console.log(top.S.length, none, value > 0, deviation >= 0, best.length, scores.length, error >= 0, grid, places, names.join(), chance > 0, matrixRank(a), X.rows, residualNorms.length);
console.log(coordinates?.columns, back.rows, grown >= 0, family.length, rows.length, singularValues(a).length);
void errors().then((list) => console.log(list.join("; ")));
