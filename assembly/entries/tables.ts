/** What completion and rankings export beside the arena. */
export {
  tableBytes, tableOpen, tableCountChunk, tableCounted, tablePlaceChunk, tableFinish, tableLargest, tableScale, tableWeigh, tableWeights, tablePreferences, tableMagnitude, tableLogarithms, shiftValues, tableValueAddress, tableStartAddress, tableColumnAddress,
} from "../drivers/completion/table";
export { tableMean, biasSweep, fitBiasesOf, removeBiases, restoreBiases, tableErrors } from "../drivers/completion/biases";
export { factorStride, alsExplain, alsFeatures, alsOpen, alsRows, alsSet, alsSweep, placeBiases, weighByCounts, unweighFactors } from "../drivers/completion/als";
export { bayesianFeatures, bayesianNoise, bayesianOpen, bayesianStart, bayesianSweep, packSample, addBiases, foldDraw } from "../drivers/completion/bayesian";
export { featuresOpen, featuresCentre, featuresScale, featuresWeights, featuresMeans, featuresLine } from "../drivers/completion/features";
export { imputeSweep, addRandomFactors, largestFactor, powerTurn, orthonormalFactors, scaleFactors, absoluteFactors } from "../drivers/completion/impute";
export { implicitFeatures, implicitOpen, implicitRows, implicitSet, implicitSweep } from "../drivers/completion/implicit";
export {
  itemsBytes, itemsStep, itemsOpen, itemsAssemble, itemsEliminate, itemsWeights, itemsWeightsStart, itemsWeightsTarget, itemsWeightsValue, itemsDropped,
} from "../drivers/completion/items";
export { modelOpen, modelItems, modelUnits, samplesNoise, samplesOpen, predictPairs, predictSamples, unfoldSamples, predictAll, recommendRow, recommendSurely } from "../drivers/completion/predict";
export { similarLines, similarEntries } from "../drivers/completion/similar";
export { clip, measureErrors, measureWeighted, weighErrors } from "../drivers/completion/measure";
export { unitsOf, scaleByLines, compareErrors, fillEmptyLines } from "../drivers/completion/units";
export { fillTable, multiplyFilled, balancedFactors, tableSquares, projectFilled, gramOf } from "../drivers/completion/fill";
export { exponential, logarithm } from "../kernels/elementary";
export { balanceCore, balanceSide } from "../drivers/completion/balance";
export {
  standingsOpen, weighGames, standingsBytes, rateTeams, skewOpen, skewStart, completeSkew, rateSkew, judgeTeams, ratingDeviations, outcomeChances,
} from "../drivers/standings";
export { judgeRidge } from "../drivers/ridge";
