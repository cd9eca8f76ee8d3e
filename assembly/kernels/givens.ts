/** Magnitudes between these square without overflow or harmful underflow: 2^-511 and 2^510.5 (rounded inward). */
const SQUARE_MIN: f64 = 1.4916681462400413e-154;
const SQUARE_MAX: f64 = 6.7039039649712985e153;
const SAFE_MIN: f64 = 2.2250738585072014e-308;
const SAFE_MAX: f64 = 4.49423283715579e307;

/**
 * The plane rotation with  [c s; -s c] [f; g] = [r; 0].   [LAPACK lartg, 2021]
 *
 * Stores c and s at `rotation` and `rotation + width`; returns r. c >= 0, except for f = 0 where c = 0.
 */
export function givens<T>(f: f64, g: f64, rotation: usize): f64 {
  const width = sizeof<T>();
  const f1 = abs<f64>(f);
  const g1 = abs<f64>(g);
  if (f1 > SQUARE_MIN && f1 < SQUARE_MAX && g1 > SQUARE_MIN && g1 < SQUARE_MAX) {
    const d = sqrt<f64>(f * f + g * g);
    const r = copysign<f64>(d, f);
    store<T>(rotation, <T>(f1 / d));
    store<T>(rotation + width, <T>(g / r));
    return r;
  }
  if (g == 0) {
    store<T>(rotation, <T>1);
    store<T>(rotation + width, <T>0);
    return f;
  }
  if (f == 0) {
    store<T>(rotation, <T>0);
    store<T>(rotation + width, <T>copysign<f64>(1, g));
    return g1;
  }
  const scale = min<f64>(SAFE_MAX, max<f64>(SAFE_MIN, max<f64>(f1, g1)));
  const fs = f / scale;
  const gs = g / scale;
  const d = sqrt<f64>(fs * fs + gs * gs);
  const r = copysign<f64>(d, f);
  store<T>(rotation, <T>(abs<f64>(fs) / d));
  store<T>(rotation + width, <T>(gs / r));
  return r * scale;
}
