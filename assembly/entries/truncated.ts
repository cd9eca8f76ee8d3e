/** Truncated decompositions, sparse matrices, sketches, and tall matrices by rows. */
import * as tall from "../svd/tall/row-sums";

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
export { leadingBytes, leadingFinish, leadingOpen, leadingProject, leadingSolve } from "../drivers/truncated/leading";
export {
  byRowsBytes, byRowsGather, byRowsGram, byRowsOpen, byRowsSolution, byRowsStep, byRowsSubtract,
} from "../drivers/family/by-rows";
export {
  gramProductSparse, passesBegin, passesBlock, passesBytes, passesCount, passesFinish, passesNext, passesNumber, passesOpen, passesResiduals,
  passesTake, passesV, passesValues, passesW, passesWidth,
} from "../drivers/truncated/passes";

export function rowsAdd(sums: usize, count: i32, rows: usize, rs: i32, cs: i32): void { tall.addRows(changetype<tall.RowSums>(sums), count, rows, rs, cs); }
export function rowsAddCentred(sums: usize, count: i32, rows: usize): void { tall.addCentredRows(changetype<tall.RowSums>(sums), count, rows); }
export function rowsEnergy(sums: usize): f64 { return tall.energyOfRows(changetype<tall.RowSums>(sums)); }
export function rowsMean(sums: usize): usize { return tall.meanOfRows(changetype<tall.RowSums>(sums)); }
