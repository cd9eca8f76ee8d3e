// Tall and wide matrices through each route by force: Cholesky factors of Gram matrices, and Householder reflectors.
import { describe, expect, it } from "vitest";
import type { Svd } from "../../src/svd";
import { simd } from "../support/builds";
import { svdFaults } from "../support/contracts";
import { type Dense, dense, largestMagnitude, map, pickColumns, timesPowerOfTwo, transposed, ULP } from "../support/dense";
import { range } from "../support/implicit";
import { gaussian, geometric, oneSmall, ones, uniform, withSpectrum, zeros } from "../support/matrices";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";
import { valuesRatio } from "../support/ratios";

/** Codes of assembly/codes.ts. */
const [AUTO, QR, CHOLESKY] = [0, 1, 3];

/** The decomposition of the module itself, by a route. */
function routed(a: Dense, driver: number, vectors = 1): Svd {
  const { rows, columns, data } = a;
  const wasm = simd.exports();
  const base = wasm.mark();
  const at = wasm.reserve(data.length * 8) >>> 0;
  const result = wasm.reserve(16) >>> 0;
  new Float64Array(wasm.memory.buffer, at, data.length).set(data);
  expect(wasm.svd(rows, columns, at, vectors, driver, result)).toBe(0);
  const [u, s, v] = new Uint32Array(wasm.memory.buffer, result, 3) as unknown as [number, number, number];
  const k = Math.min(rows, columns);
  const copy = (from: number, m: number): Dense => ({ rows: m, columns: k, data: vectors === 0 ? new Float64Array(0) : new Float64Array(wasm.memory.buffer, from, m * k).slice() });
  const S = new Float64Array(wasm.memory.buffer, s, k).slice();
  const found = { U: copy(u, rows), S, V: copy(v, columns) };
  wasm.release(base);
  return found;
}

/** What is wrong with a matrix and its transpose on a route, against the values of Householder's. */
function faults(name: string, a: Dense, driver: number): string[] {
  return [a, transposed(a)].flatMap((b) => {
    const found = routed(b, driver);
    const reference = routed(b, QR, 0).S;
    const wrong = svdFaults(b, found);
    for (const values of [found.S, routed(b, driver, 0).S]) if (!(valuesRatio(reference, values) < 5)) wrong.push(`values differ by ${valuesRatio(reference, values)}`);
    return wrong.map((text) => `${name}, ${b.rows} x ${b.columns}, route ${driver}: ${text}`);
  });
}

const SHAPES = [[1, 1], [3, 1], [7, 2], [5, 5], [30, 3], [40, 17], [300, 8], [257, 33]] as const;
const CONDITIONS = range(17, (e) => 10 ** e);

/** Columns times powers of two. */
function scaledColumns(a: Dense, exponents: readonly number[]): Dense {
  return dense(a.rows, a.columns, (i, j) => timesPowerOfTwo(a.data[i * a.columns + j]!, exponents[j]!));
}

/** How columns may be scaled: not, a little, by much more than sums of squares hold, up or down as a whole, at random. */
const SCALINGS: readonly (readonly [string, (j: number, n: number, random: Random) => number])[] = [
  ["plain", () => 0], ["graded to 1e-9", (j, n) => -Math.floor((30 * j) / n)], ["rising by 1e150", (j, n) => Math.floor((500 * j) / n)], ["graded to 1e-300", (j, n) => -Math.floor((1000 * j) / n)],
  ["all 1e300", () => 990], ["all 1e-300", () => -1000], ["subnormal", () => -1060], ["at random", (_j, _n, random) => random.integer(-1000, 900)],
];

