// The steps of divide and conquer by themselves: roots interlace, weights keep their signs, vectors are orthonormal.
import { describe, expect, it } from "vitest";
import { type Dense, dense, ULP } from "../support/dense";
import { orthogonal } from "../support/matrices";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";
import { orthogonalityRatio } from "../support/ratios";

const kernels = freshKernels();
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const words = (n: number) => kernels.reserve(4 * n + 16) >>> 0;
const readWords = (at: number, n: number) => [...new Int32Array(kernels.memory.buffer, at, n)];

interface Secular { origin: number[]; tau: number[]; zhat: number[]; right: Dense; left: Dense }

function solve(d: number[], z: number[]): Secular {
  const n = d.length;
  const [poles, weights] = [place(kernels, d), place(kernels, z)];
  const tau = place(kernels, range(n).map(() => 0));
  const scratch = kernels.reserve(64) >>> 0;
  const zz = z.reduce((sum, x) => sum + x * x, 0);
  const origin = range(n).map((k) => kernels.secularRoot_f64(n, k, poles.at, weights.at, zz, tau.at + 8 * k, scratch));
  const origins = words(n);
  new Int32Array(kernels.memory.buffer, origins, n).set(origin);
  const zhat = place(kernels, range(n).map(() => 0));
  kernels.exactWeights_f64(n, poles.at, weights.at, origins, tau.at, zhat.at);
  const x = place(kernels, range(n).map(() => 0));
  const [right, left] = [dense(n, n, () => 0), dense(n, n, () => 0)];
  range(n).forEach((k) => {
    const [start, shift] = [d[origin[k]!]!, tau.values()[k]!];
    kernels.rightVector_f64(n, poles.at, zhat.at, start, shift, x.at);
    x.values().forEach((value, j) => (right.data[j * n + k] = value));
    kernels.leftVector_f64(n, poles.at, zhat.at, start, shift, 0, x.at);
    x.values().forEach((value, j) => (left.data[j * n + k] = value));
  });
  for (const operand of [poles, weights, tau, zhat, x]) operand.intact();
  expect(poles.values()).toEqual(d);
  expect(weights.values()).toEqual(z);
  return { origin, tau: tau.values(), zhat: zhat.values(), right, left };
}

const random = new Random(5);
const spread = (n: number) => range(n).map((i) => (i === 0 ? 0 : i + random.between(-0.3, 0.3)));
const ulps = (x: number, count: number) => x * (1 + count * ULP);
const signed = (n: number, size: (i: number) => number) => range(n).map((i) => size(i) * random.sign());

const CASES: { name: string; d: number[]; z: number[] }[] = [
  { name: "one pole", d: [0], z: [2.5] },
  { name: "one pole, tiny weight", d: [0], z: [1e-14] },
  { name: "two poles", d: [0, 1], z: [0.5, -0.5] },
  { name: "two poles, weights of 1e-10 and 1", d: [0, 1], z: [1e-10, 1] },
  { name: "two poles, weights of 1 and 1e-10", d: [0, 1], z: [1, -1e-10] },
  { name: "two poles, huge weights", d: [0, 1], z: [1e12, 1e12] },
  { name: "two poles next to 0", d: [0, 1e-14], z: [0.7, 0.7] },
  { name: "three poles", d: [0, 1, 2], z: [0.1, 0.2, -0.3] },
  { name: "three poles, the upper two an ulp apart", d: [0, 1, ulps(1, 1)], z: [0.3, 0.3, 0.3] },
  { name: "three poles, tiny weight in the middle", d: [0, 1, 2], z: [1, 1e-15, 1] },
  { name: "30 random", d: spread(30), z: signed(30, () => random.between(0.1, 1)) },
  { name: "31 with weights 1e-14 to 1", d: spread(31), z: signed(31, () => 10 ** random.between(-14, 0)) },
  { name: "40 with huge weights", d: spread(40), z: signed(40, () => 1e9 * random.between(0.1, 1)) },
  { name: "40 with tiny weights", d: spread(40), z: signed(40, () => 1e-13 * random.between(0.1, 1)) },
  { name: "20 poles, each an ulp above the one before", d: range(20).map((i) => (i === 0 ? 0 : ulps(1, i))), z: signed(20, () => random.between(0.1, 1)) },
  { name: "pairs of poles an ulp apart", d: range(21).map((i) => (i === 0 ? 0 : ulps(Math.ceil(i / 2), i % 2 ? 0 : 1))), z: signed(21, () => random.between(0.1, 1)) },
  { name: "pairs an ulp apart with tiny weights", d: range(21).map((i) => (i === 0 ? 0 : ulps(Math.ceil(i / 2), i % 2 ? 0 : 1))), z: signed(21, () => 1e-12 * random.between(0.1, 1)) },
  { name: "poles graded 1e-12 to 1", d: range(25).map((i) => (i === 0 ? 0 : 10 ** ((i - 24) / 2))), z: signed(25, () => random.between(0.1, 1)) },
  { name: "poles and weights graded", d: range(25).map((i) => (i === 0 ? 0 : 10 ** ((i - 24) / 2))), z: signed(25, (i) => 10 ** ((i - 24) / 2)) },
];

