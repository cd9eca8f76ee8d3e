// The promises of svd in single precision: LAPACK's own matrix types and shapes, rounded to singles, and the ratios in units of single precision.
import { describe, expect, it } from "vitest";
import { singularValues, svd, type Svd, verify } from "../../src/index";
import { single } from "../../src/single/single";
import { type Dense, dense } from "../support/dense";
import { gaussian, identity, LAPACK_SHAPES, lapackTypes, ones, uniform, withSpectrum, zeros } from "../support/matrices";
import { frobeniusRatio, LIMIT, orthogonalityRatio, residualLimit, residualRatio } from "../support/ratios";

/** Units of doubles in one of singles. */
const UNITS = 2 ** 29;
/** Entries this close to a column's largest tie for it. */
const TIE = 1 - 1e-5;
const MOST = 2 ** 100;
const LEAST = 2 ** -100;

interface Singles { readonly rows: number; readonly columns: number; readonly data: Float32Array }

const rounded = (a: Dense): Singles => ({ rows: a.rows, columns: a.columns, data: Float32Array.from(a.data) });
const widened = (a: Singles): Dense => ({ rows: a.rows, columns: a.columns, data: Float64Array.from(a.data) });

function faults(a: Singles, { U, S, V }: Svd<Float32Array>, full: boolean): string[] {
  const [m, n] = [a.rows, a.columns];
  const k = Math.min(m, n);
  const found: string[] = [];
  const below = (name: string, ratio: number, limit: number) => {
    if (!(ratio < limit)) found.push(`${name} ${ratio}: expected below ${limit}`);
  };
  const shape = (name: string, x: { rows: number; columns: number; data: Float32Array }, rows: number, columns: number) => {
    if (!(x.data instanceof Float32Array) || x.rows !== rows || x.columns !== columns || x.data.length !== rows * columns) found.push(`${name} is ${x.rows} x ${x.columns}`);
  };
  shape("U", U, m, full ? m : k);
  shape("V", V, n, full ? n : k);
  if (!(S instanceof Float32Array) || S.length !== k) found.push(`S has ${S.length}`);
  for (let i = 0; i < k; i++) if (!(S[i]! >= 0 && (i === 0 || S[i]! <= S[i - 1]!))) found.push(`S[${i}] is ${S[i]}`);
  if (found.length > 0) return found;
  below("orthogonality of U", orthogonalityRatio(widened(U)) / UNITS, LIMIT);
  below("orthogonality of V", orthogonalityRatio(widened(V)) / UNITS, LIMIT);
  if (k > 0 && isNormal(a)) {
    below("residual", residualRatio(widened(a), widened(U), S, widened(V)) / UNITS, residualLimit(n));
    below("Frobenius", frobeniusRatio(widened(a), Float64Array.from(S)) / UNITS, LIMIT + k);
  }
  for (let j = 0; j < U.columns; j++) {
    const column = Array.from({ length: m }, (_, i) => U.data[i * U.columns + j]!);
    const largest = Math.max(...column.map(Math.abs));
    if (!(column.find((x) => Math.abs(x) >= largest * TIE)! > 0)) found.push(`sign of column ${j}`);
  }
  return found;
}

/** Whether all of it is far from subnormal singles: their distance is not a rounding of the largest value. */
function isNormal(a: Singles): boolean {
  return a.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0) > LEAST;
}

function expectRight(a: Singles, name: string): void {
  for (const vectors of ["thin", "full"] as const) {
    if (vectors === "full" && a.rows + a.columns > 300) continue;
    expect(faults(a, svd(a, { precision: single, vectors }), vectors === "full"), `${name}, ${vectors}`).toEqual([]);
  }
  const values = singularValues(a, { precision: single });
  const expected = singularValues(a);
  expect(values).toBeInstanceOf(Float32Array);
  values.forEach((s, i) => expect(Math.abs(s - expected[i]!), `${name}, value ${i}`).toBeLessThanOrEqual(Math.max(LIMIT * Math.max(a.rows, a.columns) * 2 ** -24 * expected[0]!, 2 ** -147)));
}

/** Singles have fewer exponents: what lies beyond them is brought in. */
function inRange(a: Dense): Singles {
  const largest = a.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return rounded(largest > MOST ? dense(a.rows, a.columns, (i, j) => (a.data[i * a.columns + j]! / largest) * MOST) : a);
}

