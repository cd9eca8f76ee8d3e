import { scal } from "../kernels/scal";
import { syrk } from "../kernels/syrk";
import { lineOther, linePosition, lineStart, placeOf, tableValues } from "./table";

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

/** Elements of workspace: a panel and a bordered matrix. */
export function normalWorkspace(ld: i32): i32 {
  return panelEntries(ld) * ld + ld * ld + ld;
}

/** Gathers entries first .. first+count-1 of a side into panel columns, each ld long. */
function gather(
  count: i32, first: i32, index: usize, position: usize, values: usize, factors: usize, k: i32, biased: i32, ld: i32, panel: usize,
): void {
  const bytes = <usize>ld << 3;
  const tail = <usize>k << 3;
  for (let e = first; e < first + count; e++) {
    let from = factors + <usize>load<i32>(index + (<usize>e << 2)) * bytes;
    const x = load<f64>(values + (placeOf(position, e) << 3));
    let to = panel;
    const end = panel + bytes;
    while (to < end) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += 32;
      to += 32;
    }
    const slot = panel + tail;
    if (biased != 0) {
      store<f64>(slot, x - load<f64>(slot), 8);
      store<f64>(slot, 1);
    } else {
      store<f64>(slot, x);
    }
    panel += bytes;
  }
}

/**
 * The bordered normal matrix of one line:  G := prior + sum_e [d_e; t_e]*[d_e; t_e]',  lower triangle, ld x ld.
 *
 * d_e: coefficients of entry e, t_e: its right-hand side (see above). factors: of the other side. panel: workspace.
 */
export function normalMatrix(
  table: usize, side: i32, line: i32, factors: usize, k: i32, biased: i32, ld: i32, prior: usize, panel: usize, g: usize,
): void {
  memory.copy(g, prior, <usize>(ld * ld) << 3);
  const start = lineStart(table, side);
  const index = lineOther(table, side);
  const position = linePosition(table, side);
  const values = tableValues(table);
  const end = load<i32>(start + (<usize>line << 2), 4);
  const most = panelEntries(ld);
  for (let e = load<i32>(start + (<usize>line << 2)); e < end; e += most) {
    const count = min(most, end - e);
    gather(count, e, index, position, values, factors, k, biased, ld, panel);
    syrk<f64>(ld, count, 1, panel, ld, g, ld);
  }
}

/** Confidences beyond this count as this: their squares must not overflow. */
const MOST_CONFIDENCE: f64 = 1e100;

/** What an implicit entry x weighs more than an unseen one:  alpha*x. */
// @ts-ignore: decorator
@inline
export function confidence(alpha: f64, x: f64): f64 {
  return min<f64>(alpha * x, MOST_CONFIDENCE);
}

/**
 * The same for implicit feedback:   G := prior + sum_e w_e q_e q_e',  border  sum_e (w_e + unseen) q_e',  w_e = alpha*x_e   [HKV08], eq. 4
 *
 * Entries with x_e = 0 are as good as unseen. prior: unseen*Q'Q + ridge.
 */
export function confidenceMatrix(
  table: usize, side: i32, line: i32, factors: usize, k: i32, ld: i32, alpha: f64, unseen: f64, prior: usize, panel: usize, g: usize,
): void {
  memory.copy(g, prior, <usize>(ld * ld) << 3);
  const start = lineStart(table, side);
  const index = lineOther(table, side);
  const position = linePosition(table, side);
  const values = tableValues(table);
  const end = load<i32>(start + (<usize>line << 2), 4);
  const most = panelEntries(ld);
  const bytes = <usize>ld << 3;
  let count = 0;
  for (let e = load<i32>(start + (<usize>line << 2)); e < end; e++) {
    const w = confidence(alpha, load<f64>(values + (placeOf(position, e) << 3)));
    if (w > 0) {
      const to = panel + <usize>count * bytes;
      const root = sqrt<f64>(w);
      memory.copy(to, factors + <usize>load<i32>(index + (<usize>e << 2)) * bytes, bytes);
      scal<f64>(k, root, to);
      store<f64>(to + (<usize>k << 3), root + unseen / root);
      count++;
    }
    if (count == most || (e == end - 1 && count > 0)) {
      syrk<f64>(ld, count, 1, panel, ld, g, ld);
      count = 0;
    }
  }
}
