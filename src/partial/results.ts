import { Kind } from "../../assembly/codes";
import { checkInteger, describe } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import type { LeastSquares, Matrix, Pca } from "lowrank";
import { frobeniusNorm, leastSquares, matrix, pcaTransform, singularValues, svd } from "../index";
import { allocate, mapped, part } from "../lists";
import { isKind } from "../typed-arrays";
import type { Gathered } from "../wasm/partial";
import { type Accumulator, OpenPartial, readBytes, storeOf } from "./accumulator";
import { refusal } from "./refusals";

/** What was gathered: an open partial, which may go on, or a file of all leaves. */
export type PartialSource = Accumulator | Uint8Array;

/** Singular values and right vectors of all rows. */
export interface PartialSvd {
  /** min(rows, n) values, descending. */
  readonly S: Float64Array;
  /** n × min(rows, n), orthonormal columns, as in `svd`; in each the entry of largest magnitude is positive. */
  readonly V: Matrix;
  /** How many rows were gathered. */
  readonly rows: number;
  /**
   * Of a sketch, in the squared unit of the entries: the eigenvalues of AᵀA − V S² Vᵀ lie between 0 and this, so that each value is at most the true one, and its square at most so much
   * below. Of kind "r" 0: exact to rounding.
   */
  readonly bound: number;
}

/** Principal components of all rows; what `pcaTransform` takes. */
export interface PartialPca extends Omit<Pca, "scores" | "residuals" | "info"> {
  /** How many rows were gathered. */
  readonly rows: number;
}

/** The solution of a least-squares problem whose rows came in parts. */
export interface PartialLeastSquares extends LeastSquares {
  /** Where the partial is centred, what is added to A X: one number for each right-hand side. */
  readonly intercept?: Float64Array;
}

/**
 * The singular values and right singular vectors of all rows gathered; for U, push the rows once more through `project`.
 *
 * @param partial  an open partial or a file, of kind "r" without `centre`, or "fd".
 * @throws TypeError   if it is neither;
 * @throws RangeError  if it is damaged or of another kind, or a leaf is missing;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * The decomposition of R, A = Q R: S to rounding relative to S[0], small values of columns of different size far better than by AᵀA. Cost O(n³).
 *
 * @example
 * const { S, V } = svdOf(openPartial({ columns: 2 }).push([[3, 0], [0, 4]]));
 */
export function svdOf(partial: PartialSource): PartialSvd {
  const { x, rows, bound } = uncentred(partial);
  return { ...rightOf(x, rows), rows, bound };
}

/**
 * The singular values alone of all rows gathered: see `svdOf`.
 *
 * @throws as `svdOf` does.
 *
 * @example
 * singularValuesOf(openPartial({ columns: 1 }).push([[3], [4]])); // Float64Array [5]
 */
export function singularValuesOf(partial: PartialSource): Float64Array {
  const { x, rows } = uncentred(partial);
  const S = singularValues(x);
  return part(S, 0, Math.min(rows, S.length), "singularValuesOf");
}

/**
 * Principal component analysis of all rows gathered, without scores: those of any rows are `pcaTransform` of the result.
 *
 * @param partial  an open partial or a file, of kind "r" with `centre`.
 * @throws as `svdOf` does.
 *
 * R of [1, A − c], c the centre given: its first row tells the means, the rest is R of the centred table. As accurate as `pca` where c is near the means. Cost O(n³).
 *
 * @example
 * const { mean, singularValues } = pcaOf(openPartial({ columns: 1, centre: true }).push([[1], [3]])); // [2] and [√2]
 */
export function pcaOf(partial: PartialSource): PartialPca {
  const gathered = gather(partial, "pcaOf", true);
  const { count: rows, mean } = gathered;
  const { S, V } = rightOf(gathered, rows);
  const freedom = Math.max(1, rows - 1);
  const norm = frobeniusNorm(gathered);
  return {
    mean, components: V, singularValues: S, rows,
    explainedVariance: mapped(S, "pcaOf", (s) => (s * s) / freedom),
    explainedVarianceRatio: mapped(S, "pcaOf", (s) => (norm === 0 ? 0 : Math.min(1, (s / norm) * (s / norm)))),
    totalVariance: (norm * norm) / freedom,
  };
}

