// accuracy: "high" on D1*C*D2 with diagonal D1, D2 of any spread: values by construction, or by exact arithmetic.
import { describe, expect, it } from "vitest";
import { singularValues } from "../../src/index";
import { type Build, debug, simd } from "../support/builds";
import { entrywiseCondition } from "../support/condition";
import { svdFaults } from "../support/contracts";
import { type Dense, dense, fromRows, map, timesPowerOfTwo, transposed, ULP } from "../support/dense";
import { valuesWithin } from "../support/exact";
import { gaussian, identity, orthogonal } from "../support/matrices";
import { hadamard } from "../support/nasty";
import { Random } from "../support/random";
import { type Known, levels, scaledBothWays, scaledBy, scaledOrthogonal } from "../support/scaled";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const HIGH = { accuracy: "high" } as const;
const MOST = 1e-13;

/** The largest relative error; a value that is 0 must come out as 0. */
function error(s: ArrayLike<number>, values: readonly number[]): number {
  return Math.max(0, ...values.map((value, i) => (value === s[i] ? 0 : value === 0 ? Infinity : Math.abs(s[i]! - value) / value)));
}

/** What is wrong with one matrix of known values. */
function faults({ name, a, values }: Known, build: Build = simd, most = MOST): string[] {
  const result = build.svd(a, HIGH);
  const alone = build.package.singularValues(a, HIGH);
  const worst = Math.max(error(result.S, values), error(alone, values));
  const wrong = result.S.length === values.length && worst < most ? [] : [`values wrong by ${worst}`];
  return [...wrong, ...svdFaults(a, result)].map((text) => `${name}: ${text}`);
}

function sweep(count: number, make: (seed: number) => Known, build?: Build, most?: number): void {
  const wrong: string[] = [];
  for (let seed = 0; seed < count && wrong.length < 5; seed++) wrong.push(...faults(make(seed), build, most));
  expect(wrong).toEqual([]);
}

describe("D*C and C*D with orthogonal C", () => {
  it.each([[8, 60], [20, 120], [8, 1000], [16, 1900], [16, 2000], [40, 200]])("up to order %i, up to 2^%i apart", (most, spread) => {
    sweep(300, (seed) => scaledOrthogonal(1000 * spread + seed, most, spread));
    sweep(20, (seed) => scaledOrthogonal(1000 * spread + 500 + seed, most, spread), debug);
  });

  it("order 70 to 130, groups of columns and what lies between them", () => {
    sweep(12, (seed) => {
      const random = new Random(seed);
      const n = random.integer(70, 130);
      const exponents = levels(n, [20, 60, 400][seed % 3]!, random);
      const rows = scaledBy(exponents, orthogonal(n, seed), new Array<number>(n).fill(0));
      return { name: `${n}`, a: seed & 1 ? rows : transposed(rows), values: exponents.map((e) => 2 ** e).sort((x, y) => y - x) };
    });
  });

  it.each([-900, 0, 900])("values around 2^%i", (centre) => {
    sweep(100, (seed) => scaledOrthogonal(5000 + seed, 12, 100, centre));
  });

  it("4 x 4 signs, two rows times 2^-60: 2, 2, 2^-59, 2^-59", () => {
    const values = [2, 2, 2 ** -59, 2 ** -59];
    const a = scaledBy([0, -60, 0, -60], hadamard(4), [0, 0, 0, 0]);
    for (const b of [a, transposed(a)]) expect(faults({ name: "signs", a: b, values }, simd, 1e-15)).toEqual([]);
  });

  it("every pair of levels from 2^-1000 to 2^1000", () => {
    sweep(200, (seed) => {
      const random = new Random(seed);
      const [p, q] = [random.integer(-1000, 1000), random.integer(-1000, 1000)];
      const left = range(4).map((i) => (i < 2 ? p : q));
      const a = scaledBy(left, hadamard(4), [0, 0, 0, 0]);
      return { name: `2^${p}, 2^${q}`, a: seed & 1 ? a : transposed(a), values: left.map((e) => 2 ** (e + 1)).sort((x, y) => y - x) };
    });
  });
});

