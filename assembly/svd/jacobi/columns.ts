import { dot } from "../../kernels/dot";
import { nrm2 } from "../../kernels/nrm2";
import { exponentOf, scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { scal } from "../../kernels/scal";
import { bytesOf, Layout, measured, placed, Vector, Words } from "../../memory";

/** The exponent of a column that stands for a singular value of 0. */
const VANISHED: i32 = -10000;
/** Squared norms outside 2^-40 .. 2^40 move their power of two to the exponent. */
const SMALL_SQUARE: f64 = 9.094947017729282e-13;
const LARGE_SQUARE: f64 = 1.099511627776e12;

/**
 * Columns of any grades on their way to orthogonality: column j of X is x_j * 2^exponent[j], x_j of order 1. So no grade underflows or
 * overflows, and the cosines between columns see none of them.
 */
@unmanaged
export class Columns extends Layout {
  /** X: n x n, column-major. */
  n: i32;
  x: Vector<f64>;
  ld: i32;
  exponent: Words;
  /** n x n, ld, what is rotated along; 0: nothing. */
  v: Vector<f64>;
  /** The squared norms of the x_j; these and the exponents when the sweep began; the last sweep that changed each column. */
  squares: Vector<f64>;
  startSquares: Vector<f64>;
  startExponents: Words;
  turned: Words;
}

/** Bytes of the record and its work for n columns, without X, V and the exponents. */
export function columnsBytes(n: i32): f64 {
  return layOut(measured<Columns>(), n).end;
}

/** A record at `work` (columnsBytes, 64-byte aligned); X, V and the exponents are the caller's to set. */
export function openColumns(work: usize, n: i32): Columns {
  return layOut(placed<Columns>(work), n);
}

function layOut(c: Columns, n: i32): Columns {
  c.n = n;
  c.squares = c.take<f64>(n);
  c.startSquares = c.take<f64>(n);
  c.startExponents = c.take<i32>(n);
  c.turned = c.take<i32>(n);
  return c;
}

/** squares[j] := the squared norm of x_j, after its power of two went to the exponent if it was far from 1. */
export function measure(j: i32, c: Columns): void {
  const x = c.x.at(j * c.ld);
  let square = dot<f64>(c.n, x, x);
  if (square > 0 && (square < SMALL_SQUARE || square > LARGE_SQUARE)) {
    const half = exponentOf(square) >> 1;
    scalePowerOfTwo<f64>(c.n, -half, x);
    c.exponent[j] = c.exponent[j] + half;
    square = dot<f64>(c.n, x, x);
  }
  c.squares[j] = square;
}

/** Brings the norms of the x_j near 1 and replaces columns of zeros by unit vectors, with exponents below every other. */
export function normalizeColumns(c: Columns): void {
  for (let j = 0; j < c.n; j++) measure(j, c);
  for (let j = 0; j < c.n; j++) {
    if (c.squares[j] > 0) continue;
    const row = emptiestRow(j, c);
    memory.fill(c.x.at(j * c.ld), 0, bytesOf<f64>(c.n));
    c.x[row + j * c.ld] = 1;
    c.squares[j] = 1;
    c.exponent[j] = VANISHED;
  }
}

/**
 * The row in which the columns but j, brought to length 1, have the least sum of squares: were they orthogonal, its unit vector would be
 * the farthest from their span.
 */
function emptiestRow(j: i32, c: Columns): i32 {
  let row = 0;
  let least = Infinity;
  for (let i = 0; i < c.n; i++) {
    let sum = 0.0;
    for (let k = 0; k < c.n; k++) {
      const value = c.x[i + k * c.ld];
      if (k != j && c.squares[k] > 0) sum += (value * value) / c.squares[k];
    }
    if (sum < least) {
      least = sum;
      row = i;
    }
  }
  return row;
}

/** s[j] := ||x_j|| * 2^(exponent[j] + shift), 0 or Infinity beyond the range of f64;  x_j := x_j / ||x_j||. */
export function takeValues(c: Columns, shift: i32, s: Vector<f64>): void {
  for (let j = 0; j < c.n; j++) {
    const x = c.x.at(j * c.ld);
    const norm = nrm2<f64>(c.n, x);
    s[j] = scaleByPowerOfTwo(norm, c.exponent[j] + shift);
    scal<f64>(c.n, 1 / norm, x);
  }
}
