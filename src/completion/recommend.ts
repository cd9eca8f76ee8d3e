import { checkInteger, checkOptions, describe } from "../checks";
import { type Frame, withFrame } from "../wasm/frame";
import { modelOfUnknown, requireModel } from "./model";
import { isUnknownLine, type PlacedModel, placeModel, readLine } from "./predict";
import type { Completion, FoldedLine } from "./types";

/** Options of `recommend`. */
export interface RecommendOptions {
  /** How many columns at most, 1 or more. Default 10. */
  readonly count?: number;
  /** Columns to leave out: those the row has already, usually. Default none. */
  readonly exclude?: Iterable<number>;
}

/** A column, and what the row is expected to think of it. */
export interface Recommendation {
  readonly column: number;
  /** What `predict` gives, before clipping to `range`. */
  readonly score: number;
}

/** Options of `recommendAll`. */
export interface RecommendAllOptions {
  /** How many columns per row at most, 1 or more. Default 10. */
  readonly count?: number;
  /** The rows, in the order wanted. Default all. */
  readonly rows?: ArrayLike<number>;
  /** The columns to leave out of a row. Default none. */
  readonly exclude?: (row: number) => Iterable<number>;
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
  checkOptions("options", options, ["count", "exclude"]);
  requireModel(model);
  const plain = isUnknownLine(model, "row", row) ? modelOfUnknown(model) : undefined;
  if (plain !== undefined) return recommend(plain, typeof row === "number" ? row : -1, options);
  const count = checkCount(model, options?.count);
  const line = readLine(model, "row", row);
  return withFrame("recommend", (frame) => {
    const alone = {
      ...model, rows: 1, rowBias: Float64Array.of(line.bias), rowFactors: { rows: 1, columns: line.factors.length, data: line.factors },
      ...(model.samples === undefined ? {} : { samples: { ...model.samples, rows: line.samples! } }),
    };
    const ranking = openRanking(frame, alone, count);
    const kept = ranking.rank(0, excludedColumns(options?.exclude, model.columns));
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
  checkOptions("options", options, ["count", "rows", "exclude"]);
  requireModel(model);
  const count = checkCount(model, options?.count);
  const rows = options?.rows ?? { length: model.rows };
  const exclude = options?.exclude;
  if (exclude !== undefined && typeof exclude !== "function") {
    throw new TypeError(`options.exclude is ${describe(exclude)}: expected a function from a row to its columns`);
  }
  const columns = new Int32Array(rows.length * count).fill(-1);
  const scores = new Float64Array(rows.length * count);
  withFrame("recommendAll", (frame) => {
    const ranking = openRanking(frame, model, count);
    for (let r = 0; r < rows.length; r++) {
      const row = options?.rows === undefined ? r : options.rows[r];
      checkInteger(`options.rows[${r}]`, row, 0, model.rows - 1);
      const kept = ranking.rank(row, excludedColumns(exclude?.(row), model.columns));
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

function excludedColumns(exclude: Iterable<number> | undefined, columns: number): Int32Array {
  if (exclude === undefined) return new Int32Array(0);
  if (exclude === null || typeof exclude !== "object" || typeof exclude[Symbol.iterator] !== "function") {
    throw new TypeError(`options.exclude is ${describe(exclude)}: expected column indices`);
  }
  const list = Array.from(exclude);
  list.forEach((column, e) => checkInteger(`options.exclude[${e}]`, column, 0, columns - 1));
  return Int32Array.from(list);
}

function openRanking(frame: Frame, model: Completion, count: number) {
  const { wasm } = frame;
  const point: PlacedModel = placeModel(frame, model);
  const scores = frame.reserve(model.columns);
  const index = frame.bytes(count * 4);
  const top = frame.reserve(count);
  return {
    index,
    top,
    /** Leaves the best columns of a row at `index` and `top`; returns how many there are. */
    rank(row: number, excluded: Int32Array): number {
      const start = wasm.mark();
      const exclude = frame.copyInWords(excluded);
      const level = point.mean + frame.number(point.rowBias, row);
      const kept = wasm.recommendRow(
        model.columns, point.rank, point.rowFactors + row * point.rank * 8, level, point.columnFactors, point.columnBias, excluded.length,
        exclude, count, scores, index, top,
      );
      wasm.release(start);
      return kept;
    },
  };
}
