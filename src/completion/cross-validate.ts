import { checkInteger, checkNumber, checkOneOf, describe, reading, readOptions } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import type { Progress } from "../iterate";
import { isList, readNumbers } from "../lists";
import { withFrame } from "../wasm/completion";
import { aggregated } from "./aggregate";
import { readTable } from "./entries";
import { withWeights } from "./weights";
import { checkFeatures } from "./features";
import { fit, METHODS } from "./methods";
import { rankFor } from "./methods/rank";
import { predictPairs, rootMeanSquare } from "./model/placed";
import { rankingMetrics, type RankingMetrics } from "./model/ranking";
import { readRange, readSettings } from "./options";
import { type Split, splitFold } from "./problems/holdout";
import type { CompleteOptions } from "./complete-options";
import type { Table } from "./types";

/** What to try: every combination of the lists. Anything else that `complete` takes may be given too and holds for all. */
export interface CrossValidationGrid extends Omit<CompleteOptions, "rank" | "lambda" | "damping" | "start"> {
  /** Ranks to try. Default: the method's own. */
  readonly rank?: number | ArrayLike<number> | undefined;
  /** Penalties to try. Default: the method's own choice. */
  readonly lambda?: number | ArrayLike<number> | undefined;
  /** Dampings of the biases to try. Default [5, 2] for rows and columns. */
  readonly damping?: number | ArrayLike<number> | undefined;
  /** Parts of the table, each held out once; 2 or more. Default 5. */
  readonly folds?: number | undefined;
  /** What is compared: the root mean square error, or how well each row's held-out entries are ranked among all columns but those it has; see `RankingMetrics`. Default "rmse". */
  readonly measure?: CrossValidationMeasure | undefined;
  /** Of rankings: the best so many columns of a row count, 1 or more. Default 10. */
  readonly count?: number | undefined;
  /** Of rankings: a held-out entry of at least this value is relevant. Default: every one is. */
  readonly relevant?: number | undefined;
}

/** By what models are compared. */
export type CrossValidationMeasure = "rmse" | "ndcg" | "recall" | "precision" | "reciprocalRank" | "averagePrecision";

/** One combination of rank, penalty and damping, as far as they were given, and its error. */
export interface CrossValidationPoint {
  readonly rank?: number;
  readonly lambda?: number;
  readonly damping?: number;
  /** Root mean square error over all held-out entries. */
  readonly rmse: number;
  /** Standard error of what is compared, `rmse` by default, as the folds' spread tells. */
  readonly deviation: number;
  /** Where rankings are compared: their mean over the folds. */
  readonly ranking?: RankingMetrics;
}

/** What `crossValidate` found. */
export interface CrossValidation {
  /** One point per combination: ranks and dampings as given, penalties from the largest. */
  readonly curve: readonly CrossValidationPoint[];
  /** The point of least error, or best ranking. */
  readonly best: CrossValidationPoint;
  /** The point of least rank, then largest penalty, whose error is within one standard error of the best. */
  readonly simplest: CrossValidationPoint;
  /** Options that make `complete` use `best`. */
  readonly options: CompleteOptions;
  /** Where `onProgress` ended it: the curve is of what was measured by then, which may be fewer folds. */
  readonly stopped?: true;
}

const FOLDS = 5;
const COUNT = 10;
const RANKINGS = ["ndcg", "recall", "precision", "reciprocalRank", "averagePrecision"] as const satisfies CrossValidationMeasure[];

/**
 * Compares ranks, penalties and dampings on held-out entries, each fold of the table being held out once: by their errors, or by how well they are ranked.
 *
 * Penalties of "als" and "soft-impute" are fitted from the largest down, each from the one before, which costs little more than one fit.
 *
 * @param table  as `complete` takes it.
 * @param grid   see `CrossValidationGrid`; the method is "als" unless given.
 * @returns the whole curve, the best point and the simplest one about as good. `onProgress` is told every sweep and the end of every fold, what is fitted in `trial`; where it
 *          returns false, the fold at work is cut short and the curve is of what was measured.
 * @throws TypeError or RangeError  as `complete` does, and if there are fewer entries than folds.
 *
 * Cost: folds · ranks · dampings fits, times the penalties for other methods than the two.
 *
 * @example
 * const { best, options } = crossValidate(ratings, { method: "als", rank: [1, 2], lambda: [0.3, 0.1, 0.03] });
 * const model = complete(ratings, options);
 */
