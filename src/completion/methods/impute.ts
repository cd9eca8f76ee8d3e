import { type ConvergenceInfo, iterationOptions } from "../../iterate";
import { mapped } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel } from "../model/model";
import type { Settings } from "../options";
import { type Biases, fillBiases, subtractBiases } from "../problems/biases";
import { type Split, splits } from "../problems/holdout";
import { balance, imputeErrors, type ImputeProblem, openImpute, refill, runImpute } from "../problems/impute";
import { foldRidge } from "../problems/line";
import { searchPenalty, trialError } from "../problems/penalty";
import { copySides, keepSides, openTable, placeStart, type Session, type Sides } from "../problems/table";
import type { Completion, Fill } from "../types";
import { truncate } from "./fill";
import type { FoldingMethod } from "./method";

/** With a given penalty the problem is solved to this; with a chosen one the choice is coarser than that. */
const GIVEN = Object.freeze({ tolerance: 1e-9, maxIterations: 5000 });
const CHOSEN = Object.freeze({ tolerance: 1e-3, maxIterations: 500 });
/** Columns of factors at most when no rank is given; more cost time and the penalty rarely leaves that many. */
const MOST_RANK = 100;
/** The path: from the largest singular value down by this factor, so many at most, each from the one before, with so many more columns. */
const PATH = Object.freeze({ ratio: 0.75, most: 40, tolerance: 1e-2, maxIterations: 15, columns: 6, first: 8 });
/** Coarser steps on the way to a penalty that is known; each is as long as ln(1/2) / ln(3/4) steps of the path. */
const APPROACH = Object.freeze({ ratio: 0.5, steps: 2.409420839653209, tolerance: 1e-2, maxIterations: 5, onProgress: undefined });
/** The adaptive stage: the column of singular value s is penalized by strength * λ² / (s + OFFSET * λ); strengths tried from the first down. */
const ADAPTIVE = Object.freeze({ offset: 3, first: 16, ratio: 0.6, most: 10, tolerance: 1e-2, maxIterations: 100 });
/** Parts held out in turn, and entries times columns of all of them: more would take seconds. */
const MOST_PARTS = 3;
const MOST_WORK = 5e5;
/** Entries times columns up to which an attempt takes the adaptive stage, too. */
const CHEAP = 4e6;
/** Factors that gain so little have no large singular values to spare. */
const LITTLE = 0.99;
/** Singular values below this share of the first are left out of the model. */
const NEGLIGIBLE = 1e-10;
/** Largest full table that is decomposed directly. */
const MOST_DENSE = 4_194_304; // 2^22

/** What held-out entries chose, in units of a session of all entries: nothing, if no factors did better than none. */
interface Choice {
  readonly error: number;
  readonly fit?: {
    readonly lambda: number;
    /** Of the adaptive stage, if that does better still. */
    readonly penalties: Float64Array | undefined;
    /** Columns in use. */
    readonly used: number;
    /** Puts the factors that were judged into a problem of all entries. */
    place(session: Session, sides: Sides): void;
  };
}

/**
 * Soft-impute: the minimum over M of ½ ‖P(X − M)‖² + λ ‖M‖_*, P picking the observed entries, by alternating least squares on the
 * filled table.   Mazumder, Hastie & Tibshirani (2010), eq. 8; Hastie, Mazumder, Lee & Zadeh (2015), Algorithm 3.1
 *
 * With a λ nothing is subtracted first unless `fill` says so. Without, λ is chosen on held-out entries after biases, and so is a second,
 * adaptive stage: weights that spare the large singular values, from the first stage's.   Chen, Dong & Chan (2013)
 */
function fitSoftImpute(frame: Frame, entries: Entries, settings: Settings): Completion {
  if (settings.lambda !== undefined) return fitGiven(frame, entries, settings, settings.lambda);
  const fill = settings.fill ?? "bias";
  const choice = choosePenalty(frame, entries, settings, fill);
  const problem = openImpute(frame, entries, settings, fill, rankOf(entries, settings));
  const { error } = choice;
  if (choice.fit === undefined) return finish(problem, settings, 0, { info: AT_ONCE, lambda: problem.largest, fill, error });
  const { lambda, penalties, used, place } = choice.fit;
  place(problem.session, problem.sides);
  const info = runImpute(problem, used, penalties ?? lambda, iterationOptions(settings.loop, penalties === undefined ? CHOSEN : ADAPTIVE));
  return finish(problem, settings, used, { info, lambda, fill, error, ...(penalties === undefined ? {} : { penalties }) });
}

