import { multiplyAdd, splatAt, zeros } from "./lanes";

/** Columns of a tile; its rows are tileRows() of pack.ts, two vectors. */
export const CROSS_COLUMNS: i32 = 4;

/**
 * One tile of two vectors by four columns of a sum of outer products:  C += alpha * sum_p a_p * b_p',  p < count.
 *
 * a_p, b_p: contiguous elements at a + p*step and b + p*step (bytes). c: columns `stride` bytes apart; overwritten.
 * The exit test between two steps keeps every sum live at each step (see multiplyTile in gemm.ts).
 */
export function crossTile<T>(count: i32, alpha: T, a: usize, b: usize, step: usize, c: usize, stride: usize): void {
  if (count <= 0) return;
  const width = <usize>sizeof<T>();
  const end = a + <usize>count * step;
  let c00 = zeros<T>();
  let c01 = zeros<T>();
  let c02 = zeros<T>();
  let c03 = zeros<T>();
  let c10 = zeros<T>();
  let c11 = zeros<T>();
  let c12 = zeros<T>();
  let c13 = zeros<T>();
  while (true) {
    let a0 = v128.load(a);
    let a1 = v128.load(a, 16);
    let bj = splatAt<T>(b);
    c00 = multiplyAdd<T>(a0, bj, c00);
    c10 = multiplyAdd<T>(a1, bj, c10);
    bj = splatAt<T>(b + width);
    c01 = multiplyAdd<T>(a0, bj, c01);
    c11 = multiplyAdd<T>(a1, bj, c11);
    bj = splatAt<T>(b + 2 * width);
    c02 = multiplyAdd<T>(a0, bj, c02);
    c12 = multiplyAdd<T>(a1, bj, c12);
    bj = splatAt<T>(b + 3 * width);
    c03 = multiplyAdd<T>(a0, bj, c03);
    c13 = multiplyAdd<T>(a1, bj, c13);
    a += step;
    b += step;
    if (a >= end) break;
    a0 = v128.load(a);
    a1 = v128.load(a, 16);
    bj = splatAt<T>(b);
    c00 = multiplyAdd<T>(a0, bj, c00);
    c10 = multiplyAdd<T>(a1, bj, c10);
    bj = splatAt<T>(b + width);
    c01 = multiplyAdd<T>(a0, bj, c01);
    c11 = multiplyAdd<T>(a1, bj, c11);
    bj = splatAt<T>(b + 2 * width);
    c02 = multiplyAdd<T>(a0, bj, c02);
    c12 = multiplyAdd<T>(a1, bj, c12);
    bj = splatAt<T>(b + 3 * width);
    c03 = multiplyAdd<T>(a0, bj, c03);
    c13 = multiplyAdd<T>(a1, bj, c13);
    a += step;
    b += step;
    if (a >= end) break;
  }
  const alphas = v128.splat<T>(alpha);
  v128.store(c, multiplyAdd<T>(alphas, c00, v128.load(c)));
  v128.store(c, multiplyAdd<T>(alphas, c10, v128.load(c, 16)), 16);
  c += stride;
  v128.store(c, multiplyAdd<T>(alphas, c01, v128.load(c)));
  v128.store(c, multiplyAdd<T>(alphas, c11, v128.load(c, 16)), 16);
  c += stride;
  v128.store(c, multiplyAdd<T>(alphas, c02, v128.load(c)));
  v128.store(c, multiplyAdd<T>(alphas, c12, v128.load(c, 16)), 16);
  c += stride;
  v128.store(c, multiplyAdd<T>(alphas, c03, v128.load(c)));
  v128.store(c, multiplyAdd<T>(alphas, c13, v128.load(c, 16)), 16);
}
