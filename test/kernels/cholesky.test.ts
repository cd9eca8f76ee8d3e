import { describe, expect, it } from "vitest";
import { freshKernels, small } from "../support/operands";
import { Random } from "../support/random";

const kernels = freshKernels();
const view = (at: number, n: number) => new Float64Array(kernels.memory.buffer, at, n);
const put = (values: ArrayLike<number>) => {
  const at = kernels.reserve(8 * values.length + 8) >>> 0;
  view(at, values.length + 1)[values.length] = 42;
  view(at, values.length).set(values);
  return at;
};

describe("syrk", () => {
  it.each([4, 8, 12, 20])("adds alpha*X*X' to the lower triangle, n = %i", (n) => {
    for (const count of [0, 1, 2, 3, 5, 8]) {
      const ldc = n + 4;
      const x = small(n * count, n + count);
      const c = small(n * ldc, 7);
      const at = put(c);
      kernels.syrk_f64(n, count, 2, put(x), n, at, ldc);
      const after = view(at, n * ldc);
      for (let j = 0; j < n; j++) {
        for (let i = 0; i < ldc; i++) {
          let expected = c[i + j * ldc]!;
          if (i < n && Math.floor(i / 4) >= Math.floor(j / 4)) for (let p = 0; p < count; p++) expected += 2 * x[i + p * n]! * x[j + p * n]!;
          expect(after[i + j * ldc]! + 0).toBe(expected + 0);
        }
      }
      expect(view(at, n * ldc + 1)[n * ldc]).toBe(42);
    }
  });
});

/** A random positive definite matrix with a border row below it, padded; and how to read it. */
function bordered(n: number, seed: number) {
  const random = new Random(seed);
  const root = Array.from({ length: n }, () => Array.from({ length: n }, () => random.gaussian()));
  const ld = (n + 1 + 3) & ~3;
  const entry = (i: number, j: number) => root[i]!.reduce((s, x, p) => s + x * root[j]![p]!, i === j ? 0.5 : 0);
  const h = Array.from({ length: n }, () => random.gaussian());
  const a = new Float64Array(ld * ld);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) a[i + j * ld] = entry(i, j);
    a[n + j * ld] = h[j]!;
  }
  return { ld, a, h, entry };
}

describe("potrf and trsv", () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33])("solve a positive definite system of %i", (n) => {
    const { ld, a, h, entry } = bordered(n, n);
    const at = put(a);
    expect(kernels.potrf_f64(n, n + 1, 0, at, ld)).toBe(0);
    const l = view(at, ld * ld).slice();
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let p = 0; p <= j; p++) sum += l[i + p * ld]! * l[j + p * ld]!;
        expect(Math.abs(sum - entry(i, j))).toBeLessThan(1e-13 * n * (1 + Math.abs(entry(i, j))));
      }
    }
    const direct = put(h);
    kernels.trsv_f64(n, at, ld, direct);
    const x = put(Array.from({ length: n }, (_, j) => l[n + j * ld]!)); // the border has become L^-1 h
    for (let j = 0; j < n; j++) expect(view(x, n)[j]).toBeCloseTo(view(direct, n)[j]!, 11);
    kernels.trsvTransposed_f64(n, at, ld, x);
    const solution = view(x, n).slice();
    for (let i = 0; i < n; i++) {
      const left = solution.reduce((s, value, j) => s + value * entry(Math.max(i, j), Math.min(i, j)), 0);
      expect(Math.abs(left - h[i]!)).toBeLessThan(1e-10);
    }
    expect(view(x, n + 1)[n]).toBe(42);
  });

  it("drops a column that depends on those before it: its unknown is 0 and the rest is solved", () => {
    // The third unknown is a copy of the first.
    const g = [[4, 2, 4], [2, 3, 2], [4, 2, 4]];
    const a = new Float64Array(16);
    for (let j = 0; j < 3; j++) for (let i = j; i < 3; i++) a[i + 4 * j] = g[i]![j]!;
    [8, 7, 8].forEach((value, j) => { a[3 + 4 * j] = value; });
    const at = put(a);
    expect(kernels.potrf_f64(3, 4, 1e-12, at, 4)).toBe(1);
    const x = put([0, 1, 2].map((j) => view(at, 16)[3 + 4 * j]!));
    kernels.trsvTransposed_f64(3, at, 4, x);
    expect(Array.from(view(x, 3))).toEqual([expect.closeTo(1.25, 12), expect.closeTo(1.5, 12), 0]);
  });
});

describe("selectTop", () => {
  it.each([0, 1, 2, 5, 50, 200])("keeps the %i best, ties by index, without -Infinity", (count) => {
    const random = new Random(count);
    const scores = Array.from({ length: 100 }, () => (random.unit() < 0.1 ? -Infinity : random.integer(-5, 5)));
    const at = put(scores);
    const index = kernels.reserve(4 * count + 4) >>> 0;
    const top = put(new Float64Array(count));
    const kept = kernels.selectTop(100, at, count, index, top);
    const expected = scores.map((s, j) => [s, j] as const).filter(([s]) => s !== -Infinity).sort(([a, i], [b, j]) => b - a || i - j).slice(0, count);
    expect(kept).toBe(expected.length);
    expect(Array.from(new Int32Array(kernels.memory.buffer, index, kept))).toEqual(expected.map(([, j]) => j));
    expect(Array.from(view(top, kept))).toEqual(expected.map(([s]) => s));
    expect(view(top, count + 1)[count]).toBe(42);
  });
});
