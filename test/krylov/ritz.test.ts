import { describe, expect, it } from "vitest";
import { defect, orthonormalBases } from "../support/bases";
import { simd } from "../support/builds";
import { type Dense, dense, largestMagnitude, pickColumns, transposed } from "../support/dense";
import { range } from "../support/implicit";
import { gaussian, withSpectrum, zeros } from "../support/matrices";
import { Lanczos, PHASE } from "../support/lanczos";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { minus } from "../support/products";

const kernels = freshKernels();
const { svd } = simd.package;
const EPS = Number.EPSILON;
const [ROWS, COLUMNS] = [90, 80];

interface Known {
  readonly state: Lanczos;
  /** The singular values of the square part of B, its left vectors, and what A'*u_i has outside: P'*B(:, pending). */
  readonly values: readonly number[];
  readonly left: Dense;
  readonly outside: Dense;
  readonly b: Dense;
}

/**
 * A state with orthonormal U and V and B = [L diag(values) R', coupling], its triplets known. The coupling is so that the i-th left
 * vector has `outside[i]` along the one pending column.
 */
function stateWith(values: readonly number[], residuals: readonly number[], shape: { wanted: number; tolerance?: number; relative?: boolean; pending?: number }): Known {
  const n = values.length;
  const { pending = 1 } = shape;
  const state = new Lanczos(kernels, { rows: ROWS, columns: COLUMNS, ...shape });
  const [left, right] = [orthonormalBases(n, n, 1).basis, orthonormalBases(n, n, 2).basis];
  const directions = orthonormalBases(Math.max(n, pending), pending, 3).basis;
  const outside = dense(n, pending, (i, j) => residuals[i]! * directions.data[i * pending + j]! / (Math.hypot(...range(pending, (l) => directions.data[i * pending + l]!)) || 1));
  const square = multiply(dense(n, n, (i, j) => left.data[i * n + j]! * values[j]!), transposed(right));
  const coupling = multiply(left, outside);
  const b = dense(n, n + pending, (i, j) => (j < n ? square.data[i * n + j]! : coupling.data[i * pending + j - n]!));
  state.setBasis(orthonormalBases(ROWS, n, 4).basis, orthonormalBases(COLUMNS, n + pending, 5).basis, b);
  state.setTriplets(values, left, right);
  return { state, values, left, outside, b };
}

describe("what a residual is compared with", () => {
  const values = [4, 2, 1e-3, 1e-9, 0, 0];
  it("the largest value, or with a tolerance for each its own, down to what rounding leaves", () => {
    const usual = stateWith(values, values, { wanted: 5 });
    for (let i = 0; i < 5; i++) expect(kernels.unitOf(usual.state.state, i)).toBe(4);
    for (const tolerance of [1e-2, 1e-6]) {
      const { state } = stateWith(values, values, { wanted: 5, tolerance, relative: true });
      for (let i = 0; i < 5; i++) expect(kernels.unitOf(state.state, i)).toBe(Math.max(values[i]!, (16 * EPS / tolerance) * 4));
    }
    const { state } = stateWith(values, values, { wanted: 5, tolerance: 1e-15, relative: true });
    for (let i = 0; i < 5; i++) expect(kernels.unitOf(state.state, i)).toBe(4);
  });

  it.each([1, 3])("the estimate is the largest ‖A'u − s v‖ among the wanted, from %i pending columns", (pending) => {
    const residuals = [1e-8, 3e-7, 2e-9, 1e-5, 1e-3, 1];
    for (let wanted = 1; wanted <= 5; wanted++) {
      const usual = stateWith([4, 2, 1, 0.5, 0.25, 0.1], residuals, { wanted, pending });
      expect(kernels.estimateChange(usual.state.state)).toBeCloseTo(Math.max(...residuals.slice(0, wanted)) / 4, 14);
      const each = stateWith([4, 2, 1, 0.5, 0.25, 0.1], residuals, { wanted, pending, relative: true, tolerance: 1e-3 });
      const expected = Math.max(...range(wanted, (i) => residuals[i]! / [4, 2, 1, 0.5, 0.25][i]!));
      expect(Math.abs(kernels.estimateChange(each.state.state) / expected - 1)).toBeLessThan(1e-6);
    }
  });

  it("estimates that are rounding count as 0; with fewer columns than are wanted, all are looked at", () => {
    const { state } = stateWith([4, 2, 1], [4 * EPS, 60 * EPS, 1], { wanted: 2 });
    expect(kernels.estimateChange(state.state)).toBe(0);
    const more = stateWith([4, 2, 1], [4 * EPS, 80 * EPS, 1], { wanted: 2 });
    expect(kernels.estimateChange(more.state.state)).toBeCloseTo(20 * EPS, 20);
    expect(kernels.estimateChange(stateWith([4, 2], [0.1, 0.2], { wanted: 5 }).state.state)).toBeCloseTo(0.05, 14);
  });

  it("measured residuals count whatever they are", () => {
    const { state } = stateWith([4, 2, 1e-6, 0], [0, 0, 0, 0], { wanted: 3 });
    state.setResult(zeros(ROWS, 3), zeros(COLUMNS, 3), [2 * EPS, 0, EPS]);
    expect(kernels.measuredChange(state.state)).toBe(EPS / 2);
    const each = stateWith([4, 2, 1e-6, 0], [0, 0, 0, 0], { wanted: 3, relative: true, tolerance: 1e-3 }).state;
    each.setResult(zeros(ROWS, 3), zeros(COLUMNS, 3), [2e-4, 1e-5, 3e-9]);
    expect(kernels.measuredChange(each.state)).toBe(3e-9 / 1e-6);
    const zero = stateWith([0, 0, 0], [0, 0, 0], { wanted: 3 }).state;
    zero.setResult(zeros(ROWS, 3), zeros(COLUMNS, 3), [0, 0, 0]);
    expect(kernels.measuredChange(zero.state)).toBe(0);
  });
});

