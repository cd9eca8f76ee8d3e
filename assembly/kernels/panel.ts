import { argumentsOf, share, SHARED, threads } from "../crew";
import { lanes, multiplyAdd, splatAt, zeros } from "./lanes";

/** Depth of one pass when A is walked along its rows: that much of X stays in the first-level cache. */
const ROW_DEPTH: i32 = 384;
/** Depth of one pass when A is walked across its rows: as many rows are streamed together. */
const COLUMN_DEPTH: i32 = 32;

/** Multiplications from which on others are told: some 20 microseconds of work. */
const WORTH: f64 = 200_000;

/** Arguments of panelProduct. */
@unmanaged
class Panel {
  alpha: f64;
  k: i32; columns: i32;
  a: usize; rs: i32; cs: i32;
  x: usize; ldx: i32;
  y: usize; ldy: i32;
}

function rowsOfDoubles(first: i32, last: i32, p: Panel, scratch: usize): void { rowsOf<f64>(first, last, p); }
function rowsOfSingles(first: i32, last: i32, p: Panel, scratch: usize): void { rowsOf<f32>(first, last, p); }

// @ts-ignore: decorator
@inline
function rowsOf<T>(first: i32, last: i32, p: Panel): void {
  const width = <usize>sizeof<T>();
  panelProduct<T>(last - first, p.k, p.columns, <T>p.alpha, p.a + <usize>first * <usize>p.rs * width, p.rs, p.cs, p.x, p.ldx, p.y + <usize>first * <usize>p.ldy * width, p.ldy);
}

/**
 * Y := alpha*A*X + Y for a panel X of few columns, without packing A.   [BLAS gemm, n small]
 *
 * A: m x k with any strides (rs elements from row to row, cs from column to column); one of them is 1.
 * X: k x columns, Y: m x columns, row-major, ldx and ldy elements from row to row. Y is overwritten.
 */
export function panelProduct<T>(
  m: i32, k: i32, columns: i32, alpha: T, a: usize, rs: i32, cs: i32, x: usize, ldx: i32, y: usize, ldy: i32,
): void {
  if (SHARED && <f64>m * <f64>k * <f64>columns >= WORTH && threads() > 1) {
    const p = argumentsOf<Panel>();
    p.alpha = <f64>alpha;
    p.k = k; p.columns = columns;
    p.a = a; p.rs = rs; p.cs = cs;
    p.x = x; p.ldx = ldx;
    p.y = y; p.ldy = ldy;
    share(sizeof<T>() == 8 ? rowsOfDoubles.index : rowsOfSingles.index, m, max(4, (m / (4 * threads()) + 3) & ~3));
    return;
  }
  const width = <usize>sizeof<T>();
  const depth: i32 = cs == 1 ? ROW_DEPTH : COLUMN_DEPTH;
  for (let p = 0; p < k; p += depth) {
    const steps = min(depth, k - p);
    const from = a + <usize>p * <usize>cs * width;
    const xp = x + <usize>p * <usize>ldx * width;
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      multiplyRows<T>(4, steps, columns, alpha, from + <usize>i * <usize>rs * width, rs, cs, xp, ldx, y + <usize>i * <usize>ldy * width, ldy);
    }
    if (i < m) {
      multiplyRows<T>(m - i, steps, columns, alpha, from + <usize>i * <usize>rs * width, rs, cs, xp, ldx, y + <usize>i * <usize>ldy * width, ldy);
    }
  }
}

/** Up to four rows of Y, in tiles of 2 rows x 4 vectors, then 4 rows x 2 vectors, then element by element. */
function multiplyRows<T>(
  rows: i32, k: i32, columns: i32, alpha: T, a: usize, rs: i32, cs: i32, x: usize, ldx: i32, y: usize, ldy: i32,
): void {
  const width = <usize>sizeof<T>();
  const right = <usize>rs * width;
  const step = <usize>cs * width;
  const stepX = <usize>ldx * width;
  const down = <usize>ldy * width;
  let j = 0;
  if (rows == 4) {
    for (; j + 4 * lanes<T>() <= columns; j += 4 * lanes<T>()) {
      const at = <usize>j * width;
      multiplyTwoRows<T>(k, alpha, a, a + right, step, x + at, stepX, y + at, y + down + at);
      multiplyTwoRows<T>(k, alpha, a + 2 * right, a + 3 * right, step, x + at, stepX, y + 2 * down + at, y + 3 * down + at);
    }
    for (; j + 2 * lanes<T>() <= columns; j += 2 * lanes<T>()) {
      const at = <usize>j * width;
      multiplyFourRows<T>(k, alpha, a, right, step, x + at, stepX, y + at, down);
    }
    if (sizeof<T>() == 4) for (; j + lanes<T>() <= columns; j += lanes<T>()) {
      const at = <usize>j * width;
      multiplyOneVector<T>(k, alpha, a, right, step, x + at, stepX, y + at, down);
    }
  }
  if (j < columns) multiplyElements<T>(rows, k, columns, j, alpha, a, right, step, x, stepX, y, down);
}

