import type * as lowrank from "lowrank";
import type { InSingle, LinearOperator } from "lowrank";

/**
 * The functions of the package that a pool has: all but those that only convert (`matrix`, `toRows`, `labelled`, `loadFactors`, `split`, `transpose`, `column`, `toObjects`, `toPlain`, `fromPlain`), which
 * costs less than sending would, `truncatedSvdAsync`, whose products are the caller's, and `ready`, which is the pool's own.
 */
export type PooledName = Exclude<
  { [K in keyof typeof lowrank]: (typeof lowrank)[K] extends (...args: never) => unknown ? K : never }[keyof typeof lowrank],
  "matrix" | "toRows" | "labelled" | "loadFactors" | "split" | "recommender" | "transpose" | "column" | "toObjects" | "toPlain" | "fromPlain" | "ready" | "truncatedSvdAsync"
>;

/** An AbortSignal: by its shape, as not every TypeScript project has that type. */
export interface Signal {
  readonly aborted: boolean;
  /** What the promise rejects with. */
  readonly reason: unknown;
  /** As of an EventTarget. */
  addEventListener(type: "abort", listener: () => void): void;
  /** As of an EventTarget. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/** What every function of a pool takes beside its own options. */
export interface JobOptions {
  /**
   * Aborting it rejects the promise with `signal.reason` at once. A job that waits is dropped; a worker in the middle of one is
   * terminated and replaced, and the pool's other jobs go on.
   */
  readonly signal?: Signal | undefined;
  /**
   * true: typed arrays among the arguments are moved to the worker, not copied. They are empty (detached) from the call on, whatever
   * becomes of the job. What cannot be moved is copied all the same: parts of a larger buffer, shared memory, lists of numbers. Default
   * false: the arguments are copied during the call.
   */
  readonly transfer?: boolean | undefined;
  /**
   * Milliseconds from the call on, above 0, after which the promise rejects with a PoolTimeoutError, as if it had been aborted then. Default: that of the pool.
   */
  readonly timeout?: number | undefined;
}

/** Options as they can be sent: no functions but `onProgress`, no arrays to write to. */
export type SendableOptions<Options> = {
  [K in keyof Options as K extends "onProgress" ? K : K extends "out" ? never : NonNullable<Options[K]> extends (...args: never) => unknown ? never : K]:
    K extends "onProgress" ? Options[K] : Exclude<Options[K], (...args: never) => unknown>;
};

/**
 * A function of the package as a pool has it. Options are known by having no field that must be given; among them stand `signal`,
 * `transfer` and `timeout`, which are one more argument where a function has no options.
 */
export type PoolFunction<F> = F extends (...args: infer Args) => infer Result
  ? true extends { [I in keyof Args]: object extends NonNullable<Args[I]> ? true : false }[number]
    ? (...args: { [I in keyof Args]: object extends NonNullable<Args[I]> ? SendableOptions<NonNullable<Args[I]>> & JobOptions : Exclude<Args[I], LinearOperator> }) => Promise<Result>
    : (...args: [...args: Args, job?: JobOptions]) => Promise<Result>
  : never;

/** Functions that have a second precision. */
export type InSingleToo = "svd" | "singularValues" | "svdBatch" | "truncatedSvd" | "lowRank" | "pca" | "leastSquares" | "pseudoInverse";

/** A function in single precision, given the arguments of the overload of the package that has `precision` among its options. */
export type InSingleCall<Args extends readonly unknown[], Result> =
  (...args: { [I in keyof Args]: NonNullable<Args[I]> extends InSingle ? SendableOptions<Args[I]> & JobOptions : Exclude<Args[I], LinearOperator> }) => Promise<Result>;

/** Of `truncatedSvd`, which has overloads for right vectors, too, the second; of the others the first. */
/* eslint-disable @typescript-eslint/unified-signatures -- overloads, told apart by their places */
export type PoolFunctionInSingle<K extends InSingleToo> = K extends "truncatedSvd"
  ? (typeof lowrank)[K] extends { (...args: never): unknown; (...args: infer Args): infer Result; (...args: never): unknown; (...args: never): unknown } ? InSingleCall<Args, Result> : never
  : (typeof lowrank)[K] extends { (...args: infer Args): infer Result; (...args: never): unknown } ? InSingleCall<Args, Result> : never;
/* eslint-enable @typescript-eslint/unified-signatures */

/** The functions of the package, each giving a promise of what it returns there. */
export type PoolFunctions = {
  readonly [K in keyof typeof lowrank as K extends PooledName ? K : never]:
    (K extends InSingleToo ? PoolFunctionInSingle<K> : unknown) & PoolFunction<(typeof lowrank)[K]> & (K extends "appendRows" | "appendColumns" ? AppendLines : unknown);
};

/** `appendRows` and `appendColumns` of a model, beside what they are of a decomposition. */
export type AppendLines = (model: lowrank.Completion, lines: Iterable<lowrank.FoldedLine>, job?: JobOptions) => Promise<lowrank.Completion>;

/** The place of the options among the parameters; never where there are none. */
type PlaceOfOptions<Args extends readonly unknown[], Before extends readonly unknown[] = []> = Args extends readonly [(infer First)?, ...infer Rest]
  ? Args["length"] extends 0
    ? never
    : object extends NonNullable<First> ? Before["length"] : PlaceOfOptions<Rest, [...Before, unknown]>
  : never;

type Places = { [K in PooledName]: PlaceOfOptions<Parameters<(typeof lowrank)[K]>> };
type WithOptions = { [K in PooledName]: [Places[K]] extends [never] ? never : K }[PooledName];

/** Functions with options, and which argument they are. */
export const OPTIONS_AT: { readonly [K in WithOptions]: Places[K] } = {
  svd: 1, singularValues: 1, svdBatch: 1, truncatedSvd: 2, lowRank: 2, denoise: 1,
  complete: 1, impute: 1, itemModel: 1, crossValidate: 1, evaluate: 2, recommend: 2, recommendAll: 1, foldIn: 2,
  leastSquares: 2, pseudoInverse: 1, matrixRank: 1, nullSpace: 1, orthonormalBasis: 1, polar: 1, procrustes: 2, verify: 2,
  pca: 1, appendRows: 2, appendColumns: 2, rankOneUpdate: 3,
  standings: 1, predictMargin: 3, winProbability: 3,
};

/** Functions without, and the place after their last argument. Whatever the index exports is in one of the two lists. */
export const JOB_AT: { readonly [K in Exclude<PooledName, WithOptions>]: number } = {
  frobeniusNorm: 1, spectralNorm: 1, nuclearNorm: 1, conditionNumber: 1,
  chooseRank: 3, reconstruct: 2, factors: 1, recompress: 2, project: 2, sparse: 3, multiply: 2,
  similar: 3, explain: 3, predict: 3, predictEntries: 3, predictPlaces: 3, predictMatrix: 1, saveModel: 1, loadModel: 1,
  pcaTransform: 2, pcaInverse: 2,
};
