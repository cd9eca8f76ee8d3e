// The choice of a penalty: against a fine grid, on planted tables of many kinds, and never the plateau where factors are still zero.
import { describe, expect, it } from "vitest";
import { complete, type CompleteOptions, type Completion, evaluate } from "../../src/index";
import { Random } from "../support/random";

interface Kind { readonly rows: number; readonly columns: number; readonly density: number; readonly rank: number; readonly noise: number; readonly bias: number; readonly size: number }

type Triple = readonly [number, number, number];

/** Biases, `rank` factors of the given size and noise; one entry in ten of those seen is for testing. */
function tableOf({ rows, columns, density, rank, noise, bias, size }: Kind, seed: number) {
  const random = new Random(seed);
  const lines = (n: number) => Array.from({ length: n }, () => Array.from({ length: rank + 1 }, () => random.gaussian()));
  const [p, q] = [lines(rows), lines(columns)];
  const parts: [Triple[], Triple[]] = [[], []];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (random.unit() >= density) continue;
      const [a, b] = [p[i]!, q[j]!];
      const product = a.slice(1).reduce((sum, x, f) => sum + x * b[f + 1]!, 0);
      parts[random.unit() < 0.1 ? 1 : 0].push([i, j, 3 + bias * (a[0]! + b[0]!) + size * product + noise * random.gaussian()]);
    }
  }
  return { table: { rows, columns, entries: parts[0] }, test: parts[1] };
}

const base: Kind = { rows: 400, columns: 60, density: 0.5, rank: 2, noise: 1, bias: 1, size: 1 };
const kinds: readonly Kind[] = [
  base, { ...base, density: 0.3 }, { ...base, size: 0.5 }, { ...base, bias: 0 }, { ...base, rows: 60, columns: 400, density: 0.3 },
  { ...base, rows: 200, columns: 200, density: 0.2, rank: 4, noise: 0.5 }, { ...base, rows: 150, rank: 1, noise: 2 }, { ...base, rows: 150, rank: 0 },
];

const errorOf = (model: Completion, test: readonly Triple[]) => evaluate(model, test).rmse;

describe.each(kinds.map((kind) => [JSON.stringify(kind), kind] as const))("%s", (_name, kind) => {
  it.each([1, 2])("als without a penalty is as good as the best of a grid, seed %i", (seed) => {
    const { table, test } = tableOf(kind, seed);
    const options = { method: "als", tolerance: 1e-4 } as const;
    let best = Infinity;
    for (let lambda = 2; lambda > 0.005; lambda *= 0.7) best = Math.min(best, errorOf(complete(table, { ...options, lambda }), test));
    const model = complete(table, { method: "als" });
    // The choice is made on other entries than these: where few are held out the two differ by more than the penalty does.
    expect(errorOf(model, test) / best).toBeLessThan(1.03);
    expect(model.info.heldOutRmse! / errorOf(model, test)).toBeGreaterThan(0.9);
  });
});

describe("the model that is returned is the one that was judged", () => {
  const choices: readonly CompleteOptions[] = [{ method: "als" }, { method: "als", biases: false, power: 0 }, { method: "als", rank: 3, nonnegative: true }, { method: "soft-impute" }, { method: "soft-impute", fill: "mean" }];
  it.each(choices)("%j", (options) => {
    for (const [k, kind] of [base, { ...base, density: 0.2 }, { ...base, size: 0.5 }, { ...base, noise: 3 }, { ...base, rows: 80, rank: 0 }].entries()) {
      const { table, test } = tableOf({ ...kind, rows: Math.min(kind.rows, 200) }, 11 + k);
      const model = complete(table, options);
      // 600 and more entries judge, about as many test: both errors are known to some per cent.
      expect(errorOf(model, test) / model.info.heldOutRmse!, JSON.stringify(kind)).toBeLessThan(1.12);
    }
  });

  it("an outlier leaves zero first, and is passed", () => {
    const { table, test } = tableOf({ ...base, rows: 200 }, 5);
    const entries = table.entries.map(([i, j, x], e) => [i, j, e === 77 ? x + 300 : x] as const);
    const biases = errorOf(complete({ ...table, entries }, { method: "als", rank: 0 }), test);
    expect(errorOf(complete({ ...table, entries }, { method: "als" }), test)).toBeLessThan(0.9 * biases);
  });

  it("of noise alone nothing is left but biases", () => {
    for (const method of ["als", "soft-impute"] as const) {
      const { table, test } = tableOf({ ...base, rows: 150, rank: 0 }, 6);
      const biases = errorOf(complete(table, { method: "als", rank: 0 }), test);
      expect(errorOf(complete(table, { method }), test)).toBeLessThan(1.01 * biases);
    }
  });
});

it("progress is told from the first sweep of the search on, and a stop ends it", () => {
  const { table } = tableOf({ ...base, rows: 100 }, 7);
  for (const method of ["als", "soft-impute"] as const) {
    const seen: number[] = [];
    const all = complete(table, { method, onProgress: ({ iteration }) => { seen.push(iteration); } });
    expect(seen).toEqual(Array.from(seen, (_, i) => i + 1));
    expect(seen.length).toBeGreaterThan(all.info.iterations);
    for (const last of [1, 7, seen.length - 1]) {
      let told = 0;
      const { info } = complete(table, { method, onProgress: ({ iteration }) => { told = iteration; return iteration < last; } });
      expect([told, info.iterations, info.converged]).toEqual([last, last, false]);
    }
  }
});
