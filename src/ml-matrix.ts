/**
 * Everything that ml-matrix exports, with its singular value decomposition replaced by this package's: change the import line, and that is all.
 * The rest of ml-matrix, not listed here, is exported as it is.
 *
 * @module lowrank/ml-matrix
 */
import {
  type AbstractMatrix, inverse as inverseByFactorization, type ISVDOptions, Matrix, solve as solveByFactorization,
} from "ml-matrix";
import { checkNumber, checkOptions, describe } from "./checks";
import { matrix as read, type Matrix as Flat, pseudoInverse as flatPseudoInverse, reconstruct, singularValues, svd } from "./index";

export * from "ml-matrix";
export { Matrix as default } from "ml-matrix";

/** What ml-matrix takes for a matrix. */
export type MaybeMatrix = AbstractMatrix | ArrayLike<ArrayLike<number>>;

/**
 * The singular value decomposition with the constructor, getters and methods of ml-matrix, on the kernels of lowrank.
 * Also exported as `SVD`.
 *
 * Singular vectors have the sign rule of `svd`. U is m × min(m, n). V is n × n, or n × min(m, n) with `autoTranspose`; its columns
 * are orthonormal in both. Matrices that come out are of ml-matrix's own class `Matrix`.
 *
 * @throws TypeError         if `value` is no matrix or an option is unknown;
 * @throws RangeError        if rows are ragged, or an entry is NaN or infinite;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * Cost that of `svd`; that of `singularValues` if neither side's vectors are computed. V is O(n²) numbers if n > m without `autoTranspose`.
 *
 * @example
 * const decomposition = new SVD([[4, 11, 14], [8, 7, -2]], { autoTranspose: true });
 * decomposition.rank; // 2
 * decomposition.norm2; // 6√10
 */
export class SingularValueDecomposition {
  readonly #rows: number;
  readonly #columns: number;
  readonly #values: Float64Array;
  readonly #left: Vectors;
  readonly #right: Vectors;

  /**
   * @param value    m × n, finite entries, any shape from 0 × 0 up: a `Matrix` or view of ml-matrix, or rows; not modified.
   * @param options  `computeLeftSingularVectors`, `computeRightSingularVectors`: default true; what is not computed is zero.
   *                 `autoTranspose`: whether a wide matrix gets a V of min(m, n) columns instead of n. Default false.
   */
  constructor(value: MaybeMatrix, options?: ISVDOptions) {
    checkOptions("options", options, ["computeLeftSingularVectors", "computeRightSingularVectors", "autoTranspose"]);
    const { computeLeftSingularVectors: left = true, computeRightSingularVectors: right = true, autoTranspose = false } = options ?? {};
    const a = read(value);
    const { rows, columns } = a;
    const k = Math.min(rows, columns);
    const vColumns = autoTranspose ? k : columns;
    this.#rows = rows;
    this.#columns = columns;
    if (!left && !right) {
      this.#values = singularValues(a);
      this.#left = new Vectors("Left", rows, k);
      this.#right = new Vectors("Right", columns, vColumns);
      return;
    }
    const { U, S, V } = svd(a, { vectors: right && k < vColumns ? "full" : "thin" });
    this.#values = S;
    this.#left = new Vectors("Left", rows, k, left ? U : undefined);
    this.#right = new Vectors("Right", columns, vColumns, right ? V : undefined);
  }

  /** U, m × min(m, n), orthonormal columns; zero if it was not asked for. */
  get leftSingularVectors(): Matrix {
    return this.#left.matrix();
  }

  /** V, not Vᵀ: n × n, or n × min(m, n) with `autoTranspose`, orthonormal columns; zero if it was not asked for. */
  get rightSingularVectors(): Matrix {
    return this.#right.matrix();
  }

