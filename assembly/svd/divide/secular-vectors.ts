import { dot } from "../../kernels/dot";
import { scal } from "../../kernels/scal";
import { at, Vector } from "../../memory";

/**
 * The weights for which the computed roots are exact; they make the vectors orthogonal without extra precision.   [GE95]
 *
 *   zhat_j^2 = (w_{n-1}^2 - d_j^2) * prod_{i<j} (w_i^2 - d_j^2)/(d_i^2 - d_j^2)
 *                                  * prod_{j<=i<n-1} (w_i^2 - d_j^2)/(d_{i+1}^2 - d_j^2),   with the sign of z_j
 *
 * d, z, tau: n elements; origin: n i32: root i is d[origin_i] + tau_i. zhat: n elements.
 */
export function exactWeights(n: i32, d: Vector<f64>, z: Vector<f64>, origin: Vector<i32>, tau: Vector<f64>, zhat: Vector<f64>): void {
  for (let j = 0; j < n; j++) zhat[j] = 1;
  for (let i = 0; i < n; i++) {
    const start = d[origin[i]];
    const shift = tau[i];
    if (i == n - 1) {
      multiplyFactors(0, n, d.at(0), start, shift, 0, false, zhat.at(0));
    } else {
      multiplyFactors(0, i + 1, d.at(0), start, shift, d[i + 1], true, zhat.at(0));
      multiplyFactors(i + 1, n, d.at(0), start, shift, d[i], true, zhat.at(0));
    }
  }
  for (let j = 0; j < n; j++) {
    zhat[j] = copysign<f64>(sqrt<f64>(abs<f64>(zhat[j])), z[j]);
  }
}

/** zhat_j *= ((w - d_j)(w + d_j)) / ((pole - d_j)(pole + d_j)) for begin <= j < end, w = start + shift. */
function multiplyFactors(
  begin: i32, end: i32, d: usize, start: f64, shift: f64, pole: f64, divide: bool, zhat: usize,
): void {
  const starts = v128.splat<f64>(start);
  const shifts = v128.splat<f64>(shift);
  const roots = v128.splat<f64>(start + shift);
  const poles = v128.splat<f64>(pole);
  let p = at<f64>(d, begin);
  let q = at<f64>(zhat, begin);
  const last = at<f64>(d, end);
  const pairEnd = at<f64>(p, (end - begin) & ~1);
  while (p < pairEnd) {
    const ds = v128.load(p);
    const numerator = v128.mul<f64>(v128.add<f64>(v128.sub<f64>(starts, ds), shifts), v128.add<f64>(roots, ds));
    let factor = numerator;
    if (divide) factor = v128.div<f64>(numerator, v128.mul<f64>(v128.sub<f64>(poles, ds), v128.add<f64>(poles, ds)));
    v128.store(q, v128.mul<f64>(v128.load(q), factor));
    p += 16;
    q += 16;
  }
  if (p < last) {
    const dj = load<f64>(p);
    let factor = (start - dj + shift) * (start + shift + dj);
    if (divide) factor /= (pole - dj) * (pole + dj);
    store<f64>(q, load<f64>(q) * factor);
  }
}

/**
 * The right singular vector of [z; diag(d)] for the root start + shift:  x_j = zhat_j / ((d_j - w)(d_j + w)), normalised.
 *
 * d, zhat: n elements in any common order; x: n elements. Returns the length before normalising.
 */
export function rightVector(n: i32, d: usize, zhat: usize, start: f64, shift: f64, x: usize): f64 {
  quotients(n, d, zhat, start, shift, x);
  return normalise(n, x);
}

/**
 * The left singular vector:  x_j = d_j*zhat_j / ((d_j - w)(d_j + w)),  -1 at the place `first` of the first row.
 */
export function leftVector(n: i32, d: Vector<f64>, zhat: usize, start: f64, shift: f64, first: i32, x: Vector<f64>): f64 {
  quotients(n, d.at(0), zhat, start, shift, x.at(0));
  for (let j = 0; j < n; j++) {
    x[j] = d[j] * x[j];
  }
  x[first] = -1;
  return normalise(n, x.at(0));
}

function normalise(n: i32, x: usize): f64 {
  const length = sqrt<f64>(dot<f64>(n, x, x));
  scal<f64>(n, 1 / length, x);
  return length;
}

function quotients(n: i32, d: usize, zhat: usize, start: f64, shift: f64, x: usize): void {
  const starts = v128.splat<f64>(start);
  const shifts = v128.splat<f64>(shift);
  const roots = v128.splat<f64>(start + shift);
  const end = at<f64>(d, n);
  const pairEnd = at<f64>(d, n & ~1);
  while (d < pairEnd) {
    const ds = v128.load(d);
    const q = v128.mul<f64>(v128.sub<f64>(v128.sub<f64>(ds, starts), shifts), v128.add<f64>(ds, roots));
    v128.store(x, v128.div<f64>(v128.load(zhat), q));
    d += 16;
    zhat += 16;
    x += 16;
  }
  if (d < end) {
    const dj = load<f64>(d);
    store<f64>(x, load<f64>(zhat) / ((dj - start - shift) * (dj + (start + shift))));
  }
}
