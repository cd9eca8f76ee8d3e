/** Cases: truncated decompositions of dense, sparse and unseen matrices. */
import { asOperator } from "../support/operator";
import type { Cases } from "./cases";
import { decaying, scattered, uniform } from "./inputs";

export function truncatedCases(add: Cases): void {
  const dense = decaying(520, 430, 15, 0.8, 0.05, 71);
  const small = uniform(60, 40, 72);
  const triples = scattered(700, 500, 6, 73);
  const operator = asOperator(decaying(150, 120, 8, 0.7, 0.02, 74));
  for (const rank of [1, 6]) {
    add(`truncatedSvd ${rank}, dense`, ({ truncatedSvd }) => truncatedSvd(dense, rank));
    add(`truncatedSvd ${rank}, small`, ({ truncatedSvd }) => truncatedSvd(small, rank));
    add(`truncatedSvd ${rank}, sparse`, ({ truncatedSvd, sparse }) => truncatedSvd(sparse(700, 500, triples), rank));
    add(`truncatedSvd ${rank}, wide sparse`, ({ truncatedSvd, sparse }) => truncatedSvd(sparse(500, 700, triples.map(([i, j, x]) => [j, i, x] as const)), rank));
    add(`truncatedSvd ${rank}, operator`, ({ truncatedSvd }) => truncatedSvd(operator, rank));
  }
  add("truncatedSvd, another seed, a loose tolerance", ({ truncatedSvd }) => truncatedSvd(dense, 5, { seed: 2 ** 40 + 7, tolerance: 1e-4 }));
  add("truncatedSvd, each value to its own digits", ({ truncatedSvd, sparse }) =>
    [dense, sparse(700, 500, triples), operator].map((a) => truncatedSvd(a, 5, { tolerance: { relative: 1e-7 } })));
  add("truncatedSvd, three iterations", ({ truncatedSvd }) => truncatedSvd(uniform(450, 440, 75), 4, { maxIterations: 3 }));
  add("truncatedSvd, what onProgress is told", ({ truncatedSvd }) => {
    const told: unknown[] = [];
    truncatedSvd(dense, 4, { onProgress: (progress) => void told.push({ ...progress }) });
    return told;
  });
  for (const relativeError of [0.3, 0.02]) {
    add(`truncatedSvd to ${relativeError}, dense`, ({ truncatedSvd }) => truncatedSvd(dense, { relativeError }));
    add(`truncatedSvd to ${relativeError}, operator`, ({ truncatedSvd }) => truncatedSvd(operator, { relativeError }));
  }
  add("truncatedSvd to 0.7, sparse", ({ truncatedSvd, sparse }) => truncatedSvd(sparse(700, 500, triples), { relativeError: 0.7 }));
  add("truncatedSvd approximate", ({ truncatedSvd, sparse }) => [
    truncatedSvd(dense, 6, { approximate: true }), truncatedSvd(sparse(700, 500, triples), 6, { approximate: true }), truncatedSvd(operator, 6, { approximate: true }),
  ]);
  add("truncatedSvd, right vectors by passes", ({ truncatedSvd, sparse }) => [
    truncatedSvd(sparse(700, 500, triples), 6, { vectors: "right" }), truncatedSvd(operator, 4, { vectors: "right", block: 8 }), truncatedSvd(dense, 6, { vectors: "right" }),
  ]);
  add("sparse, entries listed twice", ({ sparse }) => sparse(40, 30, [...scattered(40, 30, 5, 76), ...scattered(40, 30, 5, 77)]));
  add("verify and norms of a sparse matrix", ({ verify, truncatedSvd, sparse, lowRank }) => {
    const a = sparse(700, 500, triples);
    return [verify(a, truncatedSvd(a, 3)), lowRank(a, 5).error];
  });
  add("pca, leading components", ({ pca, sparse }) => [pca(dense, { components: 3 }), pca(sparse(700, 500, triples), { components: 3 }), pca(sparse(50, 30, scattered(50, 30, 4, 78)))]);
  add("pca, sparse, weighted and scaled", ({ pca, sparse }) => pca(sparse(50, 30, scattered(50, 30, 4, 79)), { components: 3, scale: true, weights: Array.from({ length: 50 }, (_, i) => i % 4) }));
}
