import type * as lowrank from "lowrank";
import type { LinearOperator } from "lowrank";

type Library = typeof lowrank;
type AnyFunction = (...args: never) => unknown;

/** The functions of the package; classes cannot be called without `new`. */
type FunctionName = { [K in keyof Library]: Library[K] extends AnyFunction ? K : never }[keyof Library];

/**
 * What a pool does not offer. `matrix`, `toRows` and `labelled` only convert, which costs less than sending would (and labels hold a
 * function, which cannot be sent). `ready` is the pool's own.
 */
type LeftOut = "matrix" | "toRows" | "labelled" | "ready";

/** The names of the functions that a pool has. */
export type PooledName = Exclude<FunctionName, LeftOut>;

/** Functions with options of their own, and which argument they are: `signal` and `transfer` go among them. */
export const OPTIONS_AT = {
  svd: 1, singularValues: 1, svdBatch: 1, truncatedSvd: 2, lowRank: 2, denoise: 1,
  complete: 1, crossValidate: 1, evaluate: 2, recommend: 2, recommendAll: 1, foldIn: 2,
  leastSquares: 2, pseudoInverse: 1, matrixRank: 1, nullSpace: 1, orthonormalBasis: 1, polar: 1, procrustes: 2,
  pca: 1, appendRows: 2, appendColumns: 2, rankOneUpdate: 3,
  standings: 1, predictMargin: 3, winProbability: 3,
} as const satisfies { readonly [K in PooledName]?: number };

/** Functions without options: `{ signal, transfer }` is one more argument, here. Whatever the index exports is in one of the two lists. */
export const JOB_AT = {
  frobeniusNorm: 1, spectralNorm: 1, nuclearNorm: 1, conditionNumber: 1, verify: 2,
  chooseRank: 3, reconstruct: 2, factors: 1, project: 2, sparse: 3,
  predict: 3, predictEntries: 3, predictPlaces: 3, predictMatrix: 1, saveModel: 1, loadModel: 1,
  pcaTransform: 2, pcaInverse: 2,
} as const satisfies { readonly [K in Exclude<PooledName, keyof typeof OPTIONS_AT>]: number };

/** What every function of a pool takes beside its own options. */
export interface JobOptions {
  /**
   * Aborting it rejects the promise with `signal.reason` at once. A job that waits is dropped; a worker in the middle of one is
   * terminated and replaced, and the pool's other jobs go on.
   */
  readonly signal?: AbortSignal;
  /**
   * true: typed arrays among the arguments are moved to the worker, not copied. They are empty (detached) from the call on, whatever
   * becomes of the job. What cannot be moved is copied all the same: parts of a larger buffer, shared memory, lists of numbers. Default
   * false: the arguments are copied during the call.
   */
  readonly transfer?: boolean;
}

/** Options as they can be sent: no functions but `onProgress`, no arrays to write to. */
type Sendable<Options> = {
  [K in keyof Options as K extends "onProgress" ? K : K extends "out" ? never : NonNullable<Options[K]> extends AnyFunction ? never : K]: Options[K];
};

type WithJob<Args extends readonly unknown[], At> = {
  [I in keyof Args]: I extends At ? Sendable<NonNullable<Args[I]>> & JobOptions : Exclude<Args[I], LinearOperator>;
};

type Pooled<F, Name> = F extends (...args: infer Args) => infer Result
  ? Name extends keyof typeof OPTIONS_AT
    ? (...args: WithJob<Args, `${(typeof OPTIONS_AT)[Name]}`>) => Promise<Result>
    : (...args: [...Args, job?: JobOptions]) => Promise<Result>
  : never;

/** The functions of the package, each giving a promise of what it returns there. */
export type PoolFunctions = { readonly [K in keyof Library as K extends PooledName ? K : never]: Pooled<Library[K], K> };
