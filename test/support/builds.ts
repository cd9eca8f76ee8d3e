/** The shipped build and the debug build (every assert on) behind the same public functions. */
import { readFileSync } from "node:fs";
import { instantiateSync } from "@assemblyscript/loader";
import { vi } from "vitest";
import type { Svd, SvdOptions } from "../../src/svd";
import type { Exports } from "../../src/wasm/module";
import type { Dense } from "./dense";

type Package = typeof import("../../src/index");

export interface Build {
  readonly name: string;
  readonly package: Package;
  svd(a: Dense, options?: SvdOptions): Svd;
  singularValues(a: Dense): Float64Array;
  /** The exports of the instance in use, its memory among them. */
  exports(): Exports;
}

/** The bytes of a compiled module in build/. */
export function wasmBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../build/${name}.wasm`, import.meta.url)));
}

/** The package as it stands in src/, running on the module build/<name>.wasm. */
async function load(name: string): Promise<Build> {
  const binary = Buffer.from(wasmBytes(name)).toString("hex");
  vi.resetModules();
  vi.doMock("../../src/wasm/binary", () => ({ binary }));
  const loaded: Package = await import("../../src/index");
  const module = await import("../../src/wasm/module");
  vi.doUnmock("../../src/wasm/binary");
  return {
    name,
    package: loaded,
    svd: (a, options) => loaded.svd(a, options),
    singularValues: (a) => loaded.singularValues(a),
    exports: () => module.exports(),
  };
}

export const simd = await load("simd");
export const debug = await load("debug");
export const builds: readonly Build[] = [simd, debug];

export type Kernels = Awaited<ReturnType<typeof import("../../build/kernels").instantiate>>;

/** A fresh instance of the module that exports every kernel, asserts on. */
export function kernelModule(): Kernels {
  const compiled = new WebAssembly.Module(wasmBytes("kernels"));
  return instantiateSync<Kernels & Record<string, unknown>>(compiled, {}).exports;
}
