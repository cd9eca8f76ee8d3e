// truncatedSvd by wide passes: few readings of A, right vectors alone, and the same from promises.
import { describe, expect, it } from "vitest";
import { type AsyncOperator, type LinearOperator, type Matrix, OutOfMemoryError, singularValues, sparse, svd, truncatedSvd, truncatedSvdAsync } from "../src/index";
import { dense, transposed } from "./support/dense";

/** mulberry32 */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const product = (a: Matrix, x: Matrix): Matrix => dense(a.rows, x.columns, (i, j) => {
  let sum = 0;
  for (let p = 0; p < a.columns; p++) sum += a.data[i * a.columns + p]! * x.data[p * x.columns + j]!;
  return sum;
});

/** m × n with the values given, by products with random orthogonal matrices. */
function withValues(m: number, n: number, values: readonly number[], seed: number): Matrix {
  const next = uniform(seed);
  const random = (rows: number, columns: number) => dense(rows, columns, () => next() - 0.5);
  const k = values.length;
  const [U, V] = [svd(random(m, k)).U, svd(random(n, k)).U];
  return product(dense(m, k, (i, j) => U.data[i * k + j]! * values[j]!), transposed(V));
}

function operatorOf(a: Matrix, count = { products: 0 }): LinearOperator {
  const t = transposed(a);
  return {
    rows: a.rows, columns: a.columns,
    multiply: (x) => (count.products++, product(a, x)),
    multiplyTransposed: (y) => (count.products++, product(t, y)),
  };
}

function gramOperatorOf(a: Matrix, count = { products: 0 }): LinearOperator {
  const t = transposed(a);
  const never = (): never => { throw new Error("A is read once a pass"); };
  return { rows: a.rows, columns: a.columns, multiply: never, multiplyTransposed: never, multiplyGram: (x) => (count.products++, product(t, product(a, x))) };
}

const later = (a: LinearOperator): AsyncOperator => ({
  rows: a.rows, columns: a.columns,
  multiply: async (x) => { await Promise.resolve(); return a.multiply(x); },
  multiplyTransposed: async (y) => { await Promise.resolve(); return a.multiplyTransposed(y); },
  ...(a.multiplyGram === undefined ? {} : { multiplyGram: async (x: Matrix) => { await Promise.resolve(); return a.multiplyGram!(x); } }),
});

