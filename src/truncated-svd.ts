import { checkBoolean, checkInteger, checkNumber, readOptions } from "./checks";
import { type Dense, readInput } from "./input";
import { type IterationOptions, iterationOptions } from "./iterate";
import { cut, krylov, type KrylovPlan } from "./krylov";
import { type Leading, leadingByGram } from "./leading";
import type { MatrixLike } from "./matrix";
import type { LinearOperator } from "./operator";
import type { SparseMatrix } from "./sparse";
import { fitsSketch, fullToError, sketchToError, sketchToRank } from "./sketch";
import type { TruncatedSvd } from "./truncated-result";

/** Options of `truncatedSvd`. */
export interface TruncatedSvdOptions extends Omit<IterationOptions, "tolerance"> {
  /**
   * Largest residual allowed, relative to the largest singular value: then a value far below that one may have no right digit, and
   * `info.relativeUncertainty` says so. Or { relative: c }, 0 to 1: value i is found when its residual is at most c S[i]. Where S[i] is so small,
   * about ε S[0] / c, that rounding forbids this, the search ends, not converged. Values below 10 max(m, n) ε count as that. Default 1e-10.
   */
  readonly tolerance?: number | { readonly relative: number };
  /** Seed of the random start, an integer from 0 to 2^53 − 1. Default 1. */
  readonly seed?: number;
  /** Steps at most, 1 or more; never fewer than are needed for `rank` columns. Default 1000. */
  readonly maxIterations?: number;
  /**
   * true: a random projection with two power steps instead of the iteration, for when speed is all; `info.error` estimates what
   * it leaves, and `tolerance` has no meaning. Default false.
   */
  readonly approximate?: boolean;
}

/** What truncatedSvd accepts. */
export type TruncatedInput = MatrixLike | SparseMatrix | LinearOperator;

const DEFAULTS = Object.freeze({ tolerance: 1e-10, maxIterations: 1000, seed: 1 });
/** Matrices with min(m, n) up to this are decomposed in full: faster than iterating. */
const FULL_UP_TO = { dense: 400, other: 100 };
/** From this share of min(m, n) on, the full decomposition is cheaper. */
const FULL_SHARE = 0.25;
/** Columns multiplied at a time: as fast as one, for the memory traffic of A is shared. */
const BLOCK = 4;
/** Power steps of a sketch: one where the error is checked anyway. */
const POWER = { toError: 1, approximate: 2 };

/**
 * The leading singular triplets of a dense, sparse or implicit matrix: as many as asked for, to a measured accuracy, or as many
 * as an error bound needs.
 *
 * With a rank, for every triplet there is a singular value of A within its residual; a test from random directions guards
 * against missed copies of repeated values. Not converging is no error: read `info.converged`.
 *
 * The residuals are small relative to S[0]. Data with a mean far from 0 have S[0] near |mean| √(mn), however little they vary around it: the
 * values behind it are then right to 1e-10 of the mean, not of themselves. `info.relativeUncertainty` tells; take the mean out (`pca` does) or ask
 * for { tolerance: { relative: 1e-6 } }.
 *
 * @param a        m × n, finite entries: a matrix in any accepted form, a `sparse` matrix, or an operator { rows, columns,
 *                 multiply, multiplyTransposed } that is called with blocks of columns; not modified.
 * @param rank     k, with 1 ≤ k ≤ min(m, n); or { relativeError: c } with 0 < c < 1 for the least rank (within a few per cent)
 *                 that leaves ‖A − U diag(S) Vᵀ‖_F ≤ c ‖A‖_F; c below 10 ε √min(m, n) counts as that. A zero matrix has rank 0.
 * @param options  see `TruncatedSvdOptions`.
 * @returns U (m × k), S (k values, descending), V (n × k), the residuals and `info`. With { relativeError }, `info.change` and
 *          `info.error.relative` are the error reached, below c: measured for dense matrices, and for sparse ones above 1e-6;
 *          else estimated.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if `rank` or an option is out of range, an entry is not finite, or a method of an operator returns
 *                           a matrix of the wrong shape or with an entry that is not finite;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB.
 *
 * Thick-restarted block Golub–Kahan–Lanczos with full reorthogonalization (Baglama & Reichel 2005, 2006), typically 5 to 15 k
 * products with a column, more with { relative }; with { relativeError } randQB (Yu, Gu & Li 2018), 4 k; `approximate` as Halko, Martinsson & Tropp
 * (2011), 6 k. Small matrices and large k take the full decomposition; matrices of 1,000 rows or columns and four times the other, where that is cheapest, the
 * eigenvectors of the Gram matrix AᵀA, refined by A V = U diag(S) Wᵀ (`info.method` "gram", mn² + 4mnk flops), unless the residuals miss the tolerance. Cost: a product takes 2mn flops, 2 per entry if sparse; beside them O((m + n) k²) flops per
 * restart.
 *
 * @example
 * const { S, info } = truncatedSvd(sparse(3, 2, [[0, 0, 3], [2, 0, 4], [1, 1, 4]]), 1);
 * S; // Float64Array [5]
 * info.converged; // true
 * truncatedSvd(photo, { relativeError: 0.05 }).S.length; // the rank that keeps 95 % of the norm
 */
