/** The shipped module: the drivers and the arena, nothing else. */
export { mark, release, reserve, available } from "../arena";
export { svd as svd_f64, svdBytes } from "../drivers/dense/svd";
export { svdBatch as svdBatch_f64, svdBatchBytes } from "../drivers/dense/batch";
export { svdHigh as svdHigh_f64, svdHighBytes } from "../drivers/dense/high";
export { frobeniusNorm as frobeniusNorm_f64 } from "../drivers/family/norms";
export { productBytes, project as project_f64, reconstruct as reconstruct_f64, scaleColumns as scaleColumns_f64 } from "../drivers/family/low-rank";
export { verify as verify_f64, verifyBytes } from "../drivers/family/verify";
export * from "./completion";
export * from "./truncated";
export * from "./family";
export {
  weighGames, standingsBytes, rateTeams, skewOpen, completeSkew, rateSkew, judgeTeams, ratingDeviations, outcomeChances,
} from "../drivers/completion/standings";
