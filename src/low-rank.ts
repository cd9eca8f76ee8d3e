import { checkInteger, checkNumber, readOptions } from "./checks";
import { checkDescending, leadingColumns, readSvd } from "./decomposition";
import { outOfRange, wrongKind } from "./errors";
import { readInput, toDense } from "./input";
import { mapped, part } from "./lists";
import { leadingOfLarge, needsWhole } from "./low-rank-large";
import { type Admit, borrowMatrix, type Matrix, type MatrixLike } from "./matrix";
import type { LinearOperator } from "./operator";
import { checkCriterion, pickRank, type RankCriterion, readCriterion } from "./rank";
import type { SparseMatrix } from "./sparse";
import { relativeErrors, tailNorms } from "./spectrum";
import { admitSvd, svd, type Svd } from "./svd";
import { inPrecision, type InSingle } from "./wasm/precision";
import { bytesOf } from "./wasm/working";
import { requireRoom, withFrame } from "./wasm/frame";

/** A rank-k approximation A_k = U diag(S) Vᵀ, and how good it is. */
export interface LowRank<Numbers extends Float64Array | Float32Array = Float64Array> extends Svd<Numbers> {
  /** k, the number of singular values kept. */
  readonly rank: number;
  /** How far A_k is from A, in the unit of the entries but for `relative`. */
  readonly error: {
    /** ‖A − A_k‖_F, the square root of the sum of the squared differences of all entries. */
    readonly frobenius: number;
    /** ‖A − A_k‖₂, the largest singular value of the difference. */
    readonly spectral: number;
    /** ‖A − A_k‖_F / ‖A‖_F, 0 to 1; 0 for a zero matrix. */
    readonly relative: number;
  };
  /** k (m + n): the numbers in the factors Y and Z (see `factors`). */
  readonly storedNumbers: number;
  /** mn / storedNumbers: how many times fewer numbers than A has. Infinity at rank 0. */
  readonly compression: number;
}

/** Options of `lowRank`. */
export interface LowRankOptions {
  /**
   * Standard deviation of the noise in an entry, 0 or more, in the unit of the entries; only for "optimal-threshold".
   * Default: estimated from the median singular value.
   */
  readonly noise?: number | undefined;
}

/**
 * The best approximation of a matrix of a given or chosen rank, in the Frobenius and the spectral norm (Eckart & Young 1936):
 * the leading singular triplets.
 *
 * @param a          m × n, finite entries, a `sparse` matrix, or an operator known by its products; not modified.
 * @param criterion  the rank k, 1 to min(m, n), or a rule that chooses it: see `RankCriterion`.
 * @param options    see `LowRankOptions`.
 * @returns U (m × k), S (k values), V (n × k) and the exact errors: `frobenius` = √(s_{k+1}² + … ), `spectral` = s_{k+1}.
 *          Where min(m, n) > 400 and a small rank or an error bound (or energy) asks for few triplets, and where a rank is asked for of a tall or wide
 *          matrix (1,000 rows or columns, four times the other), only those are computed where that is cheaper, with residuals below 1e-10 s_1:
 *          then `frobenius` is measured entry by entry (sparse ones and operators: ‖A‖² − Σ s², right to 1e-8 ‖A‖).
 *          The norm of an operator takes its product with an identity of the shorter side, 32 columns at a time; one that is small, or of which much is asked, is spread out.
 *          A rule (not a number) gives rank 0 for a zero or an empty matrix.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an entry is not finite, the rank is not 1 to min(m, n), or a singular value exceeds 1.8e308;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * Cost that of `svd`, or of `truncatedSvd` where few triplets are asked for. For the product of the factors see `reconstruct`.
 *
 * @example
 * const { rank, error } = lowRank([[4, 11, 14], [8, 7, -2]], 1);
 * error.frobenius ** 2; // 90, the square of the second singular value 3√10
 */
