/** Small calls of every function of the package, in every form of its arguments and by every method. */
import * as lowrank from "../../src/index";
import { type Dense, dense, transposed } from "./dense";

type Package = typeof lowrank;
export type Name = Exclude<keyof Package, "ready" | "truncatedSvdAsync" | "COMPLETION_METHODS" | "ConvergenceError" | "OutOfMemoryError" | "UnsupportedError">;

export interface Call {
  readonly name: Name;
  readonly args: readonly unknown[];
}

export const call = (name: Name, args: readonly unknown[]): unknown => (lowrank[name] as (...args: readonly unknown[]) => unknown)(...args);

/** The functions of the package by name, but for the two that give promises. */
export const NAMES = Object.keys(lowrank).filter((name) => /^[a-z]/.test(name) && name !== "ready" && name !== "truncatedSvdAsync") as Name[];

type Listed = [Name, ...unknown[]];

const A = [[4, 11, 14], [8, 7, -2]];
/** A repeatable matrix without structure. */
const some = (rows: number, columns: number, seed = 1) => dense(rows, columns, (i, j) => Math.round(1000 * Math.sin(seed + 7 * i * i + 3 * j + i * j)) / 64);
/** Of rank 3, but for a little. */
const flat = (rows: number, columns: number) => dense(rows, columns, (i, j) => i - j + ((i * j) % 3) + (i === j ? 0.01 : 0));

/** Products with a matrix, in plain arrays. */
const times = ({ rows, columns, data }: Dense) => (x: lowrank.Matrix) => {
  const y = new Array<number>(rows * x.columns).fill(0);
  for (let i = 0; i < rows; i++) for (let p = 0; p < columns; p++) for (let j = 0; j < x.columns; j++) y[i * x.columns + j]! += data[i * columns + p]! * x.data[p * x.columns + j]!;
  return { rows, columns: x.columns, data: y };
};

const TRIPLES = [[0, 0, 5], [0, 1, 3], [1, 0, 4], [1, 2, 1], [2, 1, 2], [2, 2, 5], [3, 0, 1], [3, 2, 4]] as const;
const lists = { row: TRIPLES.map(([i]) => i), column: TRIPLES.map(([, j]) => j), value: TRIPLES.map(([, , x]) => x) };
const arrays = { row: Int32Array.from(lists.row), column: Int32Array.from(lists.column), value: Float64Array.from(lists.value) };
const objects = TRIPLES.map(([row, column, value]) => ({ row, column, value }));
/** The forms of a list of entries. */
const LISTS = [lists, arrays, { ...arrays, row: lists.row }, { ...lists, value: arrays.value }, objects, TRIPLES];

export function calls(): Call[] {
  return [...denseCalls(), ...truncatedCalls(), ...updateCalls(), ...completionCalls(), ...standingsCalls()].map(([name, ...args]) => ({ name, args }));
}

