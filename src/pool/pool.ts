/**
 * The functions of `lowrank` on worker threads and Web Workers: each gives a promise of what it returns there.
 *
 * @module lowrank/pool
 */
import { checkInteger, readOptions } from "../checks";
import { type Call, checkTimeout, readJob, takeOptions } from "./arguments";
import { PoolClosedError, PoolFullError, PoolTimeoutError } from "./errors";
import { JOB_AT, OPTIONS_AT, type PoolFunctions } from "./functions";
import { Job } from "./job";
import { findScript, processors, requireWorkers } from "./platform";
import { reviveError } from "./protocol";
import { pack } from "./transfer";
import { Workers } from "./workers";

export { PoolClosedError, PoolFullError, PoolTimeoutError, WorkerCrashError } from "./errors";
export type { AppendLines, InSingleCall, InSingleToo, JobOptions, PooledName, PoolFunction, PoolFunctionInSingle, PoolFunctions, SendableOptions, Signal } from "./functions";

/** Options of `createPool`. */
export interface PoolOptions {
  /**
   * Workers at most, 1 to 1024; they are started as jobs come. Default: as many as the machine has processors
   * (`os.availableParallelism()`, `navigator.hardwareConcurrency`; 4 where it does not tell), for a thread that only waits leaves its
   * own processor free. Every worker has a WebAssembly memory of its own, and keeps up to 256 MiB of it.
   */
  readonly size?: number | undefined;
  /**
   * Where the worker's script, `lowrank/pool-worker.js`, is served from: for pages whose content security policy has no `worker-src blob:`.
   * A URL object or text (in Node a path), of the page's origin and of the same version. Default: the script is part of this module; browsers start it from a
   * blob, Node from memory.
   */
  readonly workerUrl?: string | { readonly href: string } | undefined;
  /**
   * Jobs that may wait for a worker, 0 or more: a call beyond them is rejected at once with a PoolFullError, before its arguments are copied. A service answers 503 then, and keeps its memory. Default: any number.
   */
  readonly maxQueue?: number | undefined;
  /** Milliseconds that a job may take, waiting included, above 0, where the call itself does not say. Default: any time. */
  readonly timeout?: number | undefined;
}

/** What `await using` asks for, where TypeScript's library has it. */
export type AsyncDisposal = typeof Symbol extends { readonly asyncDispose: infer Name extends symbol } ? { readonly [K in Name]: () => Promise<void> } : object;

/** The functions of `lowrank` on workers. May stand in `await using`, which closes it. */
export interface Pool extends PoolFunctions, AsyncDisposal {
  /** Workers at most. */
  readonly size: number;
  /** Jobs that wait for a worker. */
  readonly waiting: number;
  /** Jobs that a worker is at, or is being started for. */
  readonly running: number;
  /**
   * Starts all workers and compiles in each, ahead of the first job. Optional.
   *
   * @throws UnsupportedError  (as a rejection) where workers or WebAssembly may not be used.
   */
  ready(): Promise<void>;
  /**
   * Ends the workers, after the jobs that were given before; with `force` at once, and those jobs reject with a PoolClosedError. Calls
   * from now on reject with a PoolClosedError. May be called again.
   */
  close(options?: CloseOptions): Promise<void>;
}

/** Options of `Pool.close`. */
export interface CloseOptions {
  /** true: what is under way is given up. Default false. */
  readonly force?: boolean | undefined;
}

