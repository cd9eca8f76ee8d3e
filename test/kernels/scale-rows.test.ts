import { describe, expect, it } from "vitest";
import { kernelModule } from "../support/builds";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = kernelModule();

describe.each([
  ["f64", 8, kernels.scaleRows_f64],
  ["f32", 4, kernels.scaleRows_f32],
] as const)("scaleRows, %s", (_, width, scaleRows) => {
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9])("multiplies each of %i rows by its factor and leaves the padding alone", (m) => {
    for (const n of [0, 1, 2, 5]) {
      const lda = m + 3;
      const random = new Random(100 * m + n);
      const entries = Array.from({ length: lda * n }, () => random.integer(-50, 50) + 0);
      const factors = Array.from({ length: m }, (_, i) => 2 * i - 5);
      const a = place(kernels, entries, width, 1);
      const d = place(kernels, factors, width, 1);
      scaleRows(m, n, d.at, a.at, lda);
      expect(a.values().map((x) => x + 0)).toEqual(entries.map((x, p) => (p % lda < m ? x * factors[p % lda]! + 0 : x)));
      expect(d.values()).toEqual(factors);
      a.intact();
      d.intact();
    }
  });
});
