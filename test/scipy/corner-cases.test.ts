// The corner cases that SciPy's tests for svd, svdvals, pinv, lstsq, null_space, orth, polar, subspace_angles and orthogonal_procrustes are about, with
// answers by construction.
import { describe, expect, it } from "vitest";
import {
  conditionNumber, denoise, frobeniusNorm, leastSquares, lowRank, matrixRank, type MatrixLike, nuclearNorm, nullSpace, orthonormalBasis, OutOfMemoryError, pca, polar, procrustes, pseudoInverse,
  singularValues, spectralNorm, svd, truncatedSvd, verify,
} from "../../src/index";
import { type Dense, dense, diagonal, fromRows, map, pickColumns, transposed, ULP } from "../support/dense";
import { gaussian, identity, integers, ones, orthogonal, uniform, withSpectrum, zeros } from "../support/matrices";
import { multiply } from "../support/naive";
import { expectClose, minus, norm, product } from "../support/products";
import { LIMIT, orthogonalityRatio } from "../support/ratios";
import { cosines, sines } from "../support/subspaces";

const SMALL: readonly (readonly [number, number])[] = [0, 1, 2].flatMap((m) => [0, 1, 2].map((n) => [m, n] as const));
const shape = ({ rows, columns, data }: Dense) => [rows, columns, data.length];

/** The ways to hold one matrix in memory that is not in order: by columns, backwards, with gaps, within something larger. */
function layouts(a: Dense): [string, MatrixLike][] {
  const { rows: m, columns: n, data } = a;
  const at = (i: number, j: number) => data[i * n + j]!;
  const place = (length: number, offset: number, down: number, right: number, filler = 99) => {
    const store = new Float64Array(length).fill(filler);
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) store[offset + i * down + j * right] = at(i, j);
    return store;
  };
  const strided = (length: number, offset: number, down: number, right: number) => ({ shape: [m, n], data: place(length, offset, down, right), stride: [down, right], offset });
  const wide = 3 * n + 5;
  const buffer = place(2 * m * wide, 4, wide, 1);
  return [
    ["rows of numbers", Array.from({ length: m }, (_, i) => Array.from(data.subarray(i * n, (i + 1) * n)))],
    ["rows that share a buffer", Array.from({ length: m }, (_, i) => buffer.subarray(4 + i * wide, 4 + i * wide + n))],
    ["numbers in a list", { rows: m, columns: n, data: Array.from(data) }],
    ["by columns", strided(m * n, 0, 1, m)],
    ["by columns, with a leading dimension", strided((m + 3) * n + 7, 7, 1, m + 3)],
    ["rows backwards", strided(m * n, (m - 1) * n, -n, 1)],
    ["columns backwards", strided(m * n, n - 1, n, -1)],
    ["all backwards", { ...strided(m * n, m * n - 1, -n, -1), stride: undefined, strides: [-n, -1] }],
    ["every second column of every third row", strided(6 * m * n + 5, 5, 6 * n, 2)],
    ["a store with get", { shape: [m, n], stride: [n, 1], offset: 0, data: { length: m * n, get: (p: number) => data[p]! } as unknown as number[] }],
    ["entries on demand", { rows: m, columns: n, get: at }],
  ];
}

