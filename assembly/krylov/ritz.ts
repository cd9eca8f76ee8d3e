import { amax } from "../kernels/amax";
import { clearColumns, moveColumns } from "../kernels/columns";
import { nrm2 } from "../kernels/nrm2";
import { panelProduct } from "../kernels/panel";
import { at, bytesOf, elements, Vector, vector } from "../memory";
import { real } from "../real";
import { signOfLargest } from "../svd/order";
import { Basis } from "./basis";
import { panelResiduals } from "./residuals";
import { Krylov, Measured } from "./state";

/** Rows of a basis rotated together: they stay in the second-level cache. */
const STRIP: i32 = 64;

/** A residual this small relative to the largest value is the rounding of products and restarts: no iteration makes it smaller. */
export const ROUNDING: f64 = sizeof<real>() == 8 ? 16 * 2.220446049250313e-16 : 16 * 1.1920928955078125e-7;

/** What the residual of value i is relative to:  max(s_i, FLOOR*s_0). */
// @ts-ignore: decorator
@inline
export function unitOf(state: Measured, i: i32): f64 {
  const values = state.values;
  return max<f64>(values[i], state.floor * values[0]);
}

/**
 * max ||A'*u_i - s_i*v_i|| / unit_i over the wanted triplets, from the coefficients of the pending columns; rounding counts as 0.
 *
 * A'*U = V*B' gives  ||B(:, pending)' * p_i||  for the left singular vector p_i of the square part of B.
 */
export function estimateChange(state: Krylov): f64 {
  const pending = state.pending;
  const count = min(state.wanted, state.expanded);
  const products = multiplyPending(state, count);
  const rounding = ROUNDING * state.values[0];
  let largest = 0.0;
  for (let i = 0; i < count; i++) {
    const residual = nrm2<real>(pending, at<real>(products, i * pending));
    if (residual > rounding) largest = max<f64>(largest, residual / unitOf(state, i));
  }
  return largest;
}

/** The same from the measured residuals, rounding and all. */
export function measuredChange(state: Measured): f64 {
  let largest = 0.0;
  for (let i = 0; i < state.wanted; i++) {
    const residual = state.residuals[i];
    if (residual > 0) largest = max<f64>(largest, residual / unitOf(state, i));
  }
  return largest;
}

/** Whether an approximate triplet below the wanted ones could still rise above them: s_i plus its residual may be a value. */
export function isUnsettled(state: Krylov): bool {
  const pending = state.pending;
  const expanded = state.expanded;
  const wanted = state.wanted;
  const values = state.values;
  const smallest = values[wanted - 1];
  const products = multiplyPending(state, expanded);
  for (let i = wanted; i < expanded; i++) {
    const residual = nrm2<real>(pending, at<real>(products, i * pending));
    if (values[i] + residual > smallest) return true;
  }
  return false;
}

/** P'*B(:, pending) for the first `count` left singular vectors: count x pending, row-major. */
function multiplyPending(state: Krylov, count: i32): usize {
  const expanded = state.expanded;
  const pending = state.pending;
  const products = state.coefficients;
  const outside = at<real>(state.b, expanded);
  memory.fill(products, 0, bytesOf<real>(count * pending));
  panelProduct<real>(count, expanded, pending, 1, state.left, 1, expanded, outside, state.ldb, products, pending);
  return products;
}

/**
 * Thick restart: keeps the leading `kept` approximate triplets as the expanded columns; the pending ones stay.   [BR05]
 *
 *   U := U*P,  V := V*Q,  B := [diag(s), P'*B(:, pending)]
 */
export function restart(state: Krylov, kept: i32): void {
  const expanded = state.expanded;
  const pending = state.pending;
  const ldb = state.ldb;
  const b = state.b;
  const products = multiplyPending(state, kept);
  clearColumns<real>(kept, ldb, b, ldb, 0);
  for (let i = 0; i < kept; i++) {
    const row = elements<real>(b, i * ldb);
    row[i] = state.values[i];
    memory.copy(row.at(kept), at<real>(products, i * pending), bytesOf<real>(pending));
  }
  rotateBasis(state.u, expanded, kept, state.left, state.work);
  rotateBasis(state.v, expanded, kept, state.right, state.work);
  moveColumns<real>(state.columns, pending, state.v.at, state.v.ld, expanded, kept);
  state.expanded = kept;
  const errors = state.errors;
  const largest = amax<real>(expanded, errors.at(0));
  for (let i = 0; i < kept; i++) errors[i] = largest;
}

/** Q := Q*R(:, :kept), strip by strip, for n columns of Q. r: n x n, row-major. work: STRIP*(n + 4) elements. */
function rotateBasis(q: Basis, n: i32, kept: i32, r: usize, work: usize): void {
  const ld = (kept + 3) & ~3;
  for (let i = 0; i < q.rows; i += STRIP) {
    const count = min(STRIP, q.rows - i);
    const strip = at<real>(q.at, i * q.ld);
    memory.fill(work, 0, bytesOf<real>(count * ld));
    panelProduct<real>(count, n, min(ld, n), 1, strip, q.ld, 1, r, n, work, ld);
    for (let l = 0; l < count; l++) memory.copy(at<real>(strip, l * q.ld), at<real>(work, l * ld), bytesOf<real>(kept));
  }
}

/** The wanted approximate triplets:  U*P and V*Q, row-major, LDR elements from row to row. */
export function formResult(state: Krylov): void {
  formSide(state, state.u, state.left, state.resultU);
  formSide(state, state.v, state.right, state.resultV);
}

function formSide(state: Krylov, basis: Basis, vectors: usize, result: usize): void {
  const expanded = state.expanded;
  const ldr = state.ldr;
  const count = min(min((state.wanted + 3) & ~3, ldr), expanded);
  memory.fill(result, 0, bytesOf<real>(basis.rows * ldr));
  panelProduct<real>(basis.rows, expanded, count, 1, basis.at, basis.ld, 1, vectors, expanded, result, ldr);
}

/** Takes the panel's product: the residuals against the vectors of the other side. */
export function measurePanel(state: Measured, rows: i32, result: usize): void {
  const first = state.panel;
  const count = min(state.width, state.wanted - first);
  panelResiduals(
    rows, count, state.width, vector<real>(state.y), state.values.from(first), elements<real>(result, first), state.ldr,
    state.residuals.from(first), vector<real>(state.work),
  );
}

/** The sign rule: the entry of largest magnitude in each column of U is positive. */
export function fixSigns(state: Measured): void {
  const ldr = state.ldr;
  const column = vector<real>(state.work);
  for (let j = 0; j < state.wanted; j++) {
    const u = elements<real>(state.resultU, j);
    for (let i = 0; i < state.rows; i++) column[i] = u[i * ldr];
    if (signOfLargest(state.rows, column) > 0) continue;
    negate(state.rows, u, ldr);
    negate(state.columns, elements<real>(state.resultV, j), ldr);
  }
}

function negate(rows: i32, x: Vector<real>, stride: i32): void {
  for (let i = 0; i < rows; i++) x[i * stride] = -x[i * stride];
}
