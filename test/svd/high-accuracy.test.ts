// accuracy: "high" against multiple-precision arithmetic (test/fixtures/generate_high.py): every value, every vector.
import { describe, expect, it } from "vitest";
import type { Svd } from "../../src/index";
import { builds, simd } from "../support/builds";
import { svdFaults } from "../support/contracts";
import { dense, type Dense, fromRows, timesPowerOfTwo, transposed } from "../support/dense";
import { integers, LAPACK_SHAPES, lapackTypes } from "../support/matrices";
import { graded, nastyMatrices } from "../support/nasty";
import { textFile } from "../support/platform";
import { Random } from "../support/random";
import { relativeValuesRatio, valuesRatio } from "../support/ratios";

interface Scaled { name: string; core: number[][]; left: number[]; right: number[]; values: number[]; U?: number[][]; V?: number[][] }
interface Plain { name: string; rows: number; columns: number; data: number[]; values: number[] }

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function fixture<T>(name: string): T[] {
  return JSON.parse(textFile(`test/fixtures/${name}.json`)) as T[];
}

const cases = fixture<Scaled>("high").map((f) => ({
  ...f,
  a: dense(f.left.length, f.right.length, (i, j) => f.core[i]![j]! * 2 ** (f.left[i]! + f.right[j]!)),
}));
const withVectors = cases.filter(({ U }) => U !== undefined) as (typeof cases[number] & { U: number[][]; V: number[][] })[];
const plain = new Map(fixture<Plain>("dense").map((f) => [f.name, { ...f, a: { ...f, data: Float64Array.from(f.data) } }]));

function relativeError(s: ArrayLike<number>, values: readonly number[]): number {
  if (s.length !== values.length) return Infinity;
  return Math.max(...values.map((value, i) => Math.abs(s[i]! - value) / value));
}

/** The largest error of a column (up to its sign) times the relative gap of its value to its neighbours. */
function vectorError(x: Dense, expected: number[][], values: readonly number[]): number {
  let worst = 0;
  values.forEach((value, j) => {
    const gap = Math.min(...[j - 1, j + 1].map((k) => (values[k] === undefined ? 1 : Math.abs(value - values[k]) / Math.max(value, values[k]))), 1);
    const dot = expected.reduce((sum, row, i) => sum + row[j]! * x.data[i * x.columns + j]!, 0);
    const distance = Math.hypot(...expected.map((row, i) => row[j]! * Math.sign(dot) - x.data[i * x.columns + j]!));
    worst = Math.max(worst, distance * gap);
  });
  return worst;
}

/** Up to `most` rows and columns, one of either more often than not; some rows and columns of zeros, some rows twice. */
function ofAnyKind(seed: number, most: number): Dense {
  const random = new Random(seed);
  const size = () => (random.integer(0, 2) ? random.integer(1, most) : random.pick([1, 1, 2, 3, most]));
  const [m, n] = [size(), size()];
  const rank = random.integer(1, Math.min(m, n));
  const [left, right] = [integers(m, rank, -3, 3, seed), integers(n, rank, -3, 3, seed + 1)];
  const product = (i: number, j: number) => range(rank).reduce((sum, k) => sum + left.data[i * rank + k]! * right.data[j * rank + k]!, 0);
  const entry = random.pick([
    () => random.gaussian(),
    () => random.integer(-1, 1),
    product,
    () => (random.integer(0, 4) ? 0 : random.gaussian()),
    () => timesPowerOfTwo(random.gaussian(), random.integer(-1074, 1000)),
    () => timesPowerOfTwo(random.integer(-9, 9), random.integer(-1074, -1062)),
    () => random.sign() * random.pick([0, 1, 1e-200, 1e200, 5e-324, 1e-308]),
  ]);
  const a = dense(m, n, entry);
  const some = (count: number, share: number) => new Set(range(random.integer(0, 2) ? 0 : count).filter(() => random.integer(1, share) === 1));
  const [twice, zeroRows, zeroColumns] = [some(m, 2), some(m, 3), some(n, 3)];
  return dense(m, n, (i, j) => (zeroRows.has(i) || zeroColumns.has(j) ? 0 : a.data[(twice.has(i) ? i >> 1 : i) * n + j]!));
}