describe("isUnsettled: whether a triplet below the wanted ones may still be a value above them", () => {
  const unsettled = (values: number[], residuals: number[], wanted: number, pending = 1) => kernels.isUnsettled(stateWith(values, residuals, { wanted, pending }).state.state) === 1;
  it.each([1, 2, 5])("s_i + residual_i against the smallest wanted, for every i below (%i pending)", (pending) => {
    for (const smallest of [1, 1e-3]) {
      const values = [3, 2, 1, 0.9, 0.5, 0.1, 0].map((s) => s * smallest);
      const wanted = 3;
      for (let i = wanted; i < values.length; i++) {
        const gap = smallest - values[i]!;
        for (const [share, expected] of [[0.5, false], [0.99, false], [1.01, true], [2, true], [3.5, true], [100, true]] as const) {
          const residuals = values.map((_, j) => (j === i ? share * gap : 0));
          expect(unsettled(values, residuals, wanted, pending), `${smallest}, value ${i}, ${share}`).toBe(expected);
        }
      }
    }
  });
  it("does not ask the wanted ones themselves, and of nothing below them says no", () => {
    expect(unsettled([3, 2, 1, 0.5], [5, 5, 5, 0.1], 3)).toBe(false);
    expect(unsettled([3, 2, 1], [5, 5, 5], 3)).toBe(false);
  });
});

describe("restart", () => {
  it.each([[12, 1, 5], [12, 4, 12], [20, 7, 9], [30, 3, 1], [9, 0, 4]])("of %i expanded and %i pending columns keeps %i triplets, and the recurrence", (n, pending, kept) => {
    const values = range(n, (i) => 0.8 ** i);
    const residuals = range(n, (i) => (pending === 0 ? 0 : 0.1 * (1 + (i % 3))));
    const { state, left, outside } = stateWith(values, residuals, { wanted: 4, pending });
    const [U, V] = [state.U, state.V];
    // Any A with A*V = U*B and A'*U = V*B' on these columns is U*B*V' there.
    const a = multiply(multiply(U, state.B), transposed(V));
    kernels.restart(state.state, kept);
    expect([state.expanded, state.pending]).toEqual([kept, pending]);
    const b = state.B;
    for (let i = 0; i < kept; i++) {
      for (let j = 0; j < kept + pending; j++) {
        const expected = j < kept ? (i === j ? values[i]! : 0) : outside.data[i * pending + j - kept]!;
        expect(Math.abs(b.data[i * b.columns + j]! - expected)).toBeLessThan(j < kept ? 1e-300 : 1e-15);
      }
    }
    expect(Math.max(defect(state.U), defect(state.V))).toBeLessThan(1e-14);
    expect(pickColumns(state.V, range(pending, (j) => kept + j))).toEqual(pickColumns(V, range(pending, (j) => n + j)));
    expect(largestMagnitude(minus(state.U, multiply(U, pickColumns(left, range(kept, (j) => j)))).data)).toBeLessThan(1e-15);
    expect(largestMagnitude(minus(multiply(transposed(a), state.U), multiply(state.V, transposed(b))).data)).toBeLessThan(1e-14);
  });
});

