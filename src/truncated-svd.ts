import { checkBoolean, checkInteger, checkNumber, checkOneOf, describe, readOptions } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { type Dense, readInput } from "./input";
import { type IterationOptions, iterationOptions } from "./iterate";
import { cut, krylov, type KrylovPlan } from "./krylov";
import { type Leading, leadingByGram } from "./leading";
import type { MatrixLike } from "./matrix";
import { type AsyncOperator, type LinearOperator, readOperator } from "./operator";
import { passesAsync, passesSync, type SearchSignal, wideBlock } from "./passes";
import type { SparseMatrix } from "./sparse";
import { fitsSketch, fullToError, sketchToError, sketchToRank } from "./sketch";
import type { RightTriplets, TruncatedSvd } from "./truncated-result";
import { inPrecision, type InSingle } from "./wasm/precision";
import { epsilon, perPrecision, roundingOf } from "./wasm/working";

/** Options of `truncatedSvd`. */
export interface TruncatedSvdOptions extends Omit<IterationOptions, "tolerance"> {
  /**
   * Largest residual allowed, relative to the largest singular value: then a value far below that one may have no right digit, and
   * `info.relativeUncertainty` says so. Or { relative: c }, 0 to 1: value i is found when its residual is at most c S[i]. Where S[i] is so small,
   * about ε S[0] / c, that rounding forbids this, the search ends, not converged. Values below 10 max(m, n) ε count as that. Default 1e-10, in single precision 1e-5.
   */
  readonly tolerance?: number | { readonly relative: number } | undefined;
  /** Seed of the random start, an integer from 0 to 2^53 − 1. Default 1. */
  readonly seed?: number | undefined;
  /** Steps at most, 1 or more; never fewer than are needed for `rank` columns. Default 1000. */
  readonly maxIterations?: number | undefined;
  /**
   * true: a random projection with two power steps instead of the iteration, for when speed is all; `info.error` estimates what
   * it leaves, and `tolerance` has no meaning. Default false.
   */
  readonly approximate?: boolean | undefined;
  /** Columns multiplied at a time, from 1 to min(m, n). Default 4, in single precision 8; with `vectors: "right"` of an operator or a sparse matrix see there. */
  readonly block?: number | undefined;
  /**
   * "thin": U and V. "right": S and V alone. Of an operator or a sparse matrix these come from products with AᵀA, each of them one reading of A (`multiplyGram` of an operator, if it
   * has one), `block` columns wide, at least as many as wanted: 32, or a quarter more than `rank`; all columns up to 128. For A that is read from a disk, or lies on other machines; it needs
   * memory for V alone. Values below some 1e-6 S[0] are not found to 1e-10 of S[0] that way. Default "thin".
   */
  readonly vectors?: "thin" | "right" | undefined;
}

/** Options of `truncatedSvdAsync`. */
export interface TruncatedSvdAsyncOptions extends Pick<TruncatedSvdOptions, "tolerance" | "seed" | "maxIterations" | "onProgress" | "block"> {
  /** Ends the search: the promise is rejected with the reason of the signal. */
  readonly signal?: SearchSignal | undefined;
}

/** What truncatedSvd accepts. */
export type TruncatedInput = MatrixLike | SparseMatrix | LinearOperator;

const DEFAULTS = Object.freeze({ tolerance: 1e-10, maxIterations: 1000, seed: 1 });
/** Matrices with min(m, n) up to this are decomposed in full: faster than iterating. */
const FULL_UP_TO = { dense: 400, other: 100 };
/** From this share of min(m, n) on, the full decomposition is cheaper. */
const FULL_SHARE = 0.25;
/** Columns multiplied at a time: as fast as one, for the memory traffic of A is shared; twice as many singles. */
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
export function truncatedSvd(a: TruncatedInput, rank: number | { readonly relativeError: number }, options: TruncatedSvdOptions & InSingle & { readonly vectors: "right" }): RightTriplets<Float32Array>;
export function truncatedSvd(a: TruncatedInput, rank: number | { readonly relativeError: number }, options: TruncatedSvdOptions & InSingle): TruncatedSvd<Float32Array>;
export function truncatedSvd(
  a: TruncatedInput, rank: number | { readonly relativeError: number }, options: TruncatedSvdOptions & { readonly vectors: "right" },
): RightTriplets;
export function truncatedSvd(a: TruncatedInput, rank: number | { readonly relativeError: number }, options?: TruncatedSvdOptions): TruncatedSvd;
export function truncatedSvd(
  a: TruncatedInput, rank: number | { readonly relativeError: number }, options?: TruncatedSvdOptions,
): TruncatedSvd | RightTriplets | TruncatedSvd<Float32Array> | RightTriplets<Float32Array> {
  const single = inPrecision(options, () => truncatedSvd(a, rank, options));
  if (single !== undefined) return single.result;
  const given = readOptions<TruncatedSvdOptions & Partial<InSingle>>("options", options, ["tolerance", "seed", "maxIterations", "onProgress", "approximate", "block", "vectors", "precision"]);
  const { vectors = "thin" } = given;
  checkOneOf("options.vectors", vectors, ["thin", "right"]);
  const found = decompose(a, rank, given, vectors === "right");
  if (vectors === "thin" || !("U" in found)) return found;
  const { S, V, residuals, info } = found;
  return { S, V, residuals, info };
}