describe.each([["Householder's", QR], ["Cholesky's", CHOLESKY]])("%s route", (_name, driver) => {
  it("700 x 64, where divide and conquer and dqds begin", () => {
    expect([1, 1e6, 1e9, 1e13].flatMap((c) => faults(`condition ${c}`, withSpectrum(700, 64, geometric(64, c), 9), driver))).toEqual([]);
  });

  it.each(SHAPES)("%i x %i: conditions of 1 to 1e16", (m, n) => {
    const spectra = CONDITIONS.flatMap((c) => [geometric(n, c), oneSmall(n, c)]);
    expect(spectra.flatMap((values, i) => faults(`spectrum ${i}`, withSpectrum(m, n, values, m + n + i), driver))).toEqual([]);
  });

  it.each(SHAPES)("%i x %i: scaled columns", (m, n) => {
    const random = new Random(m * n);
    expect(SCALINGS.flatMap(([name, exponent]) => [1, 1e5, 1e10].flatMap((c) => {
      const a = withSpectrum(m, n, geometric(n, c), m + n);
      return faults(`${name}, condition ${c}`, scaledColumns(a, range(n, (j) => exponent(j, n, random))), driver);
    }))).toEqual([]);
  });

  it.each(SHAPES)("%i x %i: duplicated, constant, zero and dependent columns", (m, n) => {
    const random = new Random(m + n);
    const a = gaussian(m, n, m + 31 * n);
    const cases: Record<string, Dense> = {
      zeros: zeros(m, n), ones: ones(m, n), duplicated: pickColumns(a, range(n, (j) => j >> 1)), "rank 1": withSpectrum(m, n, range(n, (j) => (j === 0 ? 1 : 0)), 5),
      "a column of zeros": dense(m, n, (i, j) => (j === n >> 1 ? 0 : a.data[i * n + j]!)), "half of them zeros": dense(m, n, (i, j) => (j % 2 ? 0 : a.data[i * n + j]!)),
      "a constant column": dense(m, n, (i, j) => (j === 0 ? 3 : a.data[i * n + j]!)), "far from 0": map(a, (x) => 1e8 + x), "nearly duplicated": dense(m, n, (i, j) => a.data[i * n + (j >> 1)]! + (j % 2) * 1e-12 * random.gaussian()),
      indicators: dense(m, n, (i, j) => (i % n === j ? 1 : 0)), "one row": dense(m, n, (i, j) => (i === 0 ? j + 1 : 0)), "rows graded": dense(m, n, (i, j) => a.data[i * n + j]! * 2 ** -((200 * i) / m)),
      "one entry per column": dense(m, n, (i, j) => (i === (7 * j) % m ? 1 + j : 0)), uniform: uniform(m, n, 3), "zeros but one": dense(m, n, (i, j) => (i === m - 1 && j === n - 1 ? 1e-200 : 0)),
    };
    expect(Object.entries(cases).flatMap(([name, b]) => faults(name, b, driver))).toEqual([]);
  });
});

describe("the table's route", () => {
  it.each([[1100, 12], [4000, 70], [1300, 200]])("%i x %i and turned: is Cholesky's, where that is possible", (m, n) => {
    const a = gaussian(m, n, m);
    const deficient = dense(m, n, (i, j) => a.data[i * n + (j >> 1)]!);
    expect([...faults("full rank", a, AUTO), ...faults("half of it", deficient, AUTO)]).toEqual([]);
    for (const b of [a, transposed(a)]) expect(routed(b, AUTO)).toEqual(routed(b, CHOLESKY));
  });
});

