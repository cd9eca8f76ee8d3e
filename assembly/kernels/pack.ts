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
  else packLines<T>(m, k, a, rs, cs, tileRows<T>(), packed);
}

/** Packs B (k x n) for gemm: tiles of TILE_COLUMNS columns, each k steps of TILE_COLUMNS elements, padded with zeros. */
export function packColumns<T>(k: i32, n: i32, b: usize, rs: i32, cs: i32, packed: usize): void {
  packLines<T>(n, k, b, cs, rs, TILE_COLUMNS, packed);
}

/** Tiles of `tile` lines, by the fastest way there is for these strides. */
function packLines<T>(lines: i32, k: i32, a: usize, line: i32, step: i32, tile: i32, packed: usize): void {
  if (sizeof<T>() == 8 && tile == 4 && step == 1) packInterleaved<T>(lines, k, a, line, packed);
  else if (sizeof<T>() == 4 && step == 1) packTurned<T>(lines, k, a, line, tile, packed);
  else if (sizeof<T>() == 4 && tile == 4 && line == 1) packVectors<T>(lines, k, a, step, packed);
  else packStrided<T>(lines, k, a, line, step, tile, packed);
}

/** Tiles of four or eight f32 lines, each contiguous along k: squares of 4 x 4 are turned. */
function packTurned<T>(lines: i32, k: i32, a: usize, line: i32, tile: i32, packed: usize): void {
  const lineBytes = <usize>line * sizeof<T>();
  const down = <usize>tile * sizeof<T>();
  let l = 0;
  for (; l + tile <= lines; l += tile) {
    for (let four = 0; four < tile; four += 4) {
      let p0 = a + <usize>(l + four) * lineBytes;
      let p1 = p0 + lineBytes;
      let p2 = p1 + lineBytes;
      let p3 = p2 + lineBytes;
      let to = packed + <usize>four * sizeof<T>();
      const squaresEnd = to + <usize>(k & ~3) * down;
      const end = to + <usize>k * down;
      while (to < squaresEnd) {
        const x0 = v128.load(p0);
        const x1 = v128.load(p1);
        const x2 = v128.load(p2);
        const x3 = v128.load(p3);
        const low01 = v128.shuffle<T>(x0, x1, 0, 4, 1, 5);
        const low23 = v128.shuffle<T>(x2, x3, 0, 4, 1, 5);
        v128.store(to, v128.shuffle<T>(low01, low23, 0, 1, 4, 5));
        v128.store(to + down, v128.shuffle<T>(low01, low23, 2, 3, 6, 7));
        to += 2 * down;
        const high01 = v128.shuffle<T>(x0, x1, 2, 6, 3, 7);
        const high23 = v128.shuffle<T>(x2, x3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<T>(high01, high23, 0, 1, 4, 5));
        v128.store(to + down, v128.shuffle<T>(high01, high23, 2, 3, 6, 7));
        to += 2 * down;
        p0 += 16;
        p1 += 16;
        p2 += 16;
        p3 += 16;
      }
      while (to < end) {
        store<T>(to, load<T>(p0));
        store<T>(to, load<T>(p1), 4);
        store<T>(to, load<T>(p2), 8);
        store<T>(to, load<T>(p3), 12);
        to += down;
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
      }
    }
    packed += <usize>k * down;
  }
  if (l < lines) packStrided<T>(lines - l, k, a + <usize>l * lineBytes, line, 1, tile, packed);
}

/** Tiles of four f32 lines that are neighbours in memory: one vector a step. */
function packVectors<T>(lines: i32, k: i32, a: usize, step: i32, packed: usize): void {
  const stepBytes = <usize>step * sizeof<T>();
  let l = 0;
  for (; l + 4 <= lines; l += 4) {
    let from = a + <usize>l * sizeof<T>();
    const end = packed + (<usize>k << 4);
    while (packed < end) {
      v128.store(packed, v128.load(from));
      from += stepBytes;
      packed += 16;
    }
  }
  if (l < lines) packStrided<T>(lines - l, k, a + <usize>l * sizeof<T>(), 1, step, 4, packed);
}

/** Four f64 lines, each contiguous along k, are interleaved two steps at a time. */
function packInterleaved<T>(lines: i32, k: i32, a: usize, line: i32, packed: usize): void {
  const lineBytes = <usize>line << 3;
  let l = 0;
  for (; l + 4 <= lines; l += 4) {
    let p0 = a + <usize>l * lineBytes;
    let p1 = p0 + lineBytes;
    let p2 = p1 + lineBytes;
    let p3 = p2 + lineBytes;
    const pairEnd = packed + (<usize>(k & ~1) << 5);
    while (packed < pairEnd) {
      const x0 = v128.load(p0);
      const x1 = v128.load(p1);
      v128.store(packed, v128.shuffle<T>(x0, x1, 0, 2));
      v128.store(packed, v128.shuffle<T>(x0, x1, 1, 3), 32);
      const x2 = v128.load(p2);
      const x3 = v128.load(p3);
      v128.store(packed, v128.shuffle<T>(x2, x3, 0, 2), 16);
      v128.store(packed, v128.shuffle<T>(x2, x3, 1, 3), 48);
      p0 += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
      packed += 64;
    }
    if (k & 1) {
      store<T>(packed, load<T>(p0));
      store<T>(packed, load<T>(p1), 8);
      store<T>(packed, load<T>(p2), 16);
      store<T>(packed, load<T>(p3), 24);
      packed += 32;
    }
  }
  if (l < lines) packStrided<T>(lines - l, k, a + <usize>l * lineBytes, line, 1, 4, packed);
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
