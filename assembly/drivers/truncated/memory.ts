import { mark, release, room } from "../../arena";
import { start } from "../../krylov/expand";
import { PROBE_COLUMNS, PROBE_ORDER } from "../../krylov/probe";
import { STRIP } from "../../krylov/products";
import { ROUNDING } from "../../krylov/ritz";
import {
  B, BLOCK, BY_COLUMN, CHANGE, COEFFICIENTS, COLUMNS, ERRORS, EXPONENT, FLOOR, LDB, LDR, LDU, LDV, LEFT, LIMIT, MOST_PENDING,
  NORMS, OUTSIDE, PROBE, RESIDUALS, RESULT_U, RESULT_V, RIGHT, ROWS, SEED, setInteger, setReal, STATE_BYTES, STRIPS, TARGET,
  TOLERANCE, U, V, VALUES, WANTED, WORK, X, Y, Z,
} from "../../krylov/state";
import { Status } from "../../status";
import { leadingDimension } from "../../kernels/leading-dimension";

/** Columns that missed-copies tests may add to the pending ones, one or all, before what was found is locked. */
export const MOST_ADDED: i32 = 16;
/** Columns whose residuals are measured together, at most: A is read once for all of them. */
const WIDEST_PANEL: i32 = 64;
/** Rows of a basis that are rotated together at a restart. */
const ROTATED: i32 = 64;

// @ts-ignore: decorator
@inline
function expandedCapacity(limit: i32): i32 {
  return limit + PROBE_ORDER;
}

// @ts-ignore: decorator
@inline
function mostPending(block: i32): i32 {
  return block + MOST_ADDED;
}

/** Columns whose residuals are measured together. */
export function panelColumns(wanted: i32): i32 {
  return min(wanted, WIDEST_PANEL);
}

/**
 * Expanded columns at which the basis is restarted: many enough for fast convergence, few enough for cheap
 * orthogonalization; 0 where min(rows, columns) leaves too little room for the method.
 */
export function basisLimit(rows: i32, columns: i32, wanted: i32, block: i32): i32 {
  const space = min(rows, columns) - PROBE_ORDER - mostPending(block) - 1;
  const limit = min(max(2 * wanted + 8 * block, wanted + 25 * block), space);
  return limit >= wanted + 4 * block ? limit : 0;
}

/** Bytes that truncatedOpen reserves. */
export function truncatedBytes(rows: i32, columns: i32, wanted: i32, block: i32): f64 {
  return layOut(0, rows, columns, wanted, block, basisLimit(rows, columns, wanted, block));
}

/**
 * Opens a truncated singular value decomposition of a rows x columns matrix; the address of its state is left at `result`.
 *
 * wanted: triplets; block: columns multiplied at a time. tolerance: of the residuals, relative to the largest value, or where
 * relative is 1, of each to its own value.
 * exponent: the power of two already taken out of the matrix. outside: 1 when the products come from the caller.
 */
export function truncatedOpen(
  rows: i32, columns: i32, wanted: i32, block: i32, tolerance: f64, relative: i32, seed: f64, exponent: i32, outside: i32, result: usize,
): Status {
  const limit = basisLimit(rows, columns, wanted, block);
  const base = mark();
  const bytes = layOut(0, rows, columns, wanted, block, limit);
  const state: usize = room(bytes);
  if (state == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  memory.fill(state, 0, STATE_BYTES);
  layOut(state, rows, columns, wanted, block, limit);
  setInteger(state, ROWS, rows);
  setInteger(state, COLUMNS, columns);
  setInteger(state, WANTED, wanted);
  setInteger(state, BLOCK, block);
  setInteger(state, LIMIT, limit);
  setInteger(state, MOST_PENDING, mostPending(block));
  setInteger(state, EXPONENT, exponent);
  setInteger(state, OUTSIDE, outside);
  setReal(state, TOLERANCE, tolerance);
  setReal(state, TARGET, tolerance);
  setReal(state, FLOOR, relative == 1 ? min<f64>(1, ROUNDING / tolerance) : 1);
  setReal(state, CHANGE, Infinity);
  store<u64>(state + SEED, <u64>seed);
  store<usize>(result, state);
  start(state);
  return Status.Ok;
}

/** The blocks behind the state: their total in bytes; where `state` is not 0, their addresses and leading dimensions are set. */
function layOut(state: usize, rows: i32, columns: i32, wanted: i32, block: i32, limit: i32): f64 {
  const expanded = expandedCapacity(limit);
  const pending = mostPending(block);
  const all = expanded + pending;
  const longest = max(rows, columns);
  const width = max(max(block, MOST_ADDED), (panelColumns(wanted) + 3) & ~3);
  const ldu = leadingDimension(expanded);
  const ldv = leadingDimension(all);
  const ldr = (wanted + 7) & ~7;
  if (state != 0) {
    setInteger(state, LDU, ldu);
    setInteger(state, LDV, ldv);
    setInteger(state, LDB, all);
    setInteger(state, LDR, ldr);
  }
  let at = <f64>STATE_BYTES;
  at = place(state, U, at, <f64>rows * <f64>ldu);
  at = place(state, V, at, <f64>columns * <f64>ldv);
  at = place(state, B, at, <f64>expanded * <f64>all);
  at = place(state, X, at, <f64>longest * <f64>width);
  at = place(state, Y, at, <f64>longest * <f64>width);
  at = place(state, Z, at, <f64>columns * <f64>max(block, PROBE_COLUMNS));
  at = place(state, VALUES, at, <f64>expanded);
  at = place(state, LEFT, at, <f64>expanded * <f64>expanded + 8);
  at = place(state, RIGHT, at, <f64>expanded * <f64>expanded + 8);
  at = place(state, PROBE, at, <f64>(PROBE_ORDER * (3 * PROBE_ORDER + 1) + 24));
  at = place(state, RESULT_U, at, <f64>rows * <f64>ldr);
  at = place(state, RESULT_V, at, <f64>columns * <f64>ldr);
  at = place(state, RESIDUALS, at, <f64>wanted);
  at = place(state, BY_COLUMN, at, <f64>width * <f64>(longest + 8) + <f64>all + 16);
  at = place(state, COEFFICIENTS, at, <f64>all * <f64>max(pending, width));
  at = place(state, STRIPS, at, <f64>STRIP);
  at = place(state, ERRORS, at, <f64>expanded);
  at = place(state, NORMS, at, <f64>(3 * width + 8));
  return place(state, WORK, at, max<f64>(<f64>ROTATED * <f64>(expanded + 4), <f64>longest));
}

/** A block of `elements` f64 at offset `at`, on a 64-byte line; returns the offset after it. */
function place(state: usize, field: usize, at: f64, elements: f64): f64 {
  if (state != 0) store<usize>(state + field, state + <usize>at);
  return at + ceil<f64>(elements / 8) * 64;
}
