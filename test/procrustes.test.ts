import { describe, expect, it } from "vitest";
import { builds, simd } from "./support/builds";
import { type Dense, dense, diagonal, fromRows, map, scaled, transposed, ULP } from "./support/dense";
import { gaussian, identity, orthogonal, uniform, zeros } from "./support/matrices";
import { multiply } from "./support/naive";
import { expectClose, minus, norm } from "./support/products";
import { LIMIT, orthogonalityRatio } from "./support/ratios";

/** By elimination with pivoting. */
function determinant(a: Dense): number {
  const n = a.rows;
  const x = a.data.slice();
  let product = 1;
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k; i < n; i++) if (Math.abs(x[i * n + k]!) > Math.abs(x[p * n + k]!)) p = i;
    if (p !== k) {
      product = -product;
      for (let j = 0; j < n; j++) [x[k * n + j], x[p * n + j]] = [x[p * n + j]!, x[k * n + j]!];
    }
    product *= x[k * n + k]!;
    for (let i = k + 1; i < n; i++) {
      const factor = x[i * n + k]! / x[k * n + k]!;
      for (let j = k; j < n; j++) x[i * n + j]! -= factor * x[k * n + j]!;
    }
  }
  return product;
}

/** A random rotation, or a reflection. */
function turn(n: number, seed: number, sign: 1 | -1): Dense {
  const q = orthogonal(n, seed);
  const flip = Math.sign(determinant(q)) !== sign;
  return dense(n, n, (i, j) => (flip && j === 0 ? -1 : 1) * q.data[i * n + j]!);
}

/** c A Q + 1 t'. */
const moved = (a: Dense, q: Dense, c: number, t: ArrayLike<number>): Dense =>
  dense(a.rows, a.columns, (i, j) => c * multiply(a, q).data[i * a.columns + j]! + t[j]!);

