import { multiplyAdd, sumLanes, zeros } from "../../kernels/lanes";
import { roundoff } from "../../machine";
import { at, Vector } from "../../memory";

/** Interpolation steps before plain bisection takes over; 3 to 6 are typical. */
const MAX_STEPS: i32 = 40;
/** Bisections that bring any bracket of doubles down to neighbours. */
const MAX_BISECTIONS: i32 = 1100;
/** An interpolation step that does not cut |f| by this factor switches the scheme. */
const SLOW: f64 = 0.1;

/** What `evaluate` leaves: sums over the poles up to the split, and over those beyond it, with their slopes. */
@unmanaged
export class SecularSums {
  psi: f64;
  psiSlope: f64;
  phi: f64;
  phiSlope: f64;
}

/**
 * psi = sum_{j <= split} z_j^2 / ((d_j - w)(d_j + w)), phi the sum over j > split, w = d_origin + tau, and their
 * derivatives with respect to w^2. The differences are formed as (d_j - d_origin) - tau, which is exact where it matters.
 */
function evaluate(n: i32, split: i32, d: Vector<f64>, z: Vector<f64>, origin: f64, tau: f64, sums: SecularSums): void {
  const out = changetype<usize>(sums);
  accumulate(d.at(0), z.at(0), split + 1, origin, tau, out);
  accumulate(d.at(split + 1), z.at(split + 1), n - split - 1, origin, tau, out + offsetof<SecularSums>("phi"));
}

/** Stores sum z^2/q and sum (z/q)^2, q = (d - w)(d + w), over n poles. */
function accumulate(d: usize, z: usize, n: i32, origin: f64, tau: f64, out: usize): void {
  const end = at<f64>(d, n);
  const pairEnd = at<f64>(d, n & ~1);
  const origins = v128.splat<f64>(origin);
  const taus = v128.splat<f64>(tau);
  const values = v128.splat<f64>(origin + tau);
  let sums = zeros<f64>();
  let slopes = zeros<f64>();
  while (d < pairEnd) {
    const ds = v128.load(d);
    const zs = v128.load(z);
    const difference = v128.sub<f64>(v128.sub<f64>(ds, origins), taus);
    const t = v128.div<f64>(zs, v128.mul<f64>(difference, v128.add<f64>(ds, values)));
    sums = multiplyAdd<f64>(zs, t, sums);
    slopes = multiplyAdd<f64>(t, t, slopes);
    d += 16;
    z += 16;
  }
  let sum = sumLanes<f64>(sums);
  let slope = sumLanes<f64>(slopes);
  if (d < end) {
    const t = load<f64>(z) / ((load<f64>(d) - origin - tau) * (load<f64>(d) + (origin + tau)));
    sum += load<f64>(z) * t;
    slope += t * t;
  }
  store<f64>(out, sum);
  store<f64>(out, slope, 8);
}

/** The change of w that changes w^2 by t:  t / (w + sqrt(w^2 + t)). */
// @ts-ignore: decorator
@inline
function rootChange(w: f64, t: f64): f64 {
  return t / (w + sqrt<f64>(max<f64>(w * w + t, 0)));
}

/** The root nearer to 0, with the sign for a pole below, of  c*t^2 - a*t + b = 0. */
// @ts-ignore: decorator
@inline
function smallerRoot(a: f64, b: f64, c: f64): f64 {
  const discriminant = sqrt<f64>(abs<f64>(a * a - 4 * b * c));
  if (a > 0) return (2 * b) / (a + discriminant);
  return c == 0 ? b / a : (a - discriminant) / (2 * c);
}

/**
 * Root k of the secular equation  f(w) = 1 + sum_j z_j^2 / (d_j^2 - w^2) = 0  in (d_k, d_{k+1}); the last lies in
 * (d_{n-1}, sqrt(d_{n-1}^2 + |z|^2)).   [GE95], [Li94], [LAPACK lasd4]
 *
 * d: n poles, 0 = d_0 < d_1 < ... ; z: n nonzero weights, their sum of squares `zz`. The root is d[origin] + tau with the
 * nearer pole as origin: tau is stored at `tau`, the index is returned.
 */
