import { potrf } from "../kernels/potrf";
import { trsvTransposed } from "../kernels/trsv";
import { roundoff } from "../machine";
import { Vector } from "../memory";

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
