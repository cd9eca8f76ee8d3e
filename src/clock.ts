/** Milliseconds of the clock, for what is said to depend on it. */
export function milliseconds(): number {
  return Date.now();
}
