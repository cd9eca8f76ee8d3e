import { at, Layout, Vector } from "../memory";
import { real } from "../real";
import { Basis, Coefficients } from "./basis";

/** The block must be multiplied by A; its columns are the first pending ones of V. */
export const EXPAND_FORWARD: i32 = 0;
/** The block must be multiplied by A'; its columns are the newest of U. */
export const EXPAND_BACK: i32 = 1;
/** Residuals A*v - s*u and A'*u - s*v. */
export const MEASURE_FORWARD: i32 = 2;
export const MEASURE_BACK: i32 = 3;
export const DONE: i32 = 4;

/** A block on its way through A: what is multiplied, what comes of it, and what every step works with. */
@unmanaged
export class Products extends Layout {
  rows: i32;
  columns: i32;
  /** What is to be multiplied, by whom; `width` columns. */
  phase: i32;
  width: i32;
  /** The block and its product, row-major, contiguous. */
  x: usize;
  y: usize;
  /** A'*(A*X), gained in the same pass as A*X, where hasZ says so: in Krylov processes only. */
  z: usize;
  hasZ: bool;
  /** The power of two taken out of A, whether it is known, and whether products arrive unscaled, from outside. */
  exponent: i32;
  scaled: bool;
  outside: bool;
  /** Random numbers: of which seed, and vectors drawn so far. */
  seed: u64;
  stream: u32;
  /** Norms of a block's columns, before and after; coefficients of a projection; a block by columns; rows of a basis. */
  norms: Vector<real>;
  coefficients: usize;
  byColumn: usize;
  work: usize;
  /** Where the next coefficients go. */
  sums: Coefficients;

  /** The coefficient of columns i and j goes to  at + i*rowStride + j*columnStride. */
  into(at: usize, rowStride: i32, columnStride: i32): Coefficients {
    return this.sums.set(at, rowStride, columnStride);
  }

  /** The first of `count` streams of random numbers. */
  streams(count: i32): u32 {
    const first = this.stream;
    this.stream = first + <u32>count;
    return first;
  }

  /** The product becomes the block. */
  swap(): void {
    const x = this.x;
    this.x = this.y;
    this.y = x;
  }
}

/** The triplets of a result, while their residuals are measured panel by panel. */
@unmanaged
export class Measured extends Products {
  wanted: i32;
  values: Vector<real>;
  /** Row-major, ldr elements from row to row. */
  resultU: usize;
  resultV: usize;
  ldr: i32;
  residuals: Vector<real>;
  /** The first column of the panel that is measured. */
  panel: i32;
  /** What the user asked for: of the residual of each value, relative to max(value, floor * largest value). */
  tolerance: f64;
  floor: f64;
  /** The largest residual in that unit, estimated or measured last. */
  change: f64;
  /** The result must be taken as it is. */
  last: bool;
  /** Nothing was missed, as a test has shown or as nobody asked. */
  probed: bool;
  /** The measured residuals meet the tolerance, and nothing was missed. */
  converged: bool;
}

/**
 * A thick-restarted block Golub-Kahan-Lanczos process.   [BR05], [BR06]
 *
 *   U: rows x expanded and V: columns x (expanded + pending), orthonormal columns, row-major
 *   B = U'*A*V, expanded x (expanded + pending), row-major;   A*V(:, :expanded) = U*B(:, :expanded),   A'*U = V*B'
 *
 * The pending columns of V are what A'*U has outside the expanded ones: they are multiplied by A next, first to last.
 */
@unmanaged
export class Krylov extends Measured {
  u: Basis;
  v: Basis;
  b: usize;
  ldb: i32;
  expanded: i32;
  pending: i32;
  mostPending: i32;
  /** Columns multiplied at a time, and expanded columns from which on the basis is restarted. */
  block: i32;
  limit: i32;
  /** A lower bound of the norm of A. */
  norm: f64;
  /** A strip of rows of a dense A. */
  strips: usize;
  /** Bounds of the errors of A'*U = V*B', column by column of U. */
  errors: Vector<real>;
  /** Left and right singular vectors of B's square part, expanded x expanded, row-major. */
  left: usize;
  right: usize;
  /** What the estimates must reach: tightened when measured residuals turn out larger. */
  target: f64;
  /** `change` at the look before the last, and the smallest value wanted at the last; 0 before there was one. */
  changeBefore: f64;
  smallest: f64;
  /** Steps until the next look at the singular values, and since the last. */
  wait: i32;
  since: i32;
  /** The missed-copies test: whether it runs, its columns so far, its triangle, values and vectors, and how often it found something. */
  probing: bool;
  probeDone: i32;
  /** W of the test: the columns of U after the expanded ones. */
  w: Basis;
  probe: usize;
  failedProbes: i32;
  /** Pending columns that must be multiplied before the next test, and whether the estimates held while all of them were. */
  untried: i32;
  confirmed: bool;
}

/**
 * A random QB factorization, block by block:  A = Q*B + R,  B = Q'*A.   randQB_EI, [YGL18]
 *
 * A block holds the next columns of Q (rows x width, row-major), then those of B' (columns x width, row-major).
 */
@unmanaged
export class Sketch extends Measured {
  /** Address of the first block, bytes of each, how many. */
  firstBlock: usize;
  blockBytes: usize;
  blocks: i32;
  /** A block of Q as a basis. */
  q: Basis;
  /** Which product comes next; power steps of a block, and those left in this one. */
  step: i32;
  power: i32;
  powerLeft: i32;
  /** ||B||_F^2, and ||A - Q*B||_F^2 as estimated from the last random block or measured. */
  captured: f64;
  energy: f64;
  /** A itself is replaced by A - Q*B. */
  deflates: bool;
  /** The right singular vectors of B, (blocks * width) x (blocks * width) at most, row-major. */
  right: usize;

  /** Block i of Q, and of B'. */
  blockQ(i: i32): usize {
    return this.firstBlock + <usize>i * this.blockBytes;
  }

  blockB(i: i32): usize {
    return at<real>(this.blockQ(i), this.rows * this.width);
  }
}
