import { lanes, multiplyAdd, sumLanes, zeros } from "./lanes";

/**
 * Both products of a bidiagonalization step in one pass over A, four columns at a time.   [HDFHM08]
 *
 *   y := tau*(A'*u + y)      r := r - y      w := A*r + w
 *
 * A: m x n, column-major, lda elements from column to column. u: m, y: n, r: n, w: m contiguous elements; y, r and w are
 * overwritten.
 */
export function gemvBoth<T>(
  m: i32, n: i32, a: usize, lda: i32, u: usize, tau: T, y: usize, r: usize, w: usize,
): void {
  const width = <usize>sizeof<T>();
  const stride = <usize>lda * width;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    multiplyFour<T>(m, a, stride, u, tau, y, r);
    addFour<T>(m, a, stride, r, w);
    a += 4 * stride;
    y += 4 * width;
    r += 4 * width;
  }
  for (; j < n; j++) {
    let sum = <T>0;
    for (let i: usize = 0; i < <usize>m * width; i += width) sum += load<T>(a + i) * load<T>(u + i);
    const yj = tau * (sum + load<T>(y));
    const rj = load<T>(r) - yj;
    store<T>(y, yj);
    store<T>(r, rj);
    for (let i: usize = 0; i < <usize>m * width; i += width) store<T>(w + i, load<T>(w + i) + load<T>(a + i) * rj);
    a += stride;
    y += width;
    r += width;
  }
}

/** y_j := tau*(a_j'u + y_j), r_j := r_j - y_j for four columns. */
// @ts-ignore: decorator
@inline
function multiplyFour<T>(m: i32, a: usize, stride: usize, u: usize, tau: T, y: usize, r: usize): void {
  const width = <usize>sizeof<T>();
  const pairEnd = u + <usize>(m & ~(2 * lanes<T>() - 1)) * width;
  const end = u + <usize>m * width;
  let s0 = zeros<T>();
  let s1 = zeros<T>();
  let s2 = zeros<T>();
  let s3 = zeros<T>();
  let t0 = zeros<T>();
  let t1 = zeros<T>();
  let t2 = zeros<T>();
  let t3 = zeros<T>();
  let p = u;
  let c0 = a;
  let c1 = a + stride;
  let c2 = c1 + stride;
  let c3 = c2 + stride;
  if (p < pairEnd) {
    while (true) {
      const x0 = v128.load(p);
      s0 = multiplyAdd<T>(x0, v128.load(c0), s0);
      s1 = multiplyAdd<T>(x0, v128.load(c1), s1);
      s2 = multiplyAdd<T>(x0, v128.load(c2), s2);
      s3 = multiplyAdd<T>(x0, v128.load(c3), s3);
      if (p + 16 >= pairEnd) break;
      const x1 = v128.load(p, 16);
      t0 = multiplyAdd<T>(x1, v128.load(c0, 16), t0);
      t1 = multiplyAdd<T>(x1, v128.load(c1, 16), t1);
      t2 = multiplyAdd<T>(x1, v128.load(c2, 16), t2);
      t3 = multiplyAdd<T>(x1, v128.load(c3, 16), t3);
      p += 32;
      c0 += 32;
      c1 += 32;
      c2 += 32;
      c3 += 32;
      if (p >= pairEnd) break;
    }
  }
  let d0 = sumLanes<T>(v128.add<T>(s0, t0));
  let d1 = sumLanes<T>(v128.add<T>(s1, t1));
  let d2 = sumLanes<T>(v128.add<T>(s2, t2));
  let d3 = sumLanes<T>(v128.add<T>(s3, t3));
  while (p < end) {
    const xi = load<T>(p);
    d0 += xi * load<T>(c0);
    d1 += xi * load<T>(c1);
    d2 += xi * load<T>(c2);
    d3 += xi * load<T>(c3);
    p += width;
    c0 += width;
    c1 += width;
    c2 += width;
    c3 += width;
  }
  finish<T>(tau, d0, y, r);
  finish<T>(tau, d1, y + width, r + width);
  finish<T>(tau, d2, y + 2 * width, r + 2 * width);
  finish<T>(tau, d3, y + 3 * width, r + 3 * width);
}

// @ts-ignore: decorator
@inline
function finish<T>(tau: T, sum: T, y: usize, r: usize): void {
  const yj = tau * (sum + load<T>(y));
  store<T>(y, yj);
  store<T>(r, load<T>(r) - yj);
}

/** w := w + sum of a_j*r_j over four columns. */
// @ts-ignore: decorator
@inline
function addFour<T>(m: i32, a: usize, stride: usize, r: usize, w: usize): void {
  const width = <usize>sizeof<T>();
  const r0 = load<T>(r);
  const r1 = load<T>(r + width);
  const r2 = load<T>(r + 2 * width);
  const r3 = load<T>(r + 3 * width);
  const v0 = v128.splat<T>(r0);
  const v1 = v128.splat<T>(r1);
  const v2 = v128.splat<T>(r2);
  const v3 = v128.splat<T>(r3);
  const vectorEnd = w + <usize>(m & ~(lanes<T>() - 1)) * width;
  const end = w + <usize>m * width;
  let c0 = a;
  let c2 = a + 2 * stride;
  while (w < vectorEnd) {
    let sum = multiplyAdd<T>(v0, v128.load(c0), v128.load(w));
    sum = multiplyAdd<T>(v1, v128.load(c0 + stride), sum);
    let more = v128.mul<T>(v2, v128.load(c2));
    more = multiplyAdd<T>(v3, v128.load(c2 + stride), more);
    v128.store(w, v128.add<T>(sum, more));
    c0 += 16;
    c2 += 16;
    w += 16;
  }
  while (w < end) {
    const sum = load<T>(w) + r0 * load<T>(c0) + r1 * load<T>(c0 + stride);
    store<T>(w, sum + (r2 * load<T>(c2) + r3 * load<T>(c2 + stride)));
    c0 += width;
    c2 += width;
    w += width;
  }
}
