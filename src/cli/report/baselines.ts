import { complete, evaluate } from "../../index";
import type { EntryFile } from "../files/entries/entry-file";

type Entries = EntryFile["entries"];

/** Root mean square errors on held-out entries of what needs no model: the mean of each column, and damped biases of rows and columns. */
export interface Baselines {
  readonly columnMean: number;
  readonly biases: number;
}

export function baselinesOf({ rows, columns }: EntryFile, train: Entries, test: Entries): Baselines {
  const [sums, counts] = [new Float64Array(columns.length), new Float64Array(columns.length)];
  let total = 0;
  train.value.forEach((x, e) => {
    const j = train.column[e]!;
    sums[j]! += x;
    counts[j]!++;
    total += x;
  });
  const mean = total / train.value.length;
  const squares = test.value.reduce((sum, x, e) => {
    const j = test.column[e]!;
    return sum + (x - (counts[j]! > 0 ? sums[j]! / counts[j]! : mean)) ** 2;
  }, 0);
  const biases = complete({ rows: rows.length, columns: columns.length, entries: train }, { method: "als", rank: 0 });
  return { columnMean: Math.sqrt(squares / test.value.length), biases: evaluate(biases, test).rmse };
}
