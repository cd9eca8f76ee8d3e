/** A worker ended in the middle of a job: out of memory, or stopped from outside. The job may be given again. */
export class WorkerCrashError extends Error {
  override readonly name = "WorkerCrashError";
  readonly code = "LOWRANK_CRASH";
}

/** The pool was closed before the job was given, or by force before it was done. */
export class PoolClosedError extends Error {
  override readonly name = "PoolClosedError";
  readonly code = "LOWRANK_CLOSED";
}

/** As many jobs wait as `maxQueue` allows: try again later, or let the one who asks. Nothing was copied or begun. */
export class PoolFullError extends Error {
  override readonly name = "PoolFullError";
  readonly code = "LOWRANK_FULL";
}

/** A job took longer than its `timeout`, waiting included. */
export class PoolTimeoutError extends Error {
  override readonly name = "PoolTimeoutError";
  readonly code = "LOWRANK_TIMEOUT";
}
