// The bidiagonal solver by itself: an upper bidiagonal goes through the reduction unchanged.
import { describe, expect, it } from "vitest";
import { builds } from "../support/builds";
import { bidiagonal } from "../support/dense";
import { wildBidiagonal } from "../support/matrices";
import { bidiagonalSet } from "../support/nasty";
import { bidiagonalRatio, LIMIT, relativeValuesRatio, sturmTolerance } from "../support/ratios";

/** R11 beyond this is a failure; LAPACK advises 10 or more. */
const STURM_LIMIT = 20;
/** R10: two ways to the same values. LAPACK's own threshold; above 50 rows half of what R11 allows to each way. */
const relativeLimit = (n: number) => Math.max(50, n);

const wild = [2, 3, 5, 8, 16, 40, 90].flatMap((n) =>
  [1, 2, 3].map((seed) => {
    const { data } = wildBidiagonal(n, 100 * n + seed);
    return {
      name: `entries 1e-31 to 1e31, ${n}, seed ${seed}`,
      d: Array.from({ length: n }, (_, i) => data[i * n + i]!),
      e: Array.from({ length: n - 1 }, (_, i) => data[i * n + i + 1]!),
    };
  }),
);

describe.each(builds)("bidiagonal, $name build", (build) => {
  it.each([...bidiagonalSet(), ...wild])("$name", ({ d, e }) => {
    const b = bidiagonal(d, e);
    const { U, S, V } = build.svd(b);
    const values = build.singularValues(b);
    expect(bidiagonalRatio(d, e, U, S, V)).toBeLessThan(LIMIT);
    expect(sturmTolerance(d, e, S)).toBeLessThanOrEqual(STURM_LIMIT);
    expect(sturmTolerance(d, e, values)).toBeLessThanOrEqual(STURM_LIMIT);
    expect(relativeValuesRatio(S, values)).toBeLessThan(relativeLimit(d.length));
  });
});

describe("the Sturm check itself", () => {
  it("accepts exact values and notices one that is off by 1e-10", () => {
    const d = [3, 2, 1e-9];
    const { S } = builds[0]!.svd(bidiagonal(d, [0, 0]));
    expect([...S]).toEqual(d);
    expect(sturmTolerance(d, [0, 0], S)).toBe(5);
    expect(sturmTolerance(d, [0, 0], [3, 2, 1e-9 * (1 + 1e-10)])).toBe(Infinity);
    expect(sturmTolerance(d, [0, 0], [3, 2, 0])).toBe(Infinity);
  });
});
