import { exponentOf, powerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { amax } from "../../kernels/amax";
import { scal } from "../../kernels/scal";
import { rot } from "../../kernels/rot";
import { givens } from "../../kernels/givens";
import { at, bytesOf, elements, Vector, vector } from "../../memory";
import { real } from "../../real";
import { diagonalize } from "../implicit-qr/diagonalize";
import { openBatch } from "../implicit-qr/rotations";
import { Divide, LEAF } from "./divide";
import { deflateMerge, mergedRow } from "./merge";
import { findRoots, gatherColumns, replaceVectors } from "./secular-step";

/**
 * The singular value decomposition of an upper bidiagonal matrix by divide and conquer:  B = U*diag(d)*V'.   [GE95], [LAPACK bdsdc]
 *
 * u (0: not wanted), v: n x n, column-major, each with 64 bytes of room behind it; overwritten. Values and vectors are right to an
 * absolute error of a few units of roundoff times the norm of B. Returns 0 on success; otherwise the result is not usable.
 */
export function divideAndConquer(p: Divide): i32 {
  const n = p.n;
  for (let j = 0; j < n; j++) {
    if (p.u != 0) memory.fill(at<real>(p.u, j * p.ldu), 0, bytesOf<real>(p.ldu));
    memory.fill(at<real>(p.v, j * p.ldv), 0, bytesOf<real>(p.ldv));
  }
  // A strip of rows may reach past the last column: what it meets there must be zero.
  if (p.u != 0) memory.fill(at<real>(p.u, n * p.ldu), 0, 64);
  memory.fill(at<real>(p.v, n * p.ldv), 0, 64);
  return solve(0, n, 0, p);
}

/** Solves rows f .. f+n-1, columns f .. f+n-1+extra; leaves in `orders` the ascending order of the node's columns. */
function solve(f: i32, n: i32, extra: i32, p: Divide): i32 {
  if (n <= LEAF) return solveLeaf(f, n, extra, p);
  const nl = n >> 1;
  const nr = n - nl - 1;
  const left = solve(f, nl, 1, p);
  if (left != 0) return left;
  const right = solve(f + nl + 1, nr, extra, p);
  if (right != 0) return right;
  return merge(f, nl, nr, extra, p);
}

function solveLeaf(f: i32, n: i32, extra: i32, p: Divide): i32 {
  const u = elements<real>(p.u, p.u == 0 ? 0 : f + f * p.ldu);
  const v = elements<real>(p.v, f + f * p.ldv);
  const d = p.d.from(f);
  const e = p.e.from(f);
  const ldv = p.ldv;
  for (let j = 0; j < n && p.u != 0; j++) u[j + j * p.ldu] = 1;
  for (let j = 0; j < n + extra; j++) v[j + j * ldv] = 1;
  if (extra == 1) rotateExtraColumn(n, d, e, v, ldv, vector<f64>(p.scratch));
  openBatch(p.batch, n, u.at(0), n, p.ldu, v.at(0), n + extra, ldv);
  if (diagonalize(n, d, e, p.batch, p.scratch) != 0) return 1;

  const order = p.orders.from(f);
  for (let j = 0; j < n; j++) {
    if (d[j] < 0) {
      d[j] = -d[j];
      scal<real>(n + extra, -1, v.at(j * ldv));
    }
    insertAscending(j, j, order, d);
  }
  return 0;
}

/** Rotates the last column of an n x (n+1) bidiagonal into the others, bottom up; V's columns follow. */
function rotateExtraColumn(n: i32, d: Vector<f64>, e: Vector<f64>, v: Vector<real>, ldv: i32, rotation: Vector<f64>): void {
  let fill = e[n - 1];
  for (let i = n - 1; i >= 0; i--) {
    d[i] = givens<f64>(d[i], fill, rotation.at(0));
    const c = rotation[0];
    const s = rotation[1];
    rot<real>(n + 1, v.at(i * ldv), v.at(n * ldv), <real>c, <real>s);
    if (i == 0) break;
    const above = e[i - 1];
    e[i - 1] = c * above;
    fill = -s * above;
  }
}

/** Inserts column j into the ascending order of `count` columns. */
function insertAscending(count: i32, j: i32, order: Vector<i32>, d: Vector<f64>): void {
  const value = d[j];
  let p = count;
  while (p > 0) {
    const q = order[p - 1];
    if (!(d[q] > value)) break;
    order[p] = q;
    p--;
  }
  order[p] = j;
}

/** Joins the solved halves of the node at f: nl rows, the middle row, nr rows.   [LAPACK lasd1] */
function merge(f: i32, nl: i32, nr: i32, extra: i32, p: Divide): i32 {
  const n = nl + nr + 1;
  const d = p.d.from(f);
  const order = p.orders.from(f);

  // Scale the node to norm 1 (exactly), so that squares neither overflow nor vanish.
  let alpha = d[nl];
  let beta = p.e[f + nl];
  d[nl] = 0;
  const norm = max<f64>(amax<f64>(n, d.at(0)), max<f64>(abs<f64>(alpha), abs<f64>(beta)));
  const exponent = norm > 0 ? max<i32>(-1000, exponentOf(norm)) : 0;
  alpha *= powerOfTwo(-exponent);
  beta *= powerOfTwo(-exponent);
  scalePowerOfTwo<f64>(n, -exponent, d.at(0));

  mergedRow(f, nl, nr, extra, alpha, beta, p);
  mergeOrders(nl, nr, d, order, p.merged);
  const k = deflateMerge(f, nl, nr, extra, norm * powerOfTwo(-exponent), p);
  findRoots(k, p);

  if (p.u != 0) {
    gatherColumns(n, n, k, f, p.u, p.ldu, p);
    if (!replaceVectors(n, nl, nr, k, f, true, p)) return 2;
  }
  gatherColumns(n + extra, n, k, f, p.v, p.ldv, p);
  if (!replaceVectors(n, nl + 1, nr + extra, k, f, false, p)) return 2;

  // New values: the roots, then the deflated ones; z serves as scratch.
  for (let j = 0; j < k; j++) p.z[j] = p.sorted[p.origin[j]] + p.tau[j];
  for (let j = k; j < n; j++) p.z[j] = d[p.columns[j]];
  memory.copy(d.at(0), p.z.at(0), bytesOf<f64>(n));
  scalePowerOfTwo<f64>(n, exponent, d.at(0));
  // The deflated columns were collected from the end, so they descend: read backwards they are nearly sorted.
  for (let j = n - 1; j >= k; j--) insertAscending(n - 1 - j, j, p.merged, d);
  mergeRoots(k, n, d, p.merged, order);
  return 0;
}

/** merged := the columns of both halves by ascending d, without the middle one; the lower half's count from nl + 1. */
function mergeOrders(nl: i32, nr: i32, d: Vector<f64>, order: Vector<i32>, merged: Vector<i32>): void {
  const lower = order.from(nl + 1);
  let i = 0;
  let j = 0;
  for (let p = 0; p < nl + nr; p++) {
    const a = i < nl ? order[i] : 0;
    const b = j < nr ? lower[j] + nl + 1 : 0;
    const takeUpper = i < nl && (j >= nr || d[a] <= d[b]);
    merged[p] = takeUpper ? a : b;
    if (takeUpper) i++;
    else j++;
  }
}

/** order := the ascending order of the k roots (ascending already) and the n - k deflated columns listed in `deflated`. */
function mergeRoots(k: i32, n: i32, d: Vector<f64>, deflated: Vector<i32>, order: Vector<i32>): void {
  let i = 0;
  let j = 0;
  for (let p = 0; p < n; p++) {
    const b = j < n - k ? deflated[j] : 0;
    const takeRoot = i < k && (j >= n - k || d[i] <= d[b]);
    order[p] = takeRoot ? i : b;
    if (takeRoot) i++;
    else j++;
  }
}
