import { scal } from "../kernels/scal";
import { syrk } from "../kernels/syrk";
import { at, bytesOf, elements } from "../memory";
import { Side } from "./side";
import { placeOf } from "./table";

/**
 * Factor lines and the panels made of them. A line of the factors F takes ld elements, ld a multiple of 4:
 *
 *   slots 0 .. k-1  the factors;  slot k  the bias, in a biased model;  the rest 0
 *
 * The equation of an observed entry x_ij for row i is  sum_a q_ja p_ia + 1*b_i = x_ij - b_j;  its panel column holds the
 * coefficients and then the right-hand side: [q_j, 1, x_ij - b_j] or, without biases, [q_j, x_ij].
 */

/** Elements per factor line: k, the bias, the right-hand side, rounded up to a tile. */
export function factorStride(k: i32, biased: i32): i32 {
  return (k + biased + 1 + 3) & ~3;
}

/** Entries gathered together: a panel of 64 KB. Shorter ones load and store G more often, longer ones leave the cache. */
// @ts-ignore: decorator
@inline
export function panelEntries(ld: i32): i32 {
  return max(8, 8192 / ld);
}

/** Gathers entries first .. first+count-1 of a side into panel columns, each ld long. */
function gather(side: Side, first: i32, count: i32, panel: usize): void {
  const ld = side.ld;
  const position = side.lines.position;
  for (let e = first; e < first + count; e++) {
    let from = at<f64>(side.other, side.lines.other[e] * ld);
    const x = side.values[placeOf(position, e)];
    let to = panel;
    const end = at<f64>(panel, ld);
    while (to < end) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += 32;
      to += 32;
    }
    const slot = elements<f64>(panel, side.k);
    if (side.biased != 0) {
      slot[1] = x - slot[0];
      slot[0] = 1;
    } else {
      slot[0] = x;
    }
    if (side.weights.at(0) != 0) scal<f64>(ld, sqrt<f64>(side.weights[placeOf(position, e)]), panel);
    panel = end;
  }
}

/**
 * The bordered normal matrix of one line:  G := prior + sum_e w_e*[d_e; t_e]*[d_e; t_e]',  lower triangle, ld x ld.
 *
 * d_e: coefficients of entry e, w_e: its weight, t_e: its right-hand side (see above). panel: workspace.
 */
export function normalMatrix(side: Side, line: i32, prior: usize, panel: usize, g: usize): void {
  const ld = side.ld;
  memory.copy(g, prior, bytesOf<f64>(ld * ld));
  const start = side.lines.start;
  const end = start[line + 1];
  const most = panelEntries(ld);
  for (let e = start[line]; e < end; e += most) {
    const count = min(most, end - e);
    gather(side, e, count, panel);
    syrk<f64>(ld, count, 1, panel, ld, g, ld);
  }
}

/** Confidences beyond this count as this: their fourth powers, in conjugate gradients, must not overflow. */
export const MOST_CONFIDENCE: f64 = 1e60;

/** What an implicit entry x weighs more than an unseen one:  alpha*|x|. */
// @ts-ignore: decorator
@inline
export function confidence(alpha: f64, x: f64): f64 {
  return min<f64>(alpha * abs<f64>(x), MOST_CONFIDENCE);
}

/**
 * The same for implicit feedback:   G := prior + sum_e w_e q_e q_e',  border  sum_(x_e > 0) (w_e + unseen) q_e',  w_e = alpha*|x_e|   [HKV08], eq. 4
 *
 * Entries with x_e = 0 are as good as unseen, those below are known not to be liked: a preference of 0. prior: unseen*Q'Q + ridge.
 */
export function confidenceMatrix(side: Side, line: i32, prior: usize, panel: usize, g: usize): void {
  const ld = side.ld;
  const k = side.k;
  memory.copy(g, prior, bytesOf<f64>(ld * ld));
  const start = side.lines.start;
  const position = side.lines.position;
  const end = start[line + 1];
  const most = panelEntries(ld);
  let count = 0;
  for (let e = start[line]; e < end; e++) {
    const x = side.values[placeOf(position, e)];
    const w = confidence(side.alpha, x);
    if (w > 0) {
      const to = elements<f64>(panel, count * ld);
      const root = sqrt<f64>(w);
      memory.copy(to.at(0), at<f64>(side.other, side.lines.other[e] * ld), bytesOf<f64>(ld));
      scal<f64>(k, root, to.at(0));
      to[k] = x > 0 ? root + side.unseen / root : 0;
      count++;
    }
    if (count == most || (e == end - 1 && count > 0)) {
      syrk<f64>(ld, count, 1, panel, ld, g, ld);
      count = 0;
    }
  }
}
