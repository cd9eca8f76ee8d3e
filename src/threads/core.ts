/** In place of wasm/module.ts in the builds of lowrank/threads: one module for all, on a memory that helpers share. */
import { binary } from "../wasm/binary-threads";
import type { Module } from "../wasm/instance";
import { moduleOf, type SinglePrecision } from "../wasm/precision";
import { singleModule } from "../wasm/working";
import { SharedModule } from "./shared-module";

export type Exports = Awaited<ReturnType<typeof import("../../build/threads").instantiate>>;

/** @public for tests */
export const core = /* @__PURE__ */ new SharedModule<Exports>(binary);

/** Compiles the module, and resolves when all helpers are there; or that of single precision, which has none. */
export async function ready(precision?: SinglePrecision): Promise<void> {
  if (precision !== undefined) return moduleOf(precision, "precision").ready();
  await core.ready();
  await core.assembled();
}

/** The module of the call under way: this one, or that of single precision, which has no helpers. */
export function current(): Module<Exports> {
  return (singleModule() as Module<Exports> | undefined) ?? core;
}

/** The exports of its one instance. */
export function exports(): Exports {
  return current().exports();
}

/** Drops the instance, after a trap, and its helpers: the next call starts from a fresh memory. */
export function retire(): void {
  core.retire();
}
