/** The test tree's own dense matrix: row-major, the same shape of object as the package's, none of its code. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Distance from 1 to the next double: LAPACK's ulp. */
export const ULP = 2 ** -52;
/** Smallest normal double. */
export const SAFE_MIN = 2 ** -1022;
/** Smallest positive double: the grid of subnormal numbers. */
export const TINY = 2 ** -1074;

export function dense(rows: number, columns: number, at: (i: number, j: number) => number): Dense {
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j] = at(i, j);
  return { rows, columns, data };
}

export function fromRows(rows: readonly (readonly number[])[]): Dense {
  return dense(rows.length, rows[0]?.length ?? 0, (i, j) => rows[i]![j]!);
}

export function diagonal(values: ArrayLike<number>, rows = values.length, columns = values.length): Dense {
  return dense(rows, columns, (i, j) => (i === j ? values[i]! : 0));
}

/** The upper bidiagonal matrix with diagonal d and superdiagonal e. */
export function bidiagonal(d: ArrayLike<number>, e: ArrayLike<number>): Dense {
  return dense(d.length, d.length, (i, j) => (i === j ? d[i]! : j === i + 1 ? e[i]! : 0));
}

export function transposed(a: Dense): Dense {
  return dense(a.columns, a.rows, (i, j) => a.data[j * a.columns + i]!);
}

export function map(a: Dense, f: (x: number) => number): Dense {
  return { rows: a.rows, columns: a.columns, data: a.data.map(f) };
}

/** The rows of `a` in another order, or some of them. */
export function pickRows(a: Dense, order: readonly number[]): Dense {
  return dense(order.length, a.columns, (i, j) => a.data[order[i]! * a.columns + j]!);
}

/** The columns of `a` in another order, or some of them. */
export function pickColumns(a: Dense, order: readonly number[]): Dense {
  return dense(a.rows, order.length, (i, j) => a.data[i * a.columns + order[j]!]!);
}

export function largestMagnitude(x: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const magnitude = Math.abs(x[i]!);
    if (!(magnitude <= largest)) largest = magnitude;
  }
  return largest;
}

/** The e with 2^e <= |x| < 2^(e+1), for finite x != 0. */
export function exponentOf(x: number): number {
  let e = 0;
  let y = Math.abs(x);
  while (y < 1) {
    const step = y < 2 ** -100 ? 100 : 1;
    y *= 2 ** step;
    e -= step;
  }
  while (y >= 2) {
    const step = y >= 2 ** 101 ? 100 : 1;
    y /= 2 ** step;
    e += step;
  }
  return e;
}

/** x * 2^exponent in steps that neither overflow nor underflow on the way. */
export function timesPowerOfTwo(x: number, exponent: number): number {
  while (exponent > 1000) {
    x *= 2 ** 1000;
    exponent -= 1000;
  }
  while (exponent < -1000) {
    x *= 2 ** -1000;
    exponent += 1000;
  }
  return x * 2 ** exponent;
}

/** 2^exponent * a. */
export function scaled(a: Dense, exponent: number): Dense {
  return map(a, (x) => timesPowerOfTwo(x, exponent));
}

/** The largest column sum of magnitudes. */
export function norm1(a: Dense): number {
  let largest = 0;
  for (let j = 0; j < a.columns; j++) {
    let sum = 0;
    for (let i = 0; i < a.rows; i++) sum += Math.abs(a.data[i * a.columns + j]!);
    if (!(sum <= largest)) largest = sum;
  }
  return largest;
}