describe("D1*C*D2", () => {
  it("C a permutation with signs: exact, with full vectors as well", () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = new Random(seed);
      const n = random.integer(1, 30);
      const [left, right] = [levels(n, 1000, random), levels(n, 1000, random).map((e) => e + 1000)];
      const order = random.permutation(n);
      const a = scaledBy(left, dense(n, n + 2, (i, j) => (order[i] === j ? random.sign() : 0)), [...right, 0, 0]);
      const values = range(n).map((i) => 2 ** (left[i]! + right[order[i]!]!)).sort((x, y) => y - x);
      expect([...singularValues(a, HIGH)]).toEqual(values);
      const full = simd.svd(a, { accuracy: "high", vectors: "full" });
      expect([...full.S]).toEqual(values);
      expect(svdFaults(a, full, "full")).toEqual([]);
    }
  });

  it.each([[6, 60, 250], [9, 30, 40], [5, 450, 60], [20, 12, 4]])(
    "orthogonal and random C, up to order %i, both sides up to 2^%i apart: to 1e-13 cond(C), or as the entries determine it",
    (most, spread, count) => {
      const wrong: string[] = [];
      let sharp = 0;
      for (let seed = 0; seed < count; seed++) {
        const { name, c, a } = scaledBothWays(1000 * spread + seed, most, spread);
        const result = simd.svd(a, HIGH);
        if (!(result.S[result.S.length - 1]! > 2 ** -1000)) continue; // some products of the scales are no doubles
        const s = singularValues(c);
        const relative = MOST * (s[0]! / s[s.length - 1]!);
        if (valuesWithin(a, result.S, () => relative)) sharp++;
        else if (!valuesWithin(a, result.S, () => 8 * s.length * ULP * entrywiseCondition(a, result))) wrong.push(`${name}: values`);
        wrong.push(...svdFaults(a, result).map((text) => `${name}: ${text}`));
      }
      expect(wrong).toEqual([]);
      expect(sharp).toBeGreaterThan(spread > 400 ? 10 : 0.95 * count);
    },
  );

  it("a row that is large only where others are small: elimination keeps apart what reflections would mix", () => {
    for (const x of [2 ** 10, 2 ** 20, 2 ** 100]) {
      const a = fromRows([[64 * x, 1.3 / x, 0.7 / x], [64 * x, -0.4 / x, 2.1 / x], [2 ** 10, x, 1.7 * x]]);
      for (const b of [a, transposed(a)]) expect(valuesWithin(b, simd.svd(b, HIGH).S, () => 1e-15)).toBe(true);
    }
  });

  it("entries 2^2000 apart in one row and one column", () => {
    // Eliminating the first column needs the multiplier 2^-2000, which is no double; its product with the first row is 2^-1000.
    for (const [p, q] of [[1000, -1000], [960, -1000], [500, -1000], [20, -990]] as const) {
      const [big, small] = [2 ** p, 2 ** q];
      const a = fromRows([[big, big, big], [small, -small, 2 * small], [2 * small, small, -3 * small]]);
      for (const b of [a, transposed(a)]) {
        expect(valuesWithin(b, simd.svd(b, HIGH).S, () => 1e-15)).toBe(true);
        expect(valuesWithin(b, singularValues(b, HIGH), () => 1e-15)).toBe(true);
      }
    }
  });
});