export function lowRank(a: MatrixLike | SparseMatrix | LinearOperator, criterion: RankCriterion, options: LowRankOptions & InSingle): LowRank<Float32Array>;
export function lowRank(a: MatrixLike | SparseMatrix | LinearOperator, criterion: RankCriterion, options?: LowRankOptions): LowRank;
export function lowRank(a: MatrixLike | SparseMatrix | LinearOperator, criterion: RankCriterion, options?: LowRankOptions): LowRank | LowRank<Float32Array> {
  const single = inPrecision(options, () => lowRank(a, criterion, options));
  if (single !== undefined) return single.result;
  const { noise } = readOptions<LowRankOptions & Partial<InSingle>>("options", options, ["noise", "precision"]);
  if (noise !== undefined) {
    checkNumber("options.noise", noise, 0, Infinity);
    if (criterion !== "optimal-threshold") throw wrongKind('options.noise is given: expected it only with "optimal-threshold"');
  }
  const rule = readCriterion(criterion);
  const m = readInput(a, false, admitFor(rule));
  checkCriterion(rule, Math.min(m.rows, m.columns));
  const leading = leadingOfLarge(m, rule);
  if (leading !== undefined) {
    const { triplets, ...error } = leading;
    return describeApproximation(triplets.U, triplets.S, triplets.V, error);
  }
  const whole = svd(toDense(m));
  checkDescending(whole.S, "the singular values of the matrix, S");
  const rank = pickRank(whole.S, rule, m.rows, m.columns, noise);
  return truncate(whole, rank);
}

/** Refuses what cannot fit: the whole decomposition, or, where the leading triplets may do, the matrix itself. */
function admitFor(criterion: RankCriterion): Admit {
  const whole = admitSvd("lowRank");
  return (rows, columns) => (needsWhole(Math.min(rows, columns), criterion) ? whole(rows, columns) : requireRoom("lowRank", bytesOf(rows * columns)));
}

/** The leading `rank` triplets of a thin decomposition and the errors that the rest makes. */
function truncate(whole: Svd, rank: number): LowRank {
  const { U, S, V } = whole;
  return describeApproximation(U, part(S, 0, rank, "lowRank"), V, {
    frobenius: tailNorms(S)[rank]!,
    spectral: S[rank] ?? 0,
    relative: relativeErrors(S)[rank]!,
  });
}

/** Assembles the result: the columns of U and V that S names, and what they cost to store. */
export function describeApproximation(U: Matrix, S: Float64Array, V: Matrix, error: LowRank["error"]): LowRank {
  const rank = S.length;
  const storedNumbers = rank * (U.rows + V.rows);
  return {
    U: leadingColumns(U, rank),
    S,
    V: leadingColumns(V, rank),
    rank,
    error,
    storedNumbers,
    compression: storedNumbers === 0 ? Infinity : (U.rows * V.rows) / storedNumbers,
  };
}

/**
 * The matrix that a decomposition stands for, A_k = U_k diag(S_k) V_kᵀ.
 *
 * @param svd   U (m × k or m × m), S (k values, descending), V (n × k or n × n); from `svd`, `lowRank` or any source.
 * @param rank  how many leading triplets to use, 0 to k. Default k.
 * @param options  `{ precision: single }` for a Float32Array, in half the time.
 * @returns m × n, row-major.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if shapes do not fit, values are negative, infinite or not descending, or `rank` is out of range;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB.
 *
 * Cost 2mnk flops.
 *
 * @example
 * reconstruct(svd([[4, 11, 14], [8, 7, -2]]), 1); // [[6, 12, 12], [2, 4, 4]], to rounding
 */
export function reconstruct(svd: Svd | Svd<Float32Array>, rank: number | undefined, options: InSingle): Matrix<Float32Array>;
export function reconstruct(svd: Svd | Svd<Float32Array>, rank?: number): Matrix;
export function reconstruct(svd: Svd | Svd<Float32Array>, rank?: number, options?: Partial<InSingle>): Matrix | Matrix<Float32Array> {
  const single = inPrecision(options, () => reconstruct(svd, rank, options as InSingle));
  if (single !== undefined) return single.result;
  readOptions("options", options, ["precision"]);
  const { U, S, V } = readSvd(svd, "svd");
  checkDescending(S, "svd.S");
  if (rank !== undefined) checkInteger("rank", rank, 0, S.length);
  const k = rank ?? S.length;
  const [rows, columns] = [U.rows, V.rows];
  return withFrame("reconstruct", (frame) => {
    frame.require(frame.wasm.productBytes(rows, columns, k) + bytesOf(U.data.length + V.data.length + k + rows * columns));
    const [u, s, v] = [frame.copyIn(U.data), frame.copyIn(S.subarray(0, k)), frame.copyIn(V.data)];
    const out = frame.reserve(rows * columns);
    frame.call(frame.wasm.reconstruct(rows, columns, k, u, U.columns, s, v, V.columns, out));
    return frame.copyOutMatrix(out, rows, columns);
  });
}

