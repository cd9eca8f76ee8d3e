import { type Input, toDense } from "./input";
import { type ConvergenceInfo, iterate, type IterationOptions } from "./iterate";
import { copyOutTriplets, leading, uncertainties } from "./krylov";
import { openSource, type Source } from "./krylov-source";
import { allocate } from "./lists";
import { timesPowerOfTwo } from "./power-of-two";
import { pickRank } from "./rank";
import { relativeErrors, tailNorms } from "./spectrum";
import { svd } from "./svd";
import type { ApproximationError, TruncatedSvd } from "./truncated-result";
import { bytesOf, perPrecision } from "./wasm/working";
import { type Frame, withFrame } from "./wasm/frame";

export interface SketchPlan {
  readonly seed: number;
  /** Power steps of each block. */
  readonly power: number;
  /** Blocks at most. */
  readonly maxIterations: number;
  readonly onProgress?: IterationOptions["onProgress"];
}

/** Columns of a block: many enough for the speed of a matrix product, few enough to end close to the rank needed. */
const WIDTH = 16;
/** From this share of min(m, n) on, the full decomposition is cheaper. */
const FULL_SHARE = { dense: 0.3, other: 0.6 };
/** Below this, ‖A‖² − ‖B‖² is rounding: what is left must be measured. */
const CANCELLED = 1e-6;
/** An estimate from WIDTH random vectors counts as met when it is below the bound by this factor. */
const MARGIN = 0.7;
/** Columns beyond the rank wanted, at least. */
const OVERSAMPLES = 10;

/** The least rank with ‖A − A_k‖_F ≤ c ‖A‖_F, by a random QB factorization grown block by block. */
export function sketchToError(input: Input, relativeError: number, plan: SketchPlan): TruncatedSvd {
  const found = growToError(input, relativeError, plan, (sketch, info, pick) => finish(sketch, pick, info, plan.seed, "sketch"));
  return found ?? fullToError(input, relativeError, plan);
}

/** That rank alone, within a few per cent; undefined where only the whole spectrum can tell. */
export function rankForError(input: Input, relativeError: number, plan: SketchPlan): number | undefined {
  return growToError(input, relativeError, plan, ({ frame, state, source, columns }, info, pick) => {
    if (!info.converged) return undefined;
    frame.require(frame.wasm.sketchResultBytes(source.rows, source.columns, columns()));
    frame.call(frame.wasm.sketchDecompose(state));
    return pick(frame.copyOut(frame.wasm.truncatedValues(state), columns()));
  });
}

function growToError<R>(
  input: Input,
  relativeError: number,
  plan: SketchPlan,
  use: (sketch: Sketch, info: ConvergenceInfo, pick: (S: Float64Array) => number) => R,
): R | undefined {
  const least = Math.min(input.rows, input.columns);
  return withFrame("truncatedSvd", (frame) => {
    const source = openSource(frame, input, roomFor(frame, input, WIDTH));
    const share = source.deflates ? FULL_SHARE.dense : FULL_SHARE.other;
    const sketch = open(frame, source, plan, source.deflates);
    const most = Math.floor((share * least) / WIDTH);
    const limits = { ...plan, tolerance: relativeError, maxIterations: Math.min(plan.maxIterations, most) };
    const info = grow(sketch, limits, ({ relative, measured }) => relative <= (measured ? relativeError : relativeError * MARGIN));
    if (!info.converged && info.iterations >= most) return undefined;
    const { left } = sketch;
    return use(sketch, info, (S) => leastRank(S, left.energy, left.total, relativeError));
  });
}

/** The leading `rank` triplets from one pass of random projection with power steps, and an estimate of what they leave. */
export function sketchToRank(input: Input, rank: number, plan: SketchPlan): TruncatedSvd {
  const blocks = Math.ceil((rank + Math.max(OVERSAMPLES, rank / 4)) / WIDTH);
  return withFrame("truncatedSvd", (frame) => {
    const source = openSource(frame, input, roomFor(frame, input, WIDTH * blocks));
    const sketch = open(frame, source, plan, false);
    const info = grow(sketch, { ...plan, tolerance: 0, maxIterations: blocks, onProgress: plan.onProgress }, () => false);
    const enough = sketch.columns() >= rank;
    while (sketch.columns() < rank) sketch.turn();
    return finish(sketch, () => rank, { ...info, converged: enough && info.iterations === blocks }, plan.seed, "approximate");
  });
}

/** Whether `sketchToRank` has room for its blocks. */
export function fitsSketch(input: Input, rank: number): boolean {
  return rank + Math.max(OVERSAMPLES, rank / 4) + 2 * WIDTH <= Math.min(input.rows, input.columns);
}

/** The exact answer from the whole spectrum. */
export function fullToError(input: Input, relativeError: number, { seed }: SketchPlan): TruncatedSvd {
  const a = toDense(input);
  const whole = svd(a);
  const rank = pickRank(whole.S, { relativeError }, a.rows, a.columns);
  const triplets = leading(a, whole, rank);
  const relativeUncertainty = uncertainties(triplets.S, triplets.residuals);
  const relative = relativeErrors(whole.S)[rank]!;
  const error = { frobenius: tailNorms(whole.S)[rank]!, relative, measured: true };
  return { ...triplets, info: { converged: true, iterations: 0, change: relative, method: "full", seed, passes: 1, error, relativeUncertainty } };
}

