// The cases of SciPy's tests for svds: dense, sparse and as an operator; every k; deficient, repeated, zero and small values; starts, tolerances, wrong arguments.
import { describe, expect, it } from "vitest";
import { lowRank, nullSpace, singularValues, sparse, svd, truncatedSvd, type TruncatedInput, type TruncatedSvd, verify } from "../../src/index";
import { type Dense, dense, diagonal, fromRows, map, transposed, ULP } from "../support/dense";
import { gaussian, geometric, ones, uniform, withSpectrum, zeros } from "../support/matrices";
import { multiply } from "../support/naive";
import { asOperator } from "../support/operator";
import { minus, norm } from "../support/products";
import { LIMIT, orthogonalityRatio } from "../support/ratios";
import { textFile } from "../support/platform";

interface Case { name: string; rows: number; columns: number; row: number[]; column: number[]; value: number[]; values: number[] }
const { truncated: cases } = JSON.parse(textFile("test/fixtures/scipy.json")) as { truncated: Case[] };

function asSparse(a: Dense): TruncatedInput {
  const entries = Array.from(a.data, (x, p) => [Math.floor(p / a.columns), p % a.columns, x] as const).filter(([, , x]) => x !== 0);
  return sparse(a.rows, a.columns, entries);
}

const forms = (a: Dense): [string, TruncatedInput][] => [["dense", a], ["sparse", asSparse(a)], ["operator", asOperator(a)]];

/** Shapes, order, orthonormal vectors, honest residuals, and the leading values. */
function check(a: Dense, k: number, found: TruncatedSvd, values: ArrayLike<number>, tolerance = 1e-10): void {
  const { U, S, V, residuals, info } = found;
  expect([U.rows, U.columns, S.length, V.rows, V.columns, residuals.length]).toEqual([a.rows, k, k, a.columns, k, k]);
  expect(info.converged).toBe(true);
  for (const basis of [U, V]) expect(orthogonalityRatio(basis)).toBeLessThan(LIMIT);
  const scale = values[0]! || 1;
  S.forEach((s, i) => {
    expect(s).toBeGreaterThanOrEqual(S[i + 1] ?? 0);
    expect(Math.abs(s - values[i]!)).toBeLessThanOrEqual(Math.max(10 * tolerance ** 2, 20 * Math.max(a.rows, a.columns) * ULP) * scale + residuals[i]!);
  });
  // A V − U diag(S) and AᵀU − V diag(S), column by column, against what is said of them.
  const rest = [minus(multiply(a, V), scaled(U, S)), minus(multiply(transposed(a), U), scaled(V, S))];
  for (let i = 0; i < k; i++) {
    const length = Math.hypot(...rest.map((r) => norm(dense(r.rows, 1, (row) => r.data[row * k + i]!))));
    expect(length).toBeLessThanOrEqual(2 * residuals[i]! + 20 * Math.max(a.rows, a.columns) * ULP * scale);
    expect(length).toBeLessThanOrEqual(2 * Math.max(tolerance, 10 * Math.max(a.rows, a.columns) * ULP) * scale);
  }
}

const scaled = (x: Dense, S: Float64Array): Dense => dense(x.rows, x.columns, (i, j) => x.data[i * x.columns + j]! * S[j]!);

describe("every k of small matrices, real parts of those of SciPy", () => {
  const A1 = fromRows([[1, 2, 3], [3, 4, 3], [1, 0, 2], [0, 0, 1]]);
  const A2 = fromRows([[1, 2, 3, 8], [3, 4, 3, 5], [1, 0, 2, 3], [0, 0, 1, 0]]);
  const whole = fromRows([[1, 2], [3, 4]]);
  for (const [name, a] of [["4 × 3", A1], ["3 × 4", transposed(A1)], ["4 × 4", A2], ["4 × 4 transposed", transposed(A2)], ["2 × 2", whole], ["7 × 5", uniform(7, 5, 1)], ["5 × 7", uniform(5, 7, 2)], ["10 × 10", uniform(10, 10, 3)]] as const) {
    it.each(forms(a))(`${name}, %s`, (_, form) => {
      const S = singularValues(a);
      for (let k = 1; k <= S.length; k++) check(a, k, truncatedSvd(form, k), S);
    });
  }
});

describe("random sparse matrices, values by SciPy", () => {
  it.each(cases)("$name", ({ rows, columns, row, column, value, values }) => {
    const a = dense(rows, columns, () => 0);
    value.forEach((x, p) => (a.data[row[p]! * columns + column[p]!] = x));
    const least = values.length;
    const bySparse = sparse(rows, columns, { row, column, value });
    for (const k of [1, 2, 3, 5, Math.floor(least / 3), least - 1, least]) check(a, k, truncatedSvd(bySparse, k), values);
    for (const k of [1, 5]) check(a, k, truncatedSvd(asOperator(a), k), values);
    check(a, 5, truncatedSvd(a, 5), values);
  });
});

