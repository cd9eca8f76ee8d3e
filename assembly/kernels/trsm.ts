import { multiplyTile } from "./gemm";
import { multiplySubtract } from "./lanes";
import { packColumns, packRows, TILE_COLUMNS, tileRows } from "./pack";

/** Rows solved together: with 800 columns 400 KB, in the second-level cache. */
const ROWS: i32 = 64;

// @ts-ignore: decorator
@inline
function padded(n: i32): i32 {
  return (n + TILE_COLUMNS - 1) & ~(TILE_COLUMNS - 1);
}

/** Bytes of a packed triangle: for each four columns all steps above them, then the four on the diagonal. */
export function triangleBytes<T>(n: i32): usize {
  const blocks = <usize>padded(n) / TILE_COLUMNS;
  return blocks * (blocks + 1) * <usize>(TILE_COLUMNS * TILE_COLUMNS / 2) * sizeof<T>();
}

/**
 * Packs an upper triangle for trsm, its diagonal as reciprocals, padded by an identity.
 *
 * r: n x n with any strides; what is below the diagonal is not read. packed: triangleBytes(n), 16-byte aligned.
 */
export function packTriangle<T>(n: i32, r: usize, rs: i32, cs: i32, packed: usize): void {
  const width = <usize>sizeof<T>();
  for (let j = 0; j < n; j += TILE_COLUMNS) {
    const count = min(TILE_COLUMNS, n - j);
    packColumns<T>(j, count, r + <usize>j * <usize>cs * width, rs, cs, packed);
    packed += <usize>(j * TILE_COLUMNS) * width;
    for (let p = 0; p < TILE_COLUMNS; p++) {
      for (let q = 0; q < TILE_COLUMNS; q++) {
        let value: T = p == q ? <T>1 : <T>0;
        if (p <= q && q < count) {
          const entry = load<T>(r + (<usize>(j + p) * <usize>rs + <usize>(j + q) * <usize>cs) * width);
          value = p == q ? <T>1 / entry : entry;
        }
        store<T>(packed, value);
        packed += width;
      }
    }
  }
}

/** Bytes that trsm needs at `work`. */
export function trsmWorkspace<T>(n: i32): usize {
  return <usize>(ROWS * padded(n)) * sizeof<T>();
}

/**
 * X := B*R^-1 for an upper triangular R.   [BLAS trsm('R', 'U')]
 *
 * B, X: m x n with any strides, X may be B. r: packed by packTriangle. work: trsmWorkspace(n) bytes, 64-byte aligned. By tiles of a few rows,
 * whose columns are solved four at a time: a product of gemm's tiles, then the four by substitution.
 */
export function trsm<T>(m: i32, n: i32, r: usize, b: usize, rsb: i32, csb: i32, x: usize, rsx: i32, csx: i32, work: usize): void {
  const width = <usize>sizeof<T>();
  const rows = tileRows<T>();
  const tile = <usize>(padded(n) * rows) * width;
  for (let first = 0; first < m; first += ROWS) {
    const end = min(m, first + ROWS);
    let at = work;
    for (let i = first; i < end; i += rows) {
      packRows<T>(min(rows, end - i), n, b + <usize>i * <usize>rsb * width, rsb, csb, at);
      memory.fill(at + <usize>(n * rows) * width, 0, <usize>((padded(n) - n) * rows) * width);
      at += tile;
    }
    let strip = r;
    for (let j = 0; j < n; j += TILE_COLUMNS) {
      const corner = strip + <usize>(j * TILE_COLUMNS) * width;
      for (let p = work; p < at; p += tile) {
        const block = p + <usize>(j * rows) * width;
        if (j > 0) multiplyTile<T>(j, <T>-1, p, strip, block, <usize>rows * width);
        solveFour<T>(corner, block);
      }
      strip = corner + <usize>(TILE_COLUMNS * TILE_COLUMNS) * width;
    }
    at = work;
    for (let i = first; i < end; i += rows) {
      unpackRows<T>(min(rows, end - i), n, at, x + <usize>i * <usize>rsx * width, rsx, csx);
      at += tile;
    }
  }
}

/** X := X*R^-1 for four columns of two vectors, one after another at x. r: the 4 x 4 triangle by rows, reciprocals on the diagonal. */
function solveFour<T>(r: usize, x: usize): void {
  for (let half = 0; half < 2; half++) {
    const x0 = v128.mul<T>(v128.load(x), v128.splat<T>(load<T>(r)));
    const x1 = v128.mul<T>(multiplySubtract<T>(x0, entry<T>(r, 1), v128.load(x, 32)), entry<T>(r, 5));
    let x2 = multiplySubtract<T>(x0, entry<T>(r, 2), v128.load(x, 64));
    x2 = v128.mul<T>(multiplySubtract<T>(x1, entry<T>(r, 6), x2), entry<T>(r, 10));
    let x3 = multiplySubtract<T>(x0, entry<T>(r, 3), v128.load(x, 96));
    x3 = multiplySubtract<T>(x1, entry<T>(r, 7), x3);
    x3 = v128.mul<T>(multiplySubtract<T>(x2, entry<T>(r, 11), x3), entry<T>(r, 15));
    v128.store(x, x0);
    v128.store(x, x1, 32);
    v128.store(x, x2, 64);
    v128.store(x, x3, 96);
    x += 16;
  }
}

// @ts-ignore: decorator
@inline
function entry<T>(r: usize, i: usize): v128 {
  return v128.splat<T>(load<T>(r + i * sizeof<T>()));
}

/** The reverse of packRows for one tile: m rows of n columns. */
function unpackRows<T>(m: i32, n: i32, tile: usize, x: usize, rs: i32, cs: i32): void {
  const width = <usize>sizeof<T>();
  const down = <usize>rs * width;
  const right = <usize>cs * width;
  let j = 0;
  if (sizeof<T>() == 8 && cs == 1 && m == 4) {
    for (; j + 2 <= n; j += 2) {
      const a = v128.load(tile);
      const b = v128.load(tile, 16);
      const c = v128.load(tile, 32);
      const d = v128.load(tile, 48);
      v128.store(x, v128.shuffle<T>(a, c, 0, 2));
      v128.store(x + down, v128.shuffle<T>(a, c, 1, 3));
      v128.store(x + 2 * down, v128.shuffle<T>(b, d, 0, 2));
      v128.store(x + 3 * down, v128.shuffle<T>(b, d, 1, 3));
      tile += 64;
      x += 16;
    }
  }
  for (; j < n; j++) {
    let to = x;
    for (let i = 0; i < m; i++) {
      store<T>(to, load<T>(tile + <usize>i * width));
      to += down;
    }
    x += right;
    tile += <usize>tileRows<T>() * width;
  }
}
