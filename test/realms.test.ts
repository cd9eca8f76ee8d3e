// The built package where little is given: realms with the names of the language alone, and realms in which nothing may be changed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { root } from "./support/packed";
import { bundled } from "./support/bundled";

const expected = JSON.parse(readFileSync(join(root, "test/fixtures/hashes.json"), "utf8")) as Record<string, string>;

/** Every object that the names of the language lead to, frozen: what SES lockdown and `node --frozen-intrinsics` do, and more. */
const FREEZE = `
(() => {
  "use strict";
  const seen = new Set();
  const freeze = (value) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
    seen.add(value);
    if (value !== globalThis) Object.freeze(value);
    freeze(Object.getPrototypeOf(value));
    for (const { value: inner, get, set } of Object.values(Object.getOwnPropertyDescriptors(value))) [inner, get, set].forEach(freeze);
  };
  freeze(globalThis);
  [function* () {}, async () => {}, async function* () {}, [][Symbol.iterator](), new Map().keys(), new Set().keys(), ""[Symbol.iterator]()].forEach(freeze);
  return seen.size;
})()`;

/** What the oldest engines of docs/loading.md have not. */
const AGE = `delete Object.hasOwn; delete Array.prototype.at; delete String.prototype.at; delete Object.getPrototypeOf(Int8Array.prototype).at; delete Array.prototype.findLast;`;

/** A realm without TextDecoder, URL, timers, structuredClone. */
function realm(...before: string[]) {
  const context = createContext();
  runInContext("delete globalThis.console", context);
  const run = (code: string): unknown => runInContext(code, context);
  before.forEach(run);
  const load = (file: string, outside: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
    const module = { exports: {} };
    const wrap = run(`(function (module, exports, require) {${readFileSync(join(root, "dist", file), "utf8")}\n})`) as (...args: unknown[]) => void;
    wrap(module, module.exports, (name: string) => outside[name] ?? (() => { throw new Error(`${file} requires ${name}`); })());
    return module.exports;
  };
  return { run, load };
}

const REALMS = { bare: [], old: [AGE], frozen: [FREEZE], "old and frozen": [AGE, FREEZE] };

describe.each(Object.entries(REALMS))("a %s realm", (name, before) => {
  it("is what its name says", () => {
    const { run } = realm(...before);
    expect(run(`[typeof TextDecoder, typeof console, typeof URL, typeof structuredClone, typeof WebAssembly]`)).toEqual(["undefined", "undefined", "undefined", "undefined", "object"]);
    expect(run(`typeof Object.hasOwn`)).toBe(name.includes("old") ? "undefined" : "function");
    const frozen = name.includes("frozen");
    expect(run(`[Object, Object.prototype, Array.prototype, Error.prototype, Float64Array.prototype, WebAssembly, Math.max, Promise.prototype].every(Object.isFrozen)`)).toBe(frozen);
  });

  it("imports every entry point, and the names are those of Node", async () => {
    const { load } = realm(...before);
    const here: Record<string, unknown> = await import("../src/index");
    const lowrank = load("index.cjs");
    expect(Object.keys(lowrank).sort()).toEqual(Object.keys(here).sort());
    expect(Object.keys(load("pool.cjs", { lowrank })).sort()).toEqual(["PoolClosedError", "PoolFullError", "PoolTimeoutError", "WorkerCrashError", "createPool"]);
    expect(Object.keys(load("partial.cjs", { lowrank })).sort()).toEqual(["leastSquaresOf", "matrixOf", "merge", "openPartial", "pcaOf", "singularValuesOf", "svdOf"]);
    expect(Object.keys(load("ml-matrix.cjs", { lowrank, "ml-matrix": { Matrix: Array } }))).toContain("SVD");
  });

  it("throws the package's errors, with their names", () => {
    const { run, load } = realm(...before);
    const lowrank = load("index.cjs");
    const said = run(`(({ svd, OutOfMemoryError }) => {
      const caught = (call) => { try { call(); } catch (error) { return [error.name, error.message, error instanceof RangeError, error instanceof OutOfMemoryError]; } };
      return [caught(() => svd([[NaN]])), caught(() => svd({ rows: 50000, columns: 50000, get: () => 1 })), caught(() => svd(1))];
    })`) as (lowrank: unknown) => [string, string, boolean, boolean][];
    const [first, second, third] = said(lowrank);
    expect(first).toEqual(["RangeError", "matrix[0][0] is NaN: expected a finite number", true, false]);
    expect([second![0], second![2], second![3]]).toEqual(["OutOfMemoryError", true, true]);
    expect([third![0], third![2]]).toEqual(["TypeError", false]);
  });

  it.runIf(name === "old and frozen")("gives the committed bits", async () => {
    const { run } = realm(...before);
    const script = await bundled(`import * as lowrank from "./dist/index.js"; import { hashes } from "./test/hashes/cases"; globalThis.found = () => hashes(lowrank);`);
    // As parameters: a context looks global names up in the slow way.
    const names = (run("Object.getOwnPropertyNames(globalThis)") as string[]).filter((word) => /^[A-Z]\w+$/.test(word) && word !== "Infinity" && word !== "NaN");
    run(`((${names.join()}) => {${script}\n})(${names.join()})`);
    expect({ ...(run("found()") as object) }).toEqual(expected);
  });

  it("awaits ready()", async () => {
    const { ready } = realm(...before).load("index.cjs") as { ready(): Promise<void> };
    await expect(ready()).resolves.toBeUndefined();
  });
});
