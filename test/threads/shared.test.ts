// What is large enough to be shared among threads has the bits of the package: the hashes are of smaller things.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as lowrank from "../../src/index";
import { hash } from "../hashes/hash";
import { gaussian } from "../support/matrices";
import { Random } from "../support/random";
import { crewOf, threads } from "../support/threads";

type Package = typeof lowrank;

function sparseOf(rows: number, columns: number, each: number, of: (x: number) => number): lowrank.SparseMatrix {
  const random = new Random(17);
  return lowrank.sparse(rows, columns, Array.from({ length: rows * each }, (_, e) => [Math.floor(e / each), Math.floor(random.unit() * columns), of(random.unit())] as const));
}

const square = gaussian(420, 410, 1);
const large = gaussian(470, 450, 2);
const tall = gaussian(6000, 90, 3);
const links = sparseOf(3000, 700, 12, (x) => x - 0.5);
const stars = sparseOf(1500, 400, 15, (x) => Math.ceil(5 * x));
const batch = { count: 700, rows: 7, columns: 5, data: gaussian(700, 35, 4).data };

const cases: Record<string, (package_: Package) => unknown> = {
  "svd, both products apart": ({ svd }) => svd(square),
  "svd, both products in one pass": ({ svd }) => svd(large),
  "svd full": ({ svd }) => svd(gaussian(300, 500, 5), { vectors: "full" }),
  "singularValues": ({ singularValues }) => singularValues(large),
  "svd, tall": ({ svd }) => svd(tall),
  "svdBatch": ({ svdBatch }) => svdBatch(batch),
  "multiply": ({ multiply }) => multiply(square, gaussian(410, 300, 6)),
  "leastSquares": ({ leastSquares }) => leastSquares(tall, gaussian(6000, 3, 7)),
  "pca": ({ pca }) => pca(tall, { components: 5 }),
  "pca, sparse": ({ pca }) => pca(links, { components: 6 }),
  "truncatedSvd, dense": ({ truncatedSvd }) => truncatedSvd(gaussian(900, 800, 8), 12, { maxIterations: 8 }),
  "truncatedSvd, sparse": ({ truncatedSvd }) => truncatedSvd(links, 9, { maxIterations: 6 }),
  "truncatedSvd, sparse, right vectors in blocks": ({ truncatedSvd }) => truncatedSvd(links, 9, { vectors: "right", block: 20, maxIterations: 6 }),
  "truncatedSvd to 0.5, sketched": ({ truncatedSvd }) => truncatedSvd(gaussian(700, 600, 9), { relativeError: 0.5 }),
  "complete als": ({ complete }) => complete(stars, { method: "als", rank: 6, lambda: 0.2, maxIterations: 4 }),
  "complete als, conjugate gradient": ({ complete }) => complete(stars, { method: "als", rank: 6, lambda: 0.2, solver: "conjugate-gradient", maxIterations: 4 }),
  "complete als, not negative": ({ complete }) => complete(stars, { method: "als", rank: 3, lambda: 0.2, nonnegative: true, maxIterations: 3 }),
  "complete implicit": ({ complete }) => complete(stars, { method: "implicit", rank: 6, lambda: 0.2, maxIterations: 3 }),
  "complete implicit, conjugate gradient": ({ complete }) => complete(stars, { method: "implicit", rank: 6, lambda: 0.2, solver: "conjugate-gradient", maxIterations: 3 }),
  "complete bayesian": ({ complete }) => complete(stars, { method: "bayesian", rank: 4, samples: 3, maxIterations: 8 }),
  "complete soft-impute": ({ complete }) => complete(stars, { method: "soft-impute", lambda: 20, maxIterations: 6 }),
  "recommendAll": ({ complete, recommendAll }) => recommendAll(complete(stars, { method: "als", rank: 6, lambda: 0.2, maxIterations: 2 }), { count: 4 }),
};
const expected: Record<string, string> = {};

beforeAll(() => { for (const [name, run] of Object.entries(cases)) expected[name] = hash(run(lowrank)); }, 120_000);
afterAll(() => threads.setThreads(1));

describe.each([2, 5])("on %i threads", (count) => {
  beforeAll(() => crewOf(count));

  it.each(Object.keys(cases))("%s", (name) => expect(hash(cases[name]!(threads))).toBe(expected[name]));
});
