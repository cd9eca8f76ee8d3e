import { panelProduct } from "../kernels/panel";
import { moveColumns, storeColumns } from "./columns";
import { drawBlock, insertBlock, measure, orthogonalizeBlock, streams } from "./expand";
import { orthonormalize } from "./orthonormalize";
import { project } from "./project";
import {
  address, BY_COLUMN, COEFFICIENTS, COLUMNS, EXPAND_BACK, EXPAND_FORWARD, EXPANDED, HAS_Z, integer, LDU, LDV, NORM, NORMS,
  PENDING, PHASE, PROBE, PROBE_DONE, PROBING, real, ROWS, SEED, setInteger, U, V, WIDTH, X, Y,
} from "./state";

/**
 * The missed-copies test. Residuals cannot show that a value was missed: every copy of a multiple value has residual 0.
 *
 * A short block Krylov process with A'*A starts from random columns orthogonal to the expanded columns of V, and to nothing
 * else: a missed vector may hide in the pending ones. With Q its basis, the singular values of A*Q are lower bounds of those
 * of A outside of what was found; one above the smallest value wanted was missed.
 */

/** Columns of a step; steps before anything is concluded, and at most. */
export const PROBE_COLUMNS: i32 = 4;
const LEAST_STEPS: i32 = 3;
const MOST_STEPS: i32 = 8;
/** The most columns of Q: room for the small triangle R of A*Q = W*R. */
export const PROBE_ORDER: i32 = PROBE_COLUMNS * MOST_STEPS;
/** Room in V between the expanded and the pending columns while the test runs. */
export const PROBE_ROOM: i32 = PROBE_ORDER;

/** Starts the test; the block to multiply is in X. */
export function beginProbe(state: usize): void {
  const expanded = integer(state, EXPANDED);
  const columns = integer(state, COLUMNS);
  const v = address(state, V);
  const ldv = integer(state, LDV);
  moveColumns(columns, integer(state, PENDING), v, ldv, expanded, expanded + PROBE_ROOM);
  drawBlock(state, PROBE_COLUMNS);
  orthogonalizeBlock(state, expanded, PROBE_COLUMNS);
  storeColumns(columns, PROBE_COLUMNS, address(state, X), v, ldv, expanded);
  memory.fill(address(state, PROBE), 0, <usize>(PROBE_ORDER * PROBE_ORDER) << 3);
  setInteger(state, PROBING, 1);
  setInteger(state, PROBE_DONE, 0);
  setInteger(state, HAS_Z, 0);
  setInteger(state, WIDTH, PROBE_COLUMNS);
  setInteger(state, PHASE, EXPAND_FORWARD);
}

/** Given Y = A*Q_j: the next columns of W and R. The product itself is the next block to multiply. */
export function probeForward(state: usize): void {
  const rows = integer(state, ROWS);
  const expanded = integer(state, EXPANDED);
  const done = integer(state, PROBE_DONE);
  const ldu = integer(state, LDU);
  const y = address(state, Y);
  const norms = address(state, NORMS);
  const w = address(state, U) + (<usize>expanded << 3);
  const r = address(state, PROBE) + (<usize>done << 3);
  measure(state, rows);
  memory.copy(address(state, X), y, <usize>(rows * PROBE_COLUMNS) << 3);
  project(
    rows, done, PROBE_COLUMNS, w, ldu, y, r, PROBE_ORDER, 1, address(state, COEFFICIENTS), norms + (<usize>PROBE_COLUMNS << 3),
  );
  orthonormalize(
    rows, PROBE_COLUMNS, y, w, done, ldu, real(state, NORM), r + (<usize>(done * PROBE_ORDER) << 3), PROBE_ORDER, 1,
    load<u64>(state + SEED), streams(state, PROBE_COLUMNS), address(state, BY_COLUMN),
  );
  storeColumns(rows, PROBE_COLUMNS, y, address(state, U), ldu, expanded + done);
  setInteger(state, PROBE_DONE, done + PROBE_COLUMNS);
  setInteger(state, PHASE, EXPAND_BACK);
}

/** Given Y = A'*(A*Q_j): the next block. */
export function probeBack(state: usize): void {
  const columns = integer(state, COLUMNS);
  const expanded = integer(state, EXPANDED);
  const done = integer(state, PROBE_DONE);
  const x = address(state, X);
  memory.copy(x, address(state, Y), <usize>(columns * PROBE_COLUMNS) << 3);
  orthogonalizeBlock(state, expanded + done, PROBE_COLUMNS);
  if (done < PROBE_ORDER) storeColumns(columns, PROBE_COLUMNS, x, address(state, V), integer(state, LDV), expanded + done);
  setInteger(state, PHASE, EXPAND_FORWARD);
}

/** What the singular values of R say: nothing yet; nothing was missed; something was. */
export const UNDECIDED: i32 = 0;
export const COMPLETE: i32 = 1;
export const MISSED: i32 = 2;

/**
 * Judges the test after a step.
 *
 * values: the singular values of R; vectors: its right singular vectors, row-major, as many. bar: what a missed value exceeds.
 * With A'*A*Q = Q*R'*R + N*S*E', E the last columns, the residual of the leading vector y is ||S*y_last||: while it could
 * lift the value above the bar, the test goes on.
 */
export function judge(state: usize, values: usize, vectors: usize, bar: f64): i32 {
  const done = integer(state, PROBE_DONE);
  if (done < LEAST_STEPS * PROBE_COLUMNS) return UNDECIDED;
  const largest = load<f64>(values);
  if (largest > bar) return MISSED;
  if (done == PROBE_ORDER) return COMPLETE;
  const s = address(state, COEFFICIENTS);
  let square = 0.0;
  for (let i = 0; i < PROBE_COLUMNS; i++) {
    let sum = 0.0;
    for (let j = i; j < PROBE_COLUMNS; j++) {
      const last = load<f64>(vectors + (<usize>((done - PROBE_COLUMNS + j) * done) << 3));
      sum += load<f64>(s + (<usize>(i * PROBE_COLUMNS + j) << 3)) * last;
    }
    square += sum * sum;
  }
  return largest * largest + sqrt<f64>(square) <= bar * bar ? COMPLETE : UNDECIDED;
}

/**
 * Ends the test: what it found becomes pending.
 *
 * vectors: the right singular vectors of R, row-major; the first `missed` of them are taken.
 */
export function endProbe(state: usize, vectors: usize, missed: i32): void {
  const done = integer(state, PROBE_DONE);
  const columns = integer(state, COLUMNS);
  const expanded = integer(state, EXPANDED);
  const ldv = integer(state, LDV);
  const v = address(state, V);
  if (missed > 0) {
    const x = address(state, X);
    memory.fill(x, 0, <usize>(columns * missed) << 3);
    panelProduct<f64>(columns, done, missed, 1, v + (<usize>expanded << 3), ldv, 1, vectors, done, x, missed);
  }
  moveColumns(columns, integer(state, PENDING), v, ldv, expanded + PROBE_ROOM, expanded);
  setInteger(state, PROBING, 0);
  if (missed > 0) insertBlock(state, missed);
}
