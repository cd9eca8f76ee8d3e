import { UnsupportedError } from "lowrank";
import Pool from "workerpool/src/Pool";
import { WorkerCrashError } from "./errors";
import type { Answer, Event, Request } from "./protocol";

/** Where the worker's code is: a file, or the code itself for Node to run. */
export interface Script {
  readonly source: string | URL;
  readonly kind: "thread" | "web";
  /** Whether `source` is code. */
  readonly isCode: boolean;
  /** Gives back what `source` holds. */
  release(): void;
}

/** A job under way. */
export interface Running {
  readonly answer: Promise<Answer>;
  /** Drops it from the queue, or terminates its worker. */
  cancel(): void;
}

/** A job as the pool library carries it along. */
interface Load extends Pool.TaskOptions {
  task?: Pool.Task;
  thread?: Pool.Thread;
  /** What the browser told of the error that ended it. */
  said?: string | undefined;
}

/** Starts of a worker that are tried for a job before the fault is taken to be lasting. */
const STARTS = 3;

/** First in, first out; a job that is aborted leaves at once, with its arguments. */
class Queue implements Pool.TaskQueue {
  private readonly tasks = new Set<Pool.Task>();

  push(task: Pool.Task): void {
    (task.options as Load).task = task;
    this.tasks.add(task);
  }

  pop(): Pool.Task | undefined {
    const [first] = this.tasks;
    if (first !== undefined) this.tasks.delete(first);
    return first;
  }

  size = (): number => this.tasks.size;
  contains = (task: Pool.Task): boolean => this.tasks.has(task);
  delete = (task: Pool.Task): boolean => this.tasks.delete(task);
  clear = (): void => this.tasks.clear();
}

/**
 * The workers and what waits for them, on workerpool. Beyond it: a job that is stopped takes its worker with it and holds up nothing that
 * waits, a worker that died idle gets no job, and Node may exit while there is nothing to do.
 */
export class Workers {
  private readonly queue = new Queue();
  private readonly pool: Pool;
  private jobs = 0;

  constructor(size: number, private readonly script: Script) {
    this.pool = new Pool({
      maxWorkers: size,
      workerType: script.kind,
      workerThreadOpts: { eval: script.isCode, execArgv: [] },
      workerTerminateTimeout: 1, // milliseconds: a worker has nothing to tidy up
      queueStrategy: this.queue,
      onCreateWorker: () => ({ script: script.source }),
    });
    const create = this.pool._createWorkerHandler;
    this.pool._createWorkerHandler = () => this.attend(create.call(this.pool));
  }

  run(request: Request, transfer: ArrayBuffer[], on: (event: Event) => void): Running {
    const job: Load = { transfer, on: on as (event: unknown) => void };
    let cancelled = false;
    this.hold();
    const answer = this.attempt(request, job, () => cancelled).finally(() => this.release());
    const cancel = () => {
      cancelled = true;
      if (job.task === undefined) return;
      this.queue.delete(job.task);
      job.task.resolver.promise.cancel();
    };
    return { answer, cancel };
  }

  /** Ends all workers. No job may be under way. */
  async close(): Promise<void> {
    this.hold(); // Node waits for it
    await new Promise((resolve, reject) => this.pool.terminate(true).then(resolve, reject));
  }

  private async attempt(request: Request, job: Load, isCancelled: () => boolean): Promise<Answer> {
    for (let starts = 1; ; starts++) {
      try {
        return await this.exec(request, job);
      } catch (cause) {
        if (this.script.kind === "web") await new Promise((resolve) => setTimeout(resolve)); // until catchError has heard of it
        // Arguments leave with the message, which waits for the worker to be ready.
        const begun = job.thread?.ready === true;
        if (begun || isCancelled() || starts === STARTS) throw this.failure(request[0], job.said ?? cause, begun);
      }
    }
  }

  private exec(request: Request, job: Load): Promise<Answer> {
    return new Promise((resolve, reject) => {
      try {
        this.pool.exec("call", request, job);
      } catch (error) {
        this.refuse(error);
      }
      job.task!.resolver.promise.then(resolve as (answer: unknown) => void, reject);
    });
  }

  private failure(name: string, cause: unknown, begun: boolean): Error {
    const text = cause instanceof Error ? cause.message : String(cause);
    const reason = /exitCode: `(\d+)`/.exec(text)?.[1];
    const said = reason === undefined ? text.replace("Workerpool Worker error: ", "") : `exit code ${reason}`;
    if (begun) return new WorkerCrashError(`${name}: its worker ended before it was done (${said})`);
    const hint =
      this.script.kind === "web"
        ? ": a content security policy must allow worker-src blob:, or createPool be given a workerUrl that it allows, see there"
        : "";
    return new UnsupportedError(`${name}: no worker could be started (${said})${hint}`);
  }

  /** No worker could be made: nobody is left to do what waits, unless others are at work. */
  private refuse(error: unknown): void {
    if (this.pool.workers.length > 0) return;
    for (let task = this.queue.pop(); task !== undefined; task = this.queue.pop()) task.resolver.reject(error);
  }

  private advance(): void {
    try {
      this.pool._next();
    } catch (error) {
      this.refuse(error);
    }
  }

  /** Looks after a new worker. */
  private attend(handler: Pool.Handler): Pool.Handler {
    const thread = handler.worker!;
    const ended = () => {
      if (handler.terminated && !handler.cleaning) {
        if (this.pool.workers.includes(handler)) this.pool._removeWorker(handler);
        thread.terminate(); // a browser's worker lives on after an error
      }
      this.advance();
    };
    let load: Load | undefined;
    const catchError = (event: Pool.ErrorEvent) => {
      event.preventDefault(); // it is the job's error, not the page's
      if (load !== undefined) load.said = event.message;
    };
    thread.addEventListener?.("error", catchError);
    thread.on("error", ended);
    thread.on("exit", ended);
    const end = () => {
      if (this.script.kind === "thread") return void thread.terminate(); // and "exit" follows
      handler.terminate(true);
      ended();
    };
    thread.on("messageerror", end);
    const { exec } = handler;
    handler.exec = (method, params, resolver, options) => {
      load = options;
      load.thread = thread;
      return exec.call(handler, method, params, resolver, options);
    };
    const { send } = thread;
    thread.send = (message, transfer) => {
      try {
        send.call(thread, message, transfer);
      } catch (error) { // what cannot be cloned: too much, or of an unknown kind
        load?.task?.resolver.reject(error);
        end();
      }
    };
    if (this.jobs === 0) thread.unref?.();
    return handler;
  }

  private hold(): void {
    if (this.jobs++ === 0) for (const { worker } of this.pool.workers) worker?.ref?.();
  }

  private release(): void {
    this.advance();
    if (--this.jobs === 0) for (const { worker } of this.pool.workers) worker?.unref?.();
  }
}
