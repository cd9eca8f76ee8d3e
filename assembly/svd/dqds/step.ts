import { Vector } from "../../memory";

/** The state of a dqds iteration. */
@unmanaged
export class Dqds {
  /** The shifts so far, and what of them rounding has lost. */
  sigma: f64;
  lost: f64;
  /** The next shift. */
  tau: f64;
  /** min d_i, without the last, without the last two; then the last three d_i. */
  dmin: f64;
  dmin1: f64;
  dmin2: f64;
  dn: f64;
  dn1: f64;
  dn2: f64;
  /** Fraction of dmin that is tried when nothing else is known. */
  guess: f64;
  /** The arrays q and e alternate between two buffers. */
  q: Vector<f64>;
  e: Vector<f64>;
  qNext: Vector<f64>;
  eNext: Vector<f64>;
  /** The block under way, and its last row before the last deflation. */
  first: i32;
  last: i32;
  lastBefore: i32;
  shiftKind: i32;
}

/** Kinds of the last shift that the next choice depends on. */
export const ZERO_KIND: i32 = 0;
export const GUESS_KIND: i32 = 1;

/**
 * One dqds transform of rows first..last with shift tau, from the current buffers to the next.   [FP94], [LAPACK lasq5]
 *
 *   d = q_0 - tau;   qq_i = d + e_i;   ee_i = e_i * q_{i+1}/qq_i;   d = d * q_{i+1}/qq_i - tau;   qq_last = d
 *
 * Leaves dmin, dmin1, dmin2 and the last three d. A NaN stays in d and ends up in dmin.
 */
export function dqdsStep(state: Dqds): void {
  const tau = state.tau;
  const last = state.last;
  const q = state.q;
  const e = state.e;
  const qNext = state.qNext;
  const eNext = state.eNext;
  let i = state.first;
  let d = q[i] - tau;
  let smallest = d;
  for (; i < last - 2; i++) {
    const ei = e[i];
    const sum = d + ei;
    const ratio = q[i + 1] / sum;
    qNext[i] = sum;
    eNext[i] = ei * ratio;
    d = d * ratio - tau;
    smallest = d < smallest ? d : smallest;
  }
  state.dn2 = d;
  state.dmin2 = smallest;
  for (; i < last; i++) {
    // The last two rows in the order that cannot overflow.
    const ei = e[i];
    const sum = d + ei;
    const below = q[i + 1];
    qNext[i] = sum;
    eNext[i] = below * (ei / sum);
    d = below * (d / sum) - tau;
    smallest = min<f64>(smallest, d);
    if (i == last - 2) {
      state.dn1 = d;
      state.dmin1 = smallest;
    }
  }
  qNext[last] = d;
  state.dn = d;
  state.dmin = smallest;
}
