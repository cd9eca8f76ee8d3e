import type { Exports } from "../../wasm/completion";

/** A fit on a part of the entries, as a penalty falls, and its errors on the rest. */
export interface Trial {
  /** Goes on from the fit at the penalty before. */
  fitAt(penalty: number): void;
  /** Sum of squared errors on the entries held out, `count` of them. */
  squares(): number;
  readonly count: number;
  /** Keeps the fit; what it returns brings it back. */
  keep(): () => void;
}

/** Where to look: from `first` down by `ratio`, so many at most. */
export interface PenaltyPath {
  readonly first: number;
  readonly ratio: number;
  readonly most: number;
  /** What others have reached: a path that will not come near is given up. */
  readonly target?: number;
  /** Steps more until something is better than no factors. */
  readonly extra?: number;
}

/** The penalty of the fit that did best, none where no factors did, and its error. */
export interface PenaltyChoice {
  readonly penalty: number | undefined;
  /** Where in the path. */
  readonly step: number;
  readonly error: number;
}

/** Steps without a new least error before the search ends; as long as nothing was better than no factors at all, more: noise may leave zero first. */
const PATIENCE = Object.freeze({ after: 2, before: 6 });

/** A path is given up after so many steps if so many like the last would not do. */
const HOPELESS = Object.freeze({ after: 5, steps: 6 });

/** Root mean square error over all trials; `squares`: of a trial, where not of its fit. */
export function trialError<T extends Trial>(trials: readonly T[], squares = (trial: T) => trial.squares()): number {
  const total = trials.reduce((sum, { count }) => sum + count, 0);
  return Math.sqrt(trials.reduce((sum, trial) => sum + squares(trial), 0) / total);
}

/**
 * The best of a falling path of penalties that begins where factors first leave zero, by errors on held-out entries.
 *
 * Walks down until errors rise, then tries the minimum of the parabola through the best and its neighbours, on a logarithmic scale, from the
 * fit before the best. `zero`: the error of no factors; if nothing is better, no penalty is chosen. Leaves the trials at the chosen fit.
 */
export function searchPenalty(
  wasm: Exports, trials: readonly Trial[], { first, ratio, most, target = Infinity, extra = 0 }: PenaltyPath, zero: number, isStopped: () => boolean,
): PenaltyChoice {
  const keep = () => {
    const kept = trials.map((trial) => trial.keep());
    return () => kept.forEach((restore) => restore());
  };
  const fitAt = (penalty: number) => {
    for (const trial of trials) trial.fitAt(penalty);
    return trialError(trials);
  };
  const [steps, errors]: [number[], number[]] = [[], []];
  const origin = keep();
  let [best, before, after] = [-1, origin, origin];
  const errorOf = (step: number) => (step < 0 ? zero : errors[step]!);
  for (let step = 0; step < most + extra && step - best <= (best < 0 ? PATIENCE.before + extra : PATIENCE.after) && !isStopped(); step++) {
    const start = keep();
    steps.push(step === 0 ? first : steps[step - 1]! * ratio);
    errors.push(fitAt(steps[step]!));
    if (errors[step]! < errorOf(best)) [best, before, after] = [step, start, keep()];
    if (isHopeless(errors, target)) break;
  }
  if (best < 0) {
    origin();
    return { penalty: undefined, step: -1, error: zero };
  }
  const chosen = { penalty: steps[best]!, step: best, error: errors[best]! };
  const offset = best + 1 < errors.length ? vertex(errorOf(best - 1), errors[best]!, errors[best + 1]!) : 0;
  if (offset !== 0 && !isStopped()) {
    before();
    const between = steps[best]! * wasm.exponential(offset * wasm.logarithm(ratio));
    const error = fitAt(between);
    if (error < chosen.error) return { penalty: between, step: best, error };
  }
  after();
  return chosen;
}

/** Whether errors fall by so little that, falling ever less, they stay above a target. */
function isHopeless(errors: readonly number[], target: number): boolean {
  const last = errors.length - 1;
  return last >= HOPELESS.after && errors[last]! - HOPELESS.steps * Math.max(0, errors[last - 1]! - errors[last]!) > target;
}

/** Where the parabola through three errors at -1, 0, 1 has its minimum, half a step away at most. */
function vertex(left: number, middle: number, right: number): number {
  const curvature = left - 2 * middle + right;
  return curvature > 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / curvature)) : 0;
}
