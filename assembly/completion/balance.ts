import { dot } from "../kernels/dot";
import { potrf } from "../kernels/potrf";
import { syrk } from "../kernels/syrk";
import { trsvTransposed } from "../kernels/trsv";
import { roundoff } from "../machine";
import { at, bytesOf, elements, Vector } from "../memory";

/**
 * L with  F'F = L*L';  columns of F that depend on others to half precision become zero columns of L.
 *
 * factors: lines x ld, k columns; l: width x width, width = k rounded up to a multiple of 4; overwritten.
 */
export function gramFactor(lines: i32, factors: usize, k: i32, ld: i32, l: Vector<f64>, width: i32): void {
  memory.fill(l.at(0), 0, bytesOf<f64>(width * width));
  syrk<f64>(width, lines, 1, factors, ld, l.at(0), width);
  let largest = 0.0;
  for (let a = 0; a < k; a++) largest = max<f64>(largest, l[a * (width + 1)]);
  potrf<f64>(k, k, 4 * <f64>k * roundoff<f64>() * largest, l.at(0), width);
}

/** core := La'*Lb, k x k row-major, of two lower triangles: its singular values are those of A*B'. */
export function crossCore(k: i32, la: usize, lb: usize, width: i32, core: Vector<f64>): void {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const from = max(i, j);
      const a = at<f64>(la, from + i * width);
      const b = at<f64>(lb, from + j * width);
      core[i * k + j] = dot<f64>(k - from, a, b);
    }
  }
}

/**
 * F := F*L'^-1*X*S^1/2, so that with X, S, Y from the core the product of both sides is kept and their columns are its singular
 * vectors times S^1/2.
 *
 * x: k x k row-major, s: k values. turn: k*k + k elements of workspace.
 */
export function turnFactors(lines: i32, factors: usize, k: i32, ld: i32, l: usize, width: i32, x: Vector<f64>, s: Vector<f64>, turn: usize): void {
  const column = elements<f64>(turn, k * k);
  for (let c = 0; c < k; c++) {
    const root = sqrt<f64>(s[c]);
    for (let a = 0; a < k; a++) column[a] = root * x[a * k + c];
    trsvTransposed<f64>(k, l, width, column.at(0));
    memory.copy(at<f64>(turn, c * k), column.at(0), bytesOf<f64>(k));
  }
  for (let i = 0; i < lines; i++) {
    const line = at<f64>(factors, i * ld);
    for (let c = 0; c < k; c++) column[c] = dot<f64>(k, line, at<f64>(turn, c * k));
    memory.copy(line, column.at(0), bytesOf<f64>(k));
  }
}
