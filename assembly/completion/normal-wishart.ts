import { axpy } from "../kernels/axpy";
import { dot } from "../kernels/dot";
import { gaussian } from "../kernels/gaussian";
import { potrf } from "../kernels/potrf";
import { scal } from "../kernels/scal";
import { syrk } from "../kernels/syrk";
import { trsvTransposed } from "../kernels/trsv";
import { gammaDraw } from "./random";

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
 * factors: lines x ld with zeros from slot `size` on. work: priorWorkspace(ld) elements.
 */
export function drawPrior(
  lines: i32, factors: usize, size: i32, ld: i32, k0: u32, k1: u32, sweep: u32, purpose: u32, prior: usize, mean: usize, work: usize,
): void {
  const square = <usize>(ld * ld) << 3;
  const scatter = work;
  const root = scatter + square; // columns of B, L = B*B'
  const factor = root + square;
  const average = factor + square;
  const z = average + (<usize>ld << 3);
  const scratch = z + (<usize>(2 * ld) << 3);
  const n = <f64>lines;

  memory.fill(scatter, 0, square);
  memory.fill(average, 0, <usize>ld << 3);
  for (let i = 0; i < lines; i++) axpy<f64>(ld, 1 / n, factors + (<usize>i * ld << 3), average);
  syrk<f64>(ld, lines, 1, factors, ld, scatter, ld);
  const pull = n * PRIOR_LINES / (n + PRIOR_LINES) - n; // scatter holds sum x x' = S + N a a'
  for (let a = 0; a < size; a++) {
    const column = scatter + (<usize>(a * ld) << 3);
    axpy<f64>(size - a, pull * load<f64>(average + (<usize>a << 3)), average + (<usize>a << 3), column + (<usize>a << 3));
    store<f64>(column + (<usize>a << 3), load<f64>(column + (<usize>a << 3)) + 1);
  }
  potrf<f64>(size, size, 0, scatter, ld);

  // Bartlett: B = C'^-1*A with C*C' the inverse scale and A lower, chi on the diagonal.
  memory.fill(root, 0, square);
  for (let c = 0; c < size; c++) {
    const column = root + (<usize>(c * ld) << 3);
    const tail = column + (<usize>c << 3);
    gaussian(size - c, k0, k1, c, sweep, purpose, tail, scratch);
    store<f64>(tail, sqrt<f64>(2 * gammaDraw(0.5 * (<f64>(size - c) + n), k0, k1, 0x4000 + c, sweep, purpose, scratch)));
    trsvTransposed<f64>(size, scatter, ld, column);
  }
  memory.fill(prior, 0, square);
  syrk<f64>(ld, ld, 1, root, ld, prior, ld);

  memory.copy(factor, prior, square);
  scal<f64>(ld * ld, n + PRIOR_LINES, factor);
  potrf<f64>(size, size, 0, factor, ld);
  gaussian(size, k0, k1, 0x8000, sweep, purpose, z, scratch);
  trsvTransposed<f64>(size, factor, ld, z);
  memory.fill(mean, 0, <usize>ld << 3);
  memory.copy(mean, z, <usize>size << 3);
  axpy<f64>(size, n / (n + PRIOR_LINES), average, mean);

  // The border (L m)' = (B (B' m))', by columns of B.
  memory.fill(z, 0, <usize>ld << 3);
  for (let c = 0; c < size; c++) {
    const column = root + (<usize>(c * ld) << 3);
    axpy<f64>(size, dot<f64>(size, column, mean), column, z);
  }
  for (let a = 0; a < size; a++) store<f64>(prior + (<usize>(size + a * ld) << 3), load<f64>(z + (<usize>a << 3)));
}

/** From [L, size x size column by column, lower triangle; m] to the bordered prior [alpha*L; alpha*(L m)'], ld x ld, zeros elsewhere. */
export function expandPrior(size: i32, ld: i32, packed: usize, alpha: f64, prior: usize): void {
  memory.fill(prior, 0, <usize>(ld * ld) << 3);
  const mean = packed + (<usize>(size * size) << 3);
  for (let j = 0; j < size; j++) {
    let sum = 0.0;
    for (let i = 0; i < size; i++) {
      const lower = load<f64>(packed + (<usize>(max(i, j) + min(i, j) * size) << 3));
      sum += lower * load<f64>(mean + (<usize>i << 3));
      if (i >= j) store<f64>(prior + (<usize>(i + j * ld) << 3), alpha * lower);
    }
    store<f64>(prior + (<usize>(size + j * ld) << 3), alpha * sum);
  }
}
