// Divide and conquer leaves a matrix to implicit QR when its audit fails.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { instantiateSync } from "@assemblyscript/loader";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Exports } from "../../src/wasm/module";
import { simd } from "../support/builds";
import type { Dense } from "../support/dense";
import { gaussian } from "../support/matrices";

describe("a failed audit", () => {
  const folder = mkdtempSync(join(tmpdir(), "lowrank-audit-"));
  const root = fileURLToPath(new URL("../..", import.meta.url));
  let broken: Exports;

  /** The module with an audit that finds every decomposition wrong. */
  beforeAll(() => {
    cpSync(join(root, "assembly"), join(folder, "assembly"), { recursive: true });
    const audit = join(folder, "assembly/svd/divide/audit.ts");
    const text = readFileSync(audit, "utf8");
    const patched = text.replace(/(export function isDecomposition\([^)]*\): bool \{)/, "$1\n  if (n >= 0) return false;");
    expect(patched).not.toBe(text);
    writeFileSync(audit, patched);
    const options = ["--runtime", "stub", "--enable", "simd", "--noAssert", "--outFile", "broken.wasm"];
    const asc = join(root, "node_modules/assemblyscript/bin/asc.js");
    execFileSync(process.execPath, [asc, "assembly/entries/core.ts", ...options], { cwd: folder, stdio: "ignore" });
    const compiled = new WebAssembly.Module(new Uint8Array(readFileSync(join(folder, "broken.wasm"))));
    broken = instantiateSync<Exports & Record<string, unknown>>(compiled, {}).exports;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function svdWith(module: Exports, a: Dense, driver: number): Float64Array[] {
    const base = module.mark();
    const at = module.reserve(a.data.length * 8) >>> 0;
    const result = module.reserve(16) >>> 0;
    new Float64Array(module.memory.buffer, at, a.data.length).set(a.data);
    expect(module.svd(a.rows, a.columns, at, 1, driver, result)).toBe(0);
    const words = new Uint32Array(module.memory.buffer, result, 3);
    const k = Math.min(a.rows, a.columns);
    const out = [a.rows * k, k, a.columns * k].map((length, i) => new Float64Array(module.memory.buffer, words[i], length).slice());
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
