/** In place of wasm/module.ts in the builds of lowrank/threads: one module for all, on a memory that helpers share. */
import { binary } from "../wasm/binary-threads";
import { SharedModule } from "./shared-module";

export type Exports = Awaited<ReturnType<typeof import("../../build/threads").instantiate>>;

/** @public for tests */
export const core = /* @__PURE__ */ new SharedModule<Exports>(binary);

/** Compiles the module, and resolves when all helpers are there. */
export async function ready(): Promise<void> {
  await core.ready();
  await core.assembled();
}

/** The exports of the one instance. */
export function exports(): Exports {
  return core.exports();
}

/** Drops the instance, after a trap, and its helpers: the next call starts from a fresh memory. */
export function retire(): void {
  core.retire();
}
