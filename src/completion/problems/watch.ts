import type { IterationOptions, Progress } from "../../iterate";

/** Counts iterations on over all runs of a method, and knows whether the caller stopped one: every run after that ends with its first iteration. */
export interface Watch {
  readonly onProgress: IterationOptions["onProgress"];
  isStopped(): boolean;
  /** Iterations told so far. */
  count(): number;
}

export function watch(onProgress: IterationOptions["onProgress"]): Watch {
  if (onProgress === undefined) return { onProgress, isStopped: () => false, count: () => 0 };
  let [count, stopped] = [0, false];
  const counted = (progress: Progress) => {
    if (!stopped) stopped = onProgress({ ...progress, iteration: ++count }) === false;
    return !stopped;
  };
  return { onProgress: counted, isStopped: () => stopped, count: () => count };
}
