import { check } from "../errors";
import type { Frame } from "../wasm/frame";
import type { Entries } from "./entries";
import { fillBiases } from "./fit-biases";
import { split } from "./holdout";
import { type Biases, completionInfo, foldRule, makeModel } from "./model";
import type { Settings } from "./options";
import { openTable, type Session, type Sides } from "./session";
import type { Completion, Fill } from "./types";

/** Codes of the SVD driver: thin vectors, its own choice of algorithm. */
const THIN = 1;
const AUTO = 0;
/** Ranks tried on held-out entries when none is given. */
const RANKS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50];

/** The lecture's completion: holes filled, then the singular value decomposition cut at `rank`. */
export function fitFill(frame: Frame, entries: Entries, settings: Settings): Completion {
  const fill = settings.fill ?? "bias";
  const choice = settings.rank === undefined ? chooseRank(frame, entries, settings, fill) : undefined;
  const rank = Math.min(choice?.rank ?? settings.rank!, entries.rows, entries.columns);
  const session = openTable(frame, entries);
  const biases = fillBiases(session, fill, settings.damping);
  const sides = truncate(session, biases, rank);
  const { frame: { wasm }, table, count, unit } = session;
  const rmse = unit * Math.sqrt(wasm.tableErrors(table, sides.rows, sides.columns, rank, 0, sides.stride) / count);
  const info = { converged: true, iterations: 1, change: 0 };
  return {
    ...makeModel(session, "fill", { rank, sides }, {
      noise: rmse,
      fold: foldRule("projection", settings, { fill }),
      info: completionInfo(info, settings.seed, rmse, choice === undefined ? {} : { heldOutRmse: choice.error }),
      range: settings.range,
    }),
    filling: { mean: biases.mean * unit, rowBias: scaled(session, biases.rows, session.rows), columnBias: scaled(session, biases.columns, session.columns) },
  };
}

function scaled({ frame, unit }: Session, bias: number, lines: number): Float64Array {
  if (unit !== 1) frame.wasm.scaleFactors(lines, bias, 1, unit);
  return frame.copyOut(bias, lines);
}

function chooseRank(frame: Frame, entries: Entries, settings: Settings, fill: Fill): { rank: number; error: number } {
  const most = Math.min(entries.rows, entries.columns);
  const { fit, judge } = split(entries, settings.seed);
  if (judge.row.length === 0 || fit.row.length === 0) return { rank: 1, error: NaN };
  const start = frame.wasm.mark();
  const session = openTable(frame, fit);
  const target = openTable(frame, judge, session);
  const tried = RANKS.filter((rank) => rank <= most);
  const sides = truncate(session, fillBiases(session, fill, settings.damping), tried.at(-1)!);
  let best = { rank: 1, error: Infinity };
  for (const rank of tried) {
    const squares = frame.wasm.tableErrors(target.table, sides.rows, sides.columns, rank, 0, sides.stride);
    const error = target.unit * Math.sqrt(squares / target.count);
    if (error < best.error) best = { rank, error };
  }
  frame.wasm.release(start);
  return best;
}

/** Y = U √S and Z = V √S of the filled table, S less `threshold`, cut at `rank`: lines of `rank` numbers. */
export function truncate({ frame, table, rows, columns }: Session, biases: Biases, rank: number, threshold = 0): Sides {
  const { wasm } = frame;
  const most = Math.min(rows, columns);
  const bytes = wasm.svdBytes(rows, columns, THIN, AUTO);
  frame.require(bytes + rows * columns * 8);
  const filled = frame.reserve(rows * columns);
  wasm.fillTable(table, biases.mean, biases.rows, biases.columns, filled);
  const result = frame.bytes(12);
  check(wasm.svd_f64(rows, columns, filled, THIN, AUTO, result), "complete", bytes);
  const values = frame.word(result, 1);
  const sides = { rows: frame.reserve(rows * rank), columns: frame.reserve(columns * rank), stride: rank };
  wasm.balancedFactors(rows, most, rank, frame.word(result, 0), values, threshold, sides.rows);
  wasm.balancedFactors(columns, most, rank, frame.word(result, 2), values, threshold, sides.columns);
  return sides;
}
