import { type ConvergenceInfo, iterate, type iterationOptions } from "../../iterate";
import { Axis } from "../../../assembly/codes";
import type { FeatureTables } from "../features";
import { type Biases, fitBiases, zeroBiases, subtractBiases } from "./biases";
import { type PlacedFeatures, placeFeatures } from "./features";
import { reserveSides, seedWords, type Session, type Sides } from "./table";
import { copyOutColumns } from "../../wasm/frame";

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
  /** Features of its sides. */
  readonly placed: PlacedFeatures;
  /** Root mean square of what is fitted. */
  readonly size: number;
  /** Conjugate gradient steps per line, 0 for normal equations. */
  readonly steps: number;
}

/** Turns of power iteration for the start: enough to separate leading directions from noise; and for the largest singular value to two digits. */
const POWER_TURNS = 6;
const VALUE_TURNS = 15;
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
  readonly features?: FeatureTables | undefined;
}

/**
 * Factors to start from: the leading right singular vectors of the table with zeros for holes, scaled so that a product of two
 * lines is of the size of the values.   Jain, Netrapalli & Sanghavi (2013)
 */
export function openAls(session: Session, rank: number, options: AlsOptions): AlsProblem {
  const { frame, table, rows, columns, weight } = session;
  const { wasm } = frame;
  const biased = options.biased ? 1 : 0;
  const stride = wasm.factorStride(rank, biased);
  const sides = reserveSides(session, stride);
  const biases = zeroBiases(session, options.biased ? wasm.tableMean(table) : 0);
  const size = Math.sqrt(subtractBiases(session, biases) / weight);
  if (rank > 0) {
    const [k0, k1] = seedWords(options.seed);
    frame.call(wasm.addRandomFactors(1, columns, sides.columns, rank, stride, 1, k0, k1));
    if (options.nonnegative) {
      wasm.absoluteFactors(columns, sides.columns, stride);
      wasm.scaleFactors(columns, sides.columns, stride, Math.sqrt(size / rank));
    } else {
      for (let turn = 0; turn < POWER_TURNS; turn++) frame.call(wasm.powerTurn(table, sides.rows, sides.columns, rank, stride));
      normalizeColumns(session, sides, rank, size);
      wasm.scaleFactors(rows, sides.rows, stride, 0);
    }
  }
  const record = frame.open((result) => wasm.alsOpen(table, sides.rows, sides.columns, rank, biased, stride, result));
  const nonnegative = options.nonnegative ? 1 : 0;
  wasm.alsSet(record, options.power, options.damping[0], options.damping[1], nonnegative, options.steps);
  const placed = placeFeatures(frame, options.features, stride, (axis, features) => { wasm.alsFeatures(record, axis, features); });
  return { ...options, session, sides, biases, rank, biased, nonnegative, record, placed, size };
}

/** The columns' factors orthogonal, and of the length with which a product of two lines is of the size of the values. */
function normalizeColumns({ frame, columns }: Session, { columns: factors, stride }: Sides, rank: number, size: number): void {
  frame.call(frame.wasm.orthonormalFactors(columns, factors, rank, stride));
  frame.wasm.scaleFactors(columns, factors, stride, Math.sqrt(size * columns / Math.sqrt(rank)));
}

/** Where factors leave zero, and the squared errors of biases alone on entries held out. */
export interface Origin {
  /** From this penalty on the best factors are 0. */
  readonly largest: number;
  readonly squares: number;
}

/**
 * Puts the biases to their values without factors, and the columns' factors into the directions that leave zero first (of factors that may not be negative:
 * leaves them). `target`: held-out entries less the same as the table.
 */
export function leaveZero(problem: AlsProblem, target?: Session): Origin {
  const { session, sides, rank, biased, power, damping, nonnegative, size } = problem;
  const { frame, table, rows, columns, count } = session;
  const { wasm } = frame;
  return frame.scope(() => {
    const biases = biased === 1 ? fitBiases(session, damping) : zeroBiases(session);
    const squares = target === undefined ? NaN : wasm.removeBiases(target.table, biases.mean, biases.rows, biases.columns, 0);
    if (rank === 0) return { largest: 0, squares };
    const at = wasm.tableValueAddress(table);
    const values = frame.copyOut(at, count);
    subtractBiases(session, biases);
    wasm.weighByCounts(table, power);
    const kept = nonnegative === 1 ? frame.copyOut(sides.columns, columns * sides.stride) : undefined;
    for (let turn = 0; turn < VALUE_TURNS; turn++) frame.call(wasm.powerTurn(table, sides.rows, sides.columns, rank, sides.stride));
    const largest = wasm.largestFactor(columns, sides.columns, sides.stride);
    frame.write(at, values);
    wasm.scaleFactors(rows, sides.rows, sides.stride, 0);
    if (kept !== undefined) frame.write(sides.columns, kept);
    else {
      normalizeColumns(session, sides, rank, size);
      wasm.unweighFactors(table, Axis.Column, power, sides.columns, sides.stride);
    }
    if (biased === 1) {
      wasm.placeBiases(rows, sides.rows, rank, sides.stride, biases.rows);
      wasm.placeBiases(columns, sides.columns, rank, sides.stride, biases.columns);
    }
    return { largest, squares };
  });
}

/** The columns' factors back to 0, where sweeps leave them; the biases stay. */
export function clearFactors({ session: { frame, columns }, sides, rank, biased, record }: AlsProblem): void {
  const bias = frame.copyIn(copyOutColumns(frame, sides.columns, columns, sides.stride, rank, biased));
  frame.wasm.scaleFactors(columns, sides.columns, sides.stride, 0);
  if (biased === 1) frame.wasm.placeBiases(columns, sides.columns, rank, sides.stride, bias);
  frame.wasm.alsExplain(record);
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
