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
