/**
 * Rows that come in parts, on one machine or on many: gathered, saved, merged, decomposed.
 *
 * @module lowrank/partial
 */
export { type Accumulator, merge, type MergeOptions, openPartial, type PartialOptions } from "./accumulator";
export {
  leastSquaresOf, matrixOf, type PartialLeastSquares, type PartialPca, type PartialSource, type PartialSvd, pcaOf, singularValuesOf, svdOf,
} from "./results";
