import { mark, release, reserve, room } from "../../arena";
import { Chunk } from "../../codes";
import { bytesOf, Layout, measured, placed, Vector, vector, Words } from "../../memory";
import { accumulate, countLines, placeEntries, rewind } from "../../sparse/counting-sort";
import { findNotFinite, longestRow, risesIn, sortAndSum, spreadOver, toIndices } from "../../sparse/rows";
import { real } from "../../real";
import { Status } from "../../status";

/** A sparse matrix by rows in the making, and the chunk of triplets at hand: as it came, and its indices. */
@unmanaged
class Building extends Layout {
  rows: i32;
  columns: i32;
  rowStart: Words;
  column: Words;
  value: Vector<f64>;
  chunkRow: Vector<f64>;
  chunkColumn: Vector<f64>;
  chunkValue: Vector<f64>;
  rowIndex: Words;
  columnIndex: Words;
}

function layOut(matrix: Building, rows: i32, columns: i32, count: i32): Building {
  matrix.rows = rows;
  matrix.columns = columns;
  matrix.chunkRow = matrix.take<f64>(Chunk.Triplets);
  matrix.chunkColumn = matrix.take<f64>(Chunk.Triplets);
  matrix.chunkValue = matrix.take<f64>(Chunk.Triplets);
  matrix.rowIndex = matrix.take<i32>(Chunk.Triplets);
  matrix.columnIndex = matrix.take<i32>(Chunk.Triplets);
  matrix.rowStart = matrix.take<i32>(<f64>rows + 1);
  matrix.column = matrix.take<i32>(count);
  matrix.value = matrix.take<f64>(count);
  return matrix;
}

/** Bytes that building a matrix from `count` triplets reserves, beside a copy of its longest row. */
export function sparseBytes(rows: i32, count: i32): f64 {
  return layOut(measured<Building>(), rows, 0, count).end;
}

/** Opens a rows x columns matrix of `count` triplets. Its address, those of a chunk's three columns and of the matrix' three lists are left at `result`. */
export function sparseOpen(rows: i32, columns: i32, count: i32, result: usize): Status {
  const address = room(sparseBytes(rows, count));
  if (address == 0) return Status.OutOfMemory;
  const matrix = layOut(placed<Building>(address), rows, columns, count);
  memory.fill(matrix.rowStart.at(0), 0, bytesOf<i32>(rows + 1));
  const out = vector<usize>(result);
  out[0] = address;
  out[1] = matrix.chunkRow.at(0);
  out[2] = matrix.chunkColumn.at(0);
  out[3] = matrix.chunkValue.at(0);
  out[4] = matrix.rowStart.at(0);
  out[5] = matrix.column.at(0);
  out[6] = matrix.value.at(0);
  return Status.Ok;
}

/** First pass, a chunk of n rows: counts them. Returns the place of the first bad index, -1 if none. */
export function sparseCount(record: usize, n: i32): i32 {
  const matrix = changetype<Building>(record);
  const bad = toIndices(n, matrix.chunkRow, matrix.rows, matrix.rowIndex);
  if (bad < 0) countLines(n, matrix.rowIndex, matrix.rowStart);
  return bad;
}

/** Between the passes: where each row begins. */
export function sparseBegin(record: usize): void {
  const matrix = changetype<Building>(record);
  accumulate(matrix.rows, matrix.rowStart);
}

/**
 * Second pass, a chunk of n triplets: puts them in their rows. Returns -1, or the place of the first bad column index,
 * or `n` plus the place of the first value that is not finite.
 */
export function sparsePlace(record: usize, n: i32): i32 {
  const matrix = changetype<Building>(record);
  const badColumn = toIndices(n, matrix.chunkColumn, matrix.columns, matrix.columnIndex);
  if (badColumn >= 0) return badColumn;
  const badValue = findNotFinite<f64>(n, matrix.chunkValue);
  if (badValue >= 0) return n + badValue;
  if (toIndices(n, matrix.chunkRow, matrix.rows, matrix.rowIndex) >= 0) return 0;
  placeEntries(n, matrix.rowIndex, matrix.columnIndex, matrix.chunkValue, matrix.rowStart, matrix.column, matrix.value);
  return -1;
}

/** After the second pass: sorts the rows and adds up duplicates; the end of rowStart is then the number of entries. */
export function sparseFinish(record: usize): Status {
  const matrix = changetype<Building>(record);
  rewind(matrix.rows, matrix.rowStart);
  const longest = longestRow(matrix.rows, matrix.rowStart);
  const base = mark();
  const workColumn = reserve(bytesOf<i32>(longest));
  const workValue = reserve(bytesOf<f64>(longest));
  const isRoom = workColumn != 0 && workValue != 0;
  if (isRoom) sortAndSum(matrix.rows, matrix.rowStart, matrix.column, matrix.value, vector<i32>(workColumn), vector<f64>(workValue));
  release(base);
  return isRoom ? Status.Ok : Status.OutOfMemory;
}

/** Whether rowStart rises from 0 to `count` and the columns of every row rise below `columns`. */
export function isWellFormed(rows: i32, columns: i32, count: i32, rowStart: usize, column: usize): i32 {
  return risesIn(columns, count, rows, vector<i32>(rowStart), vector<i32>(column)) ? 1 : 0;
}

/** The place of the first of n numbers that is NaN or infinite, -1 if none. */
export function firstNotFinite(n: i32, x: usize): i32 {
  return findNotFinite<real>(n, vector<real>(x));
}

/** Spreads a sparse matrix over a dense row-major one. a: rows x columns, cleared first. */
export function spread(rows: i32, columns: i32, rowStart: usize, column: usize, value: usize, a: usize): void {
  spreadOver<real>(rows, columns, vector<i32>(rowStart), vector<i32>(column), vector<real>(value), vector<real>(a));
}
