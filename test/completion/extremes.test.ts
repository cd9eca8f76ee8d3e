// Values, penalties and other options at the ends of the number range: finite results of the right size, or an error that says the way out.
import { describe, expect, it } from "vitest";
import { complete, type Completion, evaluate, foldIn, loadModel, predict, predictEntries, predictMatrix, recommend, recommendAll, saveModel, type CompleteOptions } from "../../src/index";
import { Random } from "../support/random";

const [ROWS, COLUMNS] = [12, 9];
const places = Array.from({ length: ROWS * COLUMNS }, (_, e) => [Math.floor(e / COLUMNS), e % COLUMNS] as const).filter(([i, j]) => (i * 7 + j * 3) % 5 < 3);
const value = (i: number, j: number) => ((i * 5 + j * 3) % 7) - 3 + 0.5 * ((i * j) % 3);
const tableOf = (x: (i: number, j: number) => number) => ({ rows: ROWS, columns: COLUMNS, entries: places.map(([i, j]) => [i, j, x(i, j)] as const) });
const signed = (scale: number) => tableOf((i, j) => value(i, j) * scale);
const counts = (scale: number) => tableOf((i, j) => Math.abs(value(i, j)) * scale);

/** x * 2^e, rounded once. */
function shifted(x: number, e: number): number {
  for (; e < -1000; e += 500) x *= 2 ** -500;
  for (; e > 1000; e -= 500) x *= 2 ** 500;
  return x * 2 ** e;
}

/** Places of numbers in a result that are not finite. */
function unusable(result: unknown, path = ""): string[] {
  if (typeof result === "number") return Number.isFinite(result) ? [] : [`${path} is ${result}`];
  if (typeof result !== "object" || result === null) return [];
  return Object.entries(result).flatMap(([key, item]) => unusable(item, `${path}.${key}`));
}

const ENDS = [0, 5e-324, 1e-160, 1, 1e160, 1e308];
const POSITIVE = ENDS.slice(1);
const GRID: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  "als": { lambda: ENDS, power: [0, 1], damping: ENDS, biases: [true, false], nonnegative: [true, false], solver: ["cholesky", "conjugate-gradient"], tolerance: [0, 1e308] },
  "bayesian": { samples: [2], tolerance: [0, 1e308] },
  "soft-impute": { lambda: ENDS, damping: ENDS, fill: ["zero", "bias", "row-mean"] },
  "hard-impute": { damping: ENDS, fill: ["zero", "bias"] },
  "fill": { damping: ENDS, fill: ["zero", "mean", "bias", "column-mean"] },
  "implicit": { lambda: ENDS, alpha: POSITIVE, unseen: POSITIVE, power: [0, 1], solver: ["cholesky", "conjugate-gradient"] },
  "auto": { damping: ENDS },
};
const SCALES = [5e-324, 1e-300, 1e-60, 1, 1e60, 1e300, 3e307];

/** Each option alone, and any two of them, with a seed that says which of those are tried. */
function combinations(options: Readonly<Record<string, readonly unknown[]>>, random: Random, most: number): CompleteOptions[] {
  const single = Object.entries(options).flatMap(([name, values]) => values.map((x) => ({ [name]: x })));
  const pairs = single.flatMap((a, p) => single.slice(p + 1).map((b) => ({ ...a, ...b })));
  return [{}, ...single, ...random.permutation(pairs.length).slice(0, most).map((p) => pairs[p]!)];
}

