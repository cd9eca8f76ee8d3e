import { amax } from "../../kernels/amax";
import { exponentOf, scalePowerOfTwo } from "../../kernels/power-of-two";
import { deflateEnd, splitBlock, TOLERANCE, TOLERANCE2 } from "./deflate";
import { chooseDqdsShift } from "./shift";
import { smallestBound } from "../implicit-qr/find-block";
import {
  DESIGMA, DMIN, DMIN1, DN, DN1, DN2, dqdsStep, E_NEXT, E_NOW, FIRST, LAST, LAST_BEFORE, Q_NEXT, Q_NOW, SIGMA,
  STATE_BYTES, SHIFT_KIND, TAU, ZERO_KIND,
} from "./step";

/** The block is turned end to end when its last q is this much larger than its first. */
const FLIP_BIAS: f64 = 1.5;
/** Transforms per value of a block, and refused shifts per transform: guards, not tunings. */
const MAX_STEPS: i32 = 100;
const MAX_REFUSALS: i32 = 20;
/** The largest magnitude is scaled to about 2^500, so that squares of all the values that are tried stay far from underflow. */
const SCALE_EXPONENT: i32 = 500;
/** Matrices with values smaller than this, relative to the largest entry, are left to implicit QR. */
const RANGE: f64 = 3.4395525670743494e-136; // 2^-450

/** Bytes that dqds needs at `work`. */
export function dqdsBytes(n: i32): usize {
  return (<usize>(4 * n) << 3) + STATE_BYTES;
}

/**
 * The singular values of an upper bidiagonal matrix by the differential quotient-difference algorithm with shifts, each to
 * high relative accuracy.   [FP94], [PM00], [LAPACK lasq1 to lasq5]
 *
 * d, e: n and n-1 elements; d is overwritten by the values, in no order. Returns false, with d and e untouched, where the
 * algorithm does not apply (a value of 0, values too far apart) or gives up. work: dqdsBytes(n).
 */
export function dqds(n: i32, d: usize, e: usize, work: usize): bool {
  const size = <usize>n << 3;
  const q = work + STATE_BYTES;
  const offDiagonal = q + size;
  const norm = max<f64>(amax<f64>(n, d), amax<f64>(n - 1, e));
  if (!(smallestBound(n, d, e) > norm * RANGE)) return false;
  const exponent = SCALE_EXPONENT - exponentOf(norm);
  memory.copy(q, d, size);
  memory.copy(offDiagonal, e, size - 8);
  scalePowerOfTwo<f64>(n, exponent, q);
  scalePowerOfTwo<f64>(n - 1, exponent, offDiagonal);
  square(n, q);
  square(n - 1, offDiagonal);
  store<f64>(offDiagonal + size - 8, 0);

  useFirstBuffers(n, work);
  if (load<f64>(q) * FLIP_BIAS < load<f64>(q + size - 8)) flip(0, n - 1, work);
  // Two plain transforms move the small values to the end and show where the matrix splits.
  for (let pass = 0; pass < 2; pass++) splitAndTransform(n, work);
  if (!solveBlocks(n, work)) return false;

  const found = load<usize>(work + Q_NOW);
  for (let i: usize = 0; i < size; i += 8) store<f64>(d + i, sqrt<f64>(load<f64>(found + i)));
  scalePowerOfTwo<f64>(n, -exponent, d);
  return true;
}

/** Between blocks the data of all rows is in the first pair of buffers. */
function useFirstBuffers(n: i32, work: usize): void {
  const size = <usize>n << 3;
  const q = work + STATE_BYTES;
  store<usize>(work + Q_NOW, q);
  store<usize>(work + E_NOW, q + size);
  store<usize>(work + Q_NEXT, q + 2 * size);
  store<usize>(work + E_NEXT, q + 3 * size);
}

function square(n: i32, x: usize): void {
  for (let i = 0; i < n; i++) {
    const value = load<f64>(x + (<usize>i << 3));
    store<f64>(x + (<usize>i << 3), value * value);
  }
}

// @ts-ignore: decorator
@inline
function swapBuffers(work: usize): void {
  const q = load<usize>(work + Q_NOW);
  const e = load<usize>(work + E_NOW);
  store<usize>(work + Q_NOW, load<usize>(work + Q_NEXT));
  store<usize>(work + E_NOW, load<usize>(work + E_NEXT));
  store<usize>(work + Q_NEXT, q);
  store<usize>(work + E_NEXT, e);
}

/** Splits by Li's test from both ends and applies one dqd transform (no shift) to the whole array.   [PM00] */
function splitAndTransform(n: i32, work: usize): void {
  const q = load<usize>(work + Q_NOW);
  const e = load<usize>(work + E_NOW);
  const qNext = load<usize>(work + Q_NEXT);
  const eNext = load<usize>(work + E_NEXT);
  let d = load<f64>(q + (<usize>(n - 1) << 3));
  for (let i = n - 2; i >= 0; i--) {
    const at = <usize>i << 3;
    const ei = load<f64>(e + at);
    if (ei <= TOLERANCE2 * d) {
      store<f64>(e + at, 0);
      d = load<f64>(q + at);
    } else {
      d = load<f64>(q + at) * (d / (d + ei));
    }
  }
  d = load<f64>(q);
  for (let i = 0; i < n - 1; i++) {
    const at = <usize>i << 3;
    const ei = load<f64>(e + at);
    const below = load<f64>(q + at, 8);
    if (ei <= TOLERANCE2 * d) {
      store<f64>(qNext + at, d);
      store<f64>(eNext + at, 0);
      d = below;
    } else {
      const sum = d + ei;
      store<f64>(qNext + at, sum);
      store<f64>(eNext + at, below * (ei / sum));
      d = below * (d / sum);
    }
  }
  store<f64>(qNext + (<usize>(n - 1) << 3), d);
  store<f64>(eNext + (<usize>(n - 1) << 3), 0);
  swapBuffers(work);
}

