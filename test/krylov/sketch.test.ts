import { describe, expect, it } from "vitest";
import { defect } from "../support/bases";
import { type Dense, dense, largestMagnitude, transposed } from "../support/dense";
import { range, reflected } from "../support/implicit";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { type Placed, place, placeWords } from "../support/placed";
import { minus, norm } from "../support/products";

const kernels = freshKernels();

/** A sketch of a matrix in the module, dense or sparse, and what it holds. */
class Sketch {
  readonly state: number;
  private readonly operands: readonly Placed[];

  constructor(readonly a: Dense, readonly width: number, { power = 1, deflates = false, sparse = false, seed = 1 } = {}) {
    const result = kernels.reserve(8) >>> 0;
    // Its blocks follow it in the arena, so the matrix comes first.
    const starts = range(a.rows + 1, (i) => i * a.columns);
    this.operands = sparse
      ? [placeWords(kernels, starts), placeWords(kernels, range(a.data.length, (p) => p % a.columns)), place(kernels, a.data)]
      : [place(kernels, a.data)];
    expect(kernels.sketchOpen(a.rows, a.columns, width, power, seed, 0, 0, deflates ? 1 : 0, result)).toBe(0);
    this.state = new Uint32Array(kernels.memory.buffer, result, 1)[0]!;
  }

  turn(): void {
    const [first, second, third] = this.operands.map(({ at }) => at);
    const status = third === undefined ? kernels.sketchTurnDense(this.state, first!, this.a.columns) : kernels.sketchTurnSparse(this.state, first!, second!, third);
    expect(status).toBe(0);
    for (const operand of this.operands) operand.intact();
  }

  get blocks(): number { return kernels.sketchCount(this.state); }
  /** What has become of the matrix. */
  get left(): Dense { return { rows: this.a.rows, columns: this.a.columns, data: Float64Array.from(this.operands.at(-1)!.values()) }; }
  /** Q, block beside block, and B' below it in each. */
  get factors(): { q: Dense; bt: Dense } {
    const { rows, columns } = this.a;
    const { width, blocks } = this;
    const views = range(blocks, (i) => i).map((i) => new Float64Array(kernels.memory.buffer, kernels.sketchQ(this.state, i) >>> 0, (rows + columns) * width));
    const joined = (count: number, offset: number) =>
      dense(count, blocks * width, (i, j) => views[Math.floor(j / width)]![offset + i * width + (j % width)]!);
    return { q: joined(rows, 0), bt: joined(columns, rows * width) };
  }
}

const SPECTRA: readonly (readonly [string, (i: number) => number])[] = [
  ["0.9^i", (i) => 0.9 ** i],
  ["two levels", (i) => (i < 7 ? 1 : 1e-5)],
  ["two levels and zeros", (i) => (i < 3 ? 1 : i < 20 ? 1e-9 : 0)],
  ["rank 5", (i) => (i < 5 ? 1 + i : 0)],
  ["all equal", () => 3],
  ["zero", () => 0],
];

describe.each(SPECTRA)("values %s", (_, value) => {
  const shapes = [[70, 50, 6], [50, 70, 4], [40, 33, 1]] as const;

  it.each(shapes)("%i × %i, blocks of %i: Q orthonormal, B = Q'A, the energy of both", (rows, columns, width) => {
    const a = reflected(rows, columns, range(Math.min(rows, columns), value), 2);
    for (const options of [{ power: 0 }, { power: 2 }, { sparse: true }, { power: 0, sparse: true }, { deflates: true }, { deflates: true, power: 0 }]) {
      const sketch = new Sketch(a, width, options);
      const where = JSON.stringify(options);
      for (let turn = 1; turn <= 4; turn++) {
        sketch.turn();
        expect(sketch.blocks).toBe(turn);
        const { q, bt } = sketch.factors;
        expect(defect(q), where).toBeLessThan(1e-14);
        expect(largestMagnitude(minus(bt, multiply(transposed(a), q)).data), where).toBeLessThan(1e-14 * (1 + value(0)));
        const captured = norm(bt) ** 2;
        expect(Math.abs(kernels.sketchEnergyCaptured(sketch.state) - captured), where).toBeLessThanOrEqual(1e-13 * captured);
        const rest = minus(a, multiply(q, transposed(bt)));
        if (options.deflates) {
          expect(largestMagnitude(minus(sketch.left, rest).data), where).toBeLessThan(1e-14 * (1 + value(0)));
          const left = norm(sketch.left) ** 2;
          expect(Math.abs(kernels.sketchEnergyLeft(sketch.state) - left), where).toBeLessThanOrEqual(1e-13 * left);
        } else {
          expect(sketch.left, where).toEqual(a);
        }
      }
    }
  });
});

it("the energy that is left is estimated from the next block, without bias", () => {
  const a = reflected(60, 50, range(50, (i) => 0.95 ** i), 3);
  for (const width of [4, 16]) {
    let [sum, truth] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const sketch = new Sketch(a, width, { power: 1, seed });
      sketch.turn();
      const { q, bt } = sketch.factors;
      sum += kernels.sketchEnergyLeft(sketch.state);
      truth += norm(minus(a, multiply(q, transposed(bt)))) ** 2;
    }
    expect(Math.abs(sum / truth - 1)).toBeLessThan(0.1);
  }
});

it("power steps bring it closer to the best of its rank", () => {
  const values = range(50, (i) => 0.9 ** i);
  const a = reflected(60, 50, values, 4);
  const best = Math.hypot(...values.slice(8));
  const errors = [0, 1, 2, 4].map((power) => {
    const sketch = new Sketch(a, 8, { power });
    sketch.turn();
    const { q, bt } = sketch.factors;
    return norm(minus(a, multiply(q, transposed(bt)))) / best;
  });
  errors.forEach((error, i) => { if (i > 0) expect(error).toBeLessThan(errors[i - 1]!); });
  expect(errors[0]).toBeGreaterThan(1.05);
  expect(errors[3]).toBeLessThan(1.02);
});
