import { check } from "../errors";
import { type ConvergenceInfo, iterate, iterationOptions } from "../iterate";
import type { Frame } from "../wasm/frame";
import type { Entries } from "./entries";
import { fillBiases, subtractBiases } from "./fit-biases";
import { descend, split, type Split } from "./holdout";
import { type Biases, completionInfo, foldRule, makeModel } from "./model";
import type { Settings } from "./options";
import { openTable, reserveSides, seedWords, type Session, type Sides } from "./session";
import type { Completion, Fill } from "./types";

/** With a given penalty the problem is solved to this; with a chosen one the choice is coarser than that. */
const GIVEN = Object.freeze({ tolerance: 1e-9, maxIterations: 5000 });
const CHOSEN = Object.freeze({ tolerance: 1e-5, maxIterations: 500 });
/** Columns of factors at most when no rank is given; more cost time and the penalty rarely leaves that many. */
const MOST_RANK = 100;
const POWER_TURNS = 15;
/** The path: from the largest singular value down, by this factor, so many at most, each warm from the one before. */
const PATH = Object.freeze({ ratio: 0.75, most: 40, tolerance: 3e-3, sweeps: 15, refill: 0.01 });
/** Coarser steps on the way to a penalty that is known. */
const APPROACH = Object.freeze({ ratio: 0.5, tolerance: 1e-2, sweeps: 5 });

interface Problem {
  readonly session: Session;
  readonly sides: Sides;
  readonly biases: Biases;
  readonly rank: number;
  readonly seed: number;
  /** The largest singular value of the table with zeros for holes: from this penalty on the answer is 0. */
  readonly largest: number;
  readonly out: number;
}

/**
 * Soft-impute: the minimum over M of ½ ‖P(X − M)‖² + λ ‖M‖_*, P picking the observed entries, by alternating least squares on the
 * filled table.   Mazumder, Hastie & Tibshirani (2010), eq. 8; Hastie, Mazumder, Lee & Zadeh (2015), Algorithm 3.1
 *
 * With a λ nothing is subtracted first unless `fill` says so; without, λ is chosen on held-out entries after biases.
 */
export function fitSoftImpute(frame: Frame, entries: Entries, settings: Settings): Completion {
  const fill = settings.fill ?? (settings.lambda === undefined ? "bias" : "zero");
  const choice = settings.lambda === undefined ? chooseLambda(frame, entries, settings, fill) : undefined;
  const problem = openProblem(frame, entries, settings, fill, rankOf(entries, settings));
  const lambda = choice?.lambda ?? settings.lambda! / problem.session.unit;
  approach(problem, lambda);
  const info = run(problem, lambda, iterationOptions(settings.loop, choice === undefined ? GIVEN : CHOSEN));
  return finish(problem, settings, "soft-impute", lambda, info, fill, choice?.error);
}

/**
 * Hard-impute: M of rank at most `rank` with no penalty, from the soft-impute path down to λ = 0. Without a rank, and to stop before
 * it fits noise, use soft-impute.   Mazumder, Hastie & Tibshirani (2010), section 5
 */
export function fitHardImpute(frame: Frame, entries: Entries, settings: Settings): Completion {
  const fill = settings.fill ?? "bias";
  const rank = Math.min(settings.rank ?? 2, entries.rows, entries.columns);
  const problem = openProblem(frame, entries, settings, fill, rank);
  approach(problem, problem.largest * 1e-3);
  const info = run(problem, 0, iterationOptions(settings.loop, CHOSEN));
  return finish(problem, settings, "hard-impute", 0, info, fill, undefined);
}

function rankOf({ rows, columns }: Entries, { rank }: Settings): number {
  return Math.min(rank ?? MOST_RANK, rows, columns);
}

function openProblem(frame: Frame, entries: Entries, settings: Settings, fill: Fill, rank: number): Problem {
  const session = openTable(frame, entries);
  const { wasm } = frame;
  const biases = fillBiases(session, fill, settings.damping);
  subtractBiases(session, biases);
  const stride = (rank + 3) & ~3;
  const sides = reserveSides(session, stride);
  const problem = { session, sides, biases, rank, seed: settings.seed, out: frame.reserve(2) };
  addRandom(problem, 1);
  for (let turn = 0; turn < POWER_TURNS; turn++) {
    check(wasm.powerTurn(session.table, sides.rows, sides.columns, rank, stride), "complete", 0);
  }
  const largest = wasm.largestFactor(session.columns, sides.columns, stride);
  check(wasm.orthonormalFactors(session.columns, sides.columns, rank, stride), "complete", 0);
  wasm.scaleFactors(session.columns, sides.columns, stride, 0.1 * Math.sqrt(largest));
  wasm.scaleFactors(session.rows, sides.rows, stride, 0);
  return { ...problem, largest };
}