function denseCalls(): Listed[] {
  const { svd, pca, lowRank } = lowrank;
  const own = { rows: 2, columns: 3, data: [4, 11, 14, 8, 7, -2] };
  const nd = { shape: [2, 3], strides: [1, 2], offset: 1, data: Float32Array.of(0, 4, 8, 11, 7, 14, -2) };
  const arrow = { numRows: 2, schema: { fields: [{ name: "a" }, { name: "b" }, { name: "c" }] }, getChildAt: (j: number) => ({ get: (i: number) => A[i]![j]! }) };
  const [floats, pair] = [Float32Array.from(own.data), Float32Array.of(1, 2)];
  const foreign = [
    [{ a: 4, b: 11, c: 14 }, { a: 8, b: 7, c: -2 }], arrow, { shape: [2, 3], dataSync: () => floats }, { size: () => [2, 3], toArray: () => A },
    { width: 3, height: 2, data: Uint8ClampedArray.from({ length: 24 }, (_, p) => (7 * p) % 256) }, { ...own, names: ["a", "b", "c"] },
  ];
  const vectors = [{ length: 2, nullCount: 0, get: (i: number) => i + 1 }, { size: () => [2], toArray: () => [1, 2] }, { shape: [2], dataSync: () => pair }];
  const forms = [A, A.map((row) => Float64Array.from(row)), own, { ...own, data: Float64Array.from(own.data) }, { ...own, data: Float32Array.from(own.data) }, nd, { ...nd, data: [...nd.data] }];
  const [tall, larger] = [some(9, 4), some(12, 12)];
  const found = pca(some(9, 4));
  return [
    ...forms.flatMap((form): Listed[] => [["svd", form, { vectors: "full" }], ["matrix", form], ["lowRank", form, { energy: 0.9 }], ["pca", form, { components: 1 }], ["truncatedSvd", form, 1, { seed: 2 }]]),
    ...foreign.flatMap((form): Listed[] => [["svd", form], ["matrix", form], ["lowRank", form, 1], ["leastSquares", A, form]]), ...vectors.map((b): Listed => ["leastSquares", A, b]),
    ["multiply", A, [[1, 2], [3, 4], [5, 6]]], ["multiply", own, Float64Array.of(1, 2, 3)], ["multiply", A, own.data.slice(3)], ["transpose", A], ["transpose", own],
    ["column", A, 1], ["column", foreign[0], "b"], ["toObjects", foreign[0]], ["toObjects", A, ["x", "y", "z"]], ["toPlain", svd(A)], ["fromPlain", { rows: 2, columns: 3, data: [4, 11, 14, 8, 7, -2], names: ["a", "b", "c"] }],
    ["svd", tall], ["svd", larger, { driver: "qr" }], ["svd", some(40, 35), { driver: "divide-and-conquer" }], ["svd", larger, { accuracy: "high" }], ["svd", tall, { accuracy: "high", vectors: "full" }], ["svd", some(70, 9)],
    ["singularValues", A], ["singularValues", larger], ["singularValues", tall, { accuracy: "high" }], ["singularValues", some(70, 9)],
    ["svdBatch", [A, own]], ["svdBatch", { count: 2, rows: 1, columns: 3, data: Float64Array.from(own.data) }], ["svdBatch", { count: 2, rows: 3, columns: 1, data: own.data }, { vectors: "none" }],
    ["svdBatch", [some(5, 6), some(5, 6, 2)], { out: { U: new Float64Array(50), S: new Float64Array(10), V: new Float64Array(60) } }],
    ["toRows", { rows: 2, columns: 3, data: Float64Array.from(own.data) }],
    ["frobeniusNorm", A], ["spectralNorm", A], ["spectralNorm", larger], ["nuclearNorm", A], ["nuclearNorm", larger],
    ["verify", own, svd(A)], ["verify", tall, svd(tall, { vectors: "full" })], ["reconstruct", svd(A)], ["reconstruct", svd(tall), 2], ["factors", svd(A)], ["project", svd(A), [[1, 2, 3]]],
    ...[1, { ratio: 2 }, { relativeError: 0.1 }, "gap", "optimal-threshold"].map((criterion): Listed => ["lowRank", larger, criterion]), ["lowRank", larger, "optimal-threshold", { noise: 1 }],
    ["chooseRank", [3, 2, 1], "optimal-threshold", [3, 5]], ["chooseRank", Float32Array.of(3, 2, 1), { ratio: 2 }, { rows: 4, columns: 4 }], ["chooseRank", Float64Array.of(3, 2, 1), { energy: 0.5 }],
    ...["frobenius", "operator", "nuclear"].map((loss): Listed => ["denoise", larger, { loss }]), ["denoise", A, { noise: 0.1 }],
    ["leastSquares", A, [1, 2]], ["leastSquares", A, Float32Array.of(1, 2), { ridge: 1 }], ["leastSquares", A, [[1, 0], [0, 1]], { tolerance: 1e-9 }], ["leastSquares", tall, some(9, 2)],
    ["pseudoInverse", A], ["pseudoInverse", flat(9, 5)], ["conditionNumber", A], ["matrixRank", A], ["matrixRank", flat(9, 5), { tolerance: 0.1 }],
    ["nullSpace", A], ["nullSpace", flat(9, 6)], ["orthonormalBasis", A], ["orthonormalBasis", flat(9, 6)], ["polar", A], ["polar", tall, { side: "left" }],
    ["procrustes", A, own, { rotation: true, scale: true }], ["procrustes", tall, some(9, 4, 2), { rotation: true, scale: true, translation: true }], ["procrustes", tall, some(9, 4, 3)],
    ["pca", tall], ["pca", tall, { components: 2, scores: false }], ["pca", tall, { scale: true, whiten: true, components: 0.9 }], ["pca", tall, { weights: [1, 2, 3, 4, 5, 6, 7, 8, 9], components: 2 }], ["pcaTransform", pca(tall, { scale: true, whiten: true }), tall],
    ["leastSquares", tall, some(9, 2), { weights: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), scale: true }], ["procrustes", tall, some(9, 4, 3), { weights: [1, 2, 3, 4, 5, 6, 7, 8, 9], translation: true }],
    ["pcaTransform", found, tall], ["pcaInverse", found, found.scores],
    ["project", lowRank(tall, 2), [[1, 2, 3, 4]]],
  ];
}

