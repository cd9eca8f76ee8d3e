import { potrf } from "../kernels/potrf";
import { exponentOf, powerOfTwo } from "../kernels/power-of-two";
import { trsvTransposed } from "../kernels/trsv";
import { roundoff } from "../machine";
import { Vector } from "../memory";

/**
 * Weights beyond this count as this: they are as good as infinite, as values are at most 2^100 here, and their products must not overflow.
 */
export const MOST_WEIGHT: f64 = 1.6069380442589903e60; // 2^200
/** Diagonals that differ by more are brought together first, or pivots of the small ones would pass for rounding. */
const SPREAD: f64 = 67108864; // 2^26

/**
 * G := S*G*S with powers of two S = diag(scale) that bring the diagonal into [1, 4), where it spreads: penalties and dampings may be of any size. The border
 * row is scaled along. Returns whether it was: the solution is then S*x.
 *
 * scale: size elements, overwritten.
 */
export function equilibrate(size: i32, g: Vector<f64>, ld: i32, scale: Vector<f64>): bool {
  let largest = 0.0;
  let smallest = Infinity;
  for (let a = 0; a < size; a++) {
    const d = g[a * (ld + 1)];
    largest = max<f64>(largest, d);
    if (d > 0) smallest = min<f64>(smallest, d);
  }
  if (!(largest > smallest * SPREAD)) return false;
  for (let a = 0; a < size; a++) {
    const d = g[a * (ld + 1)];
    scale[a] = d > 0 ? powerOfTwo(-(exponentOf(d) >> 1)) : 1;
  }
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) g[i + j * ld] = g[i + j * ld] * scale[i] * scale[j];
    g[size + j * ld] = g[size + j * ld] * scale[j];
  }
  return true;
}

/**
 * Factors a bordered normal matrix in place:  G = L*L',  and the border row becomes  y = L^-1*h.
 *
 * g: (size + 1 rows) x size, ld; the border is row `size`. Pivots at rounding level against the largest diagonal entry
 * are dropped. Returns the number dropped.
 */
export function factorLine(size: i32, g: Vector<f64>, ld: i32): i32 {
  let largest = 0.0;
  for (let a = 0; a < size; a++) largest = max<f64>(largest, g[a * (ld + 1)]);
  return potrf<f64>(size, size + 1, 4 * <f64>size * roundoff<f64>() * largest, g.at(0), ld);
}

/** x := y, the border row of a factored matrix; returns y'y, by which the minimum falls below the sum of squares. */
export function readBorder(size: i32, g: Vector<f64>, ld: i32, x: Vector<f64>): f64 {
  let squares = 0.0;
  for (let a = 0; a < size; a++) {
    const y = g[size + a * ld];
    x[a] = y;
    squares += y * y;
  }
  return squares;
}

/** x := L'^-1*x, which turns a border row into the solution of the normal equations. */
export function backSubstitute(size: i32, g: usize, ld: i32, x: usize): void {
  trsvTransposed<f64>(size, g, ld, x);
}
