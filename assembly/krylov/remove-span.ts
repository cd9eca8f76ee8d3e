import { axpy } from "../kernels/axpy";
import { panelProduct } from "../kernels/panel";
import { columnNorms } from "../kernels/columns";
import { at, bytesOf, Vector, vector } from "../memory";
import { real } from "../real";
import { Basis, Coefficients } from "./basis";

/**
 * A second pass is made when the first leaves less than this share of a column's square.   [DGKS76]
 * It leaves a rounding of what the first left: enough, but for a column of which only rounding is left.   [GLR05]
 */
const TWICE_BELOW: f64 = 0.5;

/** Rows of Q that stay in the first-level cache between two products. */
const STRIP: i32 = 32;

/**
 * Removes from a block what lies in the span of a basis:  X := X - Q*(Q'*X), once or twice; the coefficients are added up. What is
 * left of a column is orthogonal to the basis up to rounding in its own length.
 *
 * q: n columns, orthonormal. x: rows x count, contiguous; overwritten. sums: n x count, Q'*X is added to it; at 0: not wanted.
 * h: n x count elements of workspace; norms: 2*count elements.
 */
export function removeSpan(q: Basis, n: i32, count: i32, x: usize, sums: Coefficients, h: usize, norms: Vector<real>): void {
  if (n == 0) return;
  const rows = q.rows;
  const after = norms.from(count);
  columnNorms<real>(rows, count, x, norms.at(0));
  for (let pass = 0; pass < 2; pass++) {
    memory.fill(h, 0, bytesOf<real>(n * count));
    panelProduct<real>(n, rows, count, 1, q.at, 1, q.ld, x, count, h, count);
    panelProduct<real>(rows, n, count, -1, q.at, q.ld, 1, h, count, x, count);
    if (sums.at != 0) addTo(n, count, h, sums);
    if (pass == 1) return;
    columnNorms<real>(rows, count, x, after.at(0));
    if (!dropped(count, norms, after)) return;
  }
}

/**
 * The same after removing what is known:  X := X - Q*K, then X := X - Q*(Q'*X). Q is read once for the first two of the three
 * products, strip by strip.
 *
 * k: n x count, by rows; the further coefficients are added to it.
 */
export function removeKnown(q: Basis, n: i32, count: i32, x: usize, k: Coefficients, h: usize, norms: Vector<real>): void {
  if (n == 0) return;
  const rows = q.rows;
  const after = norms.from(count);
  memory.fill(h, 0, bytesOf<real>(n * count));
  for (let i = 0; i < rows; i += STRIP) {
    const strip = min(STRIP, rows - i);
    const qi = at<real>(q.at, i * q.ld);
    const xi = at<real>(x, i * count);
    panelProduct<real>(strip, n, count, -1, qi, q.ld, 1, k.at, k.rowStride, xi, count);
    panelProduct<real>(n, strip, count, 1, qi, 1, q.ld, xi, count, h, count);
  }
  columnNorms<real>(rows, count, x, norms.at(0));
  panelProduct<real>(rows, n, count, -1, q.at, q.ld, 1, h, count, x, count);
  addTo(n, count, h, k);
  columnNorms<real>(rows, count, x, after.at(0));
  if (dropped(count, norms, after)) removeSpan(q, n, count, x, k, h, norms);
}

function dropped(count: i32, before: Vector<real>, after: Vector<real>): bool {
  for (let j = 0; j < count; j++) {
    const was = before[j];
    const is = after[j];
    if (!(is * is >= TWICE_BELOW * was * was)) return true;
  }
  return false;
}

/** sums += H. H: n x count, row-major, contiguous. */
function addTo(n: i32, count: i32, h: usize, sums: Coefficients): void {
  if (sums.columnStride == 1 && sums.rowStride == count) {
    axpy<real>(n * count, 1, h, sums.at);
    return;
  }
  const from = vector<real>(h);
  const to = vector<real>(sums.at);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < count; j++) {
      const place = i * sums.rowStride + j * sums.columnStride;
      to[place] = to[place] + from[i * count + j];
    }
  }
}
