import { dot } from "../kernels/dot";
import { potrf } from "../kernels/potrf";
import { syrk } from "../kernels/syrk";
import { trsvTransposed } from "../kernels/trsv";
import { roundoff } from "../machine";

/**
 * L with  F'F = L*L';  columns of F that depend on others to half precision become zero columns of L.
 *
 * factors: lines x ld, k columns; l: width x width, width = k rounded up to a multiple of 4; overwritten.
 */
export function gramFactor(lines: i32, factors: usize, k: i32, ld: i32, l: usize, width: i32): void {
  memory.fill(l, 0, <usize>(width * width) << 3);
  syrk<f64>(width, lines, 1, factors, ld, l, width);
  let largest = 0.0;
  for (let a = 0; a < k; a++) largest = max<f64>(largest, load<f64>(l + (<usize>(a * (width + 1)) << 3)));
  potrf<f64>(k, k, 4 * <f64>k * roundoff<f64>() * largest, l, width);
}

/** core := La'*Lb, k x k row-major, of two lower triangles: its singular values are those of A*B'. */
export function crossCore(k: i32, la: usize, lb: usize, width: i32, core: usize): void {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const from = max(i, j);
      const a = la + (<usize>(from + i * width) << 3);
      const b = lb + (<usize>(from + j * width) << 3);
      store<f64>(core + (<usize>(i * k + j) << 3), dot<f64>(k - from, a, b));
    }
  }
}

/**
 * F := F*L'^-1*X*S^1/2, so that with X, S, Y from the core the product of both sides is kept and their columns are its singular
 * vectors times S^1/2.
 *
 * x: k x k row-major, s: k values. turn: k*k + k elements of workspace.
 */
export function turnFactors(lines: i32, factors: usize, k: i32, ld: i32, l: usize, width: i32, x: usize, s: usize, turn: usize): void {
  const column = turn + (<usize>(k * k) << 3);
  for (let c = 0; c < k; c++) {
    const root = sqrt<f64>(load<f64>(s + (<usize>c << 3)));
    for (let a = 0; a < k; a++) store<f64>(column + (<usize>a << 3), root * load<f64>(x + (<usize>(a * k + c) << 3)));
    trsvTransposed<f64>(k, l, width, column);
    memory.copy(turn + (<usize>(c * k) << 3), column, <usize>k << 3);
  }
  for (let i = 0; i < lines; i++) {
    const line = factors + ((<usize>i * ld) << 3);
    for (let c = 0; c < k; c++) store<f64>(column + (<usize>c << 3), dot<f64>(k, line, turn + (<usize>(c * k) << 3)));
    memory.copy(line, column, <usize>k << 3);
  }
}
