import { axpy } from "../kernels/axpy";
import { dot } from "../kernels/dot";
import { potrf } from "../kernels/potrf";
import { trsvTransposed } from "../kernels/trsv";
import { bytesOf, elements, Vector } from "../memory";
import { Features, regress } from "./features";
import { LINE_NOISE, Stream, WEIGHT_NOISE, WEIGHT_PENALTY } from "./random";

/** Out := F - M, lines x ld: what features leave of factors. */
export function unexplained(f: Features, factors: usize): usize {
  const size = f.lines * f.ld;
  const out = f.lineTarget;
  for (let e = 0; e < size; e++) out[e] = elements<f64>(factors, e)[0] - f.means[e];
  return out.at(0);
}

/**
 * Draws the weights W of features from their posterior given the lines p_i, and the means M = Z*W:   [Simm17], eq. 5 and its noise injection
 *
 *   p_i ~ Normal(m + W'z_i, L^-1),  rows of W ~ Normal(0, (penalty*L)^-1),  penalty ~ Gamma(1, 1/norm):
 *   W := (Z'Z + penalty)^-1 * (Z'*(P - m + E) + sqrt(penalty)*F),  rows of E and F ~ Normal(0, L^-1)
 *
 * and then the penalty. prior: L, lower triangle, ld x ld. mean: m, ld. side: 0 or 1. work: ld*ld + 2*ld + 4 elements.
 */
export function drawWeights(f: Features, factors: usize, size: i32, prior: Vector<f64>, mean: usize, side: u32, stream: Stream, work: Vector<f64>): void {
  const ld = f.ld;
  const root = work;
  const z = work.from(ld * ld);
  const scratch = z.from(2 * ld);
  memory.copy(root.at(0), prior.at(0), bytesOf<f64>(ld * ld));
  potrf<f64>(size, size, 0, root.at(0), ld);
  const target = f.lineTarget;
  stream.purpose = LINE_NOISE + side;
  for (let i = 0; i < f.lines; i++) {
    const to = target.from(i * ld);
    memory.copy(to.at(0), elements<f64>(factors, i * ld).at(0), bytesOf<f64>(ld));
    axpy<f64>(size, -1, mean, to.at(0));
    drawInto(size, ld, i, stream, root, z, scratch);
    axpy<f64>(size, 1, z.at(0), to.at(0));
    f.factorWeight[i] = 1;
    f.biasWeight[i] = 1;
  }
  stream.purpose = WEIGHT_NOISE + side;
  const extra = f.extra;
  memory.fill(extra.at(0), 0, bytesOf<f64>(f.count * ld));
  for (let j = 0; j < f.count; j++) {
    drawInto(size, ld, j, stream, root, z, scratch);
    axpy<f64>(size, sqrt<f64>(f.penalty), z.at(0), extra.at(j * ld));
  }
  for (let a = 0; a < ld; a++) f.ridge[a] = a < size ? f.penalty : 0;
  regress(f, size - 1, target, extra);

  let squares = 0.0; // tr(W*L*W')
  for (let j = 0; j < f.count; j++) {
    memory.copy(z.at(0), f.weights.at(j * ld), bytesOf<f64>(size));
    for (let a = 0; a < size; a++) {
      const y = dot<f64>(size - a, root.at(a * (ld + 1)), z.at(a));
      squares += y * y;
    }
  }
  stream.purpose = WEIGHT_PENALTY + side;
  const rate = (f.norm > 0 ? 1 / f.norm : 1) + 0.5 * squares;
  f.penalty = stream.gamma(1 + 0.5 * <f64>f.count * <f64>size, 0, scratch) / rate;
}

/** z := L'^-1 * standard normal,  L*L' the precision. */
function drawInto(size: i32, ld: i32, which: u32, stream: Stream, root: Vector<f64>, z: Vector<f64>, scratch: Vector<f64>): void {
  stream.normals(size, which, z.at(0), scratch.at(0));
  trsvTransposed<f64>(size, root.at(0), ld, z.at(0));
}

/** Adds L*m to the border of the bordered matrix of a line with prior mean m:  g: ld x ld, border in row `size`; prior: L, lower triangle. */
export function addMean(size: i32, ld: i32, prior: Vector<f64>, mean: Vector<f64>, g: Vector<f64>): void {
  for (let b = 0; b < size; b++) {
    let sum = 0.0;
    for (let a = 0; a < size; a++) sum += prior[max(a, b) + min(a, b) * ld] * mean[a];
    g[size + b * ld] = g[size + b * ld] + sum;
  }
}
