import { axpy } from "../kernels/axpy";
import { at, Vector } from "../memory";
import { Stream } from "./random";
import { backSubstitute, factorLine, readBorder } from "./solve-line";

/**
 * A draw from Normal(G^-1*h, (precision*G)^-1):   x = L'^-1*(y + z/sqrt(precision)),  G = L*L', y = L^-1*h, z standard normal.
 *
 * g: bordered normal matrix with h as row `size`; overwritten by L. x: size elements, overwritten. z: ld elements of
 * workspace and 16 bytes. `which` names the draw in its stream.
 */
export function drawLine(size: i32, g: Vector<f64>, ld: i32, precision: f64, stream: Stream, which: u32, x: Vector<f64>, z: usize): void {
  factorLine(size, g, ld);
  readBorder(size, g, ld, x);
  stream.normals(size, which, z, at<f64>(z, ld));
  axpy<f64>(size, 1 / sqrt<f64>(precision), z, x.at(0));
  backSubstitute(size, g.at(0), ld, x.at(0));
}