export function truncatedSvd(
  a: TruncatedInput,
  rank: number | { readonly relativeError: number },
  options?: TruncatedSvdOptions,
): TruncatedSvd {
  const given = readOptions("options", options, ["tolerance", "seed", "maxIterations", "onProgress", "approximate"]);
  const { seed = DEFAULTS.seed, approximate = false } = given;
  checkInteger("options.seed", seed, 0);
  checkBoolean("options.approximate", approximate);
  const limits = readLimits(given);
  const wanted = typeof rank === "object" && rank !== null ? readOptions("rank", rank, ["relativeError"]) : rank;
  const input = readInput(a, limits.onProgress !== undefined);
  const least = Math.min(input.rows, input.columns);
  const small = least <= (input.form === "dense" ? FULL_UP_TO.dense : FULL_UP_TO.other);
  if (typeof wanted === "object" && wanted !== null) {
    const plan = { seed, power: POWER.toError, maxIterations: limits.maxIterations, onProgress: limits.onProgress };
    const relativeError = checkError(wanted, least);
    return small ? fullToError(input, relativeError, plan) : sketchToError(input, relativeError, plan);
  }
  checkInteger("rank", wanted, 1, least);
  if (approximate && !small && fitsSketch(input, wanted)) return sketchToRank(input, wanted, { ...limits, seed, power: POWER.approximate });
  const plan = planOf(input, wanted, seed, limits);
  const iterates = !small && wanted <= FULL_SHARE * least;
  return leadingByGram("truncatedSvd", input, plan, false, iterates)?.triplets ?? (iterates ? krylov(input, plan) : cut(input, plan));
}

/** Leading triplets of a table less the means of its columns, which does not have to be there then. */
export function truncatedCentred(a: Dense, rank: number, options: TruncatedSvdOptions): Leading | undefined {
  const limits = readLimits(options);
  const { seed = DEFAULTS.seed } = options;
  checkInteger("options.seed", seed, 0);
  const least = Math.min(a.rows, a.columns);
  const iterates = least > FULL_UP_TO.dense && rank <= FULL_SHARE * least;
  return leadingByGram("pca", a, planOf(a, rank, seed, limits), true, iterates);
}

/** A tolerance is never below rounding. */
function planOf({ rows, columns }: { readonly rows: number; readonly columns: number }, rank: number, seed: number, limits: ReturnType<typeof readLimits>): KrylovPlan {
  return { rank, block: BLOCK, seed, ...limits, tolerance: Math.max(limits.tolerance, 10 * Math.max(rows, columns) * Number.EPSILON) };
}

/** The limits of the iteration, and whether the tolerance is for each value relative to itself. */
function readLimits(options: TruncatedSvdOptions): ReturnType<typeof iterationOptions> & { relative: boolean } {
  const { tolerance, ...others } = options;
  if (typeof tolerance !== "object" || tolerance === null) return { ...iterationOptions({ ...others, tolerance }, DEFAULTS), relative: false };
  const { relative } = readOptions("options.tolerance", tolerance, ["relative"]);
  checkNumber("options.tolerance.relative", relative, 0, 1);
  return { ...iterationOptions({ ...others, tolerance: relative }, DEFAULTS), relative: true };
}

function checkError({ relativeError }: { readonly relativeError: number }, least: number): number {
  checkNumber("rank.relativeError", relativeError, 0, 1, true);
  if (relativeError === 1) throw new RangeError("rank.relativeError is 1: expected a number above 0, below 1");
  return Math.max(relativeError, 10 * Number.EPSILON * Math.sqrt(least));
}
