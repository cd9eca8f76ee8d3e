/** dqds in plain TypeScript: the twin of assembly/svd/dqds. One array for each of q and e, before and after a transform. */
import { amax, exponentOf, type Numbers, numbers, scaleBy } from "./blas";
import { chooseShift, type State } from "./dqds-shift";
import { smallestBound } from "./implicit-qr";

export { chooseShift, type State };

const TOLERANCE = 100 * 2 ** -52;
const TOLERANCE2 = TOLERANCE * TOLERANCE;
const FLIP_BIAS = 1.5;

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

function solvePair(q0: number, e: number, q1: number): [number, number] {
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

/** One transform with the shift that was chosen, or a smaller one; false where none is right. */
function shiftedStep(s: State, events: Event[] = []): boolean {
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
function addShift(s: State, events: Event[] = []): void {
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

function flipIfBackward(deflated: boolean, s: State, events: Event[] = []): void {
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
function splitAndTransform(n: number, s: State): void {
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
