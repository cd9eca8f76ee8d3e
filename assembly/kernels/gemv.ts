import { argumentsOf, share, SHARED, threads } from "../crew";
import { dot, RUN, SPAN } from "./dot";
import { axpy } from "./axpy";
import { lanes, multiplyAdd, sumLanes, zeros } from "./lanes";

/** Elements of A from which on others are told: some 10 microseconds of work. */
const WORTH: i32 = 65_536;

/** Arguments of both products. */
@unmanaged
class Operands {
  alpha: f64;
  m: i32; n: i32;
  a: usize; lda: i32;
  x: usize; y: usize;
}

/** Whether others take part: then `operands` are set, and `step` rows or columns, whole tiles, are a part. */
// @ts-ignore: decorator
@inline
function isShared<T>(m: i32, n: i32, alpha: T, a: usize, lda: i32, x: usize, y: usize): bool {
  if (m * n < WORTH || threads() < 2) return false;
  const p = argumentsOf<Operands>();
  p.alpha = <f64>alpha;
  p.m = m; p.n = n;
  p.a = a; p.lda = lda;
  p.x = x; p.y = y;
  return true;
}

/** Two parts for each thread, in whole tiles. */
// @ts-ignore: decorator
@inline
function stepOf(items: i32): i32 {
  return max(16, (items / (2 * threads()) + 7) & ~7);
}

function rowsOfDoubles(first: i32, last: i32, p: Operands, scratch: usize): void { gemv<f64>(last - first, p.n, p.alpha, p.a + (<usize>first << 3), p.lda, p.x, p.y + (<usize>first << 3)); }
function rowsOfSingles(first: i32, last: i32, p: Operands, scratch: usize): void { gemv<f32>(last - first, p.n, <f32>p.alpha, p.a + (<usize>first << 2), p.lda, p.x, p.y + (<usize>first << 2)); }
function columnsOfDoubles(first: i32, last: i32, p: Operands, scratch: usize): void {
  gemvTransposed<f64>(p.m, last - first, p.alpha, p.a + (<usize>first * p.lda << 3), p.lda, p.x, p.y + (<usize>first << 3));
}
function columnsOfSingles(first: i32, last: i32, p: Operands, scratch: usize): void {
  gemvTransposed<f32>(p.m, last - first, <f32>p.alpha, p.a + (<usize>first * p.lda << 2), p.lda, p.x, p.y + (<usize>first << 2));
}

/**
 * y := alpha*A*x + y.   [BLAS gemv('N')]
 *
 * A: m x n, column-major, lda elements from column to column. x: n, y: m contiguous elements; y is overwritten.
 * Eight columns at a time, so that y is read and written once for eight.
 */
export function gemv<T>(m: i32, n: i32, alpha: T, a: usize, lda: i32, x: usize, y: usize): void {
  if (SHARED && isShared<T>(m, n, alpha, a, lda, x, y)) return share(sizeof<T>() == 8 ? rowsOfDoubles.index : rowsOfSingles.index, m, stepOf(m));
  const width = sizeof<T>();
  const stride = <usize>lda * width;
  const pairBytes = <usize>(m & ~(2 * lanes<T>() - 1)) * width;
  let j = 0;
  for (; j + 8 <= n; j += 8) {
    const x0 = alpha * load<T>(x);
    const x1 = alpha * load<T>(x + width);
    const x2 = alpha * load<T>(x + 2 * width);
    const x3 = alpha * load<T>(x + 3 * width);
    const x4 = alpha * load<T>(x + 4 * width);
    const x5 = alpha * load<T>(x + 5 * width);
    const x6 = alpha * load<T>(x + 6 * width);
    const x7 = alpha * load<T>(x + 7 * width);
    const v0 = v128.splat<T>(x0);
    const v1 = v128.splat<T>(x1);
    const v2 = v128.splat<T>(x2);
    const v3 = v128.splat<T>(x3);
    const v4 = v128.splat<T>(x4);
    const v5 = v128.splat<T>(x5);
    const v6 = v128.splat<T>(x6);
    const v7 = v128.splat<T>(x7);
    let p = y;
    let c0 = a;
    let c1 = c0 + stride;
    let c2 = c1 + stride;
    let c3 = c2 + stride;
    let c4 = c3 + stride;
    let c5 = c4 + stride;
    let c6 = c5 + stride;
    let c7 = c6 + stride;
    const pairEnd = y + pairBytes;
    const end = y + <usize>m * width;
    // The exit test between the halves keeps the compiler from hoisting the loads of both.
    if (p < pairEnd) {
      while (true) {
        let low = multiplyAdd<T>(v0, v128.load(c0), v128.load(p));
        let high = v128.mul<T>(v4, v128.load(c4));
        low = multiplyAdd<T>(v1, v128.load(c1), low);
        high = multiplyAdd<T>(v5, v128.load(c5), high);
        low = multiplyAdd<T>(v2, v128.load(c2), low);
        high = multiplyAdd<T>(v6, v128.load(c6), high);
        low = multiplyAdd<T>(v3, v128.load(c3), low);
        high = multiplyAdd<T>(v7, v128.load(c7), high);
        v128.store(p, v128.add<T>(low, high));
        if (p + 16 >= pairEnd) break;
        low = multiplyAdd<T>(v0, v128.load(c0, 16), v128.load(p, 16));
        high = v128.mul<T>(v4, v128.load(c4, 16));
        low = multiplyAdd<T>(v1, v128.load(c1, 16), low);
        high = multiplyAdd<T>(v5, v128.load(c5, 16), high);
        low = multiplyAdd<T>(v2, v128.load(c2, 16), low);
        high = multiplyAdd<T>(v6, v128.load(c6, 16), high);
        low = multiplyAdd<T>(v3, v128.load(c3, 16), low);
        high = multiplyAdd<T>(v7, v128.load(c7, 16), high);
        v128.store(p, v128.add<T>(low, high), 16);
        p += 32;
        c0 += 32;
        c1 += 32;
        c2 += 32;
        c3 += 32;
        c4 += 32;
        c5 += 32;
        c6 += 32;
        c7 += 32;
        if (p >= pairEnd) break;
      }
    }
    while (p < end) {
      const low =
        load<T>(p) + x0 * load<T>(c0) + x1 * load<T>(c1) + x2 * load<T>(c2) + x3 * load<T>(c3);
      const high = x4 * load<T>(c4) + x5 * load<T>(c5) + x6 * load<T>(c6) + x7 * load<T>(c7);
      store<T>(p, low + high);
      c0 += width;
      c1 += width;
      c2 += width;
      c3 += width;
      c4 += width;
      c5 += width;
      c6 += width;
      c7 += width;
      p += width;
    }
    a += 8 * stride;
    x += 8 * width;
  }
  for (; j < n; j++) {
    axpy<T>(m, alpha * load<T>(x), a, y);
    a += stride;
    x += width;
  }
}