describe("matrices in any layout give the same bits", () => {
  const FUNCTIONS: Record<string, (a: MatrixLike, b: MatrixLike) => unknown> = {
    svd: (a) => svd(a), "svd full": (a) => svd(a, { vectors: "full" }), "svd high": (a) => svd(a, { accuracy: "high" }), singularValues: (a) => singularValues(a),
    truncatedSvd: (a) => truncatedSvd(a, 2), pseudoInverse: (a) => pseudoInverse(a), leastSquares: (a, b) => leastSquares(a, b), nullSpace: (a) => nullSpace(a),
    orthonormalBasis: (a) => orthonormalBasis(a), polar: (a) => [polar(a), polar(a, { side: "left" })], procrustes: (a, b) => procrustes(a, b, { scale: true, translation: true }),
    matrixRank: (a) => matrixRank(a), conditionNumber: (a) => conditionNumber(a), norms: (a) => [frobeniusNorm(a), spectralNorm(a), nuclearNorm(a)],
    lowRank: (a) => lowRank(a, 2), pca: (a) => pca(a), denoise: (a) => denoise(a, { noise: 0.1 }), verify: (a) => verify(a, svd(a)),
  };

  it.each(Object.entries(FUNCTIONS))("%s", (_, compute) => {
    for (const [m, n] of [[5, 3], [3, 5], [4, 4], [9, 2]] as const) {
      const [a, b] = [gaussian(m, n, 10 * m + n), gaussian(m, n, 10 * m + n + 1)];
      const expected = compute(a, b);
      const others = layouts(b);
      layouts(a).forEach(([layout, form], i) => expect([layout, compute(form, others[(i + 3) % others.length]![1])]).toEqual([layout, expected]));
    }
  });

  it("a stride of 0 repeats a row, a column or a number", () => {
    const row = [1, -2, 3];
    const forms: [MatrixLike, Dense][] = [
      [{ shape: [4, 3], data: row, stride: [0, 1] }, fromRows([row, row, row, row])],
      [{ shape: [3, 5], data: row, stride: [1, 0] }, fromRows(row.map((x) => [x, x, x, x, x]))],
      [{ shape: [6, 4], data: [7], stride: [0, 0] }, map(ones(6, 4), (x) => 7 * x)],
    ];
    for (const [form, plain] of forms) {
      expect(svd(form)).toEqual(svd(plain));
      expect(matrixRank(form)).toBe(1);
      expect(pseudoInverse(form)).toEqual(pseudoInverse(plain));
      expect(leastSquares(form, form)).toEqual(leastSquares(plain, plain));
    }
  });
});

describe("svd and svdvals", () => {
  it.each(SMALL)("%i × %i of zeros: shapes, thin and full", (m, n) => {
    const k = Math.min(m, n);
    const a = zeros(m, n);
    for (const [vectors, u, v] of [["thin", k, k], ["full", m, n]] as const) {
      const { U, S, V } = svd(a, { vectors });
      expect([shape(U), S.length, shape(V)]).toEqual([[m, u, m * u], k, [n, v, n * v]]);
      if (k === 0) expect([U, V]).toEqual([identity(m, u), identity(n, v)]);
      for (const ratio of [orthogonalityRatio(U), orthogonalityRatio(V)]) expect(ratio || 0).toBeLessThan(LIMIT);
    }
    expect(singularValues(a)).toEqual(new Float64Array(k));
    expect([matrixRank(a), frobeniusNorm(a), spectralNorm(a), nuclearNorm(a), conditionNumber(a)]).toEqual([0, 0, 0, 0, k === 0 ? 0 : Infinity]);
  });

  it("a list without rows, rows without columns", () => {
    for (const a of [[], [[]], [[], []]]) expect(singularValues(a)).toEqual(new Float64Array(0));
  });

  it.each([[13, 23], [30, 50], [60, 100], [20, 15], [15, 20]])("%i × %i of uniform numbers, thin and full, both ways", (m, n) => {
    for (let seed = 1; seed <= 3; seed++) {
      for (const a of [uniform(m, n, seed), uniform(n, m, seed)]) {
        for (const vectors of ["thin", "full"] as const) {
          const found = svd(a, { vectors });
          expectClose(product(found), a, 1e-13);
          for (const ratio of Object.values(verify(a, found) as object) as number[]) expect(ratio).toBeLessThan(LIMIT);
        }
      }
    }
  });

  it("a NaN or an infinity anywhere is refused, in words", () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (let p = 0; p < 12; p++) {
        const a = gaussian(3, 4, 1);
        a.data[p] = bad;
        for (const compute of [svd, singularValues, pseudoInverse, nullSpace, orthonormalBasis, polar, matrixRank, conditionNumber, (x: Dense) => leastSquares(x, [1, 2, 3]), (x: Dense) => leastSquares(gaussian(3, 2, 2), x), (x: Dense) => truncatedSvd(x, 1), (x: Dense) => procrustes(x, gaussian(3, 4, 3)), (x: Dense) => procrustes(gaussian(3, 4, 3), x)]) {
          expect(() => compute(a)).toThrow(new RegExp(`\\[${Math.floor(p / 4)}\\]\\[${p % 4}\\] is ${bad}: expected a finite number`));
        }
      }
    }
  });
});