/** What took no iterations. */
const AT_ONCE = Object.freeze({ converged: true, iterations: 1, change: 0 });

/** The convex problem at one λ, to high accuracy; a table without holes is decomposed directly. */
function fitGiven(frame: Frame, entries: Entries, settings: Settings, given: number): Completion {
  const fill = settings.fill ?? "zero";
  const { rows, columns, row } = entries;
  if (row.length === rows * columns && row.length <= MOST_DENSE) return thresholdFull(frame, entries, settings, fill, given);
  const problem = openImpute(frame, entries, settings, fill, rankOf(entries, settings));
  const lambda = penaltyIn(problem.session, given);
  const { start, loosely } = settings;
  if (start === undefined) approach(problem, lambda);
  else placeStart(problem.session, problem.sides, start, false);
  if (start !== undefined && start.penalties === undefined) refill(problem, problem.rank, lambda);
  const penalties = start?.penalties === undefined ? undefined : mapped(start.penalties, "complete", (x) => x / problem.session.unit);
  const info = runImpute(problem, problem.rank, penalties ?? lambda, iterationOptions(settings.loop, loosely ? CHOSEN : GIVEN));
  return finish(problem, settings, problem.rank, { info, lambda, fill, ...(penalties === undefined ? {} : { penalties }) });
}

/** Soft-impute of a table without holes: its singular values less λ. */
function thresholdFull(frame: Frame, entries: Entries, settings: Settings, fill: Fill, given: number): Completion {
  const session = openTable(frame, entries);
  const biases = fillBiases(session, fill, settings.damping);
  subtractBiases(session, biases);
  const rank = rankOf(entries, settings);
  const lambda = penaltyIn(session, given);
  const sides = truncate(session, biases, rank, lambda);
  return describeModel({ session, sides, biases }, settings, rank, "soft-impute", {
    info: AT_ONCE, lambda, fill,
  });
}

/**
 * Hard-impute: M of rank at most `rank` with no penalty, from the soft-impute path down to λ = 0. Without a rank, and to stop before
 * it fits noise, use soft-impute.   Mazumder, Hastie & Tibshirani (2010), section 5
 */
function fitHardImpute(frame: Frame, entries: Entries, settings: Settings): Completion {
  const fill = settings.fill ?? "bias";
  const rank = Math.min(settings.rank ?? 2, entries.rows, entries.columns);
  const problem = openImpute(frame, entries, settings, fill, rank);
  if (settings.start === undefined) approach(problem, problem.largest * 1e-3);
  else placeStart(problem.session, problem.sides, settings.start, false);
  const info = runImpute(problem, rank, 0, iterationOptions(settings.loop, CHOSEN));
  return describeModel(problem, settings, rank, "hard-impute", { info, lambda: 0, fill });
}

/** In the unit of the session: from well below this on the answer is 0. */
const MOST_PENALTY = 1.6069380442589903e60; // 2^200

function penaltyIn({ unit }: Session, lambda: number): number {
  return Math.min(MOST_PENALTY, lambda / unit);
}

function rankOf({ rows, columns }: Entries, { rank }: Settings): number {
  return Math.min(rank ?? MOST_RANK, rows, columns);
}

/** Columns in use at step `step` of a path. */
function columnsAt(step: number, rank: number): number {
  return Math.min(rank, PATH.first + PATH.columns * step);
}

/** Walks down from the largest penalty to just above `lambda`; returns the columns then in use. */
function approach(problem: ImputeProblem, lambda: number): number {
  let used = columnsAt(0, problem.rank);
  let step = 0;
  for (let at = problem.largest * APPROACH.ratio; at > lambda / APPROACH.ratio && at > problem.largest * 1e-6; at *= APPROACH.ratio) {
    refill(problem, used, at);
    runImpute(problem, used, at, APPROACH);
    step += APPROACH.steps;
    used = columnsAt(Math.ceil(step), problem.rank);
  }
  used = columnsAt(Math.ceil(step) + 4, problem.rank);
  refill(problem, used, lambda);
  return used;
}