/** Two factors of a matrix, A_k = Y Zᵀ, of equal weight: ‖Y‖_F² = ‖Z‖_F² = Σ s_i. */
export interface Factors {
  /** m × k: U diag(√S). */
  readonly Y: Matrix;
  /** n × k: V diag(√S). */
  readonly Z: Matrix;
}

/**
 * The two balanced factors of a decomposition, A_k = Y Zᵀ with Y = U diag(√S) and Z = V diag(√S): k (m + n) numbers for mn.
 *
 * @param svd  U (m × k or m × m), S (k values, descending), V (n × k or n × n); from `svd`, `lowRank` or any source.
 * @returns Y (m × k) and Z (n × k), in the square root of the unit of the entries.
 * @throws as `reconstruct` does.
 *
 * Cost (m + n) k flops. Row i of Y and row j of Z have the dot product (A_k)_ij.
 *
 * @example
 * const { Y, Z } = factors(lowRank(photo, 20));
 */
export function factors(svd: Svd | Svd<Float32Array>): Factors {
  const { U, S, V } = readSvd(svd, "svd");
  checkDescending(S, "svd.S");
  const roots = mapped(S, "factors", Math.sqrt);
  return { Y: scaledColumns(U, roots), Z: scaledColumns(V, roots) };
}

/** The leading columns of x, each times its factor. */
function scaledColumns(x: Matrix, scale: Float64Array): Matrix {
  const { rows, columns, data } = leadingColumns(x, scale.length);
  return withFrame("factors", (frame) => {
    const [at, d] = [frame.copyIn(data), frame.copyIn(scale)];
    frame.wasm.scaleColumns(rows, columns, d, at);
    return frame.copyOutMatrix(at, rows, columns);
  });
}

/** Coordinates of rows in the span of V, one row of k numbers each. */
export interface Projection extends Matrix {
  /** For each row x, the norm of the part outside the span, ‖x − V Vᵀ x‖, measured on that difference. */
  readonly outside: Float64Array;
}

/**
 * The coordinates Vᵀx of new rows x in the span of the right singular vectors, and how much of each lies outside it.
 *
 * @param svd   a decomposition with V n × k or n × n; the first k columns are used, k the length of S.
 * @param rows  p × n, finite entries: rows like those of the matrix behind `svd`; not modified.
 * @returns p × k coordinates (the part of row x in the span is V times them), with `outside`, p norms in the unit of the entries.
 * @throws as `reconstruct` does, and RangeError if the rows do not have n entries.
 *
 * The rows of A itself have the coordinates U diag(S). Cost 4pnk flops.
 *
 * @example
 * const { data, outside } = project(lowRank(table, 2), [newRow]);
 */
export function project(svd: Svd, rows: MatrixLike): Projection {
  const { S, V } = readSvd(svd, "svd");
  const x = borrowMatrix(rows, "rows");
  const [count, k, n] = [x.rows, S.length, V.rows];
  if (x.columns !== n && count > 0) throw outOfRange(`rows have ${x.columns} entries: expected ${n}, the rows of svd.V`);
  return withFrame("project", (frame) => {
    frame.require(frame.wasm.productBytes(count, n, k) + bytesOf(x.data.length + V.data.length + count * (k + 1)));
    const [at, v] = [frame.copyIn(x.data), frame.copyIn(V.data)];
    const [y, outside] = [frame.reserve(count * k), frame.reserve(count)];
    frame.call(frame.wasm.project(count, n, k, at, v, V.columns, y, outside));
    return { ...frame.copyOutMatrix(y, count, k), outside: frame.copyOut(outside, count) };
  });
}
