// First-order conditions and descent: what makes a result right, with no reference numbers.
import { describe, expect, it } from "vitest";
import { complete, predict, predictMatrix, reconstruct, svd, toRows, type CompleteOptions, type Completion, type Progress } from "../../src/index";
import { Random } from "../support/random";
import { planted } from "../support/tables";

const { rows, columns, entries, truth } = planted(36, 24, 3, 0.5, 0.2, 31);
const table = { rows, columns, entries };
const counts = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) };

type Rows = number[][];
const product = (m: Completion) =>
  Array.from({ length: m.rows }, (_, i) =>
    Array.from({ length: m.columns }, (_, j) => {
      let sum = 0;
      for (let a = 0; a < m.rank; a++) sum += m.row.factors.data[i * m.rank + a]! * m.column.factors.data[j * m.rank + a]!;
      return sum;
    }),
  );
const norm = (a: Rows) => Math.sqrt(a.flat().reduce((s, x) => s + x * x, 0));

/** Singular values less lambda. */
function threshold(a: Rows, lambda: number): Rows {
  const { U, S, V } = svd(a);
  return a.map((row, i) => row.map((_, j) => S.reduce((s, x, k) => s + Math.max(0, x - lambda) * U.data[i * U.columns + k]! * V.data[j * V.columns + k]!, 0)));
}

function progress(data: typeof table, options: CompleteOptions): { readonly model: Completion; readonly objectives: number[] } {
  const objectives: number[] = [];
  const model = complete(data, { ...options, onProgress: ({ objective }: Progress) => { objectives.push(objective!); } });
  return { model, objectives };
}

const neverRises = (objectives: readonly number[]) =>
  objectives.slice(1).every((x, t) => x <= objectives[t]! * (1 + 1e-12)) && objectives.length > 3;

describe("soft-impute", () => {
  it.each([1, 3, 8])("is the fixed point of filling and thresholding to 1e-8, lambda %d", (lambda) => {
    const { model, objectives } = progress(table, { method: "soft-impute", lambda });
    expect(model.info.converged).toBe(true);
    const m = product(model);
    const filled = m.map((row) => row.slice());
    for (const [i, j, x] of entries) filled[i]![j] = x;
    const next = threshold(filled, lambda);
    expect(norm(next.map((row, i) => row.map((x, j) => x - m[i]![j]!))) / norm(m)).toBeLessThan(1e-8);
    expect(neverRises(objectives)).toBe(true);
    // The objective at the end is that of the problem: squared errors and nuclear norm.
    const errors = entries.reduce((s, [i, j, x]) => s + (x - m[i]![j]!) ** 2, 0);
    const nuclear = svd(m).S.reduce((s, x) => s + x, 0);
    expect(Math.abs(0.5 * errors + lambda * nuclear - model.info.objective!)).toBeLessThan(1e-8 * model.info.objective!);
    expect(model.rank).toBe(svd(m).S.filter((s) => s > 1e-9).length);
  });

  it("is 0 from the largest singular value of the zero-filled table on", () => {
    const zero = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
    for (const [i, j, x] of entries) zero[i]![j] = x;
    const largest = svd(zero).S[0]!;
    const size = (lambda: number) => norm(product(complete(table, { method: "soft-impute", lambda })));
    expect(size(largest * 1.01)).toBeLessThan(1e-6);
    expect(size(largest * 0.95)).toBeGreaterThan(0.1);
  });

  it("of a full table it is the table with its singular values less lambda", () => {
    for (const full of [truth, truth.map((_, i) => truth[i]!.slice(0, 7)), truth.slice(0, 5)]) {
      const m = toRows(predictMatrix(complete(full, { method: "soft-impute", lambda: 2.5 })));
      const expected = threshold(full, 2.5);
      expect(norm(m.map((row, i) => row.map((x, j) => x - expected[i]![j]!))) / norm(expected)).toBeLessThan(1e-10);
    }
  });

  it("the iteration agrees with it when one entry is missing and re-entered", () => {
    const full = truth.map((row) => row.slice());
    const holed = full.map((row) => row.slice() as (number | null)[]);
    holed[3]![4] = null;
    const model = complete(holed, { method: "soft-impute", lambda: 2.5 });
    full[3]![4] = product(model)[3]![4]!;
    const expected = threshold(full, 2.5);
    expect(norm(product(model).map((row, i) => row.map((x, j) => x - expected[i]![j]!))) / norm(expected)).toBeLessThan(1e-8);
  });
});

