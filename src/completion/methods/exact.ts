import { Axis } from "../../../assembly/codes";
import { allocate, mapped } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel, withFilling } from "../model/model";
import { predictPairs, rootMeanSquare } from "../model/placed";
import type { Settings } from "../options";
import { alsErrors, openAls, sweepAls } from "../problems/als";
import { fillingOf, fitBiases } from "../problems/biases";
import { openTable } from "../problems/table";
import { measureUnits, modelInUnits, scaleEntries, type Units } from "../problems/units";
import type { Completion } from "../types";

/** The penalty falls by this factor per sweep: slower finds the way from fewer entries, faster saves sweeps. */
const DECAY = 0.85;
/** Sweeps at most: the penalty is at rounding level after 190. */
const MOST_SWEEPS = 400;
const LEAST_PENALTY = 1e-14;
/** Relative error at which the fit counts as exact, at which it is refined no more, and how often its fall is checked. */
const EXACT = 1e-9;
const FINISHED = 1e-14;
const CHECK_EVERY = 20;
/** Larger tables are hardly ever without noise, and trying takes 40 sweeps. */
const MOST_ENTRIES = 2_000_000;

/**
 * The exact completion of rank `rank`, if the entries are those of such a table and are enough to determine one; else undefined.
 *
 * Alternating least squares from the spectral start with a falling penalty: Jain, Netrapalli & Sanghavi (2013).
 */
export function recover(frame: Frame, entries: Entries, settings: Settings, rank: number): Completion | undefined {
  if (entries.row.length > MOST_ENTRIES || surplus(entries, rank) < 0) return undefined;
  const session = openTable(frame, entries);
  const { count, rows, columns } = session;
  const size = Math.sqrt(frame.wasm.tableSquares(session.table) / count);
  if (size === 0) return undefined;
  const problem = openAls(session, rank, {
    biased: false, power: 0, damping: [0, 0], nonnegative: false, seed: settings.seed, steps: 0,
  });
  const out = frame.reserve(2);
  const first = (size * count) / Math.max(rows, columns);
  let lambda = first;
  let error = 1;
  let checked = Infinity;
  let sweeps = 0;
  for (; sweeps < MOST_SWEEPS && error > FINISHED; sweeps++) {
    sweepAls(problem, lambda, out);
    lambda = Math.max(lambda * DECAY, LEAST_PENALTY * first);
    if (sweeps % CHECK_EVERY !== CHECK_EVERY - 1) continue;
    error = Math.sqrt(alsErrors(problem, session) / count) / size;
    if (!(error < 0.5 * checked)) break;
    checked = error;
  }
  if (!(error <= EXACT)) return undefined;
  for (const [axis, factors] of [[Axis.Row, problem.sides.rows], [Axis.Column, problem.sides.columns]] as const) {
    frame.wasm.fillEmptyLines(session.table, axis, factors, rank, problem.sides.stride);
  }
  const info = { converged: true, iterations: sweeps, change: frame.number(out, 0), objective: frame.number(out, 1) };
  const filling = fillingOf(session, fitBiases(session, settings.damping)); // for lines that nothing is known of
  const model = makeModel(session, "als", { rank, sides: problem.sides }, {
    noise: 0,
    fold: foldRule("ridge", settings, { lambda: lambda * session.unit }),
    info: completionInfo(info, settings.seed, error * size * session.unit, { lambda: lambda * session.unit }),
    range: settings.range,
  });
  return withFilling(model, filling);
}

/** The exact completion where only a rank is asked for, a penalty being for what is not exact. */
export function recoverGiven(frame: Frame, entries: Entries, settings: Settings): Completion | undefined {
  const { rank, lambda, nonnegative, features } = settings;
  if (rank === undefined || rank === 0 || lambda !== undefined || nonnegative || features !== undefined) return undefined;
  return frame.scope(() => recover(frame, entries, settings, rank));
}

/** Ranks looked for where none is given, and the share of the entries that must be left over to confirm one; of how many entries at most. */
const SOUGHT = Object.freeze({ ranks: [1, 2, 3], share: 0.1, least: 4, entries: 50_000 });

/** The exact completion of a small rank that nobody asked for, of a table that has more entries than it takes; of columns that differ by much, in units of their sizes. */
export function seek(frame: Frame, entries: Entries, settings: Settings, isMixed: boolean): Completion | undefined {
  const count = entries.row.length;
  if (count > SOUGHT.entries) return undefined;
  const ranks = SOUGHT.ranks.filter((rank) => rank < Math.min(entries.rows, entries.columns) && confirming(entries, rank) >= Math.max(SOUGHT.least, SOUGHT.share * count));
  if (ranks.length === 0) return undefined;
  const units = isMixed ? sizes(measureUnits(entries, { side: "column", robust: false })) : undefined;
  const table = units === undefined ? entries : scaleEntries(entries, units);
  for (const rank of ranks) {
    const { range, ...rest } = settings;
    const found = frame.scope(() => recover(frame, table, { ...rest, range: undefined }, rank));
    if (found === undefined) continue;
    const model = units === undefined ? found : modelInUnits(found, units);
    const rmse = rootMeanSquare(predictPairs(model, entries.row, entries.column).value, entries);
    return { ...model, ...(range === undefined ? {} : { range }), info: { ...model.info, rmse } };
  }
  return undefined;
}

/** Units without centres, which leave the rank as it is. */
function sizes({ centre, scale, typical, ...rest }: Units): Units {
  const size = (c: number, s: number) => Math.max(Math.abs(c), s);
  return {
    ...rest, centre: allocate(centre.length, "complete"), scale: mapped(scale, "complete", (s, j) => size(centre[j]!, s)), typical: { centre: 0, scale: size(typical.centre, typical.scale) },
  };
}

/** Entries that a table of this rank has beyond its free numbers; negative where there are too few. Lines without entries have none. */
function surplus(entries: Entries, rank: number): number {
  if (rank > Math.min(entries.rows, entries.columns)) return -Infinity;
  const free = (counts: Int32Array) => counts.reduce((sum, n) => sum + Math.min(n, rank), 0);
  const [rows, columns] = countsOf(entries);
  return entries.row.length + rank * rank - free(rows) - free(columns);
}

/**
 * Entries that confirm a table of this rank: those beyond its free numbers where every line has more than `rank`. A line of `rank` entries or fewer is met by some factors whatever
 * they are; without it others may be left with as few.
 */
function confirming(entries: Entries, rank: number): number {
  const { row, column } = entries;
  const [rows, columns] = countsOf(entries);
  const left = new Set(row.keys());
  for (let before = Infinity; left.size < before;) {
    before = left.size;
    for (const e of left) {
      if (rows[row[e]!]! > rank && columns[column[e]!]! > rank) continue;
      left.delete(e);
      rows[row[e]!]!--;
      columns[column[e]!]!--;
    }
  }
  const lines = (counts: Int32Array) => counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  return left.size === 0 ? 0 : left.size + rank * rank - rank * (lines(rows) + lines(columns));
}

function countsOf({ rows, columns, row, column }: Entries): readonly [Int32Array, Int32Array] {
  const counts = [allocate(rows, "complete", Int32Array), allocate(columns, "complete", Int32Array)] as const;
  for (const [side, index] of [row, column].entries()) for (const line of index) counts[side]![line]!++;
  return counts;
}
