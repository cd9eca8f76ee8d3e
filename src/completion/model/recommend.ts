import { checkInteger, checkNumber, describe, reading, readOptions } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { allocate, isList, itemsOf, listLength, places } from "../../lists";
import { type Frame, withFrame } from "../../wasm/completion";
import { type CandidateOptions, checkedColumns, leftOut, readColumns, readExcluded, refusedBy, seenColumns } from "./candidates";
import { modelOfLines } from "./grow";
import { linesOfItems } from "./items";
import { hasNothing, isUnknownLine, readLine, readPlace, sideOf } from "./lines";
import { modelOfUnknown } from "./model";
import { openSamples, placeModel } from "./placed";
import { readModel } from "./read";
import type { Completion, FoldedLine } from "../types";

/** How sure a recommendation has to be. */
export interface SurenessOptions {
  /**
   * Of Bayesian models: scores are value − `caution` deviations, so that what is surely good comes before what may be; 1.645 is what the entry exceeds with 95 % probability. 0 or more,
   * default 0: the values.
   */
  readonly caution?: number | undefined;
}

/** Options of `recommend`. */
export interface RecommendOptions extends CandidateOptions, SurenessOptions {
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
export interface RecommendAllOptions extends CandidateOptions, SurenessOptions {
  /** How many columns per row at most, 1 or more. Default 10. */
  readonly count?: number | undefined;
  /** The rows, in the order wanted: indices, or what `foldIn` gave. Default all. */
  readonly rows?: ArrayLike<number | FoldedLine> | undefined;
  /** The columns to leave out of a row (−1 of one that was folded in), which is the `place`-th of the rows. Default "seen", as of `recommend`. */
  readonly exclude?: ("seen" | ((row: number, place: number) => Iterable<number>)) | undefined;
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
  const { count: wanted, exclude, candidates, minimumSupport, filter, caution = 0 } = readOptions("options", options, ["count", "minimumSupport", "exclude", "candidates", "filter", "caution"]);
  const excluded = readExcluded(exclude);
  const among = candidates === undefined ? undefined : readColumns("options.candidates", candidates);
  const place = readPlace("row", row);
  const first = readModel(model);
  const refused = refusedBy(filter, first.columns);
  const given = filter === undefined ? first : readModel(first); // the filter may have taken the model's arrays away
  checkCaution(given, caution);
  const plain = isUnknownLine(given, "row", place) ? modelOfUnknown(given) : undefined;
  const own = plain ?? given;
  const count = checkCount(own, wanted);
  const line = readLine(own, "row", plain === undefined ? place : -1);
  const left = [leftOut(given, among, minimumSupport, refused), typeof excluded === "object" ? checkedColumns(excluded, own.columns) : seenColumns(given, place, excluded === "seen")];
  return withFrame("recommend", (frame) => {
    const ranking = openRanking(frame, own.weights === undefined ? { ...own, rows: 1, row: sideOf(line) } : linesOfItems(own, line), count, caution);
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
  const { count: wanted, rows: list, exclude, candidates, minimumSupport, filter, caution = 0 } = readOptions("options", options, [
    "count", "minimumSupport", "exclude", "rows", "candidates", "filter", "caution",
  ]);
  if (exclude !== undefined && exclude !== "seen" && typeof exclude !== "function") {
    throw wrongKind(`options.exclude is ${describe(exclude)}: expected "seen" or a function from a row to its columns`);
  }
  const among = candidates === undefined ? undefined : readColumns("options.candidates", candidates);
  const rows = list === undefined ? undefined : reading("options.rows", () => readRows(list));
  const first = readModel(model);
  const refused = refusedBy(filter, first.columns);
  const own = filter === undefined ? first : readModel(first);
  checkCaution(own, caution);
  const count = checkCount(own, wanted);
  const never = leftOut(own, among, minimumSupport, refused);
  const length = rows?.length ?? own.rows;
  const columns = allocate(length * count, "recommendAll", Int32Array).fill(-1);
  const scores = allocate(length * count, "recommendAll");
  const folded = (rows ?? []).filter((row) => typeof row === "object" && !isUnknownLine(own, "row", row)) as FoldedLine[];
  for (const line of folded) readLine(own, "row", line);
  withFrame("recommendAll", (frame) => {
    const known = openRanking(frame, own, count, caution);
    const plain = modelOfUnknown(own);
    const unknown = plain === undefined ? undefined : openRanking(frame, { ...plain, rows: 1, row: sideOf(readLine(plain, "row", -1)) }, count, caution);
    const guests = folded.length === 0 ? undefined : openRanking(frame, modelOfLines(own, folded), count, caution);
    let guest = 0;
    for (let r = 0; r < length; r++) {
      const row = rows === undefined ? r : rows[r]!;
      if (typeof row === "number") checkInteger(`options.rows[${r}]`, row, 0, own.rows - 1);
      const isNew = typeof row === "object";
      const nothing = isNew ? isUnknownLine(own, "row", row) : hasNothing(own, row);
      const ranking = nothing && unknown !== undefined ? unknown : isNew ? guests! : known;
      const left = typeof exclude === "function" ? checkedColumns(readColumns("options.exclude", exclude(isNew ? -1 : row, r)), own.columns) : seenColumns(own, row, exclude === "seen");
      const kept = ranking.rank(ranking === unknown ? 0 : isNew ? guest++ : row, [never, left]);
      columns.set(frame.copyOutWords(ranking.index, kept), r * count);
      scores.set(frame.copyOut(ranking.top, kept), r * count);
    }
  });
  return { count, columns, scores };
}

/** Indices, or what foldIn gave. */
function readRows(list: unknown): readonly (number | FoldedLine)[] {
  if (!isList(list) && listLength(list) === undefined) throw wrongKind(`options.rows is ${describe(list)}: expected a list of rows`);
  return itemsOf(list).map((row, r) => {
    if (typeof row === "object" && row !== null) return readPlace("row", row);
    if (typeof row !== "number") throw wrongKind(`options.rows[${r}] is ${describe(row)}: expected a row`);
    return row;
  });
}

function checkCaution({ method, samples }: Completion, caution: unknown): void {
  checkNumber("options.caution", caution, 0, Infinity);
  if (caution > 0 && samples === undefined) throw outOfRange(`options.caution is ${caution}: a model of method "${method}" tells no deviations; expected one of "bayesian"`);
}

function checkCount(model: Completion, count = 10): number {
  checkInteger("options.count", count, 1);
  return Math.min(count, model.columns);
}

function openRanking(frame: Frame, model: Completion, count: number, caution: number) {
  const { columns } = model;
  const scores = frame.reserve(columns);
  const index = frame.reserveWords(count);
  const top = frame.reserve(count);
  const work = frame.reserve(columns);
  const score = caution > 0 && model.samples !== undefined ? surely(frame, model, caution, scores, work) : plainly(frame, model, scores);
  return {
    index,
    top,
    /** Leaves the best columns of a row at `index` and `top`, some left out; returns how many there are. */
    rank(row: number, left: readonly Int32Array[]): number {
      const excluded = left.flatMap((list) => Array.from(list));
      return frame.scope(() => score({ row, excluded: excluded.length, exclude: frame.copyInWords(excluded), count, index, top }));
    },
  };
}

/** What is asked of one row. */
interface Asked { readonly row: number; readonly excluded: number; readonly exclude: number; readonly count: number; readonly index: number; readonly top: number }

/** By values. */
function plainly(frame: Frame, model: Completion, scores: number) {
  const placed = placeModel(frame, model);
  return ({ row, excluded, exclude, count, index, top }: Asked): number => frame.wasm.recommendRow(placed, row, model.columns, excluded, exclude, count, scores, index, top);
}

/** By values less some deviations. */
function surely(frame: Frame, model: Completion, caution: number, scores: number, deviations: number) {
  const { columns } = model;
  const samples = openSamples(frame, model);
  const all = frame.copyInWords(places(columns, "recommend", () => true));
  return ({ row, excluded, exclude, count, index, top }: Asked): number => {
    samples.predict(frame.copyInWords(allocate(columns, "recommend", Int32Array).fill(row)), all, columns, scores, deviations);
    return frame.wasm.recommendSurely(columns, scores, deviations, caution, excluded, exclude, count, index, top);
  };
}
