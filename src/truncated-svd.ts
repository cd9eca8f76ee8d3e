import { checkInteger, checkOptions } from "./checks";
import { leadingColumns } from "./decomposition";
import { check } from "./errors";
import { type ConvergenceInfo, iterate, type IterationOptions, iterationOptions } from "./iterate";
import { openSource, type Source, toDense } from "./krylov-source";
import { type Matrix, type MatrixLike, readMatrix } from "./matrix";
import { checkOperator, isOperator, type LinearOperator } from "./operator";
import { isSparse, type SparseMatrix } from "./sparse";
import { svd, type Svd } from "./svd";
import { type Frame, withFrame } from "./wasm/frame";

/** The leading singular triplets of a matrix, with what was measured about them. */
export interface TruncatedSvd extends Svd {
  /** max(‖A v_i − s_i u_i‖, ‖Aᵀ u_i − s_i v_i‖) for each triplet, from fresh products, in the unit of A's entries. */
  readonly residuals: Float64Array;
  /** `change` is the largest residual divided by the largest singular value. */
  readonly info: TruncatedInfo;
}

export interface TruncatedInfo extends ConvergenceInfo {
  /** "full": the full decomposition, cut. "lanczos": block Golub–Kahan–Lanczos. */
  readonly method: "full" | "lanczos";
  /** The seed of the random start; the same seed gives the same bits. */
  readonly seed: number;
}

