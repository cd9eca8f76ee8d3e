// Divide and conquer: right to its absolute contract on clusters, gluings and companions, and left for implicit QR when its audit fails.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { instantiateSync } from "@assemblyscript/loader";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Exports } from "../../src/wasm/module";
import { builds, simd } from "../support/builds";
import { svdFaults } from "../support/contracts";
import { bidiagonal, type Dense, ULP } from "../support/dense";
import { gaussian } from "../support/matrices";
import { bidiagonalSet, companion } from "../support/nasty";
import { bidiagonalRatio, LIMIT, valuesRatio } from "../support/ratios";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const DIVIDE = { driver: "divide-and-conquer" } as const;

/** Larger than the leaves, so that halves are merged at two levels or more. */
function large(): { name: string; d: number[]; e: number[] }[] {
  const wilkinson = range(21).map((i) => Math.abs(i - 10));
  const glued = (copies: number, glue: number) => ({
    name: `${copies} Wilkinson 21 glued by ${glue}`,
    d: range(copies).flatMap(() => wilkinson),
    e: range(21 * copies - 1).map((i) => (i % 21 === 20 ? glue : 1)),
  });
  const n = 170;
  return [
    glued(6, 1e-8), glued(8, 1e-15), glued(6, 1e-3),
    { name: "all values equal", d: range(n).map(() => 3), e: range(n - 1).map(() => 0) },
    { name: "all entries equal", d: range(n).map(() => 3), e: range(n - 1).map(() => 3) },
    { name: "values equal to an ulp", d: range(n).map((i) => 1 + (i % 7) * ULP), e: range(n - 1).map(() => 0) },
    { name: "two clusters", d: range(n).map((i) => (i % 2 ? 1 : 1e-9)), e: range(n - 1).map((i) => (i % 3 ? 1e-16 : 1e-12)) },
    { name: "clusters of 10", d: range(n).map((i) => 1 + Math.floor(i / 10)), e: range(n - 1).map(() => 1e-10) },
    { name: "zeros in between", d: range(n).map((i) => (i % 9 === 4 ? 0 : 1)), e: range(n - 1).map(() => 1) },
    { name: "zero diagonal", d: range(n).map(() => 0), e: range(n - 1).map((i) => 1 + (i % 3)) },
    { name: "graded 1 to 1e-30", d: range(n).map((i) => 10 ** ((-30 * i) / n)), e: range(n - 1).map((i) => 10 ** ((-30 * i) / n)) },
    { name: "graded 1e-30 to 1", d: range(n).map((i) => 10 ** ((30 * i) / n - 30)), e: range(n - 1).map((i) => 10 ** ((30 * i) / n - 30)) },
    { name: "one large entry in the middle", d: range(n).map((i) => (i === 85 ? 1e15 : 1)), e: range(n - 1).map(() => 0.5) },
  ];
}

describe.each(builds)("bidiagonals, $name build", (build) => {
  it.each([...bidiagonalSet(), ...large()])("$name", ({ d, e }) => {
    const b = bidiagonal(d, e);
    const result = build.svd(b, DIVIDE);
    expect(svdFaults(b, result)).toEqual([]);
    expect(bidiagonalRatio(d, e, result.U, result.S, result.V)).toBeLessThan(LIMIT);
    expect(valuesRatio(result.S, build.singularValues(b))).toBeLessThan(2);
  });
});

describe("companion matrices", () => {
  const fixtures = JSON.parse(readFileSync(new URL("../fixtures/dense.json", import.meta.url), "utf8")) as { name: string; values: number[] }[];

  it.each([26, 30])("companion %i: every value to a few ulp of the largest, against multiple precision", (n) => {
    const a = companion(n);
    const { values } = fixtures.find(({ name }) => name === `companion ${n}`)!;
    const result = simd.svd(a, DIVIDE);
    expect(svdFaults(a, result)).toEqual([]);
    expect(valuesRatio(result.S, values)).toBeLessThan(2);
  });

  it.each([60, 120])("companion %i, merged from halves", (n) => {
    const a = companion(n);
    const result = simd.svd(a, DIVIDE);
    expect(svdFaults(a, result)).toEqual([]);
    expect(valuesRatio(result.S, simd.svd(a, { driver: "qr" }).S)).toBeLessThan(2);
  });
});

describe("a failed audit", () => {
  const folder = mkdtempSync(join(tmpdir(), "lowrank-audit-"));
  const root = fileURLToPath(new URL("../..", import.meta.url));
  let broken: Exports;

  /** The module with an audit that finds every decomposition wrong. */
  beforeAll(() => {
    cpSync(join(root, "assembly"), join(folder, "assembly"), { recursive: true });
    const audit = join(folder, "assembly/svd/audit.ts");
    const text = readFileSync(audit, "utf8");
    const patched = text.replace(/(export function isDecomposition\([^)]*\): bool \{)/, "$1\n  if (n >= 0) return false;");
    expect(patched).not.toBe(text);
    writeFileSync(audit, patched);
    const options = ["--runtime", "stub", "--enable", "simd", "--noAssert", "--outFile", "broken.wasm"];
    const asc = join(root, "node_modules/assemblyscript/bin/asc.js");
    execFileSync(process.execPath, [asc, "assembly/entries/main.ts", ...options], { cwd: folder, stdio: "ignore" });
    const compiled = new WebAssembly.Module(new Uint8Array(readFileSync(join(folder, "broken.wasm"))));
    broken = instantiateSync<Exports & Record<string, unknown>>(compiled, {}).exports;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function svdWith(module: Exports, a: Dense, driver: number): Float64Array[] {
    const base = module.mark();
    const at = module.reserve(a.data.length * 8) >>> 0;
    const result = module.reserve(16) >>> 0;
    new Float64Array(module.memory.buffer, at, a.data.length).set(a.data);
    expect(module.svd_f64(a.rows, a.columns, at, 1, driver, result)).toBe(0);
    const words = new Uint32Array(module.memory.buffer, result, 3);
    const k = Math.min(a.rows, a.columns);
    const out = [a.rows * k, k, a.columns * k].map((length, i) => new Float64Array(module.memory.buffer, words[i]!, length).slice());
    module.release(base);
    return out;
  }

  it.each([[60, 60], [150, 130], [130, 150], [300, 100]])("leaves %i × %i to implicit QR, with the same bits", (m, n) => {
    const a = gaussian(m, n, 3);
    const [qr, divided] = [svdWith(simd.exports(), a, 1), svdWith(simd.exports(), a, 2)];
    expect(divided[0]).not.toEqual(qr[0]); // so that the comparison below means something
    expect(svdWith(broken, a, 2)).toEqual(qr);
    expect(svdWith(broken, a, 0)).toEqual(qr);
    const { U, S, V } = simd.svd(a, { driver: "qr" });
    expect(qr).toEqual([U.data, S, V.data]);
  });
});
