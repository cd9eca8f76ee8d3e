/** The core module: decompositions and what is built on them. Addresses come in as numbers. */
import { svdHigh } from "../drivers/dense/high";
import { svd } from "../drivers/dense/svd";
import { Triplets } from "../drivers/dense/work";

export { mark, release, reserve, refused, available } from "../arena";
export { svdBytes } from "../drivers/dense/work";
export { svdBatch as svdBatch_f64, svdBatchBytes } from "../drivers/dense/batch";
export { svdHighBytes } from "../drivers/dense/high";
export { frobeniusNorm as frobeniusNorm_f64 } from "../drivers/family/norms";
export { productBytes, project as project_f64, reconstruct as reconstruct_f64, scaleColumns as scaleColumns_f64 } from "../drivers/family/low-rank";
export { verify as verify_f64, verifyBytes } from "../drivers/family/verify";
export * from "./truncated";
export * from "./family";

export function svd_f64(rows: i32, columns: i32, a: usize, vectors: i32, driver: i32, result: usize): i32 {
  return svd(rows, columns, a, vectors, driver, changetype<Triplets>(result));
}

export function svdHigh_f64(rows: i32, columns: i32, a: usize, vectors: i32, result: usize): i32 {
  return svdHigh(rows, columns, a, vectors, changetype<Triplets>(result));
}
