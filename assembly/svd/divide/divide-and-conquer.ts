import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { exponentOf, powerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { amax } from "../../kernels/amax";
import { scal } from "../../kernels/scal";
import { rot } from "../../kernels/rot";
import { givens } from "../../kernels/givens";
import { diagonalize, SCRATCH_BYTES } from "../implicit-qr/diagonalize";
import { COUNT_DENSE, COUNT_LOWER, COUNT_UPPER, deflateMerge, MERGE_COUNTS, mergedRow } from "./merge";
import { batchBytes, openBatch } from "../implicit-qr/rotations";
import { SECULAR_SCRATCH, secularRoot } from "./secular-equation";
import { exactWeights, leftVector, rightVector } from "./secular-vectors";

/** Subproblems up to this order are left to implicit QR. */
export const LEAF: i32 = 24;
/** Secular vectors formed at a time: enough columns for gemm, few enough to stay in the second-level cache. */
const VECTOR_BLOCK: i32 = 256;

/** Bytes of the workspace of divideAndConquer, without the n x n matrix w. */
export function divideAndConquerBytes(n: i32): usize {
  const vectors = <usize>(n + 8) * (7 * 8 + 6 * 4);
  return (
    vectors + batchBytes(LEAF + 1) + SCRATCH_BYTES + SECULAR_SCRATCH + MERGE_COUNTS +
    (<usize>(n + 8) * VECTOR_BLOCK << 3) + gemmWorkspace<f64>(n, VECTOR_BLOCK, n) + 64 * 20
  );
}

/** The parts of the workspace; n is that of the whole problem. Arrays of n + 8 elements, then of n + 8 i32. */
// @ts-ignore: decorator
@inline
function doubles(work: usize, n: i32, index: i32): usize {
  return work + <usize>index * ((<usize>(n + 8) << 3) + 64 & ~63);
}
// @ts-ignore: decorator
@inline
function integers(work: usize, n: i32, index: i32): usize {
  return doubles(work, n, 7) + <usize>index * ((<usize>(n + 8) << 2) + 64 & ~63);
}
// @ts-ignore: decorator
@inline
function blocks(work: usize, n: i32): usize {
  return integers(work, n, 6);
}

/**
 * The singular value decomposition of an upper bidiagonal matrix by divide and conquer:  B = U*diag(d)*V'.   [GE95], [LAPACK bdsdc]
 *
 * d, e: n and n-1 elements; d is overwritten by the values (not negative, in no order), e is destroyed. u, v: n x n,
 * column-major, each with 64 bytes of room behind it; w: n x n workspace, ldw. work: divideAndConquerBytes(n), 64-byte aligned.
 * Values and vectors are right to an absolute error of a few units of roundoff times the norm of B.
 * Returns 0 on success; otherwise the result is not usable.
 */
export function divideAndConquer(
  n: i32, d: usize, e: usize, u: usize, ldu: i32, v: usize, ldv: i32, w: usize, ldw: i32, work: usize,
): i32 {
  for (let j = 0; j < n; j++) {
    memory.fill(u + (<usize>(j * ldu) << 3), 0, <usize>ldu << 3);
    memory.fill(v + (<usize>(j * ldv) << 3), 0, <usize>ldv << 3);
  }
  // A strip of rows may reach past the last column: what it meets there must be zero.
  memory.fill(u + (<usize>(n * ldu) << 3), 0, 64);
  memory.fill(v + (<usize>(n * ldv) << 3), 0, 64);
  return solve(0, n, 0, n, d, e, u, ldu, v, ldv, w, ldw, work);
}

/** Solves rows f .. f+n-1, columns f .. f+n-1+extra; leaves in `order` the ascending order of the node's columns. */
function solve(
  f: i32, n: i32, extra: i32, whole: i32, d: usize, e: usize, u: usize, ldu: i32, v: usize, ldv: i32, w: usize, ldw: i32, work: usize,
): i32 {
  if (n <= LEAF) return solveLeaf(f, n, extra, whole, d, e, u, ldu, v, ldv, work);
  const nl = n >> 1;
  const nr = n - nl - 1;
  const left = solve(f, nl, 1, whole, d, e, u, ldu, v, ldv, w, ldw, work);
  if (left != 0) return left;
  const right = solve(f + nl + 1, nr, extra, whole, d, e, u, ldu, v, ldv, w, ldw, work);
  if (right != 0) return right;
  return merge(f, nl, nr, extra, whole, d, e, u, ldu, v, ldv, w, ldw, work);
}

function solveLeaf(
  f: i32, n: i32, extra: i32, whole: i32, d: usize, e: usize, u: usize, ldu: i32, v: usize, ldv: i32, work: usize,
): i32 {
  const uf = u + (<usize>(f + f * ldu) << 3);
  const vf = v + (<usize>(f + f * ldv) << 3);
  const df = d + (<usize>f << 3);
  const ef = e + (<usize>f << 3);
  const batch = blocks(work, whole);
  const scratch = batch + batchBytes(LEAF + 1);
  for (let j = 0; j < n; j++) store<f64>(uf + (<usize>(j + j * ldu) << 3), 1);
  for (let j = 0; j < n + extra; j++) store<f64>(vf + (<usize>(j + j * ldv) << 3), 1);
  if (extra == 1) rotateExtraColumn(n, df, ef, vf, ldv, scratch);
  openBatch(batch, n, uf, n, ldu, vf, n + extra, ldv);
  if (diagonalize(n, df, ef, batch, scratch) != 0) return 1;

  const order = integers(work, whole, 0) + (<usize>f << 2);
  for (let j = 0; j < n; j++) {
    const at = df + (<usize>j << 3);
    if (load<f64>(at) < 0) {
      store<f64>(at, -load<f64>(at));
      scal<f64>(n + extra, -1, vf + (<usize>(j * ldv) << 3));
    }
    insertAscending(j, j, order, df);
  }
  return 0;
}

/** Rotates the last column of an n x (n+1) bidiagonal into the others, bottom up; V's columns follow. */
function rotateExtraColumn(n: i32, d: usize, e: usize, v: usize, ldv: i32, scratch: usize): void {
  let fill = load<f64>(e + (<usize>(n - 1) << 3));
  const extra = v + (<usize>(n * ldv) << 3);
  for (let i = n - 1; i >= 0; i--) {
    const at = <usize>i << 3;
    store<f64>(d + at, givens<f64>(load<f64>(d + at), fill, scratch));
    const c = load<f64>(scratch);
    const s = load<f64>(scratch, 8);
    rot<f64>(n + 1, v + (<usize>(i * ldv) << 3), extra, c, s);
    if (i == 0) break;
    const above = load<f64>(e + at - 8);
    store<f64>(e + at - 8, c * above);
    fill = -s * above;
  }
}

/** Inserts column j into the ascending order of `count` columns. */
function insertAscending(count: i32, j: i32, order: usize, d: usize): void {
  const value = load<f64>(d + (<usize>j << 3));
  let p = count;
  while (p > 0) {
    const q = load<i32>(order + (<usize>(p - 1) << 2));
    if (!(load<f64>(d + (<usize>q << 3)) > value)) break;
    store<i32>(order + (<usize>p << 2), q);
    p--;
  }
  store<i32>(order + (<usize>p << 2), j);
}

function merge(
  f: i32, nl: i32, nr: i32, extra: i32, whole: i32, d: usize, e: usize, u: usize, ldu: i32, v: usize, ldv: i32, w: usize, ldw: i32, work: usize,
): i32 {
  const n = nl + nr + 1;
  const df = d + (<usize>f << 3);
  const z = doubles(work, whole, 0);
  const sorted = doubles(work, whole, 1);
  const weights = doubles(work, whole, 2);
  const exact = doubles(work, whole, 3);
  const tau = doubles(work, whole, 4);
  const groupedPoles = doubles(work, whole, 5);
  const groupedWeights = doubles(work, whole, 6);
  const order = integers(work, whole, 0) + (<usize>f << 2);
  const columns = integers(work, whole, 1);
  const group = integers(work, whole, 2);
  const origin = integers(work, whole, 3);
  const kinds = integers(work, whole, 4);
  const merged = integers(work, whole, 5);
  const counts = blocks(work, whole);
  const scratch = counts + MERGE_COUNTS;
  const block = (scratch + SECULAR_SCRATCH + 63) & ~63;
  const gemmWork = (block + (<usize>(whole + 8) * VECTOR_BLOCK << 3) + 63) & ~63;

  // Scale the node to norm 1 (exactly), so that squares neither overflow nor vanish.
  const middle = <usize>(f + nl) << 3;
  let alpha = load<f64>(d + middle);
  let beta = load<f64>(e + middle);
  store<f64>(d + middle, 0);
  const norm = max<f64>(amax<f64>(n, df), max<f64>(abs<f64>(alpha), abs<f64>(beta)));
  const exponent = norm > 0 ? max<i32>(-1000, exponentOf(norm)) : 0;
  alpha *= powerOfTwo(-exponent);
  beta *= powerOfTwo(-exponent);
  scalePowerOfTwo<f64>(n, -exponent, df);

  mergedRow(f, nl, nr, extra, alpha, beta, v, ldv, z);
  mergeOrders(nl, nr, df, order, merged);
  const k = deflateMerge(
    f, nl, nr, extra, norm * powerOfTwo(-exponent), u, ldu, v, ldv, df, z, merged, kinds, sorted, weights, columns, group, counts,
  );

  let zz = 0.0;
  for (let j = 0; j < k; j++) zz += load<f64>(weights + (<usize>j << 3)) * load<f64>(weights + (<usize>j << 3));
  for (let j = 0; j < k; j++) {
    store<i32>(origin + (<usize>j << 2), secularRoot(k, j, sorted, weights, zz, tau + (<usize>j << 3), scratch));
  }
  exactWeights(k, sorted, weights, origin, tau, exact);
  for (let p = 0; p < k; p++) {
    const g = <usize>load<i32>(group + (<usize>p << 2)) << 3;
    store<f64>(groupedPoles + (<usize>p << 3), load<f64>(sorted + g));
    store<f64>(groupedWeights + (<usize>p << 3), load<f64>(exact + g));
  }

  gatherColumns(n, n, k, f, u, ldu, columns, group, w, ldw);
  if (!replaceVectors(n, nl, nr, k, f, true, u, ldu, w, ldw, counts, groupedPoles, groupedWeights, sorted, origin, tau, block, gemmWork)) return 2;
  gatherColumns(n + extra, n, k, f, v, ldv, columns, group, w, ldw);
  if (!replaceVectors(n, nl + 1, nr + extra, k, f, false, v, ldv, w, ldw, counts, groupedPoles, groupedWeights, sorted, origin, tau, block, gemmWork)) return 2;

  // New values: the roots, then the deflated ones; z serves as scratch.
  for (let j = 0; j < k; j++) {
    const pole = load<f64>(sorted + (<usize>load<i32>(origin + (<usize>j << 2)) << 3));
    store<f64>(z + (<usize>j << 3), pole + load<f64>(tau + (<usize>j << 3)));
  }
  for (let j = k; j < n; j++) store<f64>(z + (<usize>j << 3), load<f64>(df + (<usize>load<i32>(columns + (<usize>j << 2)) << 3)));
  memory.copy(df, z, <usize>n << 3);
  scalePowerOfTwo<f64>(n, exponent, df);
  // The deflated columns were collected from the end, so they descend: read backwards they are nearly sorted.
  for (let j = n - 1; j >= k; j--) insertAscending(n - 1 - j, j, merged, df);
  mergeRoots(k, n, df, merged, order);
  return 0;
}

/** merged := the columns of both halves by ascending d, without the middle one; the lower half's count from nl + 1. */
function mergeOrders(nl: i32, nr: i32, d: usize, order: usize, merged: usize): void {
  const lower = order + (<usize>(nl + 1) << 2);
  let i = 0;
  let j = 0;
  for (let p = 0; p < nl + nr; p++) {
    const a = i < nl ? load<i32>(order + (<usize>i << 2)) : 0;
    const b = j < nr ? load<i32>(lower + (<usize>j << 2)) + nl + 1 : 0;
    const takeUpper = i < nl && (j >= nr || load<f64>(d + (<usize>a << 3)) <= load<f64>(d + (<usize>b << 3)));
    store<i32>(merged + (<usize>p << 2), takeUpper ? a : b);
    if (takeUpper) i++;
    else j++;
  }
}

/** order := the ascending order of the k roots (ascending already) and the n - k deflated columns listed in `deflated`. */
function mergeRoots(k: i32, n: i32, d: usize, deflated: usize, order: usize): void {
  let i = 0;
  let j = 0;
  for (let p = 0; p < n; p++) {
    const b = j < n - k ? load<i32>(deflated + (<usize>j << 2)) : 0;
    const takeRoot = i < k && (j >= n - k || load<f64>(d + (<usize>i << 3)) <= load<f64>(d + (<usize>b << 3)));
    store<i32>(order + (<usize>p << 2), takeRoot ? i : b);
    if (takeRoot) i++;
    else j++;
  }
}

/** w := the node's columns of x: the k that stay, grouped, then the deflated ones. */
function gatherColumns(
  rows: i32, n: i32, k: i32, f: i32, x: usize, ldx: i32, columns: usize, group: usize, w: usize, ldw: i32,
): void {
  const corner = x + (<usize>(f + f * ldx) << 3);
  for (let p = 0; p < n; p++) {
    const place = p < k ? load<i32>(group + (<usize>p << 2)) : p;
    const column = load<i32>(columns + (<usize>place << 2));
    memory.copy(w + (<usize>(p * ldw) << 3), corner + (<usize>(column * ldx) << 3), <usize>rows << 3);
  }
}

/**
 * X := [W times the secular vectors, deflated columns], skipping the blocks of W known to be zero.   [LAPACK lasd3]
 *
 * upper, lower: rows of the halves in X; for the left vectors the middle row stands between them and is the secular vectors'
 * first row. Returns false if a secular vector is not finite.
 */
function replaceVectors(
  n: i32, upper: i32, lower: i32, k: i32, f: i32, left: bool, x: usize, ldx: i32, w: usize, ldw: i32, counts: usize,
  poles: usize, weights: usize, sorted: usize, origin: usize, tau: usize, block: usize, gemmWork: usize,
): bool {
  const gap = left ? 1 : 0;
  const rows = upper + gap + lower;
  const kUpper = load<i32>(counts + COUNT_UPPER);
  const kDense = load<i32>(counts + COUNT_DENSE);
  const kLower = load<i32>(counts + COUNT_LOWER);
  const corner = x + (<usize>(f + f * ldx) << 3);
  const ldb = (k + 7) & ~7;
  for (let c = 0; c < k; c += VECTOR_BLOCK) {
    const count = min(VECTOR_BLOCK, k - c);
    for (let j = 0; j < count; j++) {
      const start = load<f64>(sorted + (<usize>load<i32>(origin + (<usize>(c + j) << 2)) << 3));
      const shift = load<f64>(tau + (<usize>(c + j) << 3));
      const vector = block + (<usize>(j * ldb) << 3);
      // The middle column is the first of the dense group: its weight is the problem's first row.
      const length = left
        ? leftVector(k, poles, weights, start, shift, kUpper, vector)
        : rightVector(k, poles, weights, start, shift, vector);
      if (!(length < Infinity)) return false;
    }
    const target = corner + (<usize>(c * ldx) << 3);
    for (let j = 0; j < count; j++) memory.fill(target + (<usize>(j * ldx) << 3), 0, <usize>rows << 3);
    gemm<f64>(upper, count, kUpper + kDense, 1, w, 1, ldw, block, 1, ldb, target, ldx, gemmWork);
    gemm<f64>(
      lower, count, kDense + kLower, 1, w + (<usize>(upper + gap + kUpper * ldw) << 3), 1, ldw,
      block + (<usize>kUpper << 3), 1, ldb, target + (<usize>(upper + gap) << 3), ldx, gemmWork,
    );
    if (left) {
      for (let j = 0; j < count; j++) {
        store<f64>(target + (<usize>(upper + j * ldx) << 3), load<f64>(block + (<usize>(kUpper + j * ldb) << 3)));
      }
    }
  }
  for (let j = k; j < n; j++) {
    memory.copy(corner + (<usize>(j * ldx) << 3), w + (<usize>(j * ldw) << 3), <usize>rows << 3);
  }
  return true;
}
