import { mark, release, reserve, room } from "../../arena";
import { Driver, Vectors } from "../../codes";
import { storeColumns } from "../../kernels/columns";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { panelProduct } from "../../kernels/panel";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { Basis, Coefficients } from "../../krylov/basis";
import { isForward, multiplyDense, multiplySparse } from "../../krylov/products";
import { beginSketch, finishCapture, finishPowerBack, finishPowerForward, finishSketch, POWER_BACK, POWER_FORWARD, SKETCH } from "../../krylov/sketch";
import { Sketch } from "../../krylov/state";
import { at, bytesOf, cleared, Layout, line, measured, placed, Vector, vector } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { svd } from "../dense/svd";
import { svdBytes, Triplets } from "../dense/work";
import { beginMeasuring, scaleProduct } from "./lanczos";
import { panelColumns } from "./memory";

/** Bytes that sketchOpen reserves; each block takes (rows + columns) * width * 8 more. */
export function sketchBytes(rows: i32, columns: i32, width: i32): f64 {
  return layOut(measured<Sketch>(), rows, columns, width).end;
}

function layOut(sketch: Sketch, rows: i32, columns: i32, width: i32): Sketch {
  const longest = <f64>max(rows, columns);
  sketch.rows = rows;
  sketch.columns = columns;
  sketch.width = width;
  sketch.sums = sketch.takeRecord<Coefficients>();
  sketch.q = sketch.takeRecord<Basis>();
  sketch.x = sketch.takeBytes(REAL_BYTES * longest * <f64>width);
  sketch.y = sketch.takeBytes(REAL_BYTES * longest * <f64>width);
  sketch.byColumn = sketch.takeBytes(REAL_BYTES * (<f64>width * (longest + 8) + 16));
  sketch.coefficients = sketch.takeBytes(REAL_BYTES * <f64>(width * width));
  sketch.norms = sketch.take<real>(<f64>(4 * width + 16));
  return sketch;
}

/**
 * Opens a sketch of a rows x columns matrix; the address of its state is left at `result`.
 *
 * width: columns of a block. power: power steps for each. deflates: 1 when the (dense) matrix may be overwritten by what is left.
 */
export function sketchOpen(
  rows: i32, columns: i32, width: i32, power: i32, seed: f64, exponent: i32, outside: i32, deflates: i32, result: usize,
): Status {
  const address = room(sketchBytes(rows, columns, width));
  if (address == 0) return Status.OutOfMemory;
  const sketch = layOut(cleared<Sketch>(address), rows, columns, width);
  sketch.power = power;
  sketch.exponent = exponent;
  sketch.outside = outside == 1;
  sketch.deflates = deflates == 1;
  sketch.floor = 1;
  sketch.seed = <u64>seed;
  sketch.blockBytes = line(bytesOf<real>((rows + columns) * width));
  sketch.firstBlock = mark();
  vector<usize>(result)[0] = address;
  beginSketch(sketch);
  return Status.Ok;
}

/** Takes the product in Y and prepares the next block in X. a, lda: the dense matrix that deflates, else not used. */
export function sketchAdvance(state: usize, a: usize, lda: i32): Status {
  const sketch = changetype<Sketch>(state);
  if (sketch.outside) scaleProduct(sketch);
  const step = sketch.step;
  if (step == SKETCH) finishSketch(sketch);
  else if (step == POWER_BACK) finishPowerBack(sketch);
  else if (step == POWER_FORWARD) finishPowerForward(sketch);
  else {
    if (reserve(sketch.blockBytes) == 0) return Status.OutOfMemory;
    finishCapture(sketch);
    if (sketch.deflates) return deflateMatrix(sketch, a, lda);
    beginSketch(sketch);
  }
  return Status.Ok;
}

/** A := A - Q*B for the last block, and the energy that is left in it. A row-major matrix is its transpose by columns. */
function deflateMatrix(sketch: Sketch, a: usize, lda: i32): Status {
  const rows = sketch.rows;
  const columns = sketch.columns;
  const width = sketch.width;
  const last = sketch.blocks - 1;
  const base = mark();
  const work = reserve(gemmWorkspace<real>(columns, rows, width));
  if (work == 0) return Status.OutOfMemory;
  gemm<real>(columns, rows, width, -1, sketch.blockB(last), width, 1, sketch.blockQ(last), 1, width, a, lda, work);
  release(base);
  sketch.energy = matrixEnergy(rows, columns, a, lda);
  beginSketch(sketch);
  return Status.Ok;
}

/** ||A||_F^2. A: rows x columns, row-major, lda. */
export function matrixEnergy(rows: i32, columns: i32, a: usize, lda: i32): f64 {
  if (lda == columns) return sumOfSquares<real>(rows * columns, a);
  let sum = 0.0;
  for (let i = 0; i < rows; i++) sum += sumOfSquares<real>(columns, at<real>(a, i * lda));
  return sum;
}

/** Products with a dense matrix until a block is complete and, unless it deflates, the next one is begun and has shown what is left. */
export function sketchTurnDense(state: usize, a: usize, lda: i32): Status {
  const sketch = changetype<Sketch>(state);
  const before = sketch.blocks;
  while (!isTurned(sketch, before)) {
    multiplyDense(sketch, a, lda);
    const status = sketchAdvance(state, a, lda);
    if (status != Status.Ok) return status;
  }
  return Status.Ok;
}

