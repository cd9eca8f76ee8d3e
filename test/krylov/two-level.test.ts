import { describe, expect, it } from "vitest";
import type { Matrix, SparseMatrix } from "../../src/index";
import { simd } from "../support/builds";
import { transposed } from "../support/dense";
import { range, reflected } from "../support/implicit";
import { LIMIT, orthogonalityRatio } from "../support/ratios";
import { formed, FORMS, type TwoLevel, twoLevels } from "../support/two-level";

const { denoise, lowRank, nullSpace, orthonormalBasis, pca, polar, procrustes, recompress, svd, truncatedSvd } = simd.package;

/** The whole campaign of 3,240 takes minutes: TWO_LEVEL=all. */
const environment = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env;
const STEP = environment?.TWO_LEVEL === "all" ? 1 : 79;

/** The worst ratio of some orthonormal factors, and where. */
class Worst {
  ratio = 0;
  where: unknown = undefined;
  cases = 0;
  note(factors: readonly Matrix[], where: unknown): void {
    this.cases++;
    for (const factor of factors) {
      const ratio = orthogonalityRatio(factor);
      if (!(ratio <= this.ratio)) Object.assign(this, { ratio, where });
    }
  }
  expectBelow(limit: number): void {
    expect(this.cases).toBeGreaterThan(0);
    expect(this.ratio, JSON.stringify(this.where)).toBeLessThan(limit);
  }
}

const about = ({ ones, level, rank, seed, rows, columns }: TwoLevel) => ({ ones, level, rank, seed, rows, columns });

describe.each(FORMS)("two levels of singular values, %s", (form) => {
  it("truncatedSvd: orthonormal U and V, every copy found", { timeout: 3_600_000 }, () => {
    const worst = new Worst();
    for (const two of twoLevels(STEP)) {
      const { U, S, V, residuals, info } = truncatedSvd(formed(form, two), two.rank, { seed: two.seed });
      worst.note([U, V], about(two));
      const gap = Math.max(...S.map((s, i) => Math.abs(s - two.values[i]!)));
      expect(info.converged && gap <= 1e-10 && Math.max(...residuals) <= 1e-10 * S[0]!, JSON.stringify(about(two))).toBe(true);
    }
    worst.expectBelow(LIMIT);
  });

  it("a random sketch of a rank", () => {
    const worst = new Worst();
    for (const two of twoLevels(241)) {
      const { U, V } = truncatedSvd(formed(form, two), two.rank, { seed: two.seed, approximate: true });
      worst.note([U, V], about(two));
    }
    worst.expectBelow(LIMIT);
  });

  it("a sketch grown to an error", () => {
    const worst = new Worst();
    for (const two of twoLevels(73)) {
      // Where the smaller level goes on, only the whole spectrum can tell.
      if (two.values[two.ones + 50] !== 0 || two.ones > 24) continue;
      for (const relativeError of [0.5, 1e-3, 1e-9]) {
        const { U, V } = truncatedSvd(formed(form, two), { relativeError }, { seed: two.seed });
        worst.note([U, V], { ...about(two), relativeError });
      }
    }
    worst.expectBelow(LIMIT);
  });
});

describe("two levels in what stands on it", () => {
  it("lowRank and pca", () => {
    const [ranks, components] = [new Worst(), new Worst()];
    for (const two of twoLevels(419)) {
      for (const form of ["sparse", "dense"] as const) {
        const a = formed(form, two) as Matrix | SparseMatrix;
        const best = lowRank(a, two.rank);
        ranks.note([best.U, best.V], { ...about(two), form });
        components.note([pca(a, { components: two.rank, seed: two.seed }).components], { ...about(two), form });
      }
    }
    ranks.expectBelow(LIMIT);
    components.expectBelow(LIMIT);
  });

  it("bases, polar factors, rotations and sums in factors", () => {
    const worst = new Worst();
    for (const [rows, columns] of [[60, 40], [40, 60], [30, 30]] as const) for (const ones of [1, 5, 24]) for (const level of [0.5, 1e-3, 1e-6, 1e-9, 1e-12, 0]) {
      const values = range(Math.min(rows, columns), (i) => (i < ones ? 1 : level));
      const [a, b] = [reflected(rows, columns, values, ones), reflected(rows, columns, values, ones + 1)];
      const { W } = polar(a);
      const { U, V } = svd(a, { vectors: "full" });
      const factored = recompress([{ Y: a, Z: b }, { Y: b, Z: b, weight: 1e-5 }]);
      const all = [U, V, nullSpace(a), orthonormalBasis(a), rows >= columns ? W : transposed(W), procrustes(a, b).Q, factored.U, factored.V, denoise(a).U];
      all.forEach((factor, turn) => worst.note([factor], { rows, columns, ones, level, turn }));
    }
    worst.expectBelow(LIMIT);
  });
});
