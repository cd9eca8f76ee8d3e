import { checkInteger, checkNumber, describe } from "./checks";
import { wrongKind } from "./errors";
import { asCaller } from "./wasm/working";

/** How an iterative method ended. Reaching the cap is not an error: read `converged`. */
export interface ConvergenceInfo {
  /** Whether the tolerance was met. If not, the result is the best so far. */
  readonly converged: boolean;
  /** Iterations done, 0 or more. */
  readonly iterations: number;
  /** What the method compares with its tolerance, after the last iteration (see the method); Infinity before the first. */
  readonly change: number;
  /** The quantity the method decreases, after the last iteration, where it has one. */
  readonly objective?: number;
}

/** What `onProgress` is told after each iteration. */
export interface Progress {
  /** 1 for the first. Where a method is tried out before it is run, as by `complete` with "auto", counted on over both. */
  readonly iteration: number;
  readonly change: number;
  readonly objective?: number;
  /** Of a fit to a part of the entries by which `complete` chooses: what is tried. */
  readonly trial?: string;
}

/** What every iterative function takes. */
export interface IterationOptions {
  /** Stop when the measure of change is at most this; 0 or more. */
  readonly tolerance?: number | undefined;
  /** Iterations at most, 1 or more. */
  readonly maxIterations?: number | undefined;
  /** Called after every iteration; returning `false` stops with the best so far. */
  readonly onProgress?: ((progress: Progress) => boolean | void) | undefined;
}

/** The outcome of one iteration. */
export interface Turn {
  readonly change: number;
  readonly objective?: number;
  /** For a method with a stopping rule of its own; otherwise `change <= tolerance` decides. */
  readonly converged?: boolean;
}

/** The options with `defaults` filled in, checked. */
export function iterationOptions(
  options: IterationOptions | undefined,
  defaults: { readonly tolerance: number; readonly maxIterations: number },
): Required<Pick<IterationOptions, "tolerance" | "maxIterations">> & Pick<IterationOptions, "onProgress"> {
  const tolerance = options?.tolerance ?? defaults.tolerance;
  const maxIterations = options?.maxIterations ?? defaults.maxIterations;
  const onProgress = options?.onProgress;
  checkNumber("options.tolerance", tolerance, 0, Infinity);
  checkInteger("options.maxIterations", maxIterations, 1);
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw wrongKind(`options.onProgress is ${describe(onProgress)}: expected a function`);
  }
  return { tolerance, maxIterations, onProgress };
}

/**
 * The loop of every iterative method: one `step` per iteration, until it has converged, `onProgress` returns false, the cap
 * is reached, or the measure of change is not a number.
 */
export function iterate(
  step: (iteration: number) => Turn,
  { tolerance, maxIterations, onProgress }: ReturnType<typeof iterationOptions>,
): ConvergenceInfo {
  let iterations = 0;
  let last: Turn = { change: Infinity, converged: false };
  while (iterations < maxIterations) {
    last = step(++iterations);
    const { change, objective } = last;
    const stopped = asCaller(() => onProgress?.({ iteration: iterations, change, ...(objective === undefined ? {} : { objective }) })) === false;
    if (hasConverged(last, tolerance) || stopped || Number.isNaN(change)) break;
  }
  const { change, objective } = last;
  return { converged: hasConverged(last, tolerance), iterations, change, ...(objective === undefined ? {} : { objective }) };
}

function hasConverged({ change, converged }: Turn, tolerance: number): boolean {
  return converged ?? change <= tolerance;
}
