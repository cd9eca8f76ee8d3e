import { mark, release, reserve, room } from "../../arena";
import { loadColumns } from "../../kernels/columns";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { panelProduct } from "../../kernels/panel";
import { scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { scaleRows } from "../../kernels/scale-rows";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { panelResiduals } from "../../krylov/residuals";
import { bytesOf, elements, Layout, measured, placed, Vector, vector } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { scaleToSafeRange, unscale } from "../../svd/scale";

/** Triplets measured together: one 64-byte line. */
const PANEL: i32 = 8;

/** A panel of vectors, its product, and one column of it. */
@unmanaged
class Panels extends Layout {
  x: usize;
  y: usize;
  column: Vector<real>;
}

function layOut(panels: Panels, longest: f64): Panels {
  panels.x = panels.takeBytes(REAL_BYTES * longest * PANEL);
  panels.y = panels.takeBytes(REAL_BYTES * longest * PANEL);
  panels.column = panels.take<real>(longest);
  return panels;
}

/** Bytes that residuals reserves. */
export function residualsBytes(rows: i32, columns: i32): f64 {
  return layOut(measured<Panels>(), <f64>max(rows, columns)).end;
}

/**
 * max(||A*v_j - s_j*u_j||, ||A'*u_j - s_j*v_j||) for `count` triplets of a dense matrix, from fresh products.
 *
 * a: rows x columns, u: rows x count, v: columns x count, row-major, contiguous; s: count values. a and s are scaled by a power
 * of two where squares could overflow, else kept. out: count elements.
 */
export function residuals(rows: i32, columns: i32, count: i32, a: usize, u: usize, s: usize, v: usize, out: usize): Status {
  const base = mark();
  const address = room(residualsBytes(rows, columns));
  if (address == 0) return Status.OutOfMemory;
  const panels = layOut(placed<Panels>(address), <f64>max(rows, columns));
  const exponent = scaleToSafeRange(rows * columns, a);
  if (exponent != 0) scalePowerOfTwo<real>(count, -exponent, s);
  memory.fill(out, 0, bytesOf<real>(count));
  for (let first = 0; first < count; first += PANEL) {
    const width = min(PANEL, count - first);
    const values = elements<real>(s, first);
    const found = elements<real>(out, first);
    loadColumns<real>(columns, width, v, count, first, panels.x);
    memory.fill(panels.y, 0, bytesOf<real>(rows * width));
    panelProduct<real>(rows, columns, width, 1, a, columns, 1, panels.x, width, panels.y, width);
    panelResiduals(rows, width, width, vector<real>(panels.y), values, elements<real>(u, first), count, found, panels.column);
    loadColumns<real>(rows, width, u, count, first, panels.x);
    memory.fill(panels.y, 0, bytesOf<real>(columns * width));
    panelProduct<real>(columns, rows, width, 1, a, 1, columns, panels.x, width, panels.y, width);
    panelResiduals(columns, width, width, vector<real>(panels.y), values, elements<real>(v, first), count, found, panels.column);
  }
  unscale<real>(count, exponent, out);
  release(base);
  return Status.Ok;
}

/** Bytes that normsLeft reserves. */
export function normsLeftBytes(rows: i32, columns: i32, count: i32): f64 {
  return <f64>gemmWorkspace<real>(columns, rows, count) + 128;
}

/**
 * ||A||_F and ||A - U*diag(s)*V'||_F of a dense matrix, entry by entry, left at out[0] and out[1].
 *
 * a: rows x columns, u: rows x count, v: columns x count, row-major, contiguous; s: count values. a, u and s are overwritten.
 */
export function normsLeft(rows: i32, columns: i32, count: i32, a: usize, u: usize, s: usize, v: usize, out: usize): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<real>(columns, rows, count));
  if (work == 0) return Status.OutOfMemory;
  const exponent = scaleToSafeRange(rows * columns, a);
  if (exponent != 0) scalePowerOfTwo<real>(count, -exponent, s);
  vector<f64>(out)[0] = scaleByPowerOfTwo(sqrt<f64>(sumOfSquares<real>(rows * columns, a)), exponent);
  // A row-major A is its transpose by columns:  A' -= V*(U*diag(s))'.
  scaleRows<real>(count, rows, s, u, count);
  gemm<real>(columns, rows, count, -1, v, count, 1, u, 1, count, a, columns, work);
  vector<f64>(out)[1] = scaleByPowerOfTwo(sqrt<f64>(sumOfSquares<real>(rows * columns, a)), exponent);
  release(base);
  return Status.Ok;
}
