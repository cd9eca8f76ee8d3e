/** pool-platform.ts for a page: the built pool and its Web Workers. */
import * as lowrank from "lowrank";
import { createPool, PoolClosedError, PoolFullError, PoolTimeoutError, WorkerCrashError } from "lowrank/pool";
import { single } from "lowrank/single";

export { createPool, lowrank, PoolClosedError, PoolFullError, PoolTimeoutError, single, WorkerCrashError };

/** Every worker that this page has started and not ended. */
export const threads: Worker[] = [];
const numbers = new WeakMap<Worker, number>();
let count = 0;

const Plain = globalThis.Worker;
class Watched extends Plain {
  constructor(...args: ConstructorParameters<typeof Plain>) {
    super(...args);
    threads.push(this);
    numbers.set(this, count++);
  }

  override terminate(): void {
    super.terminate();
    if (threads.includes(this)) threads.splice(threads.indexOf(this), 1);
  }
}

export function watchThreads(): () => void {
  globalThis.Worker = Watched;
  return () => { globalThis.Worker = Plain; };
}

export const idOf = (worker: Worker): number => numbers.get(worker)!;

/** A page does not hear of other ends. */
export const CRASHES: readonly (readonly [how: string, code: string, said: string])[] = [
  ["has an uncaught error", "setTimeout(() => { throw new Error('uncaught') })", "Uncaught Error: uncaught"],
];
