import { axpy } from "../kernels/axpy";
import { panelProduct } from "../kernels/panel";
import { columnNorms } from "./columns";

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
 * q: rows x n, row-major, ldq, orthonormal columns. x: rows x count, contiguous; overwritten.
 * sum: n x count with the element (i, j) at i*rowStride + j*columnStride; Q'*X is added to it; 0: not wanted.
 * h: n x count elements of workspace; norms: 2*count elements.
 */
export function project(
  rows: i32, n: i32, count: i32, q: usize, ldq: i32, x: usize,
  sum: usize, rowStride: i32, columnStride: i32, h: usize, norms: usize,
): void {
  if (n == 0) return;
  const after = norms + (<usize>count << 3);
  columnNorms(rows, count, x, norms);
  for (let pass = 0; pass < 2; pass++) {
    memory.fill(h, 0, <usize>(n * count) << 3);
    panelProduct<f64>(n, rows, count, 1, q, 1, ldq, x, count, h, count);
    panelProduct<f64>(rows, n, count, -1, q, ldq, 1, h, count, x, count);
    if (sum != 0) addTo(n, count, h, sum, rowStride, columnStride);
    if (pass == 1) return;
    columnNorms(rows, count, x, after);
    if (!dropped(count, norms, after)) return;
  }
}

/**
 * The same after removing what is known:  X := X - Q*K, then X := X - Q*(Q'*X). Q is read once for the first two of the three
 * products, strip by strip.
 *
 * k: n x count, row-major, ldk; the further coefficients are added to it.
 */
export function projectKnown(
  rows: i32, n: i32, count: i32, q: usize, ldq: i32, x: usize, k: usize, ldk: i32, h: usize, norms: usize,
): void {
  if (n == 0) return;
  const after = norms + (<usize>count << 3);
  memory.fill(h, 0, <usize>(n * count) << 3);
  for (let i = 0; i < rows; i += STRIP) {
    const strip = min(STRIP, rows - i);
    const qi = q + ((<usize>i * ldq) << 3);
    const xi = x + ((<usize>i * count) << 3);
    panelProduct<f64>(strip, n, count, -1, qi, ldq, 1, k, ldk, xi, count);
    panelProduct<f64>(n, strip, count, 1, qi, 1, ldq, xi, count, h, count);
  }
  columnNorms(rows, count, x, norms);
  panelProduct<f64>(rows, n, count, -1, q, ldq, 1, h, count, x, count);
  addTo(n, count, h, k, ldk, 1);
  columnNorms(rows, count, x, after);
  if (dropped(count, norms, after)) project(rows, n, count, q, ldq, x, k, ldk, 1, h, norms);
}

function dropped(count: i32, before: usize, after: usize): bool {
  for (let j: usize = 0; j < <usize>count << 3; j += 8) {
    const was = load<f64>(before + j);
    const is = load<f64>(after + j);
    if (!(is * is >= TWICE_BELOW * was * was)) return true;
  }
  return false;
}

/** sum += H. H: n x count, row-major, contiguous. */
function addTo(n: i32, count: i32, h: usize, sum: usize, rowStride: i32, columnStride: i32): void {
  if (columnStride == 1 && rowStride == count) {
    axpy<f64>(n * count, 1, h, sum);
    return;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < count; j++) {
      const at = sum + ((<usize>i * rowStride + <usize>j * columnStride) << 3);
      store<f64>(at, load<f64>(at) + load<f64>(h));
      h += 8;
    }
  }
}
