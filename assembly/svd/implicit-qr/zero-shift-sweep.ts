import { givens } from "../../kernels/givens";
import { Vector } from "../../memory";

/**
 * One implicit zero-shift QR sweep from row `first` down to row `last`: no subtraction, so every entry keeps its
 * relative accuracy.   [DK90] section 3, [LAPACK bdsqr]
 *
 * d, e: overwritten. lefts, rights: last - first pairs (c, s) each, for the columns of U and V.
 */
export function zeroShiftSweepDown(first: i32, last: i32, d: Vector<f64>, e: Vector<f64>, lefts: Vector<f64>, rights: Vector<f64>): void {
  let c = 1.0;
  let oldC = 1.0;
  let oldS = 0.0;
  for (let i = first; i < last; i++) {
    const left = lefts.from(2 * (i - first));
    const right = rights.from(2 * (i - first));
    const r = givens<f64>(d[i] * c, e[i], right.at(0));
    c = right[0];
    const s = right[1];
    if (i > first) e[i - 1] = oldS * r;
    d[i] = givens<f64>(oldC * r, d[i + 1] * s, left.at(0));
    oldC = left[0];
    oldS = left[1];
  }
  const h = d[last] * c;
  d[last] = h * oldC;
  e[last - 1] = h * oldS;
}

/** The mirror image: from row `last` up to row `first`; the pairs are for rotations applied right to left. */
export function zeroShiftSweepUp(first: i32, last: i32, d: Vector<f64>, e: Vector<f64>, lefts: Vector<f64>, rights: Vector<f64>): void {
  let c = 1.0;
  let oldC = 1.0;
  let oldS = 0.0;
  for (let i = last; i > first; i--) {
    const left = lefts.from(2 * (i - first - 1));
    const right = rights.from(2 * (i - first - 1));
    const r = givens<f64>(d[i] * c, e[i - 1], left.at(0));
    c = left[0];
    const s = left[1];
    left[1] = -s;
    if (i < last) e[i] = oldS * r;
    d[i] = givens<f64>(oldC * r, d[i - 1] * s, right.at(0));
    oldC = right[0];
    oldS = right[1];
    right[1] = -oldS;
  }
  const h = d[first] * c;
  d[first] = h * oldC;
  e[first] = h * oldS;
}
