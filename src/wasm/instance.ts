import { isOurs, OutOfMemoryError, UnsupportedError } from "../errors";
import { decodeWasm } from "./decode";

/** What every module of ours exports: a memory, and the arena in it. */
export interface Arena {
  readonly memory: WebAssembly.Memory;
  mark(): number;
  release(to: number): void;
  reserve(bytes: number): number;
  refused(): number;
  available(): number;
}

/** Memory above this many bytes is given back by dropping the instance once no frame is open. WebAssembly memory never shrinks. */
const KEEP_BYTES = 268_435_456; // 256 MiB
const NONE = /* @__PURE__ */ new Float64Array(0);

/** A module of ours, compiled when it is first needed, and its one instance. */
export class Module<Exports extends Arena> {
  /** Frames open now; a frame inside another must not retire the instance. */
  depth = 0;
  /** Where the arena of a fresh instance begins. */
  floor: number | undefined;
  protected compiled: WebAssembly.Module | undefined;
  private instance: Exports | undefined;
  /** The last view made and the buffer it was made of: a call asks for several, and growth of the memory makes a new buffer. */
  private viewed: ArrayBufferLike | undefined;
  private view = NONE;

  /** binary: the module as text, or compiled where the build for Workers imports it (tsup.config.ts). width: bytes of its numbers. */
  constructor(private readonly binary: unknown, readonly width: 4 | 8 = 8) {}

  /** Compiles off the main path, and instantiates. */
  async ready(): Promise<void> {
    try {
      this.compiled ??= this.carried() ?? (await WebAssembly.compile(this.bytes()));
    } catch (error) {
      throw unsupported(error);
    }
    this.exports();
  }

  /** The exports of the one instance; compiles and instantiates when there is none. */
  exports(): Exports {
    if (this.instance === undefined) {
      this.compiled ??= this.compile();
      try {
        this.instance = this.instantiate(this.compiled);
      } catch (error) {
        if (error instanceof RangeError) throw new OutOfMemoryError("a WebAssembly instance", 65536);
        throw unsupported(error);
      }
    }
    return this.instance;
  }

  protected instantiate(compiled: WebAssembly.Module): Exports {
    return new WebAssembly.Instance(compiled).exports as unknown as Exports;
  }

  protected bytes(): Uint8Array<ArrayBuffer> {
    return decodeWasm(this.binary as string);
  }

  private compile(): WebAssembly.Module {
    try {
      return this.carried() ?? new WebAssembly.Module(this.bytes());
    } catch (error) {
      throw unsupported(error);
    }
  }

  private carried(): WebAssembly.Module | undefined {
    return this.binary instanceof WebAssembly.Module ? this.binary : undefined;
  }

  /** All of a memory as numbers, that of the instance in use or of one that was dropped while a frame was open; of the buffer as it is now. */
  numbers({ buffer }: WebAssembly.Memory): Float64Array {
    if (buffer !== this.viewed) {
      this.view = new this.Numbers(buffer, 0, Math.floor(buffer.byteLength / this.width));
      this.viewed = buffer;
    }
    return this.view;
  }

  /** Arrays of its numbers. */
  get Numbers(): Float64ArrayConstructor {
    return this.width === 8 ? Float64Array : (Float32Array as unknown as Float64ArrayConstructor);
  }

  /** Drops the instance, after a trap: the next call starts from a fresh memory. The view would keep the old one alive. */
  retire(): void {
    this.instance = undefined;
    this.viewed = undefined;
    this.view = NONE;
  }

  /** Drops the instance if its memory has grown large. Only while no memory of it is in use. */
  retireIfLarge(): void {
    if (this.instance !== undefined && this.instance.memory.buffer.byteLength > KEEP_BYTES) this.retire();
  }
}

function unsupported(cause: unknown): Error {
  if (isOurs(cause)) return cause;
  return new UnsupportedError(
    "lowrank needs WebAssembly with SIMD (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or later); under a content security policy, " +
      "script-src must allow 'wasm-unsafe-eval'; on Cloudflare Workers, the bundler must use the export condition 'workerd'. " +
      `Cause: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );
}
