import { exports } from "../../wasm/completion";
import type { Entries } from "../entries";
import { seenColumns } from "./candidates";
import { recommendAll } from "./recommend";
import type { Completion } from "../types";

/** Quality of the best `count` columns per row, averaged over the rows with a relevant held-out entry. */
export interface RankingMetrics {
  /** Rows averaged over. */
  readonly rows: number;
  /** Σ over hits of 1 / log₂(place + 1), places from 1, over the same sum of an ideal ranking. */
  readonly ndcg: number;
  /** Hits over the relevant entries, `count` of them at most. */
  readonly recall: number;
  /** Hits over `count`. */
  readonly precision: number;
  /** 1 / place of the first hit, 0 without one. */
  readonly reciprocalRank: number;
  /** Σ over hits of (hits up to there / place), over the relevant entries, `count` of them at most. Its mean over rows is MAP. */
  readonly averagePrecision: number;
  /** The share of all columns that some of these rows are recommended: little where everybody gets the same. */
  readonly coverage: number;
}

/** Ranks with entries of `exclude` left out; see `RankingMetrics`. gains: the NDCG of each row is added to it, in the order in which rows are first listed. */
export function rankingMetrics(
  model: Completion, heldOut: Entries, count: number, relevant: number, exclude: Entries | undefined, gains: number[] = [],
): RankingMetrics {
  const wanted = new Map<number, Set<number>>();
  heldOut.row.forEach((row, e) => {
    if (heldOut.value[e]! >= relevant) wanted.set(row, (wanted.get(row) ?? new Set()).add(heldOut.column[e]!));
  });
  const rows = [...wanted.keys()];
  if (rows.length === 0) return { rows: 0, ndcg: NaN, recall: NaN, precision: NaN, reciprocalRank: NaN, averagePrecision: NaN, coverage: NaN };
  const left = new Map<number, number[]>(rows.map((row) => [row, []]));
  const leave = (row: number, column: number) => { if (!wanted.get(row)?.has(column)) left.get(row)?.push(column); };
  exclude?.row.forEach((row, e) => { leave(row, exclude.column[e]!); });
  if (exclude === undefined) for (const row of rows) for (const column of seenColumns(model, row, false)) leave(row, column);
  const { columns, count: kept } = recommendAll(model, { rows, count, exclude: (row) => left.get(row)! });
  const sums = { ndcg: 0, recall: 0, precision: 0, reciprocalRank: 0, averagePrecision: 0 };
  rows.forEach((row, r) => {
    const targets = wanted.get(row)!;
    const hits = Array.from(columns.subarray(r * kept, (r + 1) * kept), (column) => targets.has(column));
    const most = Math.min(count, targets.size);
    const found = hits.filter(Boolean).length;
    const first = hits.indexOf(true);
    const own = gain(hits) / gain(new Array<boolean>(most).fill(true));
    gains.push(own);
    sums.ndcg += own;
    sums.recall += found / most;
    sums.precision += found / count;
    sums.reciprocalRank += first < 0 ? 0 : 1 / (first + 1);
    sums.averagePrecision += precisions(hits) / most;
  });
  const n = rows.length;
  const covered = new Set(columns);
  covered.delete(-1); // where there are fewer
  return {
    rows: n, ndcg: sums.ndcg / n, recall: sums.recall / n, precision: sums.precision / n, reciprocalRank: sums.reciprocalRank / n,
    averagePrecision: sums.averagePrecision / n, coverage: covered.size / model.columns,
  };
}

/** Of every hit the precision up to there, summed. */
function precisions(hits: readonly boolean[]): number {
  let found = 0;
  return hits.reduce((sum, hit, place) => (hit ? sum + ++found / (place + 1) : sum), 0);
}

/** In units of ln 2. */
function gain(hits: readonly boolean[]): number {
  const { logarithm } = exports();
  return hits.reduce((sum, hit, place) => (hit ? sum + 1 / logarithm(place + 2) : sum), 0);
}
