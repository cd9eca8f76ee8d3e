import { readOptions } from "./checks";
import { readSvd } from "./decomposition";
import { outOfRange } from "./errors";
import { readEntire, toDense } from "./input";
import type { MatrixLike } from "./matrix";
import type { SparseMatrix } from "./sparse";
import type { Svd } from "./svd";
import { type InSingle, isSingle } from "./wasm/precision";
import { bytesOf } from "./wasm/working";
import { requireRoom, withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";

/** How far a decomposition is from exact, in units of rounding error. Each is of order 1 when it is right, 0 when it is exact. */
export interface Verification {
  /** ‖A − U diag(S) Vᵀ‖₁ / (‖A‖₁ n ulp), at most 1/ulp. Of a truncated decomposition it measures what was left out. */
  readonly residual: number;
  /** ‖I − UᵀU‖₁ / (m ulp). */
  readonly orthogonalityU: number;
  /** ‖I − VᵀV‖₁ / (n ulp). */
  readonly orthogonalityV: number;
  /** |√(Σ s²) − ‖A‖_F| / (‖A‖_F max(m, n) ulp), at most 1/ulp. */
  readonly frobeniusGap: number;
}

/** The distance from 1 to the next number, in doubles and in singles. */
const ULP = 2.220446049250313e-16; // 2^-52
const ULP_SINGLE = 1.1920928955078125e-7; // 2^-23
/** The distance of subnormal singles, and where normal ones begin. */
const GRID_SINGLE = 1.401298464324817e-45; // 2^-149

/**
 * Measures a singular value decomposition against its matrix: the test ratios of LAPACK (`dbdt01`, `dort01`), where a value
 * below 50 passes LAPACK's own tests and this package stays below 10.
 *
 * @param a    m × n, finite entries, or a `sparse` matrix (which is filled in); not modified.
 * @param svd  U (m × k, or m × m), S (k values) and V (n × k, or n × n): thin, full or truncated, from any source.
 * @param options  `{ precision: single }`: the ratios in units of single precision, ulp = 2⁻²³; measured in doubles all the same.
 * @returns the four ratios, with ulp = 2⁻⁵² and 1-norms (largest column sum). For a zero matrix `residual` and `frobeniusGap` are
 *          0 if S is zero too, else 1/ulp; for an empty one they are 0.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if shapes do not fit, or an entry of A, U or V is not finite or a singular value negative or NaN;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB.
 *
 * Scaled by powers of two: no overflow, and where A is subnormal the distance of subnormal numbers counts as rounding. Cost 2(mnk + mc² + nc²) flops with c columns in U and V, memory that of A, U and V.
 *
 * @example
 * verify(a, svd(a)).residual < 10; // true
 */
export function verify(a: MatrixLike | SparseMatrix, svd: Svd | Svd<Float32Array>, options?: Partial<InSingle>): Verification {
  const { precision } = readOptions("options", options, ["precision"]);
  const ulp = isSingle(precision) ? ULP_SINGLE : ULP;
  const admit = (m: number, n: number) => requireRoom("verify", exports().verifyBytes(m, n, 0) + bytesOf(m * n));
  const { rows, columns, data } = toDense(readEntire(a, true, admit));
  const { U, S, V } = readSvd(svd, "svd");
  if (U.rows !== rows) throw outOfRange(`svd.U has ${U.rows} rows: expected ${rows}, the rows of the matrix`);
  if (V.rows !== columns) throw outOfRange(`svd.V has ${V.rows} rows: expected ${columns}, the columns of the matrix`);

  return withFrame("verify", (frame) => {
    const bytes = frame.wasm.verifyBytes(rows, columns, Math.max(U.columns, V.columns));
    frame.require(bytes + bytesOf(data.length + U.data.length + S.length + V.data.length));
    const [at, u, s, v] = [frame.copyIn(data), frame.copyIn(U.data), frame.copyIn(S), frame.copyIn(V.data)];
    const result = frame.reserve(7);
    const factored = frame.open((place) => frame.wasm.factoredOpen(rows, columns, u, U.columns, s, v, V.columns, 0, place));
    frame.call(frame.wasm.verify(factored, S.length, at, result));
    const [norm, difference, defectU, defectV, frobenius, frobeniusS, gridOfDoubles] = frame.copyOut(result, 7);
    const grid = ulp === ULP ? gridOfDoubles! : GRID_SINGLE;
    return {
      residual: relative(difference!, norm!, columns, grid, ulp),
      orthogonalityU: perUnit(defectU!, rows, ulp),
      orthogonalityV: perUnit(defectV!, columns, ulp),
      frobeniusGap: relative(Math.abs(frobeniusS! - frobenius!), frobenius!, Math.max(rows, columns), grid, ulp),
    };
  });
}

/**
 * difference / (norm size ulp), at most 1/ulp, which also stands for NaN and for any difference from 0. Where norm ulp is finer than
 * the distance of subnormal numbers, `grid`, that counts instead: S cannot be closer.
 */
function relative(difference: number, norm: number, size: number, grid: number, ulp: number): number {
  if (difference === 0) return 0;
  if (norm === 0 || !(difference <= norm * size)) return 1 / ulp;
  return difference / (size * Math.max(norm * ulp, grid));
}

/** defect / (size ulp); Infinity where it is no number. */
function perUnit(defect: number, size: number, ulp: number): number {
  if (defect === 0) return 0;
  return Number.isNaN(defect) ? Infinity : defect / size / ulp;
}