/**
 * Solves the unreduced blocks from the last to the first. e[i] <= 0 ends a block after row i; -e[i] is then the shift that
 * the rows up to i have already had.
 */
function solveBlocks(n: i32, work: usize): bool {
  store<i32>(work + LAST, n - 1);
  store<i32>(work + SHIFT_KIND, ZERO_KIND);
  for (let blocks = 0; blocks <= n; blocks++) {
    const last = load<i32>(work + LAST);
    useFirstBuffers(n, work);
    if (last < 0) return true;
    const e = load<usize>(work + E_NOW);
    store<f64>(work + SIGMA, last == n - 1 ? 0 : -load<f64>(e + (<usize>last << 3)));
    store<f64>(work + DESIGMA, 0);
    let first = last;
    while (first > 0 && load<f64>(e + (<usize>(first - 1) << 3)) > 0) first--;
    store<i32>(work + FIRST, first);
    if (!solveBlock(work)) return false;
  }
  return load<i32>(work + LAST) < 0;
}

function solveBlock(work: usize): bool {
  const first = load<i32>(work + FIRST);
  const steps = MAX_STEPS * (load<i32>(work + LAST) - first + 1);
  clearMinima(work);
  store<f64>(work + TAU, 0);
  for (let step = 0; step < steps; step++) {
    const before = load<i32>(work + LAST);
    store<i32>(work + LAST_BEFORE, before);
    deflateEnd(work);
    const last = load<i32>(work + LAST);
    if (last < load<i32>(work + FIRST)) return true;
    flipIfBackward(last < before, work);
    chooseDqdsShift(work);
    if (!shiftedStep(work)) return false;
    addShift(work);
    swapBuffers(work);
    const inFirstBuffers = load<usize>(work + Q_NOW) == work + STATE_BYTES;
    if (inFirstBuffers && last - load<i32>(work + FIRST) >= 3) splitBlock(work);
  }
  return false;
}

/** Nothing is known: the next shift is 0. */
function clearMinima(work: usize): void {
  for (let name = DMIN; name <= DN2; name += 8) store<f64>(work + name, 0);
}

/** Turns the block end to end when its large end is last; small values converge fastest at the end. */
function flipIfBackward(deflated: bool, work: usize): void {
  if (!deflated && load<f64>(work + DMIN) > 0) return;
  const q = load<usize>(work + Q_NOW);
  const first = load<i32>(work + FIRST);
  const last = load<i32>(work + LAST);
  if (!(FLIP_BIAS * load<f64>(q + (<usize>first << 3)) < load<f64>(q + (<usize>last << 3)))) return;
  flip(first, last, work);
  clearMinima(work); // they are of the other direction
}

function flip(first: i32, last: i32, work: usize): void {
  reverse(first, last, load<usize>(work + Q_NOW));
  reverse(first, last - 1, load<usize>(work + E_NOW));
  reverse(first, last - 1, load<usize>(work + E_NEXT));
}

function reverse(first: i32, last: i32, x: usize): void {
  let p = x + (<usize>first << 3);
  let q = x + (<usize>last << 3);
  while (p < q) {
    const value = load<f64>(p);
    store<f64>(p, load<f64>(q));
    store<f64>(q, value);
    p += 8;
    q -= 8;
  }
}

/** One transform with the chosen shift, smaller shifts until it keeps everything positive.   [LAPACK lasq3] */
function shiftedStep(work: usize): bool {
  const last = <usize>load<i32>(work + LAST) << 3;
  const sigma = load<f64>(work + SIGMA);
  let failures = 0;
  for (let refusals = 0; refusals < MAX_REFUSALS; refusals++) {
    dqdsStep(work);
    const dmin = load<f64>(work + DMIN);
    const dmin1 = load<f64>(work + DMIN1);
    const tau = load<f64>(work + TAU);
    if (dmin >= 0 && dmin1 > 0) return true;
    if (
      dmin < 0 && dmin1 > 0 &&
      load<f64>(load<usize>(work + E_NEXT) + last - 8) < TOLERANCE * (sigma + load<f64>(work + DN1)) &&
      abs<f64>(load<f64>(work + DN)) < TOLERANCE * sigma
    ) {
      // Converged, hidden by a last value that is rounding error below 0.
      store<f64>(load<usize>(work + Q_NEXT) + last, 0);
      store<f64>(work + DMIN, 0);
      return true;
    }
    if (tau == 0) return false; // even the plain transform failed: a zero or a NaN
    failures++;
    if (dmin != dmin || failures > 2) store<f64>(work + TAU, 0);
    else if (dmin1 > 0) store<f64>(work + TAU, max<f64>(0, (tau + dmin) * (1 - 4.440892098500626e-16)));
    else store<f64>(work + TAU, 0.25 * tau);
    store<i32>(work + SHIFT_KIND, ZERO_KIND);
  }
  return false;
}

/** sigma += tau, the part lost to rounding kept in desigma. */
function addShift(work: usize): void {
  const tau = load<f64>(work + TAU);
  const sigma = load<f64>(work + SIGMA);
  let lost = load<f64>(work + DESIGMA);
  let sum: f64;
  if (tau < sigma) {
    lost += tau;
    sum = sigma + lost;
    lost -= sum - sigma;
  } else {
    sum = sigma + tau;
    lost += sigma - (sum - tau);
  }
  store<f64>(work + SIGMA, sum);
  store<f64>(work + DESIGMA, lost);
}
