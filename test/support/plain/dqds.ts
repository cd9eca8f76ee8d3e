/** dqds in plain TypeScript: the twin of assembly/svd/dqds. One array for each of q and e, before and after a transform. */
import { amax, exponentOf, type Numbers, numbers, scaleBy } from "./blas";
import { smallestBound } from "./implicit-qr";

const TOLERANCE = 100 * 2 ** -52;
const TOLERANCE2 = TOLERANCE * TOLERANCE;
const FLIP_BIAS = 1.5;

export interface State {
  sigma: number; lost: number; tau: number;
  dmin: number; dmin1: number; dmin2: number; dn: number; dn1: number; dn2: number;
  guess: number; guessed: boolean;
  q: Numbers; e: Numbers; qNext: Numbers; eNext: Numbers;
  first: number; last: number; lastBefore: number;
}

export type Event = "flip" | "refused" | "transform" | "one" | "two" | "split" | "hidden" | "lost";

export function emptyState(n: number): State {
  const zero = { sigma: 0, lost: 0, tau: 0, dmin: 0, dmin1: 0, dmin2: 0, dn: 0, dn1: 0, dn2: 0, guess: 0, guessed: false, first: 0, last: n - 1, lastBefore: n - 1 };
  return { ...zero, q: numbers(n), e: numbers(n), qNext: numbers(n), eNext: numbers(n) };
}

/** One transform with shift tau, from q and e to qNext and eNext. */
export function transform(s: State): void {
  const { q, e, qNext, eNext, tau, first, last } = s;
  let d = q[first]! - tau;
  let smallest = d;
  const note = (i: number) => {
    // d before row i + 1 of the last three is kept, and the least of all up to it.
    if (i === last - 2) [s.dn2, s.dmin2] = [d, smallest];
    if (i === last - 1) [s.dn1, s.dmin1] = [d, smallest];
  };
  if (last - first < 2) [s.dn2, s.dmin2] = [d, smallest];
  else note(first);
  for (let i = first; i < last; i++) {
    const sum = d + e[i]!;
    qNext[i] = sum;
    if (i < last - 2) {
      const ratio = q[i + 1]! / sum;
      eNext[i] = e[i]! * ratio;
      d = d * ratio - tau;
      smallest = d < smallest ? d : smallest;
    } else {
      eNext[i] = q[i + 1]! * (e[i]! / sum);
      d = q[i + 1]! * (d / sum) - tau;
      smallest = Math.min(smallest, d);
    }
    if (i + 1 < last) note(i + 1);
  }
  qNext[last] = d;
  s.dn = d;
  s.dmin = smallest;
}

const isNegligible = (s: State, i: number, below: number) => s.e[i]! <= TOLERANCE2 * below || s.eNext[i]! <= TOLERANCE2 * s.q[i]!;

/** Takes what has converged off the end. */
export function deflateEnd(s: State, events: Event[] = []): void {
  const keep = (i: number) => {
    s.q[i] = s.q[i]! + s.sigma;
    s.qNext[i] = s.q[i]!;
  };
  for (;;) {
    const { first, last } = s;
    if (last < first) return;
    if (last === first || isNegligible(s, last - 1, s.sigma + s.q[last]!)) {
      keep(last);
      s.last--;
      events.push("one");
    } else if (last === first + 1 || isNegligible(s, last - 2, s.sigma)) {
      [s.q[last - 1], s.q[last]] = solvePair(s.q[last - 1]!, s.e[last - 1]!, s.q[last]!);
      keep(last);
      keep(last - 1);
      s.last -= 2;
      events.push("two");
    } else {
      return;
    }
  }
}

export function solvePair(q0: number, e: number, q1: number): [number, number] {
  const [large, small] = [Math.max(q0, q1), Math.min(q0, q1)];
  if (!(e > small * TOLERANCE2)) return [large, small];
  const t = 0.5 * (large - small + e);
  let s = small * (e / t);
  s = s <= t ? small * (e / (t * (1 + Math.sqrt(1 + s / t)))) : small * (e / (t + Math.sqrt(t) * Math.sqrt(t + s)));
  const sum = large + (s + e);
  return [sum, small * (large / sum)];
}