describe("operators", () => {
  it.each([[6, 7, 3], [9, 5, 4], [10, 8, 5], [160, 130, 6], [130, 160, 6], [110, 110, 1]])("%i × %i, k = %i: asked for blocks of the right height, and as accurate as the matrix", (m, n, k) => {
    const a = gaussian(m, n, 52);
    const plain = asOperator(a);
    const heights = new Set<string>();
    const watched = {
      rows: m, columns: n,
      multiply: (x: Dense) => (heights.add(`A ${x.rows}`), plain.multiply(x)),
      multiplyTransposed: (y: Dense) => (heights.add(`T ${y.rows}`), plain.multiplyTransposed(y)),
    };
    const found = truncatedSvd(watched, k);
    expect([...heights].every((seen) => seen === `A ${n}` || seen === `T ${m}`)).toBe(true);
    check(a, k, found, singularValues(a));
  });

  it("differences of neighbours: values 2 cos(π i / 2n)", () => {
    for (const n of [20, 100, 160]) {
      const a = dense(n - 1, n, (i, j) => (j === i + 1 ? 1 : j === i ? -1 : 0));
      const values = Array.from({ length: n - 1 }, (_, i) => 2 * Math.cos((Math.PI * (i + 1)) / (2 * n)));
      check(a, 3, truncatedSvd(asOperator(a), 3), values);
      // The smallest, which SciPy asks svds for, from the whole decomposition.
      const { U, S } = svd(a);
      for (let i = 1; i <= 3; i++) {
        expect(Math.abs(S[n - 1 - i]! - 2 * Math.sin((Math.PI * i) / (2 * n)))).toBeLessThan(1e-14);
        for (let p = 0; p < n - 1; p++) expect(Math.abs(Math.abs(U.data[p * (n - 1) + n - 1 - i]!) - Math.abs(Math.sqrt(2 / n) * Math.sin((Math.PI * (p + 1) * i) / n)))).toBeLessThan(1e-11);
      }
    }
  });
});

describe("values that are zero, equal, or small", () => {
  it.each([[6, 5], [5, 5], [5, 6], [140, 120], [120, 140]])("%i × %i of ones: √mn, and zeros with orthonormal vectors", (m, n) => {
    for (const [, form] of forms(ones(m, n))) {
      for (const k of [1, 3, Math.min(m, n) - 1, Math.min(m, n)]) check(ones(m, n), k, truncatedSvd(form, k), [Math.sqrt(m * n), ...new Array<number>(k).fill(0)]);
    }
  });

  it.each([[3, 4], [4, 4], [4, 3], [4, 2], [130, 120], [120, 130]])("%i × %i of zeros", (m, n) => {
    for (const [name, form] of forms(zeros(m, n))) {
      for (const k of [1, Math.min(m, n) - 1, Math.min(m, n)]) {
        const found = truncatedSvd(form, k);
        check(zeros(m, n), k, found, new Float64Array(k));
        expect([name, found.S]).toEqual([name, new Float64Array(k)]);
      }
    }
  });

  it.each([[20, 20], [20, 21], [21, 20], [130, 130], [150, 120]])("%i × %i with values 100^-i: four, all positive", (m, n) => {
    const values = geometric(Math.min(m, n), 100 ** (Math.min(m, n) - 1));
    const a = withSpectrum(m, n, values, 179847540);
    for (const [, form] of forms(a)) {
      const found = truncatedSvd(form, 4);
      expect(found.S.every((s) => s > 0)).toBe(true);
      check(a, 4, found, values);
    }
  });

  it("10 × 10 with a null space of four dimensions, from its last columns", () => {
    const x = uniform(10, 6, 5);
    const a = dense(10, 10, (i, j) => (j < 6 ? x.data[i * 6 + j]! : x.data[i * 6 + j - 6]! * (0.1 + (j - 6) / 5)));
    expect(nullSpace(a).columns).toBe(4);
    for (const [, form] of forms(a)) {
      const { S, V } = truncatedSvd(form, 10);
      for (const s of S.subarray(6)) expect(s).toBeLessThan(1e-14);
      expect(norm(multiply(a, dense(10, 4, (i, j) => V.data[i * 10 + 6 + j]!)))).toBeLessThan(1e-14);
    }
  });

  it.each([[100, 100], [100, 101], [101, 100], [140, 130]])("%i × %i, sparse, with rows of 1e-5 to 0.1: the smallest five by the whole decomposition, the largest by parts", (m, n) => {
    const u = uniform(m, n, 9);
    const a = dense(m, n, (i, j) => (Math.abs(u.data[i * n + j]!) < 0.1 ? 10 * u.data[i * n + j]! : 0) * (i < 5 ? 10 ** (i - 5) : 1));
    const full = svd(a);
    for (const ratio of Object.values(verify(a, full) as object) as number[]) expect(ratio).toBeLessThan(LIMIT);
    check(a, 5, truncatedSvd(asSparse(a), 5), full.S);
  });

  it("repeated values: as many as there are, whatever k cuts", () => {
    for (const [m, n] of [[12, 9], [140, 120]] as const) {
      const values = Array.from({ length: Math.min(m, n) }, (_, i) => (i < 4 ? 5 : i < 7 ? 3 : 1));
      const a = withSpectrum(m, n, values, 77);
      for (const [, form] of forms(a)) for (const k of [1, 2, 3, 4, 5, 6, 7, 8]) check(a, k, truncatedSvd(form, k), values);
    }
  });
});

