export { svd, singularValues, type Svd, type SvdOptions } from "./svd";
export { matrix, toRows, type Matrix, type MatrixLike } from "./matrix";
export { ConvergenceError, OutOfMemoryError, UnsupportedError } from "./errors";
export { ready } from "./wasm/module";
