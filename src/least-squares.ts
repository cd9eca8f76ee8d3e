import { byRowsBytes, solveByRows } from "./by-rows";
import { checkBoolean, checkNumber, readOptions } from "./checks";
import { outOfRange } from "./errors";
import { admitWork, checkTolerance, factor, type Factored, type RankOptions } from "./factored";
import { factorBytes } from "./svd";
import { borrowMatrix, type Matrix, type MatrixLike, readMatrix, type VectorLike } from "./matrix";
import { numericalRank } from "./rank";
import { readColumns } from "./right-sides";
import { columnNorms, diagonalTimes, inverses, timesDiagonal } from "./scaling";
import { inPrecision, type InSingle } from "./wasm/precision";
import { bytesOf } from "./wasm/working";
import { type Frame, requireRoom, withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";
import { readWeights, weighted } from "./weights";

/**
 * The Moore–Penrose pseudo-inverse A⁺ = V_r diag(1/s) U_rᵀ, r the numerical rank.
 *
 * @param a        m × n, finite entries; not modified.
 * @param options  see `RankOptions`.
 * @returns n × m; the inverse if A is square and regular, zero for a zero matrix. An entry beyond 1.8e308 comes out as infinite.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an entry is not finite or the tolerance is out of range;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * The cut-off is relative to the largest singular value: scaling A by c scales A⁺ by 1/c. To solve systems use
 * `leastSquares`, which is cheaper and says how well they are solved. Golub & Van Loan, Matrix Computations, 5.5.2. Cost
 * that of `svd` and 2mnr flops.
 *
 * @example
 * pseudoInverse([[1, 2], [2, 4]]); // [[0.04, 0.08], [0.08, 0.16]]
 */
export function pseudoInverse(a: MatrixLike, options: RankOptions & InSingle): Matrix<Float32Array>;
export function pseudoInverse(a: MatrixLike, options?: RankOptions): Matrix;
export function pseudoInverse(a: MatrixLike, options?: RankOptions): Matrix | Matrix<Float32Array> {
  const single = inPrecision(options, () => pseudoInverse(a, options));
  if (single !== undefined) return single.result;
  const tolerance = checkTolerance(readOptions<RankOptions & Partial<InSingle>>("options", options, ["tolerance", "precision"]));
  const work = (p: number, q: number) => factorBytes(p, q, "thin") + exports().solveBytes(p, q, 0) + bytesOf(p * q);
  const m = borrowMatrix(a, "matrix", admitWork("pseudoInverse", work));
  const { rows, columns } = m;
  return withFrame("pseudoInverse", (frame) => {
    frame.require(work(rows, columns));
    const parts: Factored = factor(frame, m, "thin");
    const rank = numericalRank(parts.S, rows, columns, tolerance);
    const out = frame.reserve(rows * columns);
    frame.call(frame.wasm.pseudoInverse(openFactored(frame, m, parts), rank, out));
    return frame.copyOutMatrix(out, columns, rows);
  });
}

/** Options of `leastSquares`. */
export interface LeastSquaresOptions extends RankOptions {
  /**
   * λ of ridge (Tikhonov) regularization, 0 or more, in the unit of the squared entries of A: minimizes
   * ‖A x − b‖² + λ ‖x‖². Default 0.
   */
  readonly ridge?: number | undefined;
  /**
   * m weights of the rows, 0 or more: minimizes Σ w_i (A x − b)_i², the weights scaled to the mean 1. Residual norms are of √w times the residual. Default all the same.
   */
  readonly weights?: VectorLike | undefined;
  /**
   * true: columns are brought to norm 1 first, so that neither the rank nor `ridge` depends on their units (λ is then in that of squared entries of b over x, columns of norm 1).
   * Where the solution is not unique, the shortest is that of the scaled columns. Default false.
   */
  readonly scale?: boolean | undefined;
}

/** Solutions of least-squares problems, one per right-hand side. */
export interface LeastSquares<Numbers extends Float64Array | Float32Array = Float64Array> {
  /** n × p, one column for each column of B. */
  readonly X: Matrix<Numbers>;
  /** ‖b − A x‖ for each column, measured on that difference, in the unit of B's entries. */
  readonly residualNorms: Numbers;
  /** The numerical rank of A that was used. Below n the solution is not unique, and the shortest is given. */
  readonly rank: number;
}

/**
 * The solutions x of least norm that minimize ‖A x − b‖, for one or several right-hand sides.
 *
 * @param a        m × n, finite entries, any shape and rank; not modified.
 * @param b        m × p, one right-hand side per column, or m numbers for a single one; not modified.
 * @param options  see `LeastSquaresOptions`.
 * @returns X (n × p), the residual norms (p) and the rank. An entry of X beyond 1.8e308 comes out as infinite.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if b does not have m rows, an entry is not finite, or an option is out of range;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * x = V_r diag(s / (s² + λ)) U_rᵀ b: backward stable whatever the rank. Golub & Van Loan, Matrix Computations, 5.5 and 6.1.4. Cost that
 * of `svd` and about 4mnp flops. The rows of a tall matrix (m ≥ 4n, 1000 or more) enter the module some at a time, for mn² flops, where the condition
 * of the columns, brought to one length, allows normal equations, refined (up to some 1000; Björck 1987), and there is no ridge.
 *
 * @example
 * // The line through (0, 1), (1, 3), (2, 5): 1 + 2 x
 * leastSquares([[1, 0], [1, 1], [1, 2]], [1, 3, 5]).X.data; // 1 and 2
 */
export function leastSquares(a: MatrixLike, b: MatrixLike | VectorLike, options: LeastSquaresOptions & InSingle): LeastSquares<Float32Array>;
export function leastSquares(a: MatrixLike, b: MatrixLike | VectorLike, options?: LeastSquaresOptions): LeastSquares;
export function leastSquares(a: MatrixLike, b: MatrixLike | VectorLike, options?: LeastSquaresOptions): LeastSquares | LeastSquares<Float32Array> {
  const single = inPrecision(options, () => leastSquares(a, b, options));
  if (single !== undefined) return single.result;
  const given = readOptions<LeastSquaresOptions & Partial<InSingle>>("options", options, ["tolerance", "ridge", "scale", "weights", "precision"]);
  const tolerance = checkTolerance(given);
  const { ridge = 0, scale = false } = given;
  checkBoolean("options.scale", scale);
  checkNumber("options.ridge", ridge, 0, Infinity);
  const work = (p: number, q: number, sides: number) => (ridge === 0 ? byRowsBytes(p, q, sides) : undefined) ?? whole(p, q, sides);
  const whole = (p: number, q: number, sides: number) => factorBytes(p, q, "thin") + exports().solveBytes(p, q, sides) + bytesOf(p * q + (p + q + 1) * sides);
  // The matrix last, so that it need not be copied before its rows go into the module; weights may run somebody's code after it.
  const sides = readColumns(b, (given) => readMatrix(given, "b", (p, q) => requireRoom("leastSquares", bytesOf(p * q))));
  const read = given.weights === undefined ? borrowMatrix : readMatrix;
  const plain = read(a, "matrix", admitWork("leastSquares", (p, q) => work(p, q, sides.columns)));
  const { rows, columns } = plain;
  const weights = readWeights(given.weights, "options.weights", rows);
  if (sides.rows !== rows) throw outOfRange(`b has ${sides.rows} rows: expected ${rows}, the rows of the matrix`);
  const [weighty, right] = weights === undefined ? [plain, sides] : [weighted(plain, weights), weighted(sides, weights)];
  const factors = scale ? inverses(columnNorms(weighty)) : undefined;
  const m = factors === undefined ? weighty : timesDiagonal(weighty, factors);
  const count = right.columns;
  const found = ridge === 0 ? solveByRows("leastSquares", m, right, tolerance) : undefined;
  if (found !== undefined) return factors === undefined ? found : { ...found, X: diagonalTimes(factors, found.X) };
  return withFrame("leastSquares", (frame) => {
    const { wasm } = frame;
    frame.require(whole(rows, columns, count));
    const parts: Factored = factor(frame, m, "thin", Math.sqrt(ridge));
    const { exponent, companion } = parts;
    const rank = numericalRank(parts.S, rows, columns, tolerance);
    const [at, to] = [frame.copyIn(m.data), frame.copyIn(right.data)];
    if (exponent !== 0) wasm.scalePowerOfTwo(m.data.length, -exponent, at);
    const [x, norms] = [frame.reserve(columns * count), frame.reserve(count)];
    frame.call(wasm.leastSquares(openFactored(frame, m, parts), rank, at, companion, count, to, x, norms));
    const X = frame.copyOutMatrix(x, columns, count);
    return { X: factors === undefined ? X : diagonalTimes(factors, X), residualNorms: frame.copyOut(norms, count), rank };
  });
}

/** The record of a decomposition in the memory of a frame. */
function openFactored(frame: Frame, { rows, columns }: Matrix, { u, uColumns, s, v, vColumns, exponent }: Factored): number {
  return frame.open((result) => frame.wasm.factoredOpen(rows, columns, u, uColumns, s, v, vColumns, exponent, result));
}
