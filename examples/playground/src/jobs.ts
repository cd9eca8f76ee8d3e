import { wrap } from "comlink";
import type { Work } from "./worker/worker";

/** The worker for what is not a function of the package: pixels, text, clocks. Started when it is first needed. */
export class Jobs {
  #worker: Worker | undefined;
  #work: Work | undefined;

  /** Aborting ends the worker, since nothing else interrupts a call into WebAssembly; what it held is gone, and the next job starts another. */
  async run<T>(job: (work: Work) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const work = this.#start();
    let end: (reason: Error) => void = () => {};
    const ended = new Promise<never>((_, reject) => {
      end = (reason) => {
        this.#end();
        reject(reason);
      };
    });
    const stop = () => end(signal!.reason as Error);
    signal?.throwIfAborted();
    signal?.addEventListener("abort", stop);
    this.#worker!.onerror = (event) => end(new Error(event.message || "the worker could not be loaded"));
    try {
      return await Promise.race([job(work), ended]);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  #start(): Work {
    if (this.#work === undefined) {
      this.#worker = new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });
      this.#work = wrap(this.#worker) as unknown as Work;
    }
    return this.#work;
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = this.#work = undefined;
  }
}
