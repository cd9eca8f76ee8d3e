import {
  DMIN, DMIN1, DMIN2, DN, DN1, DN2, E_NEXT, E_NOW, FIRST, GUESS, GUESS_KIND, LAST, LAST_BEFORE, Q_NEXT, Q_NOW, SHIFT_KIND, TAU, ZERO_KIND,
} from "./step";

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
 * Which estimate applies depends on how many values just converged at the end and on where the smallest d was met.
 */
export function chooseDqdsShift(work: usize): void {
  const dmin = load<f64>(work + DMIN);
  const kind = load<i32>(work + SHIFT_KIND);
  store<i32>(work + SHIFT_KIND, ZERO_KIND);
  const taken = load<i32>(work + LAST_BEFORE) - load<i32>(work + LAST);
  // A dmin of 0 is the usual end of a value just taken; for those that remain dmin1 or dmin2 counts.
  if (taken == 0 && !(dmin > 0)) {
    store<f64>(work + TAU, 0);
    return;
  }
  let tau = 0.0;
  if (taken == 0) tau = shiftWithoutDeflation(work, dmin, kind);
  else if (taken == 1) tau = shiftAfterOne(work);
  else if (taken == 2) tau = shiftAfterTwo(work);
  store<f64>(work + TAU, tau);
}

// @ts-ignore: decorator
@inline
function qAt(work: usize, i: i32): f64 {
  return load<f64>(load<usize>(work + Q_NOW) + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
function eAt(work: usize, i: i32): f64 {
  return load<f64>(load<usize>(work + E_NOW) + (<usize>i << 3));
}

function shiftWithoutDeflation(work: usize, dmin: f64, kind: i32): f64 {
  const last = load<i32>(work + LAST);
  const dn = load<f64>(work + DN);
  const dn1 = load<f64>(work + DN1);
  if (dmin == dn && load<f64>(work + DMIN1) == dn1) return shiftFromGaps(work, dmin);
  if (dmin == dn) {
    // The smallest d is the last: a Rayleigh quotient with the twist there.
    return rayleighBound(work, dmin, dn, 0, last - 1);
  }
  if (dmin == dn1) {
    const below = eOld(work, last - 1);
    const pivot = qOld(work, last);
    if (below > pivot) return 0.25 * dmin;
    return rayleighBound(work, dmin, dn1, below / pivot, last - 2);
  }
  if (dmin == load<f64>(work + DN2)) {
    const e1 = eOld(work, last - 1);
    const q1 = qOld(work, last);
    const e2 = eOld(work, last - 2);
    const q2 = qOld(work, last - 1);
    if (e2 > q2 || e1 > q1) return 0.25 * dmin;
    return rayleighBound(work, dmin, load<f64>(work + DN2), (e2 / q2) * (1 + e1 / q1), last - 3);
  }
  // Nothing known: a fraction of dmin, growing while it is accepted.
  const guess = kind == GUESS_KIND ? load<f64>(work + GUESS) + THIRD * (1 - load<f64>(work + GUESS)) : 0.25;
  store<f64>(work + GUESS, guess);
  store<i32>(work + SHIFT_KIND, GUESS_KIND);
  return guess * dmin;
}

/** Arrays before the last transform. */
// @ts-ignore: decorator
@inline
function qOld(work: usize, i: i32): f64 {
  return load<f64>(load<usize>(work + Q_NEXT) + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
function eOld(work: usize, i: i32): f64 {
  return load<f64>(load<usize>(work + E_NEXT) + (<usize>i << 3));
}

/** The usual end game: the smallest two d are the last two, and gaps to what is above give a sharp bound. */
function shiftFromGaps(work: usize, dmin: f64): f64 {
  const last = load<i32>(work + LAST);
  const dn = load<f64>(work + DN);
  const dmin2 = load<f64>(work + DMIN2);
  const b1 = sqrt<f64>(qAt(work, last)) * sqrt<f64>(eAt(work, last - 1));
  const b2 = sqrt<f64>(qAt(work, last - 1)) * sqrt<f64>(eAt(work, last - 2));
  const a2 = qAt(work, last - 1) + eAt(work, last - 1);
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
function rayleighBound(work: usize, dmin: f64, gamma: f64, belowPart: f64, from: i32): f64 {
  const first = load<i32>(work + FIRST);
  let total = belowPart;
  if (from >= first) {
    if (eAt(work, from) > qAt(work, from)) return 0.25 * dmin;
    let term = eAt(work, from) / qAt(work, from);
    total += term;
    for (let i = from - 1; i >= first && term != 0; i--) {
      const before = term;
      if (eAt(work, i) > qAt(work, i)) return 0.25 * dmin;
      term *= eAt(work, i) / qAt(work, i);
      total += term;
      if (max<f64>(term, before) < NEGLIGIBLE * total || total > BOUND) break;
    }
  }
  total *= TAIL_MARGIN;
  if (!(total < BOUND)) return 0.25 * dmin;
  return (gamma * (1 - sqrt<f64>(total))) / (1 + total);
}

/** One value just converged: dmin1 and dn1 stand for the new end. */
function shiftAfterOne(work: usize): f64 {
  const dmin1 = load<f64>(work + DMIN1);
  const dmin2 = load<f64>(work + DMIN2);
  if (dmin1 != load<f64>(work + DN1) || dmin2 != load<f64>(work + DN2)) {
    return (dmin1 == load<f64>(work + DN1) ? 0.5 : 0.25) * dmin1;
  }
  const tail = tailLength(work);
  if (tail < 0) return THIRD * dmin1;
  const value = dmin1 / (1 + tail * tail);
  const gap = 0.5 * dmin2 - value;
  return max<f64>(THIRD * dmin1, withGap(value, gap, tail));
}

/** Two values just converged: dmin2 and dn2 stand for the new end. */
function shiftAfterTwo(work: usize): f64 {
  const last = load<i32>(work + LAST);
  const dmin2 = load<f64>(work + DMIN2);
  if (dmin2 != load<f64>(work + DN2) || !(2 * eAt(work, last - 1) < qAt(work, last - 1))) return 0.25 * dmin2;
  const tail = tailLength(work);
  if (tail < 0) return THIRD * dmin2;
  const value = dmin2 / (1 + tail * tail);
  const gap =
    qAt(work, last - 1) + eAt(work, last - 2) - sqrt<f64>(qAt(work, last - 2)) * sqrt<f64>(eAt(work, last - 2)) - value;
  return max<f64>(THIRD * dmin2, withGap(value, gap, tail));
}

// @ts-ignore: decorator
@inline
function withGap(value: f64, gap: f64, tail: f64): f64 {
  if (gap > 0 && gap > tail * value) return value * (1 - MARGIN * value * (tail / gap) * tail);
  return value * (1 - MARGIN * tail);
}

/** The length of the approximate eigenvector above the end, with its safety factor; -1 where it does not decay. */
function tailLength(work: usize): f64 {
  const first = load<i32>(work + FIRST);
  const last = load<i32>(work + LAST);
  let term = 1.0;
  let total = 0.0;
  for (let i = last - 1; i >= first; i--) {
    if (eAt(work, i) > qAt(work, i)) return -1;
    const before = term;
    term *= eAt(work, i) / qAt(work, i);
    total += term;
    if (term == 0 || (i < last - 1 && max<f64>(term, before) < NEGLIGIBLE * total)) break;
  }
  return sqrt<f64>(TAIL_MARGIN * total);
}
