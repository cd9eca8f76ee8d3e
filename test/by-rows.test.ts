// Least squares of tall matrices by their rows, some at a time, and where the condition forbids it: one contract.
import { describe, expect, it } from "vitest";
import { leastSquares, singularValues, svd } from "../src/index";
import { exports, retire } from "../src/wasm/module";
import { debug } from "./support/builds";
import { type Dense, dense, pickColumns, scaled, timesPowerOfTwo, transposed, ULP } from "./support/dense";
import { range } from "./support/implicit";
import { gaussian, geometric, withSpectrum } from "./support/matrices";
import { multiply } from "./support/naive";
import { minus, norm } from "./support/products";
import { Random } from "./support/random";
import { LIMIT } from "./support/ratios";

/** m x n with about these values, as long as m is much more than n. */
function tall(m: number, n: number, values: ArrayLike<number>, seed: number): Dense {
  return multiply(gaussian(m, n, seed), withSpectrum(n, n, values, seed + 1));
}

function scaledColumns(a: Dense, exponent: (j: number) => number): Dense {
  return dense(a.rows, a.columns, (i, j) => timesPowerOfTwo(a.data[i * a.columns + j]!, exponent(j)));
}

/** |A'(b - Ax)| against what backward stability allows, columns brought to one length; and whether norms and rank are right. */
function wrongSolution(name: string, a: Dense, b: Dense, rank = a.columns): string[] {
  const found = leastSquares(a, b);
  const left = minus(b, multiply(a, found.X));
  const wrong: string[] = [];
  if (found.rank !== rank) wrong.push(`${name}: rank ${found.rank}, expected ${rank}`);
  const lengths = range(a.columns, (j) => Math.hypot(...range(a.rows, (i) => a.data[i * a.columns + j]!)) || 1);
  const [balanced, x] = [dense(a.rows, a.columns, (i, j) => a.data[i * a.columns + j]! / lengths[j]!), dense(a.columns, b.columns, (i, j) => found.X.data[i * b.columns + j]! * lengths[i]!)];
  const gradient = multiply(transposed(balanced), left);
  for (let j = 0; j < b.columns; j++) {
    const [g, r, s] = [gradient, left, x].map((y) => norm(pickColumns(y, [j]))) as [number, number, number];
    const size = norm(balanced);
    const allowed = ULP * 60 * (size * r + size * size * s);
    if (!(g <= allowed)) wrong.push(`${name}: gradient ${g}, expected at most ${allowed}`);
    const gap = Math.abs(found.residualNorms[j]! - r);
    const most = ULP * 60 * (r + norm(pickColumns(b, [j])) + size * s);
    if (!(gap <= most)) wrong.push(`${name}: the norm of what is left is off by ${gap}, expected at most ${most}`);
  }
  return wrong;
}

