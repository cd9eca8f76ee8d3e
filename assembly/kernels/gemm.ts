import { argumentsOf, share, SHARED, threads } from "../crew";
import { packColumns, packRows, TILE_COLUMNS, tileRows } from "./pack";
import { multiplyAdd, splatAt, zeros } from "./lanes";

/** Depth of a packed block: a KC x tile strip of B stays in the first-level cache. */
const KC: i32 = 256;
/** Rows of a packed block of A: MC x KC x 8 bytes = 256 KB, a quarter of a 1 MB second-level cache. */
const MC: i32 = 128;
/** Columns of a packed block of B: KC x NC x 8 bytes = 2 MB, within the last-level cache. */
const NC: i32 = 1024;

/** Bytes that gemm needs at `work` for an m x n product of depth k. */
export function gemmWorkspace<T>(m: i32, n: i32, k: i32): usize {
  const width = <usize>sizeof<T>();
  const depth = <usize>min(k, KC);
  const rows = <usize>min(MC, roundUp(m, tileRows<T>()));
  const columns = <usize>min(NC, roundUp(n, TILE_COLUMNS));
  return depth * rows * width + depth * columns * width + <usize>(tileRows<T>() * TILE_COLUMNS) * width + 128;
}

// @ts-ignore: decorator
@inline
function roundUp(n: i32, multiple: i32): i32 {
  return ((n + multiple - 1) / multiple) * multiple;
}

/**
 * C := alpha*A*B + C.   [BLAS gemm], [GG08]
 *
 * C: m x n, column-major, ldc elements from column to column; overwritten.
 * A: m x k and B: k x n with any strides (rs elements from row to row, cs from column to column): a transposed operand
 * swaps them. work: gemmWorkspace(m, n, k) bytes, 64-byte aligned.
 */
export function gemm<T>(
  m: i32, n: i32, k: i32, alpha: T,
  a: usize, rsa: i32, csa: i32,
  b: usize, rsb: i32, csb: i32,
  c: usize, ldc: i32, work: usize,
): void {
  if (m <= 0 || n <= 0 || k <= 0) return;
  if (SHARED && <f64>m * <f64>n * <f64>k >= WORTH && threads() > 1) {
    const p = argumentsOf<Product>();
    p.m = m; p.n = n; p.k = k;
    p.alpha = <f64>alpha;
    p.a = a; p.rsa = rsa; p.csa = csa;
    p.b = b; p.rsb = rsb; p.csb = csb;
    p.c = c; p.ldc = ldc;
    shareProduct<T>(p);
    return;
  }
  const width = <usize>sizeof<T>();
  const edge = work;
  const packedA = edge + <usize>(tileRows<T>() * TILE_COLUMNS) * width;
  const packedB = packedA + <usize>min(k, KC) * <usize>min(MC, roundUp(m, tileRows<T>())) * width;

  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      packColumns<T>(kc, nc, b + (<usize>pc * rsb + <usize>jc * csb) * width, rsb, csb, packedB);
      for (let ic = 0; ic < m; ic += MC) {
        const mc = min(MC, m - ic);
        packRows<T>(mc, kc, a + (<usize>ic * rsa + <usize>pc * csa) * width, rsa, csa, packedA);
        multiplyBlock<T>(mc, nc, kc, alpha, packedA, packedB, c + (<usize>ic + <usize>jc * ldc) * width, ldc, edge);
      }
    }
  }
}

/** Multiplications below this are done sooner than others are told of them. */
const WORTH: f64 = 500_000;
/** Multiplications of a part: a tenth of a millisecond. */
const PART: f64 = 1_000_000;
/** Parts for each thread, so that all end at about the same time. */
const PARTS: i32 = 4;

/** Arguments of gemm. */
@unmanaged
class Product {
  alpha: f64;
  m: i32; n: i32; k: i32;
  a: usize; rsa: i32; csa: i32;
  b: usize; rsb: i32; csb: i32;
  c: usize; ldc: i32;
}

/**
 * Parts are columns of C, or rows where those are more: what all parts pack is the smaller operand. The element is summed as it is in the whole: parts begin where tiles do.
 */
