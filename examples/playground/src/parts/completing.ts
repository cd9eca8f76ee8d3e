import type { CompleteOptions } from "lowrank";
import { pool } from "./pool";
import { entriesOf, type EditedTable } from "./table-text";
import type { Report } from "./task";

export type TableOptions = Pick<CompleteOptions, "method" | "rank" | "lambda" | "fill">;

export interface CompletedTable {
  readonly columns: number;
  /** Of the corner that is shown, row by row, observed entries included. */
  readonly values: Float64Array;
  /** Standard deviations of the entries, of Bayesian models. */
  readonly deviations?: Float64Array;
  readonly method: string;
  readonly rank: number;
  readonly lambda?: number;
  readonly rmse: number;
  readonly heldOutRmse?: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly milliseconds: number;
}

const listed = (table: EditedTable) => ({ rows: table.rows.length, columns: table.columns.length, entries: entriesOf(table)! });

/** Fits a model to a table with entries and computes what is shown of it. */
export async function complete(table: EditedTable, options: TableOptions, signal: AbortSignal, report: Report): Promise<CompletedTable> {
  const start = performance.now();
  const model = await (await pool()).complete(listed(table), { ...options, signal, onProgress: ({ iteration }) => report(undefined, `Completing: iteration ${iteration}`) });
  const milliseconds = performance.now() - start;
  const { method, rank, info: { rmse, heldOutRmse, lambda, iterations, converged } } = model;
  const [height, columns] = [table.cells.length, table.cells[0]!.length];
  const places = Array.from({ length: height * columns }, (_, at) => at);
  const { value, deviation } = await (await pool()).predictPlaces(model, places.map((at) => Math.floor(at / columns)), places.map((at) => at % columns), { signal, transfer: true });
  return {
    columns, values: value, method, rank, rmse, iterations, converged, milliseconds,
    ...(deviation === undefined ? {} : { deviations: deviation }),
    ...(lambda === undefined ? {} : { lambda }),
    ...(heldOutRmse === undefined ? {} : { heldOutRmse }),
  };
}

export interface HeldOutCurve {
  /** What was tried: ranks or penalties. */
  readonly tried: number[];
  readonly rmse: number[];
  /** Standard errors. */
  readonly deviation: number[];
}

const FOLDS = 5;
/** Whole sweeps cost little: the models of neighbouring penalties are close. */
const PENALTIES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
const MOST_RANKS = 6;

/** The error on entries held out, for every rank, or every penalty at one rank; the pool works at several at a time. */
export async function compare(table: EditedTable, options: TableOptions, by: "rank" | "lambda", signal: AbortSignal, report: Report): Promise<HeldOutCurve> {
  const given = listed(table);
  const folds = Math.min(FOLDS, given.entries.value.length);
  const most = Math.min(MOST_RANKS, given.rows, given.columns);
  const tried = by === "rank" ? Array.from({ length: most }, (_, i) => i + 1) : PENALTIES;
  let done = 0;
  const points = await Promise.all(tried.map(async (value) => {
    const { best } = await (await pool()).crossValidate(given, { ...options, [by]: value, folds, signal });
    report(++done / tried.length);
    return best;
  }));
  return { tried, rmse: points.map(({ rmse }) => rmse), deviation: points.map(({ deviation }) => deviation) };
}
