/** Turns of coordinate descent per line. The equations start from the last solution, so few are enough. */
const TURNS: i32 = 10;

/**
 * Lowers  x'Gx/2 - h'x  over x_a >= 0 (a < k; the bias, if there is one, is free) by coordinate descent from x.
 *
 * g: lower triangle, size x size, with h as the border row `size`; ld. x: size elements, overwritten; x_a >= 0 on entry.
 * Each turn lowers the objective; at a fixed point it is the minimum (the problem is convex).
 */
export function descendNonnegative(size: i32, k: i32, g: usize, ld: i32, x: usize): void {
  for (let turn = 0; turn < TURNS; turn++) {
    let moved = 0.0;
    for (let a = 0; a < size; a++) {
      const column = g + (<usize>(a * ld) << 3);
      const diagonal = load<f64>(column + (<usize>a << 3));
      if (!(diagonal > 0)) continue;
      let slope = load<f64>(column + (<usize>size << 3));
      for (let b = 0; b < a; b++) slope -= load<f64>(g + (<usize>(a + b * ld) << 3)) * load<f64>(x + (<usize>b << 3));
      for (let b = a; b < size; b++) slope -= load<f64>(column + (<usize>b << 3)) * load<f64>(x + (<usize>b << 3));
      const at = x + (<usize>a << 3);
      const old = load<f64>(at);
      const next = a < k ? max<f64>(0, old + slope / diagonal) : old + slope / diagonal;
      store<f64>(at, next);
      moved = max<f64>(moved, abs<f64>(next - old) - 1e-12 * abs<f64>(next));
    }
    if (moved <= 0) break;
  }
}
