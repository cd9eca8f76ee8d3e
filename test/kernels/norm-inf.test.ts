import { describe, expect, it } from "vitest";
import { kernelModule } from "../support/builds";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = kernelModule();

describe.each([
  ["f64", 8, kernels.normInf_f64],
  ["f32", 4, kernels.normInf_f32],
] as const)("normInf, %s", (_, width, normInf) => {
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9])("is the largest row sum of magnitudes, %i rows", (m) => {
    for (const n of [0, 1, 2, 5]) {
      const lda = m + 3;
      const random = new Random(100 * m + n);
      // Integers: every sum is exact.
      const entries = Array.from({ length: lda * n }, () => random.integer(-50, 50));
      const a = place(kernels, entries, width, 1);
      const work = place(kernels, new Array(m).fill(99), width, 1);
      const sums = Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => Math.abs(entries[i + j * lda]!)).reduce((s, x) => s + x, 0));
      expect(normInf(m, n, a.at, lda, work.at)).toBe(Math.max(0, ...sums));
      expect(work.values()).toEqual(sums);
      expect(a.values()).toEqual(entries);
      a.intact();
      work.intact();
    }
  });

  it("is NaN if an entry is, and Infinity if one is", () => {
    for (let i = 0; i < 5; i++) {
      const entries = [1, 2, 3, 4, 5];
      entries[i] = NaN;
      const work = place(kernels, new Array(5).fill(0), width);
      expect(normInf(5, 1, place(kernels, entries, width).at, 5, work.at)).toBeNaN();
      entries[i] = -Infinity;
      expect(normInf(5, 1, place(kernels, entries, width).at, 5, work.at)).toBe(Infinity);
    }
  });
});
