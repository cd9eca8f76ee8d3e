/** For the benchmark only: the multiply-add ceiling of this engine, and a checker that shares no code with the package. */

/**
 * 24 * turns flops that depend on nothing but registers: six chains of multiplications and six of additions, which is
 * what one core can do at most with 128-bit vectors and no fused multiply-add.
 */
export function ceiling(turns: i32, factor: f64, term: f64): f64 {
  const f = f64x2.splat(factor);
  const t = f64x2.splat(term);
  let a0 = f64x2.splat(1), a1 = f64x2.splat(2), a2 = f64x2.splat(3), a3 = f64x2.splat(4), a4 = f64x2.splat(5), a5 = f64x2.splat(6);
  let b0 = f64x2.splat(1), b1 = f64x2.splat(2), b2 = f64x2.splat(3), b3 = f64x2.splat(4), b4 = f64x2.splat(5), b5 = f64x2.splat(6);
  for (let i = 0; i < turns; i += 4) {
    a0 = f64x2.mul(a0, f); b0 = f64x2.add(b0, t); a1 = f64x2.mul(a1, f); b1 = f64x2.add(b1, t);
    a2 = f64x2.mul(a2, f); b2 = f64x2.add(b2, t); a3 = f64x2.mul(a3, f); b3 = f64x2.add(b3, t);
    a4 = f64x2.mul(a4, f); b4 = f64x2.add(b4, t); a5 = f64x2.mul(a5, f); b5 = f64x2.add(b5, t);
    a0 = f64x2.mul(a0, f); b0 = f64x2.add(b0, t); a1 = f64x2.mul(a1, f); b1 = f64x2.add(b1, t);
    a2 = f64x2.mul(a2, f); b2 = f64x2.add(b2, t); a3 = f64x2.mul(a3, f); b3 = f64x2.add(b3, t);
    a4 = f64x2.mul(a4, f); b4 = f64x2.add(b4, t); a5 = f64x2.mul(a5, f); b5 = f64x2.add(b5, t);
    a0 = f64x2.mul(a0, f); b0 = f64x2.add(b0, t); a1 = f64x2.mul(a1, f); b1 = f64x2.add(b1, t);
    a2 = f64x2.mul(a2, f); b2 = f64x2.add(b2, t); a3 = f64x2.mul(a3, f); b3 = f64x2.add(b3, t);
    a4 = f64x2.mul(a4, f); b4 = f64x2.add(b4, t); a5 = f64x2.mul(a5, f); b5 = f64x2.add(b5, t);
    a0 = f64x2.mul(a0, f); b0 = f64x2.add(b0, t); a1 = f64x2.mul(a1, f); b1 = f64x2.add(b1, t);
    a2 = f64x2.mul(a2, f); b2 = f64x2.add(b2, t); a3 = f64x2.mul(a3, f); b3 = f64x2.add(b3, t);
    a4 = f64x2.mul(a4, f); b4 = f64x2.add(b4, t); a5 = f64x2.mul(a5, f); b5 = f64x2.add(b5, t);
  }
  const a = f64x2.add(f64x2.add(f64x2.add(a0, a1), f64x2.add(a2, a3)), f64x2.add(a4, a5));
  const b = f64x2.add(f64x2.add(f64x2.add(b0, b1), f64x2.add(b2, b3)), f64x2.add(b4, b5));
  return sum(f64x2.add(a, b));
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
