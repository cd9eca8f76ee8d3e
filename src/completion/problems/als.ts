import { type ConvergenceInfo, iterate, type iterationOptions } from "../../iterate";
import { type Biases, zeroBiases, subtractBiases } from "./biases";
import { reserveSides, seedWords, type Session, type Sides } from "./table";

/** One alternating least squares problem: its table, its factors and what it penalizes. */
export interface AlsProblem {
  readonly session: Session;
  readonly sides: Sides;
  readonly biases: Biases;
  readonly rank: number;
  readonly biased: number;
  readonly power: number;
  readonly damping: readonly [rows: number, columns: number];
  readonly nonnegative: number;
  readonly seed: number;
  /** The address of its record. */
  readonly record: number;
  /** Root mean square of what is fitted. */
  readonly size: number;
  /** Conjugate gradient steps per line, 0 for normal equations. */
  readonly steps: number;
}

/** Turns of power iteration for the start: enough to separate leading directions from noise. */
const POWER_TURNS = 6;
/** A run is not taken for converged before this many sweeps. */
const LEAST_SWEEPS = 5;
/** Random numbers added at each step of a path, in units of the factors. */
const REFRESH = 0.05;

export interface AlsOptions {
  readonly biased: boolean;
  readonly power: number;
  readonly damping: readonly [rows: number, columns: number];
  readonly nonnegative: boolean;
  readonly seed: number;
  readonly steps: number;
}

/**
 * Factors to start from: the leading right singular vectors of the table with zeros for holes, scaled so that a product of two
 * lines is of the size of the values.   Jain, Netrapalli & Sanghavi (2013)
 */
export function openAls(session: Session, rank: number, options: AlsOptions): AlsProblem {
  const { frame, table, rows, columns, count } = session;
  const { wasm } = frame;
  const biased = options.biased ? 1 : 0;
  const stride = wasm.factorStride(rank, biased);
  const sides = reserveSides(session, stride);
  const biases = zeroBiases(session, options.biased ? wasm.tableMean(table) : 0);
  const size = Math.sqrt(subtractBiases(session, biases) / count);
  if (rank > 0) {
    const [k0, k1] = seedWords(options.seed);
    frame.call(wasm.addRandomFactors(1, columns, sides.columns, rank, stride, 1, k0, k1));
    if (options.nonnegative) {
      wasm.absoluteFactors(columns, sides.columns, stride);
      wasm.scaleFactors(columns, sides.columns, stride, Math.sqrt(size / rank));
    } else {
      for (let turn = 0; turn < POWER_TURNS; turn++) frame.call(wasm.powerTurn(table, sides.rows, sides.columns, rank, stride));
      frame.call(wasm.orthonormalFactors(columns, sides.columns, rank, stride));
      wasm.scaleFactors(columns, sides.columns, stride, Math.sqrt(size * columns / Math.sqrt(rank)));
      wasm.scaleFactors(rows, sides.rows, stride, 0);
    }
  }
  const record = frame.open((result) => wasm.alsOpen(table, sides.rows, sides.columns, rank, biased, stride, result));
  const nonnegative = options.nonnegative ? 1 : 0;
  wasm.alsSet(record, options.power, options.damping[0], options.damping[1], nonnegative, options.steps);
  return { ...options, session, sides, biases, rank, biased, nonnegative, record, size };
}

/** Sweeps at one lambda until the factors change by less than the tolerance; a few at least, for small factors grow slowly at first. */
export function runAls(problem: AlsProblem, lambda: number, loop: ReturnType<typeof iterationOptions>): ConvergenceInfo {
  const { frame } = problem.session;
  const out = frame.reserve(2);
  return iterate((sweep) => {
    sweepAls(problem, lambda, out);
    const change = frame.number(out, 0);
    return { change, objective: frame.number(out, 1), converged: change <= loop.tolerance && sweep >= LEAST_SWEEPS };
  }, loop);
}

export function sweepAls({ session: { frame }, record }: AlsProblem, lambda: number, out: number): void {
  frame.wasm.alsSweep(record, lambda, out);
}

/** Sum of squared errors on a table of the same shape, from which the same was subtracted. */
export function alsErrors({ sides, rank, biased }: AlsProblem, { frame, table }: Session): number {
  return frame.wasm.tableErrors(table, sides.rows, sides.columns, rank, biased, sides.stride);
}

/** Adds small random numbers to the columns' factors, so that directions lost at a larger penalty can return. */
export function refresh({ session: { frame, columns }, sides, rank, size, seed, nonnegative }: AlsProblem): void {
  if (rank === 0) return;
  const [k0, k1] = seedWords(seed);
  const spread = REFRESH * Math.sqrt(size / Math.sqrt(rank));
  frame.call(frame.wasm.addRandomFactors(1, columns, sides.columns, rank, sides.stride, spread, k0, k1));
  if (nonnegative === 1) frame.wasm.absoluteFactors(columns, sides.columns, sides.stride);
}