describe.each(Object.keys(GRID))("%s", (method) => {
  it.each(SCALES)("every option at its ends, values near %s", (scale) => {
    const random = new Random(3);
    for (const options of combinations(GRID[method]!, random, 12)) {
      const rank = /als|bayesian|implicit|hard/.test(method) ? { rank: 2 } : {};
      const table = method === "implicit" ? counts(scale) : signed(scale);
      let model: Completion;
      try {
        model = complete(table, { method: method as "als", maxIterations: 12, ...rank, ...options });
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        expect((error as Error).message, JSON.stringify(options)).toMatch(/too large.*scaled down/);
        expect(scale, JSON.stringify(options)).toBe(3e307);
        continue;
      }
      const { info, ...rest } = model;
      expect(unusable(info.converged ? model : rest), JSON.stringify(options)).toEqual([]);
      const line = foldIn(model, [[1, scale], [2, 2 * scale]]);
      const results = { all: predictMatrix(model).data, line, best: recommend(model, line), judged: evaluate(model, table) };
      expect(unusable(scale > 1e307 ? { ...results, judged: 0 } : results), JSON.stringify(options)).toEqual([]);
      expect(loadModel(saveModel(model))).toEqual(model);
    }
  });
});

/** Predictions of a model, with the exponent taken out. */
const predictions = (model: Completion, e = 0) => Array.from(predictMatrix(model).data, (x) => shifted(x, -e));

/** That the lists agree to so many units of the largest number. */
function expectClose(got: readonly number[], expected: readonly number[], tolerance: number): void {
  const size = Math.max(...expected.map(Math.abs));
  got.forEach((x, e) => expect(Math.abs(x - expected[e]!), `${x} for ${expected[e]} at ${e}`).toBeLessThanOrEqual(tolerance * size));
}

/** The end of an iteration depends on the size of the biases beside that of the factors; the minimum does not. */
const WHOLLY = { tolerance: 1e-12, maxIterations: 3000 };

describe("laws", () => {
  const METHODS: Readonly<Record<string, (e: number) => CompleteOptions>> = {
    "als": (e) => ({ method: "als", rank: 2, lambda: shifted(0.25, e), ...WHOLLY }),
    "als by conjugate gradients": (e) => ({ method: "als", rank: 2, lambda: shifted(0.25, e), solver: "conjugate-gradient", ...WHOLLY }),
    "als, not negative": (e) => ({ method: "als", rank: 2, lambda: shifted(0.25, e), nonnegative: true, ...WHOLLY }),
    "als, penalty chosen": () => ({ method: "als", ...WHOLLY }),
    "soft-impute": (e) => ({ method: "soft-impute", lambda: shifted(2, e) }),
    "soft-impute, penalty chosen": () => ({ method: "soft-impute" }),
    "hard-impute": () => ({ method: "hard-impute", rank: 2 }),
    "fill": () => ({ method: "fill", rank: 2 }),
    "bayesian": () => ({ method: "bayesian", rank: 2, maxIterations: 30 }),
    "auto": () => ({}),
    "auto, exact": () => ({ rank: 1 }),
  };

  it.each(Object.entries(METHODS))("values and penalty times 2^e, predictions times 2^e: %s", (name, options) => {
    const expected = predictions(complete(signed(1), { maxIterations: 60, ...options(0) }));
    const [line, folded] = [[[0, 2], [3, -1], [5, 1]] as const, foldIn(complete(signed(1), { maxIterations: 60, ...options(0) }), [[0, 2], [3, -1], [5, 1]])];
    for (const e of [-1000, -602, -302, -100, 100, 298, 600, 1010]) {
      const model = complete(signed(2 ** e), { maxIterations: 60, ...options(e) });
      expectClose(predictions(model, e), expected, name.includes("chosen") ? 1e-6 : 1e-9);
      const own = foldIn(model, line.map(([j, x]) => [j, shifted(x, e)] as const));
      expectClose([shifted(own.bias, -e)], [folded.bias], 1e-5);
      expect(shifted(evaluate(model, signed(2 ** e)).rmse, -e)).toBeCloseTo(evaluate(complete(signed(1), { maxIterations: 60, ...options(0) }), signed(1)).rmse, 5);
    }
  });

  it("values, weights of the unseen and penalty together: implicit", () => {
    const of = (e: number, f: number) => complete(counts(2 ** e), { method: "implicit", rank: 2, alpha: shifted(5, f - e), unseen: shifted(1, f), lambda: shifted(0.25, f) });
    for (const [e, f] of [[0, -190], [0, 190], [-1000, 0], [500, 0], [1000, 60], [-500, -500]] as const) {
      expectClose(predictions(of(e, f)), predictions(of(0, 0)), 1e-9);
    }
  });

  it("a penalty beyond all bounds leaves the biases: als of rank 0, what is subtracted by soft-impute", () => {
    const biases = predictions(complete(signed(1), { method: "als", rank: 0, ...WHOLLY }));
    for (const lambda of [1e6, 1e17, 1e30, 1e100, 1e308]) {
      for (const solver of ["cholesky", "conjugate-gradient"] as const) {
        expectClose(predictions(complete(signed(1), { method: "als", rank: 2, lambda, solver, ...WHOLLY })), biases, 1e-9);
      }
      expectClose(predictions(complete(signed(1), { method: "soft-impute", lambda, fill: "row-mean" })), predictions(complete(signed(1), { method: "fill", fill: "row-mean", rank: 1 })).map((_, p) => rowMean(Math.floor(p / COLUMNS))), 1e-9);
    }
    const model = complete(signed(1), { method: "als", rank: 2, lambda: 1e308, ...WHOLLY });
    expect(model.info.lambda).toBe(1e308);
    expectClose([foldIn(model, [[0, 5], [1, 5]]).bias], [foldIn(complete(signed(1), { method: "als", rank: 0, ...WHOLLY }), [[0, 5], [1, 5]]).bias], 1e-6);
  });

  it("a damping beyond all bounds leaves the mean and the factors", () => {
    const mean = places.reduce((sum, [i, j]) => sum + value(i, j), 0) / places.length;
    const alone = complete(tableOf((i, j) => value(i, j) - mean), { method: "als", rank: 2, lambda: 0.5, biases: false, tolerance: 1e-10, maxIterations: 3000 });
    for (const damping of [1e15, 1e30, 1e100, 1e308]) {
      const damped = complete(signed(1), { method: "als", rank: 2, lambda: 0.5, damping, tolerance: 1e-10, maxIterations: 3000 });
      expectClose(predictions(damped), predictions(alone).map((x) => x + mean), 1e-5);
    }
  });
});