describe("scales and ranges", () => {
  it("a power of two scales every value exactly and changes no vector", () => {
    for (let seed = 0; seed < 40; seed++) {
      const { a } = scaledOrthogonal(seed, 20, 60);
      const first = simd.svd(a, HIGH);
      for (const power of [-900, -300, 1, 450, 900]) {
        const scaled = simd.svd(map(a, (x) => timesPowerOfTwo(x, power)), HIGH);
        expect(scaled.U).toEqual(first.U);
        expect(scaled.V).toEqual(first.V);
        expect(scaled.S).toEqual(first.S.map((x) => timesPowerOfTwo(x, power)));
      }
    }
  });

  it("values beyond the range of doubles are Infinity or 0, the others right", () => {
    const a = scaledBy([1023, 1023, 0, 0, -1073, -1073, -1073, -1073], hadamard(8), new Array<number>(8).fill(0));
    const { S } = simd.svd(a, HIGH);
    expect([...S.subarray(0, 2)]).toEqual([Infinity, Infinity]);
    expect(error(S.subarray(2, 4), [Math.sqrt(8), Math.sqrt(8)])).toBeLessThan(1e-15);
    expect(Math.max(...S.subarray(4))).toBeLessThan(2 ** -1068);
    expect(singularValues(a, HIGH)).toEqual(S);
    const tiny = fromRows([[2 ** 400, 2 ** -600], [2 ** -600, 0]]); // the second value is 2^-1600
    expect([...simd.svd(tiny, HIGH).S]).toEqual([2 ** 400, 0]);
  });

  it("rank deficient and scaled: as many zeros as the rank leaves, exactly", () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(seed);
      const [m, n] = [random.integer(2, 12), random.integer(2, 12)];
      const rank = random.integer(1, Math.min(m, n));
      const a = dense(m, n, (i, j) => (i % rank === j % rank ? 2 ** ((i % rank) * -50) : 0));
      const { S } = simd.svd(a, HIGH);
      const values = range(rank).map((l) => 2 ** (-50 * l) * Math.sqrt(range(m).filter((i) => i % rank === l).length * range(n).filter((j) => j % rank === l).length));
      expect(error(S, [...values.sort((x, y) => y - x), ...new Array<number>(Math.min(m, n) - rank).fill(0)])).toBeLessThan(1e-15);
      expect(svdFaults(a, simd.svd(a, { accuracy: "high", vectors: "full" }), "full")).toEqual([]);
    }
  });
});

describe("vectors", () => {
  /** C with columns scaled apart: the right singular vectors are unit vectors, the left ones C's columns. */
  it("of C*D with distinct levels: to 1e-14", () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = new Random(seed);
      const n = random.integer(2, 40);
      const q = orthogonal(n, seed);
      const exponents = random.permutation(n).map((e) => -17 * e);
      const { U, V } = simd.svd(scaledBy(new Array<number>(n).fill(0), q, exponents), HIGH);
      const order = range(n).sort((i, j) => exponents[j]! - exponents[i]!);
      order.forEach((column, j) => {
        const sign = Math.sign(V.data[column * n + j]!);
        for (let i = 0; i < n; i++) {
          expect(Math.abs(U.data[i * n + j]! - sign * q.data[i * n + column]!)).toBeLessThan(1e-14);
          expect(Math.abs(V.data[i * n + j]! - (i === column ? sign : 0))).toBeLessThan(1e-14);
        }
      });
    }
  });

  it("small values have vectors with small residuals of their own size: A'u = s v row by row", () => {
    for (let seed = 0; seed < 30; seed++) {
      const n = 5 + seed;
      const c = gaussian(n, n, seed);
      const exponents = levels(n, 100, new Random(seed));
      const a: Dense = scaledBy(exponents, c, new Array<number>(n).fill(0));
      const { U, S, V } = simd.svd(a, HIGH);
      for (let j = 0; j < n; j++) {
        // (A v)_i is of the size of row i, and so is its rounding.
        for (let i = 0; i < n; i++) {
          const product = range(n).reduce((sum, k) => sum + a.data[i * n + k]! * V.data[k * n + j]!, 0);
          expect(Math.abs(product - U.data[i * n + j]! * S[j]!)).toBeLessThan(1e-12 * 2 ** exponents[i]!);
        }
      }
    }
  });

  it("no columns, one column, identities", () => {
    for (const a of [dense(0, 3, () => 0), dense(3, 0, () => 0), dense(0, 0, () => 0)]) expect(simd.svd(a, HIGH).S.length).toBe(0);
    expect([...simd.svd(fromRows([[3 * 2 ** 900], [4 * 2 ** 900]]), HIGH).S]).toEqual([5 * 2 ** 900]);
    expect([...simd.svd(identity(50), HIGH).S]).toEqual(new Array(50).fill(1));
  });
});
