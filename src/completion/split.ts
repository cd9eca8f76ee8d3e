import { checkInteger, checkNumber, checkOneOf, describe, reading, readOptions } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { allocate, isList, itemsOf, listLength, mapped, places } from "../lists";
import { readTable, type Entries } from "./entries";
import { mix } from "./problems/holdout";
import type { Table } from "./types";

/** Options of `split`. */
export interface SplitOptions {
  /**
   * What is held out: "random", a share of the entries; "row", a share of the rows with all they have, as of users who were not there; "time", the latest share of the entries;
   * "leave-k-out", `count` entries of every row that has more, drawn, or with `time` its latest. Default "random".
   */
  readonly by?: "random" | "row" | "time" | "leave-k-out" | undefined;
  /** The share that is held out, above 0 and below 1; not of "leave-k-out". Default 0.2. */
  readonly share?: number | undefined;
  /** "leave-k-out": entries held out of a row, 1 or more. Default 1. */
  readonly count?: number | undefined;
  /** "leave-k-out": rows with fewer entries keep all. Default `count` + 1, so that each keeps one. */
  readonly least?: number | undefined;
  /** When each entry was made, in the order of the list of entries (of rows: row by row): numbers or dates. */
  readonly time?: ArrayLike<number | Date> | undefined;
  /** A whole number, 0 or more: the same seed, the same split. Default 1. */
  readonly seed?: number | undefined;
}

/** Entries of a table of the same size, as `complete` and `evaluate` take them. */
export interface TablePart {
  readonly rows: number;
  readonly columns: number;
  readonly entries: { readonly row: Int32Array; readonly column: Int32Array; readonly value: Float64Array; readonly weight?: Float64Array };
}

/** A table in two. */
export interface TableSplit {
  readonly train: TablePart;
  readonly test: TablePart;
  /** Which entries these are, in the order of the whole: for weights, times and whatever else stands beside them. */
  readonly places: { readonly train: Int32Array; readonly test: Int32Array };
}

const SHARE = 0.2;

/**
 * A table in two parts: one to fit a model to, and one to measure it by.
 *
 * @param table    as `complete` takes it, each place at most once; not modified.
 * @param options  see `SplitOptions`.
 * @returns { train, test }, both of the size of the table, and where their entries were. Each has one entry at least.
 * @throws TypeError   if the table or an option is of a wrong kind;
 * @throws RangeError  as `complete` does; if there are fewer than two entries, or one part would be empty.
 *
 * Which entries are held out depends on the seed and on their places in the list (of "row" on the numbers of the rows) alone. Ties of time are held out in the order of the list. Cost O(entries · log entries).
 *
 * @example
 * const { train, test } = split(ratings, { by: "leave-k-out", count: 2 });
 * const { ranking } = evaluate(complete(train), test, { count: 5, exclude: train });
 */
export function split(table: Table, options?: SplitOptions): TableSplit {
  const { by = "random", share = SHARE, count = 1, least, time, seed = 1 } = readOptions("options", options, ["by", "share", "count", "least", "time", "seed"]);
  checkOneOf("options.by", by, ["random", "row", "time", "leave-k-out"]);
  checkNumber("options.share", share, 0, 1, true);
  if (share === 1) throw outOfRange("options.share is 1: expected a number above 0 and below 1");
  checkInteger("options.count", count, 1);
  if (least !== undefined) checkInteger("options.least", least, count + 1);
  checkInteger("options.seed", seed, 0);
  const times = time === undefined ? undefined : reading("options.time", () => readTimes(time));
  const entries = readTable(table, "table", true);
  const total = entries.row.length;
  if (total < 2) throw outOfRange(`table has ${total} observed ${total === 1 ? "entry" : "entries"}: expected two at least, one for each part`);
  if (times !== undefined && times.length !== total) throw outOfRange(`options.time has length ${times.length}: expected ${total}, one for each entry`);
  if (by === "time" && times === undefined) throw wrongKind('options.time is undefined: expected a time for each entry, as options.by is "time"');
  const held = allocate(total, "split", Uint8Array);
  if (by === "leave-k-out") leaveOut(held, entries, { count, least: least ?? count + 1, times, seed });
  else if (by === "row") holdRows(held, entries, share, seed);
  else holdFirst(held, inOrder(total, by === "time" ? times : undefined, seed), share);
  return partsOf(entries, held, () => outOfRange(by === "leave-k-out" ? `no row has ${least ?? count + 1} entries: expected options.count below what rows have` : `table has ${new Set(entries.row).size} row with entries: expected two at least, one for each part`));
}

