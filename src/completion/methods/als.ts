import { iterationOptions } from "../../iterate";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel } from "../model/model";
import { type Settings, solverSteps } from "../options";
import { alsErrors, type AlsProblem, clearFactors, leaveZero, openAls, type Origin, refresh, runAls, sweepAls } from "../problems/als";
import { subtractBiases } from "../problems/biases";
import { withFeatures } from "../problems/features";
import { type Split, splits } from "../problems/holdout";
import { foldRidge } from "../problems/line";
import { searchPenalty, type Trial, trialError } from "../problems/penalty";
import { copySides, keepSides, openTable, placeStart } from "../problems/table";
import type { Completion } from "../types";
import { recoverGiven } from "./exact";
import type { FoldingMethod } from "./method";

const DEFAULTS = Object.freeze({ tolerance: 1e-6, maxIterations: 500 });
const CHOSEN = Object.freeze({ tolerance: 1e-3, maxIterations: 100 });
/** The path of penalties, from the one where factors leave zero; at each as many sweeps as it takes to be near enough to go on. */
const PATH = Object.freeze({ ratio: 0.6, most: 24 });
const STEP = Object.freeze({ tolerance: 2e-2, maxIterations: 8 });
/** With features factors leave zero at larger penalties, as these bear on many lines at once: so many times, and so many steps more until something is better than nothing. */
const INFORMED = Object.freeze({ times: 30, steps: 7 });
/** On the way to a known penalty: from this times the spread of the entries. */
const FIRST = 2;
/** Coarser on the way to a known penalty, which makes the start matter less; a penalty of this share of the first is rounding. */
const APPROACH = 0.5;
const LEAST_SHARE = 8.271806125530277e-25; // 2^-80

/**
 * Alternating least squares: the minimum of  Σ (x − b − c − p·q)² + λ Σ n^power |p|² + λ Σ n^power |q|² + damping · b², c².
 * Zhou, Wilkinson, Schreiber & Pan (2008) for power 1; the biases are solved together with the factors.
 */
export function fitAls(frame: Frame, entries: Entries, settings: Settings, rank: number): Completion {
  const choice = settings.lambda === undefined ? chooseLambda(frame, entries, settings, rank) : undefined;
  const problem = openProblem(frame, entries, settings, rank);
  const { session, biased } = problem;
  const { weight, unit } = session;
  const lambda = choice === undefined ? settings.lambda! / unit : choice.start(problem);
  if (settings.start !== undefined) {
    placeStart(session, problem.sides, settings.start, biased === 1);
    frame.wasm.alsExplain(problem.record);
  }
  else if (choice === undefined) approach(problem, lambda);
  const info = runAls(problem, lambda, iterationOptions(settings.loop, choice === undefined && !settings.loosely ? DEFAULTS : CHOSEN));
  const rmse = unit * Math.sqrt(alsErrors(problem, session) / weight);
  const used = settings.lambda ?? lambda * unit;
  return alsModel(problem, settings, {
    noise: rmse,
    fold: foldRule("ridge", settings, {
      lambda: used, power: settings.power ?? 1, biased: biased === 1, nonnegative: settings.nonnegative,
    }),
    info: completionInfo(info, settings.seed, rmse, { lambda: used, ...(choice === undefined ? {} : { heldOutRmse: choice.error * unit }) }),
    range: settings.range,
  });
}

function alsModel(problem: AlsProblem, { features }: Settings, parts: Parameters<typeof makeModel>[3]): Completion {
  const { session, rank, sides, biases, biased, placed } = problem;
  const model = makeModel(session, "als", { rank, sides, biases, biasSlot: biased === 1 }, parts);
  return withFeatures(model, session.frame, features, placed, { rank, stride: sides.stride, unit: session.unit });
}

function openProblem(frame: Frame, entries: Entries, settings: Settings, rank: number): AlsProblem {
  return openAls(openTable(frame, entries), rank, {
    biased: settings.biases, power: settings.power ?? 1, damping: settings.damping, nonnegative: settings.nonnegative, seed: settings.seed,
    steps: solverSteps(settings, rank), features: settings.features,
  });
}

/** The spread of the values left after the mean, per entry of a line: what a penalty is measured against. */
function firstPenalty({ session, size, power }: AlsProblem): number {
  const perLine = session.weight / Math.max(session.rows, session.columns);
  return FIRST * size * (power === 1 ? 1 : perLine);
}

function approach(problem: AlsProblem, lambda: number): void {
  const out = problem.session.frame.reserve(2);
  const first = firstPenalty(problem);
  for (let at = first; at > lambda / APPROACH && at > first * LEAST_SHARE; at *= APPROACH) {
    refresh(problem);
    sweepAls(problem, at, out);
  }
  refresh(problem);
}

/** Errors on `judge` of fits at falling penalties (in units of the entries), each from the one before. */
function alsPath(frame: Frame, { fit, judge }: Split, settings: Settings, lambdas: readonly number[], rank: number): number[] {
  const problem = openProblem(frame, fit, settings, rank);
  const { session, biases } = problem;
  const target = openTable(frame, judge, session.unit);
  subtractBiases(target, biases);
  approach(problem, lambdas[0]! / session.unit);
  return lambdas.map((lambda) => {
    refresh(problem);
    runAls(problem, lambda / session.unit, { ...CHOSEN, onProgress: settings.watch.onProgress });
    return session.unit * Math.sqrt(alsErrors(problem, target) / target.weight);
  });
}

