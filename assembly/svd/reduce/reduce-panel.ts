import { copyStrided } from "../../kernels/copy";
import { gemv, gemvTransposed } from "../../kernels/gemv";
import { gemvBoth } from "../../kernels/gemv-both";
import { reflector } from "../../kernels/reflector";
import { scal } from "../../kernels/scal";
import { axpy } from "../../kernels/axpy";

/** Columns and rows reduced before the rest of the matrix is touched. */
export const PANEL: i32 = 24;

/**
 * A rest of the matrix above this many bytes is read once per step instead of twice: it no longer stays in the
 * second-level cache between the two products.
 */
const ONE_PASS_BYTES: f64 = 1.5e6;

/**
 * Reduces the first PANEL columns and rows of A to bidiagonal form, deferring the update of the rest.   [LAPACK labrd]
 *
 *   A22 (to be) = A22 - U*Y' - X*V'
 *
 * A: m x n, column-major, lda; the panel's columns are overwritten by reflectors with explicit 1, the rest is unchanged.
 * d, e, tauQ, tauP, v: as in bidiagonalize. left = [U X]: 2*PANEL columns of m rows, ldl; right = [Y V]: 2*PANEL columns of
 * n rows, ldr; rows from PANEL on are what the update needs. work: m + n + 4*PANEL elements.
 */
export function reducePanel<T>(
  m: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tauQ: usize, tauP: usize, v: usize, ldv: i32,
  left: usize, ldl: i32, right: usize, ldr: i32, work: usize,
): void {
  const width = <usize>sizeof<T>();
  const x = left + <usize>(PANEL * ldl) * width;
  const vs = right + <usize>(PANEL * ldr) * width;
  const row = work; // n elements
  const w = row + <usize>n * width; // m elements
  const g = w + <usize>m * width; // two blocks of PANEL coefficients
  const h = g + <usize>PANEL * width;
  const onePass = <f64>m * <f64>n * <f64>width > ONE_PASS_BYTES;

  for (let i = 0; i < PANEL; i++) {
    const offset = <usize>i * width;
    const below = offset + width;
    const rows = m - i;
    const rest = n - i - 1;
    const ui = left + <usize>(i * ldl) * width;
    const xi = x + <usize>(i * ldl) * width;
    const yi = right + <usize>(i * ldr) * width;
    const vi = vs + <usize>(i * ldr) * width;
    const column = a + <usize>(i * lda) * width + offset;
    const next = column + <usize>lda * width;

    // Column i brought up to date:  a_i -= U*Y[i, :]' + X*V[i, :]'
    copyStrided<T>(i, right + offset, ldr, g);
    gemv<T>(rows, i, <T>-1, left + offset, ldl, g, column);
    copyStrided<T>(i, vs + offset, ldr, g);
    gemv<T>(rows, i, <T>-1, x + offset, ldl, g, column);
    store<T>(d + offset, reflector<T>(rows, column, tauQ + offset));
    store<T>(column, <T>1);
    memory.copy(ui + offset, column, <usize>rows * width);
    const tau = load<T>(tauQ + offset);

    // y's correction:  Y*(U'u) + V*(X'u)
    memory.fill(g, 0, <usize>(2 * PANEL) * width);
    gemvTransposed<T>(rows, i, <T>1, left + offset, ldl, column, g);
    gemvTransposed<T>(rows, i, <T>1, x + offset, ldl, column, h);
    memory.fill(yi + below, 0, <usize>rest * width);
    gemv<T>(rest, i, <T>-1, right + below, ldr, g, yi + below);
    gemv<T>(rest, i, <T>-1, vs + below, ldr, h, yi + below);

    // Row i brought up to date, but for y:  r = A[i, :] - Y*U[i, :]' - V*X[i, :]'
    copyStrided<T>(rest, next, lda, row);
    copyStrided<T>(i, left + offset, ldl, g);
    gemv<T>(rest, i, <T>-1, right + below, ldr, g, row);
    copyStrided<T>(i, x + offset, ldl, g);
    gemv<T>(rest, i, <T>-1, vs + below, ldr, g, row);

    memory.fill(w, 0, <usize>rows * width);
    if (onePass) {
      gemvBoth<T>(rows, rest, next, lda, column, tau, yi + below, row, w);
    } else {
      gemvTransposed<T>(rows, rest, <T>1, next, lda, column, yi + below);
      scal<T>(rest, tau, yi + below);
      axpy<T>(rest, <T>-1, yi + below, row);
    }

    const head = load<T>(row);
    const beta = reflector<T>(rest, row, tauP + offset);
    store<T>(e + offset, beta);
    store<T>(row, <T>1);
    memory.copy(vi + below, row, <usize>rest * width);
    memory.copy(v + <usize>(i * ldv) * width + below, row, <usize>rest * width);
    const tauRight = load<T>(tauP + offset);

    // x = tau*(A*v - U*(Y'v) - X*(V'v)), with A*v from the one pass:  v = (r - beta*e_0)/(r_0 - beta)
    if (tauRight == <T>0) {
      memory.fill(xi + below, 0, <usize>(rows - 1) * width);
      continue;
    }
    if (onePass) {
      axpy<T>(rows - 1, -beta, next + width, w + width);
      scal<T>(rows - 1, <T>1 / (head - beta), w + width);
    } else {
      gemv<T>(rows - 1, rest, <T>1, next + width, lda, row, w + width);
    }
    memory.fill(g, 0, <usize>(2 * PANEL) * width);
    gemvTransposed<T>(rest, i + 1, <T>1, right + below, ldr, row, g);
    gemvTransposed<T>(rest, i, <T>1, vs + below, ldr, row, h);
    gemv<T>(rows - 1, i + 1, <T>-1, left + below, ldl, g, w + width);
    gemv<T>(rows - 1, i, <T>-1, x + below, ldl, h, w + width);
    scal<T>(rows - 1, tauRight, w + width);
    memory.copy(xi + below, w + width, <usize>(rows - 1) * width);
  }
}
