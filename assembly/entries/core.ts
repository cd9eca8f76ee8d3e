/** The core module: decompositions and what is built on them. Addresses come in as numbers. */
import { svdHigh as highSvd } from "../drivers/dense/high";
import { svd as denseSvd } from "../drivers/dense/svd";
import { Triplets } from "../drivers/dense/work";

export { mark, release, reserve, refused, available } from "../arena";
export { svdBytes } from "../drivers/dense/work";
export { svdBatch, svdBatchBytes } from "../drivers/dense/batch";
export { svdHighBytes } from "../drivers/dense/high";
export { frobeniusNorm } from "../drivers/family/norms";
export { productBytes, project, reconstruct, scaleColumns } from "../drivers/family/low-rank";
export { verify, verifyBytes } from "../drivers/family/verify";
export * from "./truncated";
export * from "./family";

export function svd(rows: i32, columns: i32, a: usize, vectors: i32, driver: i32, result: usize): i32 {
  return denseSvd(rows, columns, a, vectors, driver, changetype<Triplets>(result));
}

export function svdHigh(rows: i32, columns: i32, a: usize, vectors: i32, result: usize): i32 {
  return highSvd(rows, columns, a, vectors, changetype<Triplets>(result));
}
