/** Truncated decompositions, sparse matrices, sketches. */
export { truncatedBytes, truncatedOpen, basisLimit } from "../drivers/truncated/memory";
export {
  truncatedAdvance, truncatedBlock, truncatedChange, truncatedConclude, truncatedConverged, truncatedFromOutside, truncatedIsDone, truncatedProduct, truncatedResiduals,
  truncatedU, truncatedV, truncatedValues, truncatedWidth,
} from "../drivers/truncated/result";
export { truncatedTurnDense, truncatedTurnSparse } from "../drivers/truncated/turn";
export {
  firstNotFinite, isWellFormed, sparseBegin, sparseBytes, sparseCount, sparseFinish, sparseOpen, sparsePlace, spread,
} from "../drivers/truncated/sparse";
export { scaleInput, spreadRows } from "../drivers/truncated/prepare";
export { normsLeft, normsLeftBytes, residuals, residualsBytes } from "../drivers/truncated/residuals";
export {
  matrixEnergy, sketchAdvance, sketchBlocks, sketchBytes, sketchCaptured, sketchDecompose, sketchEnergy, sketchExponent, sketchIsForward, sketchIsTurned,
  sketchOpen, sketchResult, sketchResultBytes, sketchTurnDense, sketchTurnSparse,
} from "../drivers/truncated/sketch";
export {
  leadingBytes, leadingCentredRows, leadingEnergy, leadingFinish, leadingMean, leadingOpen, leadingProject, leadingRows, leadingSolve,
} from "../drivers/truncated/leading";
export {
  gramProductSparse, passesBegin, passesBlock, passesBytes, passesCount, passesFinish, passesNext, passesNumber, passesOpen, passesResiduals,
  passesTake, passesV, passesValues, passesW, passesWidth,
} from "../drivers/truncated/passes";
