import { mark, release, reserve } from "../../arena";
import { Driver, Vectors } from "../../codes";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { panelProduct } from "../../kernels/panel";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { storeColumns } from "../../krylov/columns";
import { isForward, multiplyDense, multiplySparse } from "../../krylov/products";
import { beginSketch, finishCapture, finishPowerBack, finishPowerForward, finishSketch, POWER_BACK, POWER_FORWARD, SKETCH } from "../../krylov/sketch";
import {
  address, BLOCK_BYTES, BLOCKS, BY_COLUMN, CAPTURED, COEFFICIENTS, COLUMNS, DEFLATES, ENERGY, EXPONENT, FIRST_BLOCK, FLOOR, integer, LAST,
  LDR, NORMS, OUTSIDE, POWER, PROBED, real, RESIDUALS, RESULT_U, RESULT_V, RIGHT, ROWS, SEED, setInteger, setReal, STATE_BYTES,
  STEP, TOLERANCE, VALUES, WANTED, WIDTH, WORK, X, Y,
} from "../../krylov/state";
import { Status } from "../../status";
import { svd } from "../dense/svd";
import { svdBytes, Triplets } from "../dense/work";
import { beginMeasuring, scaleProduct } from "./lanczos";
import { panelColumns } from "./memory";

/** Bytes that sketchOpen reserves; each block takes (rows + columns) * width * 8 more. */
export function sketchBytes(rows: i32, columns: i32, width: i32): f64 {
  const longest = <f64>max(rows, columns);
  return <f64>STATE_BYTES + 8 * (2 * longest * <f64>width + <f64>width * (longest + 16) + <f64>(width * width) + <f64>(4 * width) + 64) + 1024;
}

/**
 * Opens a sketch of a rows x columns matrix; the address of its state is left at `result`.
 *
 * width: columns of a block. power: power steps for each. deflates: 1 when the (dense) matrix may be overwritten by what is left.
 */
