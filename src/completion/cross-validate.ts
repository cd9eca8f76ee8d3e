import { checkInteger, describe, reading, readOptions } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { isList, readNumbers } from "../lists";
import { withFrame } from "../wasm/completion";
import { readTable } from "./entries";
import { checkFeatures } from "./features";
import { fit, METHODS } from "./methods";
import { rankFor } from "./methods/rank";
import { predictPairs, rootMeanSquare } from "./model/placed";
import { readRange, readSettings } from "./options";
import { type Split, splitFold } from "./problems/holdout";
import type { CompleteOptions, Table } from "./types";

/** What to try: every combination of the lists. Anything else that `complete` takes may be given too and holds for all. */
export interface CrossValidationGrid extends Omit<CompleteOptions, "rank" | "lambda" | "damping" | "onProgress"> {
  /** Ranks to try. Default: the method's own. */
  readonly rank?: number | ArrayLike<number> | undefined;
  /** Penalties to try. Default: the method's own choice. */
  readonly lambda?: number | ArrayLike<number> | undefined;
  /** Dampings of the biases to try. Default [5, 2] for rows and columns. */
  readonly damping?: number | ArrayLike<number> | undefined;
  /** Parts of the table, each held out once; 2 or more. Default 5. */
  readonly folds?: number | undefined;
}

/** One combination of rank, penalty and damping, as far as they were given, and its error. */
export interface CrossValidationPoint {
  readonly rank?: number;
  readonly lambda?: number;
  readonly damping?: number;
  /** Root mean square error over all held-out entries. */
  readonly rmse: number;
  /** Standard error of `rmse` as the folds' spread tells. */
  readonly deviation: number;
}

/** What `crossValidate` found. */
export interface CrossValidation {
  /** One point per combination: ranks and dampings as given, penalties from the largest. */
  readonly curve: readonly CrossValidationPoint[];
  /** The point of least error. */
  readonly best: CrossValidationPoint;
  /** The point of least rank, then largest penalty, whose error is within one standard error of the best. */
  readonly simplest: CrossValidationPoint;
  /** Options that make `complete` use `best`. */
  readonly options: CompleteOptions;
}

const FOLDS = 5;

/**
 * Compares ranks, penalties and dampings on held-out entries, each fold of the table being held out once.
 *
 * Penalties of "als" and "soft-impute" are fitted from the largest down, each from the one before, which costs little more than one fit.
 *
 * @param table  as `complete` takes it.
 * @param grid   see `CrossValidationGrid`; the method is "als" unless given.
 * @returns the whole curve, the best point and the simplest one about as good.
 * @throws TypeError or RangeError  as `complete` does, and if there are fewer entries than folds.
 *
 * Cost: folds · ranks · dampings fits, times the penalties for other methods than the two.
 *
 * @example
 * const { best, options } = crossValidate(ratings, { method: "als", rank: [1, 2], lambda: [0.3, 0.1, 0.03] });
 * const model = complete(ratings, options);
 */
export function crossValidate(table: Table, grid: CrossValidationGrid = {}): CrossValidation {
  const { rank, lambda, damping, folds = FOLDS, ...rest } = readGrid(grid);
  const entries = readTable(table, "table", true);
  checkInteger("grid.folds", folds, 2, 1000);
  if (entries.row.length < folds) {
    throw outOfRange(`table has ${entries.row.length} observed entries: expected at least ${folds}, the number of folds`);
  }
  const method = rest.method ?? "als";
  checkFeatures(readSettings({ features: rest.features, method }).features, entries);
  const lambdas = lambda === undefined ? undefined : [...lambda].sort((a, b) => b - a);
  const groups = (damping ?? [undefined]).flatMap((d) => (rank ?? [undefined]).map((k) => ({ damping: d, rank: k })));
  const curve = groups.flatMap((group) => {
    const given = { ...rest, method, ...defined(group) };
    const errors = Array.from({ length: folds }, (_, fold) => {
      const parts = splitFold(entries, rest.seed ?? 1, folds, fold);
      return { count: parts.judge.row.length, errors: foldErrors(parts, given, lambdas) };
    }).filter(({ count }) => count > 0);
    return (lambdas ?? [undefined]).map((value, p) => ({ ...defined({ ...group, lambda: value }), ...summary(errors.map((e) => [e.count, e.errors[p]!])) }));
  });
  const best = curve.reduce((a, b) => (b.rmse < a.rmse ? b : a));
  const simplest = curve
    .filter((point) => point.rmse <= best.rmse + best.deviation)
    .reduce((a, b) => ((b.rank ?? 0) < (a.rank ?? 0) || ((b.rank ?? 0) === (a.rank ?? 0) && (b.lambda ?? 0) > (a.lambda ?? 0)) ? b : a));
  const { rmse: _rmse, deviation: _deviation, ...chosen } = best;
  return { curve, best, simplest, options: { ...rest, method, ...chosen } };
}

interface Fields { readonly rank?: number; readonly lambda?: number; readonly damping?: number }

function defined(fields: { [K in keyof Fields]: Fields[K] | undefined }): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function readGrid(grid: CrossValidationGrid) {
  const given = readOptions("grid", grid, [
    "method", "rank", "fill", "lambda", "power", "damping", "biases", "nonnegative", "alpha", "unseen", "solver", "samples", "scaling", "robust", "budget", "features", "range", "seed",
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

/** The errors on the held-out part, one per penalty. */
function foldErrors(parts: Split, given: CompleteOptions, lambdas: readonly number[] | undefined): number[] {
  return withFrame("crossValidate", (frame) => {
    const settings = readSettings(given);
    const { path } = METHODS[settings.method];
    if (lambdas !== undefined && path !== undefined && (given.scaling ?? "none") === "none") return path(frame, parts, settings, lambdas, rankFor(parts.fit, given.rank));
    return (lambdas ?? [undefined]).map((lambda) => {
      const model = frame.scope(() => fit(frame, parts.fit, readSettings({ ...given, ...defined({ lambda }) })));
      return rootMeanSquare(predictPairs(model, parts.judge.row, parts.judge.column).value, parts.judge.value);
    });
  });
}

function summary(folds: readonly (readonly [count: number, error: number])[]): { rmse: number; deviation: number } {
  const total = folds.reduce((sum, [count]) => sum + count, 0);
  const square = folds.reduce((sum, [count, error]) => sum + count * error * error, 0) / total;
  const rmse = Math.sqrt(square);
  if (folds.length < 2) return { rmse, deviation: 0 };
  const spread = folds.reduce((sum, [, error]) => sum + (error - rmse) * (error - rmse), 0) / (folds.length - 1);
  return { rmse, deviation: Math.sqrt(spread / folds.length) };
}
