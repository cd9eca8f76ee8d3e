// What is done with a model: recommending, evaluating, saving, comparing.
import { describe, expect, it } from "vitest";
import {
  complete, crossValidate, evaluate, foldIn, loadModel, predict, predictEntries, predictMatrix, predictPlaces, recommend, recommendAll, saveModel,
} from "../../src/index";
import { planted } from "../support/tables";
import { Random } from "../support/random";
import { faultOfMessage } from "../fuzz/messages";

const { rows, columns, entries } = planted(40, 30, 2, 0.5, 0.1, 21);
const table = { rows, columns, entries };
const counts = { rows, columns, entries: entries.map(([i, j, x]) => [i, j, Math.abs(x)] as const) };
const METHODS = ["bayesian", "als", "soft-impute", "hard-impute", "fill", "implicit", "item"] as const;
const models = METHODS.map((method) => [method, complete(method === "implicit" || method === "item" ? counts : table, { method, rank: 2, maxIterations: 60 })] as const);

/** The checksum at the end made right (FNV-1a, 32 bits). */
function summed(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - 4;
  const sum = bytes.subarray(0, end).reduce((all, byte) => Math.imul(all ^ byte, 0x01000193), 0x811c9dc5);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(end, sum, true);
  return bytes;
}

describe.each(models)("%s", (_method, model) => {
  it("recommends exactly the best of all predictions", () => {
    const all = predictMatrix(model).data;
    const every = recommendAll(model, { count: 7, exclude: (row) => [row % columns] });
    for (let i = 0; i < rows; i += 7) {
      const exclude = [i % columns];
      const expected = Array.from({ length: columns }, (_, j) => [all[i * columns + j]!, j] as const)
        .filter(([, j]) => !exclude.includes(j)).sort(([a, x], [b, y]) => b - a || x - y).slice(0, 7);
      const got = recommend(model, i, { count: 7, exclude });
      expect(got.map(({ column }) => column)).toEqual(expected.map(([, j]) => j));
      got.forEach(({ score }, e) => expect(score).toBeCloseTo(expected[e]![0], 9));
      expect(Array.from(every.columns.subarray(i * 7, (i + 1) * 7))).toEqual(got.map(({ column }) => column));
      expect(Array.from(every.scores.subarray(i * 7, (i + 1) * 7))).toEqual(got.map(({ score }) => score));
    }
  });

  it("is saved and loaded without a change", () => {
    const bytes = saveModel(model);
    const back = loadModel(bytes);
    expect(back).toEqual(model);
    expect(loadModel(bytes.slice().buffer)).toEqual(model);
    expect(saveModel(back)).toEqual(bytes);
    expect(predictMatrix(back)).toEqual(predictMatrix(model));
    expect(foldIn(back, [[1, 2], [3, 1]])).toEqual(foldIn(model, [[1, 2], [3, 1]]));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(loadModel(shifted.subarray(3))).toEqual(model);
  });

  it("damaged bytes are refused clearly", () => {
    const bytes = saveModel(model);
    const random = new Random(5);
    for (let trial = 0; trial < 200; trial++) {
      const bad = bytes.slice();
      bad[random.integer(0, bad.length - 1)]! ^= 1 << random.integer(0, 7);
      expect(() => loadModel(bad)).toThrow(RangeError);
    }
    for (const length of [0, 1, 4, 12, 15, 16, 100, bytes.length - 1]) expect(() => loadModel(bytes.subarray(0, length))).toThrow(RangeError);
    const longer = new Uint8Array(bytes.length + 8);
    longer.set(bytes);
    expect(() => loadModel(longer)).toThrow(RangeError);
  });

  it("bytes behind its last array are refused, though the checksum is right", () => {
    const bytes = saveModel(model);
    for (const more of [1, 4, 8, 16, 1000]) {
      const longer = new Uint8Array(bytes.length + more);
      longer.set(bytes.subarray(0, -4));
      expect(() => loadModel(summed(longer))).toThrow(/something follows its last array/);
    }
    expect(loadModel(summed(bytes.slice()))).toEqual(model);
  });

  it("evaluates as its definition says", () => {
    const held = { row: [0, 5, 9, 9], column: [1, 2, 3, 29], value: [0.5, -1, 2, 0] };
    const { value, deviation } = predictPlaces(model, held.row, held.column);
    const errors = Array.from(value, (y, e) => y - held.value[e]!);
    const result = evaluate(model, held);
    expect(result.rmse).toBeCloseTo(Math.sqrt(errors.reduce((s, e) => s + e * e, 0) / 4), 12);
    expect(result.mae).toBeCloseTo(errors.reduce((s, e) => s + Math.abs(e), 0) / 4, 12);
    expect(result.coverage).toBe(deviation && errors.filter((e, p) => Math.abs(e) <= 1.6448536269514722 * deviation[p]!).length / 4);
    const triples = held.row.map((i, e) => [i, held.column[e]!, held.value[e]!] as const);
    expect(evaluate(model, triples)).toEqual(result);
    expect(evaluate(model, { rows, columns, entries: held })).toEqual(result);
    expect(evaluate(model, held, { range: [0, 1] }).rmse).toBeCloseTo(
      Math.sqrt(Array.from(value, (y, e) => (Math.min(1, Math.max(0, y)) - held.value[e]!) ** 2).reduce((a, b) => a + b) / 4), 12,
    );
  });
});

