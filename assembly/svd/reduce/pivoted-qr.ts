import { nrm2 } from "../../kernels/nrm2";
import { applyReflector, reflector } from "../../kernels/reflector";
import { bytesOf, elements, Vector, vector } from "../../memory";

/** A downdated norm that lost half of its digits is computed afresh: the square root of roundoff.   [DB08] */
const LOST: f64 = 1.0536712127723509e-8;

/** Bytes that pivotedQr needs at `work`. */
export function pivotedQrBytes(n: i32): usize {
  return bytesOf<f64>(3 * n);
}

/**
 * A*P = Q*R with the largest remaining column first, so that |R[i, i]| falls.   [BG65], [LAPACK geqp3], [DB08]
 *
 * A: m x n, m >= n, column-major, lda; overwritten: R on and above the diagonal, the reflectors of Q below it.
 * tau: n scalars. pivots: n i32, the old place of each column. work: pivotedQrBytes(n).
 */
export function pivotedQr(m: i32, n: i32, a: usize, lda: i32, tau: usize, pivots: Vector<i32>, work: usize): void {
  const stride = bytesOf<f64>(lda);
  const norms = vector<f64>(work);
  const computed = vector<f64>(norms.at(n)); // the norms when they were last computed afresh
  const w = computed.at(n);
  for (let j = 0; j < n; j++) {
    const norm = nrm2<f64>(m, a + <usize>j * stride);
    norms[j] = norm;
    computed[j] = norm;
    pivots[j] = j;
  }
  for (let i = 0; i < n; i++) {
    const largest = firstLargest(i, n, norms);
    if (largest != i) swapColumns(m, i, largest, a, stride, norms, computed, pivots);
    const corner = elements<f64>(a, i + i * lda);
    const tauI = elements<f64>(tau, i);
    const beta = reflector<f64>(m - i, corner.at(0), tauI.at(0));
    corner[0] = 1;
    applyReflector<f64>(m - i, n - i - 1, corner.at(0), tauI[0], corner.at(lda), lda, w);
    corner[0] = beta;
    for (let j = i + 1; j < n; j++) {
      downdate(m - i - 1, vector<f64>(a + <usize>j * stride + bytesOf<f64>(i)), norms.from(j), computed.from(j));
    }
  }
}

function firstLargest(begin: i32, n: i32, norms: Vector<f64>): i32 {
  let here = begin;
  for (let j = begin + 1; j < n; j++) {
    if (norms[j] > norms[here]) here = j;
  }
  return here;
}

/** Columns i and j change places; the norms of column i are not needed again. */
function swapColumns(m: i32, i: i32, j: i32, a: usize, stride: usize, norms: Vector<f64>, computed: Vector<f64>, pivots: Vector<i32>): void {
  const x = a + <usize>i * stride;
  const y = a + <usize>j * stride;
  for (let here: usize = 0; here < bytesOf<f64>(m); here += 8) {
    const value = load<f64>(x + here);
    store<f64>(x + here, load<f64>(y + here));
    store<f64>(y + here, value);
  }
  norms[j] = norms[i];
  computed[j] = computed[i];
  const old = pivots[i];
  pivots[i] = pivots[j];
  pivots[j] = old;
}

/**
 * The norm of a column without its first entry:  norm^2 - r^2,  or afresh where that would leave too few digits.   [DB08]
 *
 * x: the first entry, then `rest` more.
 */
function downdate(rest: i32, x: Vector<f64>, norm: Vector<f64>, computed: Vector<f64>): void {
  const before = norm[0];
  if (before == 0) return;
  const share = abs<f64>(x[0]) / before;
  const left = max<f64>(0, (1 + share) * (1 - share));
  const ratio = before / computed[0];
  if (left * ratio * ratio <= LOST) {
    const fresh = rest > 0 ? nrm2<f64>(rest, x.at(1)) : 0;
    norm[0] = fresh;
    computed[0] = fresh;
  } else {
    norm[0] = before * sqrt<f64>(left);
  }
}
