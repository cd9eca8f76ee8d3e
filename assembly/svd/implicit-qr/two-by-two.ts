import { roundoff } from "../../machine";

/** Values and rotations of a triangle; the values carry signs, |larger| >= |smaller|. */
@unmanaged
export class TwoByTwo {
  larger: f64;
  smaller: f64;
  cl: f64;
  sl: f64;
  cr: f64;
  sr: f64;
}

/**
 * The smaller singular value of [f g; 0 h], to nearly full relative accuracy.   [LAPACK las2], [DK90]
 */
export function smallerSingularValue(f: f64, g: f64, h: f64): f64 {
  const fa = abs<f64>(f);
  const ga = abs<f64>(g);
  const ha = abs<f64>(h);
  const small = min<f64>(fa, ha);
  const large = max<f64>(fa, ha);
  if (small == 0) return 0;
  const sum = 1 + small / large;
  const difference = (large - small) / large;
  if (ga < large) {
    const ratio = ga / large;
    const q = ratio * ratio;
    return small * (2 / (sqrt<f64>(sum * sum + q) + sqrt<f64>(difference * difference + q)));
  }
  const ratio = large / ga;
  if (ratio == 0) return (small * large) / ga;
  const p = sum * ratio;
  const q = difference * ratio;
  const half = small * (1 / (sqrt<f64>(1 + p * p) + sqrt<f64>(1 + q * q))) * ratio;
  return half + half;
}

/**
 * The singular value decomposition of a triangle, nearly every result to the last place.   [LAPACK lasv2]
 *
 *   [cl sl; -sl cl] [f g; 0 h] [cr -sr; sr cr] = [larger 0; 0 smaller]
 */
export function svdTwoByTwo(f: f64, g: f64, h: f64, out: TwoByTwo): void {
  // Work on the transposed, reversed triangle if that puts the larger diagonal entry first.
  const swapped = abs<f64>(h) > abs<f64>(f);
  const ft = swapped ? h : f;
  const ht = swapped ? f : h;
  const fa = abs<f64>(ft);
  const ha = abs<f64>(ht);
  const ga = abs<f64>(g);

  let larger: f64, smaller: f64, cl: f64, sl: f64, cr: f64, sr: f64;
  if (ga == 0) {
    smaller = ha;
    larger = fa;
    cl = 1;
    cr = 1;
    sl = 0;
    sr = 0;
  } else if (ga > fa && fa / ga < roundoff<f64>()) {
    // g dominates: the limits of the formulas below.
    larger = ga;
    smaller = ha > 1 ? fa / (ga / ha) : (fa / ga) * ha;
    cl = 1;
    sl = ht / g;
    sr = 1;
    cr = ft / g;
  } else {
    const difference = fa - ha;
    const l = difference == fa ? 1 : difference / fa; // 1 also for infinite f
    const m = g / ft;
    const t = 2 - l;
    const mm = m * m;
    const s = sqrt<f64>(t * t + mm);
    const r = l == 0 ? abs<f64>(m) : sqrt<f64>(l * l + mm);
    const a = 0.5 * (s + r);
    smaller = ha / a;
    larger = fa * a;
    let tangent: f64;
    if (mm == 0) {
      tangent =
        l == 0 ? copysign<f64>(2, ft) * copysign<f64>(1, g) : g / copysign<f64>(difference, ft) + m / t;
    } else {
      tangent = (m / (s + t) + m / (r + l)) * (1 + a);
    }
    const length = sqrt<f64>(tangent * tangent + 4);
    cr = 2 / length;
    sr = tangent / length;
    cl = (cr + sr * m) / a;
    sl = ((ht / ft) * sr) / a;
  }
  if (swapped) {
    const c = cl;
    const s = sl;
    cl = sr;
    sl = cr;
    cr = s;
    sr = c;
  }

  // The sign of the larger value follows from the largest of |f|, |g|, |h|.
  let sign: f64;
  if (ga > fa) sign = copysign<f64>(1, sr) * copysign<f64>(1, cl) * copysign<f64>(1, g);
  else if (swapped) sign = copysign<f64>(1, sr) * copysign<f64>(1, sl) * copysign<f64>(1, h);
  else sign = copysign<f64>(1, cr) * copysign<f64>(1, cl) * copysign<f64>(1, f);
  out.larger = copysign<f64>(larger, sign);
  out.smaller = copysign<f64>(smaller, sign * copysign<f64>(1, f) * copysign<f64>(1, h));
  out.cl = cl;
  out.sl = sl;
  out.cr = cr;
  out.sr = sr;
}
