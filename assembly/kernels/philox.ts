/** Multipliers and key increments of Philox 4x32.  [SMDS11], table 2 and section 3.3 */
const M0: u64 = 0xd2511f53;
const M1: u64 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;
const ROUNDS: i32 = 10;

/**
 * Philox4x32-10: four random words from a counter of four words and a key of two. No state: equal arguments, equal words.
 * [SMDS11]
 *
 * out: 4 u32, overwritten.
 */
export function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, out: usize): void {
  for (let round = 0; round < ROUNDS; round++) {
    const p0 = M0 * <u64>c0;
    const p1 = M1 * <u64>c2;
    c0 = <u32>(p1 >>> 32) ^ c1 ^ k0;
    c1 = <u32>p1;
    c2 = <u32>(p0 >>> 32) ^ c3 ^ k1;
    c3 = <u32>p0;
    k0 += W0;
    k1 += W1;
  }
  store<u32>(out, c0);
  store<u32>(out, c1, 4);
  store<u32>(out, c2, 8);
  store<u32>(out, c3, 12);
}

/** A uniform number in (0, 1) from the two words at `words`: (x + 1/2) * 2^-52 with 52 random bits, exact, never 0 or 1. */
// @ts-ignore: decorator
@inline
export function uniformAt(words: usize): f64 {
  return (<f64>(load<u64>(words) >>> 12) + 0.5) * 2.220446049250313e-16; // 2^-52
}