/** The sum in a saved model, to forge what it protects. */
function forge(bytes: Uint8Array, edit: (header: { model: Record<string, unknown>; arrays: { path: string; length: number }[] }) => void): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = view.getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + length)));
  edit(header);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const from = Math.ceil((12 + length) / 8) * 8;
  const to = Math.ceil((12 + text.length) / 8) * 8;
  const out = new Uint8Array(to + bytes.length - from);
  out.set(bytes.subarray(0, 12));
  new DataView(out.buffer).setUint32(8, text.length, true);
  out.set(text, 12);
  out.set(bytes.subarray(from), to);
  let sum = 0x811c9dc5;
  for (const byte of out.subarray(0, out.length - 4)) sum = Math.imul(sum ^ byte, 0x01000193);
  new DataView(out.buffer).setUint32(out.length - 4, sum >>> 0, true);
  return out;
}

/** The way to every field of an object, of those within it too. */
function pathsOf(value: unknown, from: readonly string[]): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...from, key], ...pathsOf(item, [...from, key])]);
}

function remove(header: object, path: readonly string[]): void {
  const holder = path.slice(0, -1).reduce((at, key) => (at as Record<string, object>)[key]!, header);
  if (Array.isArray(holder)) holder.splice(Number(path.at(-1)), 1);
  else Reflect.deleteProperty(holder, path.at(-1)!);
}