describe("Cholesky QR", () => {
  const kernels = freshKernels();

  /** The factors, or undefined where the step declines; and whether it left A as it was. */
  function choleskyQr(a: Dense, byColumns = false) {
    const { rows: m, columns: n } = a;
    const base = kernels.mark();
    const before = byColumns ? transposed(a).data : a.data;
    const from = place(kernels, before);
    const [x, r, t] = [m * n, n * n, n * n].map((count) => place(kernels, new Float64Array(count))) as [ReturnType<typeof place>, ReturnType<typeof place>, ReturnType<typeof place>];
    const [rs, cs] = byColumns ? [1, m] : [n, 1];
    const done = kernels.choleskyQr_f64(m, n, from.at, rs, cs, x.at, r.at, t.at) === 1;
    for (const operand of [from, x, r, t]) operand.intact();
    const kept = from.values().every((value, i) => value === before[i]);
    const factors = { x: x.values(), r: r.values(), t: t.values() };
    kernels.release(base);
    return { done, kept, ...factors };
  }

  /** X*T^-1 by substitution. */
  function q({ x, t }: { x: number[]; t: number[] }, m: number, n: number): Dense {
    const out = Float64Array.from(x);
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
      for (let p = 0; p < j; p++) out[i * n + j]! -= out[i * n + p]! * t[p * n + j]!;
      out[i * n + j]! /= t[j * n + j]!;
    }
    return { rows: m, columns: n, data: out };
  }

  /** The largest |Q'Q - I| and the largest |a_j - Q*r_j| / |a_j|, in roundings. */
  function measure(a: Dense, factors: { x: number[]; r: number[]; t: number[] }) {
    const { rows: m, columns: n } = a;
    const basis = q(factors, m, n);
    let [defect, distance] = [0, 0];
    for (let j = 0; j < n; j++) {
      for (let p = 0; p <= j; p++) {
        let sum = p === j ? -1 : 0;
        for (let i = 0; i < m; i++) sum += basis.data[i * n + p]! * basis.data[i * n + j]!;
        defect = Math.max(defect, Math.abs(sum));
      }
      let [gap, length] = [0, 0];
      for (let i = 0; i < m; i++) {
        let rest = a.data[i * n + j]!;
        length += rest * rest;
        for (let p = 0; p <= j; p++) rest -= basis.data[i * n + p]! * factors.r[p * n + j]!;
        gap += rest * rest;
      }
      if (length > 0) distance = Math.max(distance, Math.sqrt(gap / length));
    }
    return { defect: defect / ULP, distance: distance / ULP };
  }

  it.each([[1, 1], [9, 4], [40, 17], [257, 33], [600, 50]])("%i x %i: orthonormal to rounding and column by column exact, up to a condition of 1e12, whatever the scale of columns", (m, n) => {
    const random = new Random(m);
    for (const c of m > 300 ? [1, 1e4, 1e8, 1e12] : CONDITIONS.slice(0, 13)) {
      for (const [name, spread] of [["plain", 0], ["scaled", 400]] as const) {
        const a = scaledColumns(withSpectrum(m, n, geometric(n, c), m + n), range(n, () => random.integer(-spread, spread)));
        for (const byColumns of [false, true]) {
          const found = choleskyQr(a, byColumns);
          expect(found.done, `${name}, ${c}`).toBe(true);
          expect(found.kept).toBe(true);
          const { defect, distance } = measure(a, found);
          expect(defect, `${name}, ${c}`).toBeLessThan(20 + n);
          expect(distance, `${name}, ${c}`).toBeLessThan(20 + n);
        }
      }
    }
  });

  it.each([[9, 4], [40, 17], [257, 33]])("%i x %i: declines what is deficient or is right all the same, and leaves A as it was", (m, n) => {
    const a = gaussian(m, n, m);
    const duplicated = dense(m, n, (i, j) => a.data[i * n + (j === n - 1 ? 0 : j)]!);
    for (const b of [duplicated, ones(m, n), dense(m, n, (i, j) => (j === 0 ? 0 : duplicated.data[i * n + j]!)), pickColumns(a, range(n, (j) => j >> 1))]) {
      const found = choleskyQr(b);
      expect(found.kept).toBe(true);
      if (found.done) expect(largestMagnitude(Object.values(measure(b, found)))).toBeLessThan(60 + n);
    }
  });

  it("declines columns whose squares underflow", () => {
    const a = gaussian(40, 5, 2);
    for (let j = 0; j < 5; j++) {
      const { done, kept } = choleskyQr(scaledColumns(a, range(5, (p) => (p === j ? -600 : 0))));
      expect([done, kept]).toEqual([false, true]);
    }
  });

  it("columns of zeros: Q is complete, R has zeros, A has its zeros again", () => {
    for (const zero of [[0], [2, 5], [0, 1, 2, 3, 4, 5, 6]]) {
      const a = dense(60, 8, (i, j) => (zero.includes(j) ? 0 : Math.sin(i * i * (j + 1))));
      const found = choleskyQr(a);
      expect([found.done, found.kept]).toEqual([true, true]);
      for (const j of zero) for (let i = 0; i < 8; i++) expect(found.r[i * 8 + j]).toBe(0);
      const { defect, distance } = measure(a, found);
      expect(Math.max(defect, distance)).toBeLessThan(30);
    }
  });

  it("what it says of near deficiency holds: declined or right", () => {
    let declined = 0;
    for (let e = 10; e <= 18; e += 0.25) {
      const a = withSpectrum(200, 20, oneSmall(20, 10 ** e), e * 4);
      const found = choleskyQr(a);
      expect(found.kept).toBe(true);
      if (!found.done) declined++;
      else expect(largestMagnitude(Object.values(measure(a, found)))).toBeLessThan(60);
    }
    expect(declined).toBeGreaterThan(0);
    expect(declined).toBeLessThan(33);
  });
});