function truncatedCalls(): Listed[] {
  const { sparse, truncatedSvd } = lowrank;
  const few = sparse(4, 3, TRIPLES);
  const many = sparse(130, 120, Array.from({ length: 300 }, (_, e) => [(7 * e) % 130, (e * e + 3 * e) % 120, 1 + (e % 9)] as const));
  const operator = (rows: number, columns: number) => ({ rows, columns, multiply: times(flat(rows, columns)), multiplyTransposed: times(transposed(flat(rows, columns))) });
  const told = () => undefined;
  return [
    ["sparse", 4, 3, lists], ["sparse", 4, 3, arrays], ["sparse", 4, 3, TRIPLES], ["sparse", 4, 3, [...TRIPLES, ...TRIPLES]],
    ["sparse", 40, 30, Array.from({ length: 80 }, (_, e) => [(7 * e) % 40, (e * e) % 30, e])],
    ["multiply", few, [1, 2, 3]], ["multiply", [[1, 2, 3, 4]], few], ["transpose", few], ["toPlain", few], ["fromPlain", { rows: 1, columns: 2, rowStart: [0, 1], column: [1], value: [2.5] }],
    ["lowRank", few, 1], ["lowRank", many, { relativeError: 0.9 }], ["truncatedSvd", few, { relativeError: 0.1 }], ["verify", few, truncatedSvd(few, 2)],
    ["truncatedSvd", many, 2, { onProgress: told }], ["truncatedSvd", many, 2, { approximate: true }], ["truncatedSvd", many, { relativeError: 0.9 }], ["truncatedSvd", many, 1, { tolerance: { relative: 1e-4 } }],
    ["truncatedSvd", some(420, 402), 1, { maxIterations: 3 }], ["truncatedSvd", operator(5, 4), 2], ["truncatedSvd", operator(110, 105), 2, { onProgress: told }],
    ["truncatedSvd", operator(110, 105), 2, { approximate: true }], ["truncatedSvd", operator(110, 105), { relativeError: 0.3 }],
    ["truncatedSvd", operator(110, 105), 2, { vectors: "right" }], ["truncatedSvd", many, 2, { vectors: "right", block: 5, onProgress: told }], ["truncatedSvd", few, 1, { vectors: "right" }],
    ["pca", few], ["pca", few, { components: 1 }], ["pca", many, { components: 2, onProgress: told }], ["pca", many, { components: 1, scores: false }],
    ["frobeniusNorm", [[1, 2], [3, 4], [5, 6]]],
  ];
}

