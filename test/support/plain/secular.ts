/** The secular equation and its vectors in plain TypeScript: the twin of assembly/svd/divide/secular-*. Sums run in two lanes, as there. */
import { copysign, dot, type Numbers, numbers, scal, U } from "./blas";

const SLOW = 0.1;

interface Sums { psi: number; psiSlope: number; phi: number; phiSlope: number }

/** sum z^2/q and sum (z/q)^2 over poles begin..end-1, q = (d - w)(d + w). */
function accumulate(begin: number, end: number, d: Numbers, z: Numbers, origin: number, tau: number): [number, number] {
  const [sums, slopes] = [[0, 0], [0, 0]];
  const term = (j: number) => z[j]! / ((d[j]! - origin - tau) * (d[j]! + (origin + tau)));
  let j = begin;
  for (; j + 2 <= end; j += 2) {
    for (const lane of [0, 1]) {
      const t = term(j + lane);
      sums[lane]! += z[j + lane]! * t;
      slopes[lane]! += t * t;
    }
  }
  let [sum, slope] = [sums[0]! + sums[1]!, slopes[0]! + slopes[1]!];
  if (j < end) {
    const t = term(j);
    sum += z[j]! * t;
    slope += t * t;
  }
  return [sum, slope];
}

function evaluate(n: number, split: number, d: Numbers, z: Numbers, origin: number, tau: number): Sums {
  const [psi, psiSlope] = accumulate(0, split + 1, d, z, origin, tau);
  const [phi, phiSlope] = accumulate(split + 1, n, d, z, origin, tau);
  return { psi, psiSlope, phi, phiSlope };
}

/** The change of w that changes w^2 by t. */
const rootChange = (w: number, t: number) => t / (w + Math.sqrt(Math.max(w * w + t, 0)));

function smallerRoot(a: number, b: number, c: number): number {
  const discriminant = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (a > 0) return (2 * b) / (a + discriminant);
  return c === 0 ? b / a : (a - discriminant) / (2 * c);
}

export interface Root { readonly origin: number; readonly tau: number; readonly steps: number; readonly bisected: boolean }

/** Root k: the index of the nearer pole, the distance from it. */
export function secularRoot(n: number, k: number, d: Numbers, z: Numbers, zz: number): Root {
  const dk = d[k]!;
  if (n === 1) return { origin: 0, tau: rootChange(dk, zz), steps: 0, bisected: false };
  const isLast = k === n - 1;
  const split = isLast ? k - 1 : k;
  const [low, high] = [d[split]!, d[split + 1]!];
  const middle = rootChange(dk, 0.5 * (isLast ? zz : (high - low) * (high + low)));
  const at = evaluate(n, split, d, z, dk, middle);
  const f0 = 1 + at.psi + at.phi;
  const fromBelow = isLast || f0 >= 0;
  const index = fromBelow ? k : k + 1;
  const origin = d[index]!;

  let [below, above] = fromBelow ? [0, middle] : [middle - (high - low), 0];
  let t = middle;
  if (isLast && f0 <= 0) [below, above] = [middle, rootChange(dk, zz) * (1 + 4 * U)];
  if (!isLast) {
    // The zero of the model with two poles, its constant matched at the middle.
    const [zl, zh, w] = [z[split]!, z[split + 1]!, dk + middle];
    const c = f0 - zl * (zl / (-middle * (low + w))) - zh * (zh / ((high - low - middle) * (high + w)));
    const gap = (high - low) * (high + low);
    t = rootChange(origin, fromBelow ? smallerRoot(c * gap + zl * zl + zh * zh, zl * zl * gap, c) : -smallerRoot(-c * gap + zl * zl + zh * zh, zh * zh * gap, -c));
  }
  if (!(t > below && t < above)) t = 0.5 * (below + above);

  let [fixedWeight, previous] = [true, Infinity];
  for (let step = 0; step < 40; step++) {
    const sums = evaluate(n, split, d, z, origin, t);
    const f = 1 + sums.psi + sums.phi;
    if (!(Math.abs(f) > 4 * U * (1 + Math.abs(sums.psi) + Math.abs(sums.phi)))) return { origin: index, tau: t, steps: step, bisected: false };
    if (f < 0) below = t;
    else above = t;
    if (Math.abs(f) > SLOW * previous) fixedWeight = !fixedWeight;
    previous = Math.abs(f);
    let next = t + interpolate(isLast, split, d, z, origin, t, f, fixedWeight, sums);
    if (!(next > below && next < above)) next = 0.5 * (below + above);
    if (Math.abs(next - t) <= 2 * U * Math.abs(next)) return { origin: index, tau: next, steps: step, bisected: false };
    t = next;
  }
  for (;;) {
    const half = 0.5 * (below + above);
    if (!(half > below && half < above)) return { origin: index, tau: half, steps: 40, bisected: true };
    const { psi, phi } = evaluate(n, split, d, z, origin, half);
    if (1 + psi + phi < 0) below = half;
    else above = half;
  }
}