/** The same with a sparse matrix. */
export function sketchTurnSparse(state: usize, rowStart: usize, column: usize, value: usize): Status {
  const sketch = changetype<Sketch>(state);
  const before = sketch.blocks;
  while (!isTurned(sketch, before)) {
    multiplySparse(sketch, rowStart, column, value);
    const status = sketchAdvance(state, 0, 0);
    if (status != Status.Ok) return status;
  }
  return Status.Ok;
}

/** Whether the turn that began with `before` blocks is over. */
function isTurned(sketch: Sketch, before: i32): bool {
  return sketch.blocks > before && (sketch.deflates || sketch.step != SKETCH);
}

export function sketchIsTurned(state: usize, before: i32): i32 { return isTurned(changetype<Sketch>(state), before) ? 1 : 0; }
export function sketchIsForward(state: usize): i32 { return isForward(changetype<Sketch>(state)) ? 1 : 0; }
export function sketchExponent(state: usize): i32 { return changetype<Sketch>(state).exponent; }
export function sketchBlocks(state: usize): i32 { return changetype<Sketch>(state).blocks; }
export function sketchEnergy(state: usize): f64 { return changetype<Sketch>(state).energy; }
export function sketchCaptured(state: usize): f64 { return changetype<Sketch>(state).captured; }

/** What sketchDecompose reserves: B', then U, S and V of it by the dense driver. */
@unmanaged
class Decomposition extends Layout {
  transposed: usize;
  result: Triplets;
}

function layOutDecomposition(record: Decomposition, columns: i32, captured: i32): Decomposition {
  record.transposed = record.takeBytes(REAL_BYTES * <f64>columns * <f64>captured);
  record.result = record.takeRecord<Triplets>();
  return record;
}

/** What sketchResult reserves: triplets by rows, a panel and its product. */
@unmanaged
class Result extends Layout {
  u: usize;
  v: usize;
  residuals: Vector<real>;
  x: usize;
  y: usize;
  work: usize;
}

function layOutResult(result: Result, rows: i32, columns: i32, rank: i32): Result {
  const longest = <f64>max(rows, columns);
  const ldr = <f64>((rank + 7) & ~7);
  const panel = <f64>((panelColumns(rank) + 3) & ~3);
  result.u = result.takeBytes(REAL_BYTES * <f64>rows * ldr);
  result.v = result.takeBytes(REAL_BYTES * <f64>columns * ldr);
  result.residuals = result.take<real>(<f64>rank);
  result.x = result.takeBytes(REAL_BYTES * longest * panel);
  result.y = result.takeBytes(REAL_BYTES * longest * panel);
  result.work = result.takeBytes(REAL_BYTES * longest);
  return result;
}

/** Bytes that sketchDecompose and sketchResult reserve. */
export function sketchResultBytes(rows: i32, columns: i32, captured: i32): f64 {
  return layOutDecomposition(measured<Decomposition>(), columns, captured).end +
    svdBytes(columns, captured, Vectors.Thin, Driver.Auto) + layOutResult(measured<Result>(), rows, columns, captured).end;
}

/** The singular values of Q*B, as many as Q has columns; their address is in VALUES. They stay scaled. */
export function sketchDecompose(state: usize): Status {
  const sketch = changetype<Sketch>(state);
  const columns = sketch.columns;
  const width = sketch.width;
  const n = sketch.blocks * width;
  const address = room(layOutDecomposition(measured<Decomposition>(), columns, n).end);
  if (address == 0) return Status.OutOfMemory;
  const record = layOutDecomposition(placed<Decomposition>(address), columns, n);
  for (let i = 0; i < sketch.blocks; i++) storeColumns<real>(columns, width, sketch.blockB(i), record.transposed, n, i * width);
  // B' = V*diag(S)*W'  gives  Q*B = (Q*W)*diag(S)*V'.
  const status = svd(columns, n, record.transposed, Vectors.Thin, Driver.Auto, record.result);
  if (status != Status.Ok) return status;
  sketch.resultV = record.result.u;
  sketch.values = vector<real>(record.result.s);
  sketch.right = record.result.v;
  return Status.Ok;
}

/** The leading `rank` triplets of Q*B, ready to be measured as those of the truncated decomposition are. */
export function sketchResult(state: usize, rank: i32, tolerance: f64): Status {
  const sketch = changetype<Sketch>(state);
  const rows = sketch.rows;
  const columns = sketch.columns;
  const width = sketch.width;
  const n = sketch.blocks * width;
  const ldr = (rank + 7) & ~7;
  const address = room(layOutResult(measured<Result>(), rows, columns, rank).end);
  if (address == 0) return Status.OutOfMemory;
  const result = layOutResult(placed<Result>(address), rows, columns, rank);
  memory.fill(result.u, 0, bytesOf<real>(rows * ldr));
  memory.fill(result.v, 0, bytesOf<real>(columns * ldr));
  for (let i = 0; i < sketch.blocks; i++) {
    panelProduct<real>(rows, width, rank, 1, sketch.blockQ(i), width, 1, at<real>(sketch.right, i * width * n), n, result.u, ldr);
  }
  // The thin V has min(columns, n) columns.
  const ldv = min(columns, n);
  for (let i = 0; i < columns; i++) memory.copy(at<real>(result.v, i * ldr), at<real>(sketch.resultV, i * ldv), bytesOf<real>(rank));
  sketch.resultU = result.u;
  sketch.resultV = result.v;
  sketch.residuals = result.residuals;
  sketch.x = result.x;
  sketch.y = result.y;
  sketch.work = result.work;
  sketch.ldr = ldr;
  sketch.wanted = rank;
  sketch.last = true;
  sketch.probed = true;
  sketch.tolerance = tolerance;
  beginMeasuring(sketch);
  return Status.Ok;
}