/** ‖VᵀV − I‖, its largest entry. */
function orthogonality({ data, columns: k, rows }: Matrix): number {
  let worst = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? -1 : 0;
      for (let r = 0; r < rows; r++) sum += data[r * k + i]! * data[r * k + j]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

const decaying = Array.from({ length: 150 }, (_, i) => 100 * 0.9 ** i);
/** Values, columns wanted, and what there is to them. */
const SPECTRA: Record<string, { values: number[]; rank: number }> = {
  "that decay": { values: decaying, rank: 10 },
  "all equal": { values: Array.from({ length: 150 }, () => 3), rank: 6 },
  "two levels": { values: [...Array.from({ length: 12 }, () => 1), ...Array.from({ length: 138 }, () => 1e-3)], rank: 12 },
  "two levels, cut inside the upper": { values: [...Array.from({ length: 12 }, () => 1), ...Array.from({ length: 138 }, () => 0.99)], rank: 8 },
  "one large and noise": { values: [1000, ...Array.from({ length: 149 }, (_, i) => 1 - i / 300)], rank: 1 },
  "of rank 5, 5 wanted": { values: [5, 4, 3, 2, 1], rank: 5 },
};

describe.each(Object.entries(SPECTRA))("values %s", (_, { values, rank }) => {
  const a = withValues(220, 160, values, 7);
  const exact = singularValues(a);

  it.each([rank, 16, 32, 160].filter((block, at, all) => block >= rank && all.indexOf(block) === at))("blocks of %i: within the residuals, orthonormal, whole after convergence", (block) => {
    const { S, V, residuals, info } = truncatedSvd(gramOperatorOf(a), rank, { vectors: "right", block, tolerance: 1e-9 });
    expect(info).toMatchObject({ converged: true, method: "passes", passes: info.iterations });
    expect(orthogonality(V)).toBeLessThan(1e-13);
    for (const [i, s] of S.entries()) {
      expect(Math.abs(s - exact[i]!)).toBeLessThan(residuals[i]! + 1e-12 * exact[0]!);
      expect(residuals[i]).toBeLessThanOrEqual(1e-9 * S[0]!);
    }
    const gram = product(transposed(a), product(a, V));
    for (const [p, x] of gram.data.entries()) expect(Math.abs(x - V.data[p]! * S[p % rank]! ** 2)).toBeLessThan(residuals[p % rank]! * S[p % rank]! + 1e-11 * exact[0]! ** 2);
  });
});

describe("the right vectors", () => {
  const a = withValues(90, 70, decaying.slice(0, 70), 3);

  it("of a dense matrix, and of a small one of any kind, are those of the whole", () => {
    const { V, S } = truncatedSvd(a, 4);
    const right = truncatedSvd(a, 4, { vectors: "right" });
    expect(Object.keys(right).sort()).toEqual(["S", "V", "info", "residuals"]);
    expect([right.S, right.V]).toStrictEqual([S, V]);
    expect(right.info).toMatchObject({ method: "full", passes: 1 });
  });

  it("have their largest entry positive", () => {
    const { V } = truncatedSvd(operatorOf(a), 6, { vectors: "right" });
    for (let j = 0; j < 6; j++) {
      const column = Array.from({ length: 70 }, (_, i) => V.data[i * 6 + j]!);
      expect(Math.max(...column)).toBe(Math.max(...column.map(Math.abs)));
    }
  });

  it("up to 128 columns take one pass, with all of them", () => {
    const count = { products: 0 };
    const { S, info } = truncatedSvd(gramOperatorOf(a, count), 4, { vectors: "right" });
    expect([count.products, info.passes, info.converged]).toEqual([1, 1, true]);
    const exact = singularValues(a);
    for (const [i, s] of S.entries()) expect(Math.abs(s - exact[i]!)).toBeLessThan(1e-13 * exact[0]!);
  });

  it("of a sparse matrix are those of the dense one, at any scale", () => {
    const next = uniform(11);
    const entries = Array.from({ length: 6000 }, () => [Math.floor(300 * next()), Math.floor(200 * next()), next() - 0.3] as const);
    for (const scale of [1, 1e-250, 1e250]) {
      const table = sparse(300, 200, entries.map(([i, j, x]) => [i, j, x * scale] as const));
      const whole = truncatedSvd(table, 5, { tolerance: 1e-12 });
      const { S, V, info } = truncatedSvd(table, 5, { vectors: "right" });
      expect(info).toMatchObject({ method: "passes", converged: true });
      for (const [i, s] of S.entries()) expect(Math.abs(s / whole.S[i]! - 1)).toBeLessThan(1e-10);
      expect(V.rows).toBe(200);
    }
  });

  it("restarts where the space is full, and ends with the same", () => {
    const slow = withValues(400, 300, Array.from({ length: 300 }, (_, i) => 1 - i / 400), 5);
    const exact = singularValues(slow);
    const { S, V, info } = truncatedSvd(gramOperatorOf(slow), 3, { vectors: "right", block: 4, tolerance: 1e-8 });
    expect(info.converged).toBe(true);
    expect(info.passes).toBeGreaterThan(8); // more columns than the space holds
    expect(orthogonality(V)).toBeLessThan(1e-13);
    for (const [i, s] of S.entries()) expect(Math.abs(s - exact[i]!)).toBeLessThan(1e-8);
  });

  it("that AᵀA cannot tell end the search, and that is told", () => {
    const steep = withValues(200, 150, [1, 1e-3, 1e-9, 1e-12], 9);
    const { info, residuals, S } = truncatedSvd(operatorOf(steep), 3, { vectors: "right", block: 8 });
    expect(info.converged).toBe(false);
    expect(info.passes).toBeLessThan(8);
    expect(Math.abs(S[2]! - 1e-9)).toBeLessThan(residuals[2]!);
    expect(info.relativeUncertainty[2]).toBeGreaterThan(0.1);
  });

  it("of zeros and of a matrix with fewer values than wanted", () => {
    const zero = truncatedSvd(gramOperatorOf(dense(200, 150, () => 0)), 4, { vectors: "right" });
    expect([...zero.S]).toEqual([0, 0, 0, 0]);
    expect(zero.info.converged).toBe(true);
    expect(orthogonality(zero.V)).toBeLessThan(1e-13);
    const poor = truncatedSvd(gramOperatorOf(withValues(200, 150, [2, 1], 4)), 5, { vectors: "right" });
    for (const [i, s] of [2, 1, 0, 0, 0].entries()) expect(Math.abs(poor.S[i]! - s)).toBeLessThanOrEqual(poor.residuals[i]! + 1e-14);
    expect(orthogonality(poor.V)).toBeLessThan(1e-13);
  });
});

describe("passes", () => {
  it("20,000 × 5,000 sparse, ten values, 32 columns: values to 1e-8 in eight, residuals in nine", () => {
    const next = uniform(2);
    const count = 400_000;
    const [row, column, value] = [new Int32Array(count), new Int32Array(count), new Float64Array(count)];
    for (let p = 0; p < count; p++) [row[p], column[p], value[p]] = [Math.floor(20000 * next() ** 2), Math.floor(5000 * next() ** 3), next()];
    const table = sparse(20000, 5000, { row, column, value });
    const exact = truncatedSvd(table, 10, { tolerance: 1e-12 });
    const whole = truncatedSvd(table, 10, { vectors: "right", block: 32, tolerance: 1e-8 });
    expect(whole.info.converged).toBe(true);
    expect(whole.info.passes).toBeLessThanOrEqual(9);
    const { S, info } = truncatedSvd(table, 10, { vectors: "right", block: 32, maxIterations: 8 });
    expect(info.passes).toBe(8);
    for (const [i, s] of S.entries()) expect(Math.abs(s / exact.S[i]! - 1)).toBeLessThan(1e-8);
  });

  it.each([["operators", operatorOf(withValues(150, 120, decaying.slice(0, 120), 2))], ["others", undefined]])("are counted by every method: %s", (_, operator) => {
    const count = { products: 0 };
    const a = withValues(150, 120, decaying.slice(0, 120), 2);
    const counted = operator === undefined ? a : operatorOf(a, count);
    for (const options of [{}, { approximate: true }, { block: 7 }] as const) {
      count.products = 0;
      const { info } = truncatedSvd(counted, 3, options);
      expect(info.passes).toBeGreaterThan(0);
      if (operator !== undefined) expect(info.passes, info.method).toBe(count.products);
    }
    count.products = 0;
    const { info } = truncatedSvd(counted, { relativeError: 0.3 });
    if (operator !== undefined) expect(info.passes, info.method).toBe(count.products);
  });

  it("of the usual search may be wider", () => {
    const a = withValues(600, 500, Array.from({ length: 500 }, (_, i) => 0.95 ** i), 6);
    const exact = singularValues(a);
    for (const block of [1, 2, 8, 32]) {
      const { S, info } = truncatedSvd(a, 6, { block });
      expect(info).toMatchObject({ method: "lanczos", converged: true });
      for (const [i, s] of S.entries()) expect(Math.abs(s - exact[i]!)).toBeLessThan(1e-10);
    }
  });
});

describe("promises", () => {
  const a = withValues(200, 150, decaying, 8);

  it.each([["AᵀA", gramOperatorOf], ["A and Aᵀ", operatorOf]])("of products with %s give the same bits, whatever else is computed meanwhile", async (_, of) => {
    const sync = truncatedSvd(of(a), 5, { vectors: "right", block: 16 });
    const two = [truncatedSvdAsync(later(of(a)), 5, { block: 16 }), truncatedSvdAsync(later(of(a)), 5, { block: 16 })];
    svd(a);
    for (const found of await Promise.all(two)) expect(found).toStrictEqual(sync);
    expect(await truncatedSvdAsync(of(a), 5, { block: 16 })).toStrictEqual(sync);
  });

  it("end where the signal says so, between two passes", async () => {
    const controller = new AbortController();
    const count = { products: 0 };
    const slow = later(gramOperatorOf(a, count));
    const search = truncatedSvdAsync(slow, 5, { block: 8, signal: controller.signal, onProgress: ({ iteration }) => { if (iteration === 2) controller.abort("enough"); } });
    await expect(search).rejects.toBe("enough");
    expect(count.products).toBe(2);
    await expect(truncatedSvdAsync(slow, 5, { signal: AbortSignal.abort("before") })).rejects.toBe("before");
    expect(count.products).toBe(2);
  });

  it("onProgress may end it with the best so far", async () => {
    const { info } = await truncatedSvdAsync(later(gramOperatorOf(a)), 5, { block: 8, onProgress: () => false });
    expect(info).toMatchObject({ passes: 1, iterations: 1, converged: false });
  });

  it("that are rejected, or wrong, reject it", async () => {
    const broken = { ...gramOperatorOf(a), multiplyGram: async () => { await Promise.resolve(); throw new Error("disk"); } };
    await expect(truncatedSvdAsync(broken, 5)).rejects.toThrow("disk");
    const wrong = { ...gramOperatorOf(a), multiplyGram: async () => { await Promise.resolve(); return { rows: 1, columns: 1, data: [1] } as unknown as Matrix; } };
    await expect(truncatedSvdAsync(wrong, 5)).rejects.toThrow(/operator\.multiplyGram\(x\) is 1 × 1: expected 150 × 32/);
    const infinite = { ...gramOperatorOf(a), multiplyGram: (x: Matrix) => ({ ...x, data: x.data.map(() => Infinity) }) };
    await expect(truncatedSvdAsync(infinite, 5)).rejects.toThrow(RangeError);
  });
});

describe("arguments", () => {
  const a = gramOperatorOf(withValues(200, 150, [1], 1));
  it("are refused by name", async () => {
    expect(() => truncatedSvd(a, 5, { vectors: "left" as never })).toThrow(/options\.vectors is "left": expected "thin" or "right"/);
    expect(() => truncatedSvd(a, 5, { vectors: "right", block: 4 })).toThrow(expect.objectContaining({ name: "RangeError", message: "options.block is 4: expected an integer, 5 to 150" }));
    expect(() => truncatedSvd(a, 5, { block: 0 })).toThrow(RangeError);
    await expect(truncatedSvdAsync(a, 5, { block: 151 })).rejects.toThrow(RangeError);
    await expect(truncatedSvdAsync(a, 0)).rejects.toThrow(/rank is 0/);
    await expect(truncatedSvdAsync({ ...a, multiplyGram: 5 } as never, 1)).rejects.toThrow(/operator\.multiplyGram is 5: expected a function/);
    await expect(truncatedSvdAsync(a, 1, { signal: 5 as never })).rejects.toThrow(/options\.signal is 5: expected an AbortSignal/);
  });

  it("for which there is no memory are refused before anything is multiplied", async () => {
    const never = (): never => { throw new Error("multiplied"); };
    const huge = { rows: 2e9, columns: 3e7, multiply: never, multiplyTransposed: never, multiplyGram: never };
    expect(() => truncatedSvd(huge, 5, { vectors: "right" })).toThrow(OutOfMemoryError);
    await expect(truncatedSvdAsync(huge, 5)).rejects.toThrow(OutOfMemoryError);
    expect(() => truncatedSvd({ ...huge, columns: 100, rows: 2e7 }, 5)).toThrow(OutOfMemoryError);
    expect(() => truncatedSvd({ ...huge, columns: 1000, rows: 1e8 }, 5)).toThrow(OutOfMemoryError);
  });
});
