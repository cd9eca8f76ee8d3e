import { Chunk } from "../../../assembly/codes";
import { outOfRange } from "../../errors";
import { leadingPowerOfTwo } from "../../power-of-two";
import { bytesOf } from "../../wasm/working";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import type { Completion } from "../types";

/** A table in WebAssembly memory while a method works on it. Its values are in units of `unit`, less what was subtracted. */
export interface Session {
  readonly frame: Frame;
  readonly table: number;
  readonly rows: number;
  readonly columns: number;
  readonly count: number;
  /** Sum of the weights of the entries: their number, where each counts 1. */
  readonly weight: number;
  /** What the values were divided by; see `unitFor`. */
  readonly unit: number;
}

/** Values up to this magnitude, and down to its inverse, are taken as they are. */
const NEAR = 1.2676506002282294e30; // 2^100
const LEAST_ROOT = 3.054936363499605e-151; // 2^-500
const MOST_ROOT = 3.273390607896142e150; // 2^500

/**
 * An even power of 2 near the largest magnitude; 1 unless that is far from it. In such units values are at most 2^100, which leaves room for the products
 * and squares that the methods make of them, and of penalties.
 */
export function unitFor(largest: number): number {
  if (largest === 0 || (largest <= NEAR && largest >= 1 / NEAR)) return 1;
  const root = leadingPowerOfTwo(Math.min(MOST_ROOT, Math.max(LEAST_ROOT, Math.sqrt(largest))));
  return root * root;
}

/** The largest magnitude. */
export function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let e = 0; e < values.length; e++) largest = Math.max(largest, Math.abs(values[e]!));
  return largest;
}

/** Indexes entries by row and by column, in the unit given or one of their own. Throws RangeError if one is listed twice. */
export function openTable(frame: Frame, entries: Entries, given = entries.unit, name = "table.entries"): Session {
  const { wasm } = frame;
  const { rows, columns, row, column, value, weight } = entries;
  const count = row.length;
  frame.require(wasm.tableBytes(rows, columns, count) + bytesOf(count + 2 * Chunk.Coordinates));
  const table = frame.open((result) => wasm.tableOpen(rows, columns, count, result));
  const inChunks = (numbers: Float64Array, place: (size: number, row: number, column: number, value: number) => void) => {
    for (let from = 0; from < count; from += Chunk.Coordinates) {
      const to = Math.min(from + Chunk.Coordinates, count);
      const whole = to - from === count; // a line to fold in: views would take longer than the copies
      frame.scope(() => {
        const i = frame.copyInWords(whole ? row : row.subarray(from, to));
        const j = frame.copyInWords(whole ? column : column.subarray(from, to));
        place(to - from, i, j, frame.copyIn(whole ? numbers : numbers.subarray(from, to)));
      });
    }
  };
  const repeated = frame.scope(() => {
    const temporary = frame.reserve(count);
    inChunks(value, (size, i, j) => wasm.tableCountChunk(table, size, i, j));
    wasm.tableCounted(table);
    inChunks(weight ?? value, (size, i, j, x) => wasm.tablePlaceChunk(table, size, i, j, x, temporary));
    return wasm.tableFinish(table, temporary);
  });
  if (repeated >= 0) throw repeatedEntry(entries, name);
  let total = count;
  if (weight !== undefined) {
    total = wasm.tableWeights(table, frame.reserve(count), frame.reserve(rows), frame.reserve(columns));
    frame.scope(() => {
      const temporary = frame.reserve(count);
      inChunks(value, (size, i, j, x) => wasm.tablePlaceChunk(table, size, i, j, x, temporary));
      wasm.tableFinish(table, temporary);
    });
  }

  const unit = given ?? unitFor(wasm.tableLargest(table));
  if (unit !== 1) wasm.tableScale(table, 1 / unit);
  return { frame, table, rows, columns, count, weight: total, unit };
}

function repeatedEntry({ row, column, columns }: Entries, name: string): RangeError {
  const seen = new Map<number, number>();
  for (let e = 0; e < row.length; e++) {
    const key = row[e]! * columns + column[e]!;
    const before = seen.get(key);
    if (before !== undefined) {
      return outOfRange(
        `${name} lists row ${row[e]}, column ${column[e]} twice (entries ${before} and ${e}): expected each at most once`,
      );
    }
    seen.set(key, e);
  }
  return outOfRange(`${name} lists an entry twice: expected each at most once`);
}

/** Factor lines of both sides, zero, in the layout of the drivers. */
export interface Sides {
  readonly rows: number;
  readonly columns: number;
  /** Doubles from line to line. */
  readonly stride: number;
}

export function reserveSides({ frame, rows, columns }: Session, stride: number): Sides {
  const sides = { rows: frame.reserve(rows * stride), columns: frame.reserve(columns * stride), stride };
  frame.wasm.scaleFactors(rows, sides.rows, stride, 0);
  frame.wasm.scaleFactors(columns, sides.columns, stride, 0);
  return sides;
}

/** Copies factors out; what it returns puts them into sides of the same layout. */
export function copySides({ frame, rows, columns }: Session, { rows: a, columns: b, stride }: Sides): (session: Session, sides: Sides) => void {
  const [rowFactors, columnFactors] = [frame.copyOut(a, rows * stride), frame.copyOut(b, columns * stride)];
  return (to, sides) => {
    to.frame.write(sides.rows, rowFactors);
    to.frame.write(sides.columns, columnFactors);
  };
}

/** Keeps factors as they are; what it returns brings them back. */
export function keepSides(session: Session, sides: Sides): () => void {
  const place = copySides(session, sides);
  return () => { place(session, sides); };
}

/** Factors of a model, and behind them biases with `biasSlot`, as those of a problem to begin with; lines that it has not stay as they are. */
export function placeStart({ frame, unit }: Session, sides: Sides, { rank, ...model }: Completion, biasSlot: boolean): void {
  const { wasm } = frame;
  frame.scope(() => {
    for (const [side, factors] of [["row", sides.rows], ["column", sides.columns]] as const) {
      const { bias, factors: own } = model[side];
      const lines = bias.length;
      wasm.scaleFactors(lines, factors, sides.stride, 0);
      for (let i = 0; i < lines; i++) frame.write(frame.at(factors, i * sides.stride), own.data.subarray(i * rank, (i + 1) * rank));
      if (unit !== 1) wasm.scaleFactors(lines, factors, sides.stride, 1 / Math.sqrt(unit));
      if (!biasSlot) continue;
      const biases = frame.copyIn(bias);
      if (unit !== 1) wasm.scaleFactors(lines, biases, 1, 1 / unit);
      wasm.placeBiases(lines, factors, rank, sides.stride, biases);
    }
  });
}

/** The two words of a seed: the key of its random numbers. */
export function seedWords(seed: number): readonly [number, number] {
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}