/** Numbers, or dates as milliseconds. */
function readTimes(time: unknown): Float64Array {
  if (!isList(time)) throw wrongKind(`options.time is ${describe(time)}: expected a list of numbers or dates`);
  return mapped(itemsOf(time, listLength(time)), "split", (item, e) => {
    const at = item instanceof Date ? item.getTime() : item;
    if (typeof at !== "number") throw wrongKind(`options.time[${e}] is ${describe(item)}: expected a number or a date`);
    if (!Number.isFinite(at)) throw outOfRange(`options.time[${e}] is ${item instanceof Date ? "no date" : at}: expected a finite number or a date`);
    return at;
  });
}

/** Items in the order in which they are held out: the latest first, or as drawn. Of equal times those listed last. */
function inOrder(count: number, times: Float64Array | undefined, seed: number): Int32Array {
  const items = places(count, "split", () => true);
  if (times !== undefined) return items.sort((a, b) => times[b]! - times[a]! || b - a);
  const draws = mapped(items, "split", (e) => mix(seed, e));
  return items.sort((a, b) => draws[a]! - draws[b]! || a - b);
}

/** A share of the items, one at least, and not all. */
function shareOf(count: number, share: number): number {
  return Math.max(1, Math.min(count - 1, Math.round(share * count)));
}

function holdFirst(held: Uint8Array, order: Int32Array, share: number): void {
  for (const e of order.subarray(0, shareOf(order.length, share))) held[e] = 1;
}

/** Whole rows, of those that have entries. */
function holdRows(held: Uint8Array, { rows, row }: Entries, share: number, seed: number): void {
  const has = allocate(rows, "split", Uint8Array);
  for (const i of row) has[i] = 1;
  const order = Array.from(inOrder(rows, undefined, seed)).filter((i) => has[i] === 1);
  const chosen = new Set(order.length < 2 ? [] : order.slice(0, shareOf(order.length, share)));
  row.forEach((i, e) => { held[e] = chosen.has(i) ? 1 : 0; });
}

interface LeftOut { readonly count: number; readonly least: number; readonly times: Float64Array | undefined; readonly seed: number }

/** Some entries of every row that has enough. */
function leaveOut(held: Uint8Array, { rows, row }: Entries, { count, least, times, seed }: LeftOut): void {
  const [has, left] = [allocate(rows, "split", Int32Array), allocate(rows, "split", Int32Array)];
  for (const i of row) has[i]!++;
  for (const e of inOrder(row.length, times, seed)) {
    const i = row[e]!;
    if (has[i]! < least || left[i]! >= count) continue;
    left[i]!++;
    held[e] = 1;
  }
}

function partsOf({ rows, columns, row, column, value, weight }: Entries, held: Uint8Array, empty: () => Error): TableSplit {
  const [train, test] = [0, 1].map((which) => places(held.length, "split", (e) => held[e] === which)) as [Int32Array, Int32Array];
  if (test.length === 0 || train.length === 0) throw empty();
  const part = (chosen: Int32Array): TablePart => ({
    rows, columns,
    entries: {
      row: mapped(chosen, "split", (e) => row[e]!, Int32Array), column: mapped(chosen, "split", (e) => column[e]!, Int32Array), value: mapped(chosen, "split", (e) => value[e]!),
      ...(weight === undefined ? {} : { weight: mapped(chosen, "split", (e) => weight[e]!) }),
    },
  });
  return { train: part(train), test: part(test), places: { train, test } };
}
