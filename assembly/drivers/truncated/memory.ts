import { room } from "../../arena";
import { leadingDimension } from "../../kernels/leading-dimension";
import { Basis, Coefficients } from "../../krylov/basis";
import { start } from "../../krylov/expand";
import { PROBE_COLUMNS, PROBE_ORDER } from "../../krylov/probe";
import { STRIP } from "../../krylov/products";
import { ROUNDING } from "../../krylov/ritz";
import { Krylov } from "../../krylov/state";
import { cleared, measured, vector } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";

/** Columns that missed-copies tests may add to the pending ones, one or all, before what was found is locked. */
export const MOST_ADDED: i32 = 16;
/** Columns whose residuals are measured together, at most: A is read once for all of them. */
const WIDEST_PANEL: i32 = 64;
/** Rows of a basis that are rotated together at a restart. */
const ROTATED: i32 = 64;

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
  const room = min(rows, columns) - PROBE_ORDER - mostPending(block) - 1;
  const limit = min(max(2 * wanted + 8 * block, wanted + 25 * block), room);
  return limit >= wanted + 4 * block ? limit : 0;
}

/** Bytes that truncatedOpen reserves. */
export function truncatedBytes(rows: i32, columns: i32, wanted: i32, block: i32): f64 {
  return layOut(measured<Krylov>(), rows, columns, wanted, block, basisLimit(rows, columns, wanted, block)).end;
}

/**
 * Opens a truncated singular value decomposition of a rows x columns matrix; the address of its state is left at `result`.
 *
 * wanted: triplets; block: columns multiplied at a time. tolerance: of the residuals, relative to the largest value, or where
 * relative is 1, of each to its own value.
 * exponent: the power of two already taken out of the matrix.
 */
export function truncatedOpen(
  rows: i32, columns: i32, wanted: i32, block: i32, tolerance: f64, relative: i32, seed: f64, exponent: i32, result: usize,
): Status {
  const limit = basisLimit(rows, columns, wanted, block);
  const address = room(truncatedBytes(rows, columns, wanted, block));
  if (address == 0) return Status.OutOfMemory;
  const state = layOut(cleared<Krylov>(address), rows, columns, wanted, block, limit);
  state.exponent = exponent;
  state.tolerance = tolerance;
  state.target = tolerance;
  state.floor = relative == 1 ? min<f64>(1, ROUNDING / tolerance) : 1;
  state.change = Infinity;
  state.seed = <u64>seed;
  vector<usize>(result)[0] = address;
  start(state);
  return Status.Ok;
}

function layOut(state: Krylov, rows: i32, columns: i32, wanted: i32, block: i32, limit: i32): Krylov {
  const expanded = limit + PROBE_ORDER;
  const pending = mostPending(block);
  const all = expanded + pending;
  const longest = max(rows, columns);
  const width = max(max(block, MOST_ADDED), (panelColumns(wanted) + 3) & ~3);
  const ldu = leadingDimension<real>(expanded);
  const ldv = leadingDimension<real>(all);
  state.rows = rows;
  state.columns = columns;
  state.wanted = wanted;
  state.block = block;
  state.limit = limit;
  state.mostPending = pending;
  state.ldb = all;
  state.ldr = (wanted + 7) & ~7;
  state.sums = state.takeRecord<Coefficients>();
  state.w = state.takeRecord<Basis>();
  state.u = state.takeRecord<Basis>();
  state.u.set(rows, state.takeBytes(REAL_BYTES * <f64>rows * <f64>ldu), ldu);
  state.v = state.takeRecord<Basis>();
  state.v.set(columns, state.takeBytes(REAL_BYTES * <f64>columns * <f64>ldv), ldv);
  state.b = state.takeBytes(REAL_BYTES * <f64>expanded * <f64>all);
  state.x = state.takeBytes(REAL_BYTES * <f64>longest * <f64>width);
  state.y = state.takeBytes(REAL_BYTES * <f64>longest * <f64>width);
  state.z = state.takeBytes(REAL_BYTES * <f64>columns * <f64>max(block, PROBE_COLUMNS));
  state.values = state.take<real>(<f64>expanded);
  state.left = state.takeBytes(REAL_BYTES * (<f64>expanded * <f64>expanded + 8));
  state.right = state.takeBytes(REAL_BYTES * (<f64>expanded * <f64>expanded + 8));
  state.probe = state.takeBytes(REAL_BYTES * (PROBE_ORDER * (3 * PROBE_ORDER + 1) + 24));
  state.resultU = state.takeBytes(REAL_BYTES * <f64>rows * <f64>state.ldr);
  state.resultV = state.takeBytes(REAL_BYTES * <f64>columns * <f64>state.ldr);
  state.residuals = state.take<real>(<f64>wanted);
  state.byColumn = state.takeBytes(REAL_BYTES * (<f64>width * <f64>(longest + 8) + <f64>all + 16));
  state.coefficients = state.takeBytes(REAL_BYTES * <f64>all * <f64>max(pending, width));
  state.strips = state.takeBytes(REAL_BYTES * STRIP);
  state.errors = state.take<real>(<f64>expanded);
  state.norms = state.take<real>(<f64>(3 * width + 8));
  state.work = state.takeBytes(REAL_BYTES * max<f64>(<f64>ROTATED * <f64>(expanded + 4), <f64>longest));
  return state;
}
