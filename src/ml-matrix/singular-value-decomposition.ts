import { type ISVDOptions, Matrix } from "ml-matrix";
import { outOfRange, wrongKind } from "../errors";
import { describe, readOptions } from "../checks";
import { matrix as read, type Matrix as Flat, reconstruct, singularValues, svd } from "../index";
import { completed, type MaybeMatrix, pick, toMatrix, transposed } from "./vectors";

/**
 * The singular value decomposition with the constructor, fields, getters and methods of ml-matrix, on the kernels of lowrank.
 * Also exported as `SVD`.
 *
 * In each column of U the entry of largest magnitude is positive, as in `svd`; in each column of V, if `autoTranspose` transposed. U is
 * m × min(m, n). V is n × n, or n × min(m, n) with `autoTranspose`; its columns are orthonormal in both. Matrices that come out are of ml-matrix's
 * own class `Matrix`. As in ml-matrix, getters and methods read the fields: what a program writes there is what they use.
 *
 * @throws TypeError         if `value` is no matrix or an option is unknown;
 * @throws RangeError        if the matrix is empty, rows are ragged, or an entry is NaN or infinite;
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
  /** The rows of what was decomposed: the columns of the matrix, if `autoTranspose` transposed it. */
  m: number;
  /** The columns of what was decomposed. */
  n: number;
  /** The min(m, n) singular values, descending. */
  s: Float64Array;
  /** U: see `leftSingularVectors`. */
  U: Matrix;
  /** V, not Vᵀ: see `rightSingularVectors`. */
  V: Matrix;
  /** What of V was computed, while the columns that complete it have not been asked for. */
  #leading: Matrix | undefined;
  readonly #computed: { readonly Left: boolean; readonly Right: boolean };

  /**
   * @param value    m × n, finite entries, not empty: a `Matrix` or view of ml-matrix, or rows; not modified.
   * @param options  `computeLeftSingularVectors`, `computeRightSingularVectors`: default true; what is not computed is zero.
   *                 `autoTranspose`: whether a wide matrix is decomposed as its transpose: then U and V are, to the last bit, V and U
   *                 of that, and V has min(m, n) columns instead of n. Default false.
   */
  constructor(value: MaybeMatrix, options?: ISVDOptions) {
    const fields = ["computeLeftSingularVectors", "computeRightSingularVectors", "autoTranspose"] as const;
    const { computeLeftSingularVectors: left = true, computeRightSingularVectors: right = true, autoTranspose = false } = readOptions("options", options, fields);
    const a = read(value);
    const { rows, columns } = a;
    if (rows === 0 || columns === 0) throw outOfRange("Matrix must be non-empty");
    const k = Math.min(rows, columns);
    const turned = autoTranspose && rows < columns;
    const { U, S, V } = decompose(turned ? transposed(a) : a, left || right);
    const [ofRows, ofColumns] = turned ? [V, U] : [U, V];
    this.#computed = { Left: left, Right: right };
    [this.m, this.n] = turned ? [columns, rows] : [rows, columns];
    this.s = S;
    this.U = left ? toMatrix(ofRows!) : new Matrix(rows, k);
    this.V = right ? toMatrix(ofColumns!) : new Matrix(columns, turned ? k : columns);
    if (right && this.V.columns < columns && !turned) this.#completeWhenAsked(ofColumns!);
  }

  /** Makes of V a field that gets the columns it lacks when it is first read. */
  #completeWhenAsked(V: Flat): void {
    this.#leading = this.V;
    const settle = (value: Matrix) => {
      this.#leading = undefined;
      Object.defineProperty(this, "V", { value, writable: true, enumerable: true, configurable: true });
      return value;
    };
    Object.defineProperty(this, "V", { get: () => settle(completed(V)), set: settle, enumerable: true, configurable: true });
  }

  /** U, m × min(m, n), orthonormal columns; zero if it was not asked for. */
  get leftSingularVectors(): Matrix {
    return this.U;
  }

  /** V, not Vᵀ: n × n, or n × min(m, n) with `autoTranspose`, orthonormal columns; zero if it was not asked for. */
  get rightSingularVectors(): Matrix {
    return this.V;
  }

  /** The min(m, n) singular values, descending, in a fresh array. */
  get diagonal(): number[] {
    return Array.from(this.s);
  }

  /** The singular values on the diagonal of a square matrix. */
  get diagonalMatrix(): Matrix {
    return Matrix.diag(this.diagonal);
  }

  /** How many singular values are above max(m, n) · 2⁻⁵² times the largest. */
  get rank(): number {
    return this.#above(2 * this.threshold).length;
  }

  /** The largest singular value divided by the smallest; Infinity if that is 0. */
  get condition(): number {
    const least = this.s[Math.min(this.m, this.n) - 1]!;
    return least === 0 ? Infinity : this.norm2 / least;
  }

  /** The largest singular value, which is the spectral norm. */
  get norm2(): number {
    return this.s[0]!;
  }

  /** max(m, n) · 2⁻⁵³ times the largest singular value: those at or below it count as zero in `solve`, `solveForDiagonal` and `inverse`. */
  get threshold(): number {
    return (Number.EPSILON / 2) * Math.max(this.m, this.n) * this.norm2;
  }

  /**
   * The solutions X of least norm that minimize ‖A x − b‖ for each column b of `value`.
   *
   * @param value  m × p, finite entries; not modified.
   * @returns n × p.
   * @throws TypeError or RangeError  if `value` is no such matrix, or the vectors of one side were not computed.
   *
   * X = V_r diag(1/s) U_rᵀ B with the r values above `threshold`. Cost 2 (m + n) r p flops, in JavaScript.
   *
   * @example
   * // The line through (0, 1), (1, 3), (2, 5): 1 + 2 x
   * new SVD([[1, 0], [1, 1], [1, 2]]).solve([[1], [3], [5]]).to1DArray(); // [1, 2]
   */
  solve(value: MaybeMatrix): Matrix {
    const b = renamed(/^matrix/, "value", () => read(value));
    if (b.rows !== this.U.rows) throw outOfRange(`value has ${b.rows} rows: expected ${this.U.rows}, the rows of the matrix`);
    const { U, s, V } = this.#kept("solve");
    if (s.length === 0 || b.columns === 0) return new Matrix(V.rows, b.columns);
    return V.mmul(U.transpose().mmul(toMatrix(b)).divColumnVector(s));
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
    if (value === null || typeof value !== "object") throw wrongKind(`value is ${describe(value)}: expected a list of numbers`);
    const { columns, data } = renamed(/^matrix(\[0\])?/, "value", () => read([value]));
    if (columns !== this.U.rows) throw outOfRange(`value has length ${columns}: expected ${this.U.rows}, the rows of the matrix`);
    return this.#inverse("solveForDiagonal").mulRowVector(data);
  }

  /**
   * The Moore–Penrose inverse V_r diag(1/s) U_rᵀ with the r values above `threshold`: the inverse, if there is one.
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
    const { U, s, V } = this.#kept(method);
    if (s.length === 0) return new Matrix(V.rows, U.rows);
    // 1/s overflows for subnormal s: then 2⁻⁶⁰/s first.
    const scale = s.some((x) => Math.abs(x) < 2 ** -1000) ? 2 ** 60 : 1;
    const W = V.clone().divRowVector(s.map((x) => x * scale));
    const product = toMatrix(reconstruct({ U: read(W), S: new Float64Array(s.length).fill(1), V: read(U) }));
    return scale === 1 ? product : product.mul(scale);
  }

  /** U, s and V without what `method` takes for zero. */
  #kept(method: string): { U: Matrix; s: number[]; V: Matrix } {
    for (const side of ["Left", "Right"] as const) {
      if (!this.#computed[side]) throw outOfRange(`options.compute${side}SingularVectors is false: expected true for ${method}()`);
    }
    if (this.norm2 === Infinity) throw outOfRange(`norm2 is Infinity: expected a finite number for ${method}() (scale the matrix down)`);
    const kept = this.#above(this.threshold);
    return { U: pick(this.U, kept), s: kept.map((i) => this.s[i]!), V: pick(this.#leading ?? this.V, kept) };
  }

  /** Which singular values are above a bound. */
  #above(bound: number): number[] {
    return Array.from(this.s.keys()).filter((i) => Math.abs(this.s[i]!) > bound);
  }
}

function decompose(a: Flat, vectors: boolean): { readonly U?: Flat; readonly S: Float64Array; readonly V?: Flat } {
  return vectors ? svd(a) : { S: singularValues(a) };
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
