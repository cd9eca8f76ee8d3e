import { Vector } from "../../memory";

/** What is known of a block. */
@unmanaged
export class Bounds {
  /** The largest magnitude, from findBlock. */
  largest: f64;
  /** A lower bound (times sqrt(n)) of its smallest singular value, from deflate. */
  smallest: f64;
}

/** Chase directions: from the top of the block to the bottom, or back. */
export const DOWN: i32 = 1;
export const UP: i32 = 2;

/**
 * The first row of the unreduced block that ends in row `last`; `last` itself when it stands alone.   [LAPACK bdsqr]
 *
 * Clears the negligible superdiagonal entry above the block; leaves max(|d|, |e|) of the block in bounds.
 * A NaN counts as negligible, so that it cannot keep a loop going.
 */
export function findBlock(last: i32, threshold: f64, d: Vector<f64>, e: Vector<f64>, bounds: Bounds): i32 {
  let largest = abs<f64>(d[last]);
  let i = last - 1;
  for (; i >= 0; i--) {
    const ei = abs<f64>(e[i]);
    if (!(ei > threshold)) {
      e[i] = 0;
      break;
    }
    largest = max<f64>(largest, max<f64>(abs<f64>(d[i]), ei));
  }
  bounds.largest = largest;
  return i + 1;
}

/**
 * The convergence tests of a block for its chase direction.   [DK90] criteria 1a, 1b, 2a, 2b
 *
 * Clears the first superdiagonal entry found negligible relative to its neighbours and returns true; otherwise leaves a
 * lower bound (times sqrt(n)) of the block's smallest singular value in bounds and returns false.
 */
export function deflate(
  first: i32, last: i32, direction: i32, tolerance: f64, d: Vector<f64>, e: Vector<f64>, bounds: Bounds,
): bool {
  const step: i32 = direction == DOWN ? 1 : -1;
  const begin = direction == DOWN ? first : last;
  const end = direction == DOWN ? last : first;
  // e between rows i and i + step is e[i] going down, e[i - 1] going up.
  const between: i32 = direction == DOWN ? 0 : -1;

  const lastE = end - step + between;
  if (!(abs<f64>(e[lastE]) > tolerance * abs<f64>(d[end]))) {
    e[lastE] = 0;
    return true;
  }
  let mu = abs<f64>(d[begin]);
  let smallest = mu;
  for (let i = begin; i != end; i += step) {
    const ei = abs<f64>(e[i + between]);
    if (!(ei > tolerance * mu)) {
      e[i + between] = 0;
      return true;
    }
    mu = abs<f64>(d[i + step]) * (mu / (mu + ei));
    smallest = min<f64>(smallest, mu);
  }
  bounds.smallest = smallest;
  return false;
}

/**
 * A lower bound, times sqrt(n), of the smallest singular value of the n x n bidiagonal.   [DK90] section 4
 *
 *   mu_0 = |d_0|,  mu_i = |d_i| * mu_{i-1} / (mu_{i-1} + |e_{i-1}|);  1 / min mu_i is the 1-norm of the inverse
 */
export function smallestBound(n: i32, d: Vector<f64>, e: Vector<f64>): f64 {
  let mu = abs<f64>(d[0]);
  let smallest = mu;
  for (let i = 1; i < n && smallest > 0; i++) {
    mu = abs<f64>(d[i]) * (mu / (mu + abs<f64>(e[i - 1])));
    smallest = min<f64>(smallest, mu);
  }
  return smallest;
}