export function sketchOpen(
  rows: i32, columns: i32, width: i32, power: i32, seed: f64, exponent: i32, outside: i32, deflates: i32, result: usize,
): Status {
  const base = mark();
  const bytes = sketchBytes(rows, columns, width);
  const state: usize = bytes > 4294967295.0 ? 0 : reserve(<usize>bytes);
  if (state == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  memory.fill(state, 0, STATE_BYTES);
  const longest = <usize>max(rows, columns);
  const block = ((longest * width) << 3) + 63 & ~63;
  const x = state + (STATE_BYTES + 63 & ~63);
  const byColumn = x + 2 * block;
  const h = byColumn + (((<usize>width * (longest + 8) + 16) << 3) + 63 & ~63);
  store<usize>(state + X, x);
  store<usize>(state + Y, x + block);
  store<usize>(state + BY_COLUMN, byColumn);
  store<usize>(state + COEFFICIENTS, h);
  store<usize>(state + NORMS, h + ((<usize>(width * width) << 3) + 63 & ~63));
  setInteger(state, ROWS, rows);
  setInteger(state, COLUMNS, columns);
  setInteger(state, WIDTH, width);
  setInteger(state, POWER, power);
  setInteger(state, EXPONENT, exponent);
  setInteger(state, OUTSIDE, outside);
  setInteger(state, DEFLATES, deflates);
  setReal(state, FLOOR, 1);
  store<u64>(state + SEED, <u64>seed);
  store<usize>(state + BLOCK_BYTES, ((<usize>(rows + columns) * width) << 3) + 63 & ~63);
  store<usize>(state + FIRST_BLOCK, mark());
  store<usize>(result, state);
  beginSketch(state);
  return Status.Ok;
}

/** Takes the product in Y and prepares the next block in X. a, lda: the dense matrix that deflates, else not used. */
export function sketchAdvance(state: usize, a: usize, lda: i32): Status {
  if (integer(state, OUTSIDE) == 1) scaleProduct(state);
  const step = integer(state, STEP);
  if (step == SKETCH) finishSketch(state);
  else if (step == POWER_BACK) finishPowerBack(state);
  else if (step == POWER_FORWARD) finishPowerForward(state);
  else {
    if (reserve(address(state, BLOCK_BYTES)) == 0) return Status.OutOfMemory;
    finishCapture(state);
    if (integer(state, DEFLATES) == 1) return deflateMatrix(state, a, lda);
    beginSketch(state);
  }
  return Status.Ok;
}

/** A := A - Q*B for the last block, and the energy that is left in it. A row-major matrix is its transpose by columns. */
function deflateMatrix(state: usize, a: usize, lda: i32): Status {
  const rows = integer(state, ROWS);
  const columns = integer(state, COLUMNS);
  const width = integer(state, WIDTH);
  const q = address(state, FIRST_BLOCK) + <usize>(integer(state, BLOCKS) - 1) * address(state, BLOCK_BYTES);
  const b = q + ((<usize>rows * width) << 3);
  const base = mark();
  const work = reserve(gemmWorkspace<f64>(columns, rows, width));
  if (work == 0) return Status.OutOfMemory;
  gemm<f64>(columns, rows, width, -1, b, width, 1, q, 1, width, a, lda, work);
  release(base);
  setReal(state, ENERGY, matrixEnergy(rows, columns, a, lda));
  beginSketch(state);
  return Status.Ok;
}

/** ||A||_F^2. A: rows x columns, row-major, lda. */
export function matrixEnergy(rows: i32, columns: i32, a: usize, lda: i32): f64 {
  if (lda == columns) return sumOfSquares(rows * columns, a);
  let sum = 0.0;
  for (let i = 0; i < rows; i++) sum += sumOfSquares(columns, a + ((<usize>i * lda) << 3));
  return sum;
}

/** Products with a dense matrix until a block is complete and, unless it deflates, the next one is begun and has shown what is left. */
export function sketchTurnDense(state: usize, a: usize, lda: i32): Status {
  const before = integer(state, BLOCKS);
  while (!isTurned(state, before)) {
    multiplyDense(state, a, lda);
    const status = sketchAdvance(state, a, lda);
    if (status != Status.Ok) return status;
  }
  return Status.Ok;
}

/** The same with a sparse matrix. */
export function sketchTurnSparse(state: usize, rowStart: usize, column: usize, value: usize): Status {
  const before = integer(state, BLOCKS);
  while (!isTurned(state, before)) {
    multiplySparse(state, rowStart, column, value);
    const status = sketchAdvance(state, 0, 0);
    if (status != Status.Ok) return status;
  }
  return Status.Ok;
}

/** Whether the turn that began with `before` blocks is over. */
function isTurned(state: usize, before: i32): bool {
  return integer(state, BLOCKS) > before && (integer(state, DEFLATES) == 1 || integer(state, STEP) != SKETCH);
}

export function sketchIsTurned(state: usize, before: i32): i32 { return isTurned(state, before) ? 1 : 0; }
export function sketchIsForward(state: usize): i32 { return isForward(state) ? 1 : 0; }
export function sketchExponent(state: usize): i32 { return integer(state, EXPONENT); }
export function sketchBlocks(state: usize): i32 { return integer(state, BLOCKS); }
export function sketchEnergy(state: usize): f64 { return real(state, ENERGY); }
export function sketchCaptured(state: usize): f64 { return real(state, CAPTURED); }

/** Bytes that sketchDecompose and sketchResult reserve. */
export function sketchResultBytes(rows: i32, columns: i32, captured: i32): f64 {
  const longest = <f64>max(rows, columns);
  return svdBytes(columns, captured, Vectors.Thin, Driver.Auto) + 8 * <f64>columns * <f64>captured +
    8 * ((longest * 2) * <f64>(panelColumns(captured) + 4) + <f64>(rows + columns) * <f64>(captured + 8) + longest + <f64>captured) + 2048;
}

/** The singular values of Q*B, as many as Q has columns; their address is in VALUES. They stay scaled. */
export function sketchDecompose(state: usize): Status {
  const columns = integer(state, COLUMNS);
  const width = integer(state, WIDTH);
  const blocks = integer(state, BLOCKS);
  const n = blocks * width;
  const transposed = reserve((<usize>columns * n) << 3);
  const result = reserve(16);
  if (transposed == 0 || result == 0) return Status.OutOfMemory;
  const first = address(state, FIRST_BLOCK) + ((<usize>integer(state, ROWS) * width) << 3);
  for (let i = 0; i < blocks; i++) {
    storeColumns(columns, width, first + <usize>i * address(state, BLOCK_BYTES), transposed, n, i * width);
  }
  // B' = V*diag(S)*W'  gives  Q*B = (Q*W)*diag(S)*V'.
  const status = svd(columns, n, transposed, Vectors.Thin, Driver.Auto, changetype<Triplets>(result));
  if (status != Status.Ok) return status;
  store<usize>(state + RESULT_V, load<usize>(result));
  store<usize>(state + VALUES, load<usize>(result, 4));
  store<usize>(state + RIGHT, load<usize>(result, 8));
  return Status.Ok;
}

/** The leading `rank` triplets of Q*B, ready to be measured as those of the truncated decomposition are. */
export function sketchResult(state: usize, rank: i32, tolerance: f64): Status {
  const rows = integer(state, ROWS);
  const columns = integer(state, COLUMNS);
  const width = integer(state, WIDTH);
  const n = integer(state, BLOCKS) * width;
  const ldr = (rank + 7) & ~7;
  const longest = <usize>max(rows, columns);
  const panel = <usize>((panelColumns(rank) + 3) & ~3);
  const u = reserve((<usize>rows * ldr) << 3);
  const v = reserve((<usize>columns * ldr) << 3);
  const residuals = reserve(<usize>rank << 3);
  const x = reserve((longest * panel) << 3);
  const y = reserve((longest * panel) << 3);
  const work = reserve(longest << 3);
  if (u == 0 || v == 0 || residuals == 0 || x == 0 || y == 0 || work == 0) return Status.OutOfMemory;
  memory.fill(u, 0, (<usize>rows * ldr) << 3);
  memory.fill(v, 0, (<usize>columns * ldr) << 3);
  for (let i = 0; i < integer(state, BLOCKS); i++) {
    const q = address(state, FIRST_BLOCK) + <usize>i * address(state, BLOCK_BYTES);
    panelProduct<f64>(rows, width, rank, 1, q, width, 1, address(state, RIGHT) + ((<usize>(i * width) * n) << 3), n, u, ldr);
  }
  // The thin V has min(columns, n) columns.
  copyLeading(columns, rank, address(state, RESULT_V), min(columns, n), v, ldr);
  store<usize>(state + RESULT_U, u);
  store<usize>(state + RESULT_V, v);
  store<usize>(state + RESIDUALS, residuals);
  store<usize>(state + X, x);
  store<usize>(state + Y, y);
  store<usize>(state + WORK, work);
  setInteger(state, LDR, ldr);
  setInteger(state, WANTED, rank);
  setInteger(state, LAST, 1);
  setInteger(state, PROBED, 1);
  setReal(state, TOLERANCE, tolerance);
  beginMeasuring(state);
  return Status.Ok;
}

function copyLeading(rows: i32, count: i32, from: usize, ldf: i32, to: usize, ldt: i32): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(to + ((<usize>i * ldt) << 3), from + ((<usize>i * ldf) << 3), <usize>count << 3);
  }
}
