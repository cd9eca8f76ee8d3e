import { mark, release, reserve } from "../../arena";
import {
  accumulate, countLines, findRepeated, placeEntries, rewind, transposeEntries, transposePlaces,
} from "../../completion/index-entries";
import {
  lineOther, linePosition, lineStart, storeLines, storeTable, TABLE_BYTES, tableColumns, tableCount, tableRows, tableValues,
} from "../../completion/table";
import { amax } from "../../kernels/amax";
import { scal } from "../../kernels/scal";

/** Bytes of a chunk of coordinates, with something to spare. */
const CHUNK_ROOM: f64 = 2097152;

/** Bytes that a table of `count` entries takes, its making excluded: 20 per entry. */
export function tableBytes(rows: i32, columns: i32, count: i32): f64 {
  return <f64>count * 20 + (<f64>rows + <f64>columns) * 4 + 1024;
}

/**
 * A table whose entries are still to come: first every chunk through tableCount, then all again through tablePlace, then
 * tableFinish. Chunks keep the coordinates from being in memory at once beside the indices. Returns its address, or 0.
 */
export function tableOpen(rows: i32, columns: i32, count: i32): usize {
  const base = mark();
  // With the temporary values and a chunk, so that memory grows once and by no more than is needed.
  const room = reserve(<usize>(tableBytes(rows, columns, count) + <f64>count * 8 + CHUNK_ROOM));
  if (room == 0) return 0;
  release(base);
  const table = reserve(TABLE_BYTES);
  const rowStart = reserve(<usize>(rows + 1) << 2);
  const columnStart = reserve(<usize>(columns + 1) << 2);
  const columnOf = reserve(<usize>count << 2);
  const values = reserve(<usize>count << 3);
  const rowOf = reserve(<usize>count << 2);
  const position = reserve(<usize>count << 2);
  memory.fill(rowStart, 0, <usize>(rows + 1) << 2);
  memory.fill(columnStart, 0, <usize>(columns + 1) << 2);
  storeTable(table, rows, columns, count, values);
  storeLines(table, 0, rowStart, columnOf, 0);
  storeLines(table, 1, columnStart, rowOf, position);
  return table;
}

/** Counts a chunk of coordinates. row, column: i32, in range. */
export function tableCountChunk(table: usize, count: i32, row: usize, column: usize): void {
  countLines(count, row, lineStart(table, 0));
  countLines(count, column, lineStart(table, 1));
}

/** After the last count, before the first chunk is placed: bytes of the temporary values, 8 per entry, at `temporary`. */
export function tableCounted(table: usize): void {
  accumulate(tableRows(table), lineStart(table, 0));
  accumulate(tableColumns(table), lineStart(table, 1));
}

/** Places a chunk of coordinates by column; temporary: 8 bytes per entry of the table. */
export function tablePlaceChunk(table: usize, count: i32, row: usize, column: usize, value: usize, temporary: usize): void {
  placeEntries(count, column, row, value, lineStart(table, 1), lineOther(table, 1), temporary);
}

/** Sorts the placed entries into both indices. Returns the first repeated entry (its place by row), or -1. */
export function tableFinish(table: usize, temporary: usize): i32 {
  const rows = tableRows(table);
  const columns = tableColumns(table);
  const rowStart = lineStart(table, 0);
  const columnStart = lineStart(table, 1);
  rewind(columns, columnStart);
  transposeEntries(columns, columnStart, lineOther(table, 1), temporary, rowStart, lineOther(table, 0), tableValues(table));
  rewind(rows, rowStart);
  transposePlaces(rows, rowStart, lineOther(table, 0), columnStart, lineOther(table, 1), linePosition(table, 1));
  rewind(columns, columnStart);
  return findRepeated(rows, rowStart, lineOther(table, 0));
}

/** The largest magnitude of the values. */
export function tableLargest(table: usize): f64 {
  return amax<f64>(tableCount(table), tableValues(table));
}

/** Multiplies every value by alpha. */
export function tableScale(table: usize, alpha: f64): void {
  scal<f64>(tableCount(table), alpha, tableValues(table));
}

/** The address of the values, by row. */
export function tableValueAddress(table: usize): usize {
  return tableValues(table);
}

/** Sets every value to x. */
export function tableFillValues(table: usize, x: f64): void {
  const values = tableValues(table);
  const end = values + (<usize>tableCount(table) << 3);
  for (let at = values; at < end; at += 8) store<f64>(at, x);
}

/** Adds x to every value. */
export function shiftValues(table: usize, x: f64): void {
  const values = tableValues(table);
  const end = values + (<usize>tableCount(table) << 3);
  for (let at = values; at < end; at += 8) store<f64>(at, load<f64>(at) + x);
}
