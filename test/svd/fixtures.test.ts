// Singular values and vectors against multiple-precision arithmetic (test/fixtures/generate.py).
import { describe, expect, it } from "vitest";
import { builds } from "../support/builds";
import { bidiagonal, type Dense, fromRows, pickColumns, transposed, ULP } from "../support/dense";
import { companion } from "../support/nasty";
import { textFile } from "../support/platform";

function fixture<T>(name: string): T[] {
  return JSON.parse(textFile(`test/fixtures/${name}.json`)) as T[];
}

interface DenseFixture { name: string; rows: number; columns: number; data: number[]; values: number[] }
interface BidiagonalFixture { name: string; d: number[]; e: number[]; values: number[] }
interface VectorFixture { name: string; matrix: number[][]; U: number[][]; S: number[]; V: number[][] }

const dense = fixture<DenseFixture>("dense").map((f) => ({
  ...f,
  a: { rows: f.rows, columns: f.columns, data: Float64Array.from(f.data) },
}));
const bidiagonals = fixture<BidiagonalFixture>("bidiagonal").map((f) => ({ ...f, a: bidiagonal(f.d, f.e) }));
const vectors = fixture<VectorFixture>("vectors");

/** The largest error relative to the largest value, and to each value (0 must be 0). */
function errors(s: ArrayLike<number>, values: readonly number[]): { absolute: number; relative: number } {
  let absolute = s.length === values.length ? 0 : Infinity;
  let relative = absolute;
  values.forEach((value, i) => {
    const gap = Math.abs(s[i]! - value);
    absolute = Math.max(absolute, gap / values[0]!);
    relative = Math.max(relative, gap === 0 ? 0 : gap / value);
  });
  return { absolute, relative };
}

describe.each(builds)("values, $name build", (build) => {
  it.each(dense)("$name: every value within 5 max(m, n) ulp of the largest", ({ a, values }) => {
    const limit = 5 * Math.max(a.rows, a.columns) * ULP;
    for (const s of [build.svd(a).S, build.singularValues(a), build.singularValues(transposed(a))]) {
      expect(errors(s, values).absolute).toBeLessThanOrEqual(limit);
    }
  });

  // Zero-shift sweeps and the relative deflation tests keep every value, however small: n * 98.7 u at worst.
  it.each(bidiagonals)("bidiagonal, $name: every value to relative accuracy", ({ a, values }) => {
    const limit = Math.max(10, a.rows) * 98.7 * 2 ** -53;
    for (const s of [build.svd(a).S, build.singularValues(a)]) {
      expect(errors(s, values).relative).toBeLessThanOrEqual(limit);
    }
  });

  // All values of a companion matrix but two are 1, and the product of those two is |constant term| = n!.
  it.each([26, 30])("companion %i, its large column first: every value to 1e-12", (n) => {
    const a = pickColumns(companion(n), [n - 1, ...Array.from({ length: n - 1 }, (_, j) => j)]);
    const { values } = dense.find((f) => f.name === `companion ${n}`)!;
    for (const s of [build.svd(a).S, build.singularValues(a), build.svd(transposed(a)).S]) {
      expect(errors(s, values).relative).toBeLessThan(1e-12);
    }
  });

  it.each(["rows level, columns falling", "rows falling, columns level", "rows falling, columns falling", "30x10, columns falling"])(
    "%s: grading downwards costs no small value its digits",
    (name) => {
      const { a, values } = dense.find((f) => f.name === name)!;
      expect(errors(build.svd(a).S, values).relative).toBeLessThan(1e-11);
      expect(errors(build.singularValues(a), values).relative).toBeLessThan(1e-11);
    },
  );
});

describe.each(builds)("vectors, $name build", (build) => {
  it.each(vectors)("$name: U and V to working precision, signs included", ({ matrix, U, S, V }) => {
    const a = fromRows(matrix);
    const result = build.svd(a);
    const gap = Math.min(...S.map((x, i) => Math.min(x, i > 0 ? S[i - 1]! - x : Infinity))) / S[0]!;
    const limit = (10 * Math.max(a.rows, a.columns) * ULP) / gap;
    const far = (x: Dense, expected: number[][]) => Math.max(...x.data.map((entry, p) => Math.abs(entry - expected.flat()[p]!)));
    expect(far(result.U, U)).toBeLessThan(limit);
    expect(far(result.V, V)).toBeLessThan(limit);
  });
});
