import { givens } from "../../kernels/givens";

/**
 * One implicit shifted QR sweep from row `first` down to row `last`.   [LAPACK bdsqr]
 *
 * The first rotation is that of  (d^2 - shift^2)/d, e  written without cancellation.
 * d, e: overwritten. left, right: last - first pairs (c, s) each, for the columns of U and V.
 */
export function sweepDown(first: i32, last: i32, shift: f64, d: usize, e: usize, left: usize, right: usize): void {
  const start = <usize>first << 3;
  const head = load<f64>(d + start);
  let f = (abs<f64>(head) - shift) * (copysign<f64>(1, head) + shift / head);
  let g = load<f64>(e + start);
  for (let i = first; i < last; i++) {
    const offset = <usize>i << 3;
    const r = givens<f64>(f, g, right);
    const cr = load<f64>(right);
    const sr = load<f64>(right, 8);
    if (i > first) store<f64>(e + offset - 8, r);
    const di = load<f64>(d + offset);
    const ei = load<f64>(e + offset);
    f = cr * di + sr * ei;
    const bulged = cr * ei - sr * di;
    const below = load<f64>(d + offset, 8);
    g = sr * below;
    store<f64>(d + offset, givens<f64>(f, g, left));
    const cl = load<f64>(left);
    const sl = load<f64>(left, 8);
    const scaled = cr * below;
    f = cl * bulged + sl * scaled;
    store<f64>(d + offset, cl * scaled - sl * bulged, 8);
    if (i < last - 1) {
      const next = load<f64>(e + offset, 8);
      g = sl * next;
      store<f64>(e + offset, cl * next, 8);
    }
    left += 16;
    right += 16;
  }
  store<f64>(e + (<usize>last << 3) - 8, f);
}

/** The mirror image: from row `last` up to row `first`; the pairs are for rotations applied right to left. */
export function sweepUp(first: i32, last: i32, shift: f64, d: usize, e: usize, left: usize, right: usize): void {
  left += <usize>(last - first) << 4;
  right += <usize>(last - first) << 4;
  const start = <usize>last << 3;
  const head = load<f64>(d + start);
  let f = (abs<f64>(head) - shift) * (copysign<f64>(1, head) + shift / head);
  let g = load<f64>(e + start - 8);
  for (let i = last; i > first; i--) {
    left -= 16;
    right -= 16;
    const offset = <usize>i << 3;
    const r = givens<f64>(f, g, left);
    const cr = load<f64>(left);
    const sr = load<f64>(left, 8);
    store<f64>(left, -sr, 8);
    if (i < last) store<f64>(e + offset, r);
    const di = load<f64>(d + offset);
    const ei = load<f64>(e + offset - 8);
    f = cr * di + sr * ei;
    const bulged = cr * ei - sr * di;
    const above = load<f64>(d + offset - 8);
    g = sr * above;
    store<f64>(d + offset, givens<f64>(f, g, right));
    const cl = load<f64>(right);
    const sl = load<f64>(right, 8);
    store<f64>(right, -sl, 8);
    const scaled = cr * above;
    f = cl * bulged + sl * scaled;
    store<f64>(d + offset - 8, cl * scaled - sl * bulged);
    if (i > first + 1) {
      const next = load<f64>(e + offset - 16);
      g = sl * next;
      store<f64>(e + offset - 16, cl * next);
    }
  }
  store<f64>(e + (<usize>first << 3), f);
}
