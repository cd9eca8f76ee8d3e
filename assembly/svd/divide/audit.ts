import { amax } from "../../kernels/amax";
import { axpy } from "../../kernels/axpy";
import { dot } from "../../kernels/dot";
import { gemv, gemvTransposed } from "../../kernels/gemv";
import { at, bytesOf, Vector, vector } from "../../memory";
import { real } from "../../real";

/** The sum of squares of the values agrees with that of the matrix to this, times sqrt(n). */
const SUM_TOLERANCE: f64 = sizeof<real>() == 8 ? 1e-14 : 5e-6;
/** What U'*U*x may differ from x by, per entry of a probe of entries 1 and -1, times sqrt(n). */
const PROBE_TOLERANCE: f64 = sizeof<real>() == 8 ? 1e-13 : 5e-5;

/**
 * Whether a decomposition  B = U*diag(s)*V'  of a bidiagonal matrix is what it should be, at a cost of O(n^2):
 * finite values, sum of s^2 = |B|_F^2, and U'*(U*x) = x, V'*(V*x) = x for a probe x.
 *
 * d, e: the matrix, n and n-1 elements. u (0: not there), v: n x n, column-major. work: 3n elements.
 */
export function isDecomposition(
  n: i32, d: Vector<f64>, e: Vector<f64>, s: Vector<f64>, u: usize, ldu: i32, v: usize, ldv: i32, work: usize,
): bool {
  const scale = max<f64>(amax<f64>(n, d.at(0)), amax<f64>(n - 1, e.at(0)));
  const largest = amax<f64>(n, s.at(0));
  if (!(largest < Infinity)) return false;
  if (scale == 0) return largest == 0;
  const root = sqrt<f64>(<f64>n);
  const expected = sumOfSquares(n, d, scale) + sumOfSquares(n - 1, e, scale);
  const found = sumOfSquares(n, s, scale);
  if (!(abs<f64>(found - expected) <= SUM_TOLERANCE * root * expected)) return false;
  return (u == 0 || isOrthonormal(n, u, ldu, work, PROBE_TOLERANCE * root)) && isOrthonormal(n, v, ldv, work, PROBE_TOLERANCE * root);
}

function sumOfSquares(n: i32, x: Vector<f64>, scale: f64): f64 {
  let sum = 0.0;
  for (let i = 0; i < n; i++) {
    const value = x[i] / scale;
    sum += value * value;
  }
  return sum;
}

function isOrthonormal(n: i32, u: usize, ldu: i32, work: usize, tolerance: f64): bool {
  const x = vector<real>(work);
  const y = x.at(n);
  const z = at<real>(y, n);
  // Signs from a linear congruential generator: fixed, without structure.
  let state: u32 = 0x9e3779b9;
  for (let i = 0; i < n; i++) {
    state = state * 1664525 + 1013904223;
    x[i] = state >>> 31 ? 1 : -1;
  }
  memory.fill(y, 0, bytesOf<real>(2 * n));
  gemv<real>(n, n, 1, u, ldu, x.at(0), y);
  gemvTransposed<real>(n, n, 1, u, ldu, y, z);
  axpy<real>(n, -1, x.at(0), z);
  return amax<real>(n, z) <= tolerance && dot<real>(n, z, z) <= tolerance * tolerance * <f64>n;
}