describe("pinv", () => {
  it("empty: the shape turned round", () => {
    for (const [m, n] of SMALL) expect(shape(pseudoInverse(zeros(m, n)))).toEqual([n, m, m * n]);
  });

  it.each([1e-290, 1e-20, 1, 1e20, 1e300])("diag(1, 1e-10) times %f: the cut-off moves with the matrix", (scale) => {
    const inverse = pseudoInverse(diagonal([scale, 1e-10 * scale]));
    expect(inverse.data[0]! * scale).toBeCloseTo(1, 14);
    expect(inverse.data[3]! * scale * 1e-10).toBeCloseTo(1, 14);
  });

  it("by tolerance: exactly the values at or below it are left out", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const values = [1, 0.5, 0.1, 0.01, 1e-5].slice(0, 2 + (seed % 4));
      const k = values.length;
      const [u, v] = [orthogonal(k + 3, seed), orthogonal(k + (seed % 3), seed + 1)];
      const [U, V] = [pickColumns(u, [...values.keys()]), pickColumns(v, [...values.keys()])];
      const a = product({ U, S: values, V });
      for (const tolerance of [0.7, 0.3, 0.05, 1e-3, 1e-7]) {
        const kept = values.filter((s) => s > tolerance).length;
        const expected = product({ U: V, S: values.map((s) => 1 / s), V: U }, kept);
        expectClose(pseudoInverse(a, { tolerance }), expected, 1e-13 * values[kept - 1]! ** -2);
        expect(matrixRank(a, { tolerance })).toBe(kept);
        expect(leastSquares(a, zeros(a.rows, 1), { tolerance }).rank).toBe(kept);
        expect(shape(orthonormalBasis(a, { tolerance }))).toEqual([a.rows, kept, a.rows * kept]);
        expect(nullSpace(a, { tolerance }).columns).toBe(a.columns - kept);
      }
    }
    for (const compute of [pseudoInverse, matrixRank, nullSpace, orthonormalBasis]) {
      for (const tolerance of [-1, NaN, Infinity, 2]) expect(() => compute([[1]], { tolerance })).toThrow(RangeError);
      for (const tolerance of ["1", [], null]) expect(() => compute([[1]], { tolerance } as never)).toThrow(TypeError);
      expect(() => compute([[1]], { rcond: 1 } as never)).toThrow(/rcond is not an option/);
    }
  });

  it("an absolute cut-off is a relative one of that over the largest value", () => {
    const a = fromRows(Array.from({ length: 7 }, (_, i) => Array.from({ length: 5 }, (_, j) => 5 * i + j)));
    const off = dense(7, 5, (i, j) => (i + j === 0 ? 1e-3 : a.data[i * 5 + j]!));
    const S = singularValues(a);
    const gaps = (p: Dense) => [off, a].map((x) => norm(minus(multiply(multiply(x, p), x), x)));
    const [near, exact] = gaps(pseudoInverse(a, { tolerance: 1e-5 / S[0]! }));
    expect(near).toBeLessThan(1e-3);
    expect(exact).toBeLessThan(1e-12);
    for (const gap of gaps(pseudoInverse(a, { tolerance: 1e-5 / S[0]! + 0.05 }))) expect(gap).toBeCloseTo(S[1]!, 2);
  });
});