export function crossValidate(table: Table, grid: CrossValidationGrid = {}): CrossValidation {
  const { rank, lambda, damping, folds = FOLDS, onProgress, aggregate, measure = "rmse", count = COUNT, relevant = -Infinity, weights, ...rest } = readGrid(grid);
  checkOneOf("grid.measure", measure, ["rmse", ...RANKINGS]);
  checkInteger("grid.count", count, 1);
  checkNumber("grid.relevant", relevant, -Infinity, Infinity);
  const { weights: given } = readSettings({ weights, method: rest.method ?? "als" });
  const listed = withWeights(readTable(table, "table", onProgress === undefined), given);
  checkInteger("grid.folds", folds, 2, 1000);
  const entries = aggregate === undefined ? listed : aggregated(listed, aggregate);
  if (entries.row.length < folds) {
    throw outOfRange(`table has ${entries.row.length} observed entries: expected at least ${folds}, the number of folds`);
  }
  const method = rest.method ?? "als";
  const ranking = measure === "rmse" ? undefined : { count, relevant };
  checkFeatures(readSettings({ features: rest.features, method }).features, entries);
  const lambdas = lambda === undefined ? undefined : [...lambda].sort((a, b) => b - a);
  const groups = (damping ?? [undefined]).flatMap((d) => (rank ?? [undefined]).map((k) => ({ damping: d, rank: k })));
  const told = telling(onProgress, folds * groups.length);
  const curve = groups.flatMap((group) => {
    const scores: FoldScores[] = [];
    for (let fold = 0; fold < folds && !told.isStopped(); fold++) {
      const parts = splitFold(entries, rest.seed ?? 1, folds, fold);
      if (parts.judge.row.length === 0) continue;
      const given = { ...rest, method, ...defined(group), ...told.during(`${named(group)}fold ${fold + 1} of ${folds}`) };
      scores.push({ count: parts.judge.weight?.reduce((sum, w) => sum + w, 0) ?? parts.judge.row.length, scores: foldScores(parts, given, lambdas, ranking) });
      told.after();
    }
    return scores.length === 0 ? [] : (lambdas ?? [undefined]).map((value, p) => ({ ...defined({ ...group, lambda: value }), ...summary(scores.map((one) => ({ ...one.scores[p]!, count: one.count })), measure) }));
  });
  const scoreOf = (point: CrossValidationPoint) => (measure === "rmse" ? point.rmse : -point.ranking![measure]);
  const best = curve.reduce((a, b) => (scoreOf(b) < scoreOf(a) ? b : a));
  const simplest = curve
    .filter((point) => point === best || scoreOf(point) <= scoreOf(best) + best.deviation)
    .reduce((a, b) => ((b.rank ?? 0) < (a.rank ?? 0) || ((b.rank ?? 0) === (a.rank ?? 0) && (b.lambda ?? 0) > (a.lambda ?? 0)) ? b : a));
  const { rmse: _rmse, deviation: _deviation, ranking: _ranking, ...chosen } = best;
  return { curve, best, simplest, options: { ...rest, ...(aggregate === undefined ? {} : { aggregate }), ...(weights === undefined ? {} : { weights }), method, ...chosen }, ...(told.isStopped() ? { stopped: true } : {}) };
}

/** Tells what is fitted, and hears whether to go on; every fit after a stop ends with its first iteration. */
function telling(onProgress: CompleteOptions["onProgress"], total: number) {
  let [iteration, done, stopped, trial] = [0, 0, false, ""];
  const tell = (progress: Progress): boolean => {
    if (!stopped) stopped = onProgress?.({ ...progress, iteration: ++iteration, trial: progress.trial === undefined ? trial : `${trial}, ${progress.trial}` }) === false;
    return !stopped;
  };
  return {
    isStopped: () => stopped,
    during(what: string): Pick<CompleteOptions, "onProgress"> {
      trial = what;
      return onProgress === undefined ? {} : { onProgress: tell };
    },
    /** After each fit, as not all have iterations. */
    after: () => tell({ iteration, change: 1 - ++done / total }),
  };
}

