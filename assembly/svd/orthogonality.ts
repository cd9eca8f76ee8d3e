import { gemm, gemmWorkspace } from "../kernels/gemm";
import { normInf } from "../kernels/norm-inf";
import { at, bytesOf, elements } from "../memory";
import { real } from "../real";

/** Columns of I - X'X formed at a time. */
const PANEL: i32 = 256;

/** Bytes that orthogonalityDefect needs at `work`. */
export function orthogonalityBytes(rows: i32, columns: i32): usize {
  return at<real>(gemmWorkspace<real>(min(columns, PANEL), columns, rows), min(columns, PANEL) * columns + PANEL);
}

/**
 * |I - X'X|_1, a panel of rows at a time.   [LAPACK ort01]
 *
 * x: rows x columns, row-major, ldx elements from row to row. work: orthogonalityBytes(rows, columns), 64-byte aligned.
 */
export function orthogonalityDefect(rows: i32, columns: i32, x: usize, ldx: i32, work: usize): f64 {
  const sums = work + gemmWorkspace<real>(min(columns, PANEL), columns, rows);
  const panel = elements<real>(sums, PANEL);
  let defect = 0.0;
  for (let first = 0; first < columns; first += PANEL) {
    const count = min(PANEL, columns - first);
    memory.fill(panel.at(0), 0, bytesOf<real>(count * columns));
    for (let i = 0; i < count; i++) panel[i + (first + i) * count] = 1;
    gemm<real>(count, columns, rows, -1, at<real>(x, first), 1, ldx, x, ldx, 1, panel.at(0), count, work);
    defect = max(defect, normInf<real>(count, columns, panel.at(0), count, sums));
  }
  return defect;
}