describe("the secular equation", () => {
  it.each(CASES)("$name", ({ d, z }) => {
    const n = d.length;
    const { origin, tau, zhat, right, left } = solve(d, z);
    const norm = Math.hypot(...z);
    range(n).forEach((k) => {
      // Root k lies strictly between poles k and k + 1, the last below √(d² + ‖z‖²).
      expect([k, k + 1]).toContain(origin[k]);
      expect(Math.sign(tau[k]!)).toBe(origin[k] === k ? 1 : -1);
      if (k < n - 1) expect(Math.abs(tau[k]!)).toBeLessThan(d[k + 1]! - d[k]!);
      else expect(d[k]! + tau[k]!).toBeLessThanOrEqual(Math.hypot(d[k]!, norm) * (1 + 8 * ULP));
    });
    expect(origin[n - 1]).toBe(n - 1);
    zhat.forEach((weight, j) => {
      expect(Math.sign(weight)).toBe(Math.sign(z[j]!));
      expect(Math.abs(weight - z[j]!)).toBeLessThanOrEqual(20 * n * ULP * norm);
    });
    expect(orthogonalityRatio(right)).toBeLessThan(10);
    expect(orthogonalityRatio(left)).toBeLessThan(10);

    // [z; diag(d)] = left * diag(w) * right'
    const scale = Math.max(norm, d[n - 1]!);
    for (const i of range(n)) {
      for (const j of range(n)) {
        const sum = range(n).reduce((s, k) => s + left.data[i * n + k]! * (d[origin[k]!]! + tau[k]!) * right.data[j * n + k]!, 0);
        const expected = i === 0 ? z[j]! : i === j ? d[i]! : 0;
        expect(Math.abs(sum - expected)).toBeLessThanOrEqual(20 * n * ULP * scale);
      }
    }
  });

  it("closed forms: one pole, and two poles with a quadratic", () => {
    expect(solve([0], [-3]).tau).toEqual([3]);
    // [z; diag(0, 1)], z = (3, 4): the squares of the values add up to 26, their product is 9.
    const { origin, tau } = solve([0, 1], [3, 4]);
    const [low, high] = origin.map((o, k) => (o + tau[k]!) ** 2) as [number, number];
    expect(low + high).toBeCloseTo(26, 12);
    expect(low * high).toBeCloseTo(9, 12);
  });
});

