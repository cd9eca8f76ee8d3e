import { givens } from "../../kernels/givens";

/**
 * One implicit zero-shift QR sweep from row `first` down to row `last`: no subtraction, so every entry keeps its
 * relative accuracy.   [DK90] section 3, [LAPACK bdsqr]
 *
 * d, e: overwritten. left, right: last - first pairs (c, s) each, for the columns of U and V.
 */
export function zeroShiftSweepDown(first: i32, last: i32, d: usize, e: usize, left: usize, right: usize): void {
  let c = 1.0;
  let oldC = 1.0;
  let oldS = 0.0;
  for (let i = first; i < last; i++) {
    const offset = <usize>i << 3;
    const r = givens<f64>(load<f64>(d + offset) * c, load<f64>(e + offset), right);
    c = load<f64>(right);
    const s = load<f64>(right, 8);
    if (i > first) store<f64>(e + offset - 8, oldS * r);
    store<f64>(d + offset, givens<f64>(oldC * r, load<f64>(d + offset, 8) * s, left));
    oldC = load<f64>(left);
    oldS = load<f64>(left, 8);
    left += 16;
    right += 16;
  }
  const at = <usize>last << 3;
  const h = load<f64>(d + at) * c;
  store<f64>(d + at, h * oldC);
  store<f64>(e + at - 8, h * oldS);
}

/** The mirror image: from row `last` up to row `first`; the pairs are for rotations applied right to left. */
export function zeroShiftSweepUp(first: i32, last: i32, d: usize, e: usize, left: usize, right: usize): void {
  left += <usize>(last - first) << 4;
  right += <usize>(last - first) << 4;
  let c = 1.0;
  let oldC = 1.0;
  let oldS = 0.0;
  for (let i = last; i > first; i--) {
    left -= 16;
    right -= 16;
    const offset = <usize>i << 3;
    const r = givens<f64>(load<f64>(d + offset) * c, load<f64>(e + offset - 8), left);
    c = load<f64>(left);
    const s = load<f64>(left, 8);
    store<f64>(left, -s, 8);
    if (i < last) store<f64>(e + offset, oldS * r);
    store<f64>(d + offset, givens<f64>(oldC * r, load<f64>(d + offset - 8) * s, right));
    oldC = load<f64>(right);
    oldS = load<f64>(right, 8);
    store<f64>(right, -oldS, 8);
  }
  const at = <usize>first << 3;
  const h = load<f64>(d + at) * c;
  store<f64>(d + at, h * oldC);
  store<f64>(e + at, h * oldS);
}
