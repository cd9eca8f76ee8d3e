import { rot } from "../../kernels/rot";
import { roundoff } from "../../machine";
import { at, elements, Layout, Vector } from "../../memory";
import { real } from "../../real";

/** Deflation tolerance in units of roundoff times the norm of the merged problem: each costs up to that, and of values that lie close, far below the norm, nearly all are taken out.  [GE95] */
const DEFLATION: f64 = 8;

/** Kinds of columns by where they are nonzero: upper rows, everywhere, lower rows; or left out of the secular equation. */
const UPPER: i32 = 0;
const DENSE: i32 = 1;
const LOWER: i32 = 2;
const DEFLATED: i32 = 3;

/** The problem  [z; diag(d)]  of two solved halves, and what becomes of it. By column of the node, the middle one included. */
@unmanaged
export class Merge extends Layout {
  /** Order of the whole matrix, its values and vectors (column-major). */
  n: i32;
  d: Vector<f64>;
  u: usize;
  ldu: i32;
  v: usize;
  ldv: i32;
  /** The first row. */
  z: Vector<f64>;
  /** The columns but the middle one by ascending d. */
  merged: Vector<i32>;
  kinds: Vector<i32>;
  /** The k poles that stay, ascending, the first 0 (the middle column), and their weights. */
  sorted: Vector<f64>;
  weights: Vector<f64>;
  /** n columns: those of the poles, then the deflated ones. */
  columns: Vector<i32>;
  /** The poles as places grouped upper, dense (with the middle one first), lower, and how many of each. */
  group: Vector<i32>;
  upper: i32;
  dense: i32;
  lower: i32;
}

/**
 * Two solved halves and the row between them as the problem  [z; diag(d)]:  its first row.   [GE95], [LAPACK lasd1]
 *
 * The node starts at row and column `f` of V: `nl` rows, the middle row (alpha, beta), then `nr` rows; `extra` is 1 if it has one more
 * column than rows. The middle element of z belongs to the null vector of the upper half, into which that of the lower half is rotated.
 */
export function mergedRow(f: i32, nl: i32, nr: i32, extra: i32, alpha: f64, beta: f64, p: Merge): void {
  const n = nl + nr + 1;
  const v = elements<real>(p.v, f * p.ldv);
  const ldv = p.ldv;
  const z = p.z;
  // The last row of the upper half, then the first of the lower half.
  for (let j = 0; j <= nl; j++) z[j] = alpha * v[f + nl + j * ldv];
  for (let j = nl + 1; j < n; j++) z[j] = beta * v[f + nl + 1 + j * ldv];
  if (extra == 0) return;
  const a = z[nl];
  const b = beta * v[f + nl + 1 + n * ldv];
  const r = sqrt<f64>(a * a + b * b);
  if (r == 0) return;
  rot<real>(n + 1, v.at(f + nl * ldv), v.at(f + n * ldv), <real>(a / r), <real>(b / r));
  z[nl] = r;
}

/**
 * Takes out of the merged problem what needs no secular equation: weights that are negligible, and of equal poles all but
 * one (their columns are rotated).   [LAPACK lasd2]
 *
 * norm: of the problem. d and z are overwritten. Returns the number k of poles that stay, and leaves them, their weights, the order of
 * the columns, groups and counts in p.
 */
export function deflateMerge(f: i32, nl: i32, nr: i32, extra: i32, norm: f64, p: Merge): i32 {
  const n = nl + nr + 1;
  const tolerance = DEFLATION * roundoff<real>() * norm;
  const d = p.d.from(f);
  const z = p.z;
  const kinds = p.kinds;
  const columns = p.columns;
  for (let j = 0; j < n; j++) kinds[j] = j < nl ? UPPER : j == nl ? DENSE : LOWER;

  let z0 = z[nl];
  if (!(abs<f64>(z0) > tolerance)) z0 = tolerance;
  p.sorted[0] = 0;
  p.weights[0] = z0;
  columns[0] = nl;
  let k = 1;
  let deflated = n; // places from the end of `columns`
  let previous = -1;
  for (let i = 0; i < n - 1; i++) {
    const j = p.merged[i];
    const zj = z[j];
    if (!(abs<f64>(zj) > tolerance)) {
      kinds[j] = DEFLATED;
      deflated--;
      columns[deflated] = j;
      continue;
    }
    if (previous >= 0 && !(d[j] - d[previous] > tolerance)) {
      // Equal poles: a rotation moves the whole weight to column j.
      const zp = z[previous];
      const r = sqrt<f64>(zj * zj + zp * zp);
      const c = zj / r;
      const s = -zp / r;
      if (p.u != 0) rot<real>(n, at<real>(p.u, f + (f + previous) * p.ldu), at<real>(p.u, f + (f + j) * p.ldu), <real>c, <real>s);
      rot<real>(n + extra, at<real>(p.v, f + (f + previous) * p.ldv), at<real>(p.v, f + (f + j) * p.ldv), <real>c, <real>s);
      z[j] = r;
      if (kinds[j] != kinds[previous]) kinds[j] = DENSE;
      kinds[previous] = DEFLATED;
      deflated--;
      columns[deflated] = previous;
      k--;
    }
    p.sorted[k] = d[j];
    p.weights[k] = z[j];
    columns[k] = j;
    k++;
    previous = j;
  }
  // The second pole must stay clear of the first, which is 0.
  if (k > 1 && !(p.sorted[1] > 0.5 * tolerance)) p.sorted[1] = 0.5 * tolerance;
  p.upper = listKind(k, UPPER, 0, p);
  p.dense = listKind(k, DENSE, p.upper, p);
  p.lower = listKind(k, LOWER, p.upper + p.dense, p);
  return k;
}

/** group, from place `to` on := the places 0..k-1 of one kind, in order; returns how many. */
function listKind(k: i32, kind: i32, to: i32, p: Merge): i32 {
  const before = to;
  for (let i = 0; i < k; i++) {
    if (p.kinds[p.columns[i]] != kind) continue;
    p.group[to] = i;
    to++;
  }
  return to - before;
}