describe("starts and stops", () => {
  const a = uniform(130, 120, 8);

  it("the same seed gives the same bits, another one an answer as good", () => {
    for (const [, form] of forms(a)) {
      for (const k of [1, 5]) {
        const first = truncatedSvd(form, k, { seed: 7 });
        const again = truncatedSvd(form, k, { seed: 7 });
        expect([again.U, again.S, again.V]).toEqual([first.U, first.S, first.V]);
        for (const seed of [0, 1, 8, 2 ** 53 - 1]) check(a, k, truncatedSvd(form, k, { seed }), singularValues(a));
      }
    }
    expect(truncatedSvd(asSparse(a), 1, { seed: 1 }).V).not.toEqual(truncatedSvd(asSparse(a), 1, { seed: 2 }).V);
  });

  it("the error keeps to the tolerance", () => {
    const u = uniform(150, 150, 3);
    const s = map(u, (x) => (Math.abs(x) < 0.1 ? Math.abs(x) : 0));
    const b = multiply(s, transposed(s));
    const S = singularValues(b);
    for (const tolerance of [1e-2, 1e-4, 1e-8, 1e-12]) check(b, 3, truncatedSvd(asSparse(b), 3, { tolerance }), S, tolerance);
  });

  it("one step is said not to be enough, and all steps are", () => {
    const values = Array.from({ length: 300 }, (_, i) => 300 - i);
    const d = diagonal(values);
    const early = truncatedSvd(asSparse(d), 1, { maxIterations: 1 });
    expect(early.info.converged).toBe(false);
    expect(early.residuals[0]!).toBeGreaterThan(1e-10 * 300);
    for (const basis of [early.U, early.V]) expect(orthogonalityRatio(basis)).toBeLessThan(LIMIT);
    check(d, 1, truncatedSvd(asSparse(d), 1), values);
  });
});

describe("wrong arguments", () => {
  const a = uniform(4, 3, 1);
  const call = (rank: unknown, options?: unknown, input: unknown = a) => () => truncatedSvd(input as Dense, rank as number, options as object);

  it("k", () => {
    for (const [, form] of forms(a)) {
      for (const k of [-1, 0, 4, 5, 1.5, NaN, Infinity]) expect(call(k, {}, form)).toThrow(RangeError);
      for (const k of ["1", "hi", [], null, undefined, 1n]) expect(call(k, {}, form)).toThrow(TypeError);
    }
    for (const k of [-1, 0, 4, 1.5]) expect(() => lowRank(a, k)).toThrow(RangeError);
  });

  it("matrices: empty, of words, of three dimensions, not finite", () => {
    for (const empty of [[], [[]], zeros(0, 3), zeros(3, 0), sparse(0, 0, [])]) expect(call(1, {}, empty)).toThrow(RangeError);
    for (const wrong of ["hi", 5, null, [["a", "b"], ["c", "d"]], [[[1, 2], [3, 4]]], { shape: [1], data: [1] }]) expect(call(1, {}, wrong)).toThrow(/expected|dimensions/);
    for (const bad of [NaN, Infinity]) expect(call(1, {}, [[1, bad]])).toThrow(/matrix\[0\]\[1\] is/);
  });

  it("tolerance, steps, seed, options that do not exist", () => {
    for (const tolerance of [-1, Infinity, NaN]) expect(call(1, { tolerance })).toThrow(RangeError);
    for (const tolerance of [[], "hi"]) expect(call(1, { tolerance })).toThrow(TypeError);
    for (const maxIterations of [-1, 0, 5.5]) expect(call(1, { maxIterations })).toThrow(RangeError);
    for (const maxIterations of [[], "hi"]) expect(call(1, { maxIterations })).toThrow(TypeError);
    for (const seed of [-1, 0.5, 2 ** 53]) expect(call(1, { seed })).toThrow(RangeError);
    for (const option of ["which", "v0", "ncv", "tol", "maxiter", "solver", "return_singular_vectors"]) expect(call(1, { [option]: 1 })).toThrow(new RegExp(`${option} is not an option`));
  });
});
