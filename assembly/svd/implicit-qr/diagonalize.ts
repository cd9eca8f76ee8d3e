import { safeMin } from "../../machine";
import { Vector } from "../../memory";
import { real } from "../../real";
import { Bounds, deflate, DOWN, findBlock, smallestBound, UP } from "./find-block";
import { Batch, leftPairs, record, replay, rightPairs } from "./rotations";
import { chooseShift } from "./shift";
import { sweepDown, sweepUp } from "./sweep";
import { svdTwoByTwo, TwoByTwo } from "./two-by-two";
import { zeroShiftSweepDown, zeroShiftSweepUp } from "./zero-shift-sweep";

/**
 * Relative accuracy aimed at, in units of roundoff: min(100, u^(-1/8)).  [LAPACK bdsqr, TOLMUL]  B is in doubles in every build; where its values
 * become singles, a thousandth of their rounding is enough.
 */
export const TOLERANCE: f64 = sizeof<real>() == 8 ? 98.70132 * 1.1102230246251565e-16 : 5.9604644775390625e-11;
/** Rotations allowed per n^2. Typical use is below 1.2; the cap is a guard, not a tuning. */
export const MAX_ROTATIONS: f64 = 30;

/** Bytes of scratch that diagonalize needs. */
export const SCRATCH_BYTES: usize = offsetof<Bounds>() + offsetof<TwoByTwo>();

/**
 * Diagonalizes the n x n upper bidiagonal B by implicit QR:  B = Q*diag(d)*P', rotations recorded in `batch`.
 *
 * d, e: n and n-1 elements, overwritten; d may come out negative and in any order. scratch: SCRATCH_BYTES.
 * Returns the number of superdiagonal entries that did not converge, 0 on success.
 * Every singular value is found to high relative accuracy.   [DK90], [LAPACK bdsqr]
 */
export function diagonalize(n: i32, d: Vector<f64>, e: Vector<f64>, batch: Batch, scratch: usize): i32 {
  const threshold = max<f64>(
    (TOLERANCE * smallestBound(n, d, e)) / sqrt<f64>(<f64>n),
    6 * <f64>n * <f64>n * safeMin<f64>(),
  );
  const limit = MAX_ROTATIONS * <f64>n * <f64>n + 100;
  const bounds = changetype<Bounds>(scratch);
  const pair = changetype<TwoByTwo>(scratch + offsetof<Bounds>());
  let rotations = 0.0;
  let direction = DOWN;
  let oldFirst = -1;
  let oldLast = -1;
  let last = n - 1;

  while (last > 0) {
    // Here: every e[last..] is zero. Each turn clears an entry of e or makes at least one rotation.
    const first = findBlock(last, threshold, d, e, bounds);
    if (first == last) {
      last--;
      continue;
    }
    if (first == last - 1) {
      solveTwoByTwo(first, d, e, batch, pair);
      last -= 2;
      continue;
    }
    if (first > oldLast || last < oldFirst) {
      // A new block: chase the bulge from its large end to its small end.
      const head = abs<f64>(d[first]);
      direction = head >= abs<f64>(d[last]) ? DOWN : UP;
    }
    if (deflate(first, last, direction, TOLERANCE, d, e, bounds)) continue;
    oldFirst = first;
    oldLast = last;

    const count = last - first;
    rotations += <f64>count;
    if (!(rotations <= limit)) return unconverged(n, e);
    const shift = chooseShift(n, first, last, direction, TOLERANCE, d, e, bounds);
    const left = leftPairs(batch, count);
    const right = rightPairs(batch, left);
    if (direction == DOWN) {
      if (shift == 0) zeroShiftSweepDown(first, last, d, e, left, right);
      else sweepDown(first, last, shift, d, e, left, right);
    } else {
      if (shift == 0) zeroShiftSweepUp(first, last, d, e, left, right);
      else sweepUp(first, last, shift, d, e, left, right);
    }
    record(batch, first, count, direction);
  }
  replay(batch);
  return 0;
}

/** B = [d_i e_i; 0 d_{i+1}] in closed form; its two rotations are recorded. */
function solveTwoByTwo(i: i32, d: Vector<f64>, e: Vector<f64>, batch: Batch, pair: TwoByTwo): void {
  svdTwoByTwo(d[i], e[i], d[i + 1], pair);
  d[i] = pair.larger;
  e[i] = 0;
  d[i + 1] = pair.smaller;
  const left = leftPairs(batch, 1);
  const right = rightPairs(batch, left);
  left[0] = pair.cl;
  left[1] = pair.sl;
  right[0] = pair.cr;
  right[1] = pair.sr;
  record(batch, i, 1, DOWN);
}

function unconverged(n: i32, e: Vector<f64>): i32 {
  let count = 0;
  for (let i = 0; i < n - 1; i++) if (e[i] != 0) count++;
  return max(count, 1);
}
