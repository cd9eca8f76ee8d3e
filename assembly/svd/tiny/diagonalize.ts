import { givens } from "../../kernels/givens";
import { multiplyAdd, multiplySubtract } from "../../kernels/lanes";
import { safeMin } from "../../machine";
import { Vector } from "../../memory";
import { real } from "../../real";
import { TOLERANCE, MAX_ROTATIONS } from "../implicit-qr/diagonalize";
import { Bounds, deflate, DOWN, findBlock, smallestBound, UP } from "../implicit-qr/find-block";
import { chooseShift } from "../implicit-qr/shift";
import { svdTwoByTwo, TwoByTwo } from "../implicit-qr/two-by-two";

/** f^2 + g^2 outside these bounds goes to the careful kernel. */
const LOW: f64 = 1.002084180004486e-292; // 2^-970
const HIGH: f64 = 9.979201547673599e291; // 2^970

/** The columns that the rotations of a sweep act on, in the order of the chase. */
@unmanaged
class Side {
  first: usize;
  /** Bytes to the next column, negative going up, and bytes of each. */
  step: usize;
  bytes: usize;
}

/** Bytes of scratch that diagonalizeTiny needs. */
export const DIAGONALIZE_BYTES: usize = offsetof<Bounds>() + offsetof<TwoByTwo>() + 2 * offsetof<Side>();

/**
 * Diagonalizes a small bidiagonal by implicit QR, as `diagonalize` does, but rotates the columns of U and V at once.   [DK90]
 *
 * d, e: n and n-1 elements, overwritten; d may come out negative and in any order. u, v: n columns of uBytes and vBytes, multiples
 * of 16; 0 bytes where the vectors are not wanted. scratch: DIAGONALIZE_BYTES. Returns 0, or 1 if it did not converge.
 */
export function diagonalizeTiny(n: i32, d: Vector<f64>, e: Vector<f64>, u: usize, uBytes: usize, v: usize, vBytes: usize, scratch: usize): i32 {
  const threshold = max<f64>(
    (TOLERANCE * smallestBound(n, d, e)) / sqrt<f64>(<f64>n),
    6 * <f64>n * <f64>n * safeMin<f64>(),
  );
  const limit = <i32>MAX_ROTATIONS * n * n + 100;
  const bounds = changetype<Bounds>(scratch);
  const pair = changetype<TwoByTwo>(scratch + offsetof<Bounds>());
  const uSide = changetype<Side>(scratch + offsetof<Bounds>() + offsetof<TwoByTwo>());
  const vSide = changetype<Side>(changetype<usize>(uSide) + offsetof<Side>());
  uSide.bytes = uBytes;
  vSide.bytes = vBytes;
  let rotations = 0;
  let direction = DOWN;
  let oldFirst = -1;
  let oldLast = -1;
  let last = n - 1;

  while (last > 0) {
    const first = findBlock(last, threshold, d, e, bounds);
    if (first == last) {
      last--;
      continue;
    }
    if (first == last - 1) {
      svdTwoByTwo(d[first], e[first], d[last], pair);
      d[first] = pair.larger;
      e[first] = 0;
      d[last] = pair.smaller;
      rotate(u + <usize>first * uBytes, u + <usize>last * uBytes, uBytes, pair.cl, pair.sl);
      rotate(v + <usize>first * vBytes, v + <usize>last * vBytes, vBytes, pair.cr, pair.sr);
      last -= 2;
      continue;
    }
    if (first > oldLast || last < oldFirst) {
      const head = abs<f64>(d[first]);
      direction = head >= abs<f64>(d[last]) ? DOWN : UP;
    }
    if (deflate(first, last, direction, TOLERANCE, d, e, bounds)) continue;
    oldFirst = first;
    oldLast = last;

    const count = last - first;
    rotations += count;
    if (rotations > limit) return 1;
    const shift = chooseShift(n, first, last, direction, TOLERANCE, d, e, bounds);
    // Upward is downward on the transpose in reverse order: U and V change places and every step its sign.
    const begin = direction == DOWN ? first : last;
    uSide.first = u + <usize>begin * uBytes;
    vSide.first = v + <usize>begin * vBytes;
    uSide.step = direction == DOWN ? uBytes : -uBytes;
    vSide.step = direction == DOWN ? vBytes : -vBytes;
    const p = direction == DOWN ? vSide : uSide;
    const q = direction == DOWN ? uSide : vSide;
    const step: usize = direction == DOWN ? 8 : -8;
    const ei = direction == DOWN ? e.at(first) : e.at(last - 1);
    if (shift == 0) zeroShiftSweep(count, d.at(begin), ei, step, p, q, scratch);
    else shiftedSweep(count, shift, d.at(begin), ei, step, p, q, scratch);
  }
  return 0;
}

