/**
 * What every error of the package carries as its `code`, for programs that decide by it. LOWRANK_TYPE (a TypeError) and LOWRANK_RANGE (a RangeError): an argument is
 * of the wrong kind, or has a wrong value; the message names it. The others belong to the classes of errors.
 */
export type ErrorCode = "LOWRANK_TYPE" | "LOWRANK_RANGE" | "LOWRANK_MEMORY" | "LOWRANK_CONVERGENCE" | "LOWRANK_UNSUPPORTED";

/** An argument of the wrong kind. */
export function wrongKind(message: string, options?: ErrorOptions): TypeError {
  return Object.assign(new TypeError(message, options), { code: "LOWRANK_TYPE" });
}

/** An argument of the right kind with a wrong value. */
export function outOfRange(message: string): RangeError {
  return Object.assign(new RangeError(message), { code: "LOWRANK_RANGE" });
}

/** Whether an error is one of the package's: what a caller's getter throws is not. */
export function isOurs(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith("LOWRANK_");
}

/** A direct method reached its iteration cap. Not known to happen on finite input: please report the matrix. */
export class ConvergenceError extends Error {
  override readonly name = "ConvergenceError";
  readonly code = "LOWRANK_CONVERGENCE";
}

/** What takes less memory than an operation does. */
function wayOut(operation: string): string {
  if (operation.startsWith("truncatedSvd")) return '{ vectors: "right" } takes less';
  if (/^(complete|item|fold|predict)/.test(operation)) return "fewer factors take less";
  return "lowrank/partial takes rows in parts, truncatedSvd the leading triplets alone";
}

/**
 * The WebAssembly memory (4 GiB at most), or the engine's own, cannot hold what the call needs. Nothing was computed or
 * kept. A RangeError, as the engine's own failures to allocate are.
 */
export class OutOfMemoryError extends RangeError {
  override readonly name = "OutOfMemoryError";
  readonly code = "LOWRANK_MEMORY";

  /** @param bytes  what the call asked for. */
  constructor(operation: string, readonly bytes: number) {
    super(`${operation} needs ${bytes} bytes of memory, more than can be had (4294901760 at most); ${wayOut(operation)}`);
  }
}

/** WebAssembly is missing, lacks SIMD, or may not be compiled here. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
  readonly code = "LOWRANK_UNSUPPORTED";
}
