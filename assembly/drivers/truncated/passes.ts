import { mark, release, reserve, room } from "../../arena";
import { gemmWorkspace } from "../../kernels/gemm";
import { spmmGram, spmmGramElements } from "../../kernels/spmm";
import { Basis, Coefficients } from "../../krylov/basis";
import { combine, drawFirst, makeOrthonormal, measurePasses, Passes, project, restartPasses, storeProduct, STRIP, takeOutside } from "../../krylov/passes";
import { at, bytesOf, measured, placed, vector } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { signOfLargestIn } from "../../svd/order";
import { smallSvd } from "../dense/small";

/** Bytes that a block Krylov process reserves, with what its steps need for a while. */
export function passesBytes(n: i32, capacity: i32, block: i32, rank: i32): f64 {
  const square = REAL_BYTES * <f64>capacity * <f64>capacity;
  return layOut(measured<Passes>(), n, capacity, block, rank).end + 16 * square + REAL_BYTES * 64 * <f64>capacity + 65536;
}

function layOut(p: Passes, n: i32, capacity: i32, block: i32, rank: i32): Passes {
  p.n = n;
  p.capacity = capacity;
  p.block = block;
  p.width = block;
  p.rank = rank;
  const square = <f64>capacity * <f64>capacity;
  p.t = p.takeBytes(REAL_BYTES * square);
  p.theta = p.take<real>(capacity);
  p.y = p.takeBytes(REAL_BYTES * square);
  p.right = p.takeBytes(REAL_BYTES * square);
  p.residuals = p.take<real>(rank);
  p.strip = p.takeBytes(REAL_BYTES * <f64>STRIP * <f64>capacity);
  p.stripW = p.takeBytes(REAL_BYTES * <f64>STRIP * <f64>capacity);
  p.basis = p.takeRecord<Basis>();
  p.into = p.takeRecord<Coefficients>();
  p.h = p.takeBytes(REAL_BYTES * <f64>capacity * <f64>block);
  p.norms = p.take<real>(2 * block);
  p.byColumn = p.takeBytes(REAL_BYTES * (<f64>block * (<f64>n + 8) + <f64>capacity + 8));
  p.work = p.takeBytes(<f64>max(gemmWorkspace<real>(capacity, capacity, n), gemmWorkspace<real>(capacity, STRIP, capacity)));
  p.x = p.takeBytes(REAL_BYTES * <f64>n * <f64>block);
  p.v = p.takeBytes(REAL_BYTES * <f64>n * <f64>capacity);
  p.w = p.takeBytes(REAL_BYTES * <f64>n * <f64>capacity);
  return p;
}

/** Opens a process with `count` columns in V and W, which the caller supplies; its address is left at `result`. */
export function passesOpen(n: i32, capacity: i32, block: i32, rank: i32, seed: f64, pass: i32, count: i32, width: i32, result: usize): Status {
  const start = room(layOut(measured<Passes>(), n, capacity, block, rank).end);
  if (start == 0) return Status.OutOfMemory;
  const p = layOut(placed<Passes>(start), n, capacity, block, rank);
  p.seed = <u64>seed;
  p.pass = pass;
  p.count = count;
  p.width = width;
  vector<usize>(result)[0] = start;
  return Status.Ok;
}

export function passesV(state: usize): usize { return changetype<Passes>(state).v; }
export function passesW(state: usize): usize { return changetype<Passes>(state).w; }
/** The block to multiply, n x passesWidth; its product goes to the same place. */
export function passesBlock(state: usize): usize { return changetype<Passes>(state).x; }
export function passesWidth(state: usize): i32 { return changetype<Passes>(state).width; }
export function passesCount(state: usize): i32 { return changetype<Passes>(state).count; }
export function passesNumber(state: usize): i32 { return changetype<Passes>(state).pass; }
export function passesResiduals(state: usize): usize { return changetype<Passes>(state).residuals.at(0); }

/** The first block. */
export function passesBegin(state: usize): void { drawFirst(changetype<Passes>(state)); }

/** Takes the product of the newest block:  Rayleigh-Ritz on V, and how far the leading values are from values of A. */
export function passesTake(state: usize): Status {
  const p = changetype<Passes>(state);
  storeProduct(p);
  project(p);
  const status = smallSvd(p.count, p.t, p.count, p.theta.at(0), p.y, p.right);
  if (status == Status.Ok) measurePasses(p);
  return status;
}

/** The next block, of what the newest product has outside of V; where V is full it is cut to its leading part first. 0: V is everything. */
export function passesNext(state: usize): i32 {
  const p = changetype<Passes>(state);
  if (p.count == p.n) return 0;
  takeOutside(p);
  if (p.count + p.block > p.capacity && p.capacity < p.n) restartPasses(p, p.capacity - 3 * p.block);
  narrow(p, min(p.width, p.n - p.count));
  makeOrthonormal(p, p.theta[0]);
  return 1;
}

/** The block keeps its first columns. */
function narrow(p: Passes, width: i32): void {
  if (width == p.width) return;
  for (let i = 0; i < p.n; i++) memory.copy(at<real>(p.x, i * width), at<real>(p.x, i * p.width), bytesOf<real>(width));
  p.width = width;
}

/** s_i = sqrt(theta_i) in the place of theta; V*Y, n x rank by rows, in the place of the first columns of W, each with its largest entry positive. Its address. */
export function passesFinish(state: usize): usize {
  const p = changetype<Passes>(state);
  const rank = p.rank;
  for (let j = 0; j < rank; j++) p.theta[j] = <real>sqrt<f64>(max<f64>(p.theta[j], 0));
  for (let i = 0; i < p.n; i += STRIP) {
    const rows = min(STRIP, p.n - i);
    combine(p, p.v, i, rows, rank, at<real>(p.w, i * rank));
  }
  const v = vector<real>(p.w);
  for (let j = 0; j < rank; j++) {
    if (signOfLargestIn(p.n, v.from(j), rank) > 0) continue;
    for (let i = 0; i < p.n; i++) v[i * rank + j] = 0 - v[i * rank + j];
  }
  return p.w;
}

export function passesValues(state: usize): usize { return changetype<Passes>(state).theta.at(0); }

/** Z := A'*(A*X), A sparse by rows. x, z: columns x b by rows. */
export function gramProductSparse(rows: i32, columns: i32, b: i32, rowStart: usize, column: usize, value: usize, x: usize, z: usize): Status {
  const base = mark();
  const work = reserve(bytesOf<real>(spmmGramElements(b)));
  if (work == 0) return Status.OutOfMemory;
  memory.fill(z, 0, bytesOf<real>(columns * b));
  spmmGram<real>(rows, b, rowStart, column, value, x, work, z);
  release(base);
  return Status.Ok;
}
