/**
 * All functions of the package. Each is synchronous, checks what it is given and returns plain objects of typed arrays.
 *
 * @module lowrank
 */
export { svd, singularValues, type Accuracy, type SingularValuesOptions, type Svd, type SvdOptions } from "./svd";
export { svdBatch, type MatrixBatch, type SvdBatch, type SvdBatchOptions } from "./svd-batch";
export { matrix, toRows, type Matrix, type MatrixLike, type VectorLike } from "./matrix";
export { multiply, transpose } from "./products";
export { column, toObjects } from "./columns";
export { fromPlain, toPlain, type Plain } from "./plain";
export { ConvergenceError, OutOfMemoryError, UnsupportedError, type ErrorCode } from "./errors";
export { ready } from "./wasm/module";
export type { InSingle, SinglePrecision } from "./wasm/precision";
export { frobeniusNorm, spectralNorm, nuclearNorm } from "./norms";
export { verify, type Verification } from "./verify";
export { lowRank, reconstruct, factors, project } from "./low-rank";
export type { Factors, LowRank, LowRankOptions, Projection } from "./low-rank";
export { recompress, type FactoredTerm } from "./recompress";
export { chooseRank, type RankChoice, type RankCriterion, type RankPoint, type Shape } from "./rank";
export { denoise, type Denoised, type DenoiseOptions } from "./denoise";
export type { Loss } from "./shrinkage";
export { complete } from "./complete";
export { impute, type Imputed } from "./impute";
export type { CompleteOptions, SideFeatures, TimeWeights } from "./completion/complete-options";
export type {
  Completion, CompletionInfo, CompletionSide, CompletionTrial, EntryList, FeatureWeights, Fill, FoldedLine, FoldRule, ItemWeights, ModelUnits, PosteriorSamples, RecordTable, Scaling, SeenEntries, Table,
} from "./completion/types";
export { COMPLETION_METHODS, type CompletionMethod } from "./completion/methods/facts";
export { split, type SplitOptions, type TablePart, type TableSplit } from "./completion/split";
export { recommender } from "./recommender";
export type { NamedOptions, Recommender, RecommenderEvent, RecommenderName, RecommenderOptions } from "./recommender";
export { explain, type Explanation } from "./completion/model/explain";
export { similar, type Similar, type SimilarTo } from "./completion/model/similar";
export { itemModel, type ItemModelOptions } from "./item-model";
export { crossValidate } from "./completion/cross-validate";
export type { CrossValidation, CrossValidationGrid, CrossValidationMeasure, CrossValidationPoint } from "./completion/cross-validate";
export { evaluate, type EvaluateOptions, type Evaluation } from "./completion/model/evaluate";
export type { RankingMetrics } from "./completion/model/ranking";
export { recommend, recommendAll } from "./completion/model/recommend";
export type { CandidateOptions } from "./completion/model/candidates";
export type { RecommendAllOptions, Recommendation, RecommendationTable, RecommendOptions, SurenessOptions } from "./completion/model/recommend";
export { loadModel, saveModel } from "./completion/model/save";
export { loadFactors, type FactorName, type FactorRows, type LoadedFactors, type LoadFactorsOptions } from "./completion/model/load-factors";
export { labelled, type LabelledTable, type Labels } from "./completion/model/labels";
export { foldIn, type FoldInOptions, type LineEntries } from "./completion/fold-in";
export { predict, predictEntries, predictMatrix, predictPlaces, type Prediction } from "./completion/model/predict";
export type { Predictions } from "./completion/model/placed";
export { truncatedSvd, truncatedSvdAsync } from "./truncated-svd";
export type { SearchSignal } from "./passes";
export type { TruncatedInput, TruncatedSvdAsyncOptions, TruncatedSvdOptions } from "./truncated-svd";
export type { ApproximationError, RightTriplets, TruncatedInfo, TruncatedSvd } from "./truncated-result";
export { sparse, type SparseMatrix, type Triplets } from "./sparse";
export type { AsyncOperator, LinearOperator } from "./operator";
export type { ConvergenceInfo, IterationOptions, Progress } from "./iterate";
export { leastSquares, pseudoInverse, type LeastSquares, type LeastSquaresOptions } from "./least-squares";
export { conditionNumber, matrixRank } from "./matrix-rank";
export type { RankOptions } from "./factored";
export { nullSpace, orthonormalBasis } from "./subspaces";
export { polar, type Polar, type PolarOptions } from "./polar";
export { procrustes, type Procrustes, type ProcrustesOptions } from "./procrustes";
export { pca, pcaInverse, pcaTransform, type Pca, type PcaModel, type PcaOptions } from "./pca";
export { appendColumns, appendRows, rankOneUpdate, type UpdatedSvd, type UpdateOptions } from "./update";
export { standings } from "./standings";
export { predictMargin, winProbability } from "./standings/predict";
export type {
  Game, MarginPrediction, OutcomeChances, PairOptions, SeveralSides, Standings, StandingsMethod, StandingsOptions, Team, TeamStanding, UnscoredGame,
} from "./standings/types";
