/** A helper thread ended in the middle of a call: out of memory, or stopped from outside. Nothing of the call is kept; it may be made again. */
export class HelperError extends Error {
  override readonly name = "HelperError";
  readonly code = "LOWRANK_CRASH";
}
