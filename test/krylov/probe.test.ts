import { describe, expect, it } from "vitest";
import { defect, largestProduct } from "../support/bases";
import { simd } from "../support/builds";
import { type Dense, dense, largestMagnitude, pickColumns, transposed } from "../support/dense";
import { range, reflected } from "../support/implicit";
import { gaussian, zeros } from "../support/matrices";
import { Lanczos, PHASE } from "../support/lanczos";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { minus } from "../support/products";

const kernels = freshKernels();
const { svd } = simd.package;
const VERDICT = { undecided: 0, complete: 1, missed: 2 };
const [ROWS, COLUMNS] = [110, 100];

/** A state whose expanded columns are exact singular vectors of A, those in `found`, with some pending columns. */
function known(a: Dense, found: readonly number[], pending: Dense, shape: { wanted: number; tolerance?: number; relative?: boolean; seed?: number }): Lanczos {
  const { U, S, V } = svd(a);
  const state = new Lanczos(kernels, { rows: a.rows, columns: a.columns, ...shape });
  const n = found.length;
  const v = pickColumns(V, found);
  const both = dense(a.columns, n + pending.columns, (i, j) => (j < n ? v.data[i * n + j]! : pending.data[i * pending.columns + j - n]!));
  state.setBasis(pickColumns(U, found), both, dense(n, n + pending.columns, (i, j) => (i === j ? S[found[i]!]! : 0)));
  kernels.setStateNorm(state.state, S[0]!);
  return state;
}

/** Unit columns orthogonal to these columns. */
function orthogonalTo(v: Dense, count: number, seed: number): Dense {
  const state = new Lanczos(kernels, { rows: v.rows + 1, columns: v.rows, wanted: 1 });
  state.setBasis(zeros(v.rows + 1, v.columns), v, zeros(v.columns, v.columns));
  state.setX(gaussian(v.rows, count, seed));
  state.setBlock(count, PHASE.forward);
  kernels.orthogonalizeBlock(state.state, v.columns, count);
  return state.x(v.rows);
}

describe("the short process from random directions", () => {
  const a = reflected(ROWS, COLUMNS, range(COLUMNS, (i) => 0.95 ** i), 2);
  const found = range(9, (i) => i);
  const pending = orthogonalTo(pickColumns(svd(a).V, found), 5, 3);

  it("begins with columns orthogonal to what was found and to nothing else; the pending ones wait behind", () => {
    const state = known(a, found, pending, { wanted: 5 });
    const before = state.V;
    kernels.beginProbe(state.state);
    expect([state.probing, state.probed, state.width, state.phase]).toEqual([true, 0, 4, PHASE.forward]);
    const x = state.x(COLUMNS);
    expect(defect(x)).toBeLessThan(1e-14);
    expect(largestProduct(pickColumns(before, found), x)).toBeLessThan(1e-14);
    expect(largestProduct(pending, x)).toBeGreaterThan(1e-3);
    expect(state.probes(4)).toEqual(x);
    kernels.endProbe(state.state, 0, 0);
    expect([state.probing, state.expanded, state.pending]).toEqual([false, 9, 5]);
    expect(state.V).toEqual(before);
  });

  it("A*Q = W*R with the singular values of A*Q, Q the powers of A'*A", () => {
    const state = known(a, found, pending, { wanted: 5 });
    const before = state.V;
    kernels.beginProbe(state.state);
    for (let done = 4; done <= 32; done += 4) {
      state.multiply(a);
      kernels.probeForward(state.state);
      expect([state.probed, state.phase]).toEqual([done, PHASE.back]);
      const q = state.probes(done);
      const aq = multiply(a, q);
      const r = state.triangle;
      expect(range(done, (i) => range(i, (j) => Math.abs(r.data[i * done + j]!)).reduce((x, y) => x + y, 0)).every((sum) => sum === 0)).toBe(true);
      // W is orthonormal, so that R'*R = (A*Q)'*(A*Q).
      expect(largestMagnitude(minus(multiply(transposed(r), r), multiply(transposed(aq), aq)).data)).toBeLessThan(1e-14);
      state.multiply(a);
      kernels.probeBack(state.state);
      if (done === 32) break;
      const all = state.probes(done + 4);
      expect(pickColumns(all, range(done, (j) => j))).toEqual(q);
      expect(Math.max(defect(all), largestProduct(pickColumns(before, found), all))).toBeLessThan(1e-14);
      // A'*A*Q has nothing outside of the next columns.
      const powers = multiply(transposed(a), aq);
      const inside = multiply(all, multiply(transposed(all), powers));
      expect(largestMagnitude(minus(powers, inside).data)).toBeLessThan(1e-13);
    }
    kernels.endProbe(state.state, 0, 0);
    expect(state.V).toEqual(before);
  });

  it("is judged from the third step on: by its largest value, and by what that may still rise to", () => {
    const state = known(a, found, pending, { wanted: 5 });
    kernels.beginProbe(state.state);
    const verdict = (values: readonly number[], vectors: Dense, bar: number) =>
      kernels.judge(state.state, place(kernels, values).at, place(kernels, vectors.data).at, bar);
    for (let done = 4; done <= 32; done += 4) {
      state.multiply(a);
      kernels.probeForward(state.state);
      const q = state.probes(done);
      state.multiply(a);
      kernels.probeBack(state.state);
      const { S, V } = svd(state.triangle);
      const largest = S[0]!;
      const values = Array.from(S);
      if (done < 12) {
        for (const bar of [0, 0.5 * largest, 2 * largest, 1e9]) expect(verdict(values, V, bar)).toBe(VERDICT.undecided);
        continue;
      }
      expect(verdict(values, V, largest * (1 - 1e-12))).toBe(VERDICT.missed);
      if (done === 32) {
        expect(verdict(values, V, largest)).toBe(VERDICT.complete);
        break;
      }
      // The residual of A'*A: what is outside of Q, and of what was found.
      const y = multiply(q, dense(done, 1, (i) => V.data[i * done]!));
      const ay = multiply(transposed(a), multiply(a, y));
      const residual = Math.hypot(...minus(ay, dense(COLUMNS, 1, (i) => largest ** 2 * y.data[i]!)).data);
      expect(residual).toBeGreaterThan(1e-9);
      const edge = Math.sqrt(largest ** 2 + residual);
      expect(verdict(values, V, edge * (1 - 1e-9))).toBe(VERDICT.undecided);
      expect(verdict(values, V, edge * (1 + 1e-9))).toBe(VERDICT.complete);
    }
  });

  it.each([1, 3])("what it found, %i columns, is pending next, before what was pending", (missed) => {
    const state = known(a, found, pending, { wanted: 5 });
    const before = state.V;
    kernels.beginProbe(state.state);
    for (let turn = 0; turn < 3; turn++) {
      state.multiply(a);
      kernels.probeForward(state.state);
      state.multiply(a);
      if (turn < 2) kernels.probeBack(state.state);
    }
    const q = state.probes(12);
    const { V } = svd(state.triangle);
    kernels.endProbe(state.state, place(kernels, V.data).at, missed);
    expect([state.probing, state.expanded, state.pending]).toEqual([false, 9, 5 + missed]);
    const after = state.V;
    expect(pickColumns(after, found)).toEqual(pickColumns(before, found));
    expect(pickColumns(after, range(5, (j) => 9 + missed + j))).toEqual(pickColumns(before, range(5, (j) => 9 + j)));
    expect(defect(after)).toBeLessThan(1e-14);
    // With the pending columns they span the Ritz vectors.
    const ritz = multiply(q, pickColumns(V, range(missed, (j) => j)));
    const inside = multiply(after, multiply(transposed(after), ritz));
    expect(largestMagnitude(minus(ritz, inside).data)).toBeLessThan(1e-13);
    expect(state.B.data.filter((_, p) => p % (14 + missed) >= 9).every((x) => x === 0)).toBe(true);
  });
});

