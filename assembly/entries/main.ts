/** The shipped module: the drivers and the arena, nothing else. */
export { mark, release, reserve, available } from "../arena";
export { svd as svd_f64, svdBytes } from "../drivers/svd";
