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
    packRows<T>(n, k, from, cs, rs, work);
    // In f64 both operands are packed alike.
    let right = work;
    if (sizeof<T>() != 8) {
      right = work + padded<T>(n) * <usize>DEPTH * width;
      packColumns<T>(k, n, from, rs, cs, right);
    }
    for (let first = 0; first < n; first += BLOCK) {
      const end = min(n, first + BLOCK);
      for (let j = 0; j < end; j += TILE_COLUMNS) {
        const strip = right + <usize>j * <usize>k * width;
        for (let i = max(first, (j / rows) * rows); i < end; i += rows) {
          multiplyTile<T>(k, <T>1, work + <usize>i * <usize>k * width, strip, c + <usize>i * width + <usize>j * stride, stride);
        }
      }
    }
  }
}