export function secularRoot(n: i32, k: i32, d: Vector<f64>, z: Vector<f64>, zz: f64, tau: Vector<f64>, sums: SecularSums): i32 {
  const dk = d[k];
  if (n == 1) {
    tau[0] = rootChange(dk, zz);
    return 0;
  }
  const isLast = k == n - 1;
  // Poles whose weights the interpolation treats apart: k and k + 1, for the last root k - 1 and k.
  const split = isLast ? k - 1 : k;
  const low = d[split];
  const high = d[split + 1];

  // Which half of the interval holds the root decides the origin.
  const width2 = isLast ? zz : (high - low) * (high + low);
  const middle = rootChange(dk, 0.5 * width2);
  evaluate(n, split, d.from(0), z.from(0), dk, middle, sums);
  let f = 1 + sums.psi + sums.phi;
  const fromBelow = isLast || f >= 0;
  const originIndex = fromBelow ? k : k + 1;
  const origin = d[originIndex];

  let below: f64, above: f64; // bracket of tau
  if (isLast) {
    below = f <= 0 ? middle : 0;
    above = f <= 0 ? rootChange(dk, zz) * (1 + 4 * roundoff<f64>()) : middle;
  } else if (fromBelow) {
    below = 0;
    above = middle;
  } else {
    below = middle - (high - low);
    above = 0;
  }
  let t = isLast ? middle : firstGuess(split, d, z, f, middle, dk, fromBelow, origin);
  if (!(t > below && t < above)) t = 0.5 * (below + above);

  let fixedWeight = true;
  let previous = Infinity;
  for (let step = 0; step < MAX_STEPS; step++) {
    // Here: below <= t <= above, f(below) <= 0 <= f(above).
    evaluate(n, split, d.from(0), z.from(0), origin, t, sums);
    const psi = sums.psi;
    const phi = sums.phi;
    f = 1 + psi + phi;
    if (!(abs<f64>(f) > 4 * roundoff<f64>() * (1 + abs<f64>(psi) + abs<f64>(phi)))) break;
    if (f < 0) below = t;
    else above = t;
    if (abs<f64>(f) > SLOW * previous) fixedWeight = !fixedWeight;
    previous = abs<f64>(f);

    const change = interpolate(isLast, split, d, z, origin, t, f, fixedWeight, sums);
    let next = t + change;
    if (!(next > below && next < above)) next = 0.5 * (below + above);
    if (abs<f64>(next - t) <= 2 * roundoff<f64>() * abs<f64>(next)) {
      t = next;
      break;
    }
    t = next;
    if (step == MAX_STEPS - 1) t = bisect(n, split, d.from(0), z.from(0), origin, below, above, sums);
  }
  tau[0] = t;
  return originIndex;
}

/** The root of the two-pole model  c + z_k^2/(d_k^2 - x) + z_{k+1}^2/(d_{k+1}^2 - x),  c matched at the middle. */
function firstGuess(
  k: i32, d: Vector<f64>, z: Vector<f64>, f: f64, middle: f64, dk: f64, fromBelow: bool, origin: f64,
): f64 {
  const low = d[k];
  const high = d[k + 1];
  const zl = z[k];
  const zh = z[k + 1];
  const w = dk + middle;
  const c = f - zl * (zl / (-middle * (low + w))) - zh * (zh / ((high - low - middle) * (high + w)));
  const gap = (high - low) * (high + low);
  let t: f64;
  if (fromBelow) {
    t = smallerRoot(c * gap + zl * zl + zh * zh, zl * zl * gap, c);
  } else {
    t = -smallerRoot(-c * gap + zl * zl + zh * zh, zh * zh * gap, -c);
  }
  return rootChange(origin, t);
}

/**
 * The change of tau to the zero of a rational model of f with poles at d_split and d_split+1: either the weight of the
 * pole at the origin is kept (fixed weight) or each side's slope is matched (middle way).   [Li94]
 */
function interpolate(
  isLast: bool, split: i32, d: Vector<f64>, z: Vector<f64>, origin: f64, tau: f64, f: f64, fixedWeight: bool, sums: SecularSums,
): f64 {
  const w = origin + tau;
  const lowPole = (d[split] - origin - tau) * (d[split] + w);
  const highPole = (d[split + 1] - origin - tau) * (d[split + 1] + w);
  const psiSlope = sums.psiSlope;
  const phiSlope = sums.phiSlope;
  const slope = psiSlope + phiSlope;
  const a = (highPole + lowPole) * f - highPole * lowPole * slope;
  const b = highPole * lowPole * f;

  let change: f64;
  if (isLast) {
    // Both poles lie below: the zero wanted is the one further up.
    const c = abs<f64>(f - lowPole * psiSlope - highPole * phiSlope);
    const discriminant = sqrt<f64>(abs<f64>(a * a - 4 * b * c));
    change = a >= 0 ? (c == 0 ? -f / slope : (a + discriminant) / (2 * c)) : (2 * b) / (a - discriminant);
  } else {
    let c: f64;
    if (!fixedWeight) {
      c = f - lowPole * psiSlope - highPole * phiSlope;
    } else if (origin == d[split]) {
      const r = z[split] / lowPole;
      c = f - highPole * slope - (lowPole - highPole) * (r * r);
    } else {
      const r = z[split + 1] / highPole;
      c = f - lowPole * slope - (highPole - lowPole) * (r * r);
    }
    change = smallerRoot(a, b, c);
  }
  if (!(f * change < 0)) change = -f / slope; // Newton: f grows with w^2
  return rootChange(w, change);
}

/** Plain bisection, down to neighbouring numbers. */
function bisect(n: i32, split: i32, d: Vector<f64>, z: Vector<f64>, origin: f64, below: f64, above: f64, sums: SecularSums): f64 {
  for (let step = 0; step < MAX_BISECTIONS; step++) {
    const middle = 0.5 * (below + above);
    if (!(middle > below && middle < above)) break;
    evaluate(n, split, d, z, origin, middle, sums);
    if (1 + sums.psi + sums.phi < 0) below = middle;
    else above = middle;
  }
  return 0.5 * (below + above);
}
