import { binary } from "./binary-core";
import { Module } from "./instance";

export type Exports = Awaited<ReturnType<typeof import("../../build/core").instantiate>>;

/** The module of decompositions and of what is built on them. */
export const core = /* @__PURE__ */ new Module<Exports>(binary);

/**
 * Compiles the WebAssembly module ahead of the first numeric call, off the hot path. Optional: every function compiles on
 * first use. Completion and rankings have a module of their own, which compiles on their first use.
 *
 * @returns a promise that resolves when the module is ready.
 * @throws UnsupportedError  (as a rejection) where WebAssembly with SIMD is missing or forbidden by a content security policy.
 *
 * Cost a few milliseconds the first time, then nothing.
 *
 * @example
 * await ready();
 */
export async function ready(): Promise<void> {
  await core.ready();
}

/** The exports of the one instance of the core. */
export function exports(): Exports {
  return core.exports();
}

/** Drops the instance, after a trap: the next call starts from a fresh memory. */
export function retire(): void {
  core.retire();
}
