import { amax } from "../kernels/amax";
import { columnNorms } from "../kernels/columns";
import { dot } from "../kernels/dot";
import { panelProduct } from "../kernels/panel";
import { bytesOf } from "../memory";
import { real } from "../real";
import { orthonormalize } from "./orthonormalize";
import { removeSpan } from "./remove-span";
import { randomNormals } from "./random";
import { MEASURE_BACK, MEASURE_FORWARD, Sketch } from "./state";

/**
 * The steps of a random QB factorization,  A = Q*B + R,  B = Q'*A.   randQB_EI, [YGL18]; power steps as in [HMT11]
 *
 * All products are with R: where A itself is not replaced by R, Q*B*X is subtracted.
 */

/** What the product in Y is. */
export const SKETCH: i32 = 0; // R*X, X random
export const POWER_BACK: i32 = 1; // R'*X, X orthonormal
export const POWER_FORWARD: i32 = 2; // R*X
export const CAPTURE: i32 = 3; // Q'*R, transposed

/** The next block begins: X := random numbers. */
export function beginSketch(state: Sketch): void {
  randomNormals(state.columns * state.width, state.seed, state.streams(1), 0, state.x, state.norms.at(0));
  state.powerLeft = state.power;
  state.step = SKETCH;
  state.phase = MEASURE_FORWARD;
}

/** Y = A*X for random X:  E||R*x||^2 = ||R||_F^2 for a normal x. Goes on as powerForward does. */
export function finishSketch(state: Sketch): void {
  const width = state.width;
  const y = state.y;
  deflate(state);
  if (!state.deflates) state.energy = dot<real>(state.rows * width, y, y) / <f64>width;
  afterForward(state);
}

/** Y = A*X for orthonormal X. */
export function finishPowerForward(state: Sketch): void {
  deflate(state);
  afterForward(state);
}

/** Y = A'*X for orthonormal X: the next X is an orthonormal basis of its columns. */
export function finishPowerBack(state: Sketch): void {
  orthonormalizeInside(state, state.columns);
  state.swap();
  state.powerLeft--;
  state.step = POWER_FORWARD;
  state.phase = MEASURE_FORWARD;
}

/** Y = A'*Q: the block is complete. It is stored at the place after the last one, which the caller has reserved. */
export function finishCapture(state: Sketch): void {
  const width = state.width;
  const count = state.blocks;
  const y = state.y;
  const n = state.columns * width;
  memory.copy(state.blockQ(count), state.x, bytesOf<real>(state.rows * width));
  memory.copy(state.blockB(count), y, bytesOf<real>(n));
  state.captured += dot<real>(n, y, y);
  state.blocks = count + 1;
}

/** Y -= Q*(B*X), block by block. */
function deflate(state: Sketch): void {
  if (state.deflates) return;
  const width = state.width;
  const h = state.coefficients;
  for (let i = 0; i < state.blocks; i++) {
    memory.fill(h, 0, bytesOf<real>(width * width));
    panelProduct<real>(width, state.columns, width, 1, state.blockB(i), 1, width, state.x, width, h, width);
    panelProduct<real>(state.rows, width, width, -1, state.blockQ(i), width, 1, h, width, state.y, width);
  }
}

/** X := an orthonormal basis of Y orthogonal to all of Q; it goes back through A', to be sharpened or to be kept. */
function afterForward(state: Sketch): void {
  const rows = state.rows;
  // The second round also makes orthogonal what the first replaced at random.
  for (let round = 0; round < 2; round++) {
    projectOnAll(state);
    orthonormalizeInside(state, rows);
  }
  state.swap();
  state.step = state.powerLeft > 0 ? POWER_BACK : CAPTURE;
  state.phase = MEASURE_BACK;
}

/** Y := Y - Q*(Q'*Y). */
function projectOnAll(state: Sketch): void {
  const width = state.width;
  for (let i = 0; i < state.blocks; i++) {
    const q = state.q.set(state.rows, state.blockQ(i), width);
    removeSpan(q, width, width, state.y, state.into(0, 0, 0), state.coefficients, state.norms);
  }
}

/** Y := an orthonormal basis of its columns. */
function orthonormalizeInside(state: Sketch, rows: i32): void {
  const width = state.width;
  columnNorms<real>(rows, width, state.y, state.norms.at(0));
  const norm = amax<real>(width, state.norms.at(0));
  const none = state.q.set(rows, 0, 0);
  const r = state.into(state.coefficients, width, 1);
  orthonormalize(none, 0, width, state.y, norm, r, state.seed, state.streams(width), state.byColumn);
}