describe("a vector that nothing leads to is found all the same", () => {
  const wanted = 6;
  /** Runs to the end from a state that has every leading triplet but one, and whose pending columns know nothing of it. */
  function run(values: readonly number[], missed: number, shape: { tolerance: number; relative?: boolean; seed?: number }): Lanczos {
    const a = reflected(ROWS, COLUMNS, values, 5);
    const { V } = svd(a);
    const found = range(wanted + 3, (i) => i).filter((i) => i !== missed);
    const pending = orthogonalTo(pickColumns(V, range(wanted + 3, (i) => i)), 4, 6);
    const state = known(a, found, pending, { wanted, ...shape });
    kernels.beginForward(state.state, 4);
    const at = place(kernels, a.data);
    for (let turn = 0; turn < 200 && kernels.truncatedIsDone(state.state) === 0; turn++) {
      expect(kernels.truncatedTurnDense(state.state, at.at, a.columns)).toBe(0);
    }
    expect([kernels.truncatedIsDone(state.state), kernels.truncatedConverged(state.state)]).toEqual([1, 1]);
    return state;
  }
  const tail = (i: number) => 0.5 * 0.9 ** (i - wanted);

  it.each([1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1])("it lies %d above the smallest that was found", (gap) => {
    for (const missed of [0, 2, wanted - 1]) {
      // The values wanted are close to each other; without the missed one, the smallest found would be the first of the rest.
      const values = range(COLUMNS, (i) => (i < wanted ? 1 + gap * (wanted - i) : i === wanted ? 1 : tail(i)));
      const state = run(values, missed, { tolerance: 1e-10, seed: 1 + missed });
      expect(state.failedProbes).toBeGreaterThan(0);
      state.values.slice(0, wanted).forEach((s, i) => expect(Math.abs(s - values[i]!), `missed ${missed}, value ${i}`).toBeLessThan(1e-10 * values[0]!));
    }
  });

  it.each([1e-9, 1e-6, 1e-3, 1])("far below the largest it is found where each value has its own tolerance, size %d", (size) => {
    for (const gap of [1e-2, 1]) {
      const values = range(COLUMNS, (i) => (i === 0 ? 10 : size * (i < wanted ? 1 + gap * (wanted - i) : i === wanted ? 1 : tail(i))));
      const state = run(values, 3, { tolerance: 1e-5, relative: true });
      state.values.slice(0, wanted).forEach((s, i) => expect(Math.abs(s / values[i]! - 1), `gap ${gap}, value ${i}`).toBeLessThan(1e-5));
    }
  });

  it("nothing missed: the first test passes", () => {
    const values = range(COLUMNS, (i) => (i < wanted + 3 ? 1 + 0.1 * (wanted - i) : 0.1 * tail(i)));
    const state = run(values, -1, { tolerance: 1e-10 });
    expect(state.failedProbes).toBe(0);
  });
});
