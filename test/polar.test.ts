import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { type Dense, dense, diagonal, fromRows, scaled, transposed, ULP } from "./support/dense";
import { geometric, identity, orthogonal, uniform, withSpectrum, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { expectClose, minus, norm } from "./support/products";
import { LIMIT, orthogonalityRatio } from "./support/ratios";

const CASES: readonly (readonly [string, Dense])[] = [
  ["square", uniform(6, 6, 1)], ["tall", uniform(9, 4, 2)], ["wide", uniform(4, 9, 3)], ["one row", uniform(1, 5, 4)],
  ["one column", uniform(5, 1, 5)], ["condition 1e12", withSpectrum(10, 10, geometric(10, 1e12), 6)],
  ["rank 2 of 5", withSpectrum(8, 5, [3, 1, 0, 0, 0], 7)], ["zero", zeros(3, 3)], ["150 x 131", uniform(150, 131, 8)],
];

describe.each(builds)("polar, $name", ({ package: { polar, singularValues } }) => {
  it.each(CASES)("%s: A = W H and A = H W, W an isometry, H symmetric and not negative", (_, a) => {
    const unit = LIMIT * Math.max(a.rows, a.columns) * ULP;
    for (const side of ["right", "left"] as const) {
      const { W, H } = polar(a, { side });
      const order = side === "right" ? a.columns : a.rows;
      expect([W.rows, W.columns, H.rows, H.columns]).toEqual([a.rows, a.columns, order, order]);
      expect(orthogonalityRatio(a.rows >= a.columns ? W : transposed(W))).toBeLessThan(LIMIT);
      expect(H).toEqual(transposed(H));
      const back = side === "right" ? multiply(W, H) : multiply(H, W);
      expect(norm(minus(back, a))).toBeLessThanOrEqual(unit * norm(a));
      // H² = A'A or AA', and x'Hx >= 0 up to rounding.
      const gram = side === "right" ? multiply(transposed(a), a) : multiply(a, transposed(a));
      expect(norm(minus(multiply(H, H), gram))).toBeLessThanOrEqual(unit * norm(a) ** 2);
      for (let seed = 0; seed < 5; seed++) {
        const x = uniform(order, 1, 100 + seed);
        expect(multiply(transposed(x), multiply(H, x)).data[0]).toBeGreaterThanOrEqual(-unit * norm(a) * norm(x) ** 2);
      }
    }
  });

  it("W is nearer to A than other isometries are", () => {
    const a = uniform(7, 4, 9);
    const best = norm(minus(a, polar(a).W));
    // |A - W|² = Σ (s - 1)²  [Fan & Hoffman 1955]
    expect(best).toBeCloseTo(Math.hypot(...singularValues(a).map((s) => s - 1)), 13);
    for (let seed = 1; seed < 20; seed++) {
      const q = orthogonal(7, seed);
      expect(norm(minus(a, dense(7, 4, (i, j) => q.data[7 * i + j]!)))).toBeGreaterThan(best);
    }
  });

  it("recovers a rotation and a stretch", () => {
    const q = orthogonal(5, 10);
    const stretch = withSpectrum(5, 5, [4, 3, 2, 1, 0.5], 11);
    const h = multiply(transposed(stretch), stretch);
    const { W, H } = polar(multiply(q, h));
    expectClose(W, q, 1e-13);
    expectClose(H, h, 1e-13);
    expect(polar([[0, -2], [3, 0]])).toEqual({ W: fromRows([[0, -1], [1, 0]]), H: diagonal([3, 2]) });
  });

  it("takes the scale out of W, to the ends of the range", () => {
    const a = uniform(5, 3, 12);
    const expected = polar(a);
    for (const exponent of [-1000, -500, 500, 1020]) {
      expect(polar(scaled(a, exponent))).toEqual({ W: expected.W, H: scaled(expected.H, exponent) });
    }
  });

  it("answers for zero and empty matrices", () => {
    expect(polar(zeros(2, 2)).H).toEqual(zeros(2, 2));
    expect(polar(zeros(0, 3))).toEqual({ W: zeros(0, 3), H: zeros(3, 3) });
    expect(polar(zeros(3, 0), { side: "left" })).toEqual({ W: zeros(3, 0), H: zeros(3, 3) });
    expect(polar(identity(3))).toEqual({ W: identity(3), H: identity(3) });
  });
});

describe("arguments", () => {
  const { polar } = simd.package;
  it.each([
    ["no matrix", ["a"], TypeError, 'matrix is "a"'],
    ["an infinite entry", [[[Infinity]]], RangeError, "matrix[0][0] is Infinity"],
    ["an unknown side", [[[1]], { side: "both" }], RangeError, 'options.side is "both": expected "right" or "left"'],
    ["a number for a side", [[[1]], { side: 1 }], TypeError, "options.side is 1"],
    ["an unknown option", [[[1]], { Side: "left" }], TypeError, "options.Side is not an option"],
  ])("refuses %s", (_, args, kind, message) => {
    expect(() => polar(...(args as [never]))).toThrow(kind);
    expect(() => polar(...(args as [never]))).toThrow(message);
    expect(polar([[-2]]).W.data[0]).toBe(-1);
  });
});
