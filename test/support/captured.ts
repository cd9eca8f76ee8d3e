/** Calls of every function of the package, as the cases of test/hashes make them. */
import * as lowrank from "../../src/index";
import { hashes, type Package } from "../hashes/cases";

export type Name = Exclude<keyof Package, "ready" | "ConvergenceError" | "OutOfMemoryError" | "UnsupportedError">;

export interface Captured {
  readonly name: Name;
  readonly args: readonly unknown[];
  /** About how many numbers the arguments hold. */
  readonly size: number;
}

export const call = (name: Name, args: readonly unknown[]): unknown => (lowrank[name] as (...args: readonly unknown[]) => unknown)(...args);

/** The functions of the package by name. */
export const NAMES = Object.keys(lowrank).filter((name) => /^[a-z]/.test(name) && name !== "ready") as Name[];

/** Arguments in forms that the cases do not use. */
export function moreCalls(): Captured[] {
  const { complete, foldIn, sparse, svd } = lowrank;
  const a = [[4, 11, 14], [8, 7, -2]];
  const triples = [[0, 0, 5], [0, 1, 3], [1, 0, 4], [1, 2, 1], [2, 1, 2], [2, 2, 5], [3, 0, 1], [3, 2, 4]] as const;
  const lists = { row: triples.map(([i]) => i), column: triples.map(([, j]) => j), value: triples.map(([, , x]) => x) };
  const arrays = { row: Int32Array.from(lists.row), column: Int32Array.from(lists.column), value: Float64Array.from(lists.value) };
  const objects = triples.map(([row, column, value]) => ({ row, column, value }));
  const als = { method: "als", rank: 1, lambda: 0.5, damping: [3, 1], range: [0, 6] } as const;
  const table = { rows: 4, columns: 3, entries: arrays };
  const models = [complete(table, als), complete(table, { method: "bayesian", rank: 1, samples: 3, maxIterations: 8 }), complete(table, { method: "fill", rank: 1 })];
  const flat = { rows: 2, columns: 3, data: [4, 11, 14, 8, 7, -2] };
  const nd = { shape: [2, 3], strides: [1, 2], offset: 1, data: Float32Array.of(0, 4, 8, 11, 7, 14, -2) };
  const calls: [Name, ...unknown[]][] = [
    ...[a, a.map((row) => Float64Array.from(row)), flat, { ...flat, data: Float32Array.from(flat.data) }, nd, { ...nd, data: [...nd.data] }].flatMap((form): [Name, ...unknown[]][] => [
      ["svd", form, { vectors: "full" }], ["matrix", form], ["lowRank", form, { energy: 0.9 }], ["pca", form, { components: 1 }], ["truncatedSvd", form, 1, { seed: 2 }],
    ]),
    ["leastSquares", a, [1, 2]], ["leastSquares", a, Float32Array.of(1, 2), { ridge: 1 }], ["leastSquares", a, [[1, 0], [0, 1]], { tolerance: 1e-9 }],
    ["procrustes", a, flat, { rotation: true, scale: true }], ["verify", flat, svd(a)], ["project", svd(a), [[1, 2, 3]]], ["appendRows", svd(a), flat, { rank: 2 }],
    ["svdBatch", [a, flat]], ["svdBatch", { count: 2, rows: 1, columns: 3, data: Float64Array.from(flat.data) }],
    ["chooseRank", [3, 2, 1], "optimal-threshold", [3, 5]], ["chooseRank", Float32Array.of(3, 2, 1), { ratio: 2 }, { rows: 4, columns: 4 }],
    ["sparse", 4, 3, lists], ["sparse", 4, 3, arrays], ["sparse", 4, 3, triples], ["lowRank", sparse(4, 3, triples), 1], ["truncatedSvd", sparse(4, 3, triples), { relativeError: 0.1 }],
    ...[lists, arrays, { ...arrays, row: lists.row }, { ...lists, value: arrays.value }, objects, triples].flatMap((entries): [Name, ...unknown[]][] => [
      ["complete", { rows: 4, columns: 3, entries }, als], ["evaluate", models[0], entries, { count: 2, relevant: 2, exclude: entries }],
    ]),
    ["complete", [[1, null, 3], [2, 4, NaN]], als], ["complete", { rows: 2, columns: 2, data: Float64Array.of(1, NaN, 3, 4) }, als], ["complete", sparse(4, 3, triples), als],
    ["crossValidate", table, { method: "als", rank: Int32Array.of(1), lambda: [1, 0.1], folds: 2, maxIterations: 4, range: [0, 9] }],
    ["crossValidate", table, { method: "fill", rank: [1, 2], folds: 2 }],
    ...models.flatMap((model): [Name, ...unknown[]][] => [
      ["foldIn", model, { index: [0, 2], value: [4, 1] }], ["foldIn", model, [5, null, 1]], ["foldIn", model, [{ row: 0, value: 2 }, { row: 3, value: 4 }], { side: "column" }],
      ["predict", model, foldIn(model, [[0, 3]]), foldIn(model, [[0, 3]], { side: "column" })], ["predictPlaces", model, Int32Array.of(0, 9), [1, 2]],
      ["recommend", model, foldIn(model, [[0, 3]]), { exclude: [0] }], ["recommendAll", model, { rows: [3, 0], count: 2 }], ["saveModel", model],
    ]),
  ];
  return calls.map(([name, ...args]) => ({ name, args, size: sizeOf(args) }));
}

/** Every call that the cases make, as the arguments were. */
export function capture(): Captured[] {
  const found: Captured[] = [];
  const watched = Object.fromEntries(
    Object.entries(lowrank).map(([name, value]) => [
      name,
      NAMES.includes(name as Name) ? (...args: unknown[]) => (found.push({ name: name as Name, args, size: sizeOf(args) }), call(name as Name, args)) : value,
    ]),
  );
  hashes(watched as unknown as Package);
  return found;
}

/** The smallest calls of each function, of different kinds of arguments first. */
export function smallest(calls: readonly Captured[], most: number): Captured[] {
  return NAMES.flatMap((name) => {
    const own = calls.filter((one) => one.name === name).sort((a, b) => a.size - b.size);
    const kinds = new Map<string, Captured>();
    for (const one of own) if (!kinds.has(kindOf(one.args))) kinds.set(kindOf(one.args), one);
    return [...new Set([...[...kinds.values()].slice(0, most), ...own])].slice(0, most);
  });
}

function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).length;
  return typeof value === "object" && value !== null ? Object.values(value).reduce((sum: number, item) => sum + sizeOf(item), 1) : 1;
}

/** The form of arguments: names of fields, kinds of values, words. */
function kindOf(value: unknown, depth = 0): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return typeof value;
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  if (Array.isArray(value)) return depth === 0 ? `[${value.map((item) => kindOf(item, 1)).join()}]` : `[${kindOf(value[0], depth + 1)}]`;
  return `{${Object.entries(value).map(([key, item]) => `${key}:${kindOf(item, depth + 1)}`).join()}}`;
}
