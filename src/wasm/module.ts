import { OutOfMemoryError, UnsupportedError } from "../errors";
import { binary } from "./binary";
import { decodeWasm } from "./decode";

export type Exports = Awaited<ReturnType<typeof import("../../build/simd").instantiate>>;

/** Memory above this many bytes is given back by dropping the instance once no frame is open. WebAssembly memory never shrinks. */
const KEEP_BYTES = 256 * 2 ** 20;

let compiled: WebAssembly.Module | undefined;
let instance: Exports | undefined;

/**
 * Compiles the WebAssembly module ahead of the first numeric call, off the hot path. Optional: every function compiles on
 * first use.
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
  try {
    compiled ??= carried() ?? (await WebAssembly.compile(decodeWasm(binary)));
  } catch (error) {
    throw unsupported(error);
  }
  exports();
}

/** The exports of the one instance; compiles and instantiates when there is none. */
export function exports(): Exports {
  if (instance === undefined) {
    compiled ??= compile();
    try {
      instance = new WebAssembly.Instance(compiled).exports as unknown as Exports;
    } catch (error) {
      if (error instanceof RangeError) throw new OutOfMemoryError("a WebAssembly instance", 65536);
      throw unsupported(error);
    }
  }
  return instance;
}

function compile(): WebAssembly.Module {
  try {
    return carried() ?? new WebAssembly.Module(decodeWasm(binary));
  } catch (error) {
    throw unsupported(error);
  }
}

/** The compiled module that the build for Workers imports in place of the text (tsup.config.ts). */
function carried(): WebAssembly.Module | undefined {
  const module: unknown = binary;
  return module instanceof WebAssembly.Module ? module : undefined;
}

/** Drops the instance, after a trap: the next call starts from a fresh memory. */
export function retire(): void {
  instance = undefined;
}

/** Drops the instance if its memory has grown large. Only while no memory of it is in use. True if it did. */
export function retireIfLarge(): boolean {
  const large = instance !== undefined && instance.memory.buffer.byteLength > KEEP_BYTES;
  if (large) instance = undefined;
  return large;
}

function unsupported(cause: unknown): UnsupportedError {
  return new UnsupportedError(
    "lowrank needs WebAssembly with SIMD (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or later); under a content security policy, " +
      "script-src must allow 'wasm-unsafe-eval'; on Cloudflare Workers, the bundler must use the export condition 'workerd'. " +
      `Cause: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );
}
