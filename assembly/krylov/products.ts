import { panelProduct } from "../kernels/panel";
import { spmm, spmmBoth, spmmTransposed } from "../kernels/spmm";
import { roundoff } from "../machine";
import { at, bytesOf, elements, Vector, vector } from "../memory";
import { real } from "../real";
import { EXPAND_FORWARD, Krylov, MEASURE_FORWARD, Products } from "./state";

/** Elements of a strip of rows of A, multiplied twice while it is in the second-level cache. */
export const STRIP: i32 = sizeof<real>() == 8 ? 65536 : 131072;
/** A'*Q is taken from A'*(A*N) while that adds less than this share of the residual asked for. */
const SHARE: f64 = 0.01;

/** Whether X is to be multiplied by A; if not, by A'. */
export function isForward(state: Products): bool {
  const phase = state.phase;
  return phase == EXPAND_FORWARD || phase == MEASURE_FORWARD;
}

/** Y := A*X or A'*X, as the phase asks. a: row-major, lda elements from row to row. */
export function multiplyDense(state: Products, a: usize, lda: i32): void {
  const rows = state.rows;
  const columns = state.columns;
  const width = state.width;
  const x = state.x;
  const y = state.y;
  if (state.hasZ && !isForward(state) && takeFromForward(changetype<Krylov>(state))) return;
  if (!isForward(state)) {
    memory.fill(y, 0, bytesOf<real>(columns * width));
    panelProduct<real>(columns, rows, width, 1, a, 1, lda, x, width, y, width);
    return;
  }
  memory.fill(y, 0, bytesOf<real>(rows * width));
  if (state.phase == MEASURE_FORWARD) {
    panelProduct<real>(rows, columns, width, 1, a, lda, 1, x, width, y, width);
    return;
  }
  const z = state.z;
  memory.fill(z, 0, bytesOf<real>(columns * width));
  const strip = (STRIP / lda) & ~3;
  if (strip == 0) {
    panelProduct<real>(rows, columns, width, 1, a, lda, 1, x, width, y, width);
    return;
  }
  const copy = changetype<Krylov>(state).strips;
  for (let i = 0; i < rows; i += strip) {
    const count = min(strip, rows - i);
    // A bulk copy reads ahead better than the products do.
    memory.copy(copy, at<real>(a, i * lda), bytesOf<real>(count * lda));
    const yi = at<real>(y, i * width);
    panelProduct<real>(count, columns, width, 1, copy, lda, 1, x, width, yi, width);
    panelProduct<real>(columns, count, width, 1, copy, 1, lda, yi, width, z, width);
  }
  state.hasZ = true;
}

/** The same for a sparse matrix by rows. */
export function multiplySparse(state: Products, rowStart: usize, column: usize, value: usize): void {
  const rows = state.rows;
  const columns = state.columns;
  const width = state.width;
  const x = state.x;
  const y = state.y;
  if (state.hasZ && !isForward(state) && takeFromForward(changetype<Krylov>(state))) return;
  if (!isForward(state)) {
    memory.fill(y, 0, bytesOf<real>(columns * width));
    spmmTransposed<real>(rows, width, rowStart, column, value, x, y);
  } else if (state.phase == MEASURE_FORWARD) {
    spmm<real>(rows, width, rowStart, column, value, x, y);
  } else {
    memory.fill(state.z, 0, bytesOf<real>(columns * width));
    spmmBoth<real>(rows, width, rowStart, column, value, x, y, state.z);
    state.hasZ = true;
  }
}

/**
 * Y := A'*Q without a pass over A, where Z = A'*(A*N) is at hand and the error is small; returns whether it was done.
 *
 *   A*N = U*H + Q*R and A'*U = V*B'   give   A'*Q = (Z - V*(B'*H)) * R^-1
 *
 * The missed-copies test wants Z itself.
 */
function takeFromForward(state: Krylov): bool {
  state.hasZ = false;
  const columns = state.columns;
  const width = state.width;
  const z = state.z;
  if (state.probing) {
    memory.copy(state.y, z, bytesOf<real>(columns * width));
    return true;
  }
  const expanded = state.expanded;
  const all = expanded + state.pending;
  const ldb = state.ldb;
  const b = state.b;
  const newColumns = elements<real>(b, expanded);
  const r = newColumns.from(expanded * ldb);
  if (!predictErrors(state, newColumns, r)) return false;
  const h = state.coefficients;
  memory.fill(h, 0, bytesOf<real>(all * width));
  panelProduct<real>(all, expanded, width, 1, b, 1, ldb, newColumns.at(0), ldb, h, width);
  panelProduct<real>(columns, all, width, -1, state.v.at, state.v.ld, 1, h, width, z, width);
  solveRows(columns, width, vector<real>(z), r, ldb, vector<real>(state.y));
  return true;
}

/**
 * The errors of A'*Q in that formula: those of A'*U, multiplied by H, and one rounding, all divided by R. They are kept for
 * the next block, for they would multiply. Returns whether they are small enough; if not, those of a product are kept.
 */
function predictErrors(state: Krylov, h: Vector<real>, r: Vector<real>): bool {
  const width = state.width;
  const expanded = state.expanded;
  const ldb = state.ldb;
  const errors = state.errors;
  const rounding = roundoff<real>() * state.norm;
  const fresh = errors.from(expanded);
  const allowed = SHARE * state.target * max<f64>(state.floor * state.norm, state.smallest);
  let small = true;
  for (let j = 0; j < width; j++) {
    let error = rounding * state.norms[j];
    for (let i = 0; i < expanded; i++) {
      error += abs<f64>(h[i * ldb + j]) * errors[i];
    }
    for (let i = 0; i < j; i++) {
      error += abs<f64>(r[i * ldb + j]) * fresh[i];
    }
    error /= r[j * ldb + j];
    fresh[j] = <real>error;
    if (!(error <= allowed)) small = false;
  }
  if (!small) for (let j = 0; j < width; j++) fresh[j] = <real>rounding;
  return small;
}

/** Y := Z*R^-1, row by row. z, y: rows x width, contiguous; r: upper triangle, row-major, ldr. */
function solveRows(rows: i32, width: i32, z: Vector<real>, r: Vector<real>, ldr: i32, y: Vector<real>): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) {
      let value = z[j];
      for (let l = 0; l < j; l++) value -= y[l] * r[l * ldr + j];
      y[j] = value / r[j * ldr + j];
    }
    z = z.from(width);
    y = y.from(width);
  }
}
