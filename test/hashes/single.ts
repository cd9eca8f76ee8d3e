/** Every function of single precision on inputs that are the same everywhere. */
import type { SinglePrecision } from "../../src/index";
import type { Package } from "./cases";
import { hash } from "./hash";
import { decaying, MATRICES, range, uniform } from "./inputs";

/** Matrices of the other hashes that singles can hold. */
const NAMES = ["lecture", "three", "tiny, tall", "tiny, wide", "square 33", "square 100", "tall 150 × 100", "wide 100 × 150", "QR first, 400 × 90", "zero", "rank 5 of 80", "clusters", "graded by columns"];

/** The hash of each case's result, by its name. */
export function singleHashes({ svd, singularValues, svdBatch, truncatedSvd, lowRank, reconstruct, pca, leastSquares, pseudoInverse, sparse, verify }: Package, single: SinglePrecision): Record<string, string> {
  const precision = { precision: single };
  const found: Record<string, string> = {};
  const add = (name: string, run: () => unknown) => {
    if (name in found) throw new Error(`two cases are called ${name}`);
    found[name] = hash(run());
  };
  for (const name of NAMES) {
    const a = MATRICES[name]!;
    add(`svd thin, ${name}`, () => svd(a, precision));
    add(`svd full, ${name}`, () => svd(a, { ...precision, vectors: "full" }));
    add(`singularValues, ${name}`, () => singularValues(a, precision));
    add(`verify, ${name}`, () => verify(a, svd(a, precision), precision));
    add(`lowRank and reconstruct, ${name}`, () => [lowRank(a, { energy: 0.9 }, precision), reconstruct(svd(a, precision), undefined, precision)]);
    add(`pca, ${name}`, () => pca(a, precision));
    add(`leastSquares and pseudoInverse, ${name}`, () => [leastSquares(a, uniform(a.rows, 2, 31), precision), pseudoInverse(a, precision)]);
  }
  for (const [m, n] of [[2, 2], [3, 3], [3, 5], [12, 9], [70, 40]] as const) {
    add(`svdBatch ${m} × ${n}`, () => svdBatch({ count: 9, rows: m, columns: n, data: uniform(9 * m, n, 100 * m + n).data }, precision));
  }
  const large = decaying(600, 500, 20, 0.8, 1e-3, 3);
  add("truncatedSvd, lanczos", () => truncatedSvd(large, 7, precision));
  add("truncatedSvd, sketch", () => truncatedSvd(large, { relativeError: 0.1 }, precision));
  add("truncatedSvd, approximate", () => truncatedSvd(large, 7, { ...precision, approximate: true }));
  add("truncatedSvd, gram", () => truncatedSvd(uniform(2000, 40, 5), 5, precision));
  add("pca, gram", () => pca(uniform(2000, 40, 5), { ...precision, components: 5 }));
  add("svd by Cholesky QR, tall and wide", () => [svd(uniform(1500, 60, 8), precision), svd(uniform(60, 1500, 9), precision)]);
  const table = sparse(400, 300, range(4000).map((p) => [(p * 7919) % 400, (p * 104729) % 300, ((p * 31) % 17) - 8] as const));
  add("truncatedSvd, sparse", () => truncatedSvd(table, 5, precision));
  add("truncatedSvd, right vectors", () => truncatedSvd(table, 5, { ...precision, vectors: "right" }));
  add("pca, sparse", () => pca(table, { ...precision, components: 4 }));
  return found;
}
