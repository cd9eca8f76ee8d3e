import { panelProduct } from "../kernels/panel";
import { roundoff } from "../machine";
import { spmm, spmmBoth, spmmTransposed } from "../kernels/spmm";
import {
  address, B, COEFFICIENTS, COLUMNS, ERRORS, EXPAND_FORWARD, EXPANDED, FLOOR, HAS_Z, integer, LDB, LDV, MEASURE_FORWARD, NORM, NORMS, PENDING,
  PHASE, PROBING, real, ROWS, setInteger, SMALLEST, STRIPS, TARGET, V, WIDTH, X, Y, Z,
} from "./state";

/** Elements of a strip of rows of A, multiplied twice while it is in the second-level cache. */
export const STRIP: i32 = 65536;
/** A'*Q is taken from A'*(A*N) while that adds less than this share of the residual asked for. */
const SHARE: f64 = 0.01;

/** Whether X is to be multiplied by A; if not, by A'. */
export function isForward(state: usize): bool {
  const phase = integer(state, PHASE);
  return phase == EXPAND_FORWARD || phase == MEASURE_FORWARD;
}

/** Y := A*X or A'*X, as the phase asks. a: row-major, lda elements from row to row. */
export function multiplyDense(state: usize, a: usize, lda: i32): void {
  const rows = integer(state, ROWS);
  const columns = integer(state, COLUMNS);
  const width = integer(state, WIDTH);
  const x = address(state, X);
  const y = address(state, Y);
  if (takeFromForward(state)) return;
  if (!isForward(state)) {
    memory.fill(y, 0, <usize>(columns * width) << 3);
    panelProduct<f64>(columns, rows, width, 1, a, 1, lda, x, width, y, width);
    return;
  }
  memory.fill(y, 0, <usize>(rows * width) << 3);
  if (integer(state, PHASE) == MEASURE_FORWARD) {
    panelProduct<f64>(rows, columns, width, 1, a, lda, 1, x, width, y, width);
    return;
  }
  const z = address(state, Z);
  memory.fill(z, 0, <usize>(columns * width) << 3);
  const strip = (STRIP / lda) & ~3;
  if (strip == 0) {
    panelProduct<f64>(rows, columns, width, 1, a, lda, 1, x, width, y, width);
    return;
  }
  const copy = address(state, STRIPS);
  for (let i = 0; i < rows; i += strip) {
    const count = min(strip, rows - i);
    // A bulk copy reads ahead better than the products do.
    memory.copy(copy, a + ((<usize>i * lda) << 3), (<usize>count * lda) << 3);
    const yi = y + (<usize>(i * width) << 3);
    panelProduct<f64>(count, columns, width, 1, copy, lda, 1, x, width, yi, width);
    panelProduct<f64>(columns, count, width, 1, copy, 1, lda, yi, width, z, width);
  }
  setInteger(state, HAS_Z, 1);
}

/** The same for a sparse matrix by rows. */
export function multiplySparse(state: usize, rowStart: usize, column: usize, value: usize): void {
  const rows = integer(state, ROWS);
  const columns = integer(state, COLUMNS);
  const width = integer(state, WIDTH);
  const x = address(state, X);
  const y = address(state, Y);
  if (takeFromForward(state)) return;
  if (!isForward(state)) {
    memory.fill(y, 0, <usize>(columns * width) << 3);
    spmmTransposed<f64>(rows, width, rowStart, column, value, x, y);
  } else if (integer(state, PHASE) == MEASURE_FORWARD) {
    spmm<f64>(rows, width, rowStart, column, value, x, y);
  } else {
    memory.fill(address(state, Z), 0, <usize>(columns * width) << 3);
    spmmBoth<f64>(rows, width, rowStart, column, value, x, y, address(state, Z));
    setInteger(state, HAS_Z, 1);
  }
}

/**
 * Y := A'*Q without a pass over A, where Z = A'*(A*N) is at hand and the error is small; returns whether it was done.
 *
 *   A*N = U*H + Q*R and A'*U = V*B'   give   A'*Q = (Z - V*(B'*H)) * R^-1
 *
 * The missed-copies test wants Z itself.
 */
function takeFromForward(state: usize): bool {
  if (isForward(state) || integer(state, HAS_Z) == 0) return false;
  setInteger(state, HAS_Z, 0);
  const columns = integer(state, COLUMNS);
  const width = integer(state, WIDTH);
  const z = address(state, Z);
  if (integer(state, PROBING) == 1) {
    memory.copy(address(state, Y), z, <usize>(columns * width) << 3);
    return true;
  }
  const expanded = integer(state, EXPANDED);
  const all = expanded + integer(state, PENDING);
  const ldb = integer(state, LDB);
  const b = address(state, B);
  const newColumns = b + (<usize>expanded << 3);
  const r = newColumns + ((<usize>expanded * ldb) << 3);
  if (!predictErrors(state, newColumns, r)) return false;
  const h = address(state, COEFFICIENTS);
  memory.fill(h, 0, <usize>(all * width) << 3);
  panelProduct<f64>(all, expanded, width, 1, b, 1, ldb, newColumns, ldb, h, width);
  panelProduct<f64>(columns, all, width, -1, address(state, V), integer(state, LDV), 1, h, width, z, width);
  solveRows(columns, width, z, r, ldb, address(state, Y));
  return true;
}

/**
 * The errors of A'*Q in that formula: those of A'*U, multiplied by H, and one rounding, all divided by R. They are kept for
 * the next block, for they would multiply. Returns whether they are small enough; if not, those of a product are kept.
 */
function predictErrors(state: usize, h: usize, r: usize): bool {
  const width = integer(state, WIDTH);
  const expanded = integer(state, EXPANDED);
  const ldb = integer(state, LDB);
  const errors = address(state, ERRORS);
  const rounding = roundoff<f64>() * real(state, NORM);
  const fresh = errors + (<usize>expanded << 3);
  const allowed = SHARE * real(state, TARGET) * max<f64>(real(state, FLOOR) * real(state, NORM), real(state, SMALLEST));
  let small = true;
  for (let j = 0; j < width; j++) {
    let error = rounding * load<f64>(address(state, NORMS) + (<usize>j << 3));
    for (let i = 0; i < expanded; i++) {
      error += abs<f64>(load<f64>(h + (<usize>(i * ldb + j) << 3))) * load<f64>(errors + (<usize>i << 3));
    }
    for (let i = 0; i < j; i++) {
      error += abs<f64>(load<f64>(r + (<usize>(i * ldb + j) << 3))) * load<f64>(fresh + (<usize>i << 3));
    }
    error /= load<f64>(r + (<usize>(j * ldb + j) << 3));
    store<f64>(fresh + (<usize>j << 3), error);
    if (!(error <= allowed)) small = false;
  }
  if (!small) for (let j = 0; j < width; j++) store<f64>(fresh + (<usize>j << 3), rounding);
  return small;
}

/** Y := Z*R^-1, row by row. z, y: rows x width, contiguous; r: upper triangle, row-major, ldr. */
function solveRows(rows: i32, width: i32, z: usize, r: usize, ldr: i32, y: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) {
      let value = load<f64>(z + (<usize>j << 3));
      let p = r + (<usize>j << 3);
      for (let l = 0; l < j; l++) {
        value -= load<f64>(y + (<usize>l << 3)) * load<f64>(p);
        p += <usize>ldr << 3;
      }
      store<f64>(y + (<usize>j << 3), value / load<f64>(p));
    }
    z += <usize>width << 3;
    y += <usize>width << 3;
  }
}
