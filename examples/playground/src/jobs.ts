import { wrap } from "comlink";
import type { Work } from "./worker/worker";

/** Why a job that was cancelled did not return. */
export class Cancelled extends Error {
  override name = "Cancelled";
}

/**
 * A worker, started when it is first needed. Cancelling ends it, since nothing else interrupts a call into WebAssembly; what it held is gone,
 * and the next job starts another.
 */
export class Jobs {
  #worker: Worker | undefined;
  #work: Work | undefined;
  readonly #waiting = new Set<(reason: Error) => void>();

  async run<T>(job: (work: Work) => Promise<T>): Promise<T> {
    const work = this.#start();
    let stop: (reason: Error) => void = () => {};
    const stopped = new Promise<never>((_, reject) => this.#waiting.add((stop = reject)));
    try {
      return await Promise.race([job(work), stopped]);
    } finally {
      this.#waiting.delete(stop);
    }
  }

  cancel(): void {
    this.#end(new Cancelled("cancelled"));
  }

  #start(): Work {
    if (this.#work === undefined) {
      this.#worker = new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });
      this.#worker.onerror = (event) => this.#end(new Error(event.message || "the worker could not be loaded"));
      this.#work = wrap(this.#worker) as unknown as Work;
    }
    return this.#work;
  }

  #end(reason: Error): void {
    this.#worker?.terminate();
    this.#worker = this.#work = undefined;
    for (const stop of this.#waiting) stop(reason);
  }
}
