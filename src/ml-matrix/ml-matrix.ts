/**
 * Everything that ml-matrix exports, with its singular value decomposition replaced by this package's: change the import line, and that is all.
 * The rest of ml-matrix, not listed here, is exported as it is.
 *
 * @module lowrank/ml-matrix
 */
import { type ILinearDependenciesOptions, inverse as inverseByFactorization, Matrix, solve as solveByFactorization } from "ml-matrix";
import { checkNumber, readOptions } from "../checks";
import { leastSquares, matrix as read, pseudoInverse as flatPseudoInverse } from "../index";
import { SingularValueDecomposition } from "./singular-value-decomposition";
import { type MaybeMatrix, toMatrix } from "./vectors";

export * from "ml-matrix";
export { Matrix as default } from "ml-matrix";
export { SingularValueDecomposition, SingularValueDecomposition as SVD };
export type { MaybeMatrix };

/**
 * The Moore–Penrose inverse.
 *
 * @param matrix     m × n, finite entries; a matrix of ml-matrix or rows; not modified.
 * @param threshold  singular values at or below threshold · max(m, n) times the largest count as zero; 0 or more. Default 2⁻⁵².
 * @returns n × m.
 * @throws as the constructor of `SVD` does, and RangeError if the threshold is negative or NaN.
 *
 * Cost that of `svd` and 2mnr flops.
 *
 * @example
 * pseudoInverse([[1, 2], [2, 4]]).to1DArray(); // [0.04, 0.08, 0.08, 0.16]
 */
export function pseudoInverse(matrix: MaybeMatrix, threshold: number = Number.EPSILON): Matrix {
  checkNumber("threshold", threshold, 0, Number.MAX_VALUE);
  const a = read(matrix);
  return toMatrix(flatPseudoInverse(a, { tolerance: Math.min(1, threshold * Math.max(a.rows, a.columns)) }));
}

/**
 * Solves A X = B: by ml-matrix itself (LU for a square A, else QR), or, with `useSVD`, by the decomposition of this package.
 *
 * @param leftHandSide   A, m × n.
 * @param rightHandSide  B, m × p.
 * @param useSVD         whether A may be wide or rank-deficient: X is then the least-squares solution of least norm. Default false.
 * @returns n × p.
 * @throws with `useSVD` as `SVD` and its method `solve` do.
 *
 * Cost with `useSVD` that of `svd`.
 *
 * @example
 * solve([[1, 1], [1, 1]], [[2], [4]], true).to1DArray(); // [1.5, 1.5]
 */
export function solve(leftHandSide: MaybeMatrix, rightHandSide: MaybeMatrix, useSVD = false): Matrix {
  if (!useSVD) return solveByFactorization(leftHandSide, rightHandSide);
  return new SingularValueDecomposition(leftHandSide, { autoTranspose: true }).solve(rightHandSide);
}

/**
 * The inverse: by ml-matrix itself, or, with `useSVD`, the Moore–Penrose inverse by the decomposition of this package.
 *
 * @param matrix  m × n.
 * @param useSVD  whether the matrix may be singular or not square. Default false.
 * @returns n × m.
 * @throws with `useSVD` as `SVD` does.
 *
 * Cost with `useSVD` that of `svd` and 2mnr flops.
 *
 * @example
 * inverse([[1, 2], [2, 4]], true).to1DArray(); // [0.04, 0.08, 0.08, 0.16]
 */
export function inverse(matrix: MaybeMatrix, useSVD = false): Matrix {
  if (!useSVD) return inverseByFactorization(matrix);
  return new SingularValueDecomposition(matrix, { autoTranspose: true }).inverse();
}

/**
 * How each row depends linearly on the others: row i is the sum of the others times the coefficients in row i of the result.
 *
 * @param matrix   m × n, finite entries; not modified.
 * @param options  `thresholdError`: a row depends on the others if no entry of it is off by more than this times its largest. Default 1e-9.
 *                 `thresholdValue`: coefficients below this in magnitude are given as 0. Default 1e-9.
 * @returns m × m, 0 on the diagonal; the coefficients of least norm; zeros in the row of one that does not depend on the others.
 * @throws TypeError or RangeError  if `matrix` is no such matrix, an option is unknown, negative or NaN;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * Cost that of m decompositions.
 *
 * @example
 * linearDependencies([[1, 0], [0, 1], [2, 3]]).getRow(2); // [2, 3, 0]
 */
export function linearDependencies(matrix: MaybeMatrix, options?: ILinearDependenciesOptions): Matrix {
  const { thresholdValue = 1e-9, thresholdError = 1e-9 } = readOptions("options", options, ["thresholdValue", "thresholdError"]);
  checkNumber("options.thresholdValue", thresholdValue, 0, Number.MAX_VALUE);
  checkNumber("options.thresholdError", thresholdError, 0, Number.MAX_VALUE);
  const a = toMatrix(read(matrix));
  const found = new Matrix(a.rows, a.rows);
  if (a.rows < 2 || a.columns === 0) return found;
  for (let i = 0; i < a.rows; i++) {
    const row = a.getRowVector(i).transpose();
    const others = a.clone().removeRow(i).transpose();
    const x = toMatrix(leastSquares(others, row).X);
    const error = Matrix.sub(row, others.mmul(x)).abs().max();
    if (error > thresholdError * (row.abs().max() || 1)) continue;
    const coefficients = x.to1DArray().map((value) => (Math.abs(value) < thresholdValue ? 0 : value));
    coefficients.splice(i, 0, 0);
    found.setRow(i, coefficients);
  }
  return found;
}