function updateCalls(): Listed[] {
  const { svd } = lowrank;
  const options = { rank: 3, forget: 0.9 };
  const found = svd(some(6, 5));
  const terms = [{ Y: some(6, 2), Z: some(5, 2, 2), weight: -1.5 }, { Y: some(6, 1, 3), Z: some(5, 1, 4) }];
  return [
    ["appendRows", svd(A), { rows: 2, columns: 3, data: [4, 11, 14, 8, 7, -2] }, { rank: 2 }], ["appendRows", found, some(2, 5), options], ["appendRows", found, some(12, 5)],
    ["appendColumns", found, some(6, 2)], ["appendColumns", found, some(6, 9), options],
    ["rankOneUpdate", found, [1, 2, 3, 4, 5, 6], Float64Array.of(1, 0, 0, 2, 0)], ["rankOneUpdate", found, Float32Array.of(1, 2, 3, 4, 5, 6), [1, 0, 0, 2, 0], options],
    ["recompress", terms], ["recompress", terms, 2], ["recompress", terms[0], { energy: 0.9 }],
  ];
}

function completionCalls(): Listed[] {
  const { complete, foldIn, saveModel, sparse } = lowrank;
  const als = { method: "als", rank: 1, lambda: 0.5, damping: [3, 1], range: [0, 6] };
  const table = { rows: 4, columns: 3, entries: arrays };
  const wide = { rows: 9, columns: 8, entries: Array.from({ length: 45 }, (_, e) => [(5 * e) % 9, (e * e + e) % 8, 1 + ((3 * e) % 5)]).filter(([i, j], e, all) => all.findIndex(([a, b]) => a === i && b === j) === e) };
  const few = { maxIterations: 6 };
  const methods = [
    { method: "auto", ...few }, { method: "auto", rank: 1 }, { method: "bayesian", rank: 1, samples: 3, ...few }, { method: "bayesian", rank: 0, samples: 2, ...few }, { method: "als", rank: 2, ...few },
    { method: "als", rank: 2, lambda: 0.1, biases: false, power: 0, ...few }, { method: "als", rank: 2, lambda: 0.1, nonnegative: true, ...few }, { method: "als", rank: 2, lambda: 0.1, solver: "conjugate-gradient", ...few },
    { method: "als", rank: 0 }, { method: "soft-impute", ...few }, { method: "soft-impute", lambda: 2, fill: "mean", ...few }, { method: "hard-impute", rank: 1, ...few }, { method: "implicit", rank: 2, lambda: 0.1, ...few },
    { method: "implicit", rank: 2, lambda: 0.1, alpha: 5, solver: "conjugate-gradient", ...few },
    ...["zero", "mean", "row-mean", "column-mean", "bias"].map((fill) => ({ method: "fill", rank: 1, fill })),
  ] as const;
  const models = [
    complete(table, als as object), complete(table, { method: "bayesian", rank: 1, samples: 3, maxIterations: 8 }), complete(table, { method: "fill", rank: 1 }),
    complete(table, { method: "implicit", rank: 1, lambda: 0.1, maxIterations: 4 }), complete(table, { method: "soft-impute", lambda: 1, maxIterations: 6 }), complete(table, { method: "als", rank: 0 }),
    complete(table, { method: "als", rank: 1, lambda: 0.1, nonnegative: true, maxIterations: 4 }),
  ];
  const item = complete(table, { method: "item", lambda: 1 });
  const told = () => undefined;
  return [
    ...LISTS.flatMap((entries): Listed[] => [["complete", { rows: 4, columns: 3, entries }, als], ["evaluate", models[0], entries, { count: 2, relevant: 2, exclude: entries }]]),
    ["complete", [[1, null, 3], [2, 4, NaN]], als], ["complete", { rows: 2, columns: 2, data: Float64Array.of(1, NaN, 3, 4) }, als], ["complete", sparse(4, 3, TRIPLES), als],
    ["complete", [[1, 2, 3], [2, 4, 6], [3, 6, null]]],
    ...methods.map((options): Listed => ["complete", wide, { ...options, onProgress: told }]),
    ["crossValidate", table, { method: "als", rank: Int32Array.of(1), lambda: [1, 0.1], folds: 2, maxIterations: 4, range: [0, 9] }], ["crossValidate", table, { method: "fill", rank: [1, 2], folds: 2 }],
    ["crossValidate", wide, { method: "soft-impute", lambda: [2, 1], damping: [2, 1], folds: 2, ...few }],
    ...models.flatMap((model): Listed[] => [
      ["foldIn", model, { index: [0, 2], value: [4, 1] }], ["foldIn", model, { index: Int32Array.of(0, 2), value: Float64Array.of(4, 1) }], ["foldIn", model, [5, null, 1]], ["foldIn", model, Float64Array.of(5, NaN, 1)],
      ["foldIn", model, [{ row: 0, value: 2 }, { row: 3, value: 4 }], { side: "column" }], ["foldIn", model, [[0, 3], [1, 2]]],
      ["predict", model, 1, 1], ["predict", model, foldIn(model, [[0, 3]]), foldIn(model, [[0, 3]], { side: "column" })], ["predictPlaces", model, Int32Array.of(0, 9), [1, 2]],
      ["predictEntries", model, [0, 3, 2], Int32Array.of(1, 1, 2)], ["predictMatrix", model],
      ["recommend", model, 1, { count: 2, exclude: Int32Array.of(0) }], ["recommend", model, foldIn(model, [[0, 3]]), { exclude: [0] }], ["recommendAll", model, { rows: [3, 0], count: 2 }],
      ["recommendAll", model, { count: 2, exclude: (row: number) => [row % 3] }], ["saveModel", model], ["loadModel", saveModel(model)], ["evaluate", model, arrays],
    ]),
    ["similar", models[0], { row: 1 }, 2], ["similar", models[1], { column: foldIn(models[1]!, [[0, 3]], { side: "column" }) }], ["similar", item, { column: 0 }], ["similar", item, { row: foldIn(item, [[0, 3]]) }, 1],
    ["explain", item, 1, 2], ["explain", item, foldIn(item, [[0, 3]]), 1], ["recommender", [["ann", "Up"], ["bob", "Up"], ["bob", 7], ["ann", 7, 2]], { method: "item", lambda: 1 }], ["complete", wide, { method: "item", aggregate: "sum", lambda: 1 }],
    ["itemModel", wide, { lambda: 2, neighbours: 3, minimumSupport: 2, onProgress: told }], ["itemModel", wide], ["complete", wide, { method: "item", lambda: 1, range: [0, 1] }], ["recommend", item, 1, { candidates: [0, 2], minimumSupport: 1 }],
    ["recommend", item, foldIn(item, [[0, 3]]), { exclude: "seen" }], ["recommendAll", item, { candidates: Int32Array.of(0, 2), exclude: "seen", minimumSupport: 1 }], ["predict", item, 1, 1], ["predict", item, foldIn(item, [[0, 3]]), 2],
    ["predictEntries", item, [0, 3, 2], Int32Array.of(1, 1, 2)], ["predictMatrix", item], ["saveModel", item], ["loadModel", saveModel(item)], ["evaluate", item, arrays, { count: 2 }], ["foldIn", item, [5, null, 1]],
    ["loadModel", saveModel(models[0]!).buffer],
    ...[...models.slice(0, 2), models[3]!].flatMap((model): Listed[] => [["appendRows", model, [foldIn(model, [[0, 3]]), foldIn(model, [[1, 2]])]], ["appendColumns", model, [foldIn(model, [[0, 3]], { side: "column" })]]]), ["appendRows", item, [foldIn(item, [[0, 3]])]],
    ...models.map((model): Listed => ["complete", wide, { start: model, ...few }]),
    ["complete", [{ a: 1, b: null }, { a: 2, b: 4, c: 1 }, { c: 2 }], { method: "als", rank: 1, lambda: 0.1 }], ["impute", [{ a: 1, b: 2 }, { a: 2 }]], ["impute", [[1, null, 3], [2, 4, NaN]], als], ["impute", table, als], ["foldIn", complete([{ a: 1, b: 2 }, { a: 2, b: 3 }], { method: "als", rank: 0 }), { b: 3 }],
    ["complete", { rows: 4, columns: 3, entries: TRIPLES.map(([i, j]) => [i, j]) }, { method: "item", lambda: 1 }], ["complete", { rows: 4, columns: 3, entries: { row: arrays.row, column: arrays.column } }, { method: "item", lambda: 1 }], ["explain", models[3]!, 1, 2], ["explain", models[3]!, foldIn(models[3]!, [[0, 3]]), 1],
    ["recommend", models[1]!, 1, { caution: 1, filter: (column: number) => column !== 1 }], ["recommendAll", models[1]!, { rows: [foldIn(models[1]!, [[0, 3]]), 2], caution: 1 }], ["recommendAll", item, { rows: [foldIn(item, [[0, 3]]), 2] }],
    ["split", table], ["split", wide, { by: "row", share: 0.4, seed: 2 }], ["split", wide, { by: "leave-k-out", count: 2, time: Float64Array.from(wide.entries, (_, e) => e % 7) }], ["split", [[1, null, 3], [2, 4, NaN]]],
    ["crossValidate", wide, { method: "implicit", rank: [1, 2], lambda: 0.1, folds: 2, measure: "ndcg", count: 3, onProgress: told, ...few }],
    ["loadFactors", [{ id: 17, features: [1, 0.5] }, { id: "b", features: Float32Array.of(0, 2) }, { id: 9n, features: Float64Array.of(0, 2) }], { id: [3], features: { rows: 1, columns: 2, data: [3, 1] } }, { lambda: 1, nonnegative: true, range: [0, 5] }],
    ["labelled", [["bob", 7, 1]], lowrank.labelled([["ann", "Up", 5]])], ["labelled", [["ann", "Up", 5], ["bob", "Up", 4], ["bob", 7, 1], ["ann", 7, 2]]],
  ];
}