describe("least squares", () => {
  const sides = (m: number, count: number, seed: number) => dense(m, count, (i, j) => Math.sin((i + 1) * (j + 2) + seed) + (j === 1 ? 1e6 : 0));

  it.each([[1000, 1, 1], [1001, 7, 3], [1100, 20, 9], [9000, 5, 5], [1500, 150, 2]] as const)("%i x %i, %i right-hand sides: conditions of 1 to 1e11, columns scaled", (m, n, count) => {
    const random = new Random(m);
    const conditions = n > 100 ? [1, 300, 1e6] : [1, 3, 10, 100, 1e3, 1e4, 1e5, 1e7, 1e9, 1e11];
    expect(conditions.flatMap((c) => {
      const a = tall(m, n, geometric(n, n === 1 ? 1 : c), m);
      const b = sides(m, count, n);
      const exact = multiply(a, gaussian(n, count, 3));
      const uneven = scaledColumns(a, () => random.integer(-10, 10));
      return [...wrongSolution(`condition ${c}`, a, b), ...wrongSolution(`condition ${c}, solvable`, a, exact), ...(c < 1e8 ? wrongSolution(`condition ${c}, scaled`, uneven, b) : [])];
    })).toEqual([]);
  });

  it("deficient: the shortest solution, as from the whole decomposition", () => {
    const a = gaussian(1200, 9, 7);
    for (const [columns, rank] of [[[0, 1, 2, 3, 4, 5, 6, 7, 0], 8], [[0, 0, 0, 0, 1, 1, 1, 1, 1], 2]] as const) {
      const d = pickColumns(a, [...columns]);
      const b = sides(1200, 3, 1);
      expect(wrongSolution(`rank ${rank}`, d, b, rank)).toEqual([]);
      const { U, S, V } = svd(d, { driver: "qr" });
      const coordinates = multiply(transposed(U), b);
      const x = multiply(V, dense(9, 3, (i, j) => (i < rank ? coordinates.data[i * 3 + j]! / S[i]! : 0)));
      expect(norm(minus(leastSquares(d, b).X, x))).toBeLessThan(1e-12 * norm(x));
    }
    const flat = dense(1200, 4, (i, j) => (j === 2 ? 0 : a.data[i * 9 + j]!));
    const { X, rank } = leastSquares(flat, sides(1200, 1, 2));
    expect([rank, X.data[2]]).toEqual([3, 0]);
  });

  it("a tolerance cuts, whichever way the values were found", () => {
    const a = tall(1500, 6, geometric(6, 100), 8);
    const values = singularValues(a);
    const b = sides(1500, 2, 3);
    const tolerance = Math.sqrt(values[2]! * values[3]!) / values[0]!;
    const found = leastSquares(a, b, { tolerance });
    expect(found.rank).toBe(3);
    const { U, S, V } = svd(a);
    const coordinates = multiply(transposed(U), b);
    const x = multiply(V, dense(6, 2, (i, j) => (i < 3 ? coordinates.data[i * 2 + j]! / S[i]! : 0)));
    expect(norm(minus(found.X, x))).toBeLessThan(1e-12 * norm(x));
  });

  it("ridge is that of the definition, for any condition, and goes to nothing and to zero", () => {
    const b = sides(1300, 3, 5);
    for (const c of [1, 100, 1e5, 1e10]) {
      const a = tall(1300, 8, geometric(8, c), 9);
      for (const ridge of [1e-300, 1e-3, 10, 1e5, 1e150, 1e250]) {
        const { U, S, V } = svd(a, { driver: "qr" });
        const coordinates = multiply(transposed(U), b);
        const x = multiply(V, dense(8, 3, (i, j) => coordinates.data[i * 3 + j]! / (S[i]! + ridge / S[i]!)));
        expect(norm(minus(leastSquares(a, b, { ridge }).X, x)), `${c}, ${ridge}`).toBeLessThan(1e-13 * c * norm(x) + 1e-300);
      }
    }
  });

  it("columns of B have their own units, and powers of two go through", () => {
    const a = tall(1200, 5, geometric(5, 50), 10);
    const b = sides(1200, 3, 6);
    const { X, residualNorms } = leastSquares(a, b);
    const units = [-700, 3, 900];
    const found = leastSquares(scaled(a, 40), scaledColumns(b, (j) => units[j]!));
    expect(found.X).toEqual(dense(5, 3, (i, j) => timesPowerOfTwo(X.data[i * 3 + j]!, units[j]! - 40)));
    expect(found.residualNorms).toEqual(residualNorms.map((r, j) => timesPowerOfTwo(r, units[j]!)));
  });

  it("an equation is met: what is left is rounding, and more right-hand sides than columns are solved, too", () => {
    const a = tall(1100, 3, [3, 2, 1], 11);
    const x = gaussian(3, 5, 12);
    const found = leastSquares(a, multiply(a, x));
    expect(norm(minus(found.X, x))).toBeLessThan(1e-14 * norm(x));
    for (const r of found.residualNorms) expect(r).toBeLessThan(LIMIT * 1e-14 * norm(a));
  });

  it("an equation of condition c is solved to c times rounding, not to its square", () => {
    for (const c of [1, 4, 10, 100, 1000, 3000, 1e5]) {
      const a = tall(4000, 10, geometric(10, c), 16);
      const x = gaussian(10, 2, 17);
      expect(norm(minus(leastSquares(a, multiply(a, x)).X, x)), `condition ${c}`).toBeLessThan(4 * c * ULP * norm(x));
    }
  });

  it("neither argument is changed, weights and units of columns go along", () => {
    const a = tall(1200, 4, [4, 3, 2, 1], 13);
    const b = sides(1200, 1, 7);
    const before = [a.data.slice(), b.data.slice()];
    const weights = Float64Array.from({ length: 1200 }, (_, i) => (i < 600 ? 1 : 0));
    const half = (m: Dense): Dense => ({ rows: 600, columns: m.columns, data: m.data.slice(0, 600 * m.columns) });
    expect(norm(minus(leastSquares(a, b, { weights }).X, leastSquares(half(a), half(b)).X))).toBeLessThan(1e-13);
    expect(norm(minus(leastSquares(a, b, { scale: true }).X, leastSquares(a, b).X))).toBeLessThan(1e-13);
    expect([a.data, b.data]).toEqual(before);
  });
});

describe("memory", () => {
  it("the module never holds the matrix", () => {
    const a = gaussian(400_000, 10, 14);
    retire();
    leastSquares(a, dense(400_000, 1, (i) => i % 7));
    expect(exports().memory.buffer.byteLength).toBeLessThan(a.data.byteLength / 2);
  });

  it("asserts of the debug build hold", () => {
    const a = tall(1200, 6, geometric(6, 30), 15);
    expect(debug.package.leastSquares(a, gaussian(1200, 2, 1))).toEqual(leastSquares(a, gaussian(1200, 2, 1)));
  });
});
