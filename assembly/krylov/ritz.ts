import { amax } from "../kernels/amax";
import { nrm2 } from "../kernels/nrm2";
import { panelProduct } from "../kernels/panel";
import { vector } from "../memory";
import { signOfLargest } from "../svd/order";
import { clearColumns, moveColumns } from "./columns";
import { panelResiduals } from "./residuals";
import {
  address, B, COEFFICIENTS, COLUMNS, ERRORS, EXPANDED, FLOOR, integer, LDB, LDR, LDU, LDV, LEFT, PANEL, PENDING, real, RESIDUALS,
  RESULT_U, RESULT_V, RIGHT, ROWS, setInteger, U, V, VALUES, WANTED, WIDTH, WORK, Y,
} from "./state";

/** Rows of a basis rotated together: they stay in the second-level cache. */
const STRIP: i32 = 64;

/** A residual this small relative to the largest value is the rounding of products and restarts: no iteration makes it smaller. */
export const ROUNDING: f64 = 16 * 2.220446049250313e-16;

/** What the residual of value i is relative to:  max(s_i, FLOOR*s_0). */
// @ts-ignore: decorator
@inline
export function unitOf(state: usize, i: i32): f64 {
  const values = address(state, VALUES);
  return max<f64>(load<f64>(values + (<usize>i << 3)), real(state, FLOOR) * load<f64>(values));
}

/**
 * max ||A'*u_i - s_i*v_i|| / unit_i over the wanted triplets, from the coefficients of the pending columns; rounding counts as 0.
 *
 * A'*U = V*B' gives  ||B(:, pending)' * p_i||  for the left singular vector p_i of the square part of B.
 */
export function estimateChange(state: usize): f64 {
  const pending = integer(state, PENDING);
  const count = min(integer(state, WANTED), integer(state, EXPANDED));
  const products = multiplyPending(state, count);
  const rounding = ROUNDING * load<f64>(address(state, VALUES));
  let largest = 0.0;
  for (let i = 0; i < count; i++) {
    const residual = nrm2<f64>(pending, products + (<usize>(i * pending) << 3));
    if (residual > rounding) largest = max<f64>(largest, residual / unitOf(state, i));
  }
  return largest;
}

/** The same from the measured residuals, rounding and all. */
export function measuredChange(state: usize): f64 {
  let largest = 0.0;
  for (let i = 0; i < integer(state, WANTED); i++) {
    const residual = load<f64>(address(state, RESIDUALS) + (<usize>i << 3));
    if (residual > 0) largest = max<f64>(largest, residual / unitOf(state, i));
  }
  return largest;
}

/** Whether an approximate triplet below the wanted ones could still rise above them: s_i plus its residual may be a value. */
export function isUnsettled(state: usize): bool {
  const pending = integer(state, PENDING);
  const expanded = integer(state, EXPANDED);
  const wanted = integer(state, WANTED);
  const values = address(state, VALUES);
  const smallest = load<f64>(values + (<usize>(wanted - 1) << 3));
  const products = multiplyPending(state, expanded);
  for (let i = wanted; i < expanded; i++) {
    const residual = nrm2<f64>(pending, products + (<usize>(i * pending) << 3));
    if (load<f64>(values + (<usize>i << 3)) + residual > smallest) return true;
  }
  return false;
}

/** P'*B(:, pending) for the first `count` left singular vectors: count x pending, row-major. */
function multiplyPending(state: usize, count: i32): usize {
  const expanded = integer(state, EXPANDED);
  const pending = integer(state, PENDING);
  const products = address(state, COEFFICIENTS);
  const outside = address(state, B) + (<usize>expanded << 3);
  memory.fill(products, 0, <usize>(count * pending) << 3);
  panelProduct<f64>(count, expanded, pending, 1, address(state, LEFT), 1, expanded, outside, integer(state, LDB), products, pending);
  return products;
}

/**
 * Thick restart: keeps the leading `kept` approximate triplets as the expanded columns; the pending ones stay.   [BR05]
 *
 *   U := U*P,  V := V*Q,  B := [diag(s), P'*B(:, pending)]
 */
