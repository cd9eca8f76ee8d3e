import { mark, release, reserve, room } from "../../arena";
import { Chunk } from "../../codes";
import {
  countRows, firstNotFinite, longestRow, placeTriplets, sortAndSum, sumCounts, toIndices,
} from "../../krylov/sparse-rows";
import { Status } from "../../status";

/** Words of the record that sparseOpen leaves: addresses of the three columns of a chunk, then of the matrix. */
const CHUNK_ROW: usize = 0;
const CHUNK_COLUMN: usize = 4;
const CHUNK_VALUE: usize = 8;
const ROW_START: usize = 12;
const COLUMN: usize = 16;
const VALUE: usize = 20;
const NEXT: usize = 24;
const ROWS: usize = 28;
const COLUMNS: usize = 32;
const ROW_INDEX: usize = 36;
const COLUMN_INDEX: usize = 40;
const RECORD: usize = 64;

/** Bytes that building a matrix from `count` triplets reserves, beside a copy of its longest row. */
export function sparseBytes(rows: i32, count: i32): f64 {
  return <f64>count * 12 + <f64>rows * 8 + <f64>Chunk.Triplets * 32 + 1024;
}

/** Opens a rows x columns matrix of `count` triplets. The address of its record is left at `result`. */
export function sparseOpen(rows: i32, columns: i32, count: i32, result: usize): Status {
  const base = mark();
  if (room(sparseBytes(rows, count)) == 0) return Status.OutOfMemory;
  release(base);
  const record = reserve(RECORD);
  store<i32>(record + ROWS, rows);
  store<i32>(record + COLUMNS, columns);
  store<usize>(record + CHUNK_ROW, reserve(<usize>Chunk.Triplets << 3));
  store<usize>(record + CHUNK_COLUMN, reserve(<usize>Chunk.Triplets << 3));
  store<usize>(record + CHUNK_VALUE, reserve(<usize>Chunk.Triplets << 3));
  store<usize>(record + ROW_INDEX, reserve(<usize>Chunk.Triplets << 2));
  store<usize>(record + COLUMN_INDEX, reserve(<usize>Chunk.Triplets << 2));
  const rowStart = reserve(<usize>(rows + 1) << 2);
  store<usize>(record + ROW_START, rowStart);
  store<usize>(record + NEXT, reserve(<usize>(rows + 1) << 2));
  store<usize>(record + COLUMN, reserve(<usize>count << 2));
  store<usize>(record + VALUE, reserve(<usize>count << 3));
  memory.fill(rowStart, 0, <usize>(rows + 1) << 2);
  store<usize>(result, record);
  return Status.Ok;
}

/** First pass, a chunk of n rows: counts them. Returns the place of the first bad index, -1 if none. */
export function sparseCount(record: usize, n: i32): i32 {
  const bad = toIndices(n, load<usize>(record + CHUNK_ROW), load<i32>(record + ROWS), load<usize>(record + ROW_INDEX));
  if (bad < 0) countRows(n, load<usize>(record + ROW_INDEX), load<usize>(record + ROW_START));
  return bad;
}

/** Between the passes: where each row begins. */
export function sparseBegin(record: usize): void {
  const rows = load<i32>(record + ROWS);
  const rowStart = load<usize>(record + ROW_START);
  sumCounts(rows, rowStart);
  memory.copy(load<usize>(record + NEXT), rowStart, <usize>(rows + 1) << 2);
}

/**
 * Second pass, a chunk of n triplets: puts them in their rows. Returns -1, or the place of the first bad column index,
 * or `n` plus the place of the first value that is not finite.
 */
export function sparsePlace(record: usize, n: i32): i32 {
  const rowIndex = load<usize>(record + ROW_INDEX);
  const columnIndex = load<usize>(record + COLUMN_INDEX);
  const value = load<usize>(record + CHUNK_VALUE);
  const badColumn = toIndices(n, load<usize>(record + CHUNK_COLUMN), load<i32>(record + COLUMNS), columnIndex);
  if (badColumn >= 0) return badColumn;
  const badValue = firstNotFinite(n, value);
  if (badValue >= 0) return n + badValue;
  if (toIndices(n, load<usize>(record + CHUNK_ROW), load<i32>(record + ROWS), rowIndex) >= 0) return 0;
  placeTriplets(
    n, rowIndex, columnIndex, value, load<usize>(record + NEXT), load<usize>(record + COLUMN), load<usize>(record + VALUE),
  );
  return -1;
}

/** After the second pass: sorts the rows and adds up duplicates; the end of rowStart is then the number of entries. */
export function sparseFinish(record: usize): Status {
  const rows = load<i32>(record + ROWS);
  const rowStart = load<usize>(record + ROW_START);
  const longest = <usize>longestRow(rows, rowStart);
  const base = mark();
  const workColumn = reserve(longest << 2);
  const workValue = reserve(longest << 3);
  const isRoom = workColumn != 0 && workValue != 0;
  if (isRoom) {
    sortAndSum(rows, rowStart, load<usize>(record + COLUMN), load<usize>(record + VALUE), workColumn, workValue);
  }
  release(base);
  return isRoom ? Status.Ok : Status.OutOfMemory;
}