/**
 * The solutions of least norm of the least-squares problem whose rows [a, b] were gathered: minimizes ‖A X − B‖, B the last columns.
 *
 * @param partial  an open partial or a file, of kind "r". Where it is centred, an intercept belongs to the model, and is not made small.
 * @param sides    how many of the last columns are right-hand sides, 1 to n − 1. Default 1.
 * @throws as `svdOf` does, and RangeError if `sides` is out of range.
 *
 * `leastSquares` of R, which has the same solutions and residuals. Cost O(n³).
 *
 * @example
 * const line = openPartial({ columns: 2, centre: true }).push([[0, 1], [1, 3], [2, 5]]);
 * const { X, intercept } = leastSquaresOf(line); // 2 and 1
 */
export function leastSquaresOf(partial: PartialSource, sides = 1): PartialLeastSquares {
  const gathered = gather(partial, "leastSquaresOf");
  const { columns, data, mean, centred } = gathered;
  checkInteger("sides", sides, 1, columns - 1);
  const unknowns = columns - sides;
  // By rows it is R': columns of R one after the other.
  const some = (from: number, count: number) => ({ shape: [columns, count], data: data.subarray(from * columns, (from + count) * columns), strides: [1, columns] });
  const tolerance = Math.max(gathered.count, unknowns) * Number.EPSILON;
  const solved = leastSquares(some(0, unknowns), some(unknowns, sides), { tolerance });
  if (!centred) return solved;
  // (0 - mean) X
  const below = pcaTransform({ mean: part(mean, 0, unknowns, "leastSquaresOf"), components: solved.X }, { rows: 1, columns: unknowns, data: allocate(unknowns, "leastSquaresOf") });
  return { ...solved, intercept: mapped(below.data, "leastSquaresOf", (x, j) => mean[unknowns + j]! + x) };
}

/**
 * What was gathered, as a matrix: the sum, the factors of all leaves one behind the other, the sketch, or R (upper, its diagonal not negative).
 *
 * @throws as `svdOf` does.
 *
 * @example
 * matrixOf(openPartial({ kind: "sum", rows: 1, columns: 2 }).push([[1, 2]]).push([[3, 4]])); // [[4, 6]]
 */
export function matrixOf(partial: PartialSource): Matrix {
  const { kind, rows, columns, data } = gather(partial, "matrixOf");
  return kind === TRIANGLE ? matrix({ shape: [rows, columns], data, strides: [1, columns] }) : { rows, columns, data };
}

interface Whole extends Gathered { readonly kind: number; readonly centred: boolean }

const [TRIANGLE, DIRECTIONS]: readonly [number, number] = [Kind.Triangle, Kind.Directions];

/** All leaves together; `centred`: what is asked for. */
function gather(source: unknown, operation: string, centred?: boolean): Whole {
  const bytes = source instanceof OpenPartial ? source.bytes() : isKind(source, "Uint8Array") ? readBytes(source, "partial") : undefined;
  if (bytes === undefined) throw wrongKind(`partial is ${describe(source)}: expected an open partial or a Uint8Array`);
  const store = storeOf([bytes], "partial");
  const { plan } = store;
  const rows = plan.kind === TRIANGLE || (plan.kind === DIRECTIONS && operation === "svdOf") || operation === "matrixOf";
  if (!rows) throw outOfRange(`partial is of a kind that ${operation} cannot use: expected ${operation === "svdOf" ? '"r" or "fd"' : '"r"'}`);
  if (centred !== undefined && plan.centred !== centred) throw outOfRange(`partial is ${plan.centred ? "" : "not "}centred: expected one opened with${centred ? "" : "out"} centre`);
  const found = store.gather();
  if (!("data" in found)) throw refusal(found, "partial", plan.leaves);
  return { ...found, kind: plan.kind, centred: plan.centred };
}

/** The rows whose values and right vectors are asked for, transposed, with as many rows as went in. */
function uncentred(partial: unknown): { x: Matrix; rows: number; bound: number } {
  const { kind, rows, columns, data, count, bound } = gather(partial, "svdOf", false);
  const x = kind === TRIANGLE ? { rows, columns, data } : matrix({ shape: [columns, rows], data, strides: [1, columns] });
  return { x, rows: count, bound };
}

/** Values and right vectors of X from X', whose left vectors they are. */
function rightOf(turned: Matrix, count: number): { S: Float64Array; V: Matrix } {
  const { U, S } = svd(turned);
  const k = Math.min(count, S.length);
  const V = matrix({ shape: [U.rows, k], data: U.data, strides: [U.columns, 1] });
  return { S: part(S, 0, k, "svdOf"), V };
}