  /** The min(m, n) singular values, descending, in a fresh array. */
  get diagonal(): number[] {
    return Array.from(this.#values);
  }

  /** The singular values on the diagonal of a square matrix. */
  get diagonalMatrix(): Matrix {
    return Matrix.diag(this.diagonal);
  }

  /** How many singular values are above max(m, n) · 2⁻⁵² times the largest. */
  get rank(): number {
    return countAbove(this.#values, 2 * this.threshold);
  }

  /** The largest singular value divided by the smallest; Infinity if that is 0, and 0 for an empty matrix. */
  get condition(): number {
    const S = this.#values;
    if (S.length === 0) return 0;
    const least = S[S.length - 1]!;
    return least === 0 ? Infinity : S[0]! / least;
  }

  /** The largest singular value, which is the spectral norm; 0 for an empty matrix. */
  get norm2(): number {
    return this.#values[0] ?? 0;
  }

  /** max(m, n) · 2⁻⁵³ times the largest singular value: those at or below it count as zero in `solve`, `solveForDiagonal` and `inverse`. */
  get threshold(): number {
    return (Number.EPSILON / 2) * Math.max(this.#rows, this.#columns) * this.norm2;
  }

  /**
   * The solutions X of least norm that minimize ‖A x − b‖ for each column b of `value`.
   *
   * @param value  m × p, finite entries; not modified.
   * @returns n × p.
   * @throws TypeError or RangeError  if `value` is no such matrix, or the vectors of one side were not computed.
   *
   * X = V_r diag(1/s) U_rᵀ B with r values above `threshold`. Cost 2 (m + n) r p flops, in JavaScript.
   *
   * @example
   * // The line through (0, 1), (1, 3), (2, 5): 1 + 2 x
   * new SVD([[1, 0], [1, 1], [1, 2]]).solve([[1], [3], [5]]).to1DArray(); // [1, 2]
   */
  solve(value: MaybeMatrix): Matrix {
    const b = renamed(/^matrix/, "value", () => read(value));
    if (b.rows !== this.#rows) throw new RangeError(`value has ${b.rows} rows: expected ${this.#rows}, the rows of the matrix`);
    const r = this.#kept("solve");
    if (r === 0 || b.columns === 0) return new Matrix(this.#columns, b.columns);
    const coordinates = this.#left.matrix(r).transpose().mmul(toMatrix(b));
    return this.#right.matrix(r).mmul(coordinates.divColumnVector(this.#values.subarray(0, r)));
  }

  /**
   * What `solve` gives for the diagonal matrix with these entries.
   *
   * @param value  m finite numbers.
   * @returns n × m.
   * @throws TypeError or RangeError  if `value` is no such list, or the vectors of one side were not computed.
   *
   * Cost that of `inverse`.
   *
   * @example
   * new SVD([[2, 0], [0, 5]]).solveForDiagonal([1, 10]).to1DArray(); // [0.5, 0, 0, 2]
   */
  solveForDiagonal(value: ArrayLike<number>): Matrix {
    if (value === null || typeof value !== "object") throw new TypeError(`value is ${describe(value)}: expected a list of numbers`);
    const { columns, data } = renamed(/^matrix(\[0\])?/, "value", () => read([value]));
    if (columns !== this.#rows) throw new RangeError(`value has length ${columns}: expected ${this.#rows}, the rows of the matrix`);
    return this.#inverse("solveForDiagonal").mulRowVector(data);
  }

  /**
   * The Moore–Penrose inverse V_r diag(1/s) U_rᵀ with r values above `threshold`: the inverse, if there is one.
   *
   * @returns n × m; zero for a zero matrix.
   * @throws RangeError  if the vectors of one side were not computed.
   *
   * Cost 2mnr flops.
   *
   * @example
   * new SVD([[1, 2], [2, 4]]).inverse().to1DArray(); // [0.04, 0.08, 0.08, 0.16]
   */
  inverse(): Matrix {
    return this.#inverse("inverse");
  }

  #inverse(method: string): Matrix {
    const r = this.#kept(method);
    if (r === 0) return new Matrix(this.#columns, this.#rows);
    // 1/s overflows for subnormal s: then 2⁻⁶⁰/s first.
    const scale = this.#values[r - 1]! < 2 ** -1000 ? 2 ** -60 : 1;
    const S = this.#values.slice(0, r).reverse().map((s) => scale / s);
    const product = toMatrix(reconstruct({ U: this.#right.reversed(r), S, V: this.#left.reversed(r) }));
    return scale === 1 ? product : product.mul(1 / scale);
  }

  /** How many singular values `method` does not take for zero. */
  #kept(method: string): number {
    this.#left.require(method);
    this.#right.require(method);
    if (this.norm2 === Infinity) throw new RangeError(`norm2 is Infinity: expected a finite number for ${method}() (scale the matrix down)`);
    return countAbove(this.#values, this.threshold);
  }
}

export { SingularValueDecomposition as SVD };

/** The singular vectors of one side: as they were computed, and as ml-matrix's class from the first time that is wanted. */
class Vectors {
  #matrix: Matrix | undefined;

  constructor(readonly side: string, readonly rows: number, readonly columns: number, readonly flat?: Flat) {}

  matrix(count = this.columns): Matrix {
    this.#matrix ??= this.flat === undefined ? new Matrix(this.rows, this.columns) : toMatrix(this.flat);
    return count === this.columns ? this.#matrix : this.#matrix.subMatrix(0, this.rows - 1, 0, count - 1);
  }

  require(method: string): void {
    if (this.flat !== undefined) return;
    throw new RangeError(`options.compute${this.side}SingularVectors is false: expected true for ${method}()`);
  }

  /** The first `count` columns, the last of them first. */
  reversed(count: number): Flat {
    const { rows, columns, data } = this.flat!;
    const turned = new Float64Array(rows * count);
    for (let i = 0; i < rows; i++) turned.set(data.subarray(i * columns, i * columns + count).slice().reverse(), i * count);
    return { rows, columns: count, data: turned };
  }
}

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

function countAbove(values: Float64Array, bound: number): number {
  const first = values.findIndex((s) => !(s > bound));
  return first === -1 ? values.length : first;
}

/** What `get` gives; its errors speak of `name`. */
function renamed<T>(matrix: RegExp, name: string, get: () => T): T {
  try {
    return get();
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replace(matrix, name);
    throw error;
  }
}

function toMatrix({ rows, columns, data }: Flat): Matrix {
  const copy = new Matrix(rows, columns);
  if (columns > 0) for (let i = 0; i < rows; i++) copy.setRow(i, data.subarray(i * columns, (i + 1) * columns));
  return copy;
}
