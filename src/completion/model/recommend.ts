import { checkInteger, describe, reading, readOptions } from "../../checks";
import { wrongKind } from "../../errors";
import { allocate, readNumbers } from "../../lists";
import { type Frame, withFrame } from "../../wasm/completion";
import { type CandidateOptions, checkedColumns, leftOut, readColumns, readExcluded, seenColumns } from "./candidates";
import { linesOfItems } from "./items";
import { hasNothing, isUnknownLine, readLine, readPlace, sideOf } from "./lines";
import { modelOfUnknown } from "./model";
import { placeModel } from "./placed";
import { readModel } from "./read";
import type { Completion, FoldedLine } from "../types";

/** Options of `recommend`. */
export interface RecommendOptions extends CandidateOptions {
  /** How many columns at most, 1 or more. Default 10. */
  readonly count?: number | undefined;
  /** Columns to leave out. Default "seen", what the row has, where the model knows that ("item", "implicit"); else none. */
  readonly exclude?: "seen" | Iterable<number> | undefined;
}

/** A column, and what the row is expected to think of it. */
export interface Recommendation {
  readonly column: number;
  /** What `predict` gives, before clipping to `range`. */
  readonly score: number;
}

/** Options of `recommendAll`. */
export interface RecommendAllOptions extends CandidateOptions {
  /** How many columns per row at most, 1 or more. Default 10. */
  readonly count?: number | undefined;
  /** The rows, in the order wanted. Default all. */
  readonly rows?: ArrayLike<number> | undefined;
  /** The columns to leave out of a row. Default "seen", as of `recommend`. */
  readonly exclude?: ("seen" | ((row: number) => Iterable<number>)) | undefined;
}

/** The best columns of many rows: those of the r-th row from r * count; -1 where there are fewer. */
export interface RecommendationTable {
  readonly count: number;
  readonly columns: Int32Array;
  readonly scores: Float64Array;
}

/**
 * The columns with the highest predicted values in a row, highest first, equal ones in the order of their index.
 *
 * @param model    from `complete` or `loadModel`.
 * @param row      index from 0, or what `foldIn` gave; an unknown row gets what columns are worth on average.
 * @param options  see `RecommendOptions`.
 * @returns at most `count` columns with their scores, in the unit of the entries; fewer if fewer are left.
 * @throws TypeError or RangeError  if an index or an option is wrong.
 *
 * Exact: every column is scored. Cost O(columns · rank), of a Bayesian model times its samples. For many rows `recommendAll` is faster.
 *
 * @example
 * const model = complete(ratings, { rank: 2 });
 * const best = recommend(model, 7, { count: 3, exclude: [0, 4] }); // [{ column, score }, …]
 */
export function recommend(model: Completion, row: number | FoldedLine, options?: RecommendOptions): Recommendation[] {
  const { count: wanted, exclude, candidates, minimumSupport } = readOptions("options", options, ["count", "minimumSupport", "exclude", "candidates"]);
  const excluded = readExcluded(exclude);
  const among = candidates === undefined ? undefined : readColumns("options.candidates", candidates);
  const place = readPlace("row", row);
  const given = readModel(model);
  const plain = isUnknownLine(given, "row", place) ? modelOfUnknown(given) : undefined;
  const own = plain ?? given;
  const count = checkCount(own, wanted);
  const line = readLine(own, "row", plain === undefined ? place : -1);
  const left = [leftOut(given, among, minimumSupport), typeof excluded === "object" ? checkedColumns(excluded, own.columns) : seenColumns(given, place, excluded === "seen")];
  return withFrame("recommend", (frame) => {
    const ranking = openRanking(frame, own.weights === undefined ? { ...own, rows: 1, row: sideOf(line) } : linesOfItems(own, line), count);
    const kept = ranking.rank(0, left);
    const [columns, scores] = [frame.copyOutWords(ranking.index, kept), frame.copyOut(ranking.top, kept)];
    return Array.from(columns, (column, e) => ({ column, score: scores[e]! }));
  });
}

/**
 * `recommend` for many rows at once, the model copied into WebAssembly once; memory for one row's scores and the answer.
 *
 * @param model    from `complete` or `loadModel`.
 * @param options  see `RecommendAllOptions`.
 * @returns `count` columns and scores per row, in flat arrays: see `RecommendationTable`.
 * @throws TypeError or RangeError  if an index or an option is wrong.
 *
 * Cost O(columns · rank) per row, of a Bayesian model times its samples.
 *
 * @example
 * const model = complete(ratings, { rank: 2 });
 * const { columns, scores } = recommendAll(model, { count: 3 });
 */
export function recommendAll(model: Completion, options?: RecommendAllOptions): RecommendationTable {
  const { count: wanted, rows: list, exclude, candidates, minimumSupport } = readOptions("options", options, ["count", "minimumSupport", "exclude", "rows", "candidates"]);
  if (exclude !== undefined && exclude !== "seen" && typeof exclude !== "function") {
    throw wrongKind(`options.exclude is ${describe(exclude)}: expected "seen" or a function from a row to its columns`);
  }
  const among = candidates === undefined ? undefined : readColumns("options.candidates", candidates);
  const rows = list === undefined ? undefined : reading("options.rows", () => readNumbers(list, "options.rows", "a row"));
  const own = readModel(model);
  const count = checkCount(own, wanted);
  const never = leftOut(own, among, minimumSupport);
  const length = rows?.length ?? own.rows;
  const columns = allocate(length * count, "recommendAll", Int32Array).fill(-1);
  const scores = allocate(length * count, "recommendAll");
  withFrame("recommendAll", (frame) => {
    const known = openRanking(frame, own, count);
    const plain = own.seen === undefined ? undefined : modelOfUnknown(own);
    const unknown = plain === undefined ? undefined : openRanking(frame, plain, count);
    for (let r = 0; r < length; r++) {
      const row = rows === undefined ? r : rows[r]!;
      checkInteger(`options.rows[${r}]`, row, 0, own.rows - 1);
      const ranking = unknown !== undefined && hasNothing(own, row) ? unknown : known;
      const left = typeof exclude === "function" ? checkedColumns(readColumns("options.exclude", exclude(row)), own.columns) : seenColumns(own, row, exclude === "seen");
      const kept = ranking.rank(row, [never, left]);
      columns.set(frame.copyOutWords(ranking.index, kept), r * count);
      scores.set(frame.copyOut(ranking.top, kept), r * count);
    }
  });
  return { count, columns, scores };
}

function checkCount(model: Completion, count = 10): number {
  checkInteger("options.count", count, 1);
  return Math.min(count, model.columns);
}

function openRanking(frame: Frame, model: Completion, count: number) {
  const { wasm } = frame;
  const placed = placeModel(frame, model);
  const scores = frame.reserve(model.columns);
  const index = frame.reserveWords(count);
  const top = frame.reserve(count);
  return {
    index,
    top,
    /** Leaves the best columns of a row at `index` and `top`, some left out; returns how many there are. */
    rank(row: number, left: readonly Int32Array[]): number {
      const excluded = left.flatMap((columns) => Array.from(columns));
      return frame.scope(() => wasm.recommendRow(placed, row, model.columns, excluded.length, frame.copyInWords(excluded), count, scores, index, top));
    },
  };
}
