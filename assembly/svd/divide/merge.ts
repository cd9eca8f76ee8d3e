import { rot } from "../../kernels/rot";
import { roundoff } from "../../machine";

/** Deflation tolerance in units of roundoff times the norm of the merged problem.  [LAPACK lasd2] */
const DEFLATION: f64 = 64;

/** Kinds of columns by where they are nonzero: upper rows, everywhere, lower rows; or left out of the secular equation. */
const UPPER: i32 = 0;
const DENSE: i32 = 1;
const LOWER: i32 = 2;
const DEFLATED: i32 = 3;

/** Counts that deflateMerge leaves at `counts` (i32 each). */
export const COUNT_UPPER: usize = 0;
export const COUNT_DENSE: usize = 4;
export const COUNT_LOWER: usize = 8;
export const MERGE_COUNTS: usize = 16;

/**
 * Two solved halves and the row between them as the problem  [z; diag(d)]:  its first row.   [GE95], [LAPACK lasd1]
 *
 * The node starts at row and column `f` of V (column-major, ldv): `nl` rows, the middle row (alpha, beta), then `nr` rows;
 * `extra` is 1 if it has one more column than rows. z: nl + nr + 1 elements, by column of the node; the middle one belongs
 * to the null vector of the upper half, into which that of the lower half is rotated.
 */
export function mergedRow(
  f: i32, nl: i32, nr: i32, extra: i32, alpha: f64, beta: f64, v: usize, ldv: i32, z: usize,
): void {
  const n = nl + nr + 1;
  const stride = <usize>ldv << 3;
  let upper = v + <usize>f * stride + (<usize>(f + nl) << 3); // last row of the upper half
  for (let j = 0; j <= nl; j++) {
    store<f64>(z + (<usize>j << 3), alpha * load<f64>(upper));
    upper += stride;
  }
  let lower = v + <usize>(f + nl + 1) * stride + (<usize>(f + nl + 1) << 3); // first row of the lower half
  for (let j = nl + 1; j < n; j++) {
    store<f64>(z + (<usize>j << 3), beta * load<f64>(lower));
    lower += stride;
  }
  if (extra == 0) return;
  const middle = z + (<usize>nl << 3);
  const a = load<f64>(middle);
  const b = beta * load<f64>(lower);
  const r = sqrt<f64>(a * a + b * b);
  if (r == 0) return;
  const top = v + <usize>(f + nl) * stride + (<usize>f << 3);
  rot<f64>(n + 1, top, v + <usize>(f + n) * stride + (<usize>f << 3), a / r, b / r);
  store<f64>(middle, r);
}

/**
 * Takes out of the merged problem what needs no secular equation: weights that are negligible, and of equal poles all but
 * one (their columns are rotated).   [LAPACK lasd2]
 *
 * d, z: by column of the node (d of the middle column is 0); overwritten. order: n-1 i32, the columns but the middle one by
 * ascending d. kinds: n i32 of scratch. Returns the number k of poles that stay, and leaves: sorted: k poles, ascending, the
 * first 0 (the middle column); weights: k; columns: n i32, their columns, then the deflated ones; group: k i32, the same
 * poles as places grouped upper, dense (with the middle one first), lower; counts.
 */
export function deflateMerge(
  f: i32, nl: i32, nr: i32, extra: i32, norm: f64, u: usize, ldu: i32, v: usize, ldv: i32,
  d: usize, z: usize, order: usize, kinds: usize,
  sorted: usize, weights: usize, columns: usize, group: usize, counts: usize,
): i32 {
  const n = nl + nr + 1;
  const tolerance = DEFLATION * roundoff<f64>() * norm;
  const corner = <usize>f << 3;
  for (let j = 0; j < n; j++) store<i32>(kinds + (<usize>j << 2), j < nl ? UPPER : j == nl ? DENSE : LOWER);

  let z0 = load<f64>(z + (<usize>nl << 3));
  if (!(abs<f64>(z0) > tolerance)) z0 = tolerance;
  store<f64>(sorted, 0);
  store<f64>(weights, z0);
  store<i32>(columns, nl);
  let k = 1;
  let deflated = n; // places from the end of `columns`
  let previous = -1;
  for (let p = 0; p < n - 1; p++) {
    const j = load<i32>(order + (<usize>p << 2));
    const zj = load<f64>(z + (<usize>j << 3));
    if (!(abs<f64>(zj) > tolerance)) {
      store<i32>(kinds + (<usize>j << 2), DEFLATED);
      deflated--;
      store<i32>(columns + (<usize>deflated << 2), j);
      continue;
    }
    if (previous >= 0 && !(load<f64>(d + (<usize>j << 3)) - load<f64>(d + (<usize>previous << 3)) > tolerance)) {
      // Equal poles: a rotation moves the whole weight to column j.
      const zp = load<f64>(z + (<usize>previous << 3));
      const r = sqrt<f64>(zj * zj + zp * zp);
      const c = zj / r;
      const s = -zp / r;
      rot<f64>(n, columnAt(u, ldu, f + previous) + corner, columnAt(u, ldu, f + j) + corner, c, s);
      rot<f64>(n + extra, columnAt(v, ldv, f + previous) + corner, columnAt(v, ldv, f + j) + corner, c, s);
      store<f64>(z + (<usize>j << 3), r);
      const kind = kinds + (<usize>j << 2);
      if (load<i32>(kind) != load<i32>(kinds + (<usize>previous << 2))) store<i32>(kind, DENSE);
      store<i32>(kinds + (<usize>previous << 2), DEFLATED);
      deflated--;
      store<i32>(columns + (<usize>deflated << 2), previous);
      k--;
    }
    store<f64>(sorted + (<usize>k << 3), load<f64>(d + (<usize>j << 3)));
    store<f64>(weights + (<usize>k << 3), load<f64>(z + (<usize>j << 3)));
    store<i32>(columns + (<usize>k << 2), j);
    k++;
    previous = j;
  }
  // The second pole must stay clear of the first, which is 0.
  if (k > 1 && !(load<f64>(sorted, 8) > 0.5 * tolerance)) store<f64>(sorted, 0.5 * tolerance, 8);
  groupByKind(k, kinds, columns, group, counts);
  return k;
}

// @ts-ignore: decorator
@inline
function columnAt(a: usize, lda: i32, j: i32): usize {
  return a + (<usize>(j * lda) << 3);
}

/** group := the places 0..k-1 ordered upper, dense, lower; stable. */
function groupByKind(k: i32, kinds: usize, columns: usize, group: usize, counts: usize): void {
  let to = 0;
  for (let kind = UPPER; kind <= LOWER; kind++) {
    const before = to;
    for (let p = 0; p < k; p++) {
      if (load<i32>(kinds + (<usize>load<i32>(columns + (<usize>p << 2)) << 2)) != kind) continue;
      store<i32>(group + (<usize>to << 2), p);
      to++;
    }
    store<i32>(counts + (<usize>kind << 2), to - before);
  }
}