/** The adaptive stage after a fit at `lambda`: its singular values set how much more the small ones are penalized. */
function openAdaptive(problem: ImputeProblem, used: number, lambda: number, settings: Settings) {
  const singular = balance(problem, used);
  const penalties = (strength: number) => mapped(singular, "complete", (s) => (strength * lambda * lambda) / (s + ADAPTIVE.offset * lambda));
  return {
    penalties,
    fitAt: (strength: number) => { runImpute(problem, used, penalties(strength), { ...ADAPTIVE, onProgress: settings.watch.onProgress }); },
  };
}

/** The penalty that does best on entries left out, then the strength of the adaptive stage, and the fit that was judged. */
function choosePenalty(frame: Frame, entries: Entries, settings: Settings, fill: Fill): Choice {
  const rank = rankOf(entries, settings);
  const parts = splits(entries, settings.seed, Math.min(MOST_PARTS, Math.floor(MOST_WORK / (entries.row.length * rank))));
  if (parts.length === 0) return { error: NaN };
  return frame.scope(() => {
    const trials = parts.map((part) => openTrial(frame, part, settings, fill));
    const { session, sides } = trials[0]!.problem;
    const zero = trialError(trials, (trial) => trial.zero);
    const first = PATH.ratio * Math.max(...trials.map(({ problem }) => problem.largest));
    if (!(first > 0)) return { error: zero * session.unit };
    const { isStopped, onProgress } = settings.watch;
    const { penalty: lambda, step } = searchPenalty(frame.wasm, trials, { ...PATH, first }, zero, isStopped);
    if (lambda === undefined) return { error: zero * session.unit };
    const used = columnsAt(step, rank);
    for (const { problem } of trials) runImpute(problem, used, lambda, { ...CHOSEN, onProgress });
    const plain = trialError(trials, (trial) => trial.squaresWith(used));
    const stages = trials.map((trial) => ({ ...trial, ...openAdaptive(trial.problem, used, lambda, settings), squares: () => trial.squaresWith(used) }));
    const { penalty: strength, error } = searchPenalty(frame.wasm, stages, ADAPTIVE, plain, isStopped);
    if (!(error < zero)) return { error: zero * session.unit };
    const penalties = strength === undefined ? undefined : stages[0]!.penalties(strength);
    return { error: error * session.unit, fit: { lambda, penalties, used, place: copySides(session, sides) } };
  });
}

function openTrial(frame: Frame, { fit, judge }: Split, settings: Settings, fill: Fill) {
  const problem = openImpute(frame, fit, settings, fill, rankOf(fit, settings));
  const { session, biases, sides, rank } = problem;
  const target = openTable(frame, judge, session.unit);
  const zero = subtractBiases(target, biases);
  const squaresWith = (used: number) => imputeErrors(problem, used, target);
  let next = 0;
  return {
    problem, zero, squaresWith,
    fitAt: (lambda: number) => {
      const used = columnsAt(next++, rank);
      refill(problem, used, lambda);
      runImpute(problem, used, lambda, { ...PATH, onProgress: settings.watch.onProgress });
    },
    squares: () => squaresWith(columnsAt(next - 1, rank)),
    count: target.count,
    keep: () => {
      const [restore, at] = [keepSides(session, sides), next];
      return () => {
        restore();
        next = at;
      };
    },
  };
}

/** Errors on `judge` of fits at falling penalties (in units of the entries), each from the one before. */
function imputePath(frame: Frame, { fit, judge }: Split, settings: Settings, lambdas: readonly number[]): number[] {
  const problem = openImpute(frame, fit, settings, settings.fill ?? "bias", rankOf(fit, settings));
  const { session, biases, rank } = problem;
  const target = openTable(frame, judge, session.unit);
  subtractBiases(target, biases);
  const penalties = lambdas.map((lambda) => penaltyIn(session, lambda));
  approach(problem, penalties[0]!);
  return penalties.map((lambda) => {
    refill(problem, rank, lambda);
    runImpute(problem, rank, lambda, { ...CHOSEN, onProgress: settings.watch.onProgress });
    return session.unit * Math.sqrt(imputeErrors(problem, rank, target) / target.count);
  });
}

