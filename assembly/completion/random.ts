import { gaussian } from "../kernels/gaussian";
import { logarithm } from "../kernels/elementary";
import { philox, uniformAt } from "../kernels/philox";
import { Vector } from "../memory";

/**
 * The random numbers of a run: a key of two words (the seed) and, for every number, where it is used. So each number is the
 * same whatever is computed before it or beside it.
 */
export const ROW_DRAWS: u32 = 0;
export const COLUMN_DRAWS: u32 = 1;
export const ROW_PRIOR: u32 = 2;
export const COLUMN_PRIOR: u32 = 3;
export const NOISE: u32 = 4;
export const START: u32 = 5;
export const FOLD_DRAWS: u32 = 6;
/** Of the rows' features; of the columns' one more. */
export const LINE_NOISE: u32 = 7;
export const WEIGHT_NOISE: u32 = 9;
export const WEIGHT_PENALTY: u32 = 11;
export const COLUMN_NOISE: u32 = 13;
/** And beyond: of 65,536 entries each. */
export const ENTRY_NOISE: u32 = 16;

/** Where random numbers are used: the key, and two words; a third tells one from the next. */
@unmanaged
export class Stream {
  k0: u32;
  k1: u32;
  sweep: u32;
  purpose: u32;

  set(k0: u32, k1: u32, sweep: u32, purpose: u32): Stream {
    this.k0 = k0;
    this.k1 = k1;
    this.sweep = sweep;
    this.purpose = purpose;
    return this;
  }

  /** n standard normal numbers. scratch: 16 bytes. */
  normals(n: i32, which: u32, out: usize, scratch: usize): void {
    gaussian<f64>(n, this.k0, this.k1, which, this.sweep, this.purpose, out, scratch);
  }

  /** A draw from Gamma(shape, 1). scratch: 32 bytes. */
  gamma(shape: f64, which: u32, scratch: Vector<f64>): f64 {
    return gammaDraw(shape, this.k0, this.k1, which, this.sweep, this.purpose, scratch);
  }
}

/** Proposals before giving up; each is accepted with probability above 0.95, so the last is never reached. */
const MOST_PROPOSALS: i32 = 100;

/**
 * A draw from Gamma(shape, 1), shape >= 1, by Marsaglia and Tsang's squeeze:  d*v with v = (1 + x/sqrt(9d))^3, d = shape - 1/3,
 * kept if  ln u < x^2/2 + d - d*v + d*ln v.   [MT00]
 *
 * scratch: 32 bytes.
 */
export function gammaDraw(shape: f64, k0: u32, k1: u32, s0: u32, s1: u32, s2: u32, scratch: Vector<f64>): f64 {
  const d = shape - 1.0 / 3.0;
  const c = 1 / sqrt<f64>(9 * d);
  for (let t = 0; t < MOST_PROPOSALS; t++) {
    gaussian<f64>(1, k0, k1, s0 + (<u32>t << 16), s1, s2, scratch.at(0), scratch.at(2));
    philox(0x80000000 | t, s0, s1, s2, k0, k1, scratch.at(2));
    const x = scratch[0];
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (logarithm(uniformAt(scratch.at(2))) < 0.5 * x * x + d - d * v + d * logarithm(v)) return d * v;
  }
  return d;
}
