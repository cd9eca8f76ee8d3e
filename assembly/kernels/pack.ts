import { lanes } from "./lanes";

/** Rows of a gemm tile: two vectors. */
// @ts-ignore: decorator
@inline
export function tileRows<T>(): i32 {
  return 2 * lanes<T>();
}

/** Columns of a gemm tile. */
export const TILE_COLUMNS: i32 = 4;

/**
 * Packs A (m x k) for gemm: tiles of tileRows() rows, each k steps of tileRows() elements; the last tile is padded with zeros.
 *
 * a: rs elements from row to row, cs from column to column.
 */
export function packRows<T>(m: i32, k: i32, a: usize, rs: i32, cs: i32, packed: usize): void {
  if (rs == 1) packContiguous<T>(m, k, a, cs, packed);
  else packStrided<T>(m, k, a, rs, cs, tileRows<T>(), packed);
}

/** Packs B (k x n) for gemm: tiles of TILE_COLUMNS columns, each k steps of TILE_COLUMNS elements, padded with zeros. */
export function packColumns<T>(k: i32, n: i32, b: usize, rs: i32, cs: i32, packed: usize): void {
  packStrided<T>(n, k, b, cs, rs, TILE_COLUMNS, packed);
}

/** packRows for rs = 1: whole vectors are copied. */
function packContiguous<T>(m: i32, k: i32, a: usize, cs: i32, packed: usize): void {
  const width = <usize>sizeof<T>();
  const rows = tileRows<T>();
  const step = <usize>cs * width;
  let i = 0;
  for (; i + rows <= m; i += rows) {
    let from = a + <usize>i * width;
    const end = packed + <usize>k * 32;
    while (packed < end) {
      v128.store(packed, v128.load(from));
      v128.store(packed, v128.load(from, 16), 16);
      from += step;
      packed += 32;
    }
  }
  if (i < m) packStrided<T>(m - i, k, a + <usize>i * width, 1, cs, rows, packed);
}

/** Tiles of `tile` lines: line l, step p is at a + l*line + p*step (in elements). */
function packStrided<T>(lines: i32, k: i32, a: usize, line: i32, step: i32, tile: i32, packed: usize): void {
  const width = <usize>sizeof<T>();
  const lineBytes = <usize>line * width;
  const stepBytes = <usize>step * width;
  for (let first = 0; first < lines; first += tile) {
    const count = min(tile, lines - first);
    const from = a + <usize>first * lineBytes;
    for (let l = 0; l < tile; l++) {
      let to = packed + <usize>l * width;
      const end = to + <usize>(k * tile) * width;
      const advance = <usize>tile * width;
      if (l < count) {
        let p = from + <usize>l * lineBytes;
        while (to < end) {
          store<T>(to, load<T>(p));
          p += stepBytes;
          to += advance;
        }
      } else {
        while (to < end) {
          store<T>(to, <T>0);
          to += advance;
        }
      }
    }
    packed += <usize>(k * tile) * width;
  }
}