/** The fits of the path that do best on what is held out, with the adaptive stage where that is cheap. */
function attemptImpute(frame: Frame, parts: readonly Split[], settings: Settings, _rank: number, target = Infinity): Completion[] {
  const fill = settings.fill ?? "bias";
  const trials = parts.map((part) => openTrial(frame, part, settings, fill));
  const { session: { unit, count }, rank } = trials[0]!.problem;
  const zero = trialError(trials, (trial) => trial.zero);
  const largest = Math.max(...trials.map(({ problem }) => problem.largest));
  const { isStopped } = settings.watch;
  const finished = (used: number, outcome: Omit<Outcome, "info" | "fill">, penalties?: (part: number) => Float64Array) => trials.map(({ problem }, part) =>
    finish(problem, settings, used, { info: AT_ONCE, fill, ...outcome, ...(penalties === undefined ? {} : { penalties: penalties(part) }) }));
  const found = largest > 0 ? searchPenalty(frame.wasm, trials, { ...PATH, first: PATH.ratio * largest, target: target / unit }, zero, isStopped) : undefined;
  if (found?.penalty === undefined) return finished(0, { lambda: largest, error: zero * unit });
  const { penalty: lambda, step, error } = found;
  const used = columnsAt(step, rank);
  if (count * used > CHEAP || error > LITTLE * zero || isStopped()) return finished(used, { lambda, error: error * unit });
  const stages = trials.map((trial) => ({ ...trial, ...openAdaptive(trial.problem, used, lambda, settings), squares: () => trial.squaresWith(used) }));
  const { penalty: strength, error: least } = searchPenalty(frame.wasm, stages, ADAPTIVE, error, isStopped);
  return finished(used, { lambda, error: least * unit }, strength === undefined ? undefined : (part) => stages[part]!.penalties(strength));
}

interface Outcome {
  readonly info: ConvergenceInfo;
  readonly lambda: number;
  readonly fill: Fill;
  readonly error?: number;
  readonly penalties?: Float64Array;
}

/** The model with its columns in the order of its singular values, those that vanished left out. */
function finish(problem: ImputeProblem, settings: Settings, used: number, outcome: Outcome): Completion {
  if (used === 0 || outcome.penalties !== undefined) return describeModel(problem, settings, used, "soft-impute", outcome);
  const singular = balance(problem, used);
  const rank = singular.reduce((count, s) => count + (s > NEGLIGIBLE * singular[0]! ? 1 : 0), 0);
  return describeModel(problem, settings, rank, "soft-impute", outcome);
}

function describeModel(
  { session, sides, biases }: { readonly session: Session; readonly sides: Sides; readonly biases: Biases }, settings: Settings, rank: number,
  method: "soft-impute" | "hard-impute", { info, lambda, fill, error, penalties }: Outcome,
): Completion {
  const { frame: { wasm }, table, count, unit } = session;
  const rmse = unit * Math.sqrt(wasm.tableErrors(table, sides.rows, sides.columns, rank, 0, sides.stride) / count);
  const used = settings.lambda ?? lambda * unit;
  const model = makeModel(session, method, { rank, sides, biases }, {
    noise: rmse,
    fold: foldRule("ridge", settings, { lambda: used, fill }),
    info: completionInfo(info, settings.seed, rmse, { lambda: used, ...(error === undefined ? {} : { heldOutRmse: error }) }),
    range: settings.range,
  });
  return penalties === undefined ? model : { ...model, penalties: mapped(penalties, "complete", (x) => Math.max(Number.MIN_VALUE, x * unit)) };
}

export const softImpute: FoldingMethod = { fit: fitSoftImpute, attempt: attemptImpute, fold: foldRidge, path: imputePath };
export const hardImpute: FoldingMethod = { fit: fitHardImpute, fold: foldRidge };
