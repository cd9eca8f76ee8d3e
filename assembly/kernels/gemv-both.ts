import { argumentsOf, share, SHARED, threads } from "../crew";
import { axpy } from "./axpy";
import { dot } from "./dot";
import { addFourDots } from "./gemv";
import { lanes, multiplyAdd } from "./lanes";

/** Columns go in so many parts at most, each with a sum w of its own; these are added in order, whoever runs a part. */
export const PARTS: i32 = 8;
/** Columns of a part at the least. */
const LEAST: i32 = 32;

/** Arguments of gemvBoth. */
@unmanaged
class Both {
  tau: f64;
  m: i32; step: i32;
  a: usize; lda: i32;
  u: usize; y: usize; r: usize; w: usize; sums: usize;
}

/**
 * Both products of a bidiagonalization step in one pass over A, four columns at a time.   [HDFHM08]
 *
 *   y := tau*(A'*u + y)      r := r - y      w := A*r + w
 *
 * A: m x n, column-major, lda elements from column to column. u: m, y: n, r: n, w: m contiguous elements; y, r and w are
 * overwritten. sums: (PARTS - 1) * m elements.
 */
export function gemvBoth<T>(
  m: i32, n: i32, a: usize, lda: i32, u: usize, tau: T, y: usize, r: usize, w: usize, sums: usize,
): void {
  const step = max(LEAST, ((n + PARTS - 1) / PARTS + 3) & ~3);
  if (SHARED && threads() > 1) {
    const p = argumentsOf<Both>();
    p.tau = <f64>tau;
    p.m = m; p.step = step;
    p.a = a; p.lda = lda;
    p.u = u; p.y = y; p.r = r; p.w = w; p.sums = sums;
    share(sizeof<T>() == 8 ? partOfDoubles.index : partOfSingles.index, n, step);
  } else {
    for (let first = 0; first < n; first += step) part<T>(first, min(first + step, n), step, m, a, lda, u, tau, y, r, w, sums);
  }
  for (let first = step; first < n; first += step) {
    axpy<T>(m, <T>1, sums, w);
    sums += <usize>m * sizeof<T>();
  }
}

function partOfDoubles(first: i32, last: i32, p: Both, scratch: usize): void { part<f64>(first, last, p.step, p.m, p.a, p.lda, p.u, p.tau, p.y, p.r, p.w, p.sums); }
function partOfSingles(first: i32, last: i32, p: Both, scratch: usize): void { part<f32>(first, last, p.step, p.m, p.a, p.lda, p.u, <f32>p.tau, p.y, p.r, p.w, p.sums); }

/** gemvBoth for columns first .. last-1; w is that of the part, the first part's the result. */
function part<T>(
  first: i32, last: i32, step: i32, m: i32, a: usize, lda: i32, u: usize, tau: T, y: usize, r: usize, w: usize, sums: usize,
): void {
  const width = <usize>sizeof<T>();
  const stride = <usize>lda * width;
  const n = last - first;
  if (first > 0) {
    w = sums + <usize>(first / step - 1) * <usize>m * width;
    memory.fill(w, 0, <usize>m * width);
  }
  a += <usize>first * stride;
  y += <usize>first * width;
  r += <usize>first * width;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    addFourDots<T>(m, <T>1, a, stride, u, y);
    for (let p: usize = 0; p < 4 * width; p += width) finish<T>(tau, y + p, r + p);
    addFour<T>(m, a, stride, r, w);
    a += 4 * stride;
    y += 4 * width;
    r += 4 * width;
  }
  for (; j < n; j++) {
    store<T>(y, load<T>(y) + dot<T>(m, a, u));
    finish<T>(tau, y, r);
    axpy<T>(m, load<T>(r), a, w);
    a += stride;
    y += width;
    r += width;
  }
}

/** y := tau*y, r := r - y for one element of each. */
// @ts-ignore: decorator
@inline
function finish<T>(tau: T, y: usize, r: usize): void {
  const yj = tau * load<T>(y);
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
