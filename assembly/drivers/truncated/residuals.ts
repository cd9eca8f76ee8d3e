import { mark, release, reserve } from "../../arena";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { panelProduct } from "../../kernels/panel";
import { scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { scaleRows } from "../../kernels/scale-rows";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { loadColumns } from "../../krylov/columns";
import { panelResiduals } from "../../krylov/residuals";
import { Status } from "../../status";
import { scaleToSafeRange, unscale } from "../../svd/scale";

/** Triplets measured together: one 64-byte line. */
const PANEL: i32 = 8;

/** Bytes that residuals reserves. */
export function residualsBytes(rows: i32, columns: i32): f64 {
  return <f64>max(rows, columns) * (2 * PANEL + 1) * 8 + 256;
}

/**
 * max(||A*v_j - s_j*u_j||, ||A'*u_j - s_j*v_j||) for `count` triplets of a dense matrix, from fresh products.
 *
 * a: rows x columns, u: rows x count, v: columns x count, row-major, contiguous; s: count values. a and s are scaled by a power
 * of two where squares could overflow, else kept. out: count elements.
 */
export function residuals(rows: i32, columns: i32, count: i32, a: usize, u: usize, s: usize, v: usize, out: usize): Status {
  const base = mark();
  const longest = <usize>max(rows, columns);
  const x = reserve((longest * PANEL) << 3);
  const y = reserve((longest * PANEL) << 3);
  const column = reserve(longest << 3);
  if (x == 0 || y == 0 || column == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  const exponent = scaleToSafeRange(rows * columns, a);
  if (exponent != 0) scalePowerOfTwo<f64>(count, -exponent, s);
  memory.fill(out, 0, <usize>count << 3);
  for (let first = 0; first < count; first += PANEL) {
    const width = min(PANEL, count - first);
    const at = <usize>first << 3;
    loadColumns(columns, width, v, count, first, x);
    memory.fill(y, 0, <usize>(rows * width) << 3);
    panelProduct<f64>(rows, columns, width, 1, a, columns, 1, x, width, y, width);
    panelResiduals(rows, width, width, y, s + at, u + at, count, out + at, column);
    loadColumns(rows, width, u, count, first, x);
    memory.fill(y, 0, <usize>(columns * width) << 3);
    panelProduct<f64>(columns, rows, width, 1, a, 1, columns, x, width, y, width);
    panelResiduals(columns, width, width, y, s + at, v + at, count, out + at, column);
  }
  unscale(count, exponent, out);
  release(base);
  return Status.Ok;
}

/** Bytes that normsLeft reserves. */
export function normsLeftBytes(rows: i32, columns: i32, count: i32): f64 {
  return <f64>gemmWorkspace<f64>(columns, rows, count) + 128;
}

/**
 * ||A||_F and ||A - U*diag(s)*V'||_F of a dense matrix, entry by entry, left at out[0] and out[1].
 *
 * a: rows x columns, u: rows x count, v: columns x count, row-major, contiguous; s: count values. a, u and s are overwritten.
 */
export function normsLeft(rows: i32, columns: i32, count: i32, a: usize, u: usize, s: usize, v: usize, out: usize): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<f64>(columns, rows, count));
  if (work == 0) return Status.OutOfMemory;
  const exponent = scaleToSafeRange(rows * columns, a);
  if (exponent != 0) scalePowerOfTwo<f64>(count, -exponent, s);
  store<f64>(out, scaleByPowerOfTwo(sqrt<f64>(sumOfSquares(rows * columns, a)), exponent));
  // A row-major A is its transpose by columns:  A' -= V*(U*diag(s))'.
  scaleRows<f64>(count, rows, s, u, count);
  gemm<f64>(columns, rows, count, -1, v, count, 1, u, 1, count, a, columns, work);
  store<f64>(out, scaleByPowerOfTwo(sqrt<f64>(sumOfSquares(rows * columns, a)), exponent), 8);
  release(base);
  return Status.Ok;
}
