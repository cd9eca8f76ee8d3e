import { checkNumber, checkOneOf, readOptions } from "./checks";
import { checkDescending } from "./decomposition";
import { mapped } from "./lists";
import { describeApproximation, type LowRank } from "./low-rank";
import { borrowMatrix, type MatrixLike } from "./matrix";
import { roundingLevel } from "./rank";
import { estimateNoise, type Loss, noiseUnit, shrink } from "./shrinkage";
import { relativeNorm, tailNorms, valuesAbove } from "./spectrum";
import { admitSvd, svd } from "./svd";

/** Options of `denoise`. */
export interface DenoiseOptions {
  /**
   * Standard deviation of the noise in an entry, 0 or more, in the unit of the entries. Default: estimated from the median
   * singular value, which is right as long as fewer than about half of the singular values carry signal.
   */
  readonly noise?: number | undefined;
  /** The norm in which the result is to be close to the clean matrix. Default "frobenius". */
  readonly loss?: Loss | undefined;
}

/** A denoised matrix as its decomposition; S holds the shrunk values. */
export interface Denoised extends LowRank {
  /** The standard deviation of the noise that was given or estimated. */
  readonly noise: number;
}

/**
 * Removes white noise from a matrix that is of low rank underneath, by optimal shrinkage of its singular values: noise inflates
 * them, so even those that are kept are too large. Nothing to tune.
 *
 * @param a        m × n, finite entries: a low-rank matrix plus independent noise of one standard deviation; not modified.
 * @param options  see `DenoiseOptions`.
 * @returns U (m × k), the k shrunk values S, V (n × k) and the noise level; k may be 0 (nothing above the noise). `error`
 *          is measured against `a`, noise included. For the matrix itself: `reconstruct`.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an entry is not finite, an option is out of range, or a singular value exceeds 1.8e308;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * Gavish & Donoho, "Optimal Shrinkage of Singular Values", IEEE Trans. Inf. Theory 63(4), 2017. Cost that of `svd`.
 *
 * @example
 * const clean = reconstruct(denoise(measurements));
 */
export function denoise(a: MatrixLike, options?: DenoiseOptions): Denoised {
  const { loss = "frobenius", noise: given } = readOptions("options", options, ["noise", "loss"]);
  checkOneOf("options.loss", loss, ["frobenius", "operator", "nuclear"]);
  if (given !== undefined) checkNumber("options.noise", given, 0, Infinity);
  const { rows, columns, data } = borrowMatrix(a, "matrix", admitSvd("denoise"));
  const { U, S, V } = svd({ rows, columns, data });
  checkDescending(S, "the singular values of the matrix, S");
  const n = Math.max(rows, columns);
  const noise = given ?? estimateNoise(S, rows, columns);
  const unit = noiseUnit(S, rows, columns, noise);
  const level = roundingLevel(S, rows, columns);
  const shrunk = shrink(valuesAbove(S, level), n === 0 ? 0 : Math.min(rows, columns) / n, unit, loss);
  const removed = mapped(S, "denoise", (s, i) => s - (shrunk[i] ?? 0));
  return {
    ...describeApproximation(U, valuesAbove(shrunk, 0), V, errorOf(removed, S)),
    noise,
  };
}

/** The norms of A − U diag(S − removed) Vᵀ, whose singular values are `removed`. */
function errorOf(removed: Float64Array, S: Float64Array): LowRank["error"] {
  const sorted = removed.sort().reverse();
  return { frobenius: tailNorms(sorted)[0]!, spectral: sorted[0] ?? 0, relative: relativeNorm(sorted, S) };
}