describe("LAPACK's types and shapes", () => {
  it.each(LAPACK_SHAPES.filter(([m, n]) => m * n <= 20_000).map(([m, n], i) => [m, n, i] as const))("%i x %i", (m, n, i) => {
    for (const { name, matrix } of lapackTypes(m, n, 1000 + 10 * i)) expectRight(inRange(matrix()), name);
  });
});

describe("every size up to 40", () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40])("%i rows", (m) => {
    for (let n = 1; n <= 40; n += m > 8 && n > 8 ? 3 : 1) expectRight(rounded(uniform(m, n, 100 * m + n)), `${m} x ${n}`);
  });
});

describe("engines and routes", () => {
  it.each([[63, 63], [64, 64], [65, 80], [130, 70], [257, 129], [70, 300], [1100, 60], [60, 1100], [1001, 250]])("%i x %i", (m, n) => {
    expectRight(rounded(gaussian(m, n, m + n)), "normal numbers");
    expectRight(rounded(ones(m, n)), "constant");
    if (m * n > 100_000) return; // the matrices below take longer than their decomposition
    const k = Math.min(m, n);
    expectRight(rounded(withSpectrum(m, n, Array.from({ length: k }, (_, i) => (i < 3 ? 1 : 0)), 5)), "rank 3");
    expectRight(rounded(withSpectrum(m, n, Array.from({ length: k }, (_, i) => 10 ** (-12 * i / k)), 6)), "graded");
    expectRight(rounded(withSpectrum(m, n, Array.from({ length: k }, (_, i) => (i % 2 === 0 ? 1 : 1e-3)), 7)), "clusters");
  });

  it.each(["qr", "divide-and-conquer"] as const)("driver %s", (driver) => {
    for (const n of [5, 30, 60, 100, 150]) {
      const a = rounded(gaussian(n, n, n));
      expect(faults(a, svd(a, { precision: single, driver }), false)).toEqual([]);
    }
  });
});

describe("edges of the range", () => {
  const scaled = (a: Dense, factor: number) => rounded(dense(a.rows, a.columns, (i, j) => a.data[i * a.columns + j]! * factor));
  it.each([1e-45, 1e-42, 1e-38, 1e-30, 1e-20, 1e-10, 1e10, 1e20, 1e30, 1e36])("entries about %d", (factor) => {
    for (const [m, n] of [[1, 1], [3, 2], [20, 20], [40, 30], [80, 80], [1200, 20]] as const) expectRight(scaled(uniform(m, n, m), factor), `${m} x ${n}`);
  });

  it("from the smallest to the largest single in one matrix", () => {
    const a = rounded(dense(30, 30, (i, j) => (1 + ((i * 7 + j * 3) % 11)) * 10 ** (-44 + 80 * j / 30)));
    expectRight(a, "columns graded over 80 decades");
    expectRight({ rows: 2, columns: 2, data: Float32Array.of(1e-45, 0, 0, 3e38) }, "a diagonal");
  });

  it("a value beyond the largest single is Infinity, as in doubles", () => {
    expect([...singularValues({ rows: 2, columns: 2, data: new Float32Array(4).fill(3e38) }, { precision: single })]).toEqual([Infinity, expect.any(Number)]);
  });

  it("nothing, zeros, ones, identities", () => {
    for (const [m, n] of [[0, 0], [0, 3], [3, 0], [1, 1], [5, 5], [40, 30], [100, 100], [1200, 30]] as const) {
      for (const a of [zeros(m, n), ones(m, n), identity(m, n)]) expectRight(rounded(a), `${m} x ${n}`);
    }
  });
});

it("verify measures in units of single precision", () => {
  const a = rounded(gaussian(60, 40, 1));
  const found = svd(a, { precision: single });
  const [own, inDoubles] = [verify(a, found, { precision: single }), verify(a, found)];
  for (const ratio of Object.values(own)) expect(ratio).toBeLessThan(LIMIT);
  expect(inDoubles.residual / own.residual).toBeCloseTo(UNITS, -3);
  expect(verify(a, { ...found, S: found.S.map((s, i) => (i === 0 ? s * 1.01 : s)) }, { precision: single }).residual).toBeGreaterThan(100);
});
