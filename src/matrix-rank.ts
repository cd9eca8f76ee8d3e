import { admitWork, factor, readTolerance, type RankOptions, type ScaledValues } from "./factored";
import { factorBytes } from "./svd";
import { borrowMatrix, type Matrix, type MatrixLike } from "./matrix";
import { numericalRank } from "./rank";
import { withFrame } from "./wasm/frame";

/**
 * The numerical rank: how many singular values are above rounding, or above a share of the largest.
 *
 * @param a        m × n, finite entries; not modified.
 * @param options  see `RankOptions`.
 * @returns 0 to min(m, n); 0 for a zero or an empty matrix. It does not change when the matrix is scaled.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an entry is not finite or the tolerance is out of range;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * For how clear-cut it is, see the gaps in `chooseRank(S, "gap").curve`. Cost that of `singularValues`.
 *
 * @example
 * matrixRank([[1, 2], [2, 4]]); // 1
 */
export function matrixRank(a: MatrixLike, options?: RankOptions): number {
  const tolerance = readTolerance(options);
  const m = readFor("matrixRank", a);
  return numericalRank(scaledValues(m, "matrixRank").S, m.rows, m.columns, tolerance);
}

/**
 * The condition number in the spectral norm, σ_1 / σ_k with k = min(m, n): how much relative errors may grow when a system
 * with this matrix is solved.
 *
 * @param a  m × n, finite entries; not modified.
 * @returns 1 or more; Infinity if σ_k = 0 (a zero matrix too) or the ratio is beyond 1.8e308; 0 for an empty matrix. From
 *          1 / (max(m, n) · 2⁻⁵²) on the matrix is singular to working precision.
 * @throws as `singularValues` does.
 *
 * It does not change when the matrix is scaled. Cost that of `singularValues`.
 *
 * @example
 * conditionNumber([[2, 0], [0, 0.5]]); // 4
 */
export function conditionNumber(a: MatrixLike): number {
  const { S } = scaledValues(readFor("conditionNumber", a), "conditionNumber");
  if (S.length === 0) return 0;
  const least = S[S.length - 1]!;
  return least === 0 ? Infinity : S[0]! / least;
}

function readFor(operation: string, a: MatrixLike): Matrix {
  return borrowMatrix(a, "matrix", admitWork(operation, (rows, columns) => factorBytes(rows, columns, "none")));
}

function scaledValues(a: Matrix, operation: string): ScaledValues {
  return withFrame(operation, (frame) => factor(frame, a, "none"));
}
