/** The drivers of matrix completion, a part of the shipped module. */
export {
  tableBytes, tableOpen, tableCountChunk, tableCounted, tablePlaceChunk, tableFinish, tableLargest, tableScale, tableFillValues, shiftValues, tableValueAddress,
} from "../drivers/table";
export { tableMean, biasSweep, fitBiasesOf, removeBiases, restoreBiases, tableErrors } from "../drivers/biases";
export { factorStride, alsLines, alsSweep, placeBiases } from "../drivers/als";
export { bayesianStart, bayesianSweep, packSample, addBiases, foldDraw } from "../drivers/bayesian";
export { imputeLines, imputeSweep, addRandomFactors, largestFactor, powerTurn, orthonormalFactors, scaleFactors, absoluteFactors } from "../drivers/impute";
export { implicitLines, implicitSweep } from "../drivers/implicit";
export { predictPairs, predictSamples, unfoldSamples, predictAll, recommendRow, clip, measureErrors } from "../drivers/predict";
export { fillTable, multiplyFilled, balancedFactors, tableSquares, projectFilled, gramOf } from "../drivers/fill";
export { exponential, logarithm } from "../kernels/elementary";
export { balanceCore, balanceSide } from "../drivers/balance";
