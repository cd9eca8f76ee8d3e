/**
 * Logarithm, sine and cosine for random numbers: the same bits in every engine, no tables. Polynomials of [FDLIBM], within one
 * unit in the last place on the ranges stated.
 */

const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const HALF_PI: f64 = 1.5707963267948966;

/** ln x for normal x > 0:  x = 2^e*(1 + f),  ln(1 + f) = f - f^2/2 + s*(f^2/2 + R(s^2)),  s = f/(2 + f). */
export function logarithm(x: f64): f64 {
  const bits = reinterpret<u64>(x) + (0x3ff0000000000000 - 0x3fe6a09e667f3bcd); // so that 1 + f is in [sqrt(1/2), sqrt(2))
  const e = <f64>(<i32>(bits >>> 52) - 1023);
  const f = reinterpret<f64>((bits & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd = z * (
    6.666666666666735130e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1))
  );
  const half = 0.5 * f * f;
  return s * (half + even + odd) + e * LN2_LOW - half + f + e * LN2_HIGH;
}

/** Stores cos 2 pi v and sin 2 pi v at `out`, 0 <= v < 1. */
export function cosineSine(v: f64, out: usize): void {
  const quarter = floor<f64>(4 * v + 0.5);
  const x = (4 * v - quarter) * HALF_PI;
  const z = x * x;
  const sine = x + x * z * (
    -1.66666666666666324348e-1 + z * (8.33333333332248946124e-3 + z * (-1.98412698298579493134e-4 + z * (
      2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10))))
  );
  const cosine = 1 - (0.5 * z - z * z * (
    4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * (2.48015872894767294178e-5 + z * (
      -2.75573143513906633035e-7 + z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11))))
  ));
  const turns = <i32>quarter & 3;
  const swapped = (turns & 1) != 0;
  const c = swapped ? -sine : cosine;
  const s = swapped ? cosine : sine;
  store<f64>(out, turns >= 2 ? -c : c);
  store<f64>(out, turns >= 2 ? -s : s, 8);
}

/** e^x for |x| < 700:  x = k*ln 2 + r,  Taylor's sum of e^r. */
export function exponential(x: f64): f64 {
  const k = nearest<f64>(x * 1.4426950408889634);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1.0;
  for (let term = 14.0; term > 0; term -= 1) sum = 1 + sum * (r / term);
  return sum * reinterpret<f64>(<u64>(<i64>k + 1023) << 52);
}
