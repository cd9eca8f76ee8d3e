import { argumentsOf, share, SHARED, threads } from "../crew";
import { lanes, multiplyAdd, splatAt, zeros } from "./lanes";

/** Rows of A multiplied twice while they are in the first-level cache. */
const STRIP: i32 = 16;

/** Multiplications from which on others are told: some 50 microseconds of work. */
const WORTH: f64 = 100_000;

/** Arguments of the products. */
@unmanaged
class Sparse {
  rows: i32; b: i32;
  rowStart: usize; column: usize; value: usize;
  x: usize; y: usize;
}

/** Whether others take part: then the arguments are set. */
// @ts-ignore: decorator
@inline
function isShared(rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize): bool {
  if (rows < 64 || <f64>(load<i32>(rowStart + (<usize>rows << 2)) - load<i32>(rowStart)) * <f64>b < WORTH || threads() < 2) return false;
  const p = argumentsOf<Sparse>();
  p.rows = rows; p.b = b;
  p.rowStart = rowStart; p.column = column; p.value = value;
  p.x = x; p.y = y;
  return true;
}

function rowsOfDoubles(first: i32, last: i32, p: Sparse, scratch: usize): void {
  spmm<f64>(last - first, p.b, p.rowStart + (<usize>first << 2), p.column, p.value, p.x, p.y + <usize>(first * p.b) * 8);
}
function rowsOfSingles(first: i32, last: i32, p: Sparse, scratch: usize): void {
  spmm<f32>(last - first, p.b, p.rowStart + (<usize>first << 2), p.column, p.value, p.x, p.y + <usize>(first * p.b) * 4);
}
function columnsOfDoubles(first: i32, last: i32, p: Sparse, scratch: usize): void { scatterColumns<f64>(first, last, p.rows, p.b, p.rowStart, p.column, p.value, p.x, p.y); }
function columnsOfSingles(first: i32, last: i32, p: Sparse, scratch: usize): void { scatterColumns<f32>(first, last, p.rows, p.b, p.rowStart, p.column, p.value, p.x, p.y); }

/**
 * Y := A*X, A sparse.
 *
 * A: rows x any, by rows: row i holds entries rowStart[i] .. rowStart[i+1]-1 of `column` (i32) and `value`.
 * X and Y: row-major blocks of b columns, contiguous. Y (rows x b) is overwritten.
 */
export function spmm<T>(rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize): void {
  if (SHARED && isShared(rows, b, rowStart, column, value, x, y)) return share(sizeof<T>() == 8 ? rowsOfDoubles.index : rowsOfSingles.index, rows, max(16, rows / (8 * threads())));
  const width = <usize>sizeof<T>();
  const line = <usize>b * width;
  let p: usize = <usize>load<i32>(rowStart);
  for (let i = 0; i < rows; i++) {
    const end = <usize>load<i32>(rowStart + (<usize>(i + 1) << 2));
    const firstColumn = column + (p << 2);
    const firstValue = value + p * width;
    const lastValue = value + end * width;
    let j = 0;
    for (; j + 4 * lanes<T>() <= b; j += 4 * lanes<T>()) {
      gatherFour<T>(firstColumn, firstValue, lastValue, x + <usize>j * width, line, y + <usize>j * width);
    }
    for (; j + 2 * lanes<T>() <= b; j += 2 * lanes<T>()) {
      gatherTwo<T>(firstColumn, firstValue, lastValue, x + <usize>j * width, line, y + <usize>j * width);
    }
    if (sizeof<T>() == 4) for (; j + lanes<T>() <= b; j += lanes<T>()) {
      gatherOne<T>(firstColumn, firstValue, lastValue, x + <usize>j * width, line, y + <usize>j * width);
    }
    for (; j < b; j++) {
      let sum = <T>0;
      for (let q = p; q < end; q++) {
        sum += load<T>(value + q * width) * load<T>(x + <usize>load<i32>(column + (q << 2)) * line + <usize>j * width);
      }
      store<T>(y + <usize>j * width, sum);
    }
    y += line;
    p = end;
  }
}

/**
 * Y := A*X and Z := A'*Y + Z in one pass over A, sparse as for spmm.
 *
 * X, Z: columns x b, Y: rows x b, row-major, contiguous. Y and Z are overwritten.
 */
