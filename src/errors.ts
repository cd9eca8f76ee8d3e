import { Status } from "../assembly/status";

/** A direct method reached its iteration cap. Not known to happen on finite input: please report the matrix. */
export class ConvergenceError extends Error {
  override readonly name = "ConvergenceError";
}

/**
 * The WebAssembly memory (4 GiB at most), or the engine's own, cannot hold what the call needs. Nothing was computed or
 * kept. A RangeError, as the engine's own failures to allocate are.
 */
export class OutOfMemoryError extends RangeError {
  override readonly name = "OutOfMemoryError";

  /** @param bytes  what the call asked for. */
  constructor(operation: string, readonly bytes: number) {
    super(`${operation} needs ${bytes} bytes of memory, more than can be had (4294901760 at most)`);
  }
}

/** WebAssembly is missing, lacks SIMD, or may not be compiled here. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
}

/** Turns the status of a driver into an error. The only place that interprets status numbers. */
export function check(status: number, operation: string, bytes: number): void {
  if (status === (Status.Ok as number)) return;
  if (status === (Status.OutOfMemory as number)) throw new OutOfMemoryError(operation, bytes);
  throw new ConvergenceError(`${operation} did not converge within its iteration cap`);
}