/** Starts the block below the last negligible e; the shift so far is noted there. */
export function splitBlock(s: State, events: Event[] = []): void {
  for (let i = s.first, end = s.last - 3; i <= end; i++) {
    if (!(s.eNext[i]! <= TOLERANCE2 * s.q[i]! || s.e[i]! <= TOLERANCE2 * s.sigma)) continue;
    s.e[i] = -s.sigma;
    s.first = i + 1;
    events.push("split");
  }
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

/** One transform with the shift that was chosen, or a smaller one; false where none is right. */
export function shiftedStep(s: State, events: Event[] = []): boolean {
  for (let failures = 1; ; failures++) {
    transform(s);
    events.push("transform");
    const { last, sigma, tau, dmin, dmin1, dn, dn1 } = s;
    if (dmin >= 0 && dmin1 > 0) return true;
    if (dmin < 0 && dmin1 > 0 && s.eNext[last - 1]! < TOLERANCE * (sigma + dn1) && Math.abs(dn) < TOLERANCE * sigma) {
      s.qNext[last] = 0;
      s.dmin = 0;
      events.push("hidden");
      return true;
    }
    if (tau === 0) return false;
    events.push("refused");
    if (Number.isNaN(dmin) || failures > 2) s.tau = 0;
    else if (dmin1 > 0) s.tau = Math.max(0, (tau + dmin) * (1 - 2 ** -51));
    else s.tau = 0.25 * tau;
    s.guessed = false;
  }
}

/** sigma + lost + tau as sigma + lost, rounded once. */
export function addShift(s: State, events: Event[] = []): void {
  const { sigma, tau } = s;
  if (tau < sigma) {
    const add = s.lost + tau;
    s.sigma = sigma + add;
    s.lost = add - (s.sigma - sigma);
  } else {
    s.sigma = sigma + tau;
    s.lost = s.lost + (sigma - (s.sigma - tau));
  }
  if (s.lost !== 0) events.push("lost");
}

export function flipIfBackward(deflated: boolean, s: State, events: Event[] = []): void {
  if ((!deflated && s.dmin > 0) || !(FLIP_BIAS * s.q[s.first]! < s.q[s.last]!)) return;
  flip(s.first, s.last, s);
  Object.assign(s, { dmin: 0, dmin1: 0, dmin2: 0, dn: 0, dn1: 0, dn2: 0 });
  events.push("flip");
}

function flip(first: number, last: number, s: State): void {
  s.q.subarray(first, last + 1).reverse();
  s.e.subarray(first, last).reverse();
  s.eNext.subarray(first, last).reverse();
}

function swap(s: State): void {
  [s.q, s.e, s.qNext, s.eNext] = [s.qNext, s.eNext, s.q, s.e];
}

/** Li's test from the end, then a transform without a shift that tests from the start. */
export function splitAndTransform(n: number, s: State): void {
  const { q, e, qNext, eNext } = s;
  let d = q[n - 1]!;
  for (let i = n - 2; i >= 0; i--) {
    const isSplit = e[i]! <= TOLERANCE2 * d;
    if (isSplit) e[i] = 0;
    d = isSplit ? q[i]! : q[i]! * (d / (d + e[i]!));
  }
  d = q[0]!;
  for (let i = 0; i < n - 1; i++) {
    if (e[i]! <= TOLERANCE2 * d) {
      [qNext[i], eNext[i], d] = [d, 0, q[i + 1]!];
    } else {
      const sum = d + e[i]!;
      [qNext[i], eNext[i], d] = [sum, q[i + 1]! * (e[i]! / sum), q[i + 1]! * (d / sum)];
    }
  }
  qNext[n - 1] = d;
  eNext[n - 1] = 0;
  swap(s);
}

/** The values, or false with d as it was; the state as it ends. */
export function dqds(n: number, d: Numbers, e: Numbers): { values: Numbers | false; state: State; events: Event[] } {
  const events: Event[] = [];
  const s = emptyState(n);
  const norm = Math.max(amax(n, d), amax(n - 1, e));
  if (!(smallestBound(n, d, e) > norm * 2 ** -450)) return { values: false, state: s, events };
  const exponent = 500 - exponentOf(norm);
  s.q.set(d.subarray(0, n));
  s.e.set(e.subarray(0, n - 1));
  scaleBy(n, exponent, s.q);
  scaleBy(n - 1, exponent, s.e);
  for (const x of [s.q, s.e]) x.forEach((value, i) => { x[i] = value * value; });
  if (s.q[0]! * FLIP_BIAS < s.q[n - 1]!) flip(0, n - 1, s);
  const home = s.q;
  splitAndTransform(n, s);
  splitAndTransform(n, s);

  s.last = n - 1;
  while (s.last >= 0) {
    if (s.q !== home) swap(s);
    const { last } = s;
    s.sigma = last === n - 1 ? 0 : -s.e[last]!;
    s.lost = 0;
    let first = last;
    while (first > 0 && s.e[first - 1]! > 0) first--;
    s.first = first;
    Object.assign(s, { dmin: 0, dmin1: 0, dmin2: 0, dn: 0, dn1: 0, dn2: 0, tau: 0 });
    for (let step = 0, most = 100 * (last - first + 1); ; step++) {
      if (step === most) return { values: false, state: s, events };
      s.lastBefore = s.last;
      deflateEnd(s, events);
      if (s.last < s.first) break;
      flipIfBackward(s.last < s.lastBefore, s, events);
      chooseShift(s);
      if (!shiftedStep(s, events)) return { values: false, state: s, events };
      addShift(s, events);
      swap(s);
      if (s.q === home && s.last - s.first >= 3) splitBlock(s, events);
    }
  }
  if (s.q !== home) swap(s);
  const values = s.q.map(Math.sqrt);
  scaleBy(n, -exponent, values);
  return { values, state: s, events };
}
