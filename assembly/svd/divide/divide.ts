import { gemmWorkspace } from "../../kernels/gemm";
import { measured, placed, Vector } from "../../memory";
import { real } from "../../real";
import { SCRATCH_BYTES } from "../implicit-qr/diagonalize";
import { Batch, batchBytes } from "../implicit-qr/rotations";
import { Merge } from "./merge";
import { SecularSums } from "./secular-equation";

/** Subproblems up to this order are left to implicit QR. */
export const LEAF: i32 = 24;
/** Secular vectors formed at a time: enough columns for gemm, few enough to stay in the second-level cache. */
export const VECTOR_BLOCK: i32 = 256;

/** A bidiagonal matrix being solved, and the workspace of its merges. */
@unmanaged
export class Divide extends Merge {
  /** n diagonal and n-1 superdiagonal entries; d is overwritten by the values (not negative, in no order), e is destroyed. */
  e: Vector<f64>;
  /** n x n workspace, column-major. */
  w: usize;
  ldw: i32;
  /** Where the roots stand: values, exact weights; poles and exact weights by group; the pole each root is measured from. */
  tau: Vector<f64>;
  exact: Vector<f64>;
  groupedPoles: Vector<f64>;
  groupedWeights: Vector<f64>;
  origin: Vector<i32>;
  /** The ascending order of each node's columns, counted from its first. */
  orders: Vector<i32>;
  /** Secular vectors under way, and the workspaces of the steps. */
  block: Vector<real>;
  gemmWork: usize;
  sums: SecularSums;
  batch: Batch;
  scratch: usize;
}

/** Bytes of the workspace of divideAndConquer, without the n x n matrix w. */
export function divideAndConquerBytes(n: i32): f64 {
  return layOut(measured<Divide>(), n).end;
}

/** The workspace of a problem of order n at `work` (divideAndConquerBytes, 64-byte aligned); d, e, u, v and w are the caller's to set. */
export function openDivide(work: usize, n: i32): Divide {
  return layOut(placed<Divide>(work), n);
}

function layOut(p: Divide, n: i32): Divide {
  p.n = n;
  p.z = p.take<f64>(n);
  p.sorted = p.take<f64>(n);
  p.weights = p.take<f64>(n);
  p.exact = p.take<f64>(n);
  p.tau = p.take<f64>(n);
  p.groupedPoles = p.take<f64>(n);
  p.groupedWeights = p.take<f64>(n);
  p.orders = p.take<i32>(n);
  p.columns = p.take<i32>(n);
  p.group = p.take<i32>(n);
  p.origin = p.take<i32>(n);
  p.kinds = p.take<i32>(n);
  p.merged = p.take<i32>(n);
  p.batch = changetype<Batch>(p.takeBytes(<f64>batchBytes(LEAF + 1)));
  p.scratch = p.takeBytes(<f64>SCRATCH_BYTES);
  p.sums = changetype<SecularSums>(p.takeBytes(<f64>offsetof<SecularSums>()));
  p.block = p.take<real>(<f64>(n + 8) * (sizeof<real>() == 8 ? VECTOR_BLOCK : VECTOR_BLOCK + 1)); // a vector begins as doubles
  p.gemmWork = p.takeBytes(<f64>gemmWorkspace<real>(n, VECTOR_BLOCK, n));
  return p;
}
