import { mark, release, reserve } from "../../arena";
import { drawLine } from "../../completion/draw-line";
import { squaredErrors } from "../../completion/errors";
import { normalMatrix, normalWorkspace, panelEntries } from "../../completion/normal-equations";
import { drawPrior, expandPrior, priorWorkspace } from "../../completion/normal-wishart";
import { COLUMN_DRAWS, COLUMN_PRIOR, FOLD_DRAWS, gammaDraw, NOISE, ROW_DRAWS, ROW_PRIOR, START } from "../../completion/random";
import { lines, tableCount } from "../../completion/table";
import { gaussian } from "../../kernels/gaussian";
import { scal } from "../../kernels/scal";
import { Status } from "../../status";

/** Spread of the factors before the first sweep, in units of the data's: small, so that biases settle first. */
const START_SPREAD: f64 = 0.1;

/** Fills the factors of a side for the first sweep. factors: lines x ld. */
export function bayesianStart(side: i32, lines: i32, size: i32, ld: i32, k0: u32, k1: u32, factors: usize): Status {
  const base = mark();
  const scratch = reserve(16);
  if (scratch == 0) return Status.OutOfMemory;
  memory.fill(factors, 0, (<usize>lines * ld) << 3);
  for (let i = 0; i < lines; i++) {
    const line = factors + ((<usize>i * ld) << 3);
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
  const base = mark();
  const scratch = reserve(64);
  const room = reserve(<usize>(priorWorkspace(ld) + normalWorkspace(ld) + ld * ld + 2 * ld + 8) << 3);
  if (scratch == 0 || room == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  const precision = load<f64>(state);
  drawSide(table, 1, columnFactors, rowFactors, k, ld, k0, k1, sweep, precision, columnPrior, room);
  drawSide(table, 0, rowFactors, columnFactors, k, ld, k0, k1, sweep, precision, rowPrior, room);
  const errors = squaredErrors(table, rowFactors, columnFactors, k, 1, ld);
  const shape = 1 + 0.5 * <f64>tableCount(table);
  store<f64>(state, gammaDraw(shape, k0, k1, 0, sweep, NOISE, scratch) / (1 + 0.5 * errors));
  store<f64>(state, errors, 8);
  release(base);
  return Status.Ok;
}

/** Draws the prior of a side, then every line of it. */
function drawSide(
  table: usize, side: i32, factors: usize, other: usize, k: i32, ld: i32, k0: u32, k1: u32, sweep: i32, precision: f64,
  prior: usize, room: usize,
): void {
  const size = k + 1;
  const count = lines(table, side);
  const square = <usize>(ld * ld) << 3;
  drawPrior(count, factors, size, ld, k0, k1, sweep, side == 0 ? ROW_PRIOR : COLUMN_PRIOR, prior, prior + square, room);

  // Everything divided by the noise precision: sums of squares then enter with weight 1.
  const scaled = room;
  memory.copy(scaled, prior, square);
  scal<f64>(ld * ld, 1 / precision, scaled);
  const panel = scaled + square;
  const g = panel + (<usize>(panelEntries(ld) * ld) << 3);
  const z = g + square;
  for (let i = 0; i < count; i++) {
    normalMatrix(table, side, i, other, k, 1, ld, scaled, panel, g);
    drawLine(size, g, ld, precision, k0, k1, i, sweep, side == 0 ? ROW_DRAWS : COLUMN_DRAWS, factors + ((<usize>i * ld) << 3), z);
  }
}

/** Copies `size` elements of each factor line (lines x ld) into packed 32-bit lines: lines x size at `out`. */
export function packSample(lines: i32, factors: usize, size: i32, ld: i32, out: usize): void {
  for (let i = 0; i < lines; i++) {
    const from = factors + ((<usize>i * ld) << 3);
    for (let a = 0; a < size; a++) {
      store<f32>(out, <f32>load<f64>(from + (<usize>a << 3)));
      out += 4;
    }
  }
}

/** sum[i] += weight * slot k of line i: the running mean of the biases. factors: lines x ld. */
export function addBiases(lines: i32, factors: usize, k: i32, ld: i32, weight: f64, sum: usize): void {
  for (let i = 0; i < lines; i++) {
    const at = sum + (<usize>i << 3);
    store<f64>(at, load<f64>(at) + weight * load<f64>(factors + ((<usize>i * ld + k) << 3)));
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
  const base = mark();
  const room = reserve(<usize>(normalWorkspace(ld) + ld * ld + 2 * ld + 8) << 3);
  if (room == 0) return Status.OutOfMemory;
  const size = k + 1;
  const panel = room;
  const g = panel + (<usize>(panelEntries(ld) * ld) << 3);
  const scaled = g + (<usize>(ld * ld) << 3);
  const z = scaled + (<usize>(ld * ld) << 3);
  expandPrior(size, ld, prior, 1 / precision, scaled);
  normalMatrix(table, 0, 0, other, k, 1, ld, scaled, panel, g);
  memory.fill(out, 0, <usize>ld << 3);
  drawLine(size, g, ld, precision, k0, k1, 0, sample, FOLD_DRAWS, out, z);
  release(base);
  return Status.Ok;
}
