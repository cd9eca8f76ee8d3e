/** Where findBlock leaves the largest magnitude of the block. */
export const LARGEST: usize = 0;
/** Where deflate leaves the lower bound of the block's smallest singular value. */
export const SMALLEST: usize = 8;

/** Chase directions: from the top of the block to the bottom, or back. */
export const DOWN: i32 = 1;
export const UP: i32 = 2;

/**
 * The first row of the unreduced block that ends in row `last`; `last` itself when it stands alone.   [LAPACK bdsqr]
 *
 * Clears the negligible superdiagonal entry above the block; leaves max(|d|, |e|) of the block at bounds + LARGEST.
 * A NaN counts as negligible, so that it cannot keep a loop going.
 */
export function findBlock(last: i32, threshold: f64, d: usize, e: usize, bounds: usize): i32 {
  let largest = abs<f64>(load<f64>(d + (<usize>last << 3)));
  let i = last - 1;
  for (; i >= 0; i--) {
    const offset = <usize>i << 3;
    const ei = abs<f64>(load<f64>(e + offset));
    if (!(ei > threshold)) {
      store<f64>(e + offset, 0);
      break;
    }
    largest = max<f64>(largest, max<f64>(abs<f64>(load<f64>(d + offset)), ei));
  }
  store<f64>(bounds + LARGEST, largest);
  return i + 1;
}

/**
 * The convergence tests of a block for its chase direction.   [DK90] criteria 1a, 1b, 2a, 2b
 *
 * Clears the first superdiagonal entry found negligible relative to its neighbours and returns true; otherwise leaves a
 * lower bound (times sqrt(n)) of the block's smallest singular value at bounds + SMALLEST and returns false.
 */
export function deflate(
  first: i32, last: i32, direction: i32, tolerance: f64, d: usize, e: usize, bounds: usize,
): bool {
  const step: i32 = direction == DOWN ? 1 : -1;
  const begin = direction == DOWN ? first : last;
  const end = direction == DOWN ? last : first;
  // e between rows i and i + step is e[i] going down, e[i - 1] going up.
  const between: i32 = direction == DOWN ? 0 : -1;

  const lastE = e + (<usize>(end - step + between) << 3);
  if (!(abs<f64>(load<f64>(lastE)) > tolerance * abs<f64>(load<f64>(d + (<usize>end << 3))))) {
    store<f64>(lastE, 0);
    return true;
  }
  let mu = abs<f64>(load<f64>(d + (<usize>begin << 3)));
  let smallest = mu;
  for (let i = begin; i != end; i += step) {
    const at = e + (<usize>(i + between) << 3);
    const ei = abs<f64>(load<f64>(at));
    if (!(ei > tolerance * mu)) {
      store<f64>(at, 0);
      return true;
    }
    mu = abs<f64>(load<f64>(d + (<usize>(i + step) << 3))) * (mu / (mu + ei));
    smallest = min<f64>(smallest, mu);
  }
  store<f64>(bounds + SMALLEST, smallest);
  return false;
}

/**
 * A lower bound, times sqrt(n), of the smallest singular value of the n x n bidiagonal.   [DK90] section 4
 *
 *   mu_0 = |d_0|,  mu_i = |d_i| * mu_{i-1} / (mu_{i-1} + |e_{i-1}|);  1 / min mu_i is the 1-norm of the inverse
 */
export function smallestBound(n: i32, d: usize, e: usize): f64 {
  let mu = abs<f64>(load<f64>(d));
  let smallest = mu;
  for (let i = 1; i < n && smallest > 0; i++) {
    const offset = <usize>i << 3;
    mu = abs<f64>(load<f64>(d + offset)) * (mu / (mu + abs<f64>(load<f64>(e + offset - 8))));
    smallest = min<f64>(smallest, mu);
  }
  return smallest;
}
