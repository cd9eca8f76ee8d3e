import { complete } from "./complete";
import { readOptions } from "./checks";
import type { CompleteOptions } from "./completion/complete-options";
import type { Completion, Table } from "./completion/types";

/** Options of `itemModel`. */
export type ItemModelOptions = Pick<CompleteOptions, "aggregate" | "lambda" | "neighbours" | "minimumSupport" | "seed" | "onProgress">;

/**
 * What goes with what: a model that ranks columns (articles, pages, films) for rows (people, baskets) by what these have already, from lists of what was chosen. It is
 * `complete` with method "item".
 *
 * The weights are the matrix B of zero diagonal that minimizes |X − X B|² + λ |B|², X being 1 where an entry above 0 is listed and 0 elsewhere, in closed form [Steck19];
 * a row x scores columns by x B. An entry of 0 is as if it were not listed; one below 0 counts 0, but is not recommended.
 *
 * @param table    as `complete` takes it. Of more than 20,000 columns with entries the weights are an approximation: `info.approximation` says what it costs.
 * @param options  `lambda` above 0, default chosen by the NDCG@10 of entries held out of some rows (`info.heldOutNdcg`, beside that of popularity; 64 where nothing can be held out);
 *                 `neighbours`, weights kept per column, default 200 (`weights.dropped` says what share was not); `aggregate`, `minimumSupport`, `seed`, `onProgress`, as in `CompleteOptions`.
 * @returns a model for `recommend`, `predict`, `foldIn`, `evaluate`, `saveModel` and the others. It knows what rows have, and `recommend` leaves that out. Unknown rows and rows without
 *          entries get columns by popularity, the share of rows that have them.
 * @throws TypeError         if the table or an option is of a wrong kind;
 * @throws RangeError        as `complete` does;
 * @throws OutOfMemoryError  if the products of all pairs of columns, 8 n² bytes, do not fit.
 *
 * Cost n³ flops for n columns with entries (in blocks 1.3e11 for the 5,000 with most entries and 8e9 for each 1,000 of the others), and Σ (entries of a row)²; that about eight times on 1,000 columns at most to choose `lambda`.
 *
 * @example
 * const model = itemModel([[1, 1, 0, 0], [1, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]]);
 * recommend(model, 0, { count: 1 })[0].column; // 3
 */
export function itemModel(table: Table, options?: ItemModelOptions): Completion {
  const given = readOptions("options", options, ["aggregate", "lambda", "neighbours", "minimumSupport", "seed", "onProgress"]);
  return complete(table, { ...given, method: "item" });
}