describe("lstsq", () => {
  it.each<[[number, number], number[] | Dense, number]>([
    [[0, 2], [], 0], [[0, 2], new Float64Array(0) as unknown as number[], 1], [[0, 4], zeros(0, 2), 2], [[4, 0], [1, 1, 1, 1], 1], [[4, 0], ones(4, 2), 2], [[0, 0], [], 0], [[0, 0], zeros(0, 0), 0], [[3, 2], zeros(3, 0), 0],
  ])("%o, without rows, columns or right-hand sides", ([m, n], b, count) => {
    const { X, residualNorms, rank } = leastSquares(zeros(m, n), b);
    expect([shape(X), rank]).toEqual([[n, count, n * count], 0]);
    expect(X.data.every((x) => x === 0)).toBe(true);
    expect(residualNorms).toEqual(new Float64Array(count).fill(m === 4 ? 2 : 0));
  });

  it.each([[20, 20], [200, 200], [20, 15], [200, 2], [15, 20], [2, 200]])("%i × %i with a strong diagonal and three right-hand sides", (m, n) => {
    const a = uniform(m, n, m + n);
    for (let i = 0; i < Math.min(m, n); i++) a.data[i * n + i] = 20 * (0.1 + Math.abs(a.data[i * n + i]!));
    const b = uniform(m, 3, 7);
    const { X, rank, residualNorms } = leastSquares(a, b);
    expect(rank).toBe(Math.min(m, n));
    if (m <= n) {
      expectClose(multiply(a, X), b, 1e-12);
      for (const length of residualNorms) expect(length).toBeLessThan(1e-12);
      // The shortest solution: it has no part in the null space.
      if (m < n) expectClose(multiply(transposed(nullSpace(a)), X), zeros(n - m, 3), 1e-13);
    } else {
      expectClose(multiply(transposed(a), minus(multiply(a, X), b)), zeros(n, 3), 1e-11);
    }
    for (let k = 0; k < 3; k++) expect(leastSquares(a, b.data.filter((_, p) => p % 3 === k)).X.data).toEqual(X.data.filter((_, p) => p % 3 === k));
  });

  it.each([[6, 4, 2], [4, 6, 2], [8, 8, 3], [30, 12, 5], [12, 30, 5], [5, 5, 0]])("%i × %i of rank %i: of all that are best, the shortest", (m, n, r) => {
    const a = withSpectrum(m, n, Array.from({ length: Math.min(m, n) }, (_, i) => (i < r ? 3 - i / r : 0)), m + n + r);
    const b = uniform(m, 2, 3);
    const { X, rank, residualNorms } = leastSquares(a, b);
    expect(rank).toBe(r);
    expectClose(multiply(transposed(a), minus(multiply(a, X), b)), zeros(n, 2), 1e-13);
    const N = nullSpace(a);
    expect(N.columns).toBe(n - r);
    expectClose(multiply(transposed(N), X), zeros(n - r, 2), 1e-14);
    residualNorms.forEach((length, k) => expect(length).toBeCloseTo(norm(minus(multiply(a, X), b).data.length === 0 ? b : columnOf(minus(multiply(a, X), b), k)), 13));
    expectClose(X, multiply(pseudoInverse(a), b), 1e-14);
  });

  it("right sides of another height are refused, and nothing is written into them", () => {
    for (const b of [[1], [1, 2, 3], [[1], [2], [3]], zeros(1, 2), []]) expect(() => leastSquares([[1, 2], [3, 4]], b as never)).toThrow(RangeError);
    const [a, b] = [gaussian(4, 2, 1), gaussian(4, 3, 2)];
    const [before, right] = [a.data.slice(), b.data.slice()];
    leastSquares(a, b);
    expect([a.data, b.data]).toEqual([before, right]);
  });
});

const columnOf = (a: Dense, k: number): Dense => dense(a.rows, 1, (i) => a.data[i * a.columns + k]!);

describe("null_space and orth", () => {
  it.each([1, 2, 3, 10, 100])("two rows of %i ones, their transpose, and half as many random rows as columns", (n) => {
    const two = ones(2, n);
    const wide = nullSpace(two);
    expect(shape(wide)).toEqual([n, n - 1, n * (n - 1)]);
    if (n > 1) expectClose(multiply(two, wide), zeros(2, n - 1), 1e-13);
    const tall = nullSpace(transposed(two));
    expectClose(multiply(tall, transposed(tall)), fromRows([[0.5, -0.5], [-0.5, 0.5]]), 1e-15);
    const half = gaussian(1 + Math.floor(n / 2), n, n);
    const rest = Math.max(0, n - 1 - Math.floor(n / 2));
    expect(nullSpace(half).columns).toBe(rest);
    if (rest > 0) expectClose(multiply(half, nullSpace(half)), zeros(half.rows, rest), 1e-13);
  });

  it.each([10, 40, 100])("%i × the same of rank 5, and a sixth direction of 1e-4", (n) => {
    const a = minus(multiply(uniform(n, 5, 1), uniform(5, n, 2)), map(multiply(uniform(n, 1, 3), uniform(1, n, 4)), (x) => -1e-4 * x));
    expect(nullSpace(a, { tolerance: 1e-3 }).columns).toBe(n - 5);
    expect(nullSpace(a, { tolerance: 1e-7 }).columns).toBe(n - 6);
    expect(orthonormalBasis(a, { tolerance: 1e-3 }).columns).toBe(5);
    expect(orthonormalBasis(a, { tolerance: 1e-7 }).columns).toBe(6);
  });

  it("a column of a million has a basis of one, without room for a square of that", () => {
    const n = 1_000_000;
    const long = { rows: n, columns: 1, data: new Float64Array(n).fill(1) };
    const basis = orthonormalBasis(long);
    expect(shape(basis)).toEqual([n, 1, n]);
    expect(basis.data.every((x) => Math.abs(x - 1e-3) < 1e-15)).toBe(true);
    expect(shape(orthonormalBasis({ rows: 1, columns: n, data: long.data }))).toEqual([1, 1, 1]);
    expect(() => nullSpace({ rows: 1, columns: n, data: long.data })).toThrow(OutOfMemoryError);
    expect(shape(nullSpace(long))).toEqual([1, 0, 0]);
  });

  it("empty ones", () => {
    for (const [m, n] of SMALL) {
      expect(shape(nullSpace(zeros(m, n)))).toEqual([n, n, n * n]);
      expect(shape(orthonormalBasis(zeros(m, n)))).toEqual([m, 0, 0]);
    }
  });
});

