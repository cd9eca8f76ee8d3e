import { checkOneOf, readOptions } from "./checks";
import { admitWork, factor } from "./factored";
import { factorBytes } from "./svd";
import { borrowMatrix, type Matrix, type MatrixLike } from "./matrix";
import { bytesOf } from "./wasm/working";
import { withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";

/** Options of `polar`. */
export interface PolarOptions {
  /** Where H stands: "right" for A = W H (H is n × n), "left" for A = H W (H is m × m). Default "right". */
  readonly side?: "right" | "left" | undefined;
}

/** The polar decomposition of a matrix. */
export interface Polar {
  /** m × n, W = U Vᵀ: orthonormal columns if m ≥ n, orthonormal rows if m ≤ n. */
  readonly W: Matrix;
  /** Symmetric to the last bit, positive semidefinite: V diag(S) Vᵀ (right) or U diag(S) Uᵀ (left). */
  readonly H: Matrix;
}

/**
 * The polar decomposition A = W H: W the nearest matrix with orthonormal columns (or rows), H the stretch.
 *
 * @param a        m × n, finite entries; not modified.
 * @param options  see `PolarOptions`.
 * @returns W (m × n) and H, in the unit of the entries. H is unique; W is if A has full rank. An entry of H beyond 1.8e308 comes
 *          out as infinite.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an entry is not finite or `side` has a wrong value;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * Higham, Functions of Matrices (2008), ch. 8. Cost that of `svd` and 2k(mn + n²) flops.
 *
 * @example
 * polar([[0, -2], [3, 0]]); // W a turn by 90°, H = diag(3, 2)
 */
export function polar(a: MatrixLike, options?: PolarOptions): Polar {
  const { side = "right" } = readOptions("options", options, ["side"]);
  checkOneOf("options.side", side, ["right", "left"]);
  const work = (p: number, q: number) => factorBytes(p, q, "thin") + exports().polarBytes(p, q) + bytesOf(p * q + (side === "right" ? q * q : p * p));
  const m = borrowMatrix(a, "matrix", admitWork("polar", work));
  const { rows, columns } = m;
  const k = Math.min(rows, columns);
  const order = side === "right" ? columns : rows;
  return withFrame("polar", (frame) => {
    const { wasm } = frame;
    frame.require(work(rows, columns));
    const { exponent, u, s, v } = factor(frame, m, "thin");
    const [w, h] = [frame.reserve(rows * columns), frame.reserve(order * order)];
    frame.call(wasm.isometry(rows, columns, k, u, k, v, k, w));
    frame.call(wasm.symmetricFactor(order, k, side === "right" ? v : u, s, exponent, h));
    return { W: frame.copyOutMatrix(w, rows, columns), H: frame.copyOutMatrix(h, order, order) };
  });
}
