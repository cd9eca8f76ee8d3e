import { release, room } from "../../arena";
import { Chunk } from "../../codes";
import {
  accumulate, countLines, findRepeated, placeEntries, rewind, transposeEntries, transposePlaces,
} from "../../sparse/counting-sort";
import { logarithm } from "../../kernels/elementary";
import { amax } from "../../kernels/amax";
import { Lines, linesOf, placeOf, Table } from "../../completion/table";
import { scal } from "../../kernels/scal";
import { bytesOf, line, placed, vector } from "../../memory";
import { Status } from "../../status";

/** Bytes of a chunk: row, column and value of each entry, with something to spare. */
const CHUNK_ROOM: f64 = 32 * <f64>Chunk.Coordinates;

/** Bytes that a table of `count` entries takes, its making excluded: 20 per entry. */
export function tableBytes(rows: i32, columns: i32, count: i32): f64 {
  return <f64>count * 20 + (<f64>rows + <f64>columns) * 4 + 1024;
}

/**
 * A table whose entries are still to come: first every chunk through tableCount, then all again through tablePlace, then
 * tableFinish. Chunks keep the coordinates from being in memory at once beside the indices. Its address is left at `result`.
 */
export function tableOpen(rows: i32, columns: i32, count: i32, result: usize): Status {
  const bytes = tableBytes(rows, columns, count);
  // With the temporary values and a chunk, so that memory grows once and by no more than is needed.
  const start = room(bytes + <f64>count * 8 + CHUNK_ROOM);
  if (start == 0) return Status.OutOfMemory;
  release(start + line(<usize>bytes));
  const table = layOut(placed<Table>(start), rows, columns, count);
  memory.fill(table.rows.start.at(0), 0, bytesOf<i32>(rows + 1));
  memory.fill(table.columns.start.at(0), 0, bytesOf<i32>(columns + 1));
  store<usize>(result, changetype<usize>(table));
  return Status.Ok;
}

function layOut(table: Table, rows: i32, columns: i32, count: i32): Table {
  table.count = count;
  table.weights = vector<f64>(0);
  table.weight = <f64>count;
  table.rows = layOutLines(table, rows, count);
  table.columns = layOutLines(table, columns, count);
  table.columns.position = table.take<i32>(count);
  table.values = table.take<f64>(count);
  return table;
}

function layOutLines(table: Table, count: i32, entries: i32): Lines {
  const lines = table.takeRecord<Lines>();
  lines.count = count;
  lines.start = table.take<i32>(<f64>count + 1);
  lines.other = table.take<i32>(entries);
  lines.position = vector<i32>(0);
  lines.total = vector<f64>(0);
  return lines;
}

/** Counts a chunk of coordinates. row, column: i32, in range. */
export function tableCountChunk(table: usize, count: i32, row: usize, column: usize): void {
  const t = changetype<Table>(table);
  countLines(count, vector<i32>(row), t.rows.start);
  countLines(count, vector<i32>(column), t.columns.start);
}

/** After the last count, before the first chunk is placed: bytes of the temporary values, 8 per entry, at `temporary`. */
export function tableCounted(table: usize): void {
  const t = changetype<Table>(table);
  accumulate(t.rows.count, t.rows.start);
  accumulate(t.columns.count, t.columns.start);
}

/** Places a chunk of coordinates by column; temporary: 8 bytes per entry of the table. */
export function tablePlaceChunk(table: usize, count: i32, row: usize, column: usize, value: usize, temporary: usize): void {
  const columns = changetype<Table>(table).columns;
  placeEntries(count, vector<i32>(column), vector<i32>(row), vector<f64>(value), columns.start, columns.other, vector<f64>(temporary));
}

/** Sorts the placed entries into both indices. Returns the first repeated entry (its place by row), or -1. */
export function tableFinish(table: usize, temporary: usize): i32 {
  const t = changetype<Table>(table);
  const rows = t.rows;
  const columns = t.columns;
  rewind(columns.count, columns.start);
  transposeEntries(columns.count, columns.start, columns.other, vector<f64>(temporary), rows.start, rows.other, t.values);
  rewind(rows.count, rows.start);
  transposePlaces(rows.count, rows.start, rows.other, columns.start, columns.other, columns.position);
  rewind(columns.count, columns.start);
  return findRepeated(rows.count, rows.start, rows.other);
}

/**
 * Takes the values for weights, those that follow being placed once more by tablePlaceChunk and tableFinish. Returns their sum.
 *
 * weights: one per entry, rowTotal, columnTotal: one per line, all overwritten.
 */
export function tableWeights(table: usize, weights: usize, rowTotal: usize, columnTotal: usize): f64 {
  const t = changetype<Table>(table);
  memory.copy(weights, t.values.at(0), bytesOf<f64>(t.count));
  t.weights = vector<f64>(weights);
  t.rows.total = vector<f64>(rowTotal);
  t.columns.total = vector<f64>(columnTotal);
  let sum = 0.0;
  for (let side = 0; side < 2; side++) {
    const lines = linesOf(t, side);
    sum = 0;
    for (let i = 0; i < lines.count; i++) {
      let total = 0.0;
      for (let e = lines.start[i]; e < lines.start[i + 1]; e++) total += t.weights[placeOf(lines.position, e)];
      lines.total[i] = total;
      sum += total;
    }
  }
  t.weight = sum;
  return sum;
}

/** Values times their weights. */
export function tableWeigh(table: usize): void {
  const t = changetype<Table>(table);
  if (t.weights.at(0) == 0) return;
  for (let e = 0; e < t.count; e++) t.values[e] = t.values[e] * t.weights[e];
}

/** The largest magnitude of the values. */
export function tableLargest(table: usize): f64 {
  const t = changetype<Table>(table);
  return amax<f64>(t.count, t.values.at(0));
}

/** Multiplies every value by alpha. */
export function tableScale(table: usize, alpha: f64): void {
  const t = changetype<Table>(table);
  scal<f64>(t.count, alpha, t.values.at(0));
}

/** The address of the values, by row. */
export function tableValueAddress(table: usize): usize {
  return changetype<Table>(table).values.at(0);
}

/** The address of where rows begin, rows + 1 words. */
export function tableStartAddress(table: usize): usize {
  return changetype<Table>(table).rows.start.at(0);
}

/** The address of the columns of the values, words. */
export function tableColumnAddress(table: usize): usize {
  return changetype<Table>(table).rows.other.at(0);
}

/** Every value becomes 1 if it is above 0, else 0. */
export function tablePreferences(table: usize): void {
  const t = changetype<Table>(table);
  for (let e = 0; e < t.count; e++) t.values[e] = t.values[e] > 0 ? 1 : 0;
}

/** The mean magnitude of the values. */
export function tableMagnitude(table: usize): f64 {
  const t = changetype<Table>(table);
  let sum = 0.0;
  for (let e = 0; e < t.count; e++) sum += abs<f64>(t.values[e]);
  return t.count == 0 ? 0 : sum / <f64>t.count;
}

/** Values x become  sign(x) ln(1 + |x|/unit)/ln 2:  of magnitude 1 where they were of that of the unit. */
export function tableLogarithms(table: usize, unit: f64): void {
  const t = changetype<Table>(table);
  for (let e = 0; e < t.count; e++) {
    const x = t.values[e];
    const y = logarithm(1 + abs<f64>(x) / unit) * 1.4426950408889634;
    t.values[e] = x < 0 ? -y : y;
  }
}

/** Adds x to every value. */
export function shiftValues(table: usize, x: f64): void {
  const t = changetype<Table>(table);
  for (let e = 0; e < t.count; e++) t.values[e] = t.values[e] + x;
}
