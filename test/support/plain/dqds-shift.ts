/** The shifts of dqds in plain TypeScript: the twin of assembly/svd/dqds/shift.ts. */
import type { Numbers } from "./blas";

export interface State {
  sigma: number; lost: number; tau: number;
  dmin: number; dmin1: number; dmin2: number; dn: number; dn1: number; dn2: number;
  guess: number; guessed: boolean;
  q: Numbers; e: Numbers; qNext: Numbers; eNext: Numbers;
  first: number; last: number; lastBefore: number;
}

/** The next shift, by what converged and where the least d was. */
export function chooseShift(s: State): void {
  const wasGuessed = s.guessed;
  s.guessed = false;
  const taken = s.lastBefore - s.last;
  if (taken === 0) s.tau = s.dmin > 0 ? shiftInside(s, wasGuessed) : 0;
  else if (taken === 1) s.tau = shiftAfterOne(s);
  else if (taken === 2) s.tau = shiftAfterTwo(s);
  else s.tau = 0;
}

function shiftInside(s: State, wasGuessed: boolean): number {
  const { q, e, qNext, eNext, last, dmin, dn, dn1, dn2 } = s;
  if (dmin === dn && s.dmin1 === dn1) {
    const b1 = Math.sqrt(q[last]!) * Math.sqrt(e[last - 1]!);
    const b2 = Math.sqrt(q[last - 1]!) * Math.sqrt(e[last - 2]!);
    const a2 = q[last - 1]! + e[last - 1]!;
    const gap2 = 0.75 * s.dmin2 - a2;
    const gap1 = a2 - dn - (gap2 > 0 && gap2 > b2 ? (b2 / gap2) * b2 : b1 + b2);
    if (gap1 > 0 && gap1 > b1) return Math.max(dn - (b1 / gap1) * b1, 0.5 * dmin);
    let shift = dn > b1 ? dn - b1 : 0;
    if (a2 > b1 + b2) shift = Math.min(shift, a2 - (b1 + b2));
    return Math.max(shift, 0.333 * dmin);
  }
  if (dmin === dn) return twisted(s, dn, 0, last - 1);
  if (dmin === dn1) {
    if (eNext[last - 1]! > qNext[last]!) return 0.25 * dmin;
    return twisted(s, dn1, eNext[last - 1]! / qNext[last]!, last - 2);
  }
  if (dmin === dn2) {
    if (eNext[last - 2]! > qNext[last - 1]! || eNext[last - 1]! > qNext[last]!) return 0.25 * dmin;
    return twisted(s, dn2, (eNext[last - 2]! / qNext[last - 1]!) * (1 + eNext[last - 1]! / qNext[last]!), last - 3);
  }
  s.guess = wasGuessed ? s.guess + 0.333 * (1 - s.guess) : 0.25;
  s.guessed = true;
  return s.guess * dmin;
}

/** The bound of a Rayleigh quotient with the twist below row `from`. */
function twisted(s: State, gamma: number, below: number, from: number): number {
  let [term, total] = [1, below];
  for (let i = from; i >= s.first && (i === from || term !== 0); i--) {
    const before = term;
    if (s.e[i]! > s.q[i]!) return 0.25 * s.dmin;
    term *= s.e[i]! / s.q[i]!;
    total += term;
    if (i < from && (Math.max(term, before) < 0.01 * total || total > 0.563)) break;
  }
  total *= 1.05;
  return total < 0.563 ? (gamma * (1 - Math.sqrt(total))) / (1 + total) : 0.25 * s.dmin;
}

function shiftAfterOne(s: State): number {
  const { dmin1, dmin2, dn1, dn2 } = s;
  if (dmin1 !== dn1) return 0.25 * dmin1;
  if (dmin2 !== dn2) return 0.5 * dmin1;
  const tail = tailLength(s);
  if (tail < 0) return 0.333 * dmin1;
  const value = dmin1 / (1 + tail * tail);
  return Math.max(0.333 * dmin1, withGap(value, 0.5 * dmin2 - value, tail));
}

function shiftAfterTwo(s: State): number {
  const { q, e, last, dmin2 } = s;
  if (dmin2 !== s.dn2 || !(2 * e[last - 1]! < q[last - 1]!)) return 0.25 * dmin2;
  const tail = tailLength(s);
  if (tail < 0) return 0.333 * dmin2;
  const value = dmin2 / (1 + tail * tail);
  const gap = q[last - 1]! + e[last - 2]! - Math.sqrt(q[last - 2]!) * Math.sqrt(e[last - 2]!) - value;
  return Math.max(0.333 * dmin2, withGap(value, gap, tail));
}

const withGap = (value: number, gap: number, tail: number) =>
  (gap > 0 && gap > tail * value ? value * (1 - 1.01 * value * (tail / gap) * tail) : value * (1 - 1.01 * tail));

function tailLength(s: State): number {
  let [term, total] = [1, 0];
  for (let i = s.last - 1; i >= s.first; i--) {
    if (s.e[i]! > s.q[i]!) return -1;
    const before = term;
    term *= s.e[i]! / s.q[i]!;
    total += term;
    if (term === 0 || (i < s.last - 1 && Math.max(term, before) < 0.01 * total)) break;
  }
  return Math.sqrt(1.05 * total);
}