/** What a sketch leaves: ‖A − QB‖_F² and ‖A‖_F², of the scaled matrix. */
interface Left {
  readonly energy: number;
  readonly total: number;
  readonly relative: number;
  /** Measured, up to rounding; if not, estimated from random vectors. */
  readonly measured: boolean;
}

interface Sketch {
  readonly frame: Frame;
  readonly source: Source;
  readonly state: number;
  /** Products with A or Aᵀ so far. */
  readonly products: () => number;
  readonly left: Left;
  readonly turn: () => void;
  readonly columns: () => number;
}

function roomFor(frame: Frame, { rows, columns }: Input, width: number): number {
  return frame.wasm.sketchBytes(rows, columns, WIDTH) + bytesOf((rows + columns) * width);
}

function open(frame: Frame, source: Source, { power, seed }: SketchPlan, deflates: boolean): Sketch {
  const { wasm } = frame;
  const { rows, columns, exponent, outside } = source;
  const total = source.energy;
  const state = frame.open((result) => wasm.sketchOpen(rows, columns, WIDTH, power, seed, exponent, outside ? 1 : 0, deflates ? 1 : 0, result));
  return {
    frame, source, state,
    // Forward to begin and back to end a block, forward and back for each power step; where A stays as it is the next block has begun.
    products: () => (2 + 2 * power) * wasm.sketchBlocks(state) + (deflates ? 0 : 1),
    turn: () => source.sketchTurn(state),
    columns: () => wasm.sketchBlocks(state) * WIDTH,
    get left() {
      const captured = wasm.sketchCaptured(state);
      const seen = wasm.sketchEnergy(state);
      const difference = total - captured;
      // NaN, the energy of an operator, is never above the bar.
      if (!deflates && difference > perPrecision(CANCELLED * CANCELLED, 1e-4) * total) return leftOf(difference, total, true);
      return leftOf(seen, Number.isNaN(total) ? captured + seen : total, deflates);
    },
  };
}

function leftOf(energy: number, total: number, measured: boolean): Left {
  return { energy, total, relative: total === 0 ? 0 : Math.sqrt(energy / total), measured };
}

function grow(
  sketch: Sketch,
  limits: { tolerance: number; maxIterations: number; onProgress?: IterationOptions["onProgress"] },
  isEnough: (left: Left) => boolean,
): ConvergenceInfo {
  return iterate(
    () => {
      sketch.turn();
      return { change: sketch.left.relative, converged: isEnough(sketch.left) };
    },
    { ...limits, onProgress: limits.onProgress },
  );
}

/** The least k whose tail, with what was left before, stays within the bound; all where none does. */
function leastRank(S: Float64Array, energy: number, total: number, relativeError: number): number {
  const allowed = relativeError * relativeError * total;
  let k = S.length;
  for (let tail = energy; k > 0; k--) {
    tail += S[k - 1]! * S[k - 1]!;
    if (!(tail <= allowed)) break;
  }
  return k;
}

/** Singular values of QB, the rank, its triplets, and their residuals. */
function finish(
  { frame, source, state, products, left, columns }: Sketch,
  pick: (S: Float64Array) => number,
  info: ConvergenceInfo,
  seed: number,
  method: "sketch" | "approximate",
): TruncatedSvd {
  const { wasm } = frame;
  const captured = columns();
  frame.require(wasm.sketchResultBytes(source.rows, source.columns, captured));
  frame.call(wasm.sketchDecompose(state));
  const S = frame.copyOut(wasm.truncatedValues(state), captured);
  const rank = pick(S);
  const tail = tailNorms(S)[rank]!;
  const energy = left.energy + tail * tail;
  const { relative } = leftOf(energy, left.total, true);
  const error: ApproximationError = { frobenius: timesPowerOfTwo(Math.sqrt(energy), wasm.sketchExponent(state)), relative, measured: left.measured };
  const about = { ...info, change: relative, method, seed, error, passes: products() };
  if (rank === 0) return { ...emptyTriplets(source.rows, source.columns), info: { ...about, relativeUncertainty: allocate(0, "truncatedSvd") } };
  frame.call(wasm.sketchResult(state, rank, 0));
  source.reload();
  let turns = 0;
  for (; wasm.truncatedIsDone(state) === 0; turns++) source.turn(state);
  const triplets = copyOutTriplets(frame, state, source.rows, source.columns, rank);
  return { ...triplets, info: { ...about, passes: products() + 2 * turns, relativeUncertainty: uncertainties(triplets.S, triplets.residuals) } };
}

export function emptyTriplets(rows: number, columns: number): Pick<TruncatedSvd, "U" | "S" | "V" | "residuals"> {
  const none = () => allocate(0, "truncatedSvd");
  return { U: { rows, columns: 0, data: none() }, S: none(), V: { rows: columns, columns: 0, data: none() }, residuals: none() };
}
