/**
 * The functions of lowrank, one call on several cores.
 *
 * @module lowrank/threads
 */
import { core } from "./core";
import { ask } from "./settings";

export * from "lowrank";
export { HelperError } from "./errors";

/**
 * How many threads a call may use, the one that calls among them. By default as many as the machine runs at a time, or the environment's LOWRANK_THREADS. Results have the same bits
 * whatever the number. Helpers start when a call is first large enough for them, and sleep between calls; they keep no program alive.
 *
 * @param count  1 to 64. 1 works everywhere. From the next call on.
 * @throws UnsupportedError  more than 1 where there are no helpers: in a page itself rather than a worker, without cross-origin isolation, where no threads may be made.
 *
 * Cost the compiled module is instantiated anew: a few milliseconds at the next call.
 *
 * @example
 * setThreads(2);
 * const { S } = svd([[3, 0], [4, 5]]); // [6.708…, 2.236…]
 */
export function setThreads(count: number): void {
  ask(count);
  core.recount();
}
