import type { ConvergenceInfo } from "./iterate";
import type { Svd } from "./svd";

/** The leading singular triplets of a matrix, with what was measured about them. */
export interface TruncatedSvd<Numbers extends Float64Array | Float32Array = Float64Array> extends Svd<Numbers> {
  /** max(‖A v_i − s_i u_i‖, ‖Aᵀ u_i − s_i v_i‖) for each triplet, from fresh products, in the unit of A's entries. */
  readonly residuals: Numbers;
  /** `change` is the largest residual divided by the largest singular value; with tolerance `{ relative }`, the largest of `relativeUncertainty`. */
  readonly info: TruncatedInfo<Numbers>;
}

/** The leading values and right vectors, where the left ones are not wanted. In each column of V the entry of largest magnitude is positive. */
export interface RightTriplets<Numbers extends Float64Array | Float32Array = Float64Array> extends Omit<TruncatedSvd<Numbers>, "U"> {
  /**
   * With method "passes" min(‖AᵀA v_i − s_i² v_i‖ / s_i, its root), or what products with AᵀA round where that is more: a singular value of A is as near to S[i].
   */
  readonly residuals: Numbers;
}

/** How `truncatedSvd` ended. */
export interface TruncatedInfo<Numbers extends Float64Array | Float32Array = Float64Array> extends ConvergenceInfo {
  /**
   * "full": the full decomposition, cut. "gram": eigenvectors of AᵀA (or AAᵀ), refined. "lanczos": block Golub–Kahan–Lanczos. "sketch": a random QB factorization grown to the
   * error asked for. "approximate": one of the size asked for. "passes": block Krylov on AᵀA.
   */
  readonly method: "full" | "gram" | "lanczos" | "sketch" | "approximate" | "passes";
  /** How often A was read: products with a block of columns, by A or Aᵀ, or by AᵀA in one. */
  readonly passes: number;
  /** The seed of the random start; the same seed gives the same bits. */
  readonly seed: number;
  /**
   * For each triplet max(residual, ε S[0]) / S[i]: a singular value of A is within this share of S[i], for ε S[0] is what measuring rounds.
   * 1e-6 means six right digits; at 1 or above, and Infinity for S[i] = 0, no digit of S[i] is known.
   */
  readonly relativeUncertainty: Numbers;
  /** How far U diag(S) Vᵀ is from A; where it was found: with `{ relativeError }` and `approximate`. */
  readonly error?: ApproximationError;
}

/** How far an approximation is from the matrix, and how that is known. */
export interface ApproximationError {
  /** ‖A − U diag(S) Vᵀ‖_F, in the unit of A's entries. */
  readonly frobenius: number;
  /** The same divided by ‖A‖_F. */
  readonly relative: number;
  /** true: measured, up to rounding. false: estimated from 16 random vectors; the truth is rarely twice as large. */
  readonly measured: boolean;
}
