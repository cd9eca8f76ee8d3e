/** For the benchmark only: the multiply-add ceiling of this engine, and a checker that shares no code with the package. */

/** Flops of one turn of `ceiling`. */
export const CEILING_FLOPS: i32 = 52;

/**
 * CEILING_FLOPS * turns flops that need nothing but registers: thirteen independent chains x := factor*x + factor, as many
 * as fit beside the factor and a product, which hides the latency of both operations. Measured faster than chains of
 * multiplications beside chains of additions, and than two to five turns written out.
 */
export function ceiling(turns: i32, factor: f64): f64 {
  const f = f64x2.splat(factor);
  let a = f64x2.splat(1), b = f64x2.splat(2), c = f64x2.splat(3), d = f64x2.splat(4), e = f64x2.splat(5);
  let g = f64x2.splat(6), h = f64x2.splat(7), i = f64x2.splat(8), j = f64x2.splat(9), k = f64x2.splat(10);
  let l = f64x2.splat(11), m = f64x2.splat(12), n = f64x2.splat(13);
  for (; turns > 0; turns--) {
    a = f64x2.add(f64x2.mul(a, f), f);
    b = f64x2.add(f64x2.mul(b, f), f);
    c = f64x2.add(f64x2.mul(c, f), f);
    d = f64x2.add(f64x2.mul(d, f), f);
    e = f64x2.add(f64x2.mul(e, f), f);
    g = f64x2.add(f64x2.mul(g, f), f);
    h = f64x2.add(f64x2.mul(h, f), f);
    i = f64x2.add(f64x2.mul(i, f), f);
    j = f64x2.add(f64x2.mul(j, f), f);
    k = f64x2.add(f64x2.mul(k, f), f);
    l = f64x2.add(f64x2.mul(l, f), f);
    m = f64x2.add(f64x2.mul(m, f), f);
    n = f64x2.add(f64x2.mul(n, f), f);
  }
  const abcd = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  const eghi = f64x2.add(f64x2.add(e, g), f64x2.add(h, i));
  return sum(f64x2.add(f64x2.add(abcd, eghi), f64x2.add(f64x2.add(j, k), f64x2.add(f64x2.add(l, m), n))));
}

/**
 * ||C - X*Y'||_F², where C = I if c is 0.
 *
 * X: m x k, Y: n x k, C: m x n, all row-major without gaps. Nothing is overwritten.
 */
export function gap(m: i32, n: i32, k: i32, x: usize, y: usize, c: usize): f64 {
  const BLOCK: i32 = 32; // rows of Y that stay in the second-level cache
  let total = 0.0;
  for (let jb = 0; jb < n; jb += BLOCK) {
    const jEnd = min(n, jb + BLOCK);
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      let j = jb;
      for (; j + 2 <= jEnd; j += 2) total += tile(k, i, j, n, x, y, c);
      for (; j < jEnd; j++) for (let r = i; r < i + 4; r++) total += entry(k, r, j, n, x, y, c);
    }
    for (; i < m; i++) for (let j = jb; j < jEnd; j++) total += entry(k, i, j, n, x, y, c);
  }
  return total;
}

/** Rows i..i+3 of X against rows j, j+1 of Y. */
function tile(k: i32, i: i32, j: i32, n: i32, x: usize, y: usize, c: usize): f64 {
  const row = <usize>k << 3;
  const x0 = x + <usize>i * row;
  const y0 = y + <usize>j * row;
  let s00 = f64x2.splat(0), s01 = f64x2.splat(0), s10 = f64x2.splat(0), s11 = f64x2.splat(0);
  let s20 = f64x2.splat(0), s21 = f64x2.splat(0), s30 = f64x2.splat(0), s31 = f64x2.splat(0);
  const even = <usize>(k & ~1) << 3;
  for (let l: usize = 0; l < even; l += 16) {
    const a = v128.load(y0 + l);
    const b = v128.load(y0 + row + l);
    let p = x0 + l;
    let v = v128.load(p);
    s00 = f64x2.add(s00, f64x2.mul(v, a));
    s01 = f64x2.add(s01, f64x2.mul(v, b));
    v = v128.load((p += row));
    s10 = f64x2.add(s10, f64x2.mul(v, a));
    s11 = f64x2.add(s11, f64x2.mul(v, b));
    v = v128.load((p += row));
    s20 = f64x2.add(s20, f64x2.mul(v, a));
    s21 = f64x2.add(s21, f64x2.mul(v, b));
    v = v128.load((p += row));
    s30 = f64x2.add(s30, f64x2.mul(v, a));
    s31 = f64x2.add(s31, f64x2.mul(v, b));
  }
  return (
    square(sum(s00), k, i, j, n, x, y, c) + square(sum(s01), k, i, j + 1, n, x, y, c) +
    square(sum(s10), k, i + 1, j, n, x, y, c) + square(sum(s11), k, i + 1, j + 1, n, x, y, c) +
    square(sum(s20), k, i + 2, j, n, x, y, c) + square(sum(s21), k, i + 2, j + 1, n, x, y, c) +
    square(sum(s30), k, i + 3, j, n, x, y, c) + square(sum(s31), k, i + 3, j + 1, n, x, y, c)
  );
}

/** (c_ij - product)², where the last term of an odd k is still missing from `product`. */
function square(product: f64, k: i32, i: i32, j: i32, n: i32, x: usize, y: usize, c: usize): f64 {
  if (k & 1) product += load<f64>(x + ((<usize>i * k + k - 1) << 3)) * load<f64>(y + ((<usize>j * k + k - 1) << 3));
  const target = c ? load<f64>(c + ((<usize>i * n + j) << 3)) : i == j ? 1.0 : 0.0;
  return (target - product) * (target - product);
}

function entry(k: i32, i: i32, j: i32, n: i32, x: usize, y: usize, c: usize): f64 {
  let product = 0.0;
  for (let l = 0; l < (k & ~1); l++) product += load<f64>(x + ((<usize>i * k + l) << 3)) * load<f64>(y + ((<usize>j * k + l) << 3));
  return square(product, k, i, j, n, x, y, c);
}

// @ts-ignore: decorator
@inline
function sum(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}