describe("deflation", () => {
  /** A merge of one row above and one below the middle, with identities for U and V. */
  function deflate(d: number[], z: number[], norm: number) {
    const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    const [u, v] = [place(kernels, identity), place(kernels, identity)];
    const [poles, row, sorted, weights] = [place(kernels, d), place(kernels, z), place(kernels, [0, 0, 0]), place(kernels, [0, 0, 0])];
    const [order, kinds, columns, group, counts] = [words(3), words(3), words(3), words(3), words(4)];
    new Int32Array(kernels.memory.buffer, order, 2).set(d[0]! <= d[2]! ? [0, 2] : [2, 0]);
    const k = kernels.deflateMerge_f64(
      0, 1, 1, 0, norm, u.at, 3, v.at, 3, poles.at, row.at, order, kinds, sorted.at, weights.at, columns, group, counts,
    );
    for (const operand of [u, v, poles, row, sorted, weights]) operand.intact();
    return {
      k, sorted: sorted.values().slice(0, k), weights: weights.values().slice(0, k), columns: readWords(columns, 3),
      group: readWords(group, k), counts: readWords(counts, 3), u: u.values(), v: v.values(),
    };
  }

  it("keeps poles and weights that are clear of each other, grouped upper, dense, lower", () => {
    expect(deflate([2, 0, 1], [0.3, 0.5, 0.4], 2)).toMatchObject({
      k: 3, sorted: [0, 1, 2], weights: [0.5, 0.4, 0.3], columns: [1, 2, 0], group: [2, 0, 1], counts: [1, 1, 1],
    });
  });

  it("takes out a negligible weight", () => {
    expect(deflate([2, 0, 1], [1e-17, 0.5, 0.4], 2)).toMatchObject({ k: 2, sorted: [0, 1], weights: [0.5, 0.4], columns: [1, 2, 0], counts: [0, 1, 1] });
  });

  it("of two equal poles moves the whole weight to one, and rotates their columns", () => {
    const { k, weights, columns, counts, u, v } = deflate([1, 0, 1 + ULP], [0.3, 0.5, 0.4], 1);
    expect({ k, columns, counts }).toEqual({ k: 2, columns: [1, 2, 0], counts: [0, 2, 0] });
    expect(weights[0]).toBe(0.5);
    expect(weights[1]).toBeCloseTo(0.5, 15);
    for (const x of [u, v]) {
      expect(0.3 * x[0]! + 0.4 * x[2]!).toBeCloseTo(0, 15); // the weight left in the deflated column
      expect(0.3 * x[6]! + 0.4 * x[8]!).toBeCloseTo(0.5, 15);
      expect(orthogonalityRatio({ rows: 3, columns: 3, data: Float64Array.from(x) })).toBeLessThan(2);
    }
  });

  it("keeps the first weight and the second pole away from 0", () => {
    const { k, sorted, weights } = deflate([1e-30, 0, 1], [0.3, 0, 0.4], 1);
    expect(k).toBe(3);
    expect(weights[0]).toBeGreaterThan(0);
    expect(sorted[1]).toBeGreaterThan(1e-16);
  });

  it("mergedRow: alpha times the last row of one half, beta times the first of the other, null vectors rotated into one", () => {
    // Rows: 2 above, the middle, 1 below; one column more than rows: V is diag(3 x 3, 2 x 2).
    const [a, b] = [orthogonal(3, 1), orthogonal(2, 2)];
    const full = dense(5, 5, (i, j) => (i < 3 && j < 3 ? a.data[3 * i + j]! : i >= 3 && j >= 3 ? b.data[2 * (i - 3) + j - 3]! : 0));
    const v = place(kernels, range(25).map((p) => full.data[(p % 5) * 5 + Math.floor(p / 5)]!));
    const z = place(kernels, [0, 0, 0, 0]);
    kernels.mergedRow_f64(0, 2, 1, 1, 3, 4, v.at, 5, z.at);
    v.intact();
    z.intact();
    const after = v.values();
    // The row (0 0 3 4 0) in the new basis: z, and nothing left in the last column.
    const inBasis = range(5).map((j) => 3 * after[5 * j + 2]! + 4 * after[5 * j + 3]!);
    range(4).forEach((j) => expect(z.values()[j]).toBeCloseTo(inBasis[j]!, 14));
    expect(inBasis[4]).toBeCloseTo(0, 14);
    expect(Math.hypot(...z.values())).toBeCloseTo(5, 14);
    expect(orthogonalityRatio({ rows: 5, columns: 5, data: Float64Array.from(after) })).toBeLessThan(2);
  });
});

describe("the audit", () => {
  const n = 6;
  const d = [3, -2, 1, 1, 0.5, 4];
  const zero = range(n - 1).map(() => 0);
  const sign = (i: number) => Math.sign(d[i]!);
  function accepts(change: (parts: { s: number[]; u: number[]; v: number[] }) => void, e = zero, ofD = d): boolean {
    const s = ofD.map(Math.abs);
    const u = range(n * n).map((p) => (p % n === Math.floor(p / n) ? 1 : 0));
    const v = range(n * n).map((p) => (p % n === Math.floor(p / n) ? sign(p % n) : 0));
    const parts = { s, u, v };
    change(parts);
    const at = [ofD, e, parts.s, parts.u, parts.v, range(3 * n)].map((x) => place(kernels, x));
    const [dd, ee, ss, uu, vv, work] = at as [typeof at[0], typeof at[0], typeof at[0], typeof at[0], typeof at[0], typeof at[0]];
    const verdict = kernels.isDecomposition_f64(n, dd.at, ee.at, ss.at, uu.at, n, vv.at, n, work.at);
    for (const operand of at) operand.intact();
    return verdict === 1;
  }

  it("accepts what is right", () => {
    expect(accepts(() => {})).toBe(true);
    expect(accepts(({ s }) => s.fill(0), zero, d.map(() => 0))).toBe(true);
  });

  it.each([
    ["a value off by 1e-9", ({ s }: { s: number[] }) => { s[2]! += 1e-9; }],
    ["a value NaN", ({ s }: { s: number[] }) => { s[3] = NaN; }],
    ["a value infinite", ({ s }: { s: number[] }) => { s[0] = Infinity; }],
    ["an entry of U off by 1e-9", ({ u }: { u: number[] }) => { u[1] = 1e-9; }],
    ["a column of U twice", ({ u }: { u: number[] }) => { u.splice(0, n, ...u.slice(n, 2 * n)); }],
    ["an entry of V NaN", ({ v }: { v: number[] }) => { v[7] = NaN; }],
    ["a column of V too long by 1e-9", ({ v }: { v: number[] }) => { v[0]! *= 1 + 1e-9; }],
  ] as const)("refuses %s", (_, change) => expect(accepts(change)).toBe(false));

  it("refuses values for a matrix of zeros, and values that forget the superdiagonal", () => {
    expect(accepts(() => {}, zero.map(() => 1e-3))).toBe(false);
    expect(accepts(({ s }) => { s.fill(0); s[0] = 1e-3; }, zero, d.map(() => 0))).toBe(false);
  });
});
