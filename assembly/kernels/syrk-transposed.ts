import { argumentsOf, share, SHARED, threads } from "../crew";
import { multiplyTile } from "./gemm";
import { packColumns, packRows, TILE_COLUMNS, tileRows } from "./pack";

/** Rows of A packed at a time: two strips of so many steps stay in the first-level cache. */
const DEPTH: i32 = 256;
/** Columns in a block of tiles: DEPTH x BLOCK x 8 bytes = 256 KB, in the second-level cache. */
const BLOCK: i32 = 128;

// @ts-ignore: decorator
@inline
function padded<T>(n: i32): usize {
  return <usize>((n + tileRows<T>() - 1) & ~(tileRows<T>() - 1));
}

/** Bytes that syrkTransposed needs at `work`. */
export function syrkTransposedWorkspace<T>(n: i32): usize {
  return padded<T>(n) * <usize>DEPTH * (sizeof<T>() == 8 ? 8 : 2 * sizeof<T>());
}

/**
 * C := A'*A + C, the lower triangle, packed like gemm; A is read once.   [BLAS syrk('T')]
 *
 * A: m x n with any strides (rs elements from row to row, cs from column to column). C: n x n, column-major, ldc; ldc is at least n rounded
 * up to the tile (two vectors), and as many columns are there: the tiles on the diagonal are written whole, and the padding gets what was
 * there. work: syrkTransposedWorkspace(n) bytes, 64-byte aligned.
 */
export function syrkTransposed<T>(m: i32, n: i32, a: usize, rs: i32, cs: i32, c: usize, ldc: i32, work: usize): void {
  const width = <usize>sizeof<T>();
  const rows = tileRows<T>();
  const stride = <usize>ldc * width;
  for (let p = 0; p < m; p += DEPTH) {
    const k = min(DEPTH, m - p);
    const from = a + <usize>p * <usize>rs * width;
    if (SHARED && <f64>n * <f64>n * <f64>k >= WORTH && threads() > 1) {
      shareDepth<T>(n, k, from, rs, cs, c, stride, work);
      continue;
    }
    packRows<T>(n, k, from, cs, rs, work);
    // In f64 both operands are packed alike.
    let right = work;
    if (sizeof<T>() != 8) {
      right = work + padded<T>(n) * <usize>DEPTH * width;
      packColumns<T>(k, n, from, rs, cs, right);
    }
    multiplyStrips<T>(0, n, n, k, work, right, c, stride);
  }
}

/** Columns first .. last-1 of the lower triangle. */
// @ts-ignore: decorator
@inline
function multiplyStrips<T>(first: i32, last: i32, n: i32, k: i32, work: usize, right: usize, c: usize, stride: usize): void {
  const width = <usize>sizeof<T>();
  const rows = tileRows<T>();
  for (let block = 0; block < n; block += BLOCK) {
    const end = min(n, block + BLOCK);
    for (let j = first; j < min(end, last); j += TILE_COLUMNS) {
      const strip = right + <usize>j * <usize>k * width;
      for (let i = max(block, (j / rows) * rows); i < end; i += rows) {
        multiplyTile<T>(k, <T>1, work + <usize>i * <usize>k * width, strip, c + <usize>i * width + <usize>j * stride, stride);
      }
    }
  }
}

/** Twice the multiplications from which on others are told. */
const WORTH: f64 = 1_000_000;

/** Arguments of the parts of one depth. */
@unmanaged
class Depth {
  n: i32; k: i32;
  from: usize; rs: i32; cs: i32;
  c: usize; stride: usize; work: usize;
}

/** Both packings, then the columns of tiles: the early ones are the longest. */
function shareDepth<T>(n: i32, k: i32, from: usize, rs: i32, cs: i32, c: usize, stride: usize, work: usize): void {
  const p = argumentsOf<Depth>();
  p.n = n; p.k = k;
  p.from = from; p.rs = rs; p.cs = cs;
  p.c = c; p.stride = stride; p.work = work;
  const step = max(8, (n / (4 * threads()) + 7) & ~7);
  share(sizeof<T>() == 8 ? packDoubles.index : packSingles.index, n, step);
  share(sizeof<T>() == 8 ? tilesOfDoubles.index : tilesOfSingles.index, n, max(8, step >> 1 & ~7));
}

function packDoubles(first: i32, last: i32, p: Depth, scratch: usize): void { packPart<f64>(first, last, p); }
function packSingles(first: i32, last: i32, p: Depth, scratch: usize): void { packPart<f32>(first, last, p); }
function tilesOfDoubles(first: i32, last: i32, p: Depth, scratch: usize): void { multiplyStrips<f64>(first, last, p.n, p.k, p.work, p.work, p.c, p.stride); }
function tilesOfSingles(first: i32, last: i32, p: Depth, scratch: usize): void {
  multiplyStrips<f32>(first, last, p.n, p.k, p.work, p.work + padded<f32>(p.n) * <usize>DEPTH * 4, p.c, p.stride);
}

// @ts-ignore: decorator
@inline
function packPart<T>(first: i32, last: i32, p: Depth): void {
  const width = <usize>sizeof<T>();
  const from = p.from + <usize>first * <usize>p.cs * width;
  const place = <usize>first * <usize>p.k * width;
  packRows<T>(last - first, p.k, from, p.cs, p.rs, p.work + place);
  if (sizeof<T>() != 8) packColumns<T>(p.k, last - first, from, p.rs, p.cs, p.work + padded<T>(p.n) * <usize>DEPTH * width + place);
}
