import { factorFor } from "../../svd";
import { type ConvergenceInfo, iterate, type iterationOptions } from "../../iterate";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { type Biases, fillBiases, subtractBiases } from "./biases";
import type { Settings } from "../options";
import { openTable, reserveSides, seedWords, type Session, type Sides } from "./table";
import type { Fill } from "../types";

/** Turns of power iteration for the start: enough for the largest singular value to two digits. */
const POWER_TURNS = 15;
/** Columns of the factors to start with. */
const FIRST_COLUMNS = 8;
/** Random numbers added at each step of a path, in units of the factors. */
const REFILL = 0.01;

/** A table less its biases, and factors A, B whose product fits it; `columns` of them are in use. */
export interface ImputeProblem {
  readonly session: Session;
  readonly sides: Sides;
  readonly biases: Biases;
  /** Columns at most. */
  readonly rank: number;
  readonly seed: number;
  /** The largest singular value of the table with zeros for holes: from this penalty on the answer is 0. */
  readonly largest: number;
  /** Address of the penalty of each column. */
  readonly penalty: number;
  readonly out: number;
}

export function openImpute(frame: Frame, entries: Entries, settings: Settings, fill: Fill, rank: number): ImputeProblem {
  const session = openTable(frame, entries);
  const { wasm } = frame;
  const { table, rows, columns } = session;
  const biases = fillBiases(session, fill, settings.damping);
  subtractBiases(session, biases);
  const stride = (rank + 3) & ~3;
  const sides = reserveSides(session, stride);
  const problem = { session, sides, biases, rank, seed: settings.seed, penalty: frame.reserve(rank), out: frame.reserve(2) };
  const first = Math.min(rank, FIRST_COLUMNS);
  addRandom(problem, first, 1);
  for (let turn = 0; turn < POWER_TURNS; turn++) frame.call(wasm.powerTurn(table, sides.rows, sides.columns, first, stride));
  const largest = wasm.largestFactor(columns, sides.columns, stride);
  frame.call(wasm.orthonormalFactors(columns, sides.columns, first, stride));
  wasm.scaleFactors(columns, sides.columns, stride, 0.1 * Math.sqrt(largest));
  wasm.scaleFactors(rows, sides.rows, stride, 0);
  return { ...problem, largest };
}

type Factors = Pick<ImputeProblem, "session" | "sides" | "seed">;

function addRandom({ session: { frame, columns }, sides, seed }: Factors, used: number, spread: number): void {
  const [k0, k1] = seedWords(seed);
  frame.call(frame.wasm.addRandomFactors(1, columns, sides.columns, used, sides.stride, spread, k0, k1));
}

/** Adds small random numbers to B, so that directions lost at a larger penalty, or new ones, can grow. */
export function refill(problem: ImputeProblem, used: number, lambda: number): void {
  addRandom(problem, used, REFILL * Math.sqrt(Math.max(lambda, problem.largest * 1e-6) / problem.session.columns));
}

/** Sweeps with a penalty per column, or one for all, until stationary to the tolerance. */
export function runImpute(
  { session: { frame, table }, sides, penalty, out }: ImputeProblem, used: number, lambda: number | Float64Array, loop: ReturnType<typeof iterationOptions>,
): ConvergenceInfo {
  frame.write(penalty, typeof lambda === "number" ? frame.zeros(used).fill(lambda) : lambda);
  return iterate(() => {
    frame.call(frame.wasm.imputeSweep(table, sides.rows, sides.columns, used, sides.stride, penalty, out));
    return { change: frame.number(out, 0), objective: frame.number(out, 1) };
  }, loop);
}

/** Brings A*B' into the form (U √S)(V √S)ᵀ without changing it; returns S, descending. */
export function balance({ session, sides: { rows: a, columns: b, stride } }: ImputeProblem, used: number): Float64Array {
  const { frame, rows, columns } = session;
  const { wasm } = frame;
  return frame.scope(() => {
    const width = (used + 3) & ~3;
    const [la, lb, core] = [frame.reserve(width * width), frame.reserve(width * width), frame.reserve(used * used)];
    wasm.balanceCore(rows, columns, a, b, used, stride, la, lb, core);
    const { u, s, v } = factorFor(frame, "complete", used, used, core);
    frame.call(wasm.balanceSide(rows, a, used, stride, la, u, s));
    frame.call(wasm.balanceSide(columns, b, used, stride, lb, v, s));
    return frame.copyOut(s, used);
  });
}

/** Sum of squared errors on a table of the same shape, from which the same biases were subtracted. */
export function imputeErrors({ sides }: ImputeProblem, used: number, { frame, table }: Session): number {
  return frame.wasm.tableErrors(table, sides.rows, sides.columns, used, 0, sides.stride);
}