export function spmmBoth<T>(
  rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize, z: usize,
): void {
  if (SHARED && threads() > 1) { // which read A once each
    spmm<T>(rows, b, rowStart, column, value, x, y);
    spmmTransposed<T>(rows, b, rowStart, column, value, y, z);
    return;
  }
  multiplyStrips<T>(rows, b, rowStart, column, value, x, y, <usize>(STRIP * b) * sizeof<T>(), z);
}

/** Elements of workspace that spmmGram needs for b columns. */
export function spmmGramElements(b: i32): i32 {
  return STRIP * b;
}

/** Z := A'*(A*X) + Z in one pass over A, as spmmBoth; of A*X one strip at a time is kept, in work: spmmGramElements(b). */
export function spmmGram<T>(
  rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, work: usize, z: usize,
): void {
  multiplyStrips<T>(rows, b, rowStart, column, value, x, work, 0, z);
}

/** Both, strip by strip; y moves on by `step` bytes. */
function multiplyStrips<T>(
  rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize, step: usize, z: usize,
): void {
  for (let i = 0; i < rows; i += STRIP) {
    const count = min(STRIP, rows - i);
    spmm<T>(count, b, rowStart, column, value, x, y);
    spmmTransposed<T>(count, b, rowStart, column, value, y, z);
    rowStart += <usize>count << 2;
    y += step;
  }
}

/** Four vectors of one row of Y. */
// @ts-ignore: decorator
@inline
function gatherFour<T>(column: usize, value: usize, end: usize, x: usize, line: usize, y: usize): void {
  let s0 = zeros<T>();
  let s1 = zeros<T>();
  let s2 = zeros<T>();
  let s3 = zeros<T>();
  while (value < end) {
    const from = x + <usize>load<i32>(column) * line;
    const a = splatAt<T>(value);
    s0 = multiplyAdd<T>(a, v128.load(from), s0);
    s1 = multiplyAdd<T>(a, v128.load(from, 16), s1);
    s2 = multiplyAdd<T>(a, v128.load(from, 32), s2);
    s3 = multiplyAdd<T>(a, v128.load(from, 48), s3);
    value += sizeof<T>();
    column += 4;
  }
  v128.store(y, s0);
  v128.store(y, s1, 16);
  v128.store(y, s2, 32);
  v128.store(y, s3, 48);
}

/** Two vectors of one row of Y; even and odd entries are summed apart. */
// @ts-ignore: decorator
@inline
function gatherTwo<T>(column: usize, value: usize, end: usize, x: usize, line: usize, y: usize): void {
  const width = <usize>sizeof<T>();
  let s0 = zeros<T>();
  let s1 = zeros<T>();
  let t0 = zeros<T>();
  let t1 = zeros<T>();
  while (value + width < end) {
    const from = x + <usize>load<i32>(column) * line;
    const next = x + <usize>load<i32>(column, 4) * line;
    const a = splatAt<T>(value);
    const b = splatAt<T>(value + width);
    s0 = multiplyAdd<T>(a, v128.load(from), s0);
    s1 = multiplyAdd<T>(a, v128.load(from, 16), s1);
    t0 = multiplyAdd<T>(b, v128.load(next), t0);
    t1 = multiplyAdd<T>(b, v128.load(next, 16), t1);
    value += 2 * width;
    column += 8;
  }
  if (value < end) {
    const from = x + <usize>load<i32>(column) * line;
    const a = splatAt<T>(value);
    s0 = multiplyAdd<T>(a, v128.load(from), s0);
    s1 = multiplyAdd<T>(a, v128.load(from, 16), s1);
  }
  v128.store(y, v128.add<T>(s0, t0));
  v128.store(y, v128.add<T>(s1, t1), 16);
}

/**
 * Y := A'*X + Y, A sparse, stored by rows as for spmm: each row of X is added to the rows of Y that its entries name.
 *
 * X: rows x b, Y: columns x b, row-major, contiguous; Y is overwritten.
 */