describe.each(builds)("procrustes, $name", ({ package: { procrustes } }) => {
  it.each([1, 2, 3, 4, 7, 20])("recovers a random rotation of %i dimensions, with scale and translation", (n) => {
    for (let seed = 1; seed <= 5; seed++) {
      const a = gaussian(n + 4, n, seed);
      const q = turn(n, 10 * seed, 1);
      const t = uniform(1, n, seed + 100).data;
      const b = moved(a, q, 2.5, t);
      const got = procrustes(a, b, { rotation: true, scale: true, translation: true });
      expectClose(got.Q, q, 1e-12);
      expect(got.scale).toBeCloseTo(2.5, 12);
      got.translation.forEach((x, j) => expect(x).toBeCloseTo(t[j]!, 11));
      expect(got.residual).toBeLessThan(1e-12 * norm(b));
      expectClose(procrustes(a, multiply(a, q)).Q, q, 1e-12);
    }
  });

  it("finds a reflection, but never as a rotation", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const n = 2 + (seed % 5);
      const a = gaussian(12, n, seed);
      const q = turn(n, seed, -1);
      const b = multiply(a, q);
      const free = procrustes(a, b);
      expectClose(free.Q, q, 1e-12);
      expect(free.residual).toBeLessThan(1e-13 * norm(b));
      const proper = procrustes(a, b, { rotation: true });
      expect(determinant(proper.Q)).toBeCloseTo(1, 12);
      expect(orthogonalityRatio(proper.Q)).toBeLessThan(LIMIT);
      expect(proper.residual).toBeGreaterThan(0.1);
    }
  });

  it("is the best: no other rotation nearby or far away does better", () => {
    const [a, b] = [gaussian(9, 3, 41), gaussian(9, 3, 42)];
    const { Q, residual } = procrustes(a, b, { rotation: true });
    expect(residual).toBeCloseTo(norm(minus(multiply(a, Q), b)), 12);
    for (let seed = 0; seed < 200; seed++) {
      const other = turn(3, 1000 + seed, 1);
      expect(norm(minus(multiply(a, other), b))).toBeGreaterThan(residual);
      const angle = 0.01 * (1 + (seed % 7));
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const near = multiply(Q, multiply(transposed(other), multiply(fromRows([[c, s, 0], [-s, c, 0], [0, 0, 1]]), other)));
      expect(norm(minus(multiply(a, near), b))).toBeGreaterThan(residual);
    }
  });

  it("the conditions of a minimum hold: Q'A'B symmetric, the scale and the translation stationary", () => {
    const [a, b] = [gaussian(15, 4, 43), gaussian(15, 4, 44)];
    const { Q, scale, translation, residual } = procrustes(a, b, { scale: true, translation: true });
    const rest = minus(moved(a, Q, scale, translation), b);
    expect(residual).toBeCloseTo(norm(rest), 12);
    for (let j = 0; j < 4; j++) {
      expect(Array.from({ length: 15 }, (_, i) => rest.data[4 * i + j]!).reduce((x, y) => x + y)).toBeCloseTo(0, 12);
    }
    const turned = multiply(a, Q);
    expect(turned.data.reduce((sum, x, i) => sum + x * rest.data[i]!, 0)).toBeCloseTo(0, 11);
    const means = dense(1, 4, (_, j) => Array.from({ length: 15 }, (_, i) => a.data[4 * i + j]!).reduce((x, y) => x + y) / 15);
    const centred = dense(15, 4, (i, j) => a.data[4 * i + j]! - means.data[j]!);
    const product = multiply(transposed(multiply(centred, Q)), b);
    expectClose(product, transposed(product), 1e-12);
  });

  it("takes points in a plane or on a line: the free direction makes up the determinant", () => {
    const flat = dense(10, 3, (i, j) => (j === 2 ? 0 : Math.sin(3 * i + 5 * j)));
    const q = turn(3, 45, 1);
    const got = procrustes(flat, multiply(flat, q), { rotation: true });
    expect(determinant(got.Q)).toBeCloseTo(1, 13);
    expectClose(got.Q, q, 1e-13); // two images fix the third
    const line = dense(4, 3, (i) => i);
    const onLine = procrustes(line, map(line, (x) => -x), { rotation: true });
    expect(determinant(onLine.Q)).toBeCloseTo(1, 13);
    expect(onLine.residual).toBeLessThan(1e-13);
  });

  it("the determinant is safe in many dimensions", () => {
    const [a, q] = [gaussian(160, 150, 46), turn(150, 47, -1)];
    const { Q } = procrustes(a, multiply(a, q), { rotation: true });
    expect(determinant(Q)).toBeCloseTo(1, 9);
  });

  it("one dimension has one rotation only, and the scale is never negative", () => {
    const got = procrustes([[1], [2]], [[-1], [-2]], { rotation: true, scale: true });
    expect([got.Q.data[0], got.scale]).toEqual([1, 0]);
    expect(got.residual).toBeCloseTo(Math.sqrt(5), 14);
    const free = procrustes([[1], [2]], [[-1], [-2]]);
    expect(free.Q.data[0]).toBe(-1);
    expect(free.residual).toBeLessThan(1e-15);
  });

  it("does not depend on the scale of either set, to the ends of the range", () => {
    const a = gaussian(8, 3, 48);
    const q = turn(3, 49, 1);
    const b = multiply(a, q);
    const options = { rotation: true, translation: true };
    const expected = procrustes(a, b, options);
    for (const exponent of [-1000, -400, 400, 1000]) {
      const both = procrustes(scaled(a, exponent), scaled(b, exponent), options);
      expectClose(both.Q, expected.Q, 1e-14);
      expect(both.residual).toBeLessThan(1e-13 * 2 ** exponent);
      const [large, small] = [procrustes(a, scaled(b, exponent), { scale: true }), procrustes(scaled(a, -exponent), b, { scale: true })];
      for (const got of [large, small]) {
        expectClose(got.Q, expected.Q, 1e-13);
        expect(got.scale / 2 ** exponent).toBeCloseTo(1, 13);
      }
    }
    const apart = procrustes(scaled(a, -1000), scaled(b, 1000));
    expectClose(apart.Q, expected.Q, 1e-13);
    expect(apart.residual).toBeCloseTo(norm(b) * 2 ** 1000, -290);
    expect(apart.residual / 2 ** 1000).toBeCloseTo(norm(b), 12);
    expect(procrustes(scaled(a, 1000), scaled(b, -1000)).residual / 2 ** 1000).toBeCloseTo(norm(a), 12);
  });

  it("answers for zero and empty sets", () => {
    expect(procrustes(zeros(4, 2), zeros(4, 2), { rotation: true, scale: true, translation: true })).toEqual({
      Q: identity(2), scale: 1, translation: new Float64Array(2), residual: 0,
    });
    expect(procrustes(zeros(0, 3), zeros(0, 3), { rotation: true }).Q).toEqual(identity(3));
    expect(procrustes(zeros(3, 0), zeros(3, 0), { rotation: true }).Q).toEqual(zeros(0, 0));
    expect(procrustes(identity(2), zeros(2, 2), { scale: true })).toMatchObject({ scale: 0, residual: 0 });
    const one = procrustes([[1, 2]], [[5, 5]], { rotation: true, translation: true });
    expect(one.Q).toEqual(identity(2));
    expect([...one.translation]).toEqual([4, 3]);
  });

  it("leaves its input alone", () => {
    const [a, b] = [gaussian(5, 3, 50), gaussian(5, 3, 51)];
    const before = [a.data.slice(), b.data.slice()];
    procrustes(a, b, { rotation: true, scale: true, translation: true });
    expect([a.data, b.data]).toEqual(before);
  });

  it("knows a quarter turn", () => {
    const { Q, residual } = procrustes([[1, 0], [0, 2]], [[0, 1], [-2, 0]], { rotation: true });
    expectClose(Q, fromRows([[0, 1], [-1, 0]]), ULP);
    expect(residual).toBeLessThan(1e-15);
    expectClose(procrustes(diagonal([1, 2]), diagonal([1, -2])).Q, diagonal([1, -1]), ULP);
  });
});

describe("arguments", () => {
  const { procrustes } = simd.package;
  it.each([
    ["no b", [[[1]]], TypeError, "b is undefined"],
    ["other shapes", [[[1, 2]], [[1], [2]]], RangeError, "b is 2 × 1: expected 1 × 2, the shape of a"],
    ["NaN in a", [[[NaN]], [[1]]], RangeError, "a[0][0] is NaN"],
    ["infinity in b", [[[1]], [[Infinity]]], RangeError, "b[0][0] is Infinity"],
    ["a number for rotation", [[[1]], [[1]], { rotation: 1 }], TypeError, "options.rotation is 1: expected true or false"],
    ["a string for scale", [[[1]], [[1]], { scale: "yes" }], TypeError, 'options.scale is "yes"'],
    ["an unknown option", [[[1]], [[1]], { reflection: false }], TypeError, "options.reflection is not an option"],
  ])("refuses %s", (_, args, kind, message) => {
    expect(() => procrustes(...(args as [never, never]))).toThrow(kind);
    expect(() => procrustes(...(args as [never, never]))).toThrow(message);
    expect(procrustes([[2]], [[2]]).Q.data[0]).toBe(1);
  });
});
