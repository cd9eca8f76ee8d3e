import { argumentsOf, share, SHARED, threads } from "../../crew";
import { gemm } from "../../kernels/gemm";
import { narrow } from "../../kernels/narrow";
import { at, bytesOf, elements, vector } from "../../memory";
import { real } from "../../real";
import { Divide, VECTOR_BLOCK } from "./divide";
import { SecularSums, secularRoot } from "./secular-equation";
import { exactWeights, leftVector, rightVector } from "./secular-vectors";

/** The roots of the secular equation and the weights for which they are exact; poles and weights also by group. */
export function findRoots(k: i32, p: Divide): void {
  let zz = 0.0;
  for (let j = 0; j < k; j++) zz += p.weights[j] * p.weights[j];
  if (SHARED && k >= ROOTS_WORTH && threads() > 1) {
    const roots = argumentsOf<Roots>();
    roots.p = p;
    roots.k = k;
    roots.zz = zz;
    share(someRoots.index, k, 8);
  } else {
    for (let j = 0; j < k; j++) p.origin[j] = secularRoot(k, j, p.sorted, p.weights, zz, p.tau.from(j), p.sums);
  }
  exactWeights(k, p.sorted, p.weights, p.origin, p.tau, p.exact);
  for (let i = 0; i < k; i++) {
    p.groupedPoles[i] = p.sorted[p.group[i]];
    p.groupedWeights[i] = p.exact[p.group[i]];
  }
}

/** Roots from which on others take part. */
const ROOTS_WORTH: i32 = 96;

/** Arguments of someRoots. */
@unmanaged
class Roots {
  zz: f64;
  p: Divide;
  k: i32;
}

function someRoots(first: i32, last: i32, roots: Roots, scratch: usize): void {
  const p = roots.p;
  for (let j = first; j < last; j++) p.origin[j] = secularRoot(roots.k, j, p.sorted, p.weights, roots.zz, p.tau.from(j), changetype<SecularSums>(scratch));
}

/** w := the node's columns of x: the k that stay, grouped, then the deflated ones. */
export function gatherColumns(rows: i32, n: i32, k: i32, f: i32, x: usize, ldx: i32, p: Divide): void {
  const corner = at<real>(x, f + f * ldx);
  for (let i = 0; i < n; i++) {
    const column = p.columns[i < k ? p.group[i] : i];
    memory.copy(at<real>(p.w, i * p.ldw), at<real>(corner, column * ldx), bytesOf<real>(rows));
  }
}

/** Arguments of someVectors; failed: whether one was not finite. */
@unmanaged
class Vectors {
  p: Divide;
  k: i32;
  c: i32;
  left: bool;
  failed: i32;
}

function someVectors(first: i32, last: i32, v: Vectors, scratch: usize): void {
  if (!secularVectors(first, last, v.k, v.c, v.left, v.p)) v.failed = 1;
}

/** Secular vectors first .. last-1 of the block that begins with root c. Returns false if one is not finite. */
function secularVectors(first: i32, last: i32, k: i32, c: i32, left: bool, p: Divide): bool {
  const ldb = (k + 7) & ~7;
  for (let j = first; j < last; j++) {
    const start = p.sorted[p.origin[c + j]];
    const shift = p.tau[c + j];
    const x = p.block.from(j * ldb);
    // The middle column is the first of the dense group: its weight is the problem's first row.
    const length = left
      ? leftVector(k, p.groupedPoles, p.groupedWeights.at(0), start, shift, p.upper, vector<f64>(x.at(0)))
      : rightVector(k, p.groupedPoles.at(0), p.groupedWeights.at(0), start, shift, x.at(0));
    if (!(length < Infinity)) return false;
    narrow<real>(k, x.at(0));
  }
  return true;
}

/**
 * X := [W times the secular vectors, deflated columns], skipping the blocks of W known to be zero.   [LAPACK lasd3]
 *
 * X is U's or V's part of the node. upper, lower: rows of the halves in X; for the left vectors the middle row stands between them and
 * is the secular vectors' first row. Returns false if a secular vector is not finite.
 */
export function replaceVectors(n: i32, upper: i32, lower: i32, k: i32, f: i32, left: bool, p: Divide): bool {
  const ldx = left ? p.ldu : p.ldv;
  const gap = left ? 1 : 0;
  const rows = upper + gap + lower;
  const kUpper = p.upper;
  const corner = at<real>(left ? p.u : p.v, f + f * ldx);
  const block = p.block;
  const ldb = (k + 7) & ~7;
  for (let c = 0; c < k; c += VECTOR_BLOCK) {
    const count = min(VECTOR_BLOCK, k - c);
    // In single precision one after the other: a vector begins as doubles, in the place of the next.
    if (SHARED && sizeof<real>() == 8 && k >= ROOTS_WORTH && threads() > 1) {
      const vectors = argumentsOf<Vectors>();
      vectors.p = p;
      vectors.k = k;
      vectors.c = c;
      vectors.left = left;
      vectors.failed = 0;
      share(someVectors.index, count, 8);
      if (vectors.failed != 0) return false;
    } else if (!secularVectors(0, count, k, c, left, p)) {
      return false;
    }
    const target = elements<real>(corner, c * ldx);
    for (let j = 0; j < count; j++) memory.fill(target.at(j * ldx), 0, bytesOf<real>(rows));
    gemm<real>(upper, count, kUpper + p.dense, 1, p.w, 1, p.ldw, block.at(0), 1, ldb, target.at(0), ldx, p.gemmWork);
    gemm<real>(
      lower, count, p.dense + p.lower, 1, at<real>(p.w, upper + gap + kUpper * p.ldw), 1, p.ldw,
      block.at(kUpper), 1, ldb, target.at(upper + gap), ldx, p.gemmWork,
    );
    if (left) for (let j = 0; j < count; j++) target[upper + j * ldx] = block[kUpper + j * ldb];
  }
  for (let j = k; j < n; j++) memory.copy(at<real>(corner, j * ldx), at<real>(p.w, j * p.ldw), bytesOf<real>(rows));
  return true;
}
