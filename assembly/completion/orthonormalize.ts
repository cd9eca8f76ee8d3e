import { axpy } from "../kernels/axpy";
import { dot } from "../kernels/dot";
import { potrf } from "../kernels/potrf";
import { syrk } from "../kernels/syrk";
import { trsv } from "../kernels/trsv";
import { roundoff } from "../machine";
import { at, bytesOf, elements, Vector } from "../memory";

/** Two passes: the first leaves an error of condition^2 roundoffs, the second removes it.  [YNYF15], CholeskyQR2 */
const PASSES: i32 = 2;
/** A column of which a pass leaves this share is orthogonal to those before it; of what is less, another pass is made.  [DGKS76] */
const KEPT: f64 = 0.7;
const MOST_PASSES: i32 = 4;
/** Of a column that depends on those before it, rounding leaves less than this share. */
const NOTHING: f64 = 100 * 2.220446049250313e-16;

/**
 * F := F*R^-1 with F = Q*R: orthonormal columns with the same span. A column that depends on those before it becomes 0.
 *
 * R from F'*F = R'*R, twice; column by column where that has no factor to half precision.
 *
 * factors: lines x ld, k columns in slots 0 .. k-1 and zeros beyond; overwritten. g: ld x ld of workspace.
 */
export function orthonormalize(lines: i32, factors: usize, k: i32, ld: i32, g: Vector<f64>): void {
  for (let pass = 0; pass < PASSES; pass++) {
    memory.fill(g.at(0), 0, bytesOf<f64>(ld * ld));
    syrk<f64>(ld, lines, 1, factors, ld, g.at(0), ld);
    let largest = 0.0;
    for (let a = 0; a < k; a++) largest = max<f64>(largest, g[a * (ld + 1)]);
    if (potrf<f64>(k, k, 4 * <f64>k * roundoff<f64>() * largest, g.at(0), ld) > 0) {
      for (let j = 0; j < k; j++) orthonormalizeColumn(lines, factors, j, ld, g);
      return;
    }
    for (let i = 0; i < lines; i++) trsv<f64>(k, g.at(0), ld, at<f64>(factors, i * ld));
  }
}

/** The same for column j, those before it being orthonormal or 0: classical Gram-Schmidt. h: j elements of workspace. */
function orthonormalizeColumn(lines: i32, factors: usize, j: i32, ld: i32, h: Vector<f64>): void {
  const whole = columnNorm(lines, factors, j, ld);
  let before = whole;
  let left = whole;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    memory.fill(h.at(0), 0, bytesOf<f64>(j));
    for (let i = 0; i < lines; i++) {
      const line = elements<f64>(factors, i * ld);
      axpy<f64>(j, line[j], line.at(0), h.at(0));
    }
    for (let i = 0; i < lines; i++) {
      const line = elements<f64>(factors, i * ld);
      line[j] = line[j] - dot<f64>(j, h.at(0), line.at(0));
    }
    left = columnNorm(lines, factors, j, ld);
    if (left >= KEPT * before) break;
    before = left;
  }
  const scale = left > NOTHING * whole ? 1 / left : 0;
  for (let i = 0; i < lines; i++) {
    const line = elements<f64>(factors, i * ld);
    line[j] = scale * line[j];
  }
}

function columnNorm(lines: i32, factors: usize, j: i32, ld: i32): f64 {
  let sum = 0.0;
  for (let i = 0; i < lines; i++) {
    const x = elements<f64>(factors, i * ld)[j];
    sum += x * x;
  }
  return sqrt<f64>(sum);
}