describe("polar", () => {
  it.each(SMALL)("%i × %i of zeros, both sides", (m, n) => {
    for (const side of ["left", "right"] as const) {
      const { W, H } = polar(zeros(m, n), { side });
      const order = side === "left" ? m : n;
      expect([shape(W), H]).toEqual([[m, n, m * n], zeros(order, order)]);
    }
  });

  it("a factor by construction: turned and stretched, tall, square and wide, both sides", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const n = 1 + (seed % 6);
      const m = n + (seed % 4);
      const W = pickColumns(orthogonal(m, seed), Array.from({ length: n }, (_, j) => j));
      const G = gaussian(n, n, seed);
      const H = map(minus(multiply(G, transposed(G)), map(identity(n), (x) => -x)), (x) => x * 10 ** ((seed % 9) - 4));
      const a = multiply(W, H);
      const unit = 100 * ULP * conditionNumber(H);
      const right = polar(a);
      expectClose(right.W, W, unit);
      expectClose(right.H, H, 100 * ULP * norm(H));
      const left = polar(transposed(a), { side: "left" });
      expectClose(left.W, transposed(W), unit);
      expectClose(left.H, H, 100 * ULP * norm(H));
    }
  });

  it("1 × 1: W is the sign", () => {
    for (const x of [9, -9, 1e-310, -1e308, 5e-324]) expect(polar([[x]])).toEqual({ W: fromRows([[Math.sign(x)]]), H: fromRows([[Math.abs(x)]]) });
  });
});

