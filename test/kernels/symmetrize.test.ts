import { describe, expect, it } from "vitest";
import { kernelModule } from "../support/builds";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = kernelModule();

describe.each([
  ["f64", 8, kernels.symmetrize_f64],
  ["f32", 4, kernels.symmetrize_f32],
] as const)("symmetrize, %s", (_, width, symmetrize) => {
  it.each([0, 1, 2, 3, 4, 5, 8, 9])("averages a matrix of order %i with its transpose and leaves the padding alone", (n) => {
    const lda = n + 2;
    const random = new Random(n);
    const entries = Array.from({ length: lda * n }, () => random.integer(-50, 50) + 0);
    const a = place(kernels, entries, width, 1);
    symmetrize(n, a.at, lda);
    const expected = entries.map((x, p) => {
      const [i, j] = [p % lda, Math.floor(p / lda)];
      return i < n ? (x + entries[j + i * lda]!) / 2 + 0 : x;
    });
    expect(a.values().map((x) => x + 0)).toEqual(expected);
    a.intact();
  });

  it("does not overflow", () => {
    const huge = width === 8 ? 2 ** 1023 : 2 ** 127;
    const a = place(kernels, [1, huge, huge, 1], width);
    symmetrize(2, a.at, 2);
    expect(a.values()).toEqual([1, huge, huge, 1]);
  });
});
