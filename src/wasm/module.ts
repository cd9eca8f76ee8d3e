import { binary } from "./binary-core";
import { Module } from "./instance";
import { moduleOf, type SinglePrecision } from "./precision";
import { singleModule } from "./working";

export type Exports = Awaited<ReturnType<typeof import("../../build/core").instantiate>>;

/** The module of decompositions and of what is built on them. */
export const core = /* @__PURE__ */ new Module<Exports>(binary);

/**
 * Compiles the WebAssembly module ahead of the first numeric call, off the hot path. Optional: every function compiles on
 * first use. Completion and rankings have a module of their own, which compiles on their first use.
 *
 * @param precision  `single` of "lowrank/single", to compile that module. Default: that of doubles.
 * @returns a promise that resolves when the module is ready.
 * @throws TypeError         (as a rejection) if `precision` is something else;
 * @throws UnsupportedError  (as a rejection) where WebAssembly with SIMD is missing or forbidden by a content security policy.
 *
 * Cost a few milliseconds the first time, then nothing.
 *
 * @example
 * await ready();
 */
export async function ready(precision?: SinglePrecision): Promise<void> {
  await (precision === undefined ? core : moduleOf(precision, "precision")).ready();
}

/** The module of the call under way: the core, or that of single precision, whose functions have the same names. */
export function current(): Module<Exports> {
  return (singleModule() as Module<Exports> | undefined) ?? core;
}

/** The exports of its one instance. */
export function exports(): Exports {
  return current().exports();
}

/** Drops the instance, after a trap: the next call starts from a fresh memory. */
export function retire(): void {
  core.retire();
}
