import { Layout, Vector, Words } from "../memory";

/** The entries of one side's lines: those of line i are start[i] .. start[i+1] - 1, ascending. */
@unmanaged
export class Lines {
  count: i32;
  start: Words;
  /** The column (of a row's entries) or row (of a column's). */
  other: Words;
  /** By column, the place of each entry in the table's values; by row the places are the entries themselves, and this is null. */
  position: Words;
  /** Sums of the weights of each line; null where every entry counts 1. */
  total: Vector<f64>;

  /** How much the entries of a line count. */
  // @ts-ignore: decorator
  @inline
  weightOf(i: i32): f64 {
    return changetype<usize>(this.total) == 0 ? <f64>(this.start[i + 1] - this.start[i]) : this.total[i];
  }
}

/** A table with holes: its observed entries indexed by row and by column. */
@unmanaged
export class Table extends Layout {
  count: i32;
  values: Vector<f64>;
  /** How much each value counts, in their order, and their sum; null where every one counts 1. */
  weights: Vector<f64>;
  weight: f64;
  rows: Lines;
  columns: Lines;
}

/** How much the value at a place counts. */
// @ts-ignore: decorator
@inline
export function weightAt(weights: Vector<f64>, place: i32): f64 {
  return changetype<usize>(weights) == 0 ? 1 : weights[place];
}

/** The rows (side 0) or the columns (side 1). */
// @ts-ignore: decorator
@inline
export function linesOf(table: Table, side: i32): Lines {
  return side == 0 ? table.rows : table.columns;
}

/** The place in the table's values of entry e of a side. */
// @ts-ignore: decorator
@inline
export function placeOf(position: Words, e: i32): i32 {
  return changetype<usize>(position) == 0 ? e : position[e];
}