/** Two rows by four vectors. The exit test between two steps keeps every sum live at each step. */
function multiplyTwoRows<T>(
  k: i32, alpha: T, a0: usize, a1: usize, step: usize, x: usize, stepX: usize, y0: usize, y1: usize,
): void {
  const end = x + <usize>k * stepX;
  let c00 = zeros<T>();
  let c01 = zeros<T>();
  let c02 = zeros<T>();
  let c03 = zeros<T>();
  let c10 = zeros<T>();
  let c11 = zeros<T>();
  let c12 = zeros<T>();
  let c13 = zeros<T>();
  while (true) {
    let x0 = v128.load(x);
    let x1 = v128.load(x, 16);
    let x2 = v128.load(x, 32);
    let x3 = v128.load(x, 48);
    let ai = splatAt<T>(a0);
    c00 = multiplyAdd<T>(ai, x0, c00);
    c01 = multiplyAdd<T>(ai, x1, c01);
    c02 = multiplyAdd<T>(ai, x2, c02);
    c03 = multiplyAdd<T>(ai, x3, c03);
    ai = splatAt<T>(a1);
    c10 = multiplyAdd<T>(ai, x0, c10);
    c11 = multiplyAdd<T>(ai, x1, c11);
    c12 = multiplyAdd<T>(ai, x2, c12);
    c13 = multiplyAdd<T>(ai, x3, c13);
    x += stepX;
    if (x >= end) break;
    x0 = v128.load(x);
    x1 = v128.load(x, 16);
    x2 = v128.load(x, 32);
    x3 = v128.load(x, 48);
    ai = splatAt<T>(a0 + step);
    c00 = multiplyAdd<T>(ai, x0, c00);
    c01 = multiplyAdd<T>(ai, x1, c01);
    c02 = multiplyAdd<T>(ai, x2, c02);
    c03 = multiplyAdd<T>(ai, x3, c03);
    ai = splatAt<T>(a1 + step);
    c10 = multiplyAdd<T>(ai, x0, c10);
    c11 = multiplyAdd<T>(ai, x1, c11);
    c12 = multiplyAdd<T>(ai, x2, c12);
    c13 = multiplyAdd<T>(ai, x3, c13);
    x += stepX;
    if (x >= end) break;
    a0 += 2 * step;
    a1 += 2 * step;
  }
  const alphas = v128.splat<T>(alpha);
  v128.store(y0, multiplyAdd<T>(alphas, c00, v128.load(y0)));
  v128.store(y0, multiplyAdd<T>(alphas, c01, v128.load(y0, 16)), 16);
  v128.store(y0, multiplyAdd<T>(alphas, c02, v128.load(y0, 32)), 32);
  v128.store(y0, multiplyAdd<T>(alphas, c03, v128.load(y0, 48)), 48);
  v128.store(y1, multiplyAdd<T>(alphas, c10, v128.load(y1)));
  v128.store(y1, multiplyAdd<T>(alphas, c11, v128.load(y1, 16)), 16);
  v128.store(y1, multiplyAdd<T>(alphas, c12, v128.load(y1, 32)), 32);
  v128.store(y1, multiplyAdd<T>(alphas, c13, v128.load(y1, 48)), 48);
}