describe("hard-impute", () => {
  it("settles where the errors are orthogonal to the factors", () => {
    const model = complete(table, { method: "hard-impute", rank: 3, fill: "zero", tolerance: 1e-10, maxIterations: 20_000 });
    expect(model.info.converged).toBe(true);
    const m = product(model);
    const slope = new Float64Array(rows * 3);
    let size = 0;
    for (const [i, j, x] of entries) {
      const error = x - m[i]![j]!;
      size += error * error;
      for (let a = 0; a < 3; a++) slope[i * 3 + a]! += error * model.column.factors.data[j * 3 + a]!;
    }
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-7 * Math.sqrt(size));
  });
});

describe("fill", () => {
  it.each(["zero", "mean", "row-mean", "column-mean"] as const)("%s: the truncated decomposition of the filled table", (fill) => {
    const mean = (list: readonly number[]) => list.reduce((s, x) => s + x, 0) / list.length;
    const values = (keep: (e: (typeof entries)[number]) => boolean) => entries.filter(keep).map(([, , x]) => x);
    const filled = truth.map((row, i) => row.map((_, j) => fill === "zero" ? 0 : mean(values(([r, c]) => fill === "mean" || (fill === "row-mean" ? r === i : c === j)))));
    for (const [i, j, x] of entries) filled[i]![j] = x;
    const m = product(complete(table, { method: "fill", fill, rank: 4 }));
    const expected = toRows(reconstruct(svd(filled), 4));
    expect(norm(m.map((row, i) => row.map((x, j) => x - expected[i]![j]!))) / norm(expected)).toBeLessThan(1e-12);
  });

  it("of a table too large to fill is the same", () => {
    const [long, narrow] = [150_000, 30];
    const random = new Random(8);
    const some = Array.from({ length: 40_000 }, (_, e) => [Math.floor((e * long) / 40_000), random.integer(0, narrow - 1), random.gaussian() + 1] as const);
    const model = complete({ rows: long, columns: narrow, entries: some }, { method: "fill", fill: "column-mean", rank: 3 });
    const filled = new Float64Array(long * narrow);
    const means = Array.from({ length: narrow }, (_, j) => some.filter(([, c]) => c === j)).map((list) => list.reduce((s, [, , x]) => s + x, 0) / list.length);
    for (let p = 0; p < filled.length; p++) filled[p] = means[p % narrow]!;
    for (const [i, j, x] of some) filled[i * narrow + j] = x;
    const { S } = svd({ rows: long, columns: narrow, data: filled });
    for (let a = 0; a < 3; a++) {
      let size = 0;
      for (let j = 0; j < narrow; j++) size += model.column.factors.data[j * 3 + a]! ** 2;
      expect(Math.abs(size / S[a]! - 1)).toBeLessThan(1e-6);
    }
    const errors = some.map(([i, j, x]) => x - predict(model, i, j).value);
    expect(model.info.rmse).toBeCloseTo(Math.sqrt(errors.reduce((s, e) => s + e * e, 0) / errors.length), 9);
  });
});

/** The slope of the objective of als at every line of a side: 0 at the minimum. */
function slopes(model: Completion, lambda: number, power: number, side: 0 | 1): number[] {
  const [own, other] = side === 0 ? [model.row.factors, model.column.factors] : [model.column.factors, model.row.factors];
  const k = model.rank;
  const count = new Float64Array(own.rows);
  const slope = new Float64Array(own.rows * k);
  for (const [i, j, x] of entries) {
    const [line, o] = side === 0 ? [i, j] : [j, i];
    let error = x - model.mean - model.row.bias[i]! - model.column.bias[j]!;
    for (let a = 0; a < k; a++) error -= own.data[line * k + a]! * other.data[o * k + a]!;
    count[line]!++;
    for (let a = 0; a < k; a++) slope[line * k + a]! += error * other.data[o * k + a]!;
  }
  return Array.from(slope, (s, p) => s - lambda * count[Math.floor(p / k)]! ** power * own.data[p]!);
}