function standingsCalls(): Listed[] {
  const { standings } = lowrank;
  const team = (p: number) => (p === 4 ? 4 : `T${p}`);
  const games = Array.from({ length: 24 }, (_, p) => ({
    home: team(p % 5), away: team((p + 1 + (p % 4)) % 5), homeScore: p % 4, awayScore: (p * 3) % 5, date: p % 2 === 0 ? `2024-01-${String(p + 1).padStart(2, "0")}` : new Date(Date.UTC(2024, 0, p + 1)), neutral: p % 7 === 0,
  }));
  const table = standings(games, { decay: 40 });
  const told = () => undefined;
  const choices = [{}, { decay: 40 }, { margins: "log" }, { cap: 2, ridge: 0 }, { homeAdvantage: 0.3 }, { method: "colley" }, { method: "low-rank" }, { method: "low-rank", constrained: false, maxIterations: 5, onProgress: told }];
  const [one, two] = [table.teams[0]!.team, table.teams[3]!.team];
  return [
    ...choices.map((options): Listed => ["standings", games, options]),
    ["standings", games.map((game, k) => ({ ...game, weight: 1 + (k % 3), ...(k === 5 ? { forfeit: "home" } : {}) }))], ["standings", games.map(({ home, away }, k) => ({ home, away, sets: [[25, k % 20], [k % 25, 20]] })), { unit: "points" }],
    ["standings", [{ sides: [{ team: "a", score: 1 }, { team: "b", score: 3 }, { team: "c", score: 2 }] }]], ["standings", [...games, ...games.map((game) => ({ ...game, home: `${game.home}'`, away: `${game.away}'` }))]],
    ["predictMargin", table, one, two], ["predictMargin", table, one, two, { neutral: true }], ["winProbability", table, one, two], ["winProbability", table, one, two, { neutral: true }],
  ];
}