describe("loadModel", () => {
  const bytes = saveModel(models[1]![1]);
  it("accepts what is forged to no effect", () => expect(loadModel(forge(bytes, () => {}))).toEqual(models[1]![1]));

  it.each<[string, Parameters<typeof forge>[1]]>([
    ["more rows than factors", ({ model }) => { model.rows = 1e9; }],
    ["a rank that does not fit", ({ model }) => { model.rank = 3; }],
    ["a negative size", ({ model }) => { model.columns = -1; }],
    ["a length that runs past the end", ({ arrays }) => { arrays[0]!.length = 1e15; }],
    ["a length that is no number", ({ arrays }) => { arrays[0]!.length = "8" as never; }],
    ["a path into a prototype", ({ arrays }) => { arrays[0]!.path = "__proto__.polluted"; }],
    ["a path to nowhere", ({ arrays }) => { arrays[0]!.path = "a.b.c"; }],
    ["an unknown rule", ({ model }) => { (model.fold as { kind: string }).kind = "magic"; }],
    ["no rule", ({ model }) => { delete model.fold; }],
    ["rules of another method", ({ model }) => { (model.fold as { kind: string }).kind = "posterior"; }],
    ["a mean that is no number", ({ model }) => { model.mean = { special: "NaN" }; }],
    ["no model", (header) => { header.model = null as never; }],
  ])("refuses a forged header: %s", (_name, edit) => {
    expect(() => loadModel(forge(bytes, edit))).toThrow(RangeError);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("names what is missing, whichever field of whichever method's header it is", () => {
    let refused = 0;
    for (const [name, model] of models) {
      const bytes = saveModel(model);
      forge(bytes, (header) => {
        for (const path of pathsOf(header, [])) {
          const forged = forge(bytes, (other) => { remove(other, path); });
          let message: string | undefined;
          try { loadModel(forged); } catch (error) { message = (error as Error).message; }
          const where = `${name}: ${path.join(".")}`;
          if (message === undefined) continue;
          refused++;
          expect([where, message]).toEqual([where, expect.stringMatching(/^bytes are no readable model: /)]);
          expect([where, faultOfMessage(message)]).toEqual([where, undefined]);
        }
      });
    }
    expect(refused).toBeGreaterThan(100);
  });

  it.each([null, undefined, 7, "text", [1, 2], new Float64Array(9), {}])("refuses %j", (bad) => expect(() => loadModel(bad as never)).toThrow(TypeError));
  it("names a later version", () => {
    const later = forge(bytes, () => {});
    new DataView(later.buffer).setUint32(4, 3, true);
    expect(() => loadModel(later)).toThrow(/version 3: expected 1 or 2/);
  });
});

describe("ranking metrics", () => {
  it("are those of a hand-made case", () => {
    // Scores fall with the column: every row ranks 0, 1, 2, ...
    const model = complete({ rows: 3, columns: 5, entries: [0, 1, 2, 3, 4].map((j) => [0, j, 5 - j] as const) }, { method: "fill", fill: "column-mean", rank: 1 });
    const held = { row: [0, 0, 1, 2], column: [1, 3, 0, 4], value: [1, 1, 1, 0] };
    const { ranking } = evaluate(model, held, { count: 2, relevant: 1, exclude: { row: [0], column: [0], value: [1] } });
    // Row 0 ranks 1, 2 (0 excluded): a hit at place 1 of two relevant. Row 1 ranks 0, 1: a hit at place 1 of one relevant. Row 2: nothing relevant.
    const ideal = 1 + 1 / Math.log2(3);
    expect(ranking).toEqual({ rows: 2, ndcg: expect.closeTo((1 / ideal + 1) / 2, 12), recall: 0.75, precision: 0.5, reciprocalRank: 1, averagePrecision: 0.75, coverage: 0.6 });
  });
});

describe("crossValidate", () => {
  it("has a point per combination, finds the planted rank and gives options for complete", () => {
    const { curve, best, simplest, options } = crossValidate(table, { method: "als", rank: [1, 2, 4], lambda: [0.01, 0.3, 0.1, 0.03] });
    expect(curve.map(({ rank, lambda }) => [rank, lambda])).toEqual([1, 2, 4].flatMap((k) => [0.3, 0.1, 0.03, 0.01].map((l) => [k, l])));
    expect(curve.every(({ rmse, deviation }) => rmse > 0.05 && rmse < 3 && deviation >= 0)).toBe(true);
    expect(best.rmse).toBe(Math.min(...curve.map(({ rmse }) => rmse)));
    expect([best.rank, simplest.rank]).toEqual([2, 2]);
    expect(options).toEqual({ method: "als", rank: 2, lambda: best.lambda });
    expect(complete(table, options).rank).toBe(2);
  });

  it.each(["soft-impute", "bayesian", "fill", "hard-impute"] as const)("%s: the whole curve", (method) => {
    const { curve } = crossValidate(table, { method, ...(method === "soft-impute" ? { lambda: [8, 4, 2] } : { rank: [1, 2] }), folds: 2, maxIterations: 40 });
    expect(curve).toHaveLength(method === "soft-impute" ? 3 : 2);
    expect(curve.every(({ rmse }) => Number.isFinite(rmse))).toBe(true);
  });

  it("dampings", () => {
    const { curve, options } = crossValidate(table, { method: "als", rank: 0, damping: [0, 5], folds: 2 });
    expect(curve.map(({ damping }) => damping)).toEqual([0, 5]);
    expect(options.damping).toBeDefined();
  });

  it.each([
    [{ folds: 1 }, RangeError], [{ folds: 10_000 }, RangeError], [{ rank: [] }, TypeError], [{ lambda: [-1] }, RangeError], [{ rank: "2" }, TypeError],
    [{ nonsense: 1 }, /grid.nonsense is not an option/],
  ])("refuses %j", (grid, error) => expect(() => crossValidate(table, grid as never)).toThrow(error));
});

describe("wrong arguments", () => {
  const model = models[1]![1];
  it.each<[string, () => unknown, RegExp | ErrorConstructor]>([
    ["predict, not whole", () => predict(model, 1.5, 0), /row is 1.5: expected a whole number/],
    ["predict, text", () => predict(model, "0" as never, 0), TypeError],
    ["predict, null", () => predict(model, 0, null as never), TypeError],
    ["predictEntries, lengths", () => predictEntries(model, [1], [1, 2]), /column has length 2: expected 1/],
    ["predictEntries, NaN", () => predictEntries(model, [NaN], [1]), /row\[0\] is NaN/],
    ["recommend, count", () => recommend(model, 0, { count: 0 }), RangeError],
    ["recommend, exclude", () => recommend(model, 0, { exclude: [99] }), /options.exclude\[0\] is 99/],
    ["recommend, exclude no list", () => recommend(model, 0, { exclude: 3 as never }), TypeError],
    ["recommendAll, rows", () => recommendAll(model, { rows: [40] }), RangeError],
    ["evaluate, nothing", () => evaluate(model, []), /heldOut has no entry/],
    ["evaluate, size", () => evaluate(model, [[1, 2, 3, 4]]), /heldOut is 1 × 4: expected 40 × 30/],
    ["evaluate, index", () => evaluate(model, [[40, 0, 1]]), /heldOut\[0\]\[0\] is 40/],
  ])("%s", (_name, call, error) => expect(call).toThrow(error));
});

describe("penalties of a model", () => {
  const model = complete(table, { method: "soft-impute", rank: 2, maxIterations: 60 });
  const penalties = model.penalties ?? new Float64Array(0);
  const withPenalties = (changed: Float64Array) => ({ ...model, penalties: changed });

  it("are one for each factor, positive and finite: what is not is refused, by loadModel too", () => {
    expect(penalties.length).toBe(model.rank);
    expect(loadModel(saveModel(withPenalties(penalties))).penalties).toEqual(penalties);
    for (const bad of [0, -0, -1, -5e-324, NaN, Infinity, -Infinity]) {
      for (let at = 0; at < penalties.length; at++) {
        const changed = penalties.map((value, p) => (p === at ? bad : value));
        // The number is changed where it lies in the file: saveModel itself refuses the model.
        expect(() => saveModel(withPenalties(changed)), `${bad}`).toThrow(/penalties/);
        const bytes = saveModel(model);
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        const places = Array.from({ length: Math.floor((bytes.length - 4) / 8) }, (_, p) => 8 * p).filter((p) => view.getFloat64(p, true) === penalties[at]);
        expect(places.length).toBeGreaterThan(0);
        for (const place of places) view.setFloat64(place, bad, true);
        expect(() => loadModel(summed(bytes)), `${bad}`).toThrow(RangeError);
      }
    }
    for (const length of [0, model.rank - 1, model.rank + 1]) expect(() => saveModel(withPenalties(new Float64Array(length).fill(1)))).toThrow(/penalties/);
  });
});
