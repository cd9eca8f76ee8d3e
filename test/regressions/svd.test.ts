// Failures of other libraries, each rebuilt from its report and named by it. None may fail, hang or lose accuracy here.
import { describe, expect, it } from "vitest";
import { singularValues, svd } from "../../src/index";
import { builds, simd } from "../support/builds";
import { contractFaults, svdFaults } from "../support/contracts";
import { bidiagonal, type Dense, dense, fromRows, map, pickColumns, TINY, ULP } from "../support/dense";
import { geometric, gaussian, integers, ones, uniform, withSpectrum, zeros } from "../support/matrices";
import { multiply } from "../support/naive";
import { companion, hilbert } from "../support/nasty";
import { Random } from "../support/random";
import { valuesRatio } from "../support/ratios";

/** Anything here takes milliseconds; where others never came back, the test gives up after this. */
const HANG = 20_000;

function expectContract(a: Dense): void {
  for (const build of builds) expect(contractFaults(build, a)).toEqual([]);
}

/** One value, the rest 0 to rounding. */
function expectRankOne(a: Dense, value: number): void {
  const { S } = svd(a);
  expect(Math.abs(S[0]! - value)).toBeLessThanOrEqual(4 * Math.max(a.rows, a.columns) * ULP * value);
  for (const s of S.subarray(1)) expect(s).toBeLessThanOrEqual(10 * Math.max(a.rows, a.columns) * ULP * value);
  expectContract(a);
}

/** Table-like data: few distinct values, constant and repeated columns, columns that are sums of others. */
function table(rows: number, seed: number): Dense {
  const random = new Random(seed);
  const base = dense(rows, 6, (_, j) => (j < 3 ? random.integer(0, 4) : Math.round(random.gaussian() * 100) / 100));
  return dense(rows, 12, (i, j) => {
    const at = (column: number) => base.data[i * 6 + column]!;
    return j < 6 ? at(j) : j === 6 ? 1 : j === 7 ? 0 : j < 10 ? at(j - 8) : at(0) + at(j - 9);
  });
}

describe("endless loops elsewhere", () => {
  it("mljs/matrix#70: a rank-deficient data table", { timeout: HANG }, () => {
    for (const seed of [1, 2, 3, 4]) expectContract(table(150, seed));
  });

  it("lauerfab/MLweb#5: a centred 2 x 6", { timeout: HANG }, () => {
    const raw = uniform(2, 6, 5);
    const mean = [0, 1].map((i) => raw.data.subarray(6 * i, 6 * i + 6).reduce((sum, x) => sum + x, 0) / 6);
    expectContract(dense(2, 6, (i, j) => raw.data[6 * i + j]! - mean[i]!));
    expectContract(fromRows([[1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7]].map((row) => row.map((x) => x - row.reduce((s, y) => s + y) / 6))));
  });

  it("optimatika/ojAlgo#22: all entries equal, large and square", { timeout: HANG }, () => {
    for (const value of [1, 0.1, 7]) expectRankOne(map(ones(300, 300), () => value), 300 * value);
  });

  it("AtheMathmo/rulinalg#176: rank-deficient and tiny integer matrices", { timeout: HANG }, () => {
    expectContract(fromRows([[1, 2, 3], [2, 4, 6], [3, 6, 9]]));
    expectContract(fromRows([[0, 1, 0], [0, 0, 0], [0, 2, 0]]));
    expectContract(zeros(3, 3));
  });

  it("lucasmaystre/svdlibc#2, dmalhotra/pvfmm#5: -1.28e-322 on the diagonal", { timeout: HANG }, () => {
    const d = [1, 0.5, -1.28e-322, 0.25, 3e-320];
    const e = [0.1, 1e-310, 0.2, 5e-324];
    for (const a of [bidiagonal(d, e), bidiagonal(d, [0, 0, 0, 0]), bidiagonal([-1.28e-322, 1], [1])]) expectContract(a);
    expectContract(map(bidiagonal(d, e), (x) => x * 1e-300));
  });

  it("JuliaLinearAlgebra/GenericLinearAlgebra.jl#81, GenericSVD.jl#3: harmless bidiagonals with zeros", { timeout: HANG }, () => {
    expectContract(bidiagonal([1, 0, 1], [1, 1]));
    expectContract(bidiagonal([0, 0, 0, 0], [1, 1, 1]));
    expectContract(bidiagonal([0, 1, 0, 1, 0], [1, 0, 1, 0]));
    expectContract(bidiagonal([1, 1, 1, 0], [1, 1, 1]));
  });

  it.each([
    ["numpy/numpy#5588", NaN], ["Reference-LAPACK/lapack#1409", Infinity], ["JuliaLinearAlgebra/GenericSVD.jl#3", NaN],
    ["dask/dask#6822", -Infinity],
  ])("%s: %s among the entries is named, at once", (_, value) => {
    for (const [i, j] of [[0, 0], [0, 59], [59, 0], [59, 59], [31, 7]] as const) {
      const a = gaussian(60, 60, 4);
      a.data[i * 60 + j] = value;
      for (const call of [() => svd(a), () => svd(a, { vectors: "full" }), () => singularValues(a)]) {
        expect(call).toThrow(RangeError);
        expect(call).toThrow(`matrix[${i}][${j}] is ${value}`);
      }
    }
  });
});