function decompose(a: TruncatedInput, rank: number | { readonly relativeError: number }, given: TruncatedSvdOptions, rightOnly: boolean): TruncatedSvd | RightTriplets {
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
  if (given.block !== undefined) checkInteger("options.block", given.block, 1, least);
  if (rightOnly && (input.form === "operator" || (input.form === "sparse" && !small))) return passesSync(input, widePlan(input, wanted, seed, limits, given.block));
  if (approximate && !small && fitsSketch(input, wanted)) return sketchToRank(input, wanted, { ...limits, seed, power: POWER.approximate });
  const plan = planOf(input, wanted, seed, limits, given.block);
  const iterates = !small && wanted <= FULL_SHARE * least;
  return leadingByGram("truncatedSvd", input, plan, false, iterates)?.triplets ?? (iterates ? krylov(input, plan) : cut(input, plan));
}

/** Leading triplets of a table less the means of its columns, which does not have to be there then; without U where `left` is false. */
export function truncatedCentred(a: Dense, rank: number, options: TruncatedSvdOptions, left: boolean): Leading | undefined {
  const limits = readLimits(options);
  const { seed = DEFAULTS.seed } = options;
  checkInteger("options.seed", seed, 0);
  const least = Math.min(a.rows, a.columns);
  const iterates = least > FULL_UP_TO.dense && rank <= FULL_SHARE * least;
  return leadingByGram("pca", a, planOf(a, rank, seed, limits), true, iterates, left);
}

/** A tolerance is never below rounding. */
function planOf({ rows, columns }: Sizes, rank: number, seed: number, limits: Limits, block = perPrecision(BLOCK, 2 * BLOCK)): KrylovPlan {
  return { rank, block, seed, ...limits, tolerance: Math.max(limits.tolerance, roundingOf(rows, columns)) };
}

/** The plan of a search by passes. */
function widePlan(a: Sizes, rank: number, seed: number, limits: Limits, block = wideBlock(a.columns, rank)): KrylovPlan {
  checkInteger("options.block", block, rank, a.columns);
  return planOf(a, rank, seed, limits, block);
}

interface Sizes {
  readonly rows: number;
  readonly columns: number;
}

type Limits = ReturnType<typeof readLimits>;

/**
 * The leading singular values and right vectors of a matrix whose products come as promises: one that is read from a disk, a database or a network, or lies on
 * other machines. The same search as `truncatedSvd` with `vectors: "right"`, to the same bits; between two products nothing is kept in the module, and the package may be used for other work.
 *
 * @param a        m × n: { rows, columns, multiply, multiplyTransposed, multiplyGram? }. `multiplyGram(x)` is AᵀA x, for one reading of A: sum Rᵀ(R x) over blocks of rows R.
 *                 Without it each product is two, and a block m × b is held between them.
 * @param rank     k, 1 ≤ k ≤ min(m, n).
 * @param options  those of `truncatedSvd` (`vectors` and `approximate` have no place here; `tolerance` 1e-10, `block` from k to n, `maxIterations` passes), and `signal`, an
 *                 AbortSignal: the promise is rejected with its reason before the next product is asked for.
 * @returns S (k values, descending), V (n × k), residuals and `info`; `info.passes` products with AᵀA. In each column of V the entry of largest magnitude is positive.
 * @throws TypeError         (as a rejection) if an argument is of the wrong kind;
 * @throws RangeError        if `rank` or an option is out of range, or a product is of the wrong shape or not finite;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB: before the first product is asked for.
 *
 * Block Krylov with Rayleigh–Ritz on AᵀA (Golub, Luk & Overton 1981; Musco & Musco 2015): 5 to 8 passes of 32 columns for ten values to 1e-8. Cost beside the products: O(n p²) flops a pass,
 * p the columns so far, at most 8 blocks; memory 32 np bytes.
 *
 * @example
 * const times = async (scale, x) => ({ ...x, data: x.data.map((value, p) => scale[Math.floor(p / x.columns)] * value) });
 * const never = () => { throw new Error("not offered"); };
 * const found = await truncatedSvdAsync({ rows: 2, columns: 2, multiplyGram: (x) => times([25, 4], x), multiply: never, multiplyTransposed: never }, 1);
 * found.S; // Float64Array [5]
 */
export async function truncatedSvdAsync(a: AsyncOperator, rank: number, options?: TruncatedSvdAsyncOptions): Promise<RightTriplets> {
  const given = readOptions("options", options, ["tolerance", "seed", "maxIterations", "onProgress", "block", "signal"]);
  const { seed = DEFAULTS.seed, signal } = given;
  checkInteger("options.seed", seed, 0);
  if (signal !== undefined && !(typeof signal === "object" && signal !== null && typeof signal.aborted === "boolean")) {
    throw wrongKind(`options.signal is ${describe(signal)}: expected an AbortSignal`);
  }
  const operator = readOperator(a, "operator");
  checkInteger("rank", rank, 1, Math.min(operator.rows, operator.columns));
  return passesAsync(operator, widePlan(operator, rank, seed, readLimits(given), given.block), signal);
}

/** The limits of the iteration, and whether the tolerance is for each value relative to itself. */
function readLimits(options: TruncatedSvdOptions): ReturnType<typeof iterationOptions> & { relative: boolean } {
  const { tolerance, ...others } = options;
  if (typeof tolerance !== "object" || tolerance === null) return { ...iterationOptions({ ...others, tolerance }, { ...DEFAULTS, tolerance: perPrecision(DEFAULTS.tolerance, 1e-5) }), relative: false };
  const { relative } = readOptions("options.tolerance", tolerance, ["relative"]);
  checkNumber("options.tolerance.relative", relative, 0, 1);
  return { ...iterationOptions({ ...others, tolerance: relative }, DEFAULTS), relative: true };
}

function checkError({ relativeError }: { readonly relativeError: number }, least: number): number {
  checkNumber("rank.relativeError", relativeError, 0, 1, true);
  if (relativeError === 1) throw outOfRange("rank.relativeError is 1: expected a number above 0, below 1");
  return Math.max(relativeError, 10 * epsilon() * Math.sqrt(least));
}
