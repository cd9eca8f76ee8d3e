import { Dqds, GUESS_KIND, ZERO_KIND } from "./step";

/** Constants of the shift strategy.  [PM00] */
const BOUND: f64 = 0.563;
const MARGIN: f64 = 1.01;
const TAIL_MARGIN: f64 = 1.05;
const THIRD: f64 = 0.333;
/** A geometric tail whose term is this much smaller than its sum is cut. */
const NEGLIGIBLE: f64 = 0.01;

/**
 * A lower bound, as close as the last transform allows, for the smallest eigenvalue of the block: the next shift tau.
 * [PM00], [LAPACK lasq4]
 *
 * q and e of the state are the arrays now, qNext and eNext those before the last transform.
 * Which estimate applies depends on how many values just converged at the end and on where the smallest d was met.
 */
export function chooseDqdsShift(state: Dqds): void {
  const dmin = state.dmin;
  const kind = state.shiftKind;
  state.shiftKind = ZERO_KIND;
  const taken = state.lastBefore - state.last;
  // A dmin of 0 is the usual end of a value just taken; for those that remain dmin1 or dmin2 counts.
  if (taken == 0 && !(dmin > 0)) {
    state.tau = 0;
    return;
  }
  let tau = 0.0;
  if (taken == 0) tau = shiftWithoutDeflation(state, dmin, kind);
  else if (taken == 1) tau = shiftAfterOne(state);
  else if (taken == 2) tau = shiftAfterTwo(state);
  state.tau = tau;
}

function shiftWithoutDeflation(state: Dqds, dmin: f64, kind: i32): f64 {
  const last = state.last;
  const dn = state.dn;
  const dn1 = state.dn1;
  if (dmin == dn && state.dmin1 == dn1) return shiftFromGaps(state, dmin);
  if (dmin == dn) {
    // The smallest d is the last: a Rayleigh quotient with the twist there.
    return rayleighBound(state, dmin, dn, 0, last - 1);
  }
  if (dmin == dn1) {
    const below = state.eNext[last - 1];
    const pivot = state.qNext[last];
    if (below > pivot) return 0.25 * dmin;
    return rayleighBound(state, dmin, dn1, below / pivot, last - 2);
  }
  if (dmin == state.dn2) {
    const e1 = state.eNext[last - 1];
    const q1 = state.qNext[last];
    const e2 = state.eNext[last - 2];
    const q2 = state.qNext[last - 1];
    if (e2 > q2 || e1 > q1) return 0.25 * dmin;
    return rayleighBound(state, dmin, state.dn2, (e2 / q2) * (1 + e1 / q1), last - 3);
  }
  // Nothing known: a fraction of dmin, growing while it is accepted.
  const guess = kind == GUESS_KIND ? state.guess + THIRD * (1 - state.guess) : 0.25;
  state.guess = guess;
  state.shiftKind = GUESS_KIND;
  return guess * dmin;
}

/** The usual end game: the smallest two d are the last two, and gaps to what is above give a sharp bound. */
function shiftFromGaps(state: Dqds, dmin: f64): f64 {
  const last = state.last;
  const dn = state.dn;
  const dmin2 = state.dmin2;
  const b1 = sqrt<f64>(state.q[last]) * sqrt<f64>(state.e[last - 1]);
  const b2 = sqrt<f64>(state.q[last - 1]) * sqrt<f64>(state.e[last - 2]);
  const a2 = state.q[last - 1] + state.e[last - 1];
  const gap2 = 0.75 * dmin2 - a2;
  const gap1 = a2 - dn - (gap2 > 0 && gap2 > b2 ? (b2 / gap2) * b2 : b1 + b2);
  if (gap1 > 0 && gap1 > b1) return max<f64>(dn - (b1 / gap1) * b1, 0.5 * dmin);
  let shift = dn > b1 ? dn - b1 : 0;
  if (a2 > b1 + b2) shift = min<f64>(shift, a2 - (b1 + b2));
  return max<f64>(shift, THIRD * dmin);
}

/**
 * gamma * (1 - sqrt(t))/(1 + t), t the squared length of the approximate eigenvector beyond its 1: the part below the twist
 * is given, that above row `from` is summed. A quarter of dmin where the bound does not hold.
 */
function rayleighBound(state: Dqds, dmin: f64, gamma: f64, belowPart: f64, from: i32): f64 {
  const first = state.first;
  let total = belowPart;
  if (from >= first) {
    if (state.e[from] > state.q[from]) return 0.25 * dmin;
    let term = state.e[from] / state.q[from];
    total += term;
    for (let i = from - 1; i >= first && term != 0; i--) {
      const before = term;
      if (state.e[i] > state.q[i]) return 0.25 * dmin;
      term *= state.e[i] / state.q[i];
      total += term;
      if (max<f64>(term, before) < NEGLIGIBLE * total || total > BOUND) break;
    }
  }
  total *= TAIL_MARGIN;
  if (!(total < BOUND)) return 0.25 * dmin;
  return (gamma * (1 - sqrt<f64>(total))) / (1 + total);
}

/** One value just converged: dmin1 and dn1 stand for the new end. */
function shiftAfterOne(state: Dqds): f64 {
  const dmin1 = state.dmin1;
  const dmin2 = state.dmin2;
  if (dmin1 != state.dn1 || dmin2 != state.dn2) {
    return (dmin1 == state.dn1 ? 0.5 : 0.25) * dmin1;
  }
  const tail = tailLength(state);
  if (tail < 0) return THIRD * dmin1;
  const value = dmin1 / (1 + tail * tail);
  const gap = 0.5 * dmin2 - value;
  return max<f64>(THIRD * dmin1, withGap(value, gap, tail));
}

/** Two values just converged: dmin2 and dn2 stand for the new end. */
function shiftAfterTwo(state: Dqds): f64 {
  const last = state.last;
  const dmin2 = state.dmin2;
  if (dmin2 != state.dn2 || !(2 * state.e[last - 1] < state.q[last - 1])) return 0.25 * dmin2;
  const tail = tailLength(state);
  if (tail < 0) return THIRD * dmin2;
  const value = dmin2 / (1 + tail * tail);
  const gap =
    state.q[last - 1] + state.e[last - 2] - sqrt<f64>(state.q[last - 2]) * sqrt<f64>(state.e[last - 2]) - value;
  return max<f64>(THIRD * dmin2, withGap(value, gap, tail));
}

// @ts-ignore: decorator
@inline
function withGap(value: f64, gap: f64, tail: f64): f64 {
  if (gap > 0 && gap > tail * value) return value * (1 - MARGIN * value * (tail / gap) * tail);
  return value * (1 - MARGIN * tail);
}

/** The length of the approximate eigenvector above the end, with its safety factor; -1 where it does not decay. */
function tailLength(state: Dqds): f64 {
  const first = state.first;
  const last = state.last;
  let term = 1.0;
  let total = 0.0;
  for (let i = last - 1; i >= first; i--) {
    if (state.e[i] > state.q[i]) return -1;
    const before = term;
    term *= state.e[i] / state.q[i];
    total += term;
    if (term == 0 || (i < last - 1 && max<f64>(term, before) < NEGLIGIBLE * total)) break;
  }
  return sqrt<f64>(TAIL_MARGIN * total);
}
