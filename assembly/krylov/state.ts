/**
 * The state of a thick-restarted block Golub-Kahan-Lanczos process, a record of words at `state`.   [BR05], [BR06]
 *
 *   U: rows x expanded and V: columns x (expanded + pending), orthonormal columns, row-major
 *   B = U'*A*V, expanded x (expanded + pending), row-major;   A*V(:, :expanded) = U*B(:, :expanded),   A'*U = V*B'
 *
 * The pending columns of V are what A'*U has outside the expanded ones: they are multiplied by A next, first to last.
 */

/** Sizes: i32. */
export const ROWS: usize = 0;
export const COLUMNS: usize = 4;
/** Triplets wanted. */
export const WANTED: usize = 8;
/** Columns multiplied at a time. */
export const BLOCK: usize = 12;
/** Expanded columns from which on the basis is restarted. */
export const LIMIT: usize = 16;
/** Elements from row to row of U, of V and of B. */
export const LDU: usize = 20;
export const LDV: usize = 24;
export const LDB: usize = 28;

/** Progress: i32. */
export const EXPANDED: usize = 32;
export const PENDING: usize = 36;
/** Columns in the step under way. */
export const WIDTH: usize = 40;
export const PHASE: usize = 44;
/** 1 while the missed-copies test runs. */
export const PROBING: usize = 48;
/** 1 once the missed-copies test has passed. */
export const PROBED: usize = 52;
/** Random vectors drawn so far: the stream of the next. */
export const STREAM: usize = 56;
/** Steps until the next look at the singular values. */
export const WAIT: usize = 60;
/** First column of the panel whose residuals are measured. */
export const PANEL: usize = 64;
/** 1 when the result must be taken as it is. */
export const LAST: usize = 68;
/** The power of two taken out of the operator. */
export const EXPONENT: usize = 72;
/** 1 once EXPONENT is known. */
export const SCALED: usize = 76;
/** 1 when the measured residuals meet the tolerance and the missed-copies test has passed. */
export const CONVERGED: usize = 80;
/** Steps since the last look at the singular values. */
export const SINCE: usize = 84;

/** Numbers: f64 (the seed u64). */
export const SEED: usize = 88;
/** What the user asked for: of the residual of each value, relative to max(value, FLOOR * largest value). */
export const TOLERANCE: usize = 96;
/** What the estimates must reach: tightened when measured residuals turn out larger. */
export const TARGET: usize = 104;
/** Largest residual in the same unit, estimated or measured last. */
export const CHANGE: usize = 112;
/** A lower bound of the norm of A. */
export const NORM: usize = 120;
/** CHANGE at the look before the last, 0 before there was one. */
export const CHANGE_BEFORE: usize = 200;
/** 1 when products arrive unscaled, from outside. */
export const OUTSIDE: usize = 208;
/** Most pending columns. */
export const MOST_PENDING: usize = 212;

/** Addresses. */
export const U: usize = 128;
export const V: usize = 132;
export const B: usize = 136;
/** The block to multiply and its product, row-major, contiguous. */
export const X: usize = 140;
export const Y: usize = 144;
/** Singular values of B's square part and its left and right vectors, expanded x expanded, row-major. */
export const VALUES: usize = 148;
export const LEFT: usize = 152;
export const RIGHT: usize = 156;
/** Triangle, values and vectors of the missed-copies test. */
export const PROBE: usize = 160;
/** Triplets of the result: row-major with LDR elements from row to row, and residuals. */
export const RESULT_U: usize = 164;
export const RESULT_V: usize = 168;
export const RESIDUALS: usize = 172;
export const LDR: usize = 176;
/** Workspaces: a block by columns; coefficients of a projection; norms of a block's columns; rows of a basis. */
export const BY_COLUMN: usize = 180;
export const COEFFICIENTS: usize = 184;
export const NORMS: usize = 188;
export const WORK: usize = 192;

/** A'*(A*N), gained in the same pass as A*N. */
export const Z: usize = 196;
/** 1 when Z belongs to the block under way. */
export const HAS_Z: usize = 216;

/** Workspace: a strip of rows of a dense A. */
export const STRIPS: usize = 220;
/** Columns of the missed-copies test so far. */
export const PROBE_DONE: usize = 224;
/** Pending columns that must be multiplied before the next missed-copies test. */
export const UNTRIED: usize = 228;
/** 1 when the estimates held while everything pending was multiplied once more. */
export const CONFIRMED: usize = 276;
/** Missed-copies tests that found something. */
export const FAILED_PROBES: usize = 280;
/** Bounds of the errors of A'*U = V*B', column by column of U. */
export const ERRORS: usize = 284;
/** 1 where residuals are relative to the largest value; less where to each its own. */
export const FLOOR: usize = 288;
/** The smallest value wanted, at the last look; 0 before there was one. */
export const SMALLEST: usize = 296;

/** A sketch (random QB factorization) uses the sizes, the blocks and the results above, and these. */
/** Its blocks: address of the first, bytes of each, how many. */
export const FIRST_BLOCK: usize = 232;
export const BLOCK_BYTES: usize = 236;
export const BLOCKS: usize = 240;
/** Which product comes next, power steps of a block, and those left in this one. */
export const STEP: usize = 244;
export const POWER: usize = 248;
export const POWER_LEFT: usize = 252;
/** ||B||_F^2, and ||A - Q*B||_F^2 as estimated from the last random block or measured. */
export const CAPTURED: usize = 256;
export const ENERGY: usize = 264;
/** 1 when A itself is replaced by A - Q*B. */
export const DEFLATES: usize = 272;

export const STATE_BYTES: usize = 320;

/** The block must be multiplied by A; its columns are the first pending ones of V. */
export const EXPAND_FORWARD: i32 = 0;
/** The block must be multiplied by A'; its columns are the newest of U. */
export const EXPAND_BACK: i32 = 1;
/** Residuals A*v - s*u and A'*u - s*v. */
export const MEASURE_FORWARD: i32 = 2;
export const MEASURE_BACK: i32 = 3;
export const DONE: i32 = 4;

// @ts-ignore: decorator
@inline
export function integer(state: usize, field: usize): i32 {
  return load<i32>(state + field);
}

// @ts-ignore: decorator
@inline
export function setInteger(state: usize, field: usize, value: i32): void {
  store<i32>(state + field, value);
}

// @ts-ignore: decorator
@inline
export function real(state: usize, field: usize): f64 {
  return load<f64>(state + field);
}

// @ts-ignore: decorator
@inline
export function setReal(state: usize, field: usize, value: f64): void {
  store<f64>(state + field, value);
}

// @ts-ignore: decorator
@inline
export function address(state: usize, field: usize): usize {
  return load<usize>(state + field);
}