/**
 * Workers that run the functions of `lowrank` off the calling thread, in Node and in browsers: the same functions and results, as promises.
 *
 * Every function takes `{ signal, transfer, timeout }` too (see `JobOptions`): among its own options, or as one more argument where it has none.
 * Where it has `onProgress`, that is called on this thread, once per iteration and never after the promise has settled; returning `false`
 * stops the method with the best so far as soon as the worker notices, some iterations later. A page that is neither cross-origin isolated
 * nor allows `connect-src blob:` cannot reach a worker at work; there `false` terminates it, and the promise rejects with an
 * UnsupportedError.
 *
 * Results are moved, not copied. Left out is what only converts: `matrix`, `toRows`, `transpose`, `column`, `toObjects`, `toPlain`, `fromPlain`, `labelled`, `loadFactors`. What cannot be sent gives a
 * TypeError: operators, a function `exclude` of `recommendAll`, an `out` of `svdBatch`.
 *
 * @param options  see `PoolOptions`.
 * @returns the functions, `ready`, `close`, `size`, and what `waiting` and `running` count. An idle pool does not keep Node running.
 * @throws TypeError or RangeError  if an option is of the wrong kind or value;
 * @throws UnsupportedError         where there are no workers, and in Node before 20.16.
 *
 * The promises reject with what the function throws (same class, same message), with `signal.reason`, with a WorkerCrashError if the
 * worker ended in the middle of the job, or with a PoolClosedError, PoolFullError or PoolTimeoutError. A worker that ended is replaced, and the other jobs go on.
 *
 * A job costs about 0.1 ms and one copy of its arguments, which is made (or with `transfer` saved) during the call; a worker's first job its
 * start, about 60 ms.
 *
 * @example
 * const pool = createPool({ size: 2 });
 * const [{ S }, norm] = await Promise.all([pool.svd([[3, 0], [4, 5]]), pool.frobeniusNorm([[3, 0], [4, 5]])]);
 * S; // √45 and √5
 * norm; // √50
 * await pool.close();
 */
export function createPool(options?: PoolOptions): Pool {
  const { size: given, workerUrl, maxQueue = Number.MAX_SAFE_INTEGER, timeout: usual } = readOptions("options", options, ["size", "workerUrl", "maxQueue", "timeout"]);
  requireWorkers();
  const size = given ?? processors();
  checkInteger("options.size", size, 1, 1024);
  checkInteger("options.maxQueue", maxQueue, 0);
  checkTimeout("options.timeout", usual);
  const script = findScript(workerUrl);
  const workers = new Workers(size, script);
  const jobs = new Set<Job>();
  let closed: Promise<void> | undefined;

  async function run(name: string, at: number, read: (at: number, given: readonly unknown[]) => Call, given: readonly unknown[]): Promise<unknown> {
    if (closed !== undefined) throw new PoolClosedError(`${name}: the pool is closed`);
    if (jobs.size >= size + maxQueue) throw new PoolFullError(`${name}: ${jobs.size - size} jobs wait: expected at most maxQueue = ${maxQueue} (try again later)`);
    const { args, signal, transfer, timeout = usual, onProgress } = read(at, given);
    if (signal?.aborted) throw signal.reason;
    const watch = onProgress && { at, onProgress };
    const job = new Job(workers, { name, ...pack(args, transfer), signal, watch });
    jobs.add(job);
    const timer = timeout === undefined ? undefined : setTimeout(() => job.giveUp(new PoolTimeoutError(`${name} took longer than its timeout of ${timeout} ms`)), timeout);
    try {
      const answer = await job.answer;
      if ("error" in answer) throw reviveError(answer.error);
      return answer.result;
    } finally {
      clearTimeout(timer);
      jobs.delete(job);
    }
  }

  async function finish(): Promise<void> {
    await Promise.allSettled([...jobs].map(({ answer }) => answer));
    await workers.close();
    script.release();
  }

  async function close(how?: CloseOptions): Promise<void> {
    const { force } = readOptions("options", how, ["force"]);
    closed ??= finish();
    if (force === true) for (const job of jobs) job.giveUp(new PoolClosedError("the pool was closed by force"));
    return closed;
  }

  const bind = (places: Readonly<Record<string, number>>, read: typeof readJob) =>
    Object.fromEntries(Object.entries(places).map(([name, at]) => [name, (...given: unknown[]) => run(name, at, read, given)]));
  const functions = { ...bind(OPTIONS_AT, takeOptions), ...bind(JOB_AT, readJob) } as unknown as PoolFunctions;
  return Object.freeze({
    ...functions,
    size,
    get waiting() {
      return jobs.size - Math.min(size, jobs.size);
    },
    get running() {
      return Math.min(size, jobs.size);
    },
    async ready() {
      await Promise.all(Array.from({ length: size }, () => functions.frobeniusNorm([[0]])));
    },
    close,
    [Symbol.asyncDispose ?? Symbol("asyncDispose")]: () => close(),
  } as Pool);
}