function rowMean(i: number): number {
  const own = places.filter(([row]) => row === i);
  return own.reduce((sum, [, j]) => sum + value(i, j), 0) / own.length;
}

describe("predictions of factors whose products overflow", () => {
  const [huge, max] = [1e308, Number.MAX_VALUE];
  /** A model with these lines, and biases 0. */
  const modelOf = (rowLines: number[][], columnLines: number[][], mean = 0, rowBias = 0, columnBias = 0): Completion => {
    const rank = rowLines[0]!.length;
    const base = complete([[1, 2], [3, 4]], { method: "als", rank: 1, lambda: 0.1 });
    return {
      ...base, rows: rowLines.length, columns: columnLines.length, rank, mean, 
      row: { bias: new Float64Array(rowLines.length).fill(rowBias), factors: { rows: rowLines.length, columns: rank, data: Float64Array.from(rowLines.flat()) } },
      column: { bias: new Float64Array(columnLines.length).fill(columnBias), factors: { rows: columnLines.length, columns: rank, data: Float64Array.from(columnLines.flat()) } },
    };
  };

  it.each<[string, number[], number[], number, number, number, number]>([
    ["beyond the largest number", [huge], [2], 0, 0, 0, max],
    ["far beyond", [huge, huge], [huge, huge], 0, 0, 0, max],
    ["below", [-huge], [huge], 0, 0, 0, -max],
    ["cancelling products", [1e200, 1e200], [1e200, -1e200], 7e290, 0, 0, 7e290],
    ["cancelling with the mean", [1.5e308], [1], -1.5e308, 0, 0, 0],
    ["biases that cancel", [0], [0], 1.7e308, 1.7e308, -1.7e308, 1.7e308],
    ["biases beyond", [1], [1], 1.7e308, 1.7e308, 0, max],
    ["a product that just fits", [1.7e308], [1], 0, 0, 0, 1.7e308],
  ])("%s", (_, p, q, mean, b, c, expected) => {
    const model = modelOf([p, p.map(() => 0)], [q, q.map(() => 0)], mean, b, c);
    expect(predict(model, 0, 0).value).toBe(expected);
    expect(predictEntries(model, [0, 0], [0, 0])[1]).toBe(expected);
    expect(predictMatrix(model).data[0]).toBe(expected);
    expect(predictMatrix(model).data.every(Number.isFinite)).toBe(true);
    const best = recommend(model, 0, { count: 2 });
    expect(best.find(({ column }) => column === 0)!.score).toBe(expected);
    expect(recommendAll(model, { count: 2 }).scores.slice(0, 2)).toEqual(Float64Array.from(best, ({ score }) => score));
  });

  it("any finite model, samples too, predicts what exact arithmetic does, as far as there are numbers", () => {
    const random = new Random(11);
    const any = () => random.sign() * random.between(1, 2) * 2 ** random.pick([-1074, -1000, -300, 0, 300, 511, 520, 1000, 1022]);
    for (let trial = 0; trial < 300; trial++) {
      const rank = random.integer(1, 4);
      const lines = (n: number) => Array.from({ length: n }, () => Array.from({ length: rank }, any));
      const [p, q, mean, b, c] = [lines(3), lines(3), any(), any(), any()];
      const all = predictMatrix(modelOf(p, q, mean, b, c)).data;
      all.forEach((got, e) => {
        const terms = [[mean, 1], [b, 1], [c, 1], ...p[Math.floor(e / 3)]!.map((x, a) => [x, q[e % 3]![a]!])] as [number, number][];
        const exact = terms.reduce((sum, [x, y]) => sum + fraction(x) * fraction(y), 0n);
        const size = terms.reduce((sum, [x, y]) => sum + abs(fraction(x) * fraction(y)), 0n);
        const bound = fraction(max) << 1074n;
        const nearest = exact > bound ? bound : exact < -bound ? -bound : exact;
        expect(abs((fraction(got) << 1074n) - nearest) <= (size >> 48n) + (8n << 1074n), `${got}`).toBe(true);
      });
    }
  });

  it("samples in a unit near the largest number", () => {
    const model = complete(signed(1e300), { method: "bayesian", rank: 2, maxIterations: 20 });
    const scaled: Completion = { ...model, samples: { ...model.samples!, unit: 1.7e308 } };
    expect(unusable([predictMatrix(scaled).data, predict(scaled, 0, 0), recommend(scaled, 0)])).toEqual([]);
  });
});

