import type { Matrix } from "../matrix";
import type { SparseMatrix } from "../sparse";

/** Records of numbers; a field is missing where it is `null`, `undefined` or `NaN`, or not there. */
export type RecordTable = ArrayLike<{ readonly [name: string]: number | null | undefined }>;

/**
 * A table with missing entries. Rows of numbers with `null`, `undefined` or `NaN` where missing; records, whose fields are the columns in the order of their first appearance; a row-major matrix with NaN
 * where missing; a `sparse` matrix, where what is not listed is missing; or the observed entries alone, see `EntryList`.
 */
export type Table =
  | ArrayLike<ArrayLike<number | null | undefined>>
  | RecordTable
  | Matrix
  | SparseMatrix
  | { readonly rows: number; readonly columns: number; readonly entries: EntryList };

/**
 * Observed entries: triples, objects, or three arrays of one length; or all without a value, which then is 1: what was chosen. Row and column are indices from 0; a weight, 0 to 1e9, says
 * how often an entry counts, 1 where there is none.
 */
export type EntryList =
  | Iterable<readonly [row: number, column: number, value: number] | readonly [row: number, column: number]>
  | Iterable<{ readonly row: number; readonly column: number; readonly value?: number; readonly weight?: number | undefined }>
  | { readonly row: ArrayLike<number>; readonly column: ArrayLike<number>; readonly value?: ArrayLike<number>; readonly weight?: ArrayLike<number> | undefined };

/** What a missing entry is taken for at first, or what is subtracted from the observed ones. */
export type Fill = "zero" | "mean" | "row-mean" | "column-mean" | "bias";

/** Which lines have a unit of their own. */
export type Scaling = "auto" | "none" | "column" | "row";