export interface TruncatedSvdOptions extends IterationOptions {
  /** Largest residual allowed, relative to the largest singular value; values below 10 max(m, n) ε count as that. Default 1e-10. */
  readonly tolerance?: number;
  /** Seed of the random start, an integer from 0 to 2^53 − 1. Default 1. */
  readonly seed?: number;
  /** Steps at most, each a product with A and one with Aᵀ; never fewer than are needed for `rank` columns. Default 1000. */
  readonly maxIterations?: number;
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

/**
 * The leading `rank` singular triplets of a dense, sparse or implicit matrix, to a measured accuracy.
 *
 * For every triplet there is a singular value of A within its residual; a test from random directions guards against missed
 * copies of repeated values. Not converging is no error: read `info.converged`.
 *
 * @param a        m × n, finite entries: a matrix in any accepted form, a `sparse` matrix, or an operator { rows, columns,
 *                 multiply, multiplyTransposed } that is called with blocks of columns; not modified.
 * @param rank     k, with 1 ≤ k ≤ min(m, n).
 * @param options  see `TruncatedSvdOptions`.
 * @returns U (m × k), S (k values, descending), V (n × k), the residuals and `info`.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if `rank` or an option is out of range, an entry is not finite, or a method of an operator returns
 *                           a matrix of the wrong shape or with an entry that is not finite;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB.
 *
 * Thick-restarted block Golub–Kahan–Lanczos with full reorthogonalization (Baglama & Reichel 2005, 2006); small dense matrices
 * and k above min(m, n) / 4 take the full decomposition. Cost: typically 5 to 15 k products with a column.
 *
 * @example
 * const { S, info } = truncatedSvd(sparse(20000, 10000, votes), 10);
 * info.converged; // true
 */
export function truncatedSvd(a: TruncatedInput, rank: number, options?: TruncatedSvdOptions): TruncatedSvd {
  checkOptions("options", options, ["tolerance", "seed", "maxIterations", "onProgress"]);
  const seed = options?.seed ?? DEFAULTS.seed;
  checkInteger("options.seed", seed, 0);
  const limits = iterationOptions(options, DEFAULTS);
  const input = readInput(a);
  checkInteger("rank", rank, 1, Math.min(input.rows, input.columns));
  const tolerance = Math.max(limits.tolerance, 10 * Math.max(input.rows, input.columns) * Number.EPSILON);
  const plan = { rank, block: BLOCK, seed, ...limits, tolerance };
  const least = Math.min(input.rows, input.columns);
  const small = isSparse(input) || isOperator(input) ? FULL_UP_TO.other : FULL_UP_TO.dense;
  if (least <= small || rank > FULL_SHARE * least) return cut(input, plan);
  return krylov(input, plan);
}

/** What the iteration is asked for. */
export interface KrylovPlan extends ReturnType<typeof iterationOptions> {
  readonly rank: number;
  readonly block: number;
  readonly seed: number;
}

export function readInput(a: unknown): Matrix | SparseMatrix | LinearOperator {
  if (isOperator(a)) {
    checkOperator(a, "operator");
    return a;
  }
  if (isSparse(a)) {
    checkInteger("matrix.rows", a.rows, 0);
    checkInteger("matrix.columns", a.columns, 0);
    return a;
  }
  return readMatrix(a, "matrix");
}

/** The full decomposition, cut; its residuals are measured too. */
function cut(input: Matrix | SparseMatrix | LinearOperator, { rank, seed, tolerance }: KrylovPlan): TruncatedSvd {
  const a = toDense(input);
  const whole = svd(a);
  const [U, S, V] = [leadingColumns(whole.U, rank), whole.S.slice(0, rank), leadingColumns(whole.V, rank)];
  const residuals = withFrame("truncatedSvd", (frame) => {
    const bytes = frame.wasm.residualsBytes(a.rows, a.columns);
    frame.require(bytes + (a.data.length + U.data.length + V.data.length + 2 * rank) * 8);
    const [at, u, s, v, out] = [frame.copyIn(a.data), frame.copyIn(U.data), frame.copyIn(S), frame.copyIn(V.data), frame.reserve(rank)];
    check(frame.wasm.residuals_f64(a.rows, a.columns, rank, at, u, s, v, out), "truncatedSvd", bytes);
    return frame.copyOut(out, rank);
  });
  const largest = residuals.reduce((most, r) => Math.max(most, r), 0);
  const change = largest === 0 ? 0 : largest / S[0]!;
  return { U, S, V, residuals, info: { converged: change <= tolerance, iterations: 0, change, method: "full", seed } };
}

/** The iteration, on any input; the full decomposition where the matrix leaves it no room. */
export function krylov(input: Matrix | SparseMatrix | LinearOperator, plan: KrylovPlan): TruncatedSvd {
  const { rows, columns } = input;
  const { rank, block } = plan;
  return withFrame("truncatedSvd", (frame) => {
    if (frame.wasm.basisLimit(rows, columns, rank, block) === 0) return cut(input, plan);
    const bytes = frame.wasm.truncatedBytes(rows, columns, rank, block);
    const source = openSource(frame, input, "truncatedSvd", bytes);
    return run(frame, source, plan, bytes);
  });
}

function run(frame: Frame, source: Source, plan: KrylovPlan, bytes: number): TruncatedSvd {
  const { wasm } = frame;
  const { rows, columns } = source;
  const { rank, block, seed, tolerance } = plan;
  const result = frame.bytes(4);
  frame.require(bytes);
  const opened = wasm.truncatedOpen(rows, columns, rank, block, tolerance, seed, source.exponent, source.outside ? 1 : 0, result);
  check(opened, "truncatedSvd", bytes);
  const state = frame.word(result, 0);
  const turn = () => source.turn(state);
  const steps = Math.max(plan.maxIterations, Math.ceil(rank / block));
  const { iterations } = iterate(
    () => {
      turn();
      return { change: wasm.truncatedChange(state), converged: wasm.truncatedIsDone(state) !== 0 };
    },
    { ...plan, maxIterations: steps },
  );
  // Stopped early: the triplets are taken as they are, and still measured.
  while (wasm.truncatedIsDone(state) === 0) {
    check(wasm.truncatedConclude(state), "truncatedSvd", bytes);
    turn();
  }
  const residuals = frame.copyOut(wasm.truncatedResiduals(state), rank);
  return {
    U: frame.copyOutMatrix(wasm.truncatedU(state), rows, rank),
    S: frame.copyOut(wasm.truncatedValues(state), rank),
    V: frame.copyOutMatrix(wasm.truncatedV(state), columns, rank),
    residuals,
    info: { converged: wasm.truncatedConverged(state) !== 0, iterations, change: wasm.truncatedChange(state), method: "lanczos", seed },
  };
}
