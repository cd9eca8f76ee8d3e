import { describe, expect, it } from "vitest";
import type { Svd } from "../src/index";
import { builds, simd } from "./support/builds";
import { fromRows, scaled, transposed } from "./support/dense";
import { identity, ones, uniform, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { expectClose, norm, product } from "./support/products";

describe.each(builds)("from factors to matrices, $name", ({ package: loaded, exports }) => {
  const { factors, frobeniusNorm, lowRank, project, reconstruct, svd, verify } = loaded;

  describe("reconstruct", () => {
    it.each([[1, 1], [2, 3], [3, 2], [8, 5], [5, 8], [33, 17], [17, 33], [130, 140]])("multiplies the factors, %i x %i", (m, n) => {
      const a = uniform(m, n, m + 100 * n);
      for (const vectors of ["thin", "full"] as const) {
        const whole = svd(a, { vectors });
        expectClose(reconstruct(whole), a, 1e-13 * Math.sqrt(m * n));
        for (const k of [0, 1, Math.ceil(Math.min(m, n) / 2), Math.min(m, n)]) {
          expectClose(reconstruct(whole, k), product(whole, k), 1e-13 * Math.sqrt(m * n));
        }
      }
    });

    it("is exact on factors that are powers of two", () => {
      const factors = { U: identity(3, 2), S: Float64Array.of(4, 0.5), V: fromRows([[0, 1], [-1, 0]]) };
      expect(reconstruct(factors)).toEqual(fromRows([[0, -4], [0.5, 0], [0, 0]]));
      expect(reconstruct(factors, 1)).toEqual(fromRows([[0, -4], [0, 0], [0, 0]]));
      expect(reconstruct(factors, 0)).toEqual(zeros(3, 2));
    });

    it.each([-1040, -1000, -700, 700, 1000, 1018])("scales with 2^%i to the bit", (exponent) => {
      const { U, S, V } = svd(uniform(6, 5, 21));
      const grown = { U, S: scaled({ rows: 1, columns: 5, data: S }, exponent).data, V };
      // Scaled S may have lost bits to the grid of subnormal numbers: compare with what is left of it.
      const back = { U, S: scaled({ rows: 1, columns: 5, data: grown.S }, -exponent).data, V };
      expect(reconstruct(grown)).toEqual(scaled(reconstruct(back), exponent));
    });

    it("keeps zero matrices +0 and empty ones empty", () => {
      const result = reconstruct(svd(zeros(3, 4)));
      expect(result.data.every((x) => Object.is(x, 0))).toBe(true);
      for (const [m, n] of [[0, 0], [0, 4], [4, 0]] as const) {
        expect(reconstruct(svd(zeros(m, n)))).toEqual(zeros(m, n));
        expect(reconstruct(svd(zeros(m, n), { vectors: "full" }))).toEqual(zeros(m, n));
      }
    });
  });

  describe("factors", () => {
    it.each([[6, 4], [4, 6], [5, 1]])("multiply to A_k with equal weight, %i x %i", (m, n) => {
      const a = uniform(m, n, 31);
      for (const vectors of ["thin", "full"] as const) {
        const whole = svd(a, { vectors });
        const { Y, Z } = factors(whole);
        const k = whole.S.length;
        expect([Y.rows, Y.columns, Z.rows, Z.columns]).toEqual([m, k, n, k]);
        expectClose(multiply(Y, transposed(Z)), a, 1e-14);
        const nuclear = whole.S.reduce((sum, s) => sum + s, 0);
        expect(norm(Y) ** 2).toBeCloseTo(nuclear, 12);
        expect(norm(Z) ** 2).toBeCloseTo(nuclear, 12);
      }
    });

    it("are exact where the roots are, and halve the exponents", () => {
      const { Y, Z } = factors({ U: identity(2), S: Float64Array.of(16, 0.25), V: identity(2) });
      expect(Y).toEqual(fromRows([[4, 0], [0, 0.5]]));
      expect(Z).toEqual(Y);
      const huge = factors({ U: identity(1), S: Float64Array.of(2 ** 1022), V: identity(1) });
      expect(huge.Y.data[0]).toBe(2 ** 511);
      expect(factors(lowRank(zeros(3, 2), "gap"))).toEqual({ Y: zeros(3, 0), Z: zeros(2, 0) });
    });
  });

  it("leaves its arguments alone and takes decompositions from JSON", () => {
    const a = uniform(6, 5, 51);
    const best = lowRank(a, 3);
    const before = structuredClone({ a, best });
    const results = [reconstruct(best), factors(best), project(best, a)];
    expect({ a, best }).toEqual(before);
    const { toRows } = simd.package;
    const plain = JSON.parse(JSON.stringify({ U: toRows(best.U), S: Array.from(best.S), V: toRows(best.V) })) as Svd;
    expect([reconstruct(plain), factors(plain), project(plain, toRows(a))]).toEqual(results);
  });

  it("gives all memory back, after errors too", () => {
    const a = uniform(20, 15, 52);
    const whole = svd(a);
    const round = () => {
      verify(a, whole);
      factors(whole);
      reconstruct(lowRank(a, { energy: 0.9 }));
      project(whole, a);
      frobeniusNorm(a);
      expect(() => reconstruct({ U: zeros(60_000, 1), S: whole.S.slice(0, 1), V: zeros(60_000, 1) })).toThrow("bytes");
    };
    round();
    const [top, pages] = [exports().mark(), exports().memory.buffer.byteLength];
    for (let i = 0; i < 20; i++) round();
    expect([exports().mark(), exports().memory.buffer.byteLength]).toEqual([top, pages]);
  });

  it("gives fresh results that share nothing with what went in", () => {
    const whole = svd(ones(3, 3));
    const { Y } = factors(whole);
    const all = lowRank(ones(3, 3), 3);
    Y.data.fill(7);
    all.U.data.fill(7);
    expect(svd(ones(3, 3))).toEqual(whole);
  });
});

describe("reconstruct and factors: arguments", () => {
  const { factors, reconstruct } = simd.package;
  const good: Svd = { U: identity(3, 2), S: Float64Array.of(2, 1), V: identity(2) };

  it.each([
    ["no decomposition", undefined, TypeError, "svd is undefined: expected { U, S, V }"],
    ["values out of order", { ...good, S: [1, 2] }, RangeError, "svd.S[1] is 2, above svd.S[0] = 1"],
    ["an infinite value", { ...good, S: [Infinity, 2] }, RangeError, "svd.S[0] is Infinity"],
    ["a negative value", { ...good, S: [1, -2] }, RangeError, "svd.S[1] is -2"],
    ["U too narrow", { ...good, U: identity(3, 1) }, RangeError, "svd.U has 1 columns: expected 2"],
    ["V too narrow", { ...good, V: zeros(2, 1) }, RangeError, "svd.V has 1 columns: expected 2, the length of svd.S"],
    ["V ragged", { ...good, V: [[1], [2, 3]] }, RangeError, "svd.V[1] has length 2"],
  ])("reconstruct and factors refuse %s", (_, decomposition, kind, message) => {
    for (const use of [reconstruct, factors]) {
      expect(() => use(decomposition as never)).toThrow(kind);
      expect(() => use(decomposition as never)).toThrow(message);
    }
  });

  it.each([
    [-1, RangeError, "rank is -1: expected an integer, 0 to 2"],
    [3, RangeError, "rank is 3: expected an integer, 0 to 2"],
    [0.5, RangeError, "rank is 0.5"],
    ["1", TypeError, 'rank is "1"'],
    [null, TypeError, "rank is null"],
  ])("reconstruct refuses the rank %s", (rank, kind, message) => {
    expect(() => reconstruct(good, rank as never)).toThrow(kind);
    expect(() => reconstruct(good, rank as never)).toThrow(message);
  });

  it("works again after an error, and says how many bytes it would need", () => {
    const tall = { U: zeros(60_000, 1), S: Float64Array.of(1), V: zeros(60_000, 1) };
    expect(() => reconstruct(tall)).toThrow(/^reconstruct needs 288\d{8} bytes of memory/);
    expect(reconstruct(good)).toEqual(fromRows([[2, 0], [0, 1], [0, 0]]));
  });
});