describe("orthogonal_procrustes", () => {
  it("shapes that differ, lists, and points that are not finite are refused", () => {
    const shapes = [[3, 3], [3, 4], [4, 3], [4, 4]] as const;
    for (const [m, n] of shapes) for (const [p, q] of shapes) if (m !== p || n !== q) expect(() => procrustes(gaussian(m, n, 1), gaussian(p, q, 2))).toThrow(RangeError);
    expect(() => procrustes([1, 2, 3] as never, [1, 2, 3] as never)).toThrow(TypeError);
  });

  it("does not change when the sets are scaled", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const [a, b] = [gaussian(4, 3, seed), gaussian(4, 3, seed + 50)];
      const { Q } = procrustes(a, b);
      for (const x of [1e-8, 0.3, 7, 1e10]) for (const y of [1e-9, 2.5, 1e6]) expectClose(procrustes(map(a, (z) => x * z), map(b, (z) => y * z)).Q, Q, 1e-11);
    }
  });

  it.each([[6, 4], [4, 4], [4, 6]])("%i × %i: recovers an orthogonal matrix, and beats it after a disturbance", (m, n) => {
    for (let seed = 1; seed <= 10; seed++) {
      const [b, V] = [gaussian(m, n, seed), orthogonal(n, seed + 9)];
      const a = multiply(b, transposed(V));
      const { Q, residual } = procrustes(a, b);
      expect(orthogonalityRatio(Q)).toBeLessThan(LIMIT);
      expectClose(multiply(a, Q), b, 1e-13);
      expect(residual).toBeLessThan(1e-13);
      const disturbed = minus(a, map(gaussian(m, n, seed + 99), (x) => 1e-2 * x));
      expect(norm(minus(multiply(disturbed, procrustes(disturbed, b).Q), b))).toBeLessThan(norm(minus(multiply(disturbed, Q), b)));
    }
  });

  it.each([
    ["a square turned, mirrored, grown and moved", [[-3, 3], [-2, 3], [-2, 2], [-3, 2]], [[3, 2], [1, 0], [3, -2], [5, 0]], [[3, 2], [1, 0], [3, -2], [5, 0]]],
    ["a square onto a stretched one", [[-3, 3], [-2, 3], [-2, 2], [-3, 2]], [[3, 40], [1, 0], [3, -40], [5, 0]], [[3, 21], [-18, 0], [3, -21], [24, 0]]],
    ["an L mirrored, shrunk and moved", [[4, -2], [4, -4], [4, -6], [2, -6]], [[1, 3], [1, 2], [1, 1], [2, 1]], [[1, 3], [1, 2], [1, 1], [2, 1]]],
  ])("%s", (_, from, to, expected) => {
    const { Q, scale, translation, residual } = procrustes(from, to, { scale: true, translation: true });
    const moved = dense(4, 2, (i, j) => scale * multiply(fromRows(from), Q).data[2 * i + j]! + translation[j]!);
    expectClose(moved, fromRows(expected), 1e-13);
    expect(residual).toBeCloseTo(norm(minus(moved, fromRows(to))), 12);
  });

  it("the disparity is the same both ways", () => {
    const [a, b] = [[[-3, 3], [-2, 3], [-2, 2], [-3, 2]], [[3, 40], [1, 0], [3, -40], [5, 0]]];
    const spread = (x: number[][]) => x.reduce((sum, row) => sum + (row[0]! - x.reduce((s, r) => s + r[0]! / 4, 0)) ** 2 + (row[1]! - x.reduce((s, r) => s + r[1]! / 4, 0)) ** 2, 0);
    for (const [from, to] of [[a, b], [b, a]] as const) expect(procrustes(from, to, { scale: true, translation: true }).residual ** 2 / spread(to)).toBeCloseTo(0.4501246882793018, 13);
  });

  it("no points: the identity", () => {
    for (const n of [0, 1, 3]) expect(procrustes(zeros(0, n), zeros(0, n)).Q).toEqual(identity(n));
  });
});

describe("subspace_angles", () => {
  it("known angles between planes that are turned against each other", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const angles = [1.5, 1e-9, 0.3, 0.9].slice(0, 1 + (seed % 4));
      const p = angles.length;
      const q = orthogonal(2 * p + (seed % 3), seed);
      const A = pickColumns(q, angles.map((_, i) => i));
      const turned = dense(q.rows, p, (i, j) => Math.cos(angles[j]!) * q.data[i * q.columns + j]! + Math.sin(angles[j]!) * q.data[i * q.columns + p + j]!);
      const B = multiply(turned, gaussianWellConditioned(p, seed));
      const falling = [...angles].sort((x, y) => y - x);
      const [cos, sin] = [cosines(A, B), sines(A, B)];
      falling.forEach((angle, i) => {
        expect(Math.abs(cos[p - 1 - i]! - Math.cos(angle))).toBeLessThan(1e-13);
        expect(Math.abs(sin[i]! - Math.sin(angle))).toBeLessThan(1e-13);
      });
    }
  });

  it("columns of integers that depend on one another, and spaces without columns", () => {
    const a = integers(6, 2, -5, 5, 3);
    expectClose(fromRows([Array.from(cosines(a, multiply(a, fromRows([[1, 2, 3], [4, 5, 6]]))))]), ones(1, 2), 1e-14);
    expect(cosines(zeros(3, 0), zeros(3, 0))).toHaveLength(0);
    expect(cosines(zeros(3, 2), identity(3))).toHaveLength(0);
  });
});

function gaussianWellConditioned(n: number, seed: number): Dense {
  return withSpectrum(n, n, Array.from({ length: n }, (_, i) => 1 + i), seed);
}
