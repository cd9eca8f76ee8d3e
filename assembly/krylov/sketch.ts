import { amax } from "../kernels/amax";
import { dot } from "../kernels/dot";
import { panelProduct } from "../kernels/panel";
import { columnNorms } from "./columns";
import { orthonormalize } from "./orthonormalize";
import { project } from "./project";
import { randomNormals } from "./random";
import {
  address, BLOCK_BYTES, BLOCKS, BY_COLUMN, CAPTURED, COEFFICIENTS, COLUMNS, DEFLATES, ENERGY, FIRST_BLOCK, integer,
  MEASURE_BACK, MEASURE_FORWARD, NORMS, PHASE, POWER, POWER_LEFT, real, ROWS, SEED, setInteger, setReal, STEP, STREAM, WIDTH,
  X, Y,
} from "./state";

/**
 * A random QB factorization, block by block:  A = Q*B + R,  B = Q'*A.   randQB_EI, [YGL18]; power steps as in [HMT11]
 *
 * A block holds the next columns of Q (rows x width, row-major), then those of B' (columns x width, row-major). All products
 * are with R: where A itself is not replaced by R, Q*B*X is subtracted.
 */

/** What the product in Y is. */
export const SKETCH: i32 = 0; // R*X, X random
export const POWER_BACK: i32 = 1; // R'*X, X orthonormal
export const POWER_FORWARD: i32 = 2; // R*X
export const CAPTURE: i32 = 3; // Q'*R, transposed

// @ts-ignore: decorator
@inline
function blockQ(state: usize, i: i32): usize {
  return address(state, FIRST_BLOCK) + <usize>i * address(state, BLOCK_BYTES);
}

// @ts-ignore: decorator
@inline
function blockB(state: usize, i: i32): usize {
  return blockQ(state, i) + ((<usize>integer(state, ROWS) * integer(state, WIDTH)) << 3);
}

/** The next block begins: X := random numbers. */
export function beginSketch(state: usize): void {
  const stream = integer(state, STREAM);
  setInteger(state, STREAM, stream + 1);
  randomNormals(
    integer(state, COLUMNS) * integer(state, WIDTH), load<u64>(state + SEED), <u32>stream, 0, address(state, X), address(state, NORMS),
  );
  setInteger(state, POWER_LEFT, integer(state, POWER));
  setInteger(state, STEP, SKETCH);
  setInteger(state, PHASE, MEASURE_FORWARD);
}

/** Y = A*X for random X:  E||R*x||^2 = ||R||_F^2 for a normal x. Goes on as powerForward does. */
export function finishSketch(state: usize): void {
  const width = integer(state, WIDTH);
  const y = address(state, Y);
  deflate(state);
  if (integer(state, DEFLATES) == 0) setReal(state, ENERGY, dot<f64>(integer(state, ROWS) * width, y, y) / <f64>width);
  afterForward(state);
}

/** Y = A*X for orthonormal X. */
export function finishPowerForward(state: usize): void {
  deflate(state);
  afterForward(state);
}

/** Y = A'*X for orthonormal X: the next X is an orthonormal basis of its columns. */
export function finishPowerBack(state: usize): void {
  orthonormalizeInside(state, integer(state, COLUMNS));
  swapBlocks(state);
  setInteger(state, POWER_LEFT, integer(state, POWER_LEFT) - 1);
  setInteger(state, STEP, POWER_FORWARD);
  setInteger(state, PHASE, MEASURE_FORWARD);
}

/** Y = A'*Q: the block is complete. It is stored at the place after the last one, which the caller has reserved. */
export function finishCapture(state: usize): void {
  const width = integer(state, WIDTH);
  const count = integer(state, BLOCKS);
  const y = address(state, Y);
  const n = integer(state, COLUMNS) * width;
  memory.copy(blockQ(state, count), address(state, X), <usize>(integer(state, ROWS) * width) << 3);
  memory.copy(blockB(state, count), y, <usize>n << 3);
  setReal(state, CAPTURED, real(state, CAPTURED) + dot<f64>(n, y, y));
  setInteger(state, BLOCKS, count + 1);
}

/** Y -= Q*(B*X), block by block. */
function deflate(state: usize): void {
  if (integer(state, DEFLATES) == 1) return;
  const width = integer(state, WIDTH);
  const h = address(state, COEFFICIENTS);
  for (let i = 0; i < integer(state, BLOCKS); i++) {
    memory.fill(h, 0, <usize>(width * width) << 3);
    panelProduct<f64>(width, integer(state, COLUMNS), width, 1, blockB(state, i), 1, width, address(state, X), width, h, width);
    panelProduct<f64>(integer(state, ROWS), width, width, -1, blockQ(state, i), width, 1, h, width, address(state, Y), width);
  }
}

/** X := an orthonormal basis of Y orthogonal to all of Q; it goes back through A', to be sharpened or to be kept. */
function afterForward(state: usize): void {
  const rows = integer(state, ROWS);
  // The second round also makes orthogonal what the first replaced at random.
  for (let round = 0; round < 2; round++) {
    projectOnAll(state);
    orthonormalizeInside(state, rows);
  }
  swapBlocks(state);
  setInteger(state, STEP, integer(state, POWER_LEFT) > 0 ? POWER_BACK : CAPTURE);
  setInteger(state, PHASE, MEASURE_BACK);
}

/** Y := Y - Q*(Q'*Y). */
function projectOnAll(state: usize): void {
  const rows = integer(state, ROWS);
  const width = integer(state, WIDTH);
  for (let i = 0; i < integer(state, BLOCKS); i++) {
    project(
      rows, width, width, blockQ(state, i), width, address(state, Y), 0, 0, 0, address(state, COEFFICIENTS), address(state, NORMS),
    );
  }
}

/** Y := an orthonormal basis of its columns. */
function orthonormalizeInside(state: usize, rows: i32): void {
  const width = integer(state, WIDTH);
  const y = address(state, Y);
  const norms = address(state, NORMS);
  columnNorms(rows, width, y, norms);
  const stream = integer(state, STREAM);
  setInteger(state, STREAM, stream + width);
  orthonormalize(
    rows, width, y, y, 0, width, amax<f64>(width, norms), address(state, COEFFICIENTS), width, 1, load<u64>(state + SEED), <u32>stream,
    address(state, BY_COLUMN),
  );
}

function swapBlocks(state: usize): void {
  const x = address(state, X);
  store<usize>(state + X, address(state, Y));
  store<usize>(state + Y, x);
}
