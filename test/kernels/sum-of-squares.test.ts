import { describe, expect, it } from "vitest";
import { kernelModule } from "../support/builds";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = kernelModule();

describe("sumOfSquares", () => {
  it.each([0, 1, 2, 3, 7, 8, 9, 16, 17, 1023, 1024, 1025, 2048, 2049, 5000])("is exact for %i integers", (n) => {
    const random = new Random(n + 1);
    const values = Array.from({ length: n }, () => random.integer(-1000, 1000));
    const x = place(kernels, values, 8, 1);
    expect(kernels.sumOfSquares_f64(n, x.at)).toBe(values.reduce((sum, value) => sum + value * value, 0));
    expect(x.values()).toEqual(values);
    x.intact();
  });

  it("does not drift over a million equal entries", () => {
    const n = 1_000_000;
    const base = kernels.mark();
    const x = place(kernels, new Float64Array(n).fill(0.1));
    const exact = n * (0.1 * 0.1);
    expect(Math.abs(kernels.sumOfSquares_f64(n, x.at) - exact)).toBeLessThanOrEqual(40 * Number.EPSILON * exact);
    kernels.release(base);
  });

  it("keeps what a plain sum of blocks would lose", () => {
    // 2^53, then 4096 blocks that add 1 each: every one of them is half an ulp of the sum.
    const blocks = 4096;
    const values = new Float64Array((blocks + 1) * 1024);
    values[0] = 2 ** 26;
    values[1] = 2 ** 26;
    for (let b = 1; b <= blocks; b++) values[b * 1024] = 1;
    const base = kernels.mark();
    const x = place(kernels, values);
    expect(kernels.sumOfSquares_f64(values.length, x.at)).toBe(2 ** 53 + blocks);
    kernels.release(base);
  });
});
