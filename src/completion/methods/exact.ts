import { allocate } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel, withFilling } from "../model/model";
import type { Settings } from "../options";
import { alsErrors, openAls, sweepAls } from "../problems/als";
import { fillingOf, fitBiases } from "../problems/biases";
import { openTable } from "../problems/table";
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
  if (entries.row.length > MOST_ENTRIES || !determines(entries, rank)) return undefined;
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
  const { rank, lambda, nonnegative } = settings;
  if (rank === undefined || rank === 0 || lambda !== undefined || nonnegative) return undefined;
  return frame.scope(() => recover(frame, entries, settings, rank));
}

/** Whether every line has entries, and there are at least as many entries as free numbers in a table of this rank. */
function determines({ rows, columns, row, column }: Entries, rank: number): boolean {
  if (rank > Math.min(rows, columns)) return false;
  const free = (lines: number, index: Int32Array) => {
    const entries = allocate(lines, "complete", Int32Array);
    for (const line of index) entries[line]!++;
    return entries.reduce((sum, n) => (n === 0 ? Infinity : sum + Math.min(n, rank)), 0);
  };
  return free(rows, row) + free(columns, column) - rank * rank <= row.length;
}