describe("the result", () => {
  it.each([[6, 3], [13, 5], [24, 4], [9, 8]])("of %i columns, %i triplets: U*P and V*Q, measured against the products, signs as the rule says", (n, wanted) => {
    const values = range(n, (i) => 2 - i / n);
    const { state, left } = stateWith(values, range(n, () => 0.01), { wanted });
    const right = orthonormalBases(n, n, 2).basis;
    kernels.formResult(state.state);
    const first = (x: Dense) => pickColumns(x, range(wanted, (j) => j));
    const [U, V] = [multiply(state.U, first(left)), multiply(pickColumns(state.V, range(n, (j) => j)), first(right))];
    expect(largestMagnitude(minus(state.resultU, U).data)).toBeLessThan(1e-15);
    expect(largestMagnitude(minus(state.resultV, V).data)).toBeLessThan(1e-15);

    // Panels of some columns at a time.
    const [left2, right2] = [gaussian(ROWS, wanted, 8), gaussian(COLUMNS, wanted, 9)];
    state.setResult(U, V, range(wanted, () => 0));
    for (let panel = 0; panel < wanted; panel += 4) {
      kernels.setStatePanel(state.state, panel);
      const pick = (x: Dense) => dense(x.rows, 4, (i, j) => (panel + j < wanted ? x.data[i * wanted + panel + j]! : NaN));
      state.setBlock(4, PHASE.measureForward);
      state.setY(pick(left2));
      kernels.measureLeft(state.state);
      state.setY(pick(right2));
      kernels.measureRight(state.state);
    }
    state.residuals.forEach((residual, j) => {
      const distance = (y: Dense, w: Dense) => Math.hypot(...range(y.rows, (i) => y.data[i * wanted + j]! - values[j]! * w.data[i * wanted + j]!));
      expect(Math.abs(residual / Math.max(distance(left2, U), distance(right2, V)) - 1)).toBeLessThan(1e-14);
    });

    kernels.fixSigns(state.state);
    const [signedU, signedV] = [state.resultU, state.resultV];
    for (let j = 0; j < wanted; j++) {
      const column = range(ROWS, (i) => U.data[i * wanted + j]!);
      const sign = Math.sign(column.reduce((most, x) => (Math.abs(x) > Math.abs(most) * (1 + 1e-9) ? x : most), 0));
      for (let i = 0; i < ROWS; i++) expect(signedU.data[i * wanted + j]).toBe(sign * U.data[i * wanted + j]!);
      for (let i = 0; i < COLUMNS; i++) expect(signedV.data[i * wanted + j]).toBe(sign * V.data[i * wanted + j]!);
    }
  });
});

it("the small decomposition of a state agrees with the one its steps are tested with", () => {
  // That estimateChange is what it says, from a real B: not made from its triplets.
  const b = withSpectrum(10, 12, range(10, (i) => 0.7 ** i), 3);
  const square = dense(10, 10, (i, j) => b.data[i * 12 + j]!);
  const { U, S, V } = svd(square);
  const state = new Lanczos(kernels, { rows: ROWS, columns: COLUMNS, wanted: 4 });
  state.setBasis(orthonormalBases(ROWS, 10, 1).basis, orthonormalBases(COLUMNS, 12, 2).basis, b);
  state.setTriplets(S, U, V);
  const products = multiply(transposed(U), dense(10, 2, (i, j) => b.data[i * 12 + 10 + j]!));
  const largest = Math.max(...range(4, (i) => Math.hypot(products.data[2 * i]!, products.data[2 * i + 1]!)));
  expect(kernels.estimateChange(state.state)).toBeCloseTo(largest / S[0]!, 14);
});
