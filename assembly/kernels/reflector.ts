import { gemvTransposed } from "./gemv";
import { ger } from "./ger";
import { nrm2 } from "./nrm2";
import { scal } from "./scal";

/** Below safe minimum / unit roundoff, 1/(alpha - beta) could overflow: rescale first.  [LAPACK larfg] */
const RESCALE_BELOW: f64 = 2.004168360008973e-292; // 2^-969
const RESCALE_BY: f64 = 4.9896007738368e291; // 2^969
const RESCALE_BELOW_F32: f64 = 1.9721522630525295e-31; // 2^-102
const RESCALE_BY_F32: f64 = 5.070602400912918e30; // 2^102
/** Enough to bring the smallest subnormal up to the threshold. */
const MAX_RESCALINGS: i32 = 20;

// @ts-ignore: decorator
@inline
function rescaleBelow<T>(): f64 {
  return sizeof<T>() == 8 ? RESCALE_BELOW : RESCALE_BELOW_F32;
}

// @ts-ignore: decorator
@inline
function rescaleBy<T>(): f64 {
  return sizeof<T>() == 8 ? RESCALE_BY : RESCALE_BY_F32;
}

/**
 * The elementary reflector H = I - tau*v*v', v[0] = 1, with H*x = beta*e_0.   [LAPACK larfg]
 *
 * x: n contiguous elements. On return x[0] = beta, x[1:] = v[1:]; tau is stored at `tau`, 0 when H = I.
 * 1 <= tau <= 2 otherwise.
 */
export function reflector<T>(n: i32, x: usize, tau: usize): T {
  const width = sizeof<T>();
  let alpha = load<T>(x);
  let norm = n > 1 ? nrm2<T>(n - 1, x + width) : <T>0;
  if (norm == <T>0) {
    store<T>(tau, <T>0);
    return alpha;
  }
  let beta = -copysign<T>(hypotenuse<T>(alpha, norm), alpha);
  let rescalings = 0;
  while (abs<f64>(<f64>beta) < rescaleBelow<T>() && rescalings < MAX_RESCALINGS) {
    scal<T>(n, <T>rescaleBy<T>(), x);
    alpha = load<T>(x);
    norm = nrm2<T>(n - 1, x + width);
    beta = -copysign<T>(hypotenuse<T>(alpha, norm), alpha);
    rescalings++;
  }
  store<T>(tau, (beta - alpha) / beta);
  scal<T>(n - 1, <T>1 / (alpha - beta), x + width);
  for (; rescalings > 0; rescalings--) beta = <T>(<f64>beta * rescaleBelow<T>());
  store<T>(x, beta);
  return beta;
}

/** sqrt(x^2 + y^2) without harmful overflow or underflow.   [LAPACK lapy2] */
// @ts-ignore: decorator
@inline
function hypotenuse<T>(x: T, y: T): T {
  const a = abs<T>(x);
  const b = abs<T>(y);
  const large = max<T>(a, b);
  const small = min<T>(a, b);
  if (small == <T>0) return large;
  const ratio = small / large;
  return large * sqrt<T>(<T>1 + ratio * ratio);
}

/**
 * A := H*A,  H = I - tau*v*v'.   [LAPACK larf('L')]
 *
 * A: m x n, column-major, lda; overwritten. v: m contiguous elements, v[0] explicit. w: workspace of n elements.
 */
export function applyReflector<T>(m: i32, n: i32, v: usize, tau: T, a: usize, lda: i32, w: usize): void {
  if (tau == <T>0 || n <= 0) return;
  memory.fill(w, 0, <usize>n * sizeof<T>());
  gemvTransposed<T>(m, n, <T>1, a, lda, v, w);
  ger<T>(m, n, -tau, v, w, a, lda);
}
