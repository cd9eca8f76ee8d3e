import { factorFor } from "../../svd";
import type { Matrix } from "../../matrix";
import { truncatedSvd } from "../../truncated-svd";
import { type Frame, withFrame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel, withFilling } from "../model/model";
import type { Settings } from "../options";
import { type Biases, fillBiases, fillingOf, subtractBiases } from "../problems/biases";
import { split } from "../problems/holdout";
import { foldBias, type NewLine } from "../problems/line";
import { openTable, type Session, type Sides } from "../problems/table";
import type { Completion, Fill, FoldedLine } from "../types";
import type { FoldingMethod } from "./method";

/** Larger tables are not filled in memory; their leading singular vectors are found to this tolerance. */
const MOST_DENSE = 4_194_304; // 2^22
const SPARSE_TOLERANCE = 1e-6;
/** Of large tables fewer. */
const MOST_SPARSE_RANK = 10;
/** Ranks tried on held-out entries when none is given. */
const RANKS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50];

/** The lecture's completion: holes filled, then the singular value decomposition cut at `rank`. */
function fitFill(frame: Frame, entries: Entries, settings: Settings): Completion {
  const fill = settings.fill ?? "bias";
  const choice = settings.rank === undefined ? chooseRank(frame, entries, settings, fill) : undefined;
  const rank = Math.min(choice?.rank ?? settings.rank!, entries.rows, entries.columns);
  const session = openTable(frame, entries);
  const biases = fillBiases(session, fill, settings.damping);
  const sides = truncate(session, biases, rank);
  const { frame: { wasm }, table, count, unit } = session;
  const rmse = unit * Math.sqrt(wasm.tableErrors(table, sides.rows, sides.columns, rank, 0, sides.stride) / count);
  const info = { converged: true, iterations: 1, change: 0 };
  const model = makeModel(session, "fill", { rank, sides }, {
    noise: rmse,
    fold: foldRule("projection", settings, { fill }),
    info: completionInfo(info, settings.seed, rmse, choice === undefined ? {} : { heldOutRmse: choice.error }),
    range: settings.range,
  });
  return withFilling(model, fillingOf(session, biases));
}

function chooseRank(frame: Frame, entries: Entries, settings: Settings, fill: Fill): { rank: number; error: number } {
  const most = Math.min(entries.rows, entries.columns);
  const { fit, judge } = split(entries, settings.seed);
  if (judge.row.length === 0 || fit.row.length === 0) return { rank: 1, error: NaN };
  return frame.scope(() => {
    const session = openTable(frame, fit);
    const target = openTable(frame, judge, session.unit);
    const tried = RANKS.filter((rank) => rank <= (entries.rows * entries.columns > MOST_DENSE ? Math.min(most, MOST_SPARSE_RANK) : most));
    const sides = truncate(session, fillBiases(session, fill, settings.damping), tried[tried.length - 1]!);
    let best = { rank: 1, error: Infinity };
    for (const rank of tried) {
      const squares = frame.wasm.tableErrors(target.table, sides.rows, sides.columns, rank, 0, sides.stride);
      const error = target.unit * Math.sqrt(squares / target.count);
      if (error < best.error) best = { rank, error };
    }
    return best;
  });
}

/** Y = U √S and Z = V √S of the filled table, S less `threshold`, cut at `rank`: lines of `rank` numbers. */
export function truncate(session: Session, biases: Biases, rank: number, threshold = 0): Sides {
  const { frame, rows, columns } = session;
  const { wasm } = frame;
  const found = rows * columns > MOST_DENSE && 4 * rank < Math.min(rows, columns)
    ? decomposeSparse(session, biases, rank)
    : decomposeDense(session, biases);
  const sides = { rows: frame.reserve(rows * rank), columns: frame.reserve(columns * rank), stride: rank };
  wasm.balancedFactors(rows, found.kept, rank, found.u, found.s, threshold, sides.rows);
  wasm.balancedFactors(columns, found.kept, rank, found.v, found.s, threshold, sides.columns);
  return sides;
}

interface Decomposed {
  readonly u: number;
  readonly s: number;
  readonly v: number;
  /** Columns of U and V. */
  readonly kept: number;
}

function decomposeDense({ frame, table, rows, columns }: Session, biases: Biases): Decomposed {
  const filled = frame.reserve(rows * columns);
  frame.wasm.fillTable(table, biases.mean, biases.rows, biases.columns, filled);
  return { ...factorFor(frame, "complete", rows, columns, filled), kept: Math.min(rows, columns) };
}

/** The leading part, from products with what a fill leaves of the entries and with the fill apart. */
function decomposeSparse(session: Session, biases: Biases, rank: number): Decomposed {
  const { frame, table, rows, columns } = session;
  const { wasm } = frame;
  subtractBiases(session, biases);
  const multiply = (side: 0 | 1) => (x: Matrix): Matrix =>
    withFrame("complete", (inner) => {
      const lines = side === 0 ? rows : columns;
      const [own, other] = side === 0 ? [biases.rows, biases.columns] : [biases.columns, biases.rows];
      const at = inner.copyIn(x.data);
      const out = inner.reserve(lines * x.columns);
      inner.call(wasm.multiplyFilled(table, side, biases.mean, own, other, at, x.columns, out));
      return inner.copyOutMatrix(out, lines, x.columns);
    });
  const operator = { rows, columns, multiply: multiply(0), multiplyTransposed: multiply(1) };
  const { U, S, V } = truncatedSvd(operator, rank, { tolerance: SPARSE_TOLERANCE });
  // Back to the values, for errors to be measured on them.
  wasm.restoreBiases(table, biases.mean, biases.rows, biases.columns);
  return { u: frame.copyIn(U.data), s: frame.copyIn(S), v: frame.copyIn(V.data), kept: rank };
}

/** The factors of the filled line, projected onto those of the other side. */
function foldProjection(line: NewLine): FoldedLine {
  const { session: { frame, table, unit }, model: { rank, fillingMean }, side, other, lines, place } = line;
  const { wasm } = frame;
  const bias = foldBias(line);
  const all = frame.copyIn(other.factors.data);
  const filling = frame.copyIn(other.filling!);
  const out = frame.reserve(rank);
  if (unit !== 1) wasm.scaleFactors(lines, all, rank, 1 / Math.sqrt(unit));
  if (unit !== 1) wasm.scaleFactors(lines, filling, 1, 1 / unit);
  wasm.projectFilled(table, frame.copyInWords(place), lines, rank, all, (fillingMean! + bias) / unit, filling, out);
  wasm.scaleFactors(1, out, rank, Math.sqrt(unit));
  return { side, bias: 0, factors: frame.copyOut(out, rank) };
}

export const fill: FoldingMethod = { fit: fitFill, fold: foldProjection };
