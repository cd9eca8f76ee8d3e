import { mark, release, reserve } from "../../arena";
import { drawLine } from "../../completion/draw-line";
import { squaredErrors } from "../../completion/errors";
import { normalMatrix, normalWorkspace, panelEntries } from "../../completion/normal-equations";
import { drawPrior, expandPrior, priorWorkspace } from "../../completion/normal-wishart";
import { COLUMN_DRAWS, COLUMN_PRIOR, FOLD_DRAWS, gammaDraw, NOISE, ROW_DRAWS, ROW_PRIOR, START } from "../../completion/random";
import { Table, linesOf } from "../../completion/table";
import { gaussian } from "../../kernels/gaussian";
import { scal } from "../../kernels/scal";
import { at, bytesOf, elements, Vector, vector } from "../../memory";
import { Status } from "../../status";

/** Spread of the factors before the first sweep, in units of the data's: small, so that biases settle first. */
const START_SPREAD: f64 = 0.1;

/** Fills the factors of a side for the first sweep. factors: lines x ld. */
export function bayesianStart(side: i32, lines: i32, size: i32, ld: i32, k0: u32, k1: u32, factors: usize): Status {
  const base = mark();
  const scratch = reserve(16);
  if (scratch == 0) return Status.OutOfMemory;
  memory.fill(factors, 0, bytesOf<f64>(lines * ld));
  for (let i = 0; i < lines; i++) {
    const line = at<f64>(factors, i * ld);
    gaussian(size, k0, k1, i, side, START, line, scratch);
    scal<f64>(size, START_SPREAD, line);
  }
  release(base);
  return Status.Ok;
}

/**
 * One Gibbs sweep of Bayesian factorization with biases:  x_ij ~ Normal(b_i + b_j + p_i'q_j, 1/precision)   [SM08], section 3.3
 *
 * The line (p_i, b_i) is Normal with mean and precision drawn from a Normal-Wishart prior, likewise (q_j, b_j); the noise precision is
 * Gamma(1, 1) a priori. Columns first, then rows, then the noise. The values should have mean 0 and variance of order 1.
 *
 * rowFactors, columnFactors: overwritten. rowPrior, columnPrior: (ld + 1) x ld each, overwritten by the bordered priors and, in
 * the last ld elements, the means. state: [precision, sum of squared errors], the first read, both overwritten.
 */
export function bayesianSweep(
  table: usize, rowFactors: usize, columnFactors: usize, k: i32, ld: i32, k0: u32, k1: u32, sweep: i32,
  rowPrior: usize, columnPrior: usize, state: usize,
): Status {
  const t = changetype<Table>(table);
  const base = mark();
  const scratch = vector<f64>(reserve(64));
  const room = reserve(bytesOf<f64>(priorWorkspace(ld) + normalWorkspace(ld) + ld * ld + 2 * ld + 8));
  if (scratch.at(0) == 0 || room == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  const precision = vector<f64>(state)[0];
  drawSide(t, 1, columnFactors, rowFactors, k, ld, k0, k1, sweep, precision, vector<f64>(columnPrior), room);
  drawSide(t, 0, rowFactors, columnFactors, k, ld, k0, k1, sweep, precision, vector<f64>(rowPrior), room);
  const errors = squaredErrors(t, rowFactors, columnFactors, k, 1, ld);
  const shape = 1 + 0.5 * <f64>t.count;
  vector<f64>(state)[0] = gammaDraw(shape, k0, k1, 0, sweep, NOISE, scratch) / (1 + 0.5 * errors);
  vector<f64>(state)[1] = errors;
  release(base);
  return Status.Ok;
}

/** Draws the prior of a side, then every line of it. */
function drawSide(
  table: Table, side: i32, factors: usize, other: usize, k: i32, ld: i32, k0: u32, k1: u32, sweep: i32, precision: f64,
  prior: Vector<f64>, room: usize,
): void {
  const size = k + 1;
  const count = linesOf(table, side).count;
  const square = bytesOf<f64>(ld * ld);
  drawPrior(count, factors, size, ld, k0, k1, sweep, side == 0 ? ROW_PRIOR : COLUMN_PRIOR, prior, at<f64>(prior.at(0), ld * ld), room);

  // Everything divided by the noise precision: sums of squares then enter with weight 1.
  const scaled = room;
  memory.copy(scaled, prior.at(0), square);
  scal<f64>(ld * ld, 1 / precision, scaled);
  const panel = at<f64>(scaled, ld * ld);
  const g = elements<f64>(panel, panelEntries(ld) * ld);
  const z = at<f64>(g.at(0), ld * ld);
  for (let i = 0; i < count; i++) {
    normalMatrix(table, side, i, other, k, 1, ld, scaled, panel, g.at(0));
    drawLine(size, g, ld, precision, k0, k1, i, sweep, side == 0 ? ROW_DRAWS : COLUMN_DRAWS, elements<f64>(factors, i * ld), z);
  }
}

/** Copies `size` elements of each factor line (lines x ld) into packed 32-bit lines: lines x size at `out`. */
export function packSample(lines: i32, factors: usize, size: i32, ld: i32, out: usize): void {
  for (let i = 0; i < lines; i++) {
    const from = elements<f64>(factors, i * ld);
    for (let a = 0; a < size; a++) {
      store<f32>(out, <f32>from[a]);
      out += 4;
    }
  }
}

/** sum[i] += weight * slot k of line i: the running mean of the biases. factors: lines x ld. */
export function addBiases(lines: i32, factors: usize, k: i32, ld: i32, weight: f64, sum: usize): void {
  for (let i = 0; i < lines; i++) {
    const here = elements<f64>(sum, i);
    here[0] = here[0] + weight * vector<f64>(factors)[i * ld + k];
  }
}

/**
 * Draws a new line given its entries (a table of one row) and one sample of everything else.
 *
 * other: factor lines of the entries, columns x ld, biases in slot k. prior: [precision, size x size column by column, lower triangle; mean],
 * size = k + 1. precision: of the noise. out: ld elements, overwritten.
 */
export function foldDraw(
  table: usize, other: usize, k: i32, ld: i32, prior: usize, precision: f64, k0: u32, k1: u32, sample: i32, out: usize,
): Status {
  const t = changetype<Table>(table);
  const base = mark();
  const room = reserve(bytesOf<f64>(normalWorkspace(ld) + ld * ld + 2 * ld + 8));
  if (room == 0) return Status.OutOfMemory;
  const size = k + 1;
  const panel = room;
  const g = elements<f64>(panel, panelEntries(ld) * ld);
  const scaled = elements<f64>(g.at(0), ld * ld);
  const z = at<f64>(scaled.at(0), ld * ld);
  expandPrior(size, ld, vector<f64>(prior), 1 / precision, scaled);
  normalMatrix(t, 0, 0, other, k, 1, ld, scaled.at(0), panel, g.at(0));
  memory.fill(out, 0, bytesOf<f64>(ld));
  drawLine(size, g, ld, precision, k0, k1, 0, sample, FOLD_DRAWS, vector<f64>(out), z);
  release(base);
  return Status.Ok;
}
