import { potrf } from "../kernels/potrf";
import { syrk } from "../kernels/syrk";
import { trsv } from "../kernels/trsv";
import { roundoff } from "../machine";
import { at, bytesOf, Vector } from "../memory";

/** Two passes: the first leaves an error of condition^2 roundoffs, the second removes it.  [YNYF15], CholeskyQR2 */
const PASSES: i32 = 2;

/**
 * F := F*L'^-1 with L*L' = F'*F, twice: orthonormal columns with the same span. A column that depends on those before it becomes 0.
 *
 * factors: lines x ld, k columns in slots 0 .. k-1 and zeros beyond; overwritten. g: ld x ld of workspace.
 */
export function orthonormalize(lines: i32, factors: usize, k: i32, ld: i32, g: Vector<f64>): void {
  for (let pass = 0; pass < PASSES; pass++) {
    memory.fill(g.at(0), 0, bytesOf<f64>(ld * ld));
    syrk<f64>(ld, lines, 1, factors, ld, g.at(0), ld);
    let largest = 0.0;
    for (let a = 0; a < k; a++) largest = max<f64>(largest, g[a * (ld + 1)]);
    potrf<f64>(k, k, 4 * <f64>k * roundoff<f64>() * largest, g.at(0), ld);
    for (let i = 0; i < lines; i++) trsv<f64>(k, g.at(0), ld, at<f64>(factors, i * ld));
  }
}
