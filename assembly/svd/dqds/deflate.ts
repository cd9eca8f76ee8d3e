import { Vector } from "../../memory";
import { Dqds } from "./step";

/** Relative accuracy of a value, squared, as squares are what is compared.  [LAPACK lasq3] */
export const TOLERANCE: f64 = 100 * 2.220446049250313e-16;
export const TOLERANCE2: f64 = TOLERANCE * TOLERANCE;

/** Takes converged values off the end of the block: one where e is negligible, two in closed form.   [LAPACK lasq3] */
export function deflateEnd(state: Dqds): void {
  const first = state.first;
  const q = state.q;
  const qNext = state.qNext;
  const sigma = state.sigma;
  let last = state.last;
  while (last >= first) {
    if (last == first || converged(last - 1, state, sigma + q[last])) {
      q[last] = q[last] + sigma;
      qNext[last] = q[last];
      last--;
      continue;
    }
    if (last != first + 1 && !converged(last - 2, state, sigma)) break;
    solvePair(q.from(last - 1), state.e[last - 1]);
    q[last] = q[last] + sigma;
    q[last - 1] = q[last - 1] + sigma;
    qNext[last] = q[last];
    qNext[last - 1] = q[last - 1];
    last -= 2;
  }
  state.last = last;
}

/** e_i is negligible against what is below it, or its predecessor was against the q above it. */
// @ts-ignore: decorator
@inline
function converged(i: i32, state: Dqds, below: f64): bool {
  return state.e[i] <= TOLERANCE2 * below || state.eNext[i] <= TOLERANCE2 * state.q[i];
}

/** The two values of the block [q_0, e, q_1], larger first, without cancellation. */
function solvePair(q: Vector<f64>, e: f64): void {
  let large = max<f64>(q[0], q[1]);
  let small = min<f64>(q[0], q[1]);
  if (e > small * TOLERANCE2) {
    const t = 0.5 * (large - small + e);
    let s = small * (e / t);
    s = s <= t ? small * (e / (t * (1 + sqrt<f64>(1 + s / t)))) : small * (e / (t + sqrt<f64>(t) * sqrt<f64>(t + s)));
    const sum = large + (s + e);
    small *= large / sum;
    large = sum;
  }
  q[0] = large;
  q[1] = small;
}

/** Starts the block after the last row whose e has become negligible; what is above waits, with its shift noted there. */
export function splitBlock(state: Dqds): void {
  const e = state.e;
  const sigma = state.sigma;
  let first = state.first;
  for (let i = first; i <= state.last - 3; i++) {
    if (state.eNext[i] <= TOLERANCE2 * state.q[i] || e[i] <= TOLERANCE2 * sigma) {
      e[i] = -sigma;
      first = i + 1;
    }
  }
  state.first = first;
}