/** What held-out entries chose. */
interface Choice {
  readonly error: number;
  /** Puts the factors that were judged into a problem of all entries; returns the penalty, in units of its session. */
  start(problem: AlsProblem): number;
}

/** The penalty that does best on held-out entries, and the fit that was judged. */
function chooseLambda(frame: Frame, entries: Entries, settings: Settings, rank: number): Choice {
  const parts = splits(entries, settings.seed);
  if (parts.length === 0) return noFactors(NaN);
  return frame.scope(() => {
    const trials = parts.map((part) => openTrial(frame, part, settings, rank));
    const zero = trialError(trials, ({ origin }) => origin.squares);
    const first = PATH.ratio * Math.max(...trials.map(({ origin }) => origin.largest));
    if (!(first > 0)) return noFactors(zero);
    const { isStopped, onProgress } = settings.watch;
    const { penalty } = searchPenalty(frame.wasm, trials, pathFrom(first, settings), zero, isStopped);
    if (penalty === undefined) return noFactors(zero);
    for (const { problem } of trials) runAls(problem, penalty, { ...CHOSEN, onProgress });
    const error = trialError(trials);
    if (!(error < zero)) return noFactors(zero);
    const place = copySides(trials[0]!.problem.session, trials[0]!.problem.sides);
    return {
      error,
      start({ session, sides, record }) {
        place(session, sides);
        session.frame.wasm.alsExplain(record);
        return penalty;
      },
    };
  });
}

/** Around a penalty that is best for fewer factors: so many steps before it, and so many in all. */
const NEAR = Object.freeze({ before: 2, most: 7 });

/** What a path goes through for all penalties, or for those near one. */
function pathFor(largest: number, unit: number, settings: Settings) {
  if (settings.near === undefined) return pathFrom(PATH.ratio * largest, settings);
  let first = settings.near / unit;
  for (let step = 0; step < NEAR.before; step++) first /= PATH.ratio;
  return { ...PATH, first: Math.min(PATH.ratio * largest, first), most: NEAR.most };
}

function pathFrom(first: number, { features }: Settings) {
  return features === undefined ? { ...PATH, first } : { ...PATH, first: first * INFORMED.times, extra: INFORMED.steps };
}

/** Biases alone: no factors, with a penalty that leaves them 0. */
function noFactors(error: number): Choice {
  return {
    error,
    start(problem) {
      const { largest } = leaveZero(problem);
      clearFactors(problem);
      return largest;
    },
  };
}

function openTrial(frame: Frame, { fit, judge }: Split, settings: Settings, rank: number): Trial & { readonly problem: AlsProblem; readonly origin: Origin } {
  const problem = openProblem(frame, fit, settings, rank);
  const { session, sides, biases } = problem;
  const target = openTable(frame, judge, session.unit);
  subtractBiases(target, biases);
  return {
    problem,
    origin: leaveZero(problem, target),
    fitAt: (lambda) => {
      refresh(problem);
      runAls(problem, lambda, { ...STEP, onProgress: settings.watch.onProgress });
    },
    squares: () => alsErrors(problem, target),
    count: target.weight,
    keep: () => {
      const restore = keepSides(session, sides);
      return () => {
        restore();
        frame.wasm.alsExplain(problem.record);
      };
    },
  };
}

/** The fits of the path that do best on what is held out. */
export function attemptAls(frame: Frame, parts: readonly Split[], settings: Settings, rank: number, target = Infinity): Completion[] {
  const trials = parts.map((part) => openTrial(frame, part, settings, rank));
  const { unit } = trials[0]!.problem.session;
  const zero = trialError(trials, ({ origin }) => origin.squares);
  const largest = Math.max(...trials.map(({ origin }) => origin.largest));
  const search = { ...pathFor(largest, unit, settings), target: target / unit };
  const found = largest > 0 ? searchPenalty(frame.wasm, trials, search, zero, settings.watch.isStopped) : undefined;
  const lambda = (found?.penalty ?? largest) * unit;
  return trials.map(({ problem }) => {
    if (found?.penalty === undefined) clearFactors(problem);
    const { session, biased } = problem;
    const rmse = unit * Math.sqrt(alsErrors(problem, session) / session.weight);
    return alsModel(problem, settings, {
      noise: rmse, fold: foldRule("ridge", settings, { lambda, power: settings.power ?? 1, biased: biased === 1 }),
      info: completionInfo({ converged: false, iterations: 0, change: 0 }, settings.seed, rmse, { lambda, heldOutRmse: (found?.error ?? zero) * unit }), range: undefined,
    });
  });
}

/** Least squares with penalty beside the other side's factors, biases solved together with them; an exact completion where only a rank is asked for. */
export const als: FoldingMethod = {
  fit: (frame, entries, settings, rank) => recoverGiven(frame, entries, settings) ?? fitAls(frame, entries, settings, rank),
  attempt: attemptAls,
  fold: foldRidge,
  path: alsPath,
};