/** Four rows by two vectors. */
function multiplyFourRows<T>(
  k: i32, alpha: T, a: usize, right: usize, step: usize, x: usize, stepX: usize, y: usize, down: usize,
): void {
  const end = x + <usize>k * stepX;
  let a0 = a;
  let a1 = a + right;
  let a2 = a1 + right;
  let a3 = a2 + right;
  let c00 = zeros<T>();
  let c01 = zeros<T>();
  let c10 = zeros<T>();
  let c11 = zeros<T>();
  let c20 = zeros<T>();
  let c21 = zeros<T>();
  let c30 = zeros<T>();
  let c31 = zeros<T>();
  while (true) {
    let x0 = v128.load(x);
    let x1 = v128.load(x, 16);
    let ai = splatAt<T>(a0);
    c00 = multiplyAdd<T>(ai, x0, c00);
    c01 = multiplyAdd<T>(ai, x1, c01);
    ai = splatAt<T>(a1);
    c10 = multiplyAdd<T>(ai, x0, c10);
    c11 = multiplyAdd<T>(ai, x1, c11);
    ai = splatAt<T>(a2);
    c20 = multiplyAdd<T>(ai, x0, c20);
    c21 = multiplyAdd<T>(ai, x1, c21);
    ai = splatAt<T>(a3);
    c30 = multiplyAdd<T>(ai, x0, c30);
    c31 = multiplyAdd<T>(ai, x1, c31);
    x += stepX;
    if (x >= end) break;
    x0 = v128.load(x);
    x1 = v128.load(x, 16);
    ai = splatAt<T>(a0 + step);
    c00 = multiplyAdd<T>(ai, x0, c00);
    c01 = multiplyAdd<T>(ai, x1, c01);
    ai = splatAt<T>(a1 + step);
    c10 = multiplyAdd<T>(ai, x0, c10);
    c11 = multiplyAdd<T>(ai, x1, c11);
    ai = splatAt<T>(a2 + step);
    c20 = multiplyAdd<T>(ai, x0, c20);
    c21 = multiplyAdd<T>(ai, x1, c21);
    ai = splatAt<T>(a3 + step);
    c30 = multiplyAdd<T>(ai, x0, c30);
    c31 = multiplyAdd<T>(ai, x1, c31);
    x += stepX;
    if (x >= end) break;
    a0 += 2 * step;
    a1 += 2 * step;
    a2 += 2 * step;
    a3 += 2 * step;
  }
  const alphas = v128.splat<T>(alpha);
  v128.store(y, multiplyAdd<T>(alphas, c00, v128.load(y)));
  v128.store(y, multiplyAdd<T>(alphas, c01, v128.load(y, 16)), 16);
  y += down;
  v128.store(y, multiplyAdd<T>(alphas, c10, v128.load(y)));
  v128.store(y, multiplyAdd<T>(alphas, c11, v128.load(y, 16)), 16);
  y += down;
  v128.store(y, multiplyAdd<T>(alphas, c20, v128.load(y)));
  v128.store(y, multiplyAdd<T>(alphas, c21, v128.load(y, 16)), 16);
  y += down;
  v128.store(y, multiplyAdd<T>(alphas, c30, v128.load(y)));
  v128.store(y, multiplyAdd<T>(alphas, c31, v128.load(y, 16)), 16);
}

/** Four rows by one vector of columns: two steps have sums of their own, so that eight chains hide the latency. */
function multiplyOneVector<T>(
  k: i32, alpha: T, a: usize, right: usize, step: usize, x: usize, stepX: usize, y: usize, down: usize,
): void {
  const end = x + <usize>k * stepX;
  let a0 = a;
  let a1 = a + right;
  let a2 = a1 + right;
  let a3 = a2 + right;
  let c0 = zeros<T>();
  let c1 = zeros<T>();
  let c2 = zeros<T>();
  let c3 = zeros<T>();
  let d0 = zeros<T>();
  let d1 = zeros<T>();
  let d2 = zeros<T>();
  let d3 = zeros<T>();
  while (true) {
    let xs = v128.load(x);
    c0 = multiplyAdd<T>(splatAt<T>(a0), xs, c0);
    c1 = multiplyAdd<T>(splatAt<T>(a1), xs, c1);
    c2 = multiplyAdd<T>(splatAt<T>(a2), xs, c2);
    c3 = multiplyAdd<T>(splatAt<T>(a3), xs, c3);
    x += stepX;
    if (x >= end) break;
    xs = v128.load(x);
    d0 = multiplyAdd<T>(splatAt<T>(a0 + step), xs, d0);
    d1 = multiplyAdd<T>(splatAt<T>(a1 + step), xs, d1);
    d2 = multiplyAdd<T>(splatAt<T>(a2 + step), xs, d2);
    d3 = multiplyAdd<T>(splatAt<T>(a3 + step), xs, d3);
    x += stepX;
    if (x >= end) break;
    a0 += 2 * step;
    a1 += 2 * step;
    a2 += 2 * step;
    a3 += 2 * step;
  }
  const alphas = v128.splat<T>(alpha);
  v128.store(y, multiplyAdd<T>(alphas, v128.add<T>(c0, d0), v128.load(y)));
  y += down;
  v128.store(y, multiplyAdd<T>(alphas, v128.add<T>(c1, d1), v128.load(y)));
  y += down;
  v128.store(y, multiplyAdd<T>(alphas, v128.add<T>(c2, d2), v128.load(y)));
  y += down;
  v128.store(y, multiplyAdd<T>(alphas, v128.add<T>(c3, d3), v128.load(y)));
}

/** What is left at the edges: columns `first`.. of `rows` rows. */
function multiplyElements<T>(
  rows: i32, k: i32, columns: i32, first: i32, alpha: T, a: usize, right: usize, step: usize, x: usize, stepX: usize,
  y: usize, down: usize,
): void {
  const width = <usize>sizeof<T>();
  for (let i = 0; i < rows; i++) {
    for (let j = first; j < columns; j++) {
      let from = a;
      let xp = x + <usize>j * width;
      const end = xp + <usize>k * stepX;
      let sum = <T>0;
      while (xp < end) {
        sum += load<T>(from) * load<T>(xp);
        from += step;
        xp += stepX;
      }
      const at = y + <usize>j * width;
      store<T>(at, load<T>(at) + alpha * sum);
    }
    a += right;
    y += down;
  }
}
