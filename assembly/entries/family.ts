/** What is built on the decomposition: inverses, subspaces, alignment, principal components, updates. */
import { Updated, updateSolve as solve } from "../drivers/family/update";
import { scalePowerOfTwo as scale } from "../kernels/power-of-two";

export { scaleToSafeRange } from "../svd/scale";
export { factoredOpen } from "../drivers/family/factored";
export { leastSquares, pseudoInverse, solveBytes } from "../drivers/family/solve";
export { isometry, polarBytes, symmetricFactor } from "../drivers/family/polar";
export { trailingBytes, trailingColumns } from "../drivers/family/basis";
export { procrustes, procrustesBytes } from "../drivers/family/procrustes";
export { centre, inverse as pcaInverse, pcaBytes, transform as pcaTransform } from "../drivers/family/pca";
export { updateBytes, updateOpen, updateSide } from "../drivers/family/update";
export function scalePowerOfTwo(n: i32, exponent: i32, x: usize): void { scale<f64>(n, exponent, x); }
export {
  centredProduct, centredProductTransposed, scaleSparseColumns,
  sparseMoments, sparsePcaBytes,
} from "../drivers/family/pca-sparse";
export function updateSolve(update: usize, s: usize, cap: i32, tolerance: f64, result: usize): i32 {
  return solve(update, s, cap, tolerance, changetype<Updated>(result));
}
