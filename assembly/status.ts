/** Outcome of a driver. The one file that both languages compile. */
export const enum Status {
  Ok = 0,
  /** The arena could not grow; nothing was computed. */
  OutOfMemory = 1,
  /** An iteration reached its cap: the result is not usable. */
  NoConvergence = 2,
}
