/** Constants times 2^13. */
const BITS = 13;
const scaled = (x: number) => Math.round(x * 2 ** BITS);
const [A, B, C] = [0.541196100, 0.765366865, 1.847759065].map(scaled) as [number, number, number];
const ODD = [0.298631336, 2.053119869, 3.072711026, 1.501321110, 0.899976223, 2.562915447, 1.961570560, 0.390180644, 1.175875602].map(scaled);
const [O0, O1, O2, O3, Z1, Z2, Z3, Z4, Z5] = ODD as [number, number, number, number, number, number, number, number, number];
/** Bits of fraction kept between columns and rows. */
const KEPT = 2;

const mul = Math.imul;
const work = new Int32Array(64);

/**
 * The samples of a block of dequantised coefficients, 8 × 8 row-major, by the inverse DCT of [LLM89] in integers, rounded where libjpeg's "islow" rounds, so that
 * the samples are the same. `coefficients` stays as it is.
 */
export function inverseDct(coefficients: Int32Array, plane: Uint8Array, at: number, stride: number): void {
  work.set(coefficients);
  for (let x = 0; x < 8; x++) transform(x, 8, BITS - KEPT);
  for (let y = 0; y < 8; y++) {
    transform(8 * y, 1, BITS + KEPT + 3);
    for (let x = 0; x < 8; x++) plane[at + y * stride + x] = clamped(work[8 * y + x]! + 128);
  }
}

/** The same for a block of which only the first coefficient, the mean, is not 0. */
export function inverseDctOfMean(mean: number, plane: Uint8Array, at: number, stride: number): void {
  const sample = clamped(((mean * 2 ** KEPT + 2 ** (KEPT + 2)) >> (KEPT + 3)) + 128);
  for (let y = 0, row = at; y < 8; y++, row += stride) {
    for (let x = 0; x < 8; x++) plane[row + x] = sample;
  }
}

const clamped = (x: number) => (x < 0 ? 0 : x > 255 ? 255 : x);

/** Eight values of `work` in place, divided by 2^shift and rounded. */
function transform(from: number, step: number, shift: number): void {
  const w = work;
  const half = 1 << (shift - 1);
  const x0 = w[from]!;
  const x1 = w[from + step]!;
  const x2 = w[from + 2 * step]!;
  const x3 = w[from + 3 * step]!;
  const x4 = w[from + 4 * step]!;
  const x5 = w[from + 5 * step]!;
  const x6 = w[from + 6 * step]!;
  const x7 = w[from + 7 * step]!;

  const both = mul(x2 + x6, A);
  const e0 = ((x0 + x4) << BITS) + half;
  const e1 = ((x0 - x4) << BITS) + half;
  const e2 = both - mul(x6, C);
  const e3 = both + mul(x2, B);

  const turn = mul(x7 + x3 + x5 + x1, Z5);
  const z1 = mul(x7 + x1, Z1);
  const z2 = mul(x5 + x3, Z2);
  const z3 = turn - mul(x7 + x3, Z3);
  const z4 = turn - mul(x5 + x1, Z4);
  const o0 = mul(x7, O0) - z1 + z3;
  const o1 = mul(x5, O1) - z2 + z4;
  const o2 = mul(x3, O2) - z2 + z3;
  const o3 = mul(x1, O3) - z1 + z4;

  w[from] = (e0 + e3 + o3) >> shift;
  w[from + step] = (e1 + e2 + o2) >> shift;
  w[from + 2 * step] = (e1 - e2 + o1) >> shift;
  w[from + 3 * step] = (e0 - e3 + o0) >> shift;
  w[from + 4 * step] = (e0 - e3 - o0) >> shift;
  w[from + 5 * step] = (e1 - e2 - o1) >> shift;
  w[from + 6 * step] = (e1 + e2 - o2) >> shift;
  w[from + 7 * step] = (e0 + e3 - o3) >> shift;
}
