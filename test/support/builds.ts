/** The shipped build and the debug build (every assert on) behind the same public functions. */
import { instantiateSync } from "@assemblyscript/loader";
import * as shipped from "../../src/index";
import type { Svd, SvdOptions } from "../../src/svd";
import * as shippedCompletion from "../../src/wasm/completion";
import * as shippedModule from "../../src/wasm/module";
import type { Dense } from "./dense";
import { binaryFile } from "./platform";

type Package = typeof shipped;
type Exports = shippedModule.Exports;

export interface Build {
  readonly name: string;
  readonly package: Package;
  svd(a: Dense, options?: SvdOptions): Svd;
  singularValues(a: Dense): Float64Array;
  /** The exports of the core's instance in use, its memory among them. */
  exports(): Exports;
  /** Where the arena of each module stands. */
  marks(): number[];
}

/** The bytes of a compiled module in build/. */
export function wasmBytes(name: string): Uint8Array<ArrayBuffer> {
  return binaryFile(`build/${name}.wasm`);
}

function buildOf(name: string, loaded: Package, core: typeof shippedModule, completion: typeof shippedCompletion): Build {
  return {
    name,
    package: loaded,
    svd: (a, options) => loaded.svd(a, options),
    singularValues: (a) => loaded.singularValues(a),
    exports: () => core.exports(),
    marks: () => [core, completion].map((module) => module.exports().mark()),
  };
}

export const simd = buildOf("simd", shipped, shippedModule, shippedCompletion);
const others = [
  // @ts-ignore: the query is for the plugin in support/vite.ts.
  import("../../src/index?build=debug"), import("../../src/wasm/module?build=debug"), import("../../src/wasm/completion?build=debug"),
] as [Promise<Package>, Promise<typeof shippedModule>, Promise<typeof shippedCompletion>];
export const debug = buildOf("debug", await others[0], await others[1], await others[2]);
export const builds: readonly Build[] = [simd, debug];

export type Kernels = Awaited<ReturnType<typeof import("../../build/kernels").instantiate>>;

/** A fresh instance of the module that exports every kernel, asserts on. */
export function kernelModule(): Kernels {
  const compiled = new WebAssembly.Module(wasmBytes("kernels"));
  return instantiateSync<Kernels & Record<string, unknown>>(compiled, {}).exports;
}
