/** Truncated decompositions, sparse matrices, sketches. */
export { truncatedBytes, truncatedOpen, basisLimit } from "../drivers/truncated/memory";
export {
  advance as truncatedAdvance, conclude as truncatedConclude, truncatedBlock, truncatedChange, truncatedConverged,
  truncatedExpanded, truncatedIsDone, truncatedProduct, truncatedResiduals, truncatedU, truncatedV, truncatedValues, truncatedWidth,
} from "../drivers/truncated/lanczos";
export { truncatedTurnDense, truncatedTurnSparse } from "../drivers/truncated/turn";
export { sparseBegin, sparseBytes, sparseCount, sparseFinish, sparseOpen, sparsePlace } from "../drivers/truncated/sparse";
export { isWellFormed, spread, firstNotFinite } from "../krylov/sparse-rows";
export { scaleInput, spreadRows } from "../drivers/truncated/prepare";
export { normsLeft as normsLeft_f64, normsLeftBytes, residuals as residuals_f64, residualsBytes } from "../drivers/truncated/residuals";
export {
  matrixEnergy, sketchAdvance, sketchBlocks, sketchBytes, sketchCaptured, sketchDecompose, sketchEnergy, sketchExponent, sketchIsForward, sketchIsTurned,
  sketchOpen, sketchResult, sketchResultBytes, sketchTurnDense, sketchTurnSparse,
} from "../drivers/truncated/sketch";
