import { describe, expect, it } from "vitest";
import type { Svd } from "../src/index";
import { builds, simd } from "./support/builds";
import { dense, fromRows, transposed } from "./support/dense";
import { gaussian, identity, uniform, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { expectClose, minus, norm } from "./support/products";

describe.each(builds)("project, $name", ({ package: { lowRank, project, svd } }) => {
  it("gives the rows of A the coordinates U diag(S), with nothing outside", () => {
    for (const [m, n] of [[7, 4], [4, 7], [30, 20]] as const) {
      const a = uniform(m, n, 41);
      const whole = svd(a);
      const k = whole.S.length;
      const got = project(whole, a);
      expectClose(got, dense(m, k, (i, j) => whole.U.data[i * k + j]! * whole.S[j]!), 1e-13);
      expect(Math.max(...got.outside)).toBeLessThan(1e-14 * norm(a));
    }
  });

  it("splits each row into its part in the span and the rest", () => {
    const best = lowRank(uniform(9, 6, 42), 2);
    const rows = gaussian(5, 6, 43);
    const got = project(best, rows);
    expect([got.rows, got.columns, got.outside.length]).toEqual([5, 2, 5]);
    expectClose(got, multiply(rows, best.V), 1e-14);
    const rest = minus(rows, multiply(got, transposed(best.V)));
    for (let i = 0; i < 5; i++) {
      const row = fromRows([Array.from(rest.data.subarray(6 * i, 6 * i + 6))]);
      expect(got.outside[i]).toBeCloseTo(norm(row), 13);
      // Pythagoras: |x|^2 = |coordinates|^2 + outside^2.
      const x = fromRows([Array.from(rows.data.subarray(6 * i, 6 * i + 6))]);
      const inside = fromRows([Array.from(got.data.subarray(2 * i, 2 * i + 2))]);
      expect(norm(inside) ** 2 + got.outside[i]! ** 2).toBeCloseTo(norm(x) ** 2, 12);
    }
  });

  it("measures a small part outside without cancellation", () => {
    // √(|x|² − |Vᵀx|²) would see nothing below 1e-8 of x.
    const factors = { U: identity(2), S: Float64Array.of(1, 1), V: identity(3, 2) };
    const { outside } = project(factors, [[3, 4, 1e-12], [1e8, 1, 2 ** -30], [1, 1, 0]]);
    expect(Array.from(outside)).toEqual([1e-12, 2 ** -30, 0]);
  });

  it("takes rows of very different size in one call", () => {
    const factors = { U: identity(2), S: Float64Array.of(1, 1), V: identity(3, 2) };
    const { data, outside } = project(factors, [[1e308, -1e308, 1.5e308], [1e-310, 2e-310, 3e-310], [0, 0, 0], [1, 2, 3]]);
    expect(Array.from(data)).toEqual([1e308, -1e308, 1e-310, 2e-310, 0, 0, 1, 2]);
    expect(Array.from(outside)).toEqual([1.5e308, 3e-310, 0, 3]);
  });

  it("neither overflows on the way nor loses subnormal numbers", () => {
    const big = 1.625 * 2 ** 1023;
    const half = { U: identity(1), S: Float64Array.of(1), V: fromRows([[0.5], [0.5], [0.5], [0.5]]) };
    const { data, outside } = project(half, [[big, big, big, -big], [5e-324, 5e-324, 5e-324, 5e-324]]);
    expect(Array.from(data)).toEqual([big, 1e-323]);
    // The rest of the first row is big/2 (1, 1, 1, -3), whose norm is beyond the range. Of the second nothing is left.
    expect(Array.from(outside)).toEqual([Infinity, 0]);
  });

  it("uses only the columns of V that S names, and takes no rows", () => {
    const wide = fromRows([[3, 0, 4]]);
    const full = svd(wide, { vectors: "full" });
    expect(full.V.columns).toBe(3);
    const { data, outside, columns } = project(full, [[3, 0, 4], [0, 7, 0], [4, 0, -3]]);
    expect(columns).toBe(1);
    [5, 0, 0].forEach((x, i) => expect(data[i]).toBeCloseTo(x, 14));
    [0, 7, 5].forEach((x, i) => expect(outside[i]).toBeCloseTo(x, 14));
    expect(project(full, [])).toEqual({ rows: 0, columns: 1, data: new Float64Array(0), outside: new Float64Array(0) });
    expect(project(lowRank(zeros(3, 2), "gap"), [[3, 4]])).toEqual({ ...zeros(1, 0), outside: Float64Array.of(5) });
  });
});

describe("project: arguments", () => {
  const { project } = simd.package;
  const good: Svd = { U: identity(3, 2), S: Float64Array.of(2, 1), V: identity(2) };

  it.each([
    ["rows of another length", [[1, 2, 3]], RangeError, "rows have 3 entries: expected 2, the rows of svd.V"],
    ["a bare vector", [1, 2], TypeError, "rows[0] is 1: expected a row of numbers"],
    ["no rows", undefined, TypeError, "rows is undefined"],
    ["an infinite entry", [[1, Infinity]], RangeError, "rows[0][1] is Infinity"],
  ])("project refuses %s", (_, rows, kind, message) => {
    expect(() => project(good, rows as never)).toThrow(kind);
    expect(() => project(good, rows as never)).toThrow(message);
  });
});