/** Adds random numbers to the columns' factors, so that directions lost at a larger penalty can return. */
function addRandom({ session, sides, rank, seed }: Pick<Problem, "session" | "sides" | "rank" | "seed">, spread: number): void {
  const [k0, k1] = seedWords(seed);
  const { frame, columns } = session;
  check(frame.wasm.addRandomFactors(1, columns, sides.columns, rank, sides.stride, spread, k0, k1), "complete", 0);
}

function run(problem: Problem, lambda: number, loop: ReturnType<typeof iterationOptions>): ConvergenceInfo {
  const { session: { frame, table }, sides, rank, out } = problem;
  return iterate(() => {
    check(frame.wasm.imputeSweep(table, sides.rows, sides.columns, rank, sides.stride, lambda, out), "complete", 0);
    return { change: frame.number(out, 0), objective: frame.number(out, 1) };
  }, loop);
}

function step(problem: Problem, lambda: number, { tolerance, sweeps }: { tolerance: number; sweeps: number }): void {
  addRandom(problem, PATH.refill * Math.sqrt(lambda / problem.session.columns));
  run(problem, lambda, { tolerance, maxIterations: sweeps, onProgress: undefined });
}

/** Walks down from the largest penalty to just above `lambda`. */
function approach(problem: Problem, lambda: number): void {
  for (let at = problem.largest * APPROACH.ratio; at > lambda / APPROACH.ratio && at > problem.largest * 1e-6; at *= APPROACH.ratio) {
    step(problem, at, APPROACH);
  }
  addRandom(problem, PATH.refill * Math.sqrt(Math.max(lambda, problem.largest * 1e-6) / problem.session.columns));
}

/** Errors on `judge` of fits at falling penalties (in units of the entries), each from the one before. */
export function imputePath(frame: Frame, { fit, judge }: Split, settings: Settings, lambdas: readonly number[]): number[] {
  const problem = openProblem(frame, fit, settings, settings.fill ?? "bias", rankOf(fit, settings));
  const { session, sides, biases, rank } = problem;
  const target = openTable(frame, judge, session);
  subtractBiases(target, biases);
  approach(problem, lambdas[0]! / session.unit);
  return lambdas.map((lambda) => {
    step(problem, lambda / session.unit, PATH);
    const squares = frame.wasm.tableErrors(target.table, sides.rows, sides.columns, rank, 0, sides.stride);
    return session.unit * Math.sqrt(squares / target.count);
  });
}

/** The penalty (in units of a session of all entries) that does best on entries left out. */
function chooseLambda(frame: Frame, entries: Entries, settings: Settings, fill: Fill): { lambda: number; error: number } {
  const { fit, judge } = split(entries, settings.seed);
  const start = frame.wasm.mark();
  if (judge.row.length === 0 || fit.row.length === 0) return { lambda: 0, error: NaN };
  const problem = openProblem(frame, fit, settings, fill, rankOf(entries, settings));
  const { session, sides, biases, rank, largest } = problem;
  const target = openTable(frame, judge, session);
  subtractBiases(target, biases);
  const best = descend(largest * PATH.ratio, PATH.ratio, PATH.most, (lambda) => {
    step(problem, lambda, PATH);
    return Math.sqrt(frame.wasm.tableErrors(target.table, sides.rows, sides.columns, rank, 0, sides.stride) / target.count);
  });
  frame.wasm.release(start);
  return { lambda: best.lambda, error: best.error * session.unit };
}

function finish(
  { session, sides, biases, rank }: Problem, settings: Settings, method: "soft-impute" | "hard-impute", lambda: number, info: ConvergenceInfo,
  fill: Fill, heldOutRmse: number | undefined,
): Completion {
  const { frame: { wasm }, table, count, unit } = session;
  const rmse = unit * Math.sqrt(wasm.tableErrors(table, sides.rows, sides.columns, rank, 0, sides.stride) / count);
  const used = lambda * unit;
  return makeModel(session, method, { rank, sides, biases }, {
    noise: rmse,
    fold: foldRule("ridge", settings, { lambda: used, fill }),
    info: completionInfo(info, settings.seed, rmse, { lambda: used, ...(heldOutRmse === undefined ? {} : { heldOutRmse }) }),
    range: settings.range,
  });
}
