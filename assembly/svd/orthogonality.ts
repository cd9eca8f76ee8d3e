import { gemm, gemmWorkspace } from "../kernels/gemm";
import { normInf } from "../kernels/norm-inf";

/** Columns of I - X'X formed at a time. */
const PANEL: i32 = 256;

/** Bytes that orthogonalityDefect needs at `work`. */
export function orthogonalityBytes(rows: i32, columns: i32): usize {
  const panel = <usize>min(columns, PANEL) * <usize>columns << 3;
  return gemmWorkspace<f64>(min(columns, PANEL), columns, rows) + panel + (<usize>PANEL << 3);
}

/**
 * |I - X'X|_1, a panel of rows at a time.   [LAPACK ort01]
 *
 * x: rows x columns, row-major, ldx elements from row to row. work: orthogonalityBytes(rows, columns), 64-byte aligned.
 */
export function orthogonalityDefect(rows: i32, columns: i32, x: usize, ldx: i32, work: usize): f64 {
  const sums = work + gemmWorkspace<f64>(min(columns, PANEL), columns, rows);
  const panel = sums + (<usize>PANEL << 3);
  let defect = 0.0;
  for (let first = 0; first < columns; first += PANEL) {
    const count = min(PANEL, columns - first);
    memory.fill(panel, 0, <usize>count * <usize>columns << 3);
    for (let i = 0; i < count; i++) store<f64>(panel + ((<usize>i + <usize>(first + i) * count) << 3), 1);
    gemm<f64>(count, columns, rows, -1, x + (<usize>first << 3), 1, ldx, x, ldx, 1, panel, count, work);
    defect = max(defect, normInf<f64>(count, columns, panel, count, sums));
  }
  return defect;
}
