import { Driver, Vectors } from "../assembly/codes";
import { checkOneOf, readOptions } from "./checks";
import { outOfRange } from "./errors";
import { allocate } from "./lists";
import { type Admit, borrowMatrix, type Matrix, type MatrixLike } from "./matrix";
import { inPrecision, type InSingle } from "./wasm/precision";
import { bytesOf, singleModule } from "./wasm/working";
import { type Frame, requireRoom, withFrame } from "./wasm/frame";
import type { Arena } from "./wasm/instance";
import { exports } from "./wasm/module";

/** A singular value decomposition A = U diag(S) Vᵀ. */
export interface Svd<Numbers extends Float64Array | Float32Array = Float64Array> {
  /** m × k (thin) or m × m (full), orthonormal columns; in each the entry of largest magnitude is positive. */
  readonly U: Matrix<Numbers>;
  /** The singular values, descending, not negative, in the unit of A's entries. */
  readonly S: Numbers;
  /** n × k (thin) or n × n (full), orthonormal columns. This is V, not Vᵀ. */
  readonly V: Matrix<Numbers>;
}

/** Options of `svd`. */
export interface SvdOptions {
  /**
   * "thin": k = min(m, n) columns in U and V. "full": square U and V, whose further columns complete an orthonormal
   * basis (O(m²) numbers for a tall matrix). Default "thin".
   */
  readonly vectors?: "thin" | "full" | undefined;
  /**
   * How the bidiagonal matrix is diagonalized. "qr": implicit QR, every singular value of the bidiagonal matrix to high
   * relative accuracy. "divide-and-conquer": faster for large matrices, right to an absolute error of order ε σ₁.
   * "auto": whichever is faster and safe. Default "auto".
   */
  readonly driver?: "auto" | "qr" | "divide-and-conquer" | undefined;
  /**
   * "high": small singular values of badly scaled matrices keep their digits; see `svd`. By Jacobi rotations, so not together with driver
   * "divide-and-conquer". About twice the time, at most three times. Default "standard".
   */
  readonly accuracy?: Accuracy | undefined;
}

/** "standard": every value to an absolute error of order ε σ₁. "high": to a relative error where the scaling allows it. */
export type Accuracy = "standard" | "high";

/** Options of `singularValues`. */
export interface SingularValuesOptions {
  /** As in `SvdOptions`; "high" costs nearly as much as with vectors, about five times "standard". Default "standard". */
  readonly accuracy?: Accuracy | undefined;
}

const DRIVERS = Object.freeze({ auto: Driver.Auto, qr: Driver.Qr, "divide-and-conquer": Driver.Divide });
/** In place of a driver: high accuracy. */
const HIGH = -1;
const ACCURACIES = ["standard", "high"] as const;
/** What the options call them. */
export const VECTORS = Object.freeze({ none: Vectors.None, thin: Vectors.Thin, full: Vectors.Full });
const DEFAULTS = Object.freeze({ vectors: "thin", driver: Driver.Auto } as const);

/**
 * The singular value decomposition A = U diag(S) Vᵀ of a dense matrix, to rounding error.
 *
 * Backward stable: the LAPACK test ratios (see `verify`) are of order 1 on every finite input, rank-deficient, zero, graded
 * and from 1e-310 to 1e308. The same bits in every engine. Householder bidiagonalization and implicit QR with zero shift; tall and wide matrices by
 * Cholesky QR first, with an audit.
 *
 * @param a        m × n, finite entries, any shape from 0 × 0 up; not modified.
 * @param options  see `SvdOptions`.
 * @returns U, S, V, with k = min(m, n) values in S. A singular value beyond 1.8e308 comes out as Infinity.
 * @throws TypeError         if `a` is no matrix or an option is unknown;
 * @throws RangeError        if rows are ragged, an entry is NaN or infinite, or an option has a wrong value;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB;
 * @throws ConvergenceError  if the iteration reaches its cap (not known to happen).
 *
 * With `accuracy: "high"` every singular value comes out as accurately as the entries determine it, and every singular vector to that
 * divided by its relative gap. If A = D₁C or C D₂ with a diagonal matrix of any spread and a well conditioned C, that is a relative error of
 * order ε cond(C). If A = D₁ C D₂ with both, the same, unless a block of C that the scales set apart is nearly singular itself: then the
 * rounding of the entries alone moves small values by more. Measured, not proved: 1e-14 for orthogonal C to order 40. Entries more than
 * 2^2000 below the largest are lost. A matrix that is badly conditioned by itself (Hilbert's) gains nothing.
 *
 * Demmel & Kahan (1990); Golub & Kahan (1965); Demmel and others (1999); Drmač & Veselić (2008). Cost about 20 n³ flops for n × n.
 * For values only use `singularValues`.
 *
 * @example
 * const { S } = svd([[4, 11, 14], [8, 7, -2]]);
 * S; // 6√10 and 3√10
 */
export function svd(a: MatrixLike, options: SvdOptions & InSingle): Svd<Float32Array>;
export function svd(a: MatrixLike, options?: SvdOptions): Svd;
export function svd(a: MatrixLike, options?: SvdOptions): Svd | Svd<Float32Array> {
  const single = inPrecision(options, () => svd(a, options));
  if (single !== undefined) return single.result;
  const { vectors, driver } = options === undefined ? DEFAULTS : readSvdOptions(options);
  const { rows, columns, data } = borrowMatrix(a, "matrix", (m, n) => requireRoom("svd", factorBytes(m, n, vectors, driver)));
  const k = Math.min(rows, columns);
  const [uColumns, vColumns] = vectors === "full" ? [rows, columns] : [k, k];
  if (k === 0) requireRoom("svd", bytesOf(rows * uColumns + columns * vColumns));
  if (k === 0) return { U: identity(rows, uColumns), S: allocate(0, "svd"), V: identity(columns, vColumns) };

  return withFrame("svd", (frame) => {
    const at = frame.copyIn(data);
    const { u, s, v } = factorInPlace(frame, rows, columns, at, vectors, driver);
    return {
      U: frame.copyOutMatrix(u, rows, uColumns),
      S: frame.copyOut(s, k),
      V: frame.copyOutMatrix(v, columns, vColumns),
    };
  });
}

