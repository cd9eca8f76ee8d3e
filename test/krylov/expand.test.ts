import { describe, expect, it } from "vitest";
import { defect, nearSpan, orthonormalBases } from "../support/bases";
import { type Dense, dense, largestMagnitude, pickColumns, transposed } from "../support/dense";
import { range, reflected } from "../support/implicit";
import { zeros } from "../support/matrices";
import { Lanczos, PHASE } from "../support/lanczos";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { minus } from "../support/products";

const kernels = freshKernels();
const ROUNDING = 1e-14;

/** What holds between two steps:  A*V(:, :expanded) = U*B(:, :expanded),  A'*U = V*B', all columns orthonormal. */
function expectRecurrence(a: Dense, state: Lanczos, where: string): void {
  const { U, V, B, expanded } = state;
  const first = (x: Dense) => pickColumns(x, range(expanded, (j) => j));
  const size = largestMagnitude(a.data) || 1;
  expect(Math.max(defect(U), defect(V)), where).toBeLessThan(ROUNDING);
  expect(largestMagnitude(minus(multiply(a, first(V)), multiply(U, first(B))).data) / size, where).toBeLessThan(ROUNDING);
  expect(largestMagnitude(minus(multiply(transposed(a), U), multiply(V, transposed(B))).data) / size, where).toBeLessThan(ROUNDING);
}

/** One step by the products themselves. */
function step(a: Dense, state: Lanczos): void {
  kernels.beginForward(state.state, Math.min(state.block, state.pending));
  expect([state.phase, state.width]).toEqual([PHASE.forward, Math.min(state.block, state.pending)]);
  state.multiply(a);
  kernels.finishForward(state.state);
  expect(state.phase).toBe(PHASE.back);
  state.multiply(a);
  kernels.finishBack(state.state);
}

it.each([[1, 90, 70], [4, 90, 70], [4, 70, 90], [8, 130, 100]])("starts with %i orthonormal columns pending (%i × %i), and X is what they are", (block, rows, columns) => {
  const state = new Lanczos(kernels, { rows, columns, wanted: 2, block });
  expect([state.expanded, state.pending, state.width, state.phase]).toEqual([0, block, block, PHASE.forward]);
  expect(defect(state.V)).toBeLessThan(ROUNDING);
  expect(state.x(columns)).toEqual(state.V);
  const other = new Lanczos(kernels, { rows, columns, wanted: 2, block, seed: 2 });
  expect(other.V).not.toEqual(state.V);
});

const SPECTRA: readonly (readonly [string, (i: number) => number])[] = [
  ["0.9^i", (i) => 0.9 ** i],
  ["0.3^i, below rounding", (i) => 0.3 ** i],
  ["two levels", (i) => (i < 5 ? 1 : 1e-4)],
  ["two levels and zeros", (i) => (i < 6 ? 1 : i < 14 ? 1e-7 : 0)],
  ["all equal", () => 2],
  ["rank 2", (i) => (i < 2 ? 3 - i : 0)],
  ["zero", () => 0],
];

describe.each(SPECTRA)("values %s", (_, value) => {
  it.each([[1, 80, 66], [3, 66, 80], [4, 80, 66]])("the recurrence holds from step to step, blocks of %i, %i × %i", (block, rows, columns) => {
    const a = reflected(rows, columns, range(Math.min(rows, columns), value), 3);
    const state = new Lanczos(kernels, { rows, columns, wanted: 3, block });
    for (let turn = 0; turn < 6; turn++) {
      step(a, state);
      expect([state.expanded, state.pending]).toEqual([(turn + 1) * block, block]);
      expectRecurrence(a, state, `step ${turn}`);
      expect(state.norm).toBeLessThanOrEqual(value(0) * (1 + 1e-14));
    }
  });
});

describe("blocks put before the pending columns", () => {
  const [rows, columns] = [85, 75];
  const a = reflected(rows, columns, range(75, (i) => 0.9 ** i), 4);
  it.each([1e-1, 1e-4, 1e-8, 1e-12, 1e-15, 0])("%d away from the span of V: V stays orthonormal, and A'U has nothing along them", (level) => {
    const state = new Lanczos(kernels, { rows, columns, wanted: 3 });
    for (let turn = 0; turn < 3; turn++) step(a, state);
    const before = state.V;
    const others = orthonormalBases(columns, 0, 5).rest;
    for (const count of [1, 4]) {
      state.setX(nearSpan(before, others, count, level, count));
      kernels.insertBlock(state.state, count);
      expectRecurrence(a, state, `${count} columns`);
      const added = state.B;
      for (let i = 0; i < state.expanded; i++) for (let j = 0; j < count; j++) expect(added.data[i * added.columns + state.expanded + j]).toBe(0);
    }
    expect([state.expanded, state.pending]).toEqual([12, 9]);
    // The first block was pushed behind the second, the old pending ones behind both.
    const after = state.V;
    expect(pickColumns(after, range(12, (j) => j))).toEqual(pickColumns(before, range(12, (j) => j)));
    expect(pickColumns(after, range(4, (j) => 17 + j))).toEqual(pickColumns(before, range(4, (j) => 12 + j)));
    // They are multiplied next, and all goes on.
    for (let turn = 0; turn < 3; turn++) step(a, state);
    expectRecurrence(a, state, "three steps on");
  });
});

describe("orthogonalizeBlock", () => {
  it.each([1, 1e-2, 1e-5, 1e-8, 1e-10, 1e-12, 1e-14, 1e-16, 0])("blocks %d away from the first columns of V become orthonormal, and orthogonal to them", (level) => {
    const columns = 90;
    const state = new Lanczos(kernels, { rows: 100, columns, wanted: 3 });
    for (const n of [0, 1, 7, 30]) {
      for (const count of [1, 3, 4]) {
        const { basis, rest } = orthonormalBases(columns, n, n + count);
        state.setBasis(zeros(100, n), basis, zeros(n, n));
        state.setX(nearSpan(basis, n === 0 ? rest : pickColumns(rest, [0, 1, 2, 3]), count, level, 6));
        state.setBlock(count, PHASE.forward);
        kernels.orthogonalizeBlock(state.state, n, count);
        const x = state.x(columns);
        expect(defect(dense(columns, n + count, (i, j) => (j < n ? basis.data[i * n + j]! : x.data[i * count + j - n]!))), `${n}, ${count}`).toBeLessThan(ROUNDING);
      }
    }
  });
  it("keeps what is new in the block, in its order", () => {
    const columns = 70;
    const state = new Lanczos(kernels, { rows: 80, columns, wanted: 3 });
    const { basis, rest } = orthonormalBases(columns, 10, 7);
    state.setBasis(zeros(80, 10), basis, zeros(10, 10));
    for (const level of [1, 1e-3, 1e-6]) {
      const inside = nearSpan(basis, rest, 3, 0, 8);
      const scales = [3, 2, 5];
      state.setX(dense(columns, 3, (i, j) => inside.data[i * 3 + j]! + level * scales[j]! * rest.data[i * rest.columns + j]!));
      state.setBlock(3, PHASE.forward);
      kernels.orthogonalizeBlock(state.state, 10, 3);
      expect(largestMagnitude(minus(state.x(columns), pickColumns(rest, [0, 1, 2])).data)).toBeLessThan(1e-14 / level);
    }
  });
});