/** x in units of 2^-1074, exactly. */
function fraction(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  return (x < 0 ? -1n : 1n) * (mantissa << BigInt(Math.max(0, exponent - 1)));
}

const abs = (x: bigint) => (x < 0n ? -x : x);

describe("errors of any size", () => {
  it("are measured: root mean square and mean", () => {
    const model = complete([[1, 2], [3, 4]], { method: "als", rank: 0 });
    const zero: Completion = { ...model, mean: 0, row: { ...model.row, bias: new Float64Array(2) }, column: { ...model.column, bias: new Float64Array(2) } };
    for (const e of [-1060, -1000, -600, -500, 0, 500, 600, 1000, 1020]) {
      const unit = shifted(1, e);
      const { rmse, mae } = evaluate(zero, [[0, 0, 3 * unit], [1, 1, 4 * unit], [0, 1, -12 * unit], [1, 0, 0]]);
      expect(shifted(rmse, -e)).toBeCloseTo(6.5, 3);
      expect(shifted(mae, -e)).toBeCloseTo(4.75, 3);
    }
    const far: Completion = { ...zero, mean: Number.MAX_VALUE / 2 };
    expect(evaluate(far, [[0, 0, -Number.MAX_VALUE / 2], [1, 1, 0]]).mae).toBe(Number.MAX_VALUE * 0.75);
    expect(evaluate(zero, [[0, 0, 0]])).toMatchObject({ rmse: 0, mae: 0 });
  });
});
