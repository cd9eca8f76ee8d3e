import ndarray from "ndarray";
import { Matrix as MlMatrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import type { PooledName } from "../../src/pool/functions";
import { lowrank, shared, testPool } from "../support/pool";
import { Random } from "../support/random";
import { StdlibNdarray } from "../support/stdlib";

const random = new Random(6);
const rows = (m: number, n: number) => Array.from({ length: m }, () => Array.from({ length: n }, () => random.between(-1, 1)));
const flat = (a: number[][]) => ({ rows: a.length, columns: a[0]!.length, data: Float64Array.from(a.flat()) });

const A = rows(9, 6);
const B = rows(9, 6);
const decomposition = lowrank.svd(A);
const triplets = Array.from({ length: 60 }, (_, e) => [e % 12, (7 * e) % 11, e - 30] as const);
const sparseTable = lowrank.sparse(12, 11, triplets);
const counts = lowrank.sparse(12, 11, triplets.map(([i, j, x]) => [i, j, Math.abs(x)] as const));
const table = rows(20, 12).map((row, i) => row.map((_, j) => ((i * 5 + j * 3) % 4 === 0 ? null : (i % 5) - (j % 3) + 0.1 * random.unit())));
const model = lowrank.complete(table, { rank: 2, method: "als", lambda: 0.1 });
const bayesian = lowrank.complete(table, { rank: 2, method: "bayesian", maxIterations: 40, samples: 4 });
const games = Array.from({ length: 40 }, (_, g) => ({
  home: `t${g % 6}`, away: `t${(g % 6) + 1 + (g % 3)}`, homeScore: g % 4, awayScore: (g * 3) % 5, date: new Date(Date.UTC(2024, 0, 1 + g)),
}));
const ranking = lowrank.standings(games);
const principal = lowrank.pca(A, { components: 3 });

/** Arguments of every function, several ways. */
const CALLS: { [K in PooledName]: Parameters<(typeof lowrank)[K]>[] } = {
  svd: [[A], [A, { vectors: "full" }], [A, { accuracy: "high" }], [[[]]], [rows(3, 2)], [A.map((row) => Float32Array.from(row))], [flat(A)]],
  singularValues: [[A], [A, { accuracy: "high" }]],
  svdBatch: [[{ count: 3, rows: 3, columns: 2, data: rows(9, 2).flat() }], [[A, B], { vectors: "none" }]],
  frobeniusNorm: [[A], [[[1, 2, 3], [4, 5, 6]]]],
  spectralNorm: [[A]],
  nuclearNorm: [[A]],
  verify: [[A, decomposition], [sparseTable, lowrank.truncatedSvd(sparseTable, 3)]],
  lowRank: [[A, 2], [A, { energy: 0.8 }], [A, "optimal-threshold", { noise: 0.1 }], [sparseTable, 3]],
  reconstruct: [[decomposition], [decomposition, 2]],
  factors: [[decomposition]],
  recompress: [[{ Y: A, Z: rows(4, 6), weight: 2 }], [[{ Y: A, Z: rows(4, 6) }, { Y: rows(9, 2), Z: rows(4, 2), weight: -1 }], 3]],
  project: [[decomposition, B]],
  chooseRank: [[decomposition.S, { energy: 0.9 }], [Array.from(decomposition.S), "gap", [9, 6]]],
  denoise: [[A], [A, { noise: 0.2, loss: "nuclear" }]],
  complete: [[table], [table, { rank: 2, method: "als", lambda: 0.1 }], [counts, { method: "implicit", rank: 2 }], [{ rows: 12, columns: 11, entries: triplets }, { rank: 1, method: "fill" }],
    [{ rows: 12, columns: 11, entries: { row: triplets.map(([i]) => i), column: triplets.map(([, j]) => j), value: triplets.map(([, , x]) => x) } }], [rows(8, 5)], [flat(rows(8, 5))]],
  impute: [[rows(4, 3)], [[{ a: 1, b: 2 }, { a: 2, b: null }], { method: "als", rank: 1, lambda: 0.1 }]],
  itemModel: [[table], [rows(12, 8), { lambda: 2, neighbours: 3 }]],
  similar: [[model, { row: 3 }, 2], [bayesian, { column: 1 }]], explain: [[lowrank.itemModel(table, { lambda: 1 }), 1, 2]],
  crossValidate: [[table.map((row) => row.map((x) => x ?? undefined))], [table.map((row) => row.map((x, j) => x ?? [null, undefined, NaN][j % 3])), { rank: 1 }], [table, { method: "als", rank: [1, 2], lambda: [0.1, 0.3], folds: 3 }], [table], [rows(12, 8)]],
  evaluate: [[model, [[0, 1, 2], [3, 3, 1]]], [model, table, { count: 3, exclude: [[0, 0, 1]] }], [model, rows(20, 12)], [bayesian, { row: [0, 4], column: [2, 2], value: [3, 5] }]],
  recommend: [[model, 3], [model, 3, { count: 4, exclude: new Set([1, 2]) }], [model, 99]],
  recommendAll: [[model], [model, { count: 2, rows: [4, 1] }]],
  loadModel: [[lowrank.saveModel(model)], [(globalThis.Buffer ?? Uint8Array).from(lowrank.saveModel(bayesian))], [lowrank.saveModel(model).slice().buffer]],
  saveModel: [[model], [bayesian]],
  foldIn: [[model, [[3, 1], [5, 2]]], [bayesian, table[2]!], [model, [[3, 1]], { side: "column" }]],
  predict: [[model, 3, 4], [bayesian, 3, 4]],
  predictEntries: [[model, [0, 1, 2], [3, 3, 3]], [model, Int32Array.of(4), Int32Array.of(5)]],
  predictMatrix: [[model], [bayesian]],
  predictPlaces: [[bayesian, [0, 1], [3, 3]]],
  truncatedSvd: [[sparseTable, 3], [A, 2, { seed: 4 }], [A, { relativeError: 0.3 }], [rows(420, 410), 3, { approximate: true }]],
  multiply: [[A, rows(6, 2)], [sparseTable, rows(sparseTable.columns, 2)], [A, rows(1, 6)[0]! as never]],
  sparse: [[12, 11, triplets], [12, 11, triplets.slice(0, 5)], [12, 11, triplets.map((triple) => Float64Array.from(triple)) as never], [12, 11, new Set(triplets)], [2, 2, { row: [0, 0], column: [1, 1], value: [2, 3] }]],
  leastSquares: [[A, B], [A, rows(1, 9)[0]!, { ridge: 0.1 }]],
  pseudoInverse: [[A], [A, { tolerance: 0.5 }]],
  conditionNumber: [[A]],
  matrixRank: [[A], [A, { tolerance: 0.5 }]],
  nullSpace: [[rows(3, 6)]],
  orthonormalBasis: [[A]],
  polar: [[A], [rows(4, 7), { side: "left" }]],
  procrustes: [[A, B], [A, A, { rotation: true, scale: true }]],
  pca: [[A], [A, { components: 2, scores: false }], [sparseTable, { components: 2 }]],
  pcaInverse: [[principal, principal.scores!]],
  pcaTransform: [[principal, B]],
  appendColumns: [[decomposition, rows(9, 2)], [model as never, [lowrank.foldIn(model, [[3, 1]], { side: "column" })] as never]],
  appendRows: [[decomposition, rows(2, 6), { rank: 4 }], [model as never, new Set([lowrank.foldIn(model, [[3, 1], [5, 2]])]) as never]],
  rankOneUpdate: [[decomposition, rows(1, 9)[0]!, Float64Array.from(rows(1, 6)[0]!), { rank: 3 }]],
  standings: [[games], [games, { method: "low-rank", decay: 30 }], [new Set(games), { method: "colley" }]],
  predictMargin: [[ranking, "t1", "t2"], [ranking, "t1", "t2", { neutral: true }]],
  winProbability: [[ranking, "t1", "t2"]],
};

const pool = testPool({ size: 2 });
type Names = keyof typeof CALLS & string;
const direct = lowrank as unknown as Record<string, (...args: unknown[]) => unknown>;
const pooled = pool as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;

it("the pool has every function of the package but those that only convert, and the one whose products are the caller's", () => {
  const functions = Object.entries(lowrank).filter(([name, value]) => typeof value === "function" && !/^[A-Z]/.test(name)).map(([name]) => name);
  const missing = functions.filter((name) => !(name in pool));
  expect(missing.sort()).toEqual(["column", "fromPlain", "labelled", "loadFactors", "matrix", "recommender", "split", "toObjects", "toPlain", "toRows", "transpose", "truncatedSvdAsync"]);
  expect(Object.keys(pool).filter((name) => !functions.includes(name)).sort()).toEqual(["close", "running", "size", "waiting"]);
  expect(Object.keys(CALLS).sort()).toEqual(functions.filter((name) => name in pool && name !== "ready").sort());
});

describe.each(Object.keys(CALLS) as Names[])("%s", (name) => {
  it.each(CALLS[name].map((args, i) => [i + 1, args as unknown[]] as const))("gives the same bits, call %i, in every worker and again", async (_, args) => {
    const expected = direct[name]!(...args);
    const results = await Promise.all([1, 2, 3].map(() => pooled[name]!(...args)));
    for (const result of results) expect(result).toStrictEqual(expected);
  });
});

describe("matrices of other packages", () => {
  const expected = lowrank.svd(A);
  it.each<[string, () => unknown]>([
    ["scijs ndarray", () => ndarray(Float64Array.from(A.flat()), [9, 6])],
    ["a transposed scijs ndarray", () => ndarray(Float64Array.from(lowrank.matrix(A[0]!.map((_, j) => A.map((row) => row[j]!))).data), [6, 9]).transpose(1, 0)],
    ["stdlib ndarray", () => new StdlibNdarray(Float64Array.from(A.flat()), [9, 6], [6, 1])],
    ["ml-matrix", () => new MlMatrix(A)],
    ["an object with get", () => ({ rows: 9, columns: 6, get: (i: number, j: number) => A[i]![j] })],
    ["an object of a class with accessors", () => new (class { get rows() { return 9; } get columns() { return 6; } get data() { return Float64Array.from(A.flat()); } })()],
    ["a proxy, as of a reactive framework", () => reactive(A)],
    ["rows that are parts of a buffer", () => A.map((row) => Float64Array.of(0, ...row, 0).subarray(1, 7))],
    ["shared memory", () => ({ rows: 9, columns: 6, data: shared(A.flat()) })],
    ["an array-like of rows", () => Object.assign({ length: 9 }, { ...A })],
  ])("%s", async (_, make) => expect(await pool.svd(make() as never)).toStrictEqual(expected));
});

function reactive<T extends object>(value: T): T {
  return new Proxy(value, {
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key);
      return typeof found === "object" && found !== null ? reactive(found) : found;
    },
  });
}

it("arguments are taken as they are at the call", async () => {
  const a = flat(A);
  const list = A.map((row) => [...row]);
  const results = [pool.singularValues(a), pool.singularValues(list)];
  a.data.fill(0);
  list[0]![0] = 77;
  for (const result of await Promise.all(results)) expect(result).toStrictEqual(decomposition.S);
});

it("ready() compiles in every worker", async () => {
  await pool.ready();
  await pool.ready();
});