describe("wrong answers elsewhere", () => {
  it("numeric.js: NaN for ones(50, 50); sloisel/numeric#75: NaN for a 2 x 2 of rank 1", () => {
    expectRankOne(ones(50, 50), 50);
    expectRankOne(fromRows([[1, 2], [2, 4]]), 5);
    expectRankOne(fromRows([[1, 1], [1, 1]]), 2);
    expectRankOne(fromRows([[3, 0], [4, 0]]), 5);
    expectRankOne(fromRows([[0, 0], [0, -2]]), 2);
  });

  it("danilosalvati/svd-js#5: NaN for [[-896,-896],[-19,-19]]", () => {
    expectRankOne(fromRows([[-896, -896], [-19, -19]]), Math.SQRT2 * Math.hypot(896, 19));
  });

  it("paiml/trueno#153: NaN for a zero matrix", () => {
    for (const [m, n] of [[1, 1], [2, 2], [5, 3], [3, 5], [40, 40]] as const) {
      const { S } = svd(zeros(m, n));
      expect([...S]).toEqual(new Array(Math.min(m, n)).fill(0));
      expectContract(zeros(m, n));
    }
  });

  it.each([1e300, 1e-300, 1e-310, 1e307])("numeric.js and svd-js: scale %s gives NaN, an exception or zeros", (scale) => {
    const base = gaussian(9, 6, 8);
    const a = map(base, (x) => x * scale);
    expectContract(a);
    const expected = singularValues(base);
    const grid = (a.data.length * TINY) / scale;
    singularValues(a).forEach((s, i) => expect(Math.abs(s / scale - expected[i]!)).toBeLessThan(1e-13 * expected[0]! + 4 * grid));
  });

  it("mljs/matrix#213: values near 1e-16 are not taken for zeros", () => {
    const { S } = svd([[1e-16, 0], [0, 2e-17]]);
    expect([...S]).toEqual([1e-16, 2e-17]);
    const { S: T } = svd(withSpectrum(8, 8, geometric(8, 1e4).map((x) => x * 1e-16), 3));
    geometric(8, 1e4).forEach((x, i) => expect(Math.abs(T[i]! / 1e-16 - x)).toBeLessThan(1e-14));
  });

  it("mljs/matrix#203: a wide 3 x 5 has a complete V, its last columns the null space", () => {
    const a = uniform(3, 5, 2);
    const full = svd(a, { vectors: "full" });
    expect([full.U.rows, full.U.columns, full.V.rows, full.V.columns]).toEqual([3, 3, 5, 5]);
    expect(svdFaults(a, full, "full")).toEqual([]);
    for (const x of multiply(a, pickColumns(full.V, [3, 4])).data) expect(Math.abs(x)).toBeLessThan(1e-14);
    expectContract(a);
  });

  it("danilosalvati/svd-js#7, numeric.js: wide input is taken, values come sorted", () => {
    for (const [m, n] of [[3, 5], [1, 7], [20, 60]] as const) expectContract(gaussian(m, n, n));
    const { S } = svd([[1, 0, 0, 0], [0, 3, 0, 0], [0, 0, 2, 0]]);
    expect([...S]).toEqual([3, 2, 1]);
  });

  it("dimforge/nalgebra#1172, #1072, #983: the values do not depend on which vectors are wanted, and add up to ‖A‖²", () => {
    for (const [m, n] of [[4, 4], [30, 20], [20, 30], [65, 64]] as const) {
      const a = integers(m, n, -9, 9, m + n);
      const thin = svd(a).S;
      expect(valuesRatio(thin, svd(a, { vectors: "full" }).S)).toBeLessThan(2);
      expect(valuesRatio(thin, singularValues(a))).toBeLessThan(2);
      const square = a.data.reduce((sum, x) => sum + x * x, 0);
      expect(Math.abs(thin.reduce((sum, x) => sum + x * x, 0) - square)).toBeLessThan(1e-14 * square + 1e-13);
    }
  });

  it("scipy/scipy#10032: a multiple of 3 is decomposed as well as the matrix itself", () => {
    for (const a of [hilbert(12), table(60, 9), withSpectrum(50, 50, geometric(50, 1e18), 1)]) {
      expectContract(a);
      expectContract(map(a, (x) => 3 * x));
      const values = svd(a).S;
      expect(valuesRatio(values.map((x) => 3 * x), svd(map(a, (x) => 3 * x)).S)).toBeLessThan(2);
    }
  });

  it.each([26, 30])("Reference-LAPACK/lapack#316, JuliaLang/julia#31023: companion(%i) has the same values with and without vectors", (n) => {
    const a = companion(n);
    expectContract(a);
    const arrow = pickColumns(a, [n - 1, ...Array.from({ length: n - 1 }, (_, j) => j)]);
    const [vectors, values] = [svd(arrow).S, singularValues(arrow)];
    vectors.forEach((s, i) => expect(Math.abs(values[i]! / s - 1)).toBeLessThan(1e-12));
    for (const s of vectors.subarray(1, n - 1)) expect(Math.abs(s - 1)).toBeLessThan(1e-12);
  });

  it("Reference-LAPACK/lapack#255: vectors of clustered bidiagonals stay orthogonal", () => {
    for (const n of [26, 33, 60]) {
      const random = new Random(n);
      const d = Array.from({ length: n }, (_, i) => (i % 2 ? 1 : 1 + 1e-15 * i));
      expectContract(bidiagonal(d, d.slice(1).map(() => 1e-14 * random.unit())));
      expectContract(bidiagonal(d, d.slice(1).map((_, i) => (i % 5 ? 1e-9 : 1e-1))));
    }
  });

  it("OpenMathLib/OpenBLAS#1955: Hilbert matrices keep orthonormal vectors", () => {
    for (const n of [5, 12, 30, 64]) expectContract(hilbert(n));
  });

  it("JuliaLang/julia#16608: repeated values have orthonormal vectors", () => {
    expectContract(withSpectrum(30, 30, Array.from({ length: 30 }, (_, i) => (i < 10 ? 3 : i < 20 ? 2 : 1)), 4));
    expectContract(map(withSpectrum(20, 20, new Array(20).fill(1), 4), (x) => 5 * x));
  });
});

describe("no convergence elsewhere", () => {
  it("SauersML/gam#2581: ordinary 11 x 11 matrices", () => {
    for (let seed = 0; seed < 1000; seed++) {
      const a = seed % 2 ? gaussian(11, 11, seed) : table(11, seed);
      expect(svdFaults(a, simd.svd(a))).toEqual([]);
    }
  });

  it("numpy/numpy#1588, #11887, #12941: ordinary and badly conditioned matrices", () => {
    for (const condition of [1e2, 1e8, 1e16, 1e30]) {
      expectContract(withSpectrum(70, 50, geometric(50, condition), 6));
      expectContract(withSpectrum(40, 90, geometric(40, condition), 7));
    }
  });

  it("numeric.js: more than 50 steps for one value are no failure", () => {
    expectContract(bidiagonal(Array.from({ length: 100 }, () => 1), Array.from({ length: 99 }, () => 1)));
    expectContract(dense(80, 80, (i, j) => (i === j ? 1 : j > i ? -1 : 0)));
  });
});
