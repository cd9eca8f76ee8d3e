import { Vector } from "../memory";

/** Turns of coordinate descent per line. The equations start from the last solution, so few are enough. */
const TURNS: i32 = 10;

/**
 * Lowers  x'Gx/2 - h'x  over x_a >= 0 (a < k; the bias, if there is one, is free) by coordinate descent from x.
 *
 * g: lower triangle, size x size, with h as the border row `size`; ld. x: size elements, overwritten; x_a >= 0 on entry.
 * Each turn lowers the objective; at a fixed point it is the minimum (the problem is convex).
 */
export function descendNonnegative(size: i32, k: i32, g: Vector<f64>, ld: i32, x: Vector<f64>): void {
  for (let turn = 0; turn < TURNS; turn++) {
    let moved = 0.0;
    for (let a = 0; a < size; a++) {
      const column = g.from(a * ld);
      const diagonal = column[a];
      if (!(diagonal > 0)) continue;
      let slope = column[size];
      for (let b = 0; b < a; b++) slope -= g[a + b * ld] * x[b];
      for (let b = a; b < size; b++) slope -= column[b] * x[b];
      const here = x.from(a);
      const old = here[0];
      const next = a < k ? max<f64>(0, old + slope / diagonal) : old + slope / diagonal;
      here[0] = next;
      moved = max<f64>(moved, abs<f64>(next - old) - 1e-12 * abs<f64>(next));
    }
    if (moved <= 0) break;
  }
}
