import { complete as fit, type CompleteOptions, crossValidate, predictPlaces } from "lowrank";

export type Cells = readonly (readonly (number | null)[])[];
export type TableOptions = Pick<CompleteOptions, "method" | "rank" | "lambda" | "fill">;

export interface CompletedTable {
  readonly columns: number;
  /** Row by row, observed entries included. */
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

/** A message at most this often. */
const PAUSE = 50;

export function complete(cells: Cells, options: TableOptions, onProgress: (iteration: number) => void): CompletedTable {
  const start = performance.now();
  let told = start;
  const model = fit(cells, {
    ...options,
    onProgress: ({ iteration }) => {
      if (performance.now() - told < PAUSE) return;
      told = performance.now();
      onProgress(iteration);
    },
  });
  const milliseconds = performance.now() - start;
  const { rows, columns, method, rank, info } = model;
  const places = Array.from({ length: rows * columns }, (_, at) => at);
  const { value, deviation } = predictPlaces(model, places.map((at) => Math.floor(at / columns)), places.map((at) => at % columns));
  const { rmse, heldOutRmse, lambda, iterations, converged } = info;
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

/** The error on entries held out, for every rank, or every penalty at one rank. */
export function compare(cells: Cells, options: TableOptions, by: "rank" | "lambda", onProgress: (share: number) => void): HeldOutCurve {
  const observed = cells.flat().filter((value) => value !== null).length;
  const folds = Math.min(FOLDS, observed);
  const most = Math.min(MOST_RANKS, cells.length, cells[0]!.length);
  const tried = by === "rank" ? Array.from({ length: most }, (_, i) => i + 1) : PENALTIES;
  const points = tried.map((value, i) => {
    onProgress(i / tried.length);
    return crossValidate(cells, { ...options, [by]: value, folds }).best;
  });
  return { tried, rmse: points.map(({ rmse }) => rmse), deviation: points.map(({ deviation }) => deviation) };
}
