import { moveColumns, storeColumns } from "../kernels/columns";
import { panelProduct } from "../kernels/panel";
import { at, bytesOf, Vector, vector } from "../memory";
import { real } from "../real";
import { drawBlock, insertBlock, measure, orthogonalizeBlock } from "./expand";
import { orthonormalize } from "./orthonormalize";
import { removeSpan } from "./remove-span";
import { EXPAND_BACK, EXPAND_FORWARD, Krylov } from "./state";

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

/** Starts the test; the block to multiply is in X, and V has room for PROBE_ORDER columns before the pending ones. */
export function beginProbe(state: Krylov): void {
  const expanded = state.expanded;
  const columns = state.columns;
  const v = state.v.at;
  const ldv = state.v.ld;
  moveColumns<real>(columns, state.pending, v, ldv, expanded, expanded + PROBE_ORDER);
  drawBlock(state, PROBE_COLUMNS);
  orthogonalizeBlock(state, expanded, PROBE_COLUMNS);
  storeColumns<real>(columns, PROBE_COLUMNS, state.x, v, ldv, expanded);
  memory.fill(state.probe, 0, bytesOf<real>(PROBE_ORDER * PROBE_ORDER));
  state.probing = true;
  state.probeDone = 0;
  state.hasZ = false;
  state.width = PROBE_COLUMNS;
  state.phase = EXPAND_FORWARD;
}

/** Given Y = A*Q_j: the next columns of W and R. The product itself is the next block to multiply. */
export function probeForward(state: Krylov): void {
  const rows = state.rows;
  const done = state.probeDone;
  const u = state.u;
  const y = state.y;
  const first = state.expanded;
  const w = state.w.set(rows, at<real>(u.at, first), u.ld);
  const r = at<real>(state.probe, done);
  measure(state, rows);
  memory.copy(state.x, y, bytesOf<real>(rows * PROBE_COLUMNS));
  removeSpan(w, done, PROBE_COLUMNS, y, state.into(r, PROBE_ORDER, 1), state.coefficients, state.norms.from(PROBE_COLUMNS));
  const into = state.into(at<real>(r, done * PROBE_ORDER), PROBE_ORDER, 1);
  orthonormalize(w, done, PROBE_COLUMNS, y, state.norm, into, state.seed, state.streams(PROBE_COLUMNS), state.byColumn);
  storeColumns<real>(rows, PROBE_COLUMNS, y, u.at, u.ld, first + done);
  state.probeDone = done + PROBE_COLUMNS;
  state.phase = EXPAND_BACK;
}

/** Given Y = A'*(A*Q_j): the next block. */
export function probeBack(state: Krylov): void {
  const columns = state.columns;
  const expanded = state.expanded;
  const done = state.probeDone;
  const x = state.x;
  memory.copy(x, state.y, bytesOf<real>(columns * PROBE_COLUMNS));
  orthogonalizeBlock(state, expanded + done, PROBE_COLUMNS);
  if (done < PROBE_ORDER) storeColumns<real>(columns, PROBE_COLUMNS, x, state.v.at, state.v.ld, expanded + done);
  state.phase = EXPAND_FORWARD;
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
export function judge(state: Krylov, values: Vector<real>, vectors: Vector<real>, bar: f64): i32 {
  const done = state.probeDone;
  if (done < LEAST_STEPS * PROBE_COLUMNS) return UNDECIDED;
  const largest = values[0];
  if (largest > bar) return MISSED;
  if (done == PROBE_ORDER) return COMPLETE;
  const s = vector<real>(state.coefficients);
  let square = 0.0;
  for (let i = 0; i < PROBE_COLUMNS; i++) {
    let sum = 0.0;
    for (let j = i; j < PROBE_COLUMNS; j++) {
      const last = vectors[(done - PROBE_COLUMNS + j) * done];
      sum += s[i * PROBE_COLUMNS + j] * last;
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
export function endProbe(state: Krylov, vectors: usize, missed: i32): void {
  const done = state.probeDone;
  const columns = state.columns;
  const expanded = state.expanded;
  const ldv = state.v.ld;
  const v = state.v.at;
  if (missed > 0) {
    const x = state.x;
    memory.fill(x, 0, bytesOf<real>(columns * missed));
    panelProduct<real>(columns, done, missed, 1, at<real>(v, expanded), ldv, 1, vectors, done, x, missed);
  }
  moveColumns<real>(columns, state.pending, v, ldv, expanded + PROBE_ORDER, expanded);
  state.probing = false;
  if (missed > 0) insertBlock(state, missed);
}
