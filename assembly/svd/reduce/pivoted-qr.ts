import { nrm2 } from "../../kernels/nrm2";
import { applyReflector, reflector } from "../../kernels/reflector";

/** A downdated norm that lost half of its digits is computed afresh: the square root of roundoff.   [DB08] */
const LOST: f64 = 1.0536712127723509e-8;

/** Bytes that pivotedQr needs at `work`. */
export function pivotedQrBytes(n: i32): usize {
  return <usize>(3 * n) << 3;
}

/**
 * A*P = Q*R with the largest remaining column first, so that |R[i, i]| falls.   [BG65], [LAPACK geqp3], [DB08]
 *
 * A: m x n, m >= n, column-major, lda; overwritten: R on and above the diagonal, the reflectors of Q below it.
 * tau: n scalars. pivots: n i32, the old place of each column. work: pivotedQrBytes(n).
 */
export function pivotedQr(m: i32, n: i32, a: usize, lda: i32, tau: usize, pivots: usize, work: usize): void {
  const stride = <usize>lda << 3;
  const norms = work;
  const computed = norms + (<usize>n << 3); // the norms when they were last computed afresh
  const w = computed + (<usize>n << 3);
  for (let j = 0; j < n; j++) {
    const norm = nrm2<f64>(m, a + <usize>j * stride);
    store<f64>(norms + (<usize>j << 3), norm);
    store<f64>(computed + (<usize>j << 3), norm);
    store<i32>(pivots + (<usize>j << 2), j);
  }
  for (let i = 0; i < n; i++) {
    const largest = firstLargest(i, n, norms);
    if (largest != i) swapColumns(m, i, largest, a, stride, norms, computed, pivots);
    const corner = a + <usize>i * (stride + 8);
    const tauI = tau + (<usize>i << 3);
    const beta = reflector<f64>(m - i, corner, tauI);
    store<f64>(corner, 1);
    applyReflector<f64>(m - i, n - i - 1, corner, load<f64>(tauI), corner + stride, lda, w);
    store<f64>(corner, beta);
    for (let j = i + 1; j < n; j++) {
      const at = <usize>j << 3;
      downdate(m - i - 1, a + <usize>j * stride + (<usize>i << 3), norms + at, computed + at);
    }
  }
}

function firstLargest(begin: i32, n: i32, norms: usize): i32 {
  let at = begin;
  for (let j = begin + 1; j < n; j++) {
    if (load<f64>(norms + (<usize>j << 3)) > load<f64>(norms + (<usize>at << 3))) at = j;
  }
  return at;
}

/** Columns i and j change places; the norms of column i are not needed again. */
function swapColumns(m: i32, i: i32, j: i32, a: usize, stride: usize, norms: usize, computed: usize, pivots: usize): void {
  const x = a + <usize>i * stride;
  const y = a + <usize>j * stride;
  for (let at: usize = 0; at < <usize>m << 3; at += 8) {
    const value = load<f64>(x + at);
    store<f64>(x + at, load<f64>(y + at));
    store<f64>(y + at, value);
  }
  store<f64>(norms + (<usize>j << 3), load<f64>(norms + (<usize>i << 3)));
  store<f64>(computed + (<usize>j << 3), load<f64>(computed + (<usize>i << 3)));
  const old = load<i32>(pivots + (<usize>i << 2));
  store<i32>(pivots + (<usize>i << 2), load<i32>(pivots + (<usize>j << 2)));
  store<i32>(pivots + (<usize>j << 2), old);
}

/**
 * The norm of a column without its first entry:  norm^2 - r^2,  or afresh where that would leave too few digits.   [DB08]
 *
 * x: the first entry, then `rest` more.
 */
function downdate(rest: i32, x: usize, norm: usize, computed: usize): void {
  const before = load<f64>(norm);
  if (before == 0) return;
  const share = abs<f64>(load<f64>(x)) / before;
  const left = max<f64>(0, (1 + share) * (1 - share));
  const ratio = before / load<f64>(computed);
  if (left * ratio * ratio <= LOST) {
    const fresh = rest > 0 ? nrm2<f64>(rest, x + 8) : 0;
    store<f64>(norm, fresh);
    store<f64>(computed, fresh);
  } else {
    store<f64>(norm, before * sqrt<f64>(left));
  }
}
