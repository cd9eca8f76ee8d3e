import { aggregated } from "./completion/aggregate";
import { readTable } from "./completion/entries";
import { checkFeatures } from "./completion/features";
import { fit } from "./completion/methods";
import { readSettings } from "./completion/options";
import { continued, readStart } from "./completion/start";
import type { CompleteOptions } from "./completion/complete-options";
import type { Completion, Table } from "./completion/types";
import { withWeights } from "./completion/weights";
import { outOfRange } from "./errors";
import { withFrame } from "./wasm/completion";

/**
 * Completes a table with missing entries: a model whose predictions fill the holes.
 *
 * All methods compute on the observed entries only, but "fill", which makes the table dense. Without options the method is chosen by
 * held-out error and is never worse there than damped biases. A `rank` asked of a table that has an exact completion of that
 * rank gives that one.
 *
 * @param table    m × n: rows with `null`, `undefined` or `NaN` where missing, records (an object for each row, its fields the columns), or { rows, columns, entries }; not modified.
 *                 Finite values, each place at most once (or `aggregate` says what repeated ones become), at least one observed. Full tables, empty rows and empty columns are fine.
 * @param options  see `CompleteOptions`.
 * @returns a plain object to be read with `predict`, `predictMatrix`, `recommend` and so on. `info.converged` tells whether the tolerance was
 *          met within `maxIterations`; if `onProgress` stopped the run, the model is the best so far.
 * @throws TypeError         if the table or an option is of a wrong kind;
 * @throws RangeError        if rows are ragged, an index is out of range, an entry is infinite or listed twice, nothing is observed, or an
 *                           option has a wrong value;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB: about 20 bytes per entry and 8 (rank + 3) per row and column.
 *
 * Hastie, Mazumder, Lee & Zadeh (2015) for "soft-impute" and "hard-impute", Zhou and others (2008) for "als", Hu, Koren & Volinsky (2008) for
 * "implicit", Salakhutdinov & Mnih (2008) for "bayesian".
 *
 * Cost per iteration O(entries · rank² + (m + n) rank³); of "soft-impute" and "hard-impute" O(entries · rank + (m + n) rank²).
 *
 * @example
 * const model = complete([[2, null, null, null, 5], [null, 3, 4, null, 2], [null, null, 2, 1, null]], { rank: 1 });
 * predict(model, 0, 2).value; // 10
 */
export function complete(table: Table, options?: CompleteOptions): Completion {
  const read = readSettings(options);
  const start = readStart(read);
  // "auto" reads the entries once more after callbacks.
  const listed = readTable(table, "table", read.method !== "auto" || read.loop.onProgress === undefined);
  const weighed = withWeights(listed, read.weights);
  const entries = read.aggregate === undefined ? weighed : aggregated(weighed, read.aggregate);
  if (entries.row.length === 0) {
    throw outOfRange(`table is ${entries.rows} × ${entries.columns} with no observed entry${listed.row.length > 0 ? " of a weight above 0" : ""}: expected at least one`);
  }
  checkFeatures(read.features, entries);
  const task = continued({ entries, settings: read }, start);
  const { names, ...rest } = task.entries;
  const model = withFrame("complete", (frame) => fit(frame, rest, task.settings));
  return names === undefined ? model : { ...model, names };
}