export function spmmTransposed<T>(
  rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize,
): void {
  // Rows of Y are summed in the order of A's rows: what can be parted are columns.
  if (SHARED && b > 2 * lanes<T>() && isShared(rows, b, rowStart, column, value, x, y)) {
    const tile = 2 * lanes<T>();
    return share(sizeof<T>() == 8 ? columnsOfDoubles.index : columnsOfSingles.index, b, max(tile, ((b + threads() - 1) / threads() + tile - 1) / tile * tile));
  }
  scatterColumns<T>(0, b, rows, b, rowStart, column, value, x, y);
}

/** spmmTransposed for columns first .. last-1 of X and Y. */
// @ts-ignore: decorator
@inline
function scatterColumns<T>(
  first: i32, last: i32, rows: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, y: usize,
): void {
  const width = <usize>sizeof<T>();
  const line = <usize>b * width;
  let p: usize = <usize>load<i32>(rowStart);
  for (let i = 0; i < rows; i++) {
    const end = <usize>load<i32>(rowStart + (<usize>(i + 1) << 2));
    const firstColumn = column + (p << 2);
    const firstValue = value + p * width;
    const lastValue = value + end * width;
    let j = first;
    for (; j + 4 * lanes<T>() <= last; j += 4 * lanes<T>()) {
      scatterFour<T>(firstColumn, firstValue, lastValue, x + <usize>j * width, line, y + <usize>j * width);
    }
    for (; j + 2 * lanes<T>() <= last; j += 2 * lanes<T>()) {
      scatterTwo<T>(firstColumn, firstValue, lastValue, x + <usize>j * width, line, y + <usize>j * width);
    }
    if (sizeof<T>() == 4) for (; j + lanes<T>() <= last; j += lanes<T>()) {
      scatterOne<T>(firstColumn, firstValue, lastValue, x + <usize>j * width, line, y + <usize>j * width);
    }
    for (; j < last; j++) {
      const xj = load<T>(x + <usize>j * width);
      for (let q = p; q < end; q++) {
        const to = y + <usize>load<i32>(column + (q << 2)) * line + <usize>j * width;
        store<T>(to, load<T>(to) + load<T>(value + q * width) * xj);
      }
    }
    x += line;
    p = end;
  }
}

// @ts-ignore: decorator
@inline
function scatterFour<T>(column: usize, value: usize, end: usize, x: usize, line: usize, y: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  const x2 = v128.load(x, 32);
  const x3 = v128.load(x, 48);
  while (value < end) {
    const to = y + <usize>load<i32>(column) * line;
    const a = splatAt<T>(value);
    v128.store(to, multiplyAdd<T>(a, x0, v128.load(to)));
    v128.store(to, multiplyAdd<T>(a, x1, v128.load(to, 16)), 16);
    v128.store(to, multiplyAdd<T>(a, x2, v128.load(to, 32)), 32);
    v128.store(to, multiplyAdd<T>(a, x3, v128.load(to, 48)), 48);
    value += sizeof<T>();
    column += 4;
  }
}

// @ts-ignore: decorator
@inline
function scatterTwo<T>(column: usize, value: usize, end: usize, x: usize, line: usize, y: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  while (value < end) {
    const to = y + <usize>load<i32>(column) * line;
    const a = splatAt<T>(value);
    v128.store(to, multiplyAdd<T>(a, x0, v128.load(to)));
    v128.store(to, multiplyAdd<T>(a, x1, v128.load(to, 16)), 16);
    value += sizeof<T>();
    column += 4;
  }
}

function gatherOne<T>(column: usize, value: usize, end: usize, x: usize, line: usize, y: usize): void {
  let s0 = zeros<T>();
  while (value < end) {
    s0 = multiplyAdd<T>(splatAt<T>(value), v128.load(x + <usize>load<i32>(column) * line), s0);
    value += sizeof<T>();
    column += 4;
  }
  v128.store(y, s0);
}

function scatterOne<T>(column: usize, value: usize, end: usize, x: usize, line: usize, y: usize): void {
  const x0 = v128.load(x);
  while (value < end) {
    const to = y + <usize>load<i32>(column) * line;
    v128.store(to, multiplyAdd<T>(splatAt<T>(value), x0, v128.load(to)));
    value += sizeof<T>();
    column += 4;
  }
}
