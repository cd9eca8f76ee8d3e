import { copyStrided } from "../../kernels/copy";
import { gemv, gemvTransposed } from "../../kernels/gemv";
import { gemvBoth, PARTS } from "../../kernels/gemv-both";
import { reflector } from "../../kernels/reflector";
import { scal } from "../../kernels/scal";
import { axpy } from "../../kernels/axpy";
import { at, bytesOf } from "../../memory";
import { Bidiagonal } from "./bidiagonal";

/** Columns and rows reduced before the rest of the matrix is touched. */
export const PANEL: i32 = 24;

/**
 * A rest of the matrix above this many bytes is read once per step instead of twice: it no longer stays in the
 * second-level cache between the two products.
 */
const ONE_PASS_BYTES: f64 = 1.5e6;

/** Elements that reducePanel needs at `work`: r, w, coefficients, the sums of the one pass. */
// @ts-ignore: decorator
@inline
export function panelElements(m: i32, n: i32): i32 {
  return PARTS * m + n + 4 * PANEL;
}

/**
 * Reduces PANEL columns and rows of A to bidiagonal form, from row and column `first` on, deferring the update of the rest.   [LAPACK labrd]
 *
 *   A22 (to be) = A22 - U*Y' - X*V'
 *
 * With m and n rows and columns left: left = [U X]: 2*PANEL columns of m rows, ldl; right = [Y V]: 2*PANEL columns of n rows, ldr; rows from
 * PANEL on are what the update needs. work: panelElements(m, n) elements.
 */
export function reducePanel<T>(
  first: i32, b: Bidiagonal<T>, left: usize, ldl: i32, right: usize, ldr: i32, work: usize,
): void {
  const m = b.rows - first;
  const n = b.count - first;
  const lda = b.lda;
  const x = at<T>(left, PANEL * ldl);
  const vs = at<T>(right, PANEL * ldr);
  const row = work; // n elements
  const w = at<T>(row, n); // m elements
  const g = at<T>(w, m); // two blocks of PANEL coefficients
  const h = at<T>(g, PANEL);
  const sums = at<T>(h, PANEL + 2 * PANEL); // of the one pass
  const onePass = <f64>m * <f64>n * <f64>sizeof<T>() > ONE_PASS_BYTES;

  for (let i = 0; i < PANEL; i++) {
    const k = first + i;
    const rows = m - i;
    const rest = n - i - 1;
    const ui = at<T>(left, i * ldl + i);
    const xi = at<T>(x, i * ldl + i + 1);
    const yi = at<T>(right, i * ldr + i + 1);
    const vi = at<T>(vs, i * ldr + i + 1);
    const column = b.a.from(k * (lda + 1));
    const u = column.at(0);
    const next = column.at(lda);

    // Column i brought up to date:  a_i -= U*Y[i, :]' + X*V[i, :]'
    copyStrided<T>(i, at<T>(right, i), ldr, g);
    gemv<T>(rows, i, <T>-1, at<T>(left, i), ldl, g, u);
    copyStrided<T>(i, at<T>(vs, i), ldr, g);
    gemv<T>(rows, i, <T>-1, at<T>(x, i), ldl, g, u);
    b.d[k] = reflector<T>(rows, u, b.tau.at(k));
    column[0] = <T>1;
    memory.copy(ui, u, bytesOf<T>(rows));
    const tau = b.tau[k];

    // y's correction:  Y*(U'u) + V*(X'u)
    memory.fill(g, 0, bytesOf<T>(2 * PANEL));
    gemvTransposed<T>(rows, i, <T>1, at<T>(left, i), ldl, u, g);
    gemvTransposed<T>(rows, i, <T>1, at<T>(x, i), ldl, u, h);
    memory.fill(yi, 0, bytesOf<T>(rest));
    gemv<T>(rest, i, <T>-1, at<T>(right, i + 1), ldr, g, yi);
    gemv<T>(rest, i, <T>-1, at<T>(vs, i + 1), ldr, h, yi);

    // Row i brought up to date, but for y:  r = A[i, :] - Y*U[i, :]' - V*X[i, :]'
    copyStrided<T>(rest, next, lda, row);
    copyStrided<T>(i, at<T>(left, i), ldl, g);
    gemv<T>(rest, i, <T>-1, at<T>(right, i + 1), ldr, g, row);
    copyStrided<T>(i, at<T>(x, i), ldl, g);
    gemv<T>(rest, i, <T>-1, at<T>(vs, i + 1), ldr, g, row);

    memory.fill(w, 0, bytesOf<T>(rows));
    if (onePass) {
      gemvBoth<T>(rows, rest, next, lda, u, tau, yi, row, w, sums);
    } else {
      gemvTransposed<T>(rows, rest, <T>1, next, lda, u, yi);
      scal<T>(rest, tau, yi);
      axpy<T>(rest, <T>-1, yi, row);
    }

    const head = load<T>(row);
    const beta = reflector<T>(rest, row, b.tauP.at(k));
    b.e[k] = beta;
    store<T>(row, <T>1);
    memory.copy(vi, row, bytesOf<T>(rest));
    memory.copy(b.v.at(k * b.ldv + k + 1), row, bytesOf<T>(rest));
    const tauRight = b.tauP[k];

    // x = tau*(A*v - U*(Y'v) - X*(V'v)), with A*v from the one pass:  v = (r - beta*e_0)/(r_0 - beta)
    if (tauRight == <T>0) {
      memory.fill(xi, 0, bytesOf<T>(rows - 1));
      continue;
    }
    const below = at<T>(w, 1);
    if (onePass) {
      axpy<T>(rows - 1, -beta, at<T>(next, 1), below);
      scal<T>(rows - 1, <T>1 / (head - beta), below);
    } else {
      gemv<T>(rows - 1, rest, <T>1, at<T>(next, 1), lda, row, below);
    }
    memory.fill(g, 0, bytesOf<T>(2 * PANEL));
    gemvTransposed<T>(rest, i + 1, <T>1, at<T>(right, i + 1), ldr, row, g);
    gemvTransposed<T>(rest, i, <T>1, at<T>(vs, i + 1), ldr, row, h);
    gemv<T>(rows - 1, i + 1, <T>-1, at<T>(left, i + 1), ldl, g, below);
    gemv<T>(rows - 1, i, <T>-1, at<T>(x, i + 1), ldl, h, below);
    scal<T>(rows - 1, tauRight, below);
    memory.copy(xi, below, bytesOf<T>(rows - 1));
  }
}