const high = (a: Dense, vectors: "thin" | "full" = "thin"): Svd => simd.svd(a, { accuracy: "high", vectors });

describe.each(builds)("values, $name build", (build) => {
  it.each(cases)("$name: every value to 1e-13, if cond(C) is at most 1000", ({ core, a, values }) => {
    const c = build.singularValues(fromRows(core));
    const limit = 1e-13 * Math.max(1, c[0]! / c[c.length - 1]! / 1000);
    for (const b of [a, transposed(a)]) {
      expect(relativeError(build.svd(b, { accuracy: "high" }).S, values)).toBeLessThan(limit);
      expect(relativeError(build.package.singularValues(b, { accuracy: "high" }), values)).toBeLessThan(limit);
    }
  });
});

describe("values", () => {
  it("standard accuracy loses the small values of the same matrices", () => {
    const lost = cases.filter(({ a, values }) => relativeError(simd.svd(a).S, values) > 1e-9);
    expect(lost.length).toBeGreaterThan(40);
  });

  it("every graded matrix of the general fixtures, to 1e-12", () => {
    const scaled = [...plain.values()].filter(({ name }) => /^(rows|30x10|10x30)/.test(name));
    expect(scaled.length).toBe(17);
    for (const { a, values } of scaled) expect(relativeError(high(a).S, values)).toBeLessThan(1e-12);
  });

  it("Kahan(30): to 1e-12", () => {
    const { a, values } = plain.get("Kahan 30")!;
    expect(relativeError(high(a).S, values)).toBeLessThan(1e-12);
  });

  it.each([26, 30])("companion %i as it stands: to 1e-12", (n) => {
    const { a, values } = plain.get(`companion ${n}`)!;
    expect(relativeError(high(a).S, values)).toBeLessThan(1e-12);
    expect(relativeError(high(transposed(a)).S, values)).toBeLessThan(1e-12);
  });

  it("Hilbert(12), badly conditioned by itself: to an absolute error only", () => {
    const { a, values } = plain.get("Hilbert 12")!;
    expect(relativeError(high(a).S, values)).toBeGreaterThan(1e-6);
    expect(valuesRatio(high(a).S, values)).toBeLessThan(2);
  });

  it("scaling the whole matrix by a power of two scales every value exactly", () => {
    const { a } = cases[5]!;
    for (const power of [-300, -10, 1, 450]) {
      const b = { ...a, data: a.data.map((x) => x * 2 ** power) };
      expect(high(b).S).toEqual(high(a).S.map((x) => x * 2 ** power));
    }
  });

  it("blocked and unblocked reduction, n = 130: rows and columns reversed give the same values to 1e-12", () => {
    const a = graded(140, 130, "shuffled", "shuffled", 10, 3);
    const reversed = dense(140, 130, (i, j) => a.data[(139 - i) * 130 + 129 - j]!);
    const first = high(a);
    expect(relativeError(high(reversed).S, [...first.S])).toBeLessThan(1e-12);
    expect(relativeError(simd.package.singularValues(a, { accuracy: "high" }), [...first.S])).toBeLessThan(1e-12);
    expect(svdFaults(a, first)).toEqual([]);
  });
});

describe("vectors", () => {
  it.each(withVectors)("$name: error times relative gap below 1e-13", ({ a, values, U, V }) => {
    const result = high(a);
    expect(vectorError(result.U, U, values)).toBeLessThan(1e-13);
    expect(vectorError(result.V, V, values)).toBeLessThan(1e-13);
    const flipped = high(transposed(a));
    expect(vectorError(flipped.U, V, values)).toBeLessThan(1e-13);
    expect(vectorError(flipped.V, U, values)).toBeLessThan(1e-13);
  });

  it("standard accuracy gets some of them wrong", () => {
    const errors = withVectors.map(({ a, values, U }) => vectorError(simd.svd(a).U, U, values));
    expect(Math.max(...errors)).toBeGreaterThan(1e-6);
  });
});