/**
 * The singular values of a dense matrix, descending, without the vectors: about three times as fast as `svd`.
 *
 * @param a        m × n, finite entries; not modified.
 * @param options  see `SingularValuesOptions`.
 * @returns k = min(m, n) values, descending, not negative, in the unit of A's entries.
 * @throws as `svd` does.
 *
 * Cost about (8/3) n³ flops for n × n.
 *
 * @example
 * singularValues([[3, 0], [4, 5]]); // √45 and √5
 */
export function singularValues(a: MatrixLike, options: SingularValuesOptions & InSingle): Float32Array;
export function singularValues(a: MatrixLike, options?: SingularValuesOptions): Float64Array;
export function singularValues(a: MatrixLike, options?: SingularValuesOptions): Float64Array | Float32Array {
  const single = inPrecision(options, () => singularValues(a, options));
  if (single !== undefined) return single.result;
  const { accuracy = "standard" } = readOptions<SingularValuesOptions & Partial<InSingle>>("options", options, ["accuracy", "precision"]);
  checkAccuracy(accuracy);
  const driver = accuracy === "high" ? HIGH : DRIVERS.auto;
  const { rows, columns, data } = borrowMatrix(a, "matrix", (m, n) => requireRoom("singularValues", factorBytes(m, n, "none", driver)));
  const k = Math.min(rows, columns);
  if (k === 0) return allocate(0, "singularValues");
  return withFrame("singularValues", (frame) => {
    const at = frame.copyIn(data);
    return frame.copyOut(factorInPlace(frame, rows, columns, at, "none", driver).s, k);
  });
}

function readSvdOptions(options: SvdOptions): { vectors: "thin" | "full"; driver: number } {
  const { vectors = "thin", driver = "auto", accuracy = "standard" } = readOptions<SvdOptions & Partial<InSingle>>("options", options, ["vectors", "driver", "accuracy", "precision"]);
  checkOneOf("options.vectors", vectors, ["thin", "full"]);
  checkOneOf("options.driver", driver, ["auto", "qr", "divide-and-conquer"]);
  checkAccuracy(accuracy);
  if (accuracy === "high" && driver === "divide-and-conquer") {
    throw outOfRange('options.driver is "divide-and-conquer": expected "auto" or "qr" with options.accuracy "high"');
  }
  return { vectors, driver: accuracy === "high" ? HIGH : DRIVERS[driver] };
}

function checkAccuracy(accuracy: unknown): void {
  checkOneOf("options.accuracy", accuracy, ACCURACIES);
  if (accuracy === "high" && singleModule() !== undefined) throw outOfRange('options.accuracy is "high": expected "standard" with options.precision, as the digits that it keeps are those of doubles');
}

/** Refuses a matrix whose thin decomposition, a part of `operation`, would not fit, before an entry is read. */
export function admitSvd(operation: string): Admit {
  return (m, n) => requireRoom(operation, factorBytes(m, n, "thin"));
}

/** Bytes of WebAssembly memory for the matrix, the work and the results. */
export function factorBytes(rows: number, columns: number, vectors: keyof typeof VECTORS, driver: number = Driver.Auto): number {
  if (rows === 0 || columns === 0) return 0;
  const { svdBytes, svdHighBytes } = exports();
  const work = driver === HIGH ? svdHighBytes(rows, columns, VECTORS[vectors]) : svdBytes(rows, columns, VECTORS[vectors], driver);
  return work + bytesOf(rows * columns);
}

/** Decomposes what is in the frame already, row-major, which is overwritten; the addresses of U, S and V. */
export function factorInPlace(
  frame: Frame, rows: number, columns: number, at: number, vectors: keyof typeof VECTORS = "thin", driver: number = Driver.Auto,
): { readonly u: number; readonly s: number; readonly v: number } {
  const { wasm } = frame;
  const result = frame.reserveWords(3);
  frame.call(
    driver === HIGH
      ? wasm.svdHigh(rows, columns, at, VECTORS[vectors], result)
      : wasm.svd(rows, columns, at, VECTORS[vectors], driver, result),
  );
  const [u, s, v] = frame.words(result, 3) as unknown as [number, number, number];
  return { u, s, v };
}

/** Decomposes, thin, what is in the memory of another module, row-major; leaves U, S and V there. */
export function factorFor<E extends Arena>(
  frame: Frame<E>, operation: string, rows: number, columns: number, at: number,
): { readonly u: number; readonly s: number; readonly v: number } {
  const k = Math.min(rows, columns);
  const parts = withFrame(operation, (core) => {
    core.require(factorBytes(rows, columns, "thin"));
    const { u, s, v } = factorInPlace(core, rows, columns, core.copyIn(frame.copyOut(at, rows * columns)));
    return { u: core.copyOut(u, rows * k), s: core.copyOut(s, k), v: core.copyOut(v, columns * k) };
  });
  return { u: frame.copyIn(parts.u), s: frame.copyIn(parts.s), v: frame.copyIn(parts.v) };
}

/** The leading columns of an identity. */
export function identity(rows: number, columns: number): Matrix {
  const data = allocate(rows * columns, "an identity");
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1;
  return { rows, columns, data };
}
