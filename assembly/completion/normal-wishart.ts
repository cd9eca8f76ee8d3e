import { axpy } from "../kernels/axpy";
import { dot } from "../kernels/dot";
import { potrf } from "../kernels/potrf";
import { scal } from "../kernels/scal";
import { syrk } from "../kernels/syrk";
import { trsvTransposed } from "../kernels/trsv";
import { at, bytesOf, elements, Vector } from "../memory";
import { Features } from "./features";
import { Stream } from "./random";

/** Weight of the prior mean 0, in lines.  [SM08], section 4.1 */
const PRIOR_LINES: f64 = 2;

/** Elements of workspace of drawPrior. */
export function priorWorkspace(ld: i32): i32 {
  return 3 * ld * ld + 4 * ld + 8;
}

/**
 * Draws mean and precision of the lines of a side from their Normal-Wishart posterior, given the lines:   [SM08], eq. 14
 *
 *   N lines x_i, average a, scatter S = sum (x_i - a)(x_i - a)'
 *   L ~ Wishart((I + S + b N/(b + N) a a')^-1, size + N),   m ~ Normal(N a/(b + N), ((b + N) L)^-1),   b = PRIOR_LINES
 *
 * and leaves the bordered prior [L; (L m)'] in `prior` (lower triangle and row `size`, ld x ld), and m in `mean` (ld).
 * With features the lines are what these leave of them, and their weights W, Normal(0, (penalty*L)^-1) each, count: S + penalty*W'W, N + features   [Simm17]
 *
 * factors: lines x ld with zeros from slot `size` on. features: or null. work: priorWorkspace(ld) elements.
 */
export function drawPrior(
  lines: i32, factors: usize, size: i32, ld: i32, features: Features, stream: Stream, prior: Vector<f64>, mean: usize, work: usize,
): void {
  const square = bytesOf<f64>(ld * ld);
  const scatter = work;
  const root = at<f64>(scatter, ld * ld); // columns of B, L = B*B'
  const factor = at<f64>(root, ld * ld);
  const average = elements<f64>(factor, ld * ld);
  const z = average.from(ld);
  const scratch = z.from(2 * ld);
  const n = <f64>lines;

  memory.fill(scatter, 0, square);
  memory.fill(average.at(0), 0, bytesOf<f64>(ld));
  for (let i = 0; i < lines; i++) axpy<f64>(ld, 1 / n, at<f64>(factors, i * ld), average.at(0));
  syrk<f64>(ld, lines, 1, factors, ld, scatter, ld);
  const pull = n * PRIOR_LINES / (n + PRIOR_LINES) - n; // scatter holds sum x x' = S + N a a'
  for (let a = 0; a < size; a++) {
    const column = elements<f64>(scatter, a * ld);
    axpy<f64>(size - a, pull * average[a], average.at(a), column.at(a));
    column[a] = column[a] + 1;
  }
  let freedom = n;
  if (changetype<usize>(features) != 0) {
    syrk<f64>(ld, features.count, features.penalty, features.weights.at(0), ld, scatter, ld);
    freedom += <f64>features.count;
  }
  potrf<f64>(size, size, 0, scatter, ld);

  // Bartlett: B = C'^-1*A with C*C' the inverse scale and A lower, chi on the diagonal.
  memory.fill(root, 0, square);
  for (let c = 0; c < size; c++) {
    const column = elements<f64>(root, c * ld);
    const tail = column.from(c);
    stream.normals(size - c, c, tail.at(0), scratch.at(0));
    tail[0] = sqrt<f64>(2 * stream.gamma(0.5 * (<f64>(size - c) + freedom), 0x4000 + c, scratch));
    trsvTransposed<f64>(size, scatter, ld, column.at(0));
  }
  memory.fill(prior.at(0), 0, square);
  syrk<f64>(ld, ld, 1, root, ld, prior.at(0), ld);

  memory.copy(factor, prior.at(0), square);
  scal<f64>(ld * ld, n + PRIOR_LINES, factor);
  potrf<f64>(size, size, 0, factor, ld);
  stream.normals(size, 0x8000, z.at(0), scratch.at(0));
  trsvTransposed<f64>(size, factor, ld, z.at(0));
  memory.fill(mean, 0, bytesOf<f64>(ld));
  memory.copy(mean, z.at(0), bytesOf<f64>(size));
  axpy<f64>(size, n / (n + PRIOR_LINES), average.at(0), mean);

  // The border (L m)' = (B (B' m))', by columns of B.
  memory.fill(z.at(0), 0, bytesOf<f64>(ld));
  for (let c = 0; c < size; c++) {
    const column = elements<f64>(root, c * ld);
    axpy<f64>(size, dot<f64>(size, column.at(0), mean), column.at(0), z.at(0));
  }
  for (let a = 0; a < size; a++) prior[size + a * ld] = z[a];
}

/** From [L, size x size column by column, lower triangle; m] to the bordered prior [alpha*L; alpha*(L m)'], ld x ld, zeros elsewhere. */
export function expandPrior(size: i32, ld: i32, packed: Vector<f64>, alpha: f64, prior: Vector<f64>): void {
  memory.fill(prior.at(0), 0, bytesOf<f64>(ld * ld));
  const mean = packed.from(size * size);
  for (let j = 0; j < size; j++) {
    let sum = 0.0;
    for (let i = 0; i < size; i++) {
      const lower = packed[max(i, j) + min(i, j) * size];
      sum += lower * mean[i];
      if (i >= j) prior[i + j * ld] = alpha * lower;
    }
    prior[size + j * ld] = alpha * sum;
  }
}
