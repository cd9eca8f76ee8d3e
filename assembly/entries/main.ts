/** The shipped module: the drivers and the arena, nothing else. */
export { mark, release, reserve, available } from "../arena";
export { svd as svd_f64, svdBytes } from "../drivers/svd";
export { svdBatch as svdBatch_f64, svdBatchBytes } from "../drivers/svd-batch";
export { svdHigh as svdHigh_f64, svdHighBytes } from "../drivers/svd-high";
export { frobeniusNorm as frobeniusNorm_f64 } from "../drivers/norms";
export { productBytes, project as project_f64, reconstruct as reconstruct_f64, scaleColumns as scaleColumns_f64 } from "../drivers/low-rank";
export { verify as verify_f64, verifyBytes } from "../drivers/verify";
export * from "./completion";
export * from "./truncated";
export * from "./family";
export {
  weighGames, standingsBytes, rateTeams, skewOpen, completeSkew, rateSkew, judgeTeams, ratingDeviations, outcomeChances,
} from "../drivers/standings";
