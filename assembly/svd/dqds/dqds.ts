import { amax } from "../../kernels/amax";
import { exponentOf, scalePowerOfTwo } from "../../kernels/power-of-two";
import { bytesOf, Vector, vector } from "../../memory";
import { deflateEnd, splitBlock, TOLERANCE, TOLERANCE2 } from "./deflate";
import { chooseDqdsShift } from "./shift";
import { smallestBound } from "../implicit-qr/find-block";
import { Dqds, dqdsStep, ZERO_KIND } from "./step";

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
  return offsetof<Dqds>() + bytesOf<f64>(4 * n);
}

/**
 * The singular values of an upper bidiagonal matrix by the differential quotient-difference algorithm with shifts, each to
 * high relative accuracy.   [FP94], [PM00], [LAPACK lasq1 to lasq5]
 *
 * d, e: n and n-1 elements; d is overwritten by the values, in no order. Returns false, with d and e untouched, where the
 * algorithm does not apply (a value of 0, values too far apart) or gives up. work: dqdsBytes(n).
 */
export function dqds(n: i32, d: Vector<f64>, e: Vector<f64>, work: usize): bool {
  const norm = max<f64>(amax<f64>(n, d.at(0)), amax<f64>(n - 1, e.at(0)));
  if (!(smallestBound(n, d, e) > norm * RANGE)) return false;
  const exponent = SCALE_EXPONENT - exponentOf(norm);
  const state = changetype<Dqds>(work);
  useFirstBuffers(n, state);
  squareScaled(n, exponent, d, state.q);
  squareScaled(n - 1, exponent, e, state.e);
  state.e[n - 1] = 0;

  if (state.q[0] * FLIP_BIAS < state.q[n - 1]) flip(0, n - 1, state);
  // Two plain transforms move the small values to the end and show where the matrix splits.
  for (let pass = 0; pass < 2; pass++) splitAndTransform(n, state);
  if (!solveBlocks(n, state)) return false;

  for (let i = 0; i < n; i++) d[i] = sqrt<f64>(state.q[i]);
  scalePowerOfTwo<f64>(n, -exponent, d.at(0));
  return true;
}

/** Where the first of the buffers is: behind the state. */
// @ts-ignore: decorator
@inline
function buffers(state: Dqds): Vector<f64> {
  return vector<f64>(changetype<usize>(state) + offsetof<Dqds>());
}

/** Between blocks the data of all rows is in the first pair of buffers. */
function useFirstBuffers(n: i32, state: Dqds): void {
  const all = buffers(state);
  state.q = all;
  state.e = all.from(n);
  state.qNext = all.from(2 * n);
  state.eNext = all.from(3 * n);
}

/** y := (x*2^exponent)^2 */
function squareScaled(n: i32, exponent: i32, x: Vector<f64>, y: Vector<f64>): void {
  memory.copy(y.at(0), x.at(0), bytesOf<f64>(n));
  scalePowerOfTwo<f64>(n, exponent, y.at(0));
  for (let i = 0; i < n; i++) y[i] = y[i] * y[i];
}

// @ts-ignore: decorator
@inline
function swapBuffers(state: Dqds): void {
  const q = state.q;
  const e = state.e;
  state.q = state.qNext;
  state.e = state.eNext;
  state.qNext = q;
  state.eNext = e;
}

/** Splits by Li's test from both ends and applies one dqd transform (no shift) to the whole array.   [PM00] */
function splitAndTransform(n: i32, state: Dqds): void {
  const q = state.q;
  const e = state.e;
  const qNext = state.qNext;
  const eNext = state.eNext;
  let d = q[n - 1];
  for (let i = n - 2; i >= 0; i--) {
    if (e[i] <= TOLERANCE2 * d) {
      e[i] = 0;
      d = q[i];
    } else {
      d = q[i] * (d / (d + e[i]));
    }
  }
  d = q[0];
  for (let i = 0; i < n - 1; i++) {
    const below = q[i + 1];
    if (e[i] <= TOLERANCE2 * d) {
      qNext[i] = d;
      eNext[i] = 0;
      d = below;
    } else {
      const sum = d + e[i];
      qNext[i] = sum;
      eNext[i] = below * (e[i] / sum);
      d = below * (d / sum);
    }
  }
  qNext[n - 1] = d;
  eNext[n - 1] = 0;
  swapBuffers(state);
}

