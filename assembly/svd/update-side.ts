import { gemm } from "../kernels/gemm";
import { copyMatrix, zeroMatrix } from "../kernels/copy";
import { transpose } from "../kernels/transpose";
import { roundoff } from "../machine";
import { at, Vector } from "../memory";
import { real } from "../real";
import { orthogonalityDefect } from "./orthogonality";
import { applyQ } from "./reduce/form-vectors";
import { copyTriangle, householderQr } from "./reduce/householder-qr";
import { Reflectors } from "./reduce/reflectors";

/** How the orthonormal basis of a side is held: diag(X, I) as it is. */
const KEPT: i32 = 0;
/** Q of [X E], in reflectors. */
const FACTORED: i32 = 1;
/** diag(Q, I) with Q of X, in reflectors. */
const RENEWED: i32 = 2;
/** The identity: there are no more rows than columns. */
const WHOLE: i32 = 3;

/**
 * |I - X'X|_1 above which a side is orthogonalized again, in roundings per row (the test ratio of LAPACK, of which a fresh
 * decomposition has up to 3), and at most in any case. An update adds about a tenth of one.
 */
const DRIFT_RATIO: f64 = 4;
const MOST_DRIFT: f64 = 1e-12;

/** One side of a decomposition that grows by c columns or rows. Its reflectors are those of Q. */
@unmanaged
export class Side extends Reflectors<real> {
  /** X: m x xColumns, row-major, r leading ones used. */
  m: i32;
  r: i32;
  c: i32;
  x: usize;
  xColumns: i32;
  growth: i32;
  kind: i32;
  /** The triangle R: at most r + c rows, column-major. */
  triangle: Vector<real>;
  ldr: i32;
  /** The new vectors, by columns. */
  grown: usize;
}

/**
 * [X E] = Q*R, where R is [X E] itself if m <= r + c.
 *
 * e: m x c, eRow and eColumn elements between its rows and columns.
 */
export function joinSide(side: Side, e: usize, eRow: i32, eColumn: i32, work: usize): void {
  const m = side.m;
  const p = side.r + side.c;
  const q = side.a.at(0);
  const ldq = side.lda;
  transpose<real>(side.r, m, side.x, side.xColumns, q, ldq);
  const added = side.a.at(side.r * ldq);
  if (eRow == 1) copyMatrix<real>(m, side.c, e, eColumn, added, ldq);
  else transpose<real>(side.c, m, e, eRow, added, ldq);
  if (m <= p) {
    copyMatrix<real>(m, p, q, ldq, side.triangle.at(0), side.ldr);
    side.kind = WHOLE;
    return;
  }
  householderQr(m, p, q, ldq, side.tau.at(0), work);
  copyTriangle(p, q, ldq, side.triangle.at(0), side.ldr);
  side.kind = FACTORED;
}

/** diag(X, I) = Q*R, with R = I where X has kept its orthonormal columns. */
export function stackSide(side: Side, work: usize): void {
  const r = side.r;
  const p = r + side.c;
  const q = side.a.at(0);
  zeroMatrix<real>(p, p, side.triangle.at(0), side.ldr);
  const allowed = min<f64>(MOST_DRIFT, DRIFT_RATIO * 2 * roundoff<real>() * <f64>side.m);
  const drifted = !(orthogonalityDefect(side.m, r, side.x, side.xColumns, work) <= allowed);
  for (let j = drifted ? r : 0; j < p; j++) side.triangle[j * (side.ldr + 1)] = 1;
  side.kind = drifted ? RENEWED : KEPT;
  if (!drifted) return;
  transpose<real>(r, side.m, side.x, side.xColumns, q, side.lda);
  householderQr(side.m, r, q, side.lda, side.tau.at(0), work);
  copyTriangle(r, q, side.lda, side.triangle.at(0), side.ldr);
}

/** grown := Q*F for the first `count` columns of F.   f: row-major, ldf. grown: m rows, and c more if the side is stacked. */
export function formSide(side: Side, count: i32, f: usize, ldf: i32, work: usize): void {
  if (count == 0) return;
  const kind = side.kind;
  const stacked = kind == KEPT || kind == RENEWED;
  const rows = stacked ? side.m + side.c : side.m;
  const order = stacked ? side.r : min(side.m, side.r + side.c);
  const out = side.grown;
  const ldout = side.lda;
  zeroMatrix<real>(rows, count, out, ldout);
  // The rows of F below `order` belong to the identity, if there is one.
  if (stacked) transpose<real>(count, side.c, at<real>(f, side.r * ldf), ldf, at<real>(out, side.m), ldout);
  if (kind == KEPT) {
    gemm<real>(side.m, count, side.r, 1, side.x, side.xColumns, 1, f, ldf, 1, out, ldout, work);
    return;
  }
  transpose<real>(count, order, f, ldf, out, ldout);
  if (kind == WHOLE) return;
  side.rows = side.m;
  side.count = order;
  applyQ(side, count, side.m, out, ldout, work);
}
