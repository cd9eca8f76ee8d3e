import { checkOneOf, checkOptions } from "./checks";
import { check } from "./errors";
import { type Matrix, type MatrixLike, readMatrix } from "./matrix";
import { requireRoom, withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";

/** A singular value decomposition A = U diag(S) Vᵀ. */
export interface Svd {
  /** m × k (thin) or m × m (full), orthonormal columns; in each the entry of largest magnitude is positive. */
  readonly U: Matrix;
  /** The singular values, descending, not negative, in the unit of A's entries. */
  readonly S: Float64Array;
  /** n × k (thin) or n × n (full), orthonormal columns. This is V, not Vᵀ. */
  readonly V: Matrix;
}

export interface SvdOptions {
  /**
   * "thin": k = min(m, n) columns in U and V. "full": square U and V, whose further columns complete an orthonormal
   * basis (O(m²) numbers for a tall matrix). Default "thin".
   */
  readonly vectors?: "thin" | "full";
  /**
   * How the bidiagonal matrix is diagonalized. "qr": implicit QR, every singular value of the bidiagonal matrix to high
   * relative accuracy. "divide-and-conquer": faster for large matrices, right to an absolute error of order ε σ₁.
   * "auto": whichever is faster and safe. Default "auto".
   */
  readonly driver?: "auto" | "qr" | "divide-and-conquer";
}

const DRIVERS = Object.freeze({ auto: 0, qr: 1, "divide-and-conquer": 2 });
const VECTORS = Object.freeze({ none: 0, thin: 1, full: 2 });

/**
 * The singular value decomposition A = U diag(S) Vᵀ of a dense matrix, to rounding error.
 *
 * Backward stable: the LAPACK test ratios (see `verify`) are of order 1 on every finite input, rank-deficient, zero, graded
 * and from 1e-310 to 1e308. The same bits in every engine. Householder bidiagonalization and implicit QR with zero shift.
 *
 * @param a        m × n, finite entries, any shape from 0 × 0 up; not modified.
 * @param options  see `SvdOptions`.
 * @returns U, S, V, with k = min(m, n) values in S. A singular value beyond 1.8e308 comes out as Infinity.
 * @throws TypeError         if `a` is no matrix or an option is unknown;
 * @throws RangeError        if rows are ragged, an entry is NaN or infinite, or an option has a wrong value;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB;
 * @throws ConvergenceError  if the iteration reaches its cap (not known to happen).
 *
 * Demmel & Kahan (1990); Golub & Kahan (1965). Cost about 20 n³ flops for n × n. For values only use `singularValues`.
 *
 * @example
 * const { S } = svd([[4, 11, 14], [8, 7, -2]]);
 * S; // 6√10 and 3√10
 */
export function svd(a: MatrixLike, options?: SvdOptions): Svd {
  checkOptions("options", options, ["vectors", "driver"]);
  const vectors = options?.vectors ?? "thin";
  checkOneOf("options.vectors", vectors, ["thin", "full"]);
  checkOneOf("options.driver", options?.driver ?? "auto", ["auto", "qr", "divide-and-conquer"]);
  const driver = DRIVERS[options?.driver ?? "auto"];
  const { rows, columns, data } = readMatrix(a, "matrix", (m, n) => requireRoom("svd", workBytes(m, n, vectors, driver)));
  const k = Math.min(rows, columns);
  const [uColumns, vColumns] = vectors === "full" ? [rows, columns] : [k, k];
  if (k === 0) requireRoom("svd", (rows * uColumns + columns * vColumns) * 8);
  if (k === 0) return { U: identity(rows, uColumns), S: new Float64Array(0), V: identity(columns, vColumns) };

  return withFrame("svd", (frame) => {
    const bytes = workBytes(rows, columns, vectors, driver);
    frame.require(bytes);
    const at = frame.copyIn(data);
    const result = frame.bytes(12);
    check(frame.wasm.svd_f64(rows, columns, at, VECTORS[vectors], driver, result), "svd", bytes);
    return {
      U: frame.copyOutMatrix(frame.word(result, 0), rows, uColumns),
      S: frame.copyOut(frame.word(result, 1), k),
      V: frame.copyOutMatrix(frame.word(result, 2), columns, vColumns),
    };
  });
}

/**
 * The singular values of a dense matrix, descending, without the vectors: several times faster than `svd`.
 *
 * @param a  m × n, finite entries; not modified.
 * @returns k = min(m, n) values, descending, not negative, in the unit of A's entries.
 * @throws as `svd` does.
 *
 * Cost about (8/3) n³ flops for n × n.
 *
 * @example
 * singularValues([[3, 0], [4, 5]]); // √45 and √5
 */
export function singularValues(a: MatrixLike): Float64Array {
  const { rows, columns, data } = readMatrix(a, "matrix", (m, n) => requireRoom("singularValues", workBytes(m, n, "none", DRIVERS.auto)));
  const k = Math.min(rows, columns);
  if (k === 0) return new Float64Array(0);
  return withFrame("singularValues", (frame) => {
    const bytes = workBytes(rows, columns, "none", DRIVERS.auto);
    frame.require(bytes);
    const at = frame.copyIn(data);
    const result = frame.bytes(12);
    check(frame.wasm.svd_f64(rows, columns, at, VECTORS.none, 0, result), "singularValues", bytes);
    return frame.copyOut(frame.word(result, 1), k);
  });
}

/** Bytes of WebAssembly memory for the matrix, the work and the results. */
function workBytes(rows: number, columns: number, vectors: keyof typeof VECTORS, driver: number): number {
  if (rows === 0 || columns === 0) return 0;
  return exports().svdBytes(rows, columns, VECTORS[vectors], driver) + rows * columns * 8;
}

/** The leading columns of an identity. */
export function identity(rows: number, columns: number): Matrix {
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1;
  return { rows, columns, data };
}