/**
 * Solves the unreduced blocks from the last to the first. e[i] <= 0 ends a block after row i; -e[i] is then the shift that
 * the rows up to i have already had.
 */
function solveBlocks(n: i32, state: Dqds): bool {
  state.last = n - 1;
  state.shiftKind = ZERO_KIND;
  for (let blocks = 0; blocks <= n; blocks++) {
    const last = state.last;
    useFirstBuffers(n, state);
    if (last < 0) return true;
    const e = state.e;
    state.sigma = last == n - 1 ? 0 : -e[last];
    state.lost = 0;
    let first = last;
    while (first > 0 && e[first - 1] > 0) first--;
    state.first = first;
    if (!solveBlock(state)) return false;
  }
  return state.last < 0;
}

function solveBlock(state: Dqds): bool {
  const first = state.first;
  const steps = MAX_STEPS * (state.last - first + 1);
  clearMinima(state);
  state.tau = 0;
  for (let step = 0; step < steps; step++) {
    const before = state.last;
    state.lastBefore = before;
    deflateEnd(state);
    const last = state.last;
    if (last < state.first) return true;
    flipIfBackward(last < before, state);
    chooseDqdsShift(state);
    if (!shiftedStep(state)) return false;
    addShift(state);
    swapBuffers(state);
    const inFirstBuffers = state.q == buffers(state);
    if (inFirstBuffers && last - state.first >= 3) splitBlock(state);
  }
  return false;
}

/** Nothing is known: the next shift is 0. */
function clearMinima(state: Dqds): void {
  state.dmin = 0;
  state.dmin1 = 0;
  state.dmin2 = 0;
  state.dn = 0;
  state.dn1 = 0;
  state.dn2 = 0;
}

/** Turns the block end to end when its large end is last; small values converge fastest at the end. */
function flipIfBackward(deflated: bool, state: Dqds): void {
  if (!deflated && state.dmin > 0) return;
  const q = state.q;
  const first = state.first;
  const last = state.last;
  if (!(FLIP_BIAS * q[first] < q[last])) return;
  flip(first, last, state);
  clearMinima(state); // they are of the other direction
}

function flip(first: i32, last: i32, state: Dqds): void {
  reverse(first, last, state.q);
  reverse(first, last - 1, state.e);
  reverse(first, last - 1, state.eNext);
}

function reverse(first: i32, last: i32, x: Vector<f64>): void {
  for (; first < last; first++, last--) {
    const value = x[first];
    x[first] = x[last];
    x[last] = value;
  }
}

/** One transform with the chosen shift, smaller shifts until it keeps everything positive.   [LAPACK lasq3] */
function shiftedStep(state: Dqds): bool {
  const last = state.last;
  const sigma = state.sigma;
  let failures = 0;
  for (let refusals = 0; refusals < MAX_REFUSALS; refusals++) {
    dqdsStep(state);
    const dmin = state.dmin;
    const dmin1 = state.dmin1;
    const tau = state.tau;
    if (dmin >= 0 && dmin1 > 0) return true;
    if (
      dmin < 0 && dmin1 > 0 &&
      state.eNext[last - 1] < TOLERANCE * (sigma + state.dn1) &&
      abs<f64>(state.dn) < TOLERANCE * sigma
    ) {
      // Converged, hidden by a last value that is rounding error below 0.
      state.qNext[last] = 0;
      state.dmin = 0;
      return true;
    }
    if (tau == 0) return false; // even the plain transform failed: a zero or a NaN
    failures++;
    if (dmin != dmin || failures > 2) state.tau = 0;
    else if (dmin1 > 0) state.tau = max<f64>(0, (tau + dmin) * (1 - 4.440892098500626e-16));
    else state.tau = 0.25 * tau;
    state.shiftKind = ZERO_KIND;
  }
  return false;
}

/** sigma += tau, the part lost to rounding kept in `lost`. */
function addShift(state: Dqds): void {
  const tau = state.tau;
  const sigma = state.sigma;
  let lost = state.lost;
  let sum: f64;
  if (tau < sigma) {
    lost += tau;
    sum = sigma + lost;
    lost -= sum - sigma;
  } else {
    sum = sigma + tau;
    lost += sigma - (sum - tau);
  }
  state.sigma = sum;
  state.lost = lost;
}
