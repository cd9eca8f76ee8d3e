import { borrowMatrix, type MatrixLike } from "./matrix";
import { singularValues } from "./svd";
import { bytesOf } from "./wasm/working";
import { requireRoom, withFrame } from "./wasm/frame";

/**
 * The Frobenius norm, the square root of the sum of the squares of all entries: √(Σ a_ij²) = √(Σ σ_i²).
 *
 * @param a  m × n, finite entries; not modified.
 * @returns the norm, in the unit of the entries; 0 for an empty matrix; Infinity only if it exceeds 1.8e308.
 * @throws TypeError or RangeError  as `matrix` does.
 *
 * No overflow or underflow on the way. Cost O(mn).
 *
 * @example
 * frobeniusNorm([[1, 2], [3, 4]]); // √30
 */
export function frobeniusNorm(a: MatrixLike): number {
  const { data } = borrowMatrix(a, "matrix", (m, n) => requireRoom("frobeniusNorm", bytesOf(m * n)));
  return withFrame("frobeniusNorm", (frame) => frame.wasm.frobeniusNorm(data.length, frame.copyIn(data)));
}

/**
 * The spectral norm, the largest singular value: the most that A stretches a vector, max ‖Ax‖ / ‖x‖.
 *
 * @param a  m × n, finite entries; not modified.
 * @returns σ_1, in the unit of the entries; 0 for an empty matrix; Infinity only if it exceeds 1.8e308.
 * @throws as `singularValues` does.
 *
 * Cost that of `singularValues`.
 *
 * @example
 * spectralNorm([[3, 0], [4, 5]]); // √45
 */
export function spectralNorm(a: MatrixLike): number {
  return singularValues(a)[0] ?? 0;
}

/**
 * The nuclear (trace) norm, the sum of the singular values.
 *
 * @param a  m × n, finite entries; not modified.
 * @returns Σ σ_i, summed from the smallest, in the unit of the entries; 0 for an empty matrix; Infinity only if it exceeds 1.8e308.
 * @throws as `singularValues` does.
 *
 * Cost that of `singularValues`.
 *
 * @example
 * nuclearNorm([[3, 0], [4, 5]]); // √45 + √5
 */
export function nuclearNorm(a: MatrixLike): number {
  return singularValues(a).reduceRight((sum, s) => sum + s, 0);
}