export function restart(state: usize, kept: i32): void {
  const expanded = integer(state, EXPANDED);
  const pending = integer(state, PENDING);
  const ldb = integer(state, LDB);
  const ldv = integer(state, LDV);
  const b = address(state, B);
  const products = multiplyPending(state, kept);
  const left = address(state, LEFT);
  clearColumns(kept, ldb, b, ldb, 0);
  for (let i = 0; i < kept; i++) {
    const row = b + (<usize>(i * ldb) << 3);
    store<f64>(row + (<usize>i << 3), load<f64>(address(state, VALUES) + (<usize>i << 3)));
    memory.copy(row + (<usize>kept << 3), products + (<usize>(i * pending) << 3), <usize>pending << 3);
  }
  rotateBasis(integer(state, ROWS), expanded, kept, address(state, U), integer(state, LDU), left, address(state, WORK));
  rotateBasis(integer(state, COLUMNS), expanded, kept, address(state, V), ldv, address(state, RIGHT), address(state, WORK));
  moveColumns(integer(state, COLUMNS), pending, address(state, V), ldv, expanded, kept);
  setInteger(state, EXPANDED, kept);
  const errors = address(state, ERRORS);
  const largest = amax<f64>(expanded, errors);
  for (let i = 0; i < kept; i++) store<f64>(errors + (<usize>i << 3), largest);
}

/** Q := Q*R(:, :kept), strip by strip. q: rows x n, row-major, ldq; r: n x n, row-major. work: STRIP*(n + 4) elements. */
function rotateBasis(rows: i32, n: i32, kept: i32, q: usize, ldq: i32, r: usize, work: usize): void {
  const ld = (kept + 3) & ~3;
  for (let i = 0; i < rows; i += STRIP) {
    const count = min(STRIP, rows - i);
    const strip = q + ((<usize>i * ldq) << 3);
    memory.fill(work, 0, <usize>(count * ld) << 3);
    panelProduct<f64>(count, n, min(ld, n), 1, strip, ldq, 1, r, n, work, ld);
    for (let l = 0; l < count; l++) {
      memory.copy(strip + ((<usize>l * ldq) << 3), work + (<usize>(l * ld) << 3), <usize>kept << 3);
    }
  }
}

/** The wanted approximate triplets:  U*P and V*Q, row-major, LDR elements from row to row. */
export function formResult(state: usize): void {
  formSide(state, integer(state, ROWS), U, LDU, LEFT, RESULT_U);
  formSide(state, integer(state, COLUMNS), V, LDV, RIGHT, RESULT_V);
}

function formSide(state: usize, rows: i32, basis: usize, ld: usize, vectors: usize, result: usize): void {
  const expanded = integer(state, EXPANDED);
  const ldr = integer(state, LDR);
  memory.fill(address(state, result), 0, (<usize>rows * ldr) << 3);
  panelProduct<f64>(
    rows, expanded, min(min((integer(state, WANTED) + 3) & ~3, ldr), expanded), 1,
    address(state, basis), integer(state, ld), 1, address(state, vectors), expanded, address(state, result), ldr,
  );
}

/** Takes the panel's product: the residuals against the vectors of the other side. */
export function measurePanel(state: usize, rows: i32, result: usize): void {
  const first = <usize>integer(state, PANEL) << 3;
  const count = min(integer(state, WIDTH), integer(state, WANTED) - integer(state, PANEL));
  panelResiduals(
    rows, count, integer(state, WIDTH), address(state, Y), address(state, VALUES) + first, address(state, result) + first,
    integer(state, LDR), address(state, RESIDUALS) + first, address(state, WORK),
  );
}

/** The sign rule: the entry of largest magnitude in each column of U is positive. */
export function fixSigns(state: usize): void {
  const rows = integer(state, ROWS);
  const columns = integer(state, COLUMNS);
  const ldr = integer(state, LDR);
  const u = address(state, RESULT_U);
  const v = address(state, RESULT_V);
  const column = vector<f64>(address(state, WORK));
  for (let j = 0; j < integer(state, WANTED); j++) {
    const at = <usize>j << 3;
    for (let i = 0; i < rows; i++) column[i] = load<f64>(u + at + ((<usize>i * ldr) << 3));
    if (signOfLargest(rows, column) > 0) continue;
    negate(rows, u + at, ldr);
    negate(columns, v + at, ldr);
  }
}

function negate(rows: i32, x: usize, stride: i32): void {
  for (let i = 0; i < rows; i++) {
    store<f64>(x, -load<f64>(x));
    x += <usize>stride << 3;
  }
}
