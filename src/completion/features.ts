import { describe, reading, refuseOthers } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { type Entries, isListing, readTable } from "./entries";

/** Features of the lines of a side: listed entries, what is not listed being 0. */
export type FeatureTable = Entries;

/** Features of rows and of columns. */
export interface FeatureTables {
  readonly row?: FeatureTable;
  readonly column?: FeatureTable;
}

const NAME = "options.features";

/** The features of both sides, copied. */
export function readFeatures(features: unknown): FeatureTables | undefined {
  if (features === undefined) return undefined;
  return reading(NAME, () => {
    if (typeof features !== "object" || features === null) throw wrongKind(`${NAME} is ${describe(features)}: expected { row } or { column } or both`);
    refuseOthers(NAME, features, ["row", "column"], () => "is not read: expected row, column or both");
    const { row, column } = features as { readonly row?: unknown; readonly column?: unknown };
    const read = { ...(row === undefined ? {} : { row: readSide(row, `${NAME}.row`) }), ...(column === undefined ? {} : { column: readSide(column, `${NAME}.column`) }) };
    return row === undefined && column === undefined ? undefined : read;
  });
}

function readSide(table: unknown, name: string): FeatureTable {
  const read = readTable(table, name);
  const { rows, columns, row, column } = read;
  if (columns === 0) throw outOfRange(`${name} has no column: expected one feature or more`);
  if (!isListing(table) && row.length < rows * columns) {
    const e = row.findIndex((i, at) => i * columns + column[at]! !== at);
    const at = e < 0 ? row.length : e;
    throw outOfRange(`${name}[${Math.floor(at / columns)}][${at % columns}] is missing: expected a number (complete the features first, or list those that are not 0 in a sparse matrix)`);
  }
  return read;
}

/** Refuses features of other lines than the table has. */
export function checkFeatures(features: FeatureTables | undefined, { rows, columns }: Entries): void {
  for (const [side, lines] of [["row", rows], ["column", columns]] as const) {
    const table = features?.[side];
    if (table !== undefined && table.rows !== lines) throw outOfRange(`${NAME}.${side} has ${table.rows} rows: expected ${lines}, one for each ${side} of the table`);
  }
}