describe("the promises of svd hold as well", () => {
  const inputs = [
    ...LAPACK_SHAPES.flatMap(([m, n]) => lapackTypes(m, n, 11)),
    ...nastyMatrices(),
    { name: "5x1", matrix: () => integers(5, 1, -3, 3, 1) },
    { name: "1x5", matrix: () => integers(1, 5, -3, 3, 2) },
    { name: "70x70 of rank 2", matrix: () => dense(70, 70, (i, j) => i * j + 1) },
  ];
  it.each(inputs)("$name", ({ matrix }) => {
    const a = matrix();
    const thin = high(a);
    expect(svdFaults(a, thin)).toEqual([]);
    expect(svdFaults(a, high(a, "full"), "full")).toEqual([]);
    expect(valuesRatio(thin.S, simd.singularValues(a))).toBeLessThan(5);
    const values = simd.package.singularValues(a, { accuracy: "high" });
    expect(relativeValuesRatio(thin.S, values)).toBeLessThan(Math.max(100, a.columns, a.rows));
  });

  it.each(builds)("of 1,000 random shapes and kinds: zeros, rank deficient, doubled, subnormal, all of the range; $name build", (build) => {
    const wrong: string[] = [];
    for (const [most, count] of [[6, 600], [20, 360], [60, 40]] as const) {
      for (let seed = 0; seed < (build === simd ? count : count / 10); seed++) {
        const a = ofAnyKind(1000 * most + seed, most);
        const faults = (["thin", "full"] as const).flatMap((vectors) => svdFaults(a, build.svd(a, { accuracy: "high", vectors }), vectors));
        const values = build.package.singularValues(a, { accuracy: "high" });
        if (!(valuesRatio(values, build.singularValues(a)) < 5)) faults.push(`values ${values.join()}`);
        wrong.push(...faults.map((text) => `order ${most}, seed ${seed}: ${text}`));
      }
    }
    expect(wrong).toEqual([]);
  });

  it("two runs give the same bits and leave the input alone", () => {
    const { a } = cases[5]!;
    const before = a.data.slice();
    expect(high(a)).toEqual(high(a));
    expect(a.data).toEqual(before);
  });
});

describe("arguments", () => {
  const a = [[1, 2], [3, 4]];
  it("an unknown accuracy is refused", () => {
    expect(() => simd.package.svd(a, { accuracy: "best" as "high" })).toThrow(/options\.accuracy is "best": expected "standard" or "high"/);
    expect(() => simd.package.singularValues(a, { accuracy: 1 as unknown as "high" })).toThrow(TypeError);
    expect(() => simd.package.singularValues(a, { vectors: "thin" } as object)).toThrow(/options\.vectors is not an option/);
  });

  it("an entry that is not finite is refused with its place", () => {
    for (const [value, name] of [[NaN, "NaN"], [Infinity, "Infinity"], [-Infinity, "-Infinity"]] as const) {
      const b = [[1, 2], [3, value]];
      for (const call of [simd.package.svd, simd.package.singularValues]) {
        expect(() => call(b, { accuracy: "high" })).toThrow(RangeError);
        expect(() => call(b, { accuracy: "high" })).toThrow(`matrix[1][1] is ${name}: expected a finite number`);
      }
    }
    expect([...simd.package.singularValues(a, { accuracy: "high" })]).toEqual([...simd.package.svd(a, { accuracy: "high" }).S]);
  });

  it("divide and conquer is not accurate in that sense", () => {
    expect(() => simd.package.svd(a, { accuracy: "high", driver: "divide-and-conquer" })).toThrow(RangeError);
    expect(simd.package.svd(a, { accuracy: "high", driver: "qr" })).toEqual(simd.package.svd(a, { accuracy: "high" }));
  });

  it("standard is the default", () => {
    expect(simd.package.svd(a, { accuracy: "standard" })).toEqual(simd.package.svd(a));
    expect(simd.package.singularValues(a, { accuracy: "standard" })).toEqual(simd.package.singularValues(a));
  });
});
