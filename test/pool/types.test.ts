import { expectTypeOf, it } from "vitest";
import type { Completion, CompleteOptions, FoldedLine, LinearOperator, Matrix, MatrixLike, Progress, SinglePrecision, Svd, TruncatedSvd } from "../../src/index";
import type { JobOptions, Pool, PooledName } from "../../src/pool/pool";

it("every function has its own parameters, signal and transfer among the options, and a promise of its result", () => {
  const pool = {} as Pool;
  const calls = () => [
    pool.svd([[1]], { vectors: "full", signal: new AbortController().signal, transfer: true }) satisfies Promise<Svd>,
    pool.reconstruct({} as Svd, 2, { transfer: true }) satisfies Promise<Matrix>,
    pool.reconstruct({} as Svd) satisfies Promise<Matrix>,
    pool.frobeniusNorm([[1]], { signal: new AbortController().signal }) satisfies Promise<number>,
    pool.truncatedSvd([[1]], { relativeError: 0.1 }, { onProgress: ({ iteration }: Progress) => iteration < 3 }),
    pool.complete([[1, null]], { onProgress: () => false, rank: 1 }) satisfies Promise<Completion>,
    pool.recommend({} as Completion, 1, { exclude: new Set([1]) }),
    pool.appendRows({} as Completion, [{} as FoldedLine], { timeout: 1 }) satisfies Promise<Completion>,
    pool.appendRows({} as Svd, [[1]], { rank: 1 }) satisfies Promise<Svd>,
    pool.svd([[1]], { precision: {} as SinglePrecision, vectors: "full", timeout: 1 }) satisfies Promise<Svd<Float32Array>>,
    pool.singularValues([[1]], { precision: {} as SinglePrecision }) satisfies Promise<Float32Array>,
    pool.truncatedSvd([[1]], 1, { precision: {} as SinglePrecision, onProgress: () => true }) satisfies Promise<TruncatedSvd<Float32Array>>,
    pool.leastSquares([[1]], [1], { precision: {} as SinglePrecision }) satisfies Promise<{ residualNorms: Float32Array }>,
    // @ts-expect-error  svd has no progress
    pool.svd([[1]], { onProgress: () => true }),
    // @ts-expect-error  not an option's value
    pool.svd([[1]], { vectors: "most" }),
    // @ts-expect-error  callbacks cannot be sent
    pool.truncatedSvd({} as LinearOperator, 1),
    // @ts-expect-error  callbacks cannot be sent
    pool.recommendAll({} as Completion, { exclude: () => [] }),
    // @ts-expect-error  nothing can be written to
    pool.svdBatch([[[1]]], { out: { U: new Float64Array(1), S: new Float64Array(1), V: new Float64Array(1) } }),
    // @ts-expect-error  no options beside signal and transfer
    pool.frobeniusNorm([[1]], { rank: 1 }),
    // @ts-expect-error  only converts
    pool.toRows({}),
    // @ts-expect-error  results are read-only
    pool.svd = null,
  ];
  expectTypeOf(calls).toBeFunction();
  expectTypeOf<Parameters<Pool["svd"]>[0]>().toEqualTypeOf<MatrixLike>();
  expectTypeOf<Parameters<Pool["predictMatrix"]>>().toEqualTypeOf<[model: Completion, job?: JobOptions]>();
  expectTypeOf<NonNullable<Parameters<Pool["complete"]>[1]>>().toExtend<CompleteOptions & JobOptions>();
  expectTypeOf<"matrix" | "toRows" | "labelled" | "loadFactors" | "ready">().not.toExtend<PooledName>();
});
