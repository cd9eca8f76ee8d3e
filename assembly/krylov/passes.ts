import { gemm } from "../kernels/gemm";
import { symmetrize } from "../kernels/symmetrize";
import { at, bytesOf, Layout, Vector, vector } from "../memory";
import { real } from "../real";
import { Basis, Coefficients } from "./basis";
import { orthonormalize } from "./orthonormalize";
import { randomNormals } from "./random";
import { removeSpan } from "./remove-span";

/** Rows of V and W that are combined at a time: the combination stays in the first-level cache. */
export const STRIP: i32 = 128;

/**
 * A block Krylov space of  G = A'*A  under way: V orthonormal, W = G*V kept beside it, so that nothing but new columns needs A.   [GLO81], [MM15]
 *
 * n: rows of V and W. All of n x something is by rows; V and W have `capacity` columns, of which `count` are filled.
 */
@unmanaged
export class Passes extends Layout {
  n: i32;
  capacity: i32;
  /** Columns of a block at most, and of the newest one. */
  block: i32;
  width: i32;
  /** Triplets wanted. */
  rank: i32;
  count: i32;
  seed: u64;
  /** The number of the block: it chooses the random numbers. */
  pass: i32;
  v: usize;
  w: usize;
  /** The newest block, then its product, then what the next one is made of. n x width, contiguous. */
  x: usize;
  /** V'*W, its values and left vectors by rows. */
  t: usize;
  theta: Vector<real>;
  y: usize;
  right: usize;
  residuals: Vector<real>;
  /** Strips of V and W combined, rank columns each or capacity. */
  strip: usize;
  stripW: usize;
  basis: Basis;
  into: Coefficients;
  h: usize;
  norms: Vector<real>;
  byColumn: usize;
  work: usize;
}

/** X := an orthonormal random block, the first columns of V. */
export function drawFirst(p: Passes): void {
  p.width = p.block;
  randomNormals(p.n * p.width, p.seed, p.pass, 0, p.x, p.norms.at(0));
  makeOrthonormal(p, 1);
}

/** The product takes its place in W. It stays in X, too. */
export function storeProduct(p: Passes): void {
  copyColumns(p, p.x, p.w, p.count - p.width);
}

/** T = V'*W, symmetric but for rounding. */
export function project(p: Passes): void {
  const count = p.count;
  memory.fill(p.t, 0, bytesOf<real>(count * count));
  gemm<real>(count, count, p.n, 1, p.v, 1, p.capacity, p.w, p.capacity, 1, p.t, count, p.work);
  symmetrize<real>(count, p.t, count);
}

/**
 * How far the leading values are from values of A:  g_i = W*y_i - theta_i*V*y_i,  residual_i = min(|g_i|/s_i, sqrt|g_i|),  s_i = sqrt(theta_i).
 *
 * A has a value within residual_i of s_i, for G has one within |g_i| of theta_i. With u_i = A*v_i/s_i it is |A'*u_i - s_i*v_i|, and A*v_i - s_i*u_i = 0.
 */
export function measurePasses(p: Passes): void {
  const found = p.rank;
  memory.fill(p.residuals.at(0), 0, bytesOf<real>(found));
  for (let i = 0; i < p.n; i += STRIP) {
    const rows = min(STRIP, p.n - i);
    combine(p, p.v, i, rows, found, p.strip);
    combine(p, p.w, i, rows, found, p.stripW);
    const z = vector<real>(p.strip);
    const gz = vector<real>(p.stripW);
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < found; j++) {
        const gap = gz[r * found + j] - p.theta[j] * z[r * found + j];
        p.residuals[j] += gap * gap;
      }
    }
  }
  for (let j = 0; j < found; j++) {
    const gap = sqrt<f64>(p.residuals[j]);
    const root = sqrt<f64>(gap);
    p.residuals[j] = <real>(p.theta[j] > 0 ? min<f64>(gap / sqrt<f64>(p.theta[j]), root) : root);
  }
}

/** V := V*Y, W := W*Y for the leading `kept` columns of Y. Nothing is multiplied by A: the space is another basis of a part of itself. */
export function restartPasses(p: Passes, kept: i32): void {
  compress(p, p.v, kept);
  compress(p, p.w, kept);
  p.count = kept;
}

/** The next block: what the newest product has outside of V, orthonormal. Where that is less than a block, random columns fill it. */
export function takeOutside(p: Passes): void {
  p.basis.set(p.n, p.v, p.capacity);
  p.into.set(0, 0, 0);
  removeSpan(p.basis, p.count, p.width, p.x, p.into, p.h, p.norms);
}

/** X orthonormal and orthogonal to V; it becomes the newest columns of V. norm: of what X was made of. */
export function makeOrthonormal(p: Passes, norm: f64): void {
  p.basis.set(p.n, p.v, p.capacity);
  // The second round makes orthogonal to V what the first scaled up or drew.
  for (let round = 0; round < 2; round++) {
    p.into.set(0, 0, 0);
    removeSpan(p.basis, p.count, p.width, p.x, p.into, p.h, p.norms);
    p.into.set(p.h, p.width, 1);
    orthonormalize(p.basis, p.count, p.width, p.x, round == 0 ? norm : 1, p.into, p.seed, <u32>(p.pass * p.block + 1), p.byColumn);
  }
  p.pass++;
  copyColumns(p, p.x, p.v, p.count);
  p.count += p.width;
}

/** out := rows i.. of X times the leading `columns` of Y;  X: n x count of `capacity`, out: rows x columns. */
export function combine(p: Passes, x: usize, i: i32, rows: i32, columns: i32, out: usize): void {
  const count = p.count;
  memory.fill(out, 0, bytesOf<real>(rows * columns));
  // By columns: out' = Y'*X'.
  gemm<real>(columns, rows, count, 1, p.y, 1, count, at<real>(x, i * p.capacity), 1, p.capacity, out, columns, p.work);
}

function compress(p: Passes, x: usize, kept: i32): void {
  for (let i = 0; i < p.n; i += STRIP) {
    const rows = min(STRIP, p.n - i);
    combine(p, x, i, rows, kept, p.strip);
    for (let r = 0; r < rows; r++) memory.copy(at<real>(x, (i + r) * p.capacity), at<real>(p.strip, r * kept), bytesOf<real>(kept));
  }
}

/** Columns first.. of `to` := the block. */
function copyColumns(p: Passes, block: usize, to: usize, first: i32): void {
  for (let i = 0; i < p.n; i++) memory.copy(at<real>(to, i * p.capacity + first), at<real>(block, i * p.width), bytesOf<real>(p.width));
}