function interpolate(isLast: boolean, split: number, d: Numbers, z: Numbers, origin: number, tau: number, f: number, fixedWeight: boolean, { psiSlope, phiSlope }: Sums): number {
  const w = origin + tau;
  const lowPole = (d[split]! - origin - tau) * (d[split]! + w);
  const highPole = (d[split + 1]! - origin - tau) * (d[split + 1]! + w);
  const slope = psiSlope + phiSlope;
  const a = (highPole + lowPole) * f - highPole * lowPole * slope;
  const b = highPole * lowPole * f;
  let change: number;
  if (isLast) {
    const c = Math.abs(f - lowPole * psiSlope - highPole * phiSlope);
    const discriminant = Math.sqrt(Math.abs(a * a - 4 * b * c));
    if (a < 0) change = (2 * b) / (a - discriminant);
    else change = c === 0 ? -f / slope : (a + discriminant) / (2 * c);
  } else {
    // Middle way, or the weight of the pole at the origin kept.
    let c = f - lowPole * psiSlope - highPole * phiSlope;
    if (fixedWeight) {
      const isLow = origin === d[split];
      const [near, far] = isLow ? [lowPole, highPole] : [highPole, lowPole];
      const r = z[isLow ? split : split + 1]! / near;
      c = f - far * slope - (near - far) * (r * r);
    }
    change = smallerRoot(a, b, c);
  }
  if (!(f * change < 0)) change = -f / slope;
  return rootChange(w, change);
}

/** The weights for which the roots d[origin_i] + tau_i are exact, with the signs of z. */
export function exactWeights(n: number, d: Numbers, z: Numbers, origin: readonly number[], tau: Numbers): Numbers {
  const weights = numbers(n).fill(1);
  for (let i = 0; i < n; i++) {
    const [start, shift] = [d[origin[i]!]!, tau[i]!];
    for (let j = 0; j < n; j++) {
      let factor = (start - d[j]! + shift) * (start + shift + d[j]!);
      const pole = d[j <= i ? i + 1 : i]!;
      if (i < n - 1) factor /= (pole - d[j]!) * (pole + d[j]!);
      weights[j] = weights[j]! * factor;
    }
  }
  return weights.map((value, j) => copysign(Math.sqrt(Math.abs(value)), z[j]!));
}

/** zhat_j/((d_j - w)(d_j + w)), for the left vector times d_j and -1 at `first`; brought to length 1. */
export function secularVector(n: number, d: Numbers, weights: Numbers, start: number, shift: number, first?: number): { x: Numbers; length: number } {
  const x = numbers(n);
  for (let j = 0; j < n; j++) {
    x[j] = weights[j]! / ((d[j]! - start - shift) * (d[j]! + (start + shift)));
    if (first !== undefined) x[j] = j === first ? -1 : d[j]! * x[j]!;
  }
  const length = Math.sqrt(dot(n, x, x));
  scal(n, 1 / length, x);
  return { x, length };
}
