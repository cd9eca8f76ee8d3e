import { E_NEXT, E_NOW, FIRST, LAST, Q_NEXT, Q_NOW, SIGMA } from "./step";

/** Relative accuracy of a value, squared, as squares are what is compared.  [LAPACK lasq3] */
export const TOLERANCE: f64 = 100 * 2.220446049250313e-16;
export const TOLERANCE2: f64 = TOLERANCE * TOLERANCE;
/** Takes converged values off the end of the block: one where e is negligible, two in closed form.   [LAPACK lasq3] */
export function deflateEnd(work: usize): void {
  const first = load<i32>(work + FIRST);
  const q = load<usize>(work + Q_NOW);
  const e = load<usize>(work + E_NOW);
  const eOld = load<usize>(work + E_NEXT);
  const sigma = load<f64>(work + SIGMA);
  let last = load<i32>(work + LAST);
  while (last >= first) {
    const at = <usize>last << 3;
    if (last == first || converged(at - 8, q, e, eOld, sigma + load<f64>(q + at))) {
      store<f64>(q + at, load<f64>(q + at) + sigma);
      store<f64>(load<usize>(work + Q_NEXT) + at, load<f64>(q + at));
      last--;
      continue;
    }
    if (last != first + 1 && !converged(at - 16, q, e, eOld, sigma)) break;
    solvePair(q + at - 8, load<f64>(e + at - 8));
    store<f64>(q + at, load<f64>(q + at) + sigma);
    store<f64>(q + at - 8, load<f64>(q + at - 8) + sigma);
    memory.copy(load<usize>(work + Q_NEXT) + at - 8, q + at - 8, 16);
    last -= 2;
  }
  store<i32>(work + LAST, last);
}

/** e at `at` is negligible against what is below it, or its predecessor was against the q above it. */
// @ts-ignore: decorator
@inline
function converged(at: usize, q: usize, e: usize, eOld: usize, below: f64): bool {
  return load<f64>(e + at) <= TOLERANCE2 * below || load<f64>(eOld + at) <= TOLERANCE2 * load<f64>(q + at);
}

/** The two values of the block [q_0, e, q_1], larger first, without cancellation. */
function solvePair(q: usize, e: f64): void {
  let large = load<f64>(q);
  let small = load<f64>(q, 8);
  if (small > large) {
    const other = large;
    large = small;
    small = other;
  }
  if (e > small * TOLERANCE2) {
    const t = 0.5 * (large - small + e);
    let s = small * (e / t);
    s = s <= t ? small * (e / (t * (1 + sqrt<f64>(1 + s / t)))) : small * (e / (t + sqrt<f64>(t) * sqrt<f64>(t + s)));
    const sum = large + (s + e);
    small *= large / sum;
    large = sum;
  }
  store<f64>(q, large);
  store<f64>(q, small, 8);
}

/** Starts the block after the last row whose e has become negligible; what is above waits, with its shift noted there. */
export function splitBlock(work: usize): void {
  const q = load<usize>(work + Q_NOW);
  const e = load<usize>(work + E_NOW);
  const eOld = load<usize>(work + E_NEXT);
  const sigma = load<f64>(work + SIGMA);
  const last = load<i32>(work + LAST);
  let first = load<i32>(work + FIRST);
  for (let i = first; i <= last - 3; i++) {
    const at = <usize>i << 3;
    if (load<f64>(eOld + at) <= TOLERANCE2 * load<f64>(q + at) || load<f64>(e + at) <= TOLERANCE2 * sigma) {
      store<f64>(e + at, -sigma);
      first = i + 1;
    }
  }
  store<i32>(work + FIRST, first);
}
