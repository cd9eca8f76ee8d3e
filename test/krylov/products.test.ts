import { describe, expect, it } from "vitest";
import { defect } from "../support/bases";
import { type Dense, dense, largestMagnitude, transposed } from "../support/dense";
import { range, reflected } from "../support/implicit";
import { gaussian } from "../support/matrices";
import { Lanczos, PHASE } from "../support/lanczos";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { place, placeWords } from "../support/placed";
import { minus } from "../support/products";

const kernels = freshKernels();

/** The matrix in the module, with what multiplies a state by it. */
function source(a: Dense, form: "dense" | "apart" | "sparse", gap = 5): (state: Lanczos) => void {
  if (form === "sparse") {
    const rows = Array.from({ length: a.rows }, (_, i) => range(a.columns, (j) => j).filter((j) => a.data[i * a.columns + j] !== 0));
    const starts = rows.reduce((all, row) => [...all, all.at(-1)! + row.length], [0]);
    const [s, c, v] = [placeWords(kernels, starts), placeWords(kernels, rows.flat()), place(kernels, rows.flatMap((row, i) => row.map((j) => a.data[i * a.columns + j]!)))];
    return (state) => {
      kernels.multiplySparse(state.state, s.at, c.at, v.at);
      for (const operand of [s, c, v]) operand.intact();
    };
  }
  const lda = form === "apart" ? a.columns + gap : a.columns;
  const at = place(kernels, dense(a.rows, lda, (i, j) => (j < a.columns ? a.data[i * a.columns + j]! : NaN)).data);
  return (state) => {
    kernels.multiplyDense(state.state, at.at, lda);
    at.intact();
  };
}

const close = (x: Dense, y: Dense) => expect(largestMagnitude(minus(x, y).data)).toBeLessThan(1e-12 * (1 + largestMagnitude(y.data)));

describe.each(["dense", "apart", "sparse"] as const)("a matrix that is %s", (form) => {
  describe.each([[90, 75, 4], [75, 90, 1], [640, 130, 8]])("%i × %i, blocks of %i", (rows, columns, block) => {
    const full = gaussian(rows, columns, 2);
    const a = form === "sparse" ? dense(rows, columns, (i, j) => ((i + 3 * j) % 4 === 0 ? full.data[i * columns + j]! : 0)) : full;

    it.each(["measureForward", "measureBack"] as const)("%s: Y is the product, and nothing is kept", (phase) => {
      const state = new Lanczos(kernels, { rows, columns, wanted: 2, block });
      const multiplied = source(a, form);
      const forward = phase === "measureForward";
      const x = gaussian(forward ? columns : rows, block, 3);
      state.setX(x);
      state.setBlock(block, PHASE[phase]);
      multiplied(state);
      close(state.y(forward ? rows : columns), multiply(forward ? a : transposed(a), x));
      expect(state.z).toBeUndefined();
    });

    it("expanding forward gives A*X and A'*(A*X) in one pass", () => {
      const state = new Lanczos(kernels, { rows, columns, wanted: 2, block });
      source(a, form)(state);
      const x = state.x(columns);
      close(state.y(rows), multiply(a, x));
      close(state.z!, multiply(transposed(a), multiply(a, x)));
    });

    it("back gives A'*Q, from that pass or anew, and of the missed-copies test A'*(A*Q)", () => {
      const multiplied = source(a, form);
      const state = new Lanczos(kernels, { rows, columns, wanted: 2, block });
      for (let turn = 0; turn < 4; turn++) {
        multiplied(state);
        kernels.finishForward(state.state);
        const q = state.x(rows);
        expect(defect(q)).toBeLessThan(1e-13);
        multiplied(state);
        expect(state.z).toBeUndefined();
        close(state.y(columns), multiply(transposed(a), q));
        kernels.finishBack(state.state);
        kernels.beginForward(state.state, block);
      }
      kernels.beginProbe(state.state);
      multiplied(state);
      const z = state.z!;
      kernels.probeForward(state.state);
      multiplied(state);
      expect(state.y(columns)).toEqual(z);
    });
  });
});

it("rows too far apart for a strip of them are multiplied in two passes", () => {
  const a = gaussian(60, 64, 4);
  const state = new Lanczos(kernels, { rows: 60, columns: 64, wanted: 2, block: 1 });
  const multiplied = source(a, "apart", 65536);
  multiplied(state);
  close(state.y(60), multiply(a, state.x(64)));
  expect(state.z).toBeUndefined();
  kernels.finishForward(state.state);
  const q = state.x(60);
  multiplied(state);
  close(state.y(64), multiply(transposed(a), q));
});

describe("A'*Q without a pass over A", () => {
  const [rows, columns] = [90, 80];
  const close10 = reflected(rows, columns, range(columns, (i) => 0.9 ** i), 5);
  const steep = reflected(rows, columns, range(columns, (i) => 0.2 ** i), 5);

  /** The largest error of A'*Q in units of the norm, over some steps, and how often Z was enough. */
  function run(a: Dense, shape: { tolerance?: number; relative?: boolean }) {
    const state = new Lanczos(kernels, { rows, columns, wanted: 4, ...shape });
    const multiplied = source(a, "dense");
    let error = 0;
    for (let turn = 0; turn < 7; turn++) {
      multiplied(state);
      kernels.finishForward(state.state);
      const q = state.x(rows);
      multiplied(state);
      error = Math.max(error, largestMagnitude(minus(state.y(columns), multiply(transposed(a), q)).data));
      kernels.finishBack(state.state);
      kernels.beginForward(state.state, state.block);
    }
    return error;
  }

  it.each([1e-4, 1e-7, 1e-10, 1e-12])("errs by less than a hundredth of the tolerance %d, or makes the product", (tolerance) => {
    for (const a of [close10, steep]) expect(run(a, { tolerance })).toBeLessThan(0.01 * tolerance + 1e-14);
  });
  it("takes part at loose tolerances, not where each value has its own", () => {
    expect(run(steep, { tolerance: 1e-4 })).toBeGreaterThan(1e-13);
    expect(run(steep, { tolerance: 1e-4, relative: true })).toBeLessThan(1e-14);
  });
});
