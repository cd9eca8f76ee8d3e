import type { FloatType } from "../files/safetensors/numbers";

/** u = 2^−p for p bits of precision: rounding to the nearest changes x by at most u |x|, as long as x is in the normal range. */
const UNIT: Readonly<Record<FloatType, number>> = { F64: 2 ** -53, F32: 2 ** -24, F16: 2 ** -11, BF16: 2 ** -8 };
/** Below the normal range the change is at most half the least step; the range of F32 and BF16 ends so far down that all below it is zero to some machines. */
const STEP_F16 = 2 ** -25;
const STEP = 2 ** -126;

/** From the coarsest on. */
const COARSE = ["BF16", "F16", "F32"] as const;
/** Of values that were rounded to a type, about half have a last bit of 1; of constants and small whole numbers none. */
const LAST_BITS = 1 / 8;
/** Beyond this nothing is rounding: both sides rounded, to the coarsest types. */
const MOST = UNIT.BF16 + UNIT.F16;

/** What one tensor's values say of the type that they were rounded to, which may be coarser than the one they are stored in. */
class Grain {
  private readonly fits = { BF16: true, F16: true, F32: true };
  private readonly lastBits = { BF16: 0, F16: 0, F32: 0 };
  private count = 0;

  note(values: Float64Array): void {
    for (let p = 0; p < values.length; p++) {
      const x = values[p]!;
      if (x === 0) continue;
      this.count++;
      single[0] = x;
      if (single[0] !== x) {
        this.fits.BF16 = this.fits.F16 = this.fits.F32 = false;
        return;
      }
      const word = bits[0]!;
      this.lastBits.F32 += word & 1;
      if (this.fits.BF16) {
        this.fits.BF16 = (word & 0xffff) === 0;
        this.lastBits.BF16 += (word >>> 16) & 1;
      }
      if (this.fits.F16) this.noteF16(x, word);
    }
  }

  /** binary16 has 10 bits of fraction from 2^−14 on, and steps of 2^−24 below. */
  private noteF16(x: number, word: number): void {
    const steps = Math.abs(x) * 2 ** 24;
    if (steps < 1024) {
      this.fits.F16 = Number.isInteger(steps);
      this.lastBits.F16 += steps % 2;
    } else {
      this.fits.F16 = (word & 0x1fff) === 0 && Math.abs(x) <= 65504;
      this.lastBits.F16 += (word >>> 13) & 1;
    }
  }

  /** The coarsest type that the values fit and show, else the one they are stored in. */
  type(stored: FloatType): FloatType {
    return COARSE.find((type) => this.fits[type] && (stored === type || this.lastBits[type] > LAST_BITS * this.count)) ?? stored;
  }
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/**
 * Tells rounding from training. A difference is rounding if the values of one tensor fit a coarser type than those of the other, and no
 * entry differs by more than rounding to these types can explain.
 */
export class RoundingTest {
  private readonly before = new Grain();
  private readonly after = new Grain();
  /** The largest of (|b − a| − s) / max(|a|, |b|), s one of the steps. */
  private worst = 0;
  private worstF16 = 0;

  note(a: Float64Array, b: Float64Array, differences: Float64Array): void {
    let { worst, worstF16 } = this;
    for (let p = 0; p < differences.length; p++) {
      const d = Math.abs(differences[p]!);
      if (d === 0) continue;
      const size = Math.max(Math.abs(a[p]!), Math.abs(b[p]!));
      if (d - STEP > worst * size) worst = (d - STEP) / size;
      if (d - STEP_F16 > worstF16 * size) worstF16 = (d - STEP_F16) / size;
    }
    [this.worst, this.worstF16] = [worst, worstF16];
    if (worstF16 > MOST) return; // trained: no need to know more
    this.before.note(a);
    this.after.note(b);
  }

  /**
   * Why the difference counts as none; undefined if it counts.
   *
   * @param before, after  the types that the tensors are stored in.
   * @param minimum        instead of rounding: entries that differ by at most this share of themselves count as equal.
   */
  reason(before: FloatType, after: FloatType, minimum: number | undefined): string | undefined {
    if (minimum === 0) return undefined;
    if (minimum !== undefined) return this.worst <= minimum ? `no entry differs by more than ${minimum} of itself` : undefined;
    if (this.worstF16 > MOST) return undefined;
    const types = [this.before.type(before), this.after.type(after)] as const;
    if (types[0] === types[1]) return undefined;
    const worst = types.includes("F16") ? this.worstF16 : this.worst;
    if (worst > UNIT[types[0]] + UNIT[types[1]]) return undefined;
    return `rounded to ${COARSE.find((type) => types.includes(type))!}`;
  }
}
