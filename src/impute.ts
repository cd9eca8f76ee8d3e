import { complete } from "./complete";
import { aggregated } from "./completion/aggregate";
import type { CompleteOptions } from "./completion/complete-options";
import { readTable } from "./completion/entries";
import { predictMatrix } from "./completion/model/predict";
import type { RecordTable, Table } from "./completion/table-types";
import { readOptions } from "./checks";
import { FIELDS } from "./completion/options";
import { toObjects } from "./columns";
import { isList, listLength } from "./lists";
import { type Matrix, toRows } from "./matrix";

/** A table without holes, in the form in which it came: rows as rows, records as records, anything else as a matrix. */
export type Imputed<T extends Table> = T extends RecordTable ? { [K in keyof T[number]]-?: number }[] : T extends ArrayLike<ArrayLike<number | null | undefined>> ? number[][] : Matrix;

/**
 * A table with its holes filled: what is there stays as it is, the rest is what `complete` predicts.
 *
 * @param table    as `complete` takes it: rows, records (of numbers; fields may be missing), a matrix with NaN, a list of entries; not modified.
 * @param options  as of `complete`; `range` holds for what is filled in.
 * @returns rows as rows of numbers, records as records with every field, anything else as a matrix (of records it has their names).
 * @throws as `complete` does.
 *
 * Cost that of `complete`, and O(rows · columns · rank).
 *
 * @example
 * const full = impute([{ width: 1, height: 2 }, { width: 2, height: 4 }, { width: 3, height: 6 }, { width: 4 }], { rank: 1 });
 * full[3].height; // 8
 */
export function impute<T extends Table>(table: T, options?: CompleteOptions): Imputed<T> {
  const given = readOptions("options", options, FIELDS);
  const listed = readTable(table, "table");
  const { names, ...entries } = given.aggregate === undefined ? listed : aggregated(listed, given.aggregate);
  const { rows, columns, row, column, value, weight } = entries;
  const full = predictMatrix(complete({ rows, columns, entries: { row, column, value, ...(weight === undefined ? {} : { weight }) } }, given));
  row.forEach((i, e) => { full.data[i * columns + column[e]!] = value[e]!; });
  if (names !== undefined) return toObjects(full, names) as Imputed<T>;
  return (listLength(table) !== undefined || isList(table) ? toRows(full) : full) as Imputed<T>;
}
