import { UnsupportedError } from "../errors";
import { type Arena, Module } from "../wasm/instance";
import { HelperError } from "./errors";
import { startThread, type Thread } from "./platform";
import { wanted } from "./settings";

/** What the module of threads exports beside the rest: assembly/crew.ts. */
interface CrewExports extends Arena {
  crewBytes(threads: number): number;
  crewCount(): number;
  crewDismiss(): void;
  crewOpen(threads: number, scratch: number): void;
}

/** Pages of a fresh memory, and the limit that the module is compiled with. */
const PAGES = { initial: 16, maximum: 65535 } as const;
/** The import of the memory in the module, up to its flags: a name of 3 letters, one of 6, a memory. */
const MEMORY_IMPORT = [3, ...letters("env"), 6, ...letters("memory"), 2];
/** Flags: a maximum is given; and it is shared. */
const [UNSHARED, SHARED] = [1, 3];
/** Naps of the caller, of 50 ms each, without any part done, after which helpers are taken to be dead where nothing tells. */
const NAPS = 200;

function letters(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** The module, its instance, and the helpers that have instances of their own on the same memory. They are of one memory: with it they go. */
export class SharedModule<Exports extends CrewExports> extends Module<Exports> {
  private threads: Thread[] = [];
  private memory: WebAssembly.Memory | undefined;
  private current: Exports | undefined;
  /** Threads that the instance is for, and that the compiled module is for: 1 or more. */
  private count = 1;
  private progress = 0;
  private naps = 0;

  /** Resolves when all helpers are there, or will not come. */
  async assembled(): Promise<void> {
    const exports = this.exports();
    this.muster();
    const isReady = () => exports.crewCount() >= this.threads.length && this.threads.every((thread) => thread.isSeen());
    while (this.current === exports && !isReady()) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Takes another number of threads from the next call on. */
  recount(): void {
    this.compiled = undefined;
    this.retire();
  }

  /** The helpers leave, when they are done with what they hold. */
  override retire(): void {
    this.current?.crewDismiss();
    this.forget();
    super.retire();
  }

  protected override bytes(): Uint8Array<ArrayBuffer> {
    const bytes = super.bytes();
    this.count = wanted().count;
    if (this.count > 1) return bytes;
    // Alone it has a memory of its own, as engines without shared memory need it.
    const at = bytes.findIndex((_, i) => MEMORY_IMPORT.every((byte, k) => bytes[i + k] === byte)) + MEMORY_IMPORT.length;
    if (bytes[at] === SHARED) bytes[at] = UNSHARED;
    return bytes;
  }

  protected override instantiate(compiled: WebAssembly.Module): Exports {
    const memory = new WebAssembly.Memory({ ...PAGES, shared: this.count > 1 });
    const crew = { muster: () => this.muster(), look: (failed: number, progress: number) => this.look(failed, progress) };
    const exports = new WebAssembly.Instance(compiled, { env: { memory }, crew }).exports as unknown as Exports;
    if (this.count > 1) exports.crewOpen(this.count, exports.reserve(exports.crewBytes(this.count)));
    this.memory = memory;
    this.current = exports;
    this.floor = undefined;
    return exports;
  }

  /** Starts the helpers, once. */
  private muster(): void {
    const { memory, current, compiled } = this;
    if (this.count < 2 || this.threads.length > 0 || memory === undefined || compiled === undefined) return;
    const lost = () => {
      if (this.current === current) this.retire(); // the next call has a crew that is whole
    };
    try {
      for (let slot = 1; slot < this.count; slot++) this.threads.push(startThread({ module: compiled, memory, slot }, lost));
    } catch (cause) {
      if (wanted().isAsked) throw new UnsupportedError(`no helper could be started (${cause instanceof Error ? cause.message : String(cause)}): setThreads(1) does without`, { cause });
    }
  }

  /** The caller has waited: throws when a helper will never be done. */
  private look(failed: number, progress: number): void {
    this.naps = progress === this.progress ? this.naps + 1 : 0;
    this.progress = progress;
    if (failed === 0 && this.naps < NAPS && !this.threads.some((thread) => thread.hasEnded())) return;
    const { threads } = this;
    this.retire();
    for (const thread of threads) thread.end();
    throw new HelperError("a helper thread ended in the middle of a call, which is lost; the next one has new helpers");
  }

  private forget(): void {
    this.threads = [];
    this.memory = undefined;
    this.current = undefined;
    this.naps = 0;
  }
}
