import { gemm } from "../kernels/gemm";
import { copyMatrix, zeroMatrix } from "../kernels/copy";
import { transpose } from "../kernels/transpose";
import { applyQ } from "./reduce/form-vectors";
import { copyTriangle, householderQr } from "./reduce/householder-qr";
import { orthogonalityDefect } from "./orthogonality";
import { at, Vector } from "../memory";

/** How the orthonormal basis of a side is held: diag(X, I) as it is. */
export const KEPT: i32 = 0;
/** Q of [X E], in reflectors. */
export const FACTORED: i32 = 1;
/** diag(Q, I) with Q of X, in reflectors. */
export const RENEWED: i32 = 2;
/** The identity: there are no more rows than columns. */
export const WHOLE: i32 = 3;

/** |I - X'X|_1 above which a side is orthogonalized again: a hundredth of what an update may drift. */
const DRIFT: f64 = 1e-12;

/**
 * [X E] = Q*R.   Returns FACTORED, or WHOLE where m <= r + c and R is [X E] itself.
 *
 * x: m x xColumns, row-major, r leading ones used. e: m x c, any strides. q: m x (r+c), column-major, ldq. r: at most r+c rows.
 */
export function joinSide(
  m: i32, r: i32, c: i32, x: usize, xColumns: i32, e: usize, eRow: i32, eColumn: i32,
  q: usize, ldq: i32, tau: usize, triangle: usize, ldr: i32, work: usize,
): i32 {
  const p = r + c;
  transpose<f64>(r, m, x, xColumns, q, ldq);
  const added = at<f64>(q, r * ldq);
  if (eRow == 1) copyMatrix<f64>(m, c, e, eColumn, added, ldq);
  else transpose<f64>(c, m, e, eRow, added, ldq);
  if (m <= p) {
    copyMatrix<f64>(m, p, q, ldq, triangle, ldr);
    return WHOLE;
  }
  householderQr(m, p, q, ldq, tau, work);
  copyTriangle(p, q, ldq, triangle, ldr);
  return FACTORED;
}

/** diag(X, I) = Q*R, with R = I where X has kept its orthonormal columns.   Returns KEPT or RENEWED. Arguments as for joinSide. */
export function stackSide(
  m: i32, r: i32, c: i32, x: usize, xColumns: i32, q: usize, ldq: i32, tau: usize, triangle: Vector<f64>, ldr: i32, work: usize,
): i32 {
  const p = r + c;
  zeroMatrix<f64>(p, p, triangle.at(0), ldr);
  const drifted = !(orthogonalityDefect(m, r, x, xColumns, work) <= DRIFT);
  for (let j = drifted ? r : 0; j < p; j++) triangle[j * (ldr + 1)] = 1;
  if (!drifted) return KEPT;
  transpose<f64>(r, m, x, xColumns, q, ldq);
  householderQr(m, r, q, ldq, tau, work);
  copyTriangle(r, q, ldq, triangle.at(0), ldr);
  return RENEWED;
}

/**
 * out := Q*F for the first `count` columns of F.
 *
 * f: row-major, ldf. out: column-major, ldout; m rows, and c more if the side is stacked. The rest as for joinSide.
 */
export function formSide(
  kind: i32, m: i32, r: i32, c: i32, count: i32, x: usize, xColumns: i32, q: usize, ldq: i32, tau: Vector<f64>,
  f: usize, ldf: i32, out: usize, ldout: i32, work: usize,
): void {
  if (count == 0) return;
  const stacked = kind == KEPT || kind == RENEWED;
  const rows = stacked ? m + c : m;
  const order = stacked ? r : min(m, r + c);
  zeroMatrix<f64>(rows, count, out, ldout);
  // The rows of F below `order` belong to the identity, if there is one.
  if (stacked) transpose<f64>(count, c, at<f64>(f, r * ldf), ldf, at<f64>(out, m), ldout);
  if (kind == KEPT) {
    gemm<f64>(m, count, r, 1, x, xColumns, 1, f, ldf, 1, out, ldout, work);
    return;
  }
  transpose<f64>(count, order, f, ldf, out, ldout);
  if (kind != WHOLE) applyQ(m, count, order, q, ldq, tau, m, out, ldout, work);
}
