import { checkBoolean, checkNumber, describe, reading, readOptions } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { allocate, listLength, listOf, readFinite } from "../../lists";
import { type MatrixLike, readMatrix } from "../../matrix";
import { readRange } from "../options";
import type { Completion, CompletionSide } from "../types";
import { Index, type Labels } from "./labels";

/** What a row or column is called in a file of factors; big integers, as readers of Parquet give them, come out as numbers. */
export type FactorName = string | number | bigint;

/** Names and factors of one side: rows of a file, or its columns. */
export type FactorRows =
  | Iterable<{ readonly id: FactorName; readonly features: ArrayLike<number> | object }>
  | { readonly id: ArrayLike<FactorName>; readonly features: MatrixLike };

/** Options of `loadFactors`. */
export interface LoadFactorsOptions {
  /** For `foldIn`: the penalty of a line is this times its entries, as MLlib's `regParam`; 0 or more. Default 0.1, as there. */
  readonly lambda?: number | undefined;
  /** For `foldIn`: factors at 0 or above. Default false. */
  readonly nonnegative?: boolean | undefined;
  /** Predictions are clipped to [lowest, highest]. Default: not clipped. */
  readonly range?: readonly [lowest: number, highest: number] | undefined;
}

/** A model, and what its rows and columns are called. */
export interface LoadedFactors {
  readonly model: Completion;
  readonly rows: Labels<string | number>;
  readonly columns: Labels<string | number>;
}

/**
 * A model from factors that were learned elsewhere, such as `userFactors` and `itemFactors` of an ALSModel of Spark's MLlib (Parquet, read by a library of yours) or the arrays of another program: entry (i, j) is the product of the factors of row i and of column j.
 *
 * @param rows     objects { id, features } each, in any order (MLlib's `userFactors`), or { id, features } with a list and a matrix: one name and one list of numbers per row.
 * @param columns  the same for the columns (`itemFactors`), with features as long.
 * @param options  see `LoadFactorsOptions`.
 * @returns `model` for `predict`, `recommend`, `similar`, `foldIn`, `saveModel` and the others, on indices; `rows` and `columns`, the names of those: `rows.indexOf(id)`, `columns.all[j]`. There are no biases, so
 *          that unknown lines get 0; the model knows neither its error (`info.rmse` is NaN) nor what rows have: pass that as `exclude`.
 * @throws TypeError   if a side is of another form, an id is neither text nor a number, or a feature is no number;
 * @throws RangeError  if an id comes twice, is a big integer beyond 2^53, or is missing; features differ in length or are not finite; or an option is wrong.
 *
 * `foldIn` solves what MLlib's ALS solves for ratings; of a model for implicit feedback (`implicitPrefs`) it is not what MLlib would give. Cost O((rows + columns) · rank).
 *
 * @example
 * const users = [{ id: 17, features: [1, 0.5] }, { id: 4, features: [0, 2] }];
 * const films = [{ id: 301, features: [3, 1] }, { id: 302, features: [1, 4] }];
 * const { model, rows, columns } = loadFactors(users, films);
 * predict(model, rows.indexOf(17), columns.indexOf(301)).value; // 3.5
 */
export function loadFactors(rows: FactorRows, columns: FactorRows, options?: LoadFactorsOptions): LoadedFactors {
  const { lambda = 0.1, nonnegative = false, range } = readOptions("options", options, ["lambda", "nonnegative", "range"]);
  checkNumber("options.lambda", lambda, 0, Number.MAX_VALUE);
  checkBoolean("options.nonnegative", nonnegative);
  const clipped = range === undefined ? {} : { range: readRange(range) };
  const [row, column] = [reading("rows", () => readSide(rows, "rows")), reading("columns", () => readSide(columns, "columns"))];
  const rank = row.factors.columns;
  if (column.factors.columns !== rank) throw outOfRange(`columns has features of length ${column.factors.columns}: expected ${rank}, the length of those of rows`);
  const side = ({ factors }: ReadSide): CompletionSide => ({ bias: allocate(factors.rows, "loadFactors"), factors });
  const model: Completion = {
    method: "als", rows: row.factors.rows, columns: column.factors.rows, rank, mean: 0, row: side(row), column: side(column), noise: 0, ...clipped,
    fold: { kind: "ridge", lambda, power: 1, biased: false, nonnegative, damping: [0, 0], alpha: 1, unseen: 1, fill: "zero" },
    info: { converged: true, iterations: 0, change: 0, rmse: NaN, lambda, seed: 0 },
  };
  return { model, rows: row.labels, columns: column.labels };
}

interface ReadSide {
  readonly labels: Labels<string | number>;
  readonly factors: CompletionSide["factors"];
}

function readSide(side: unknown, name: string): ReadSide {
  const refused = () => wrongKind(`${name} is ${describe(side)}: expected objects { id, features }, or one of a list and a matrix`);
  if (typeof side !== "object" || side === null) throw refused();
  if ("id" in side && "features" in side) {
    const id = listOf(side.id);
    const count = listLength(id);
    if (count === undefined) throw wrongKind(`${name}.id is ${describe(id)}: expected a list of names`);
    const factors = readMatrix(side.features, `${name}.features`);
    if (factors.rows !== count) throw outOfRange(`${name}.features has ${factors.rows} rows: expected ${count}, the length of ${name}.id`);
    return checked(Array.from(id as ArrayLike<unknown>), (e) => `${name}.id[${e}]`, { rows: count, columns: factors.columns, data: factors.data }, name);
  }
  if (typeof (side as { [Symbol.iterator]?: unknown })[Symbol.iterator] !== "function") throw refused();
  const list: { readonly id: unknown; readonly features: Float64Array }[] = [];
  for (const item of side as Iterable<unknown>) {
    const e = list.length;
    if (typeof item !== "object" || item === null || !("id" in item) || !("features" in item)) throw wrongKind(`${name}[${e}] is ${describe(item)}: expected { id, features }`);
    list.push({ id: item.id, features: readFinite(listOf(item.features), `${name}[${e}].features`) });
  }
  const columns = list[0]?.features.length ?? 0;
  const data = allocate(list.length * columns, name);
  list.forEach(({ features }, e) => {
    if (features.length !== columns) throw outOfRange(`${name}[${e}].features has length ${features.length}: expected ${columns}, the length of the first`);
    data.set(features, e * columns);
  });
  return checked(list.map(({ id }) => id), (e) => `${name}[${e}].id`, { rows: list.length, columns, data }, name);
}

function checked(ids: readonly unknown[], place: (e: number) => string, factors: CompletionSide["factors"], name: string): ReadSide {
  if (ids.length === 0) throw outOfRange(`${name} is empty: expected one line at least`);
  if (factors.columns === 0) throw outOfRange(`${name} has features of length 0: expected one number at least`);
  const index = new Index<string | number>();
  ids.forEach((id, e) => {
    const label = typeof id === "bigint" ? Number(id) : id;
    if (typeof id === "bigint" && !Number.isSafeInteger(label)) throw outOfRange(`${place(e)} is ${id}: expected at most 2^53 in magnitude (make it a string)`);
    if (index.add(label as string | number, place(e)) !== e) throw outOfRange(`${place(e)} is ${describe(label)} again: expected each once`);
  });
  return { labels: index.labels(), factors };
}
