// The parts of workerpool 10.0.3 that are used. What is marked "inside" is not documented there: the version is pinned, and
// test/pool/ fails if it changes.

declare module "workerpool/src/Pool" {
  namespace Pool {
    interface Promise<T> {
      readonly pending: boolean;
      then(done: (value: T) => void, failed: (error: unknown) => void): Promise<void>;
      cancel(): void;
    }

    interface Task {
      readonly options: TaskOptions;
      readonly resolver: { readonly promise: Promise<unknown>; reject(error: unknown): void };
    }

    interface TaskOptions {
      readonly transfer: ArrayBuffer[];
      readonly on: (event: unknown) => void;
    }

    interface TaskQueue {
      push(task: Task): void;
      pop(): Task | undefined;
      size(): number;
      contains(task: Task): boolean;
      clear(): void;
    }

    interface Options {
      readonly maxWorkers: number;
      readonly workerType: "thread" | "web";
      readonly workerThreadOpts?: { readonly eval?: boolean; readonly execArgv?: string[] };
      readonly workerTerminateTimeout: number;
      readonly queueStrategy: TaskQueue;
      readonly onCreateWorker: () => { readonly script: string | URL };
    }

    interface ErrorEvent {
      readonly message?: string;
      preventDefault(): void;
    }

    /** Inside: a Worker of Node or of the browser. */
    interface Thread {
      /** Its script has run. */
      readonly ready?: boolean;
      on(event: "error" | "exit" | "messageerror", listener: () => void): void;
      /** Of the browser's only. */
      addEventListener?(event: "error", listener: (event: ErrorEvent) => void): void;
      send(message: unknown, transfer?: ArrayBuffer[]): void;
      terminate(): unknown;
      ref?(): void;
      unref?(): void;
    }

    /** Inside. */
    interface Handler {
      readonly worker: Thread | null;
      readonly terminated: boolean;
      /** It has been told to end, and what was waiting for that will be called. */
      readonly cleaning: boolean;
      exec: (method: string, params: unknown, resolver: unknown, options: TaskOptions) => Promise<unknown>;
      terminate(force: boolean): void;
    }
  }

  class Pool {
    constructor(options: Pool.Options);
    exec(method: string, params: readonly unknown[], options: Pool.TaskOptions): Pool.Promise<unknown>;
    terminate(force: boolean): Pool.Promise<unknown>;
    /** Inside. */
    readonly workers: Pool.Handler[];
    /** Inside: starts the next task if a worker is free. */
    _next(): void;
    /** Inside. */
    _createWorkerHandler(): Pool.Handler;
    /** Inside. */
    _removeWorker(handler: Pool.Handler): unknown;
  }

  export = Pool;
}

declare module "workerpool/src/worker" {
  const worker: {
    add(methods: Record<string, (...args: never[]) => unknown>): void;
    emit(event: unknown): void;
  };
  export default worker;
}

declare module "workerpool/src/transfer" {
  export default class Transfer {
    constructor(message: unknown, transfer: ArrayBuffer[]);
  }
}

declare module "*?script" {
  const script: string;
  export default script;
}
