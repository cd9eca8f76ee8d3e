declare namespace __AdaptedExports {
  /** Exported memory */
  export const memory: WebAssembly.Memory;
  /**
   * assembly/arena/mark
   * @returns `usize`
   */
  export function mark(): number;
  /**
   * assembly/arena/release
   * @param to `usize`
   */
  export function release(to: number): void;
  /**
   * assembly/arena/reserve
   * @param bytes `usize`
   * @returns `usize`
   */
  export function reserve(bytes: number): number;
  /**
   * assembly/arena/available
   * @returns `f64`
   */
  export function available(): number;
  /**
   * assembly/drivers/svd/svd
   * @param rows `i32`
   * @param columns `i32`
   * @param a `usize`
   * @param vectors `i32`
   * @param driver `i32`
   * @param result `usize`
   * @returns `i32`
   */
  export function svd_f64(rows: number, columns: number, a: number, vectors: number, driver: number, result: number): number;
  /**
   * assembly/drivers/svd/svdBytes
   * @param rows `i32`
   * @param columns `i32`
   * @param vectors `i32`
   * @param driver `i32`
   * @returns `f64`
   */
  export function svdBytes(rows: number, columns: number, vectors: number, driver: number): number;
  /**
   * assembly/drivers/svd-high/svdHigh
   * @param rows `i32`
   * @param columns `i32`
   * @param a `usize`
   * @param vectors `i32`
   * @param result `usize`
   * @returns `i32`
   */
  export function svdHigh_f64(rows: number, columns: number, a: number, vectors: number, result: number): number;
  /**
   * assembly/drivers/svd-high/svdHighBytes
   * @param rows `i32`
   * @param columns `i32`
   * @param vectors `i32`
   * @returns `f64`
   */
  export function svdHighBytes(rows: number, columns: number, vectors: number): number;
  /**
   * assembly/drivers/norms/frobeniusNorm
   * @param n `i32`
   * @param x `usize`
   * @returns `f64`
   */
  export function frobeniusNorm_f64(n: number, x: number): number;
  /**
   * assembly/drivers/low-rank/productBytes
   * @param m `i32`
   * @param n `i32`
   * @param k `i32`
   * @returns `f64`
   */
  export function productBytes(m: number, n: number, k: number): number;
  /**
   * assembly/drivers/low-rank/project
   * @param rows `i32`
   * @param n `i32`
   * @param k `i32`
   * @param x `usize`
   * @param v `usize`
   * @param vColumns `i32`
   * @param y `usize`
   * @param outside `usize`
   * @returns `i32`
   */
  export function project_f64(rows: number, n: number, k: number, x: number, v: number, vColumns: number, y: number, outside: number): number;
  /**
   * assembly/drivers/low-rank/reconstruct
   * @param m `i32`
   * @param n `i32`
   * @param k `i32`
   * @param u `usize`
   * @param uColumns `i32`
   * @param s `usize`
   * @param v `usize`
   * @param vColumns `i32`
   * @param out `usize`
   * @returns `i32`
   */
  export function reconstruct_f64(m: number, n: number, k: number, u: number, uColumns: number, s: number, v: number, vColumns: number, out: number): number;
  /**
   * assembly/drivers/low-rank/scaleColumns
   * @param rows `i32`
   * @param columns `i32`
   * @param d `usize`
   * @param x `usize`
   */
  export function scaleColumns_f64(rows: number, columns: number, d: number, x: number): void;
  /**
   * assembly/drivers/verify/verify
   * @param m `i32`
   * @param n `i32`
   * @param k `i32`
   * @param a `usize`
   * @param u `usize`
   * @param uColumns `i32`
   * @param s `usize`
   * @param v `usize`
   * @param vColumns `i32`
   * @param result `usize`
   * @returns `i32`
   */
  export function verify_f64(m: number, n: number, k: number, a: number, u: number, uColumns: number, s: number, v: number, vColumns: number, result: number): number;
  /**
   * assembly/drivers/verify/verifyBytes
   * @param m `i32`
   * @param n `i32`
   * @param columns `i32`
   * @returns `f64`
   */
  export function verifyBytes(m: number, n: number, columns: number): number;
  /**
   * assembly/drivers/truncated-svd-memory/truncatedBytes
   * @param rows `i32`
   * @param columns `i32`
   * @param wanted `i32`
   * @param block `i32`
   * @returns `f64`
   */
  export function truncatedBytes(rows: number, columns: number, wanted: number, block: number): number;
  /**
   * assembly/drivers/truncated-svd-memory/truncatedOpen
   * @param rows `i32`
   * @param columns `i32`
   * @param wanted `i32`
   * @param block `i32`
   * @param tolerance `f64`
   * @param seed `f64`
   * @param exponent `i32`
   * @param outside `i32`
   * @param result `usize`
   * @returns `i32`
   */
  export function truncatedOpen(rows: number, columns: number, wanted: number, block: number, tolerance: number, seed: number, exponent: number, outside: number, result: number): number;
  /**
   * assembly/drivers/truncated-svd-memory/basisLimit
   * @param rows `i32`
   * @param columns `i32`
   * @param wanted `i32`
   * @param block `i32`
   * @returns `i32`
   */
  export function basisLimit(rows: number, columns: number, wanted: number, block: number): number;
  /**
   * assembly/drivers/truncated-svd/advance
   * @param state `usize`
   * @returns `i32`
   */
  export function truncatedAdvance(state: number): number;
  /**
   * assembly/drivers/truncated-svd/conclude
   * @param state `usize`
   * @returns `i32`
   */
  export function truncatedConclude(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedBlock
   * @param state `usize`
   * @returns `usize`
   */
  export function truncatedBlock(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedChange
   * @param state `usize`
   * @returns `f64`
   */
  export function truncatedChange(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedConverged
   * @param state `usize`
   * @returns `i32`
   */
  export function truncatedConverged(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedExpanded
   * @param state `usize`
   * @returns `i32`
   */
  export function truncatedExpanded(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedIsDone
   * @param state `usize`
   * @returns `i32`
   */
  export function truncatedIsDone(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedProduct
   * @param state `usize`
   * @returns `usize`
   */
  export function truncatedProduct(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedResiduals
   * @param state `usize`
   * @returns `usize`
   */
  export function truncatedResiduals(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedU
   * @param state `usize`
   * @returns `usize`
   */
  export function truncatedU(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedV
   * @param state `usize`
   * @returns `usize`
   */
  export function truncatedV(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedValues
   * @param state `usize`
   * @returns `usize`
   */
  export function truncatedValues(state: number): number;
  /**
   * assembly/drivers/truncated-svd/truncatedWidth
   * @param state `usize`
   * @returns `i32`
   */
  export function truncatedWidth(state: number): number;
  /**
   * assembly/drivers/truncated-turn/truncatedTurnDense
   * @param state `usize`
   * @param a `usize`
   * @param lda `i32`
   * @returns `i32`
   */
  export function truncatedTurnDense(state: number, a: number, lda: number): number;
  /**
   * assembly/drivers/truncated-turn/truncatedTurnSparse
   * @param state `usize`
   * @param rowStart `usize`
   * @param column `usize`
   * @param value `usize`
   * @returns `i32`
   */
  export function truncatedTurnSparse(state: number, rowStart: number, column: number, value: number): number;
  /**
   * assembly/drivers/sparse/sparseBegin
   * @param record `usize`
   */
  export function sparseBegin(record: number): void;
  /**
   * assembly/drivers/sparse/sparseBytes
   * @param rows `i32`
   * @param count `i32`
   * @returns `f64`
   */
  export function sparseBytes(rows: number, count: number): number;
  /**
   * assembly/drivers/sparse/sparseCount
   * @param record `usize`
   * @param n `i32`
   * @returns `i32`
   */
  export function sparseCount(record: number, n: number): number;
  /**
   * assembly/drivers/sparse/sparseFinish
   * @param record `usize`
   * @returns `i32`
   */
  export function sparseFinish(record: number): number;
  /**
   * assembly/drivers/sparse/sparseOpen
   * @param rows `i32`
   * @param columns `i32`
   * @param count `i32`
   * @param result `usize`
   * @returns `i32`
   */
  export function sparseOpen(rows: number, columns: number, count: number, result: number): number;
  /**
   * assembly/drivers/sparse/sparsePlace
   * @param record `usize`
   * @param n `i32`
   * @returns `i32`
   */
  export function sparsePlace(record: number, n: number): number;
  /**
   * assembly/krylov/sparse-rows/isWellFormed
   * @param rows `i32`
   * @param columns `i32`
   * @param count `i32`
   * @param rowStart `usize`
   * @param column `usize`
   * @returns `bool`
   */
  export function isWellFormed(rows: number, columns: number, count: number, rowStart: number, column: number): boolean;
  /**
   * assembly/krylov/sparse-rows/spread
   * @param rows `i32`
   * @param columns `i32`
   * @param rowStart `usize`
   * @param column `usize`
   * @param value `usize`
   * @param a `usize`
   */
  export function spread(rows: number, columns: number, rowStart: number, column: number, value: number, a: number): void;
  /**
   * assembly/krylov/sparse-rows/firstNotFinite
   * @param n `i32`
   * @param x `usize`
   * @returns `i32`
   */
  export function firstNotFinite(n: number, x: number): number;
  /**
   * assembly/drivers/prepare/scaleInput
   * @param n `i32`
   * @param x `usize`
   * @returns `i32`
   */
  export function scaleInput(n: number, x: number): number;
  /**
   * assembly/drivers/prepare/spreadRows
   * @param rows `i32`
   * @param columns `i32`
   * @param a `usize`
   * @param lda `i32`
   */
  export function spreadRows(rows: number, columns: number, a: number, lda: number): void;
  /**
   * assembly/drivers/residuals/residuals
   * @param rows `i32`
   * @param columns `i32`
   * @param count `i32`
   * @param a `usize`
   * @param u `usize`
   * @param s `usize`
   * @param v `usize`
   * @param out `usize`
   * @returns `i32`
   */
  export function residuals_f64(rows: number, columns: number, count: number, a: number, u: number, s: number, v: number, out: number): number;
  /**
   * assembly/drivers/residuals/residualsBytes
   * @param rows `i32`
   * @param columns `i32`
   * @returns `f64`
   */
  export function residualsBytes(rows: number, columns: number): number;
  /**
   * assembly/drivers/table/tableBytes
   * @param rows `i32`
   * @param columns `i32`
   * @param count `i32`
   * @returns `f64`
   */
  export function tableBytes(rows: number, columns: number, count: number): number;
  /**
   * assembly/drivers/table/tableOpen
   * @param rows `i32`
   * @param columns `i32`
   * @param count `i32`
   * @returns `usize`
   */
  export function tableOpen(rows: number, columns: number, count: number): number;
  /**
   * assembly/drivers/table/tableCountChunk
   * @param table `usize`
   * @param count `i32`
   * @param row `usize`
   * @param column `usize`
   */
  export function tableCountChunk(table: number, count: number, row: number, column: number): void;
  /**
   * assembly/drivers/table/tableCounted
   * @param table `usize`
   */
  export function tableCounted(table: number): void;
  /**
   * assembly/drivers/table/tablePlaceChunk
   * @param table `usize`
   * @param count `i32`
   * @param row `usize`
   * @param column `usize`
   * @param value `usize`
   * @param temporary `usize`
   */
  export function tablePlaceChunk(table: number, count: number, row: number, column: number, value: number, temporary: number): void;
  /**
   * assembly/drivers/table/tableFinish
   * @param table `usize`
   * @param temporary `usize`
   * @returns `i32`
   */
  export function tableFinish(table: number, temporary: number): number;
  /**
   * assembly/drivers/table/tableLargest
   * @param table `usize`
   * @returns `f64`
   */
  export function tableLargest(table: number): number;
  /**
   * assembly/drivers/table/tableScale
   * @param table `usize`
   * @param alpha `f64`
   */
  export function tableScale(table: number, alpha: number): void;
  /**
   * assembly/drivers/table/tableFillValues
   * @param table `usize`
   * @param x `f64`
   */
  export function tableFillValues(table: number, x: number): void;
  /**
   * assembly/drivers/table/shiftValues
   * @param table `usize`
   * @param x `f64`
   */
  export function shiftValues(table: number, x: number): void;
  /**
   * assembly/drivers/table/tableValueAddress
   * @param table `usize`
   * @returns `usize`
   */
  export function tableValueAddress(table: number): number;
  /**
   * assembly/drivers/biases/tableMean
   * @param table `usize`
   * @returns `f64`
   */
  export function tableMean(table: number): number;
  /**
   * assembly/drivers/biases/biasSweep
   * @param table `usize`
   * @param mean `f64`
   * @param rowDamping `f64`
   * @param columnDamping `f64`
   * @param rowBias `usize`
   * @param columnBias `usize`
   * @returns `f64`
   */
  export function biasSweep(table: number, mean: number, rowDamping: number, columnDamping: number, rowBias: number, columnBias: number): number;
  /**
   * assembly/drivers/biases/fitBiasesOf
   * @param table `usize`
   * @param side `i32`
   * @param damping `f64`
   * @param mean `f64`
   * @param bias `usize`
   * @param other `usize`
   */
  export function fitBiasesOf(table: number, side: number, damping: number, mean: number, bias: number, other: number): void;
  /**
   * assembly/drivers/biases/removeBiases
   * @param table `usize`
   * @param mean `f64`
   * @param rowBias `usize`
   * @param columnBias `usize`
   * @param values `usize`
   * @returns `f64`
   */
  export function removeBiases(table: number, mean: number, rowBias: number, columnBias: number, values: number): number;
  /**
   * assembly/drivers/biases/tableErrors
   * @param table `usize`
   * @param rowFactors `usize`
   * @param columnFactors `usize`
   * @param k `i32`
   * @param biased `i32`
   * @param ld `i32`
   * @returns `f64`
   */
  export function tableErrors(table: number, rowFactors: number, columnFactors: number, k: number, biased: number, ld: number): number;
  /**
   * assembly/completion/normal-equations/factorStride
   * @param k `i32`
   * @param biased `i32`
   * @returns `i32`
   */
  export function factorStride(k: number, biased: number): number;
  /**
   * assembly/drivers/als/alsLines
   * @param table `usize`
   * @param side `i32`
   * @param factors `usize`
   * @param other `usize`
   * @param k `i32`
   * @param biased `i32`
   * @param ld `i32`
   * @param lambda `f64`
   * @param power `f64`
   * @param damping `f64`
   * @param nonnegative `i32`
   * @param steps `i32`
   * @param out `usize`
   * @returns `i32`
   */
  export function alsLines(table: number, side: number, factors: number, other: number, k: number, biased: number, ld: number, lambda: number, power: number, damping: number, nonnegative: number, steps: number, out: number): number;
  /**
   * assembly/drivers/als/alsSweep
   * @param table `usize`
   * @param rowFactors `usize`
   * @param columnFactors `usize`
   * @param k `i32`
   * @param biased `i32`
   * @param ld `i32`
   * @param lambda `f64`
   * @param power `f64`
   * @param rowDamping `f64`
   * @param columnDamping `f64`
   * @param nonnegative `i32`
   * @param steps `i32`
   * @param out `usize`
   * @returns `i32`
   */
  export function alsSweep(table: number, rowFactors: number, columnFactors: number, k: number, biased: number, ld: number, lambda: number, power: number, rowDamping: number, columnDamping: number, nonnegative: number, steps: number, out: number): number;
  /**
   * assembly/drivers/als/placeBiases
   * @param lines `i32`
   * @param factors `usize`
   * @param k `i32`
   * @param ld `i32`
   * @param bias `usize`
   */
  export function placeBiases(lines: number, factors: number, k: number, ld: number, bias: number): void;
  /**
   * assembly/drivers/bayesian/bayesianStart
   * @param side `i32`
   * @param lines `i32`
   * @param size `i32`
   * @param ld `i32`
   * @param k0 `u32`
   * @param k1 `u32`
   * @param factors `usize`
   * @returns `i32`
   */
  export function bayesianStart(side: number, lines: number, size: number, ld: number, k0: number, k1: number, factors: number): number;
  /**
   * assembly/drivers/bayesian/bayesianSweep
   * @param table `usize`
   * @param rowFactors `usize`
   * @param columnFactors `usize`
   * @param k `i32`
   * @param ld `i32`
   * @param k0 `u32`
   * @param k1 `u32`
   * @param sweep `i32`
   * @param rowPrior `usize`
   * @param columnPrior `usize`
   * @param state `usize`
   * @returns `i32`
   */
  export function bayesianSweep(table: number, rowFactors: number, columnFactors: number, k: number, ld: number, k0: number, k1: number, sweep: number, rowPrior: number, columnPrior: number, state: number): number;
  /**
   * assembly/drivers/bayesian/packSample
   * @param lines `i32`
   * @param factors `usize`
   * @param size `i32`
   * @param ld `i32`
   * @param out `usize`
   */
  export function packSample(lines: number, factors: number, size: number, ld: number, out: number): void;
  /**
   * assembly/drivers/bayesian/addBiases
   * @param lines `i32`
   * @param factors `usize`
   * @param k `i32`
   * @param ld `i32`
   * @param weight `f64`
   * @param sum `usize`
   */
  export function addBiases(lines: number, factors: number, k: number, ld: number, weight: number, sum: number): void;
  /**
   * assembly/drivers/bayesian/foldDraw
   * @param table `usize`
   * @param other `usize`
   * @param k `i32`
   * @param ld `i32`
   * @param prior `usize`
   * @param precision `f64`
   * @param k0 `u32`
   * @param k1 `u32`
   * @param sample `i32`
   * @param out `usize`
   * @returns `i32`
   */
  export function foldDraw(table: number, other: number, k: number, ld: number, prior: number, precision: number, k0: number, k1: number, sample: number, out: number): number;
  /**
   * assembly/drivers/impute/imputeLines
   * @param table `usize`
   * @param side `i32`
   * @param factors `usize`
   * @param other `usize`
   * @param k `i32`
   * @param ld `i32`
   * @param lambda `f64`
   * @param out `usize`
   * @returns `i32`
   */
  export function imputeLines(table: number, side: number, factors: number, other: number, k: number, ld: number, lambda: number, out: number): number;
  /**
   * assembly/drivers/impute/imputeSweep
   * @param table `usize`
   * @param rowFactors `usize`
   * @param columnFactors `usize`
   * @param k `i32`
   * @param ld `i32`
   * @param lambda `f64`
   * @param out `usize`
   * @returns `i32`
   */
  export function imputeSweep(table: number, rowFactors: number, columnFactors: number, k: number, ld: number, lambda: number, out: number): number;
  /**
   * assembly/drivers/impute/addRandomFactors
   * @param side `i32`
   * @param lines `i32`
   * @param factors `usize`
   * @param k `i32`
   * @param ld `i32`
   * @param spread `f64`
   * @param k0 `u32`
   * @param k1 `u32`
   * @returns `i32`
   */
  export function addRandomFactors(side: number, lines: number, factors: number, k: number, ld: number, spread: number, k0: number, k1: number): number;
  /**
   * assembly/drivers/impute/largestFactor
   * @param lines `i32`
   * @param factors `usize`
   * @param ld `i32`
   * @returns `f64`
   */
  export function largestFactor(lines: number, factors: number, ld: number): number;
  /**
   * assembly/drivers/impute/powerTurn
   * @param table `usize`
   * @param rowFactors `usize`
   * @param columnFactors `usize`
   * @param k `i32`
   * @param ld `i32`
   * @returns `i32`
   */
  export function powerTurn(table: number, rowFactors: number, columnFactors: number, k: number, ld: number): number;
  /**
   * assembly/drivers/impute/orthonormalFactors
   * @param lines `i32`
   * @param factors `usize`
   * @param k `i32`
   * @param ld `i32`
   * @returns `i32`
   */
  export function orthonormalFactors(lines: number, factors: number, k: number, ld: number): number;
  /**
   * assembly/drivers/impute/scaleFactors
   * @param lines `i32`
   * @param factors `usize`
   * @param ld `i32`
   * @param alpha `f64`
   */
  export function scaleFactors(lines: number, factors: number, ld: number, alpha: number): void;
  /**
   * assembly/drivers/impute/absoluteFactors
   * @param lines `i32`
   * @param factors `usize`
   * @param ld `i32`
   */
  export function absoluteFactors(lines: number, factors: number, ld: number): void;
  /**
   * assembly/drivers/implicit/implicitLines
   * @param table `usize`
   * @param side `i32`
   * @param factors `usize`
   * @param other `usize`
   * @param otherLines `i32`
   * @param k `i32`
   * @param ld `i32`
   * @param lambda `f64`
   * @param power `f64`
   * @param alpha `f64`
   * @param unseen `f64`
   * @param steps `i32`
   * @param gram `usize`
   * @param out `usize`
   * @returns `i32`
   */
  export function implicitLines(table: number, side: number, factors: number, other: number, otherLines: number, k: number, ld: number, lambda: number, power: number, alpha: number, unseen: number, steps: number, gram: number, out: number): number;
  /**
   * assembly/drivers/implicit/implicitSweep
   * @param table `usize`
   * @param rowFactors `usize`
   * @param columnFactors `usize`
   * @param k `i32`
   * @param ld `i32`
   * @param lambda `f64`
   * @param power `f64`
   * @param alpha `f64`
   * @param unseen `f64`
   * @param steps `i32`
   * @param out `usize`
   * @returns `i32`
   */
  export function implicitSweep(table: number, rowFactors: number, columnFactors: number, k: number, ld: number, lambda: number, power: number, alpha: number, unseen: number, steps: number, out: number): number;
  /**
   * assembly/drivers/predict/predictPairs
   * @param count `i32`
   * @param row `usize`
   * @param column `usize`
   * @param k `i32`
   * @param p `usize`
   * @param q `usize`
   * @param rowBias `usize`
   * @param columnBias `usize`
   * @param mean `f64`
   * @param out `usize`
   */
  export function predictPairs(count: number, row: number, column: number, k: number, p: number, q: number, rowBias: number, columnBias: number, mean: number, out: number): void;
  /**
   * assembly/drivers/predict/predictSamples
   * @param count `i32`
   * @param row `usize`
   * @param column `usize`
   * @param samples `i32`
   * @param rows `i32`
   * @param columns `i32`
   * @param size `i32`
   * @param p `usize`
   * @param q `usize`
   * @param rowBias `usize`
   * @param columnBias `usize`
   * @param offset `f64`
   * @param unit `f64`
   * @param noise `f64`
   * @param value `usize`
   * @param deviation `usize`
   */
  export function predictSamples(count: number, row: number, column: number, samples: number, rows: number, columns: number, size: number, p: number, q: number, rowBias: number, columnBias: number, offset: number, unit: number, noise: number, value: number, deviation: number): void;
  /**
   * assembly/drivers/predict/unfoldSamples
   * @param lines `i32`
   * @param samples `i32`
   * @param size `i32`
   * @param sampled `usize`
   * @param scale `f64`
   * @param p `usize`
   */
  export function unfoldSamples(lines: number, samples: number, size: number, sampled: number, scale: number, p: number): void;
  /**
   * assembly/drivers/predict/predictAll
   * @param rows `i32`
   * @param columns `i32`
   * @param k `i32`
   * @param p `usize`
   * @param q `usize`
   * @param rowBias `usize`
   * @param columnBias `usize`
   * @param mean `f64`
   * @param out `usize`
   * @returns `i32`
   */
  export function predictAll(rows: number, columns: number, k: number, p: number, q: number, rowBias: number, columnBias: number, mean: number, out: number): number;
  /**
   * assembly/drivers/predict/recommendRow
   * @param columns `i32`
   * @param k `i32`
   * @param p `usize`
   * @param level `f64`
   * @param q `usize`
   * @param columnBias `usize`
   * @param excluded `i32`
   * @param exclude `usize`
   * @param count `i32`
   * @param scores `usize`
   * @param index `usize`
   * @param top `usize`
   * @returns `i32`
   */
  export function recommendRow(columns: number, k: number, p: number, level: number, q: number, columnBias: number, excluded: number, exclude: number, count: number, scores: number, index: number, top: number): number;
  /**
   * assembly/drivers/predict/clip
   * @param n `i32`
   * @param x `usize`
   * @param lowest `f64`
   * @param highest `f64`
   */
  export function clip(n: number, x: number, lowest: number, highest: number): void;
  /**
   * assembly/drivers/predict/measureErrors
   * @param n `i32`
   * @param predicted `usize`
   * @param actual `usize`
   * @param deviation `usize`
   * @param width `f64`
   * @param out `usize`
   */
  export function measureErrors(n: number, predicted: number, actual: number, deviation: number, width: number, out: number): void;
  /**
   * assembly/drivers/fill/fillTable
   * @param table `usize`
   * @param mean `f64`
   * @param rowBias `usize`
   * @param columnBias `usize`
   * @param out `usize`
   */
  export function fillTable(table: number, mean: number, rowBias: number, columnBias: number, out: number): void;
  /**
   * assembly/drivers/fill/balancedFactors
   * @param lines `i32`
   * @param columns `i32`
   * @param rank `i32`
   * @param x `usize`
   * @param s `usize`
   * @param out `usize`
   */
  export function balancedFactors(lines: number, columns: number, rank: number, x: number, s: number, out: number): void;
  /**
   * assembly/drivers/fill/tableSquares
   * @param table `usize`
   * @returns `f64`
   */
  export function tableSquares(table: number): number;
  /**
   * assembly/drivers/fill/projectFilled
   * @param table `usize`
   * @param place `usize`
   * @param lines `i32`
   * @param k `i32`
   * @param q `usize`
   * @param level `f64`
   * @param bias `usize`
   * @param out `usize`
   */
  export function projectFilled(table: number, place: number, lines: number, k: number, q: number, level: number, bias: number, out: number): void;
  /**
   * assembly/drivers/fill/gramOf
   * @param lines `i32`
   * @param k `i32`
   * @param x `usize`
   * @param ld `i32`
   * @param gram `usize`
   */
  export function gramOf(lines: number, k: number, x: number, ld: number, gram: number): void;
  /**
   * assembly/entries/family/scalePowerOfTwo_f64
   * @param n `i32`
   * @param exponent `i32`
   * @param x `usize`
   */
  export function scalePowerOfTwo_f64(n: number, exponent: number, x: number): void;
  /**
   * assembly/svd/scale/scaleToSafeRange
   * @param n `i32`
   * @param x `usize`
   * @returns `i32`
   */
  export function scaleToSafeRange(n: number, x: number): number;
  /**
   * assembly/drivers/solve/leastSquares
   * @param m `i32`
   * @param n `i32`
   * @param p `i32`
   * @param rank `i32`
   * @param a `usize`
   * @param u `usize`
   * @param uColumns `i32`
   * @param s `usize`
   * @param v `usize`
   * @param vColumns `i32`
   * @param exponent `i32`
   * @param root `f64`
   * @param b `usize`
   * @param x `usize`
   * @param norms `usize`
   * @returns `i32`
   */
  export function leastSquares_f64(m: number, n: number, p: number, rank: number, a: number, u: number, uColumns: number, s: number, v: number, vColumns: number, exponent: number, root: number, b: number, x: number, norms: number): number;
  /**
   * assembly/drivers/solve/pseudoInverse
   * @param m `i32`
   * @param n `i32`
   * @param rank `i32`
   * @param u `usize`
   * @param uColumns `i32`
   * @param s `usize`
   * @param v `usize`
   * @param vColumns `i32`
   * @param exponent `i32`
   * @param out `usize`
   * @returns `i32`
   */
  export function pseudoInverse_f64(m: number, n: number, rank: number, u: number, uColumns: number, s: number, v: number, vColumns: number, exponent: number, out: number): number;
  /**
   * assembly/drivers/solve/solveBytes
   * @param m `i32`
   * @param n `i32`
   * @param p `i32`
   * @returns `f64`
   */
  export function solveBytes(m: number, n: number, p: number): number;
  /**
   * assembly/drivers/polar/isometry
   * @param m `i32`
   * @param n `i32`
   * @param k `i32`
   * @param u `usize`
   * @param uColumns `i32`
   * @param v `usize`
   * @param vColumns `i32`
   * @param w `usize`
   * @returns `i32`
   */
  export function isometry_f64(m: number, n: number, k: number, u: number, uColumns: number, v: number, vColumns: number, w: number): number;
  /**
   * assembly/drivers/polar/polarBytes
   * @param m `i32`
   * @param n `i32`
   * @returns `f64`
   */
  export function polarBytes(m: number, n: number): number;
  /**
   * assembly/drivers/polar/symmetricFactor
   * @param n `i32`
   * @param k `i32`
   * @param x `usize`
   * @param s `usize`
   * @param exponent `i32`
   * @param h `usize`
   * @returns `i32`
   */
  export function symmetricFactor_f64(n: number, k: number, x: number, s: number, exponent: number, h: number): number;
  /**
   * assembly/drivers/basis/trailingBytes
   * @param rows `i32`
   * @param count `i32`
   * @returns `f64`
   */
  export function trailingBytes(rows: number, count: number): number;
  /**
   * assembly/drivers/basis/trailingColumns
   * @param rows `i32`
   * @param columns `i32`
   * @param count `i32`
   * @param x `usize`
   * @param out `usize`
   * @returns `i32`
   */
  export function trailingColumns_f64(rows: number, columns: number, count: number, x: number, out: number): number;
  /**
   * assembly/drivers/procrustes/procrustes
   * @param p `i32`
   * @param n `i32`
   * @param a `usize`
   * @param b `usize`
   * @param wanted `i32`
   * @param q `usize`
   * @param t `usize`
   * @param numbers `usize`
   * @returns `i32`
   */
  export function procrustes_f64(p: number, n: number, a: number, b: number, wanted: number, q: number, t: number, numbers: number): number;
  /**
   * assembly/drivers/procrustes/procrustesBytes
   * @param p `i32`
   * @param n `i32`
   * @returns `f64`
   */
  export function procrustesBytes(p: number, n: number): number;
  /**
   * assembly/drivers/pca/centre
   * @param rows `i32`
   * @param n `i32`
   * @param x `usize`
   * @param mean `usize`
   * @param result `usize`
   * @returns `i32`
   */
  export function centre_f64(rows: number, n: number, x: number, mean: number, result: number): number;
  /**
   * assembly/drivers/pca/inverse
   * @param rows `i32`
   * @param n `i32`
   * @param k `i32`
   * @param y `usize`
   * @param mean `usize`
   * @param v `usize`
   * @param x `usize`
   * @returns `i32`
   */
  export function pcaInverse_f64(rows: number, n: number, k: number, y: number, mean: number, v: number, x: number): number;
  /**
   * assembly/drivers/pca/pcaBytes
   * @param rows `i32`
   * @param n `i32`
   * @param k `i32`
   * @returns `f64`
   */
  export function pcaBytes(rows: number, n: number, k: number): number;
  /**
   * assembly/drivers/pca/transform
   * @param rows `i32`
   * @param n `i32`
   * @param k `i32`
   * @param x `usize`
   * @param mean `usize`
   * @param v `usize`
   * @param y `usize`
   * @returns `i32`
   */
  export function pcaTransform_f64(rows: number, n: number, k: number, x: number, mean: number, v: number, y: number): number;
  /**
   * assembly/drivers/update/update
   * @param m `i32`
   * @param n `i32`
   * @param r `i32`
   * @param c `i32`
   * @param u `usize`
   * @param uColumns `i32`
   * @param s `usize`
   * @param v `usize`
   * @param vColumns `i32`
   * @param left `i32`
   * @param e `usize`
   * @param eRow `i32`
   * @param eColumn `i32`
   * @param right `i32`
   * @param f `usize`
   * @param fRow `i32`
   * @param fColumn `i32`
   * @param cap `i32`
   * @param tolerance `f64`
   * @param result `usize`
   * @returns `i32`
   */
  export function update_f64(m: number, n: number, r: number, c: number, u: number, uColumns: number, s: number, v: number, vColumns: number, left: number, e: number, eRow: number, eColumn: number, right: number, f: number, fRow: number, fColumn: number, cap: number, tolerance: number, result: number): number;
  /**
   * assembly/drivers/update/updateBytes
   * @param m `i32`
   * @param n `i32`
   * @param r `i32`
   * @param c `i32`
   * @returns `f64`
   */
  export function updateBytes(m: number, n: number, r: number, c: number): number;
}
/** Instantiates the compiled WebAssembly module with the given imports. */
export declare function instantiate(module: WebAssembly.Module, imports: {
}): Promise<typeof __AdaptedExports>;