describe("als", () => {
  const tight = { tolerance: 1e-12, maxIterations: 20_000 };
  it.each([[0.05, 1, true], [0.1, 1, false], [2, 0, true], [1, 0.5, false]] as const)("lambda %d, power %d, biases %s: a stationary point, by descent", (lambda, power, biases) => {
    const { model, objectives } = progress(table, { method: "als", rank: 3, lambda, power, biases, ...tight });
    expect(model.info.converged).toBe(true);
    for (const side of [0, 1] as const) expect(Math.max(...slopes(model, lambda, power, side).map(Math.abs))).toBeLessThan(1e-8);
    expect(neverRises(objectives)).toBe(true);
  });

  it("conjugate gradients end where the normal equations do", () => {
    const options = { method: "als", rank: 3, lambda: 0.1, ...tight } as const;
    const [exact, cg] = [complete(table, options), complete(table, { ...options, solver: "conjugate-gradient" })];
    expect(Math.abs(exact.info.rmse - cg.info.rmse)).toBeLessThan(1e-6);
    const [a, b] = [predictMatrix(exact).data, predictMatrix(cg).data];
    expect(Math.max(...a.map((x, p) => Math.abs(x - b[p]!)))).toBeLessThan(1e-4);
  });

  it("not negative: factors at 0 or above, slope 0 where above and downhill where 0, by descent", () => {
    const data = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) };
    const { model, objectives } = progress(data, { method: "als", rank: 3, lambda: 0.02, nonnegative: true, ...tight });
    expect(model.info.converged).toBe(true);
    expect(neverRises(objectives)).toBe(true);
    const k = model.rank;
    const n = new Float64Array(rows);
    const slope = new Float64Array(rows * k);
    for (const [i, j, x] of data.entries) {
      const error = x - predictMatrix(model).data[i * columns + j]!;
      n[i]!++;
      for (let a = 0; a < k; a++) slope[i * k + a]! += error * model.column.factors.data[j * k + a]!;
    }
    let zeros = 0;
    model.row.factors.data.forEach((p, e) => {
      expect(p).toBeGreaterThanOrEqual(0);
      const s = slope[e]! - 0.02 * n[Math.floor(e / k)]! * p;
      if (p === 0) zeros++;
      expect(p === 0 ? s : Math.abs(s)).toBeLessThan(1e-6);
    });
    expect(zeros).toBeGreaterThan(0);
  });

  it("rank 0 is damped biases", () => {
    const model = complete(table, { method: "als", rank: 0, damping: [3, 1], ...tight });
    const left = new Float64Array(rows);
    for (const [i, j, x] of entries) left[i]! += x - model.mean - model.row.bias[i]! - model.column.bias[j]!;
    left.forEach((s, i) => expect(Math.abs(s - 3 * model.row.bias[i]!)).toBeLessThan(1e-9));
  });
});

describe("implicit", () => {
  it.each([[40, 1, 0], [5, 0.1, 1]] as const)("alpha %d, unseen %d, power %d: a stationary point of Hu, Koren and Volinsky's objective", (alpha, unseen, power) => {
    const lambda = 0.5;
    const model = complete(counts, { method: "implicit", rank: 3, lambda, alpha, unseen, power, tolerance: 1e-12, maxIterations: 20_000 });
    expect(model.info.converged).toBe(true);
    const seen = new Map(counts.entries.map(([i, j, x]) => [i * columns + j, x]));
    const m = product(model);
    for (let i = 0; i < rows; i += 5) {
      const n = counts.entries.filter(([row]) => row === i).length;
      for (let a = 0; a < 3; a++) {
        let slope = -lambda * (n + unseen * columns) ** power * model.row.factors.data[i * 3 + a]!;
        for (let j = 0; j < columns; j++) {
          const r = seen.get(i * columns + j);
          const [weight, target] = r === undefined ? [unseen, 0] : [unseen + alpha * r, 1];
          slope += weight * (target - m[i]![j]!) * model.column.factors.data[j * 3 + a]!;
        }
        expect(Math.abs(slope)).toBeLessThan(1e-6);
      }
    }
  });

  it("conjugate gradients end in the same place", () => {
    const options = { method: "implicit", rank: 3, tolerance: 1e-12, maxIterations: 20_000 } as const;
    const [a, b] = [complete(counts, options), complete(counts, { ...options, solver: "conjugate-gradient" })].map((m) => predictMatrix(m).data);
    expect(Math.max(...a!.map((x, p) => Math.abs(x - b![p]!)))).toBeLessThan(1e-6);
  });
});
