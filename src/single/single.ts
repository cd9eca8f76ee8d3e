/**
 * Single precision: a second module, which computes with entries of 32 bits.
 *
 * @module lowrank/single
 */
import type { SinglePrecision } from "lowrank";
import { binary } from "../wasm/binary-single";

/**
 * Single precision, as the option `precision` of `svd`, `singularValues`, `svdBatch`, `truncatedSvd`, `lowRank`, `pca`, `leastSquares`, `pseudoInverse`,
 * `reconstruct` and `verify`: half the memory, about half the time, and seven digits where doubles have sixteen. Results are Float32Arrays.
 *
 * @example
 * const { S } = svd([[0, 3], [4, 0]], { precision: single });
 * S; // Float32Array [4, 3]
 */
export const single: SinglePrecision = /* @__PURE__ */ Object.freeze({ precision: "single", binary });
