/** The state of a dqds iteration: offsets from `work`. The arrays q and e alternate between two buffers. */
export const SIGMA: usize = 0;
export const DESIGMA: usize = 8;
export const TAU: usize = 16;
/** min d_i, without the last, without the last two; then the last three d_i. */
export const DMIN: usize = 24;
export const DMIN1: usize = 32;
export const DMIN2: usize = 40;
export const DN: usize = 48;
export const DN1: usize = 56;
export const DN2: usize = 64;
/** Fraction of dmin that is tried when nothing else is known. */
export const GUESS: usize = 72;
export const Q_NOW: usize = 80;
export const E_NOW: usize = 84;
export const Q_NEXT: usize = 88;
export const E_NEXT: usize = 92;
export const FIRST: usize = 96;
export const LAST: usize = 100;
export const LAST_BEFORE: usize = 104;
export const SHIFT_KIND: usize = 108;
export const STATE_BYTES: usize = 128;

/** Kinds of the last shift that the next choice depends on. */
export const ZERO_KIND: i32 = 0;
export const GUESS_KIND: i32 = 1;

/**
 * One dqds transform of rows first..last with shift tau, from the current buffers to the next.   [FP94], [LAPACK lasq5]
 *
 *   d = q_0 - tau;   qq_i = d + e_i;   ee_i = e_i * q_{i+1}/qq_i;   d = d * q_{i+1}/qq_i - tau;   qq_last = d
 *
 * Leaves dmin, dmin1, dmin2 and the last three d. A NaN stays in d and ends up in dmin.
 */
export function dqdsStep(work: usize): void {
  const first = load<i32>(work + FIRST);
  const last = load<i32>(work + LAST);
  const tau = load<f64>(work + TAU);
  const start = <usize>first << 3;
  let q = load<usize>(work + Q_NOW) + start;
  let e = load<usize>(work + E_NOW) + start;
  let qNext = load<usize>(work + Q_NEXT) + start;
  let eNext = load<usize>(work + E_NEXT) + start;
  const end = q + (<usize>(last - first - 2) << 3);
  let d = load<f64>(q) - tau;
  let smallest = d;
  while (q < end) {
    const ei = load<f64>(e);
    const sum = d + ei;
    const ratio = load<f64>(q, 8) / sum;
    store<f64>(qNext, sum);
    store<f64>(eNext, ei * ratio);
    d = d * ratio - tau;
    smallest = d < smallest ? d : smallest;
    q += 8;
    e += 8;
    qNext += 8;
    eNext += 8;
  }
  store<f64>(work + DN2, d);
  store<f64>(work + DMIN2, smallest);
  for (let i = 0; i < 2; i++) {
    // The last two rows in the order that cannot overflow.
    const ei = load<f64>(e);
    const sum = d + ei;
    const below = load<f64>(q, 8);
    store<f64>(qNext, sum);
    store<f64>(eNext, below * (ei / sum));
    d = below * (d / sum) - tau;
    smallest = min<f64>(smallest, d);
    if (i == 0) {
      store<f64>(work + DN1, d);
      store<f64>(work + DMIN1, smallest);
    }
    q += 8;
    e += 8;
    qNext += 8;
    eNext += 8;
  }
  store<f64>(qNext, d);
  store<f64>(work + DN, d);
  store<f64>(work + DMIN, smallest);
}