function shareProduct<T>(p: Product): void {
  const items = max(p.m, p.n);
  const each = <f64>min(p.m, p.n) * <f64>p.k;
  const least = <i32>min<f64>(<f64>items, PART / each);
  const tile = p.m > p.n ? tileRows<T>() : TILE_COLUMNS;
  const step = roundUp(max(max(least, 8 * tile), items / (PARTS * threads())), tile);
  share(sizeof<T>() == 8 ? productOfDoubles.index : productOfSingles.index, items, step);
}

function productOfDoubles(first: i32, last: i32, p: Product, scratch: usize): void { productOf<f64>(first, last, p, scratch); }
function productOfSingles(first: i32, last: i32, p: Product, scratch: usize): void { productOf<f32>(first, last, p, scratch); }

// @ts-ignore: decorator
@inline
function productOf<T>(first: i32, last: i32, p: Product, scratch: usize): void {
  const width = <usize>sizeof<T>();
  const count = last - first;
  if (p.m > p.n) {
    gemm<T>(count, p.n, p.k, <T>p.alpha, p.a + <usize>first * p.rsa * width, p.rsa, p.csa, p.b, p.rsb, p.csb, p.c + <usize>first * width, p.ldc, scratch);
  } else {
    gemm<T>(p.m, count, p.k, <T>p.alpha, p.a, p.rsa, p.csa, p.b + <usize>first * p.csb * width, p.rsb, p.csb, p.c + <usize>first * p.ldc * width, p.ldc, scratch);
  }
}

/** C += alpha * (packed A) * (packed B), tile by tile; a partial tile passes through `edge`. */
function multiplyBlock<T>(
  m: i32, n: i32, k: i32, alpha: T, a: usize, b: usize, c: usize, ldc: i32, edge: usize,
): void {
  const width = <usize>sizeof<T>();
  const rows = tileRows<T>();
  for (let j = 0; j < n; j += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, n - j);
    let tileA = a;
    for (let i = 0; i < m; i += rows) {
      const tileC = c + (<usize>i + <usize>j * ldc) * width;
      if (columns == TILE_COLUMNS && i + rows <= m) {
        multiplyTile<T>(k, alpha, tileA, b, tileC, <usize>ldc * width);
      } else {
        memory.fill(edge, 0, <usize>(rows * TILE_COLUMNS) * width);
        multiplyTile<T>(k, alpha, tileA, b, edge, <usize>rows * width);
        addPartialTile<T>(min(rows, m - i), columns, edge, tileC, ldc);
      }
      tileA += <usize>k * rows * width;
    }
    b += <usize>k * TILE_COLUMNS * width;
  }
}

function addPartialTile<T>(m: i32, n: i32, tile: usize, c: usize, ldc: i32): void {
  const width = <usize>sizeof<T>();
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      const at = c + (<usize>i + <usize>j * ldc) * width;
      store<T>(at, load<T>(at) + load<T>(tile + <usize>(i + j * tileRows<T>()) * width));
    }
  }
}

/**
 * One tile of two vectors by four columns:  C += alpha * A * B,  k >= 1 steps.
 *
 * a: k x [two vectors], b: k x [four elements], both packed; c: columns `stride` bytes apart.
 * The exit test between two steps keeps every sum live at each step, so that the compiler cannot hoist the loads of both.
 */
export function multiplyTile<T>(k: i32, alpha: T, a: usize, b: usize, c: usize, stride: usize): void {
  const width = <usize>sizeof<T>();
  const end = a + <usize>k * 32;
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
    if (a + 32 >= end) break;
    a0 = v128.load(a, 32);
    a1 = v128.load(a, 48);
    bj = splatAt<T>(b + 4 * width);
    c00 = multiplyAdd<T>(a0, bj, c00);
    c10 = multiplyAdd<T>(a1, bj, c10);
    bj = splatAt<T>(b + 5 * width);
    c01 = multiplyAdd<T>(a0, bj, c01);
    c11 = multiplyAdd<T>(a1, bj, c11);
    bj = splatAt<T>(b + 6 * width);
    c02 = multiplyAdd<T>(a0, bj, c02);
    c12 = multiplyAdd<T>(a1, bj, c12);
    bj = splatAt<T>(b + 7 * width);
    c03 = multiplyAdd<T>(a0, bj, c03);
    c13 = multiplyAdd<T>(a1, bj, c13);
    if (a + 64 >= end) break;
    a += 64;
    b += 8 * width;
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
