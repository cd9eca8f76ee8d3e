import { type ISVDOptions, Matrix } from "ml-matrix";
import { checkOptions, describe } from "../checks";
import { matrix as read, reconstruct, singularValues, svd } from "../index";
import { type MaybeMatrix, toMatrix, Vectors } from "./vectors";

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
 * Cost that of `svd`; that of `singularValues` if neither side's vectors are computed. Where V has more than min(m, n) columns they are computed when V is
 * first asked for: O(n²) numbers.
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
    const { U, S, V } = svd(a);
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
    const coordinates = this.#left.leading(r).transpose().mmul(toMatrix(b));
    return this.#right.leading(r).mmul(coordinates.divColumnVector(this.#values.subarray(0, r)));
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
