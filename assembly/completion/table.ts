/**
 * A table with holes: its observed entries indexed by row and by column. One record in memory, made by drivers/table.ts.
 *
 *   by row      entries rowStart[i] .. rowStart[i+1] - 1 of columnOf (i32, ascending) and value (f64)
 *   by column   entries columnStart[j] .. columnStart[j+1] - 1 of rowOf (i32, ascending) and position (i32), the entry's
 *               place in value
 */
export const TABLE_BYTES: usize = 64;

// @ts-ignore: decorator
@inline export function tableRows(table: usize): i32 { return load<i32>(table); }
// @ts-ignore: decorator
@inline export function tableColumns(table: usize): i32 { return load<i32>(table, 4); }
// @ts-ignore: decorator
@inline export function tableCount(table: usize): i32 { return load<i32>(table, 8); }
// @ts-ignore: decorator
@inline export function tableValues(table: usize): usize { return load<usize>(table, 12); }
/** First entry of each row (side 0) or column (side 1), and one past the last: i32. */
// @ts-ignore: decorator
@inline export function lineStart(table: usize, side: i32): usize { return load<usize>(table + (<usize>side << 4), 16); }
/** The column (side 0) or row (side 1) of each entry: i32. */
// @ts-ignore: decorator
@inline export function lineOther(table: usize, side: i32): usize { return load<usize>(table + (<usize>side << 4), 20); }
/** The place in value of each entry (side 1), 0 for side 0 where the places are the entries themselves. */
// @ts-ignore: decorator
@inline export function linePosition(table: usize, side: i32): usize { return load<usize>(table + (<usize>side << 4), 24); }
/** Lines of a side: rows (0) or columns (1). */
// @ts-ignore: decorator
@inline export function lines(table: usize, side: i32): i32 { return load<i32>(table + (<usize>side << 2)); }

export function storeTable(table: usize, rows: i32, columns: i32, count: i32, values: usize): void {
  store<i32>(table, rows);
  store<i32>(table, columns, 4);
  store<i32>(table, count, 8);
  store<usize>(table, values, 12);
}

export function storeLines(table: usize, side: i32, start: usize, other: usize, position: usize): void {
  const at = table + (<usize>side << 4);
  store<usize>(at, start, 16);
  store<usize>(at, other, 20);
  store<usize>(at, position, 24);
}

/** The place in value of entry e of a side. */
// @ts-ignore: decorator
@inline
export function placeOf(position: usize, e: i32): usize {
  return position == 0 ? <usize>e : <usize>load<i32>(position + (<usize>e << 2));
}
