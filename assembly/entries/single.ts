/** The module of lowrank/single: the functions of the core that have a second precision, under their names, with entries of 32 bits. */
import { svd as denseSvd } from "../drivers/dense/svd";
import { Triplets } from "../drivers/dense/work";
import { scalePowerOfTwo as scale } from "../kernels/power-of-two";
import { real } from "../real";

export { mark, release, reserve, refused, available } from "../arena";
export { svdBytes } from "../drivers/dense/work";
export { svdBatch, svdBatchBytes } from "../drivers/dense/batch";
export { frobeniusNorm } from "../drivers/family/norms";
export { productBytes, reconstruct, scaleColumns } from "../drivers/family/low-rank";
export { factoredOpen } from "../drivers/family/factored";
export { leastSquares, pseudoInverse, solveBytes } from "../drivers/family/solve";
export { centre, pcaBytes, transform as pcaTransform } from "../drivers/family/pca";
export { centredProduct, centredProductTransposed, scaleSparseColumns, sparseMoments, sparsePcaBytes } from "../drivers/family/pca-sparse";
export { scaleToSafeRange } from "../svd/scale";
export * from "./truncated";
export function scalePowerOfTwo(n: i32, exponent: i32, x: usize): void { scale<real>(n, exponent, x); }

export function svd(rows: i32, columns: i32, a: usize, vectors: i32, driver: i32, result: usize): i32 {
  return denseSvd(rows, columns, a, vectors, driver, changetype<Triplets>(result));
}