/** x' = c*x + s*y,  y' = c*y - s*x  for columns of `bytes`. */
// @ts-ignore: decorator
@inline
function rotate(x: usize, y: usize, bytes: usize, c: f64, s: f64): void {
  const cs = v128.splat<real>(<real>c);
  const ss = v128.splat<real>(<real>s);
  for (let at: usize = 0; at < bytes; at += 16) {
    const xs = v128.load(x + at);
    const ys = v128.load(y + at);
    v128.store(x + at, multiplyAdd<real>(ss, ys, v128.mul<real>(cs, xs)));
    v128.store(y + at, multiplySubtract<real>(ss, xs, v128.mul<real>(cs, ys)));
  }
}

/**
 * An implicit shifted QR sweep over count + 1 rows.   [LAPACK bdsqr]
 *
 * d, e: where it begins; `step` bytes to the next. onP: what the first rotation of each pair acts on, onQ: the second. Rotations stay in
 * registers.
 */
function shiftedSweep(
  count: i32, shift: f64, d: usize, e: usize, step: usize, onP: Side, onQ: Side, scratch: usize,
): void {
  let p = onP.first;
  let q = onQ.first;
  const pStep = onP.step;
  const qStep = onQ.step;
  const pBytes = onP.bytes;
  const qBytes = onQ.bytes;
  const head = load<f64>(d);
  let f = (abs<f64>(head) - shift) * (copysign<f64>(1, head) + shift / head);
  let g = load<f64>(e);
  let di = head;
  let ei = g;
  for (let i = 0; i < count; i++) {
    let c: f64, s: f64, r: f64;
    let sum = f * f + g * g;
    if (sum > LOW && sum < HIGH) {
      const length = sqrt<f64>(sum);
      r = copysign<f64>(length, f);
      c = abs<f64>(f) / length;
      s = g / r;
    } else {
      r = givens<f64>(f, g, scratch);
      c = load<f64>(scratch);
      s = load<f64>(scratch, 8);
    }
    if (i > 0) store<f64>(e - step, r);
    rotate(p, p + pStep, pBytes, c, s);
    p += pStep;
    f = c * di + s * ei;
    const bulged = c * ei - s * di;
    const below = load<f64>(d + step);
    g = s * below;
    const lowered = c * below;

    sum = f * f + g * g;
    if (sum > LOW && sum < HIGH) {
      const length = sqrt<f64>(sum);
      r = copysign<f64>(length, f);
      c = abs<f64>(f) / length;
      s = g / r;
    } else {
      r = givens<f64>(f, g, scratch);
      c = load<f64>(scratch);
      s = load<f64>(scratch, 8);
    }
    store<f64>(d, r);
    rotate(q, q + qStep, qBytes, c, s);
    q += qStep;
    f = c * bulged + s * lowered;
    di = c * lowered - s * bulged;
    d += step;
    if (i < count - 1) {
      e += step;
      const next = load<f64>(e);
      g = s * next;
      ei = c * next;
    }
  }
  store<f64>(d, di);
  store<f64>(e, f);
}

/** The same without a shift: no subtraction, so every entry keeps its relative accuracy.   [DK90] section 3 */
function zeroShiftSweep(count: i32, d: usize, e: usize, step: usize, onP: Side, onQ: Side, scratch: usize): void {
  let p = onP.first;
  let q = onQ.first;
  const pStep = onP.step;
  const qStep = onQ.step;
  const pBytes = onP.bytes;
  const qBytes = onQ.bytes;
  let c = 1.0;
  let oldC = 1.0;
  let oldS = 0.0;
  for (let i = 0; i < count; i++) {
    const r = givens<f64>(load<f64>(d) * c, load<f64>(e), scratch);
    c = load<f64>(scratch);
    const s = load<f64>(scratch, 8);
    if (i > 0) store<f64>(e - step, oldS * r);
    rotate(p, p + pStep, pBytes, c, s);
    p += pStep;
    store<f64>(d, givens<f64>(oldC * r, load<f64>(d + step) * s, scratch));
    oldC = load<f64>(scratch);
    oldS = load<f64>(scratch, 8);
    rotate(q, q + qStep, qBytes, oldC, oldS);
    q += qStep;
    d += step;
    e += step;
  }
  const h = load<f64>(d) * c;
  store<f64>(d, h * oldC);
  store<f64>(e - step, h * oldS);
}