/**
 * y := alpha*A'*x + y.   [BLAS gemv('T')]
 *
 * A: m x n, column-major, lda elements from column to column. x: m, y: n contiguous elements; y is overwritten.
 * Four columns at a time, so that x is read once for four; rows in runs and spans, as in dot.
 */
export function gemvTransposed<T>(m: i32, n: i32, alpha: T, a: usize, lda: i32, x: usize, y: usize): void {
  if (SHARED && isShared<T>(m, n, alpha, a, lda, x, y)) return share(sizeof<T>() == 8 ? columnsOfDoubles.index : columnsOfSingles.index, n, stepOf(n));
  const bytes = <usize>SPAN * sizeof<T>();
  for (; m > SPAN; m -= SPAN) {
    addDots<T>(SPAN, n, alpha, a, lda, x, y);
    a += bytes;
    x += bytes;
  }
  addDots<T>(m, n, alpha, a, lda, x, y);
}

/** gemvTransposed for one span of rows. */
function addDots<T>(m: i32, n: i32, alpha: T, a: usize, lda: i32, x: usize, y: usize): void {
  const width = sizeof<T>();
  const stride = <usize>lda * width;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    addFourDots<T>(m, alpha, a, stride, x, y);
    a += 4 * stride;
    y += 4 * width;
  }
  for (; j < n; j++) {
    store<T>(y, load<T>(y) + alpha * dot<T>(m, a, x));
    a += stride;
    y += width;
  }
}

/** y_j := alpha*a_j'*x + y_j for the four columns at a, `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function addFourDots<T>(m: i32, alpha: T, a: usize, stride: usize, x: usize, y: usize): void {
  const width = sizeof<T>();
  const pairsEnd = x + <usize>(m & ~(2 * lanes<T>() - 1)) * width;
  const end = x + <usize>m * width;
  let d0: T = 0;
  let d1: T = 0;
  let d2: T = 0;
  let d3: T = 0;
  let p = x;
  let c0 = a;
  let c1 = a + stride;
  let c2 = c1 + stride;
  let c3 = c2 + stride;
  while (p < pairsEnd) {
    const pairEnd = min(p + <usize>RUN * width, pairsEnd);
    let s0 = zeros<T>();
    let s1 = zeros<T>();
    let s2 = zeros<T>();
    let s3 = zeros<T>();
    let t0 = zeros<T>();
    let t1 = zeros<T>();
    let t2 = zeros<T>();
    let t3 = zeros<T>();
    // The exit test between the halves keeps the compiler from hoisting the loads of both, which would spill the sums.
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
    d0 += sumLanes<T>(v128.add<T>(s0, t0));
    d1 += sumLanes<T>(v128.add<T>(s1, t1));
    d2 += sumLanes<T>(v128.add<T>(s2, t2));
    d3 += sumLanes<T>(v128.add<T>(s3, t3));
  }
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
  store<T>(y, load<T>(y) + alpha * d0);
  store<T>(y + width, load<T>(y + width) + alpha * d1);
  store<T>(y + 2 * width, load<T>(y + 2 * width) + alpha * d2);
  store<T>(y + 3 * width, load<T>(y + 3 * width) + alpha * d3);
}