function named({ rank, damping }: { readonly rank: number | undefined; readonly damping: number | undefined }): string {
  return `${rank === undefined ? "" : `rank ${rank}, `}${damping === undefined ? "" : `damping ${damping}, `}`;
}

interface Fields { readonly rank?: number; readonly lambda?: number; readonly damping?: number }

function defined(fields: { [K in keyof Fields]: Fields[K] | undefined }): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function readGrid(grid: CrossValidationGrid) {
  const given = readOptions("grid", grid, [
    "method", "objective", "liked", "aggregate", "confidence", "neighbours", "minimumSupport", "measure", "count", "relevant", "onProgress", "rank", "fill", "lambda", "power", "damping", "biases", "nonnegative", "alpha", "unseen", "solver", "samples", "scaling", "robust", "budget", "features", "weights", "range", "seed",
    "tolerance", "maxIterations", "folds",
  ]);
  const list = (name: string, value: unknown): readonly number[] | undefined => {
    if (value === undefined) return undefined;
    const values = typeof value === "number" ? [value] : value;
    const numbers = isList(values) ? reading(`grid.${name}`, () => readNumbers(values, `grid.${name}`)) : undefined;
    if (numbers === undefined || numbers.length === 0) throw wrongKind(`grid.${name} is ${describe(value)}: expected a list of numbers`);
    for (const item of numbers) readSettings({ [name]: item, method: given.method ?? "als" }); // each is checked as complete would
    return Array.from(numbers);
  };
  const range = readRange(given.range);
  return {
    ...given, ...(range === undefined ? {} : { range }), rank: list("rank", given.rank), lambda: list("lambda", given.lambda), damping: list("damping", given.damping),
  };
}

/** How well the fits at each penalty do on what one fold holds out. */
interface FoldScores { readonly count: number; readonly scores: readonly Score[] }
interface Score { readonly rmse: number; readonly ranking?: RankingMetrics }

/** On the held-out part, one per penalty. */
function foldScores(parts: Split, given: CompleteOptions, lambdas: readonly number[] | undefined, ranking: { readonly count: number; readonly relevant: number } | undefined): Score[] {
  const { fit: fitted, judge } = parts;
  return withFrame("crossValidate", (frame) => {
    const settings = readSettings(given);
    const { path } = METHODS[settings.method];
    if (lambdas !== undefined && path !== undefined && ranking === undefined && (given.scaling ?? "none") === "none") {
      return path(frame, parts, settings, lambdas, rankFor(fitted, given.rank)).map((rmse) => ({ rmse }));
    }
    return (lambdas ?? [undefined]).map((lambda) => {
      const model = frame.scope(() => fit(frame, fitted, readSettings({ ...given, ...defined({ lambda }) })));
      const rmse = rootMeanSquare(predictPairs(model, judge.row, judge.column).value, judge);
      return ranking === undefined ? { rmse } : { rmse, ranking: rankingMetrics(model, judge, ranking.count, ranking.relevant, fitted) };
    });
  });
}

/** Over all folds: errors weighted by entries, rankings by rows. */
function summary(folds: readonly (Score & { readonly count: number })[], measure: CrossValidationMeasure): Score & { readonly deviation: number } {
  const total = folds.reduce((sum, { count }) => sum + count, 0);
  const rmse = Math.sqrt(folds.reduce((sum, { count, rmse }) => sum + count * rmse * rmse, 0) / total);
  if (measure === "rmse") return { rmse, deviation: standardError(folds.map((fold) => fold.rmse), rmse) };
  const ranked = folds.map((fold) => fold.ranking!).filter(({ rows }) => rows > 0);
  const rows = ranked.reduce((sum, one) => sum + one.rows, 0);
  const mean = (name: keyof RankingMetrics) => ranked.reduce((sum, one) => sum + one.rows * one[name], 0) / rows;
  const ranking = {
    rows, ndcg: mean("ndcg"), recall: mean("recall"), precision: mean("precision"), reciprocalRank: mean("reciprocalRank"), averagePrecision: mean("averagePrecision"), coverage: mean("coverage"),
  };
  return { rmse, deviation: standardError(ranked.map((one) => one[measure]), ranking[measure]), ranking };
}

function standardError(values: readonly number[], mean: number): number {
  if (values.length < 2) return 0;
  const spread = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1);
  return Math.sqrt(spread / values.length);
}
