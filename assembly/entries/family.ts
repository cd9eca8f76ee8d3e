/** What is built on the decomposition: inverses, subspaces, alignment, principal components, updates. */
import { Updated, updateSolve } from "../drivers/family/update";
import { scalePowerOfTwo } from "../kernels/power-of-two";

export { scaleToSafeRange } from "../svd/scale";
export { factoredOpen } from "../drivers/family/factored";
export { leastSquares as leastSquares_f64, pseudoInverse as pseudoInverse_f64, solveBytes } from "../drivers/family/solve";
export { isometry as isometry_f64, polarBytes, symmetricFactor as symmetricFactor_f64 } from "../drivers/family/polar";
export { trailingBytes, trailingColumns as trailingColumns_f64 } from "../drivers/family/basis";
export { procrustes as procrustes_f64, procrustesBytes } from "../drivers/family/procrustes";
export { centre as centre_f64, inverse as pcaInverse_f64, pcaBytes, transform as pcaTransform_f64 } from "../drivers/family/pca";
export { updateBytes, updateOpen, updateSide as updateSide_f64 } from "../drivers/family/update";
export function scalePowerOfTwo_f64(n: i32, exponent: i32, x: usize): void { scalePowerOfTwo<f64>(n, exponent, x); }
export {
  centredProduct as centredProduct_f64, centredProductTransposed as centredProductTransposed_f64, sparseMoments as sparseMoments_f64,
  sparsePcaBytes,
} from "../drivers/family/pca-sparse";
export function updateSolve_f64(update: usize, s: usize, cap: i32, tolerance: f64, result: usize): i32 {
  return updateSolve(update, s, cap, tolerance, changetype<Updated>(result));
}
