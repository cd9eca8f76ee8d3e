import { givens } from "../../kernels/givens";
import { Vector } from "../../memory";

/**
 * One implicit shifted QR sweep from row `first` down to row `last`.   [LAPACK bdsqr]
 *
 * The first rotation is that of  (d^2 - shift^2)/d, e  written without cancellation.
 * d, e: overwritten. lefts, rights: last - first pairs (c, s) each, for the columns of U and V.
 */
export function sweepDown(first: i32, last: i32, shift: f64, d: Vector<f64>, e: Vector<f64>, lefts: Vector<f64>, rights: Vector<f64>): void {
  const head = d[first];
  let f = (abs<f64>(head) - shift) * (copysign<f64>(1, head) + shift / head);
  let g = e[first];
  for (let i = first; i < last; i++) {
    const left = lefts.from(2 * (i - first));
    const right = rights.from(2 * (i - first));
    const r = givens<f64>(f, g, right.at(0));
    const cr = right[0];
    const sr = right[1];
    if (i > first) e[i - 1] = r;
    const di = d[i];
    const ei = e[i];
    f = cr * di + sr * ei;
    const bulged = cr * ei - sr * di;
    const below = d[i + 1];
    g = sr * below;
    d[i] = givens<f64>(f, g, left.at(0));
    const cl = left[0];
    const sl = left[1];
    const scaled = cr * below;
    f = cl * bulged + sl * scaled;
    d[i + 1] = cl * scaled - sl * bulged;
    if (i < last - 1) {
      const next = e[i + 1];
      g = sl * next;
      e[i + 1] = cl * next;
    }
  }
  e[last - 1] = f;
}

/** The mirror image: from row `last` up to row `first`; the pairs are for rotations applied right to left. */
export function sweepUp(first: i32, last: i32, shift: f64, d: Vector<f64>, e: Vector<f64>, lefts: Vector<f64>, rights: Vector<f64>): void {
  const head = d[last];
  let f = (abs<f64>(head) - shift) * (copysign<f64>(1, head) + shift / head);
  let g = e[last - 1];
  for (let i = last; i > first; i--) {
    const left = lefts.from(2 * (i - first - 1));
    const right = rights.from(2 * (i - first - 1));
    const r = givens<f64>(f, g, left.at(0));
    const cr = left[0];
    const sr = left[1];
    left[1] = -sr;
    if (i < last) e[i] = r;
    const di = d[i];
    const ei = e[i - 1];
    f = cr * di + sr * ei;
    const bulged = cr * ei - sr * di;
    const above = d[i - 1];
    g = sr * above;
    d[i] = givens<f64>(f, g, right.at(0));
    const cl = right[0];
    const sl = right[1];
    right[1] = -sl;
    const scaled = cr * above;
    f = cl * bulged + sl * scaled;
    d[i - 1] = cl * scaled - sl * bulged;
    if (i > first + 1) {
      const next = e[i - 2];
      g = sl * next;
      e[i - 2] = cl * next;
    }
  }
  e[first] = f;
}
