import { argumentsOf, share, SHARED, threads } from "../../crew";
import { mark, release, reserve, room } from "../../arena";
import { Axis } from "../../codes";
import { drawLine } from "../../completion/draw-line";
import { addMean, drawWeights, unexplained } from "../../completion/draw-weights";
import { squaredErrors } from "../../completion/errors";
import { Features, priorMean } from "../../completion/features";
import { normalMatrix, panelEntries } from "../../completion/normal-equations";
import { drawNoise, Noise } from "../../completion/noise";
import { drawPrior, expandPrior, priorWorkspace } from "../../completion/normal-wishart";
import { COLUMN_DRAWS, COLUMN_PRIOR, FOLD_DRAWS, NOISE, ROW_DRAWS, ROW_PRIOR, START, Stream } from "../../completion/random";
import { Side } from "../../completion/side";
import { Table, weightAt } from "../../completion/table";
import { gaussian } from "../../kernels/gaussian";
import { scal } from "../../kernels/scal";
import { at, bytesOf, elements, Layout, measured, placed, Vector, vector } from "../../memory";
import { Status } from "../../status";
import { areShared } from "./shared-lines";

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
    gaussian<f64>(size, k0, k1, i, side, START, line, scratch);
    scal<f64>(size, START_SPREAD, line);
  }
  release(base);
  return Status.Ok;
}

/** Bayesian factorization of a table, with the workspace of a line and of a prior, which are not needed at once. */
@unmanaged
class Bayesian extends Layout {
  table: Table;
  rows: Side;
  columns: Side;
  /** Bordered priors of the lines, ld x ld, then the means, ld. */
  rowPrior: Vector<f64>;
  columnPrior: Vector<f64>;
  stream: Stream;
  /** Noise that differs; null where it is one for all. */
  noise: Noise;
  work: usize;
  /** The prior divided by the noise precision, a panel, a bordered matrix, normal numbers. */
  scaled: usize;
  panel: usize;
  g: Vector<f64>;
  z: usize;
  scratch: Vector<f64>;
}

function layOut(bayesian: Bayesian, ld: i32): Bayesian {
  const square = <f64>ld * <f64>ld;
  bayesian.rows = bayesian.takeRecord<Side>();
  bayesian.columns = bayesian.takeRecord<Side>();
  bayesian.stream = bayesian.takeRecord<Stream>();
  bayesian.work = bayesian.takeBytes(8 * <f64>priorWorkspace(ld));
  bayesian.scaled = bayesian.takeBytes(8 * square);
  bayesian.panel = bayesian.takeBytes(8 * <f64>panelEntries(ld) * <f64>ld);
  bayesian.g = bayesian.take<f64>(square + <f64>ld);
  bayesian.z = bayesian.takeBytes(8 * (<f64>ld + 2));
  bayesian.scratch = bayesian.take<f64>(4);
  return bayesian;
}

/**
 * Opens Bayesian factorization of a table; the address of its record is left at `result`.
 *
 * rowFactors, columnFactors: lines of ld elements, k factors and the bias. rowPrior, columnPrior: (ld + 1) x ld elements each, overwritten by
 * the bordered priors and, in the last ld elements, the means; 0 where no sweep is made.
 */
export function bayesianOpen(
  table: usize, rowFactors: usize, columnFactors: usize, k: i32, ld: i32, rowPrior: usize, columnPrior: usize, result: usize,
): Status {
  const address = room(layOut(measured<Bayesian>(), ld).end);
  if (address == 0) return Status.OutOfMemory;
  const bayesian = layOut(placed<Bayesian>(address), ld);
  bayesian.table = changetype<Table>(table);
  bayesian.rows.set(bayesian.table, Axis.Row, rowFactors, columnFactors, k, 1, ld);
  bayesian.columns.set(bayesian.table, Axis.Column, columnFactors, rowFactors, k, 1, ld);
  bayesian.rowPrior = vector<f64>(rowPrior);
  bayesian.columnPrior = vector<f64>(columnPrior);
  bayesian.noise = changetype<Noise>(0);
  vector<usize>(result)[0] = address;
  return Status.Ok;
}

/** Features of the rows (side 0) or columns (side 1): the means of the lines' priors are then what these say of them. */
export function bayesianFeatures(address: usize, side: i32, features: usize): void {
  const bayesian = changetype<Bayesian>(address);
  if (side == Axis.Row) bayesian.rows.features = changetype<Features>(features);
  else bayesian.columns.features = changetype<Features>(features);
}

function layOutNoise(noise: Noise, entries: f64, columns: f64): Noise {
  noise.weights = noise.take<f64>(entries);
  noise.columns = noise.take<f64>(columns);
  noise.squares = noise.take<f64>(columns);
  noise.counts = noise.take<f64>(columns);
  return noise;
}

/**
 * Noise of Student's t with so many degrees of freedom (0: normal), and (ofColumns 1) of a level of its own in each column (completion/noise.ts). The address of the columns'
 * precisions over the common one is left at `result`.
 */
export function bayesianNoise(address: usize, degrees: f64, ofColumns: i32, precision: f64, k0: u32, k1: u32, result: usize): Status {
  const bayesian = changetype<Bayesian>(address);
  const table = bayesian.table;
  const count = table.columns.count;
  const start = roomFor(table);
  if (start == 0) return Status.OutOfMemory;
  const noise = layOutNoise(placed<Noise>(start), <f64>table.count, <f64>count);
  noise.base = table.weights;
  noise.degrees = degrees;
  for (let e = 0; e < table.count; e++) noise.weights[e] = weightAt(table.weights, e);
  for (let j = 0; j < count; j++) noise.columns[j] = 1;
  vector<usize>(result)[0] = noise.columns.at(0);
  if (ofColumns == 0) noise.columns = vector<f64>(0);
  bayesian.noise = noise;
  bayesian.rows.weights = noise.weights;
  bayesian.columns.weights = noise.weights;
  table.weights = noise.weights;
  // Before the first sweep, or outliers would be fitted by it.
  drawNoise(noise, table, bayesian.rows.factors, bayesian.columns.factors, bayesian.rows.k, bayesian.rows.ld, precision, bayesian.stream.set(k0, k1, 0, NOISE), bayesian.scratch);
  return Status.Ok;
}

function roomFor(table: Table): usize {
  return room(layOutNoise(measured<Noise>(), <f64>table.count, <f64>table.columns.count).end);
}

/**
 * One Gibbs sweep of Bayesian factorization with biases:  x_ij ~ Normal(b_i + b_j + p_i'q_j, 1/(w_ij*precision))   [SM08], section 3.3
 *
 * The line (p_i, b_i) is Normal with mean and precision drawn from a Normal-Wishart prior, likewise (q_j, b_j); the noise precision is
 * Gamma(1, 1) a priori. Columns first, then rows, then the noise. The values should have mean 0 and variance of order 1.
 *
 * state: [precision, sum of squared errors], the first read, both overwritten.
 */
export function bayesianSweep(address: usize, k0: u32, k1: u32, sweep: i32, state: usize): void {
  const bayesian = changetype<Bayesian>(address);
  const stream = bayesian.stream;
  const rows = bayesian.rows;
  const precision = vector<f64>(state)[0];
  drawSide(bayesian, bayesian.columns, bayesian.columnPrior, precision, stream.set(k0, k1, sweep, COLUMN_PRIOR), COLUMN_DRAWS);
  drawSide(bayesian, rows, bayesian.rowPrior, precision, stream.set(k0, k1, sweep, ROW_PRIOR), ROW_DRAWS);
  const errors = squaredErrors(bayesian.table, rows.factors, rows.other, rows.k, 1, rows.ld);
  const shape = 1 + 0.5 * bayesian.table.weight;
  stream.purpose = NOISE;
  vector<f64>(state)[0] = stream.gamma(shape, 0, bayesian.scratch) / (1 + 0.5 * errors);
  vector<f64>(state)[1] = errors;
  if (changetype<usize>(bayesian.noise) == 0) return;
  vector<f64>(state)[1] = drawNoise(bayesian.noise, bayesian.table, rows.factors, rows.other, rows.k, rows.ld, vector<f64>(state)[0], stream, bayesian.scratch);
}

/** Draws the prior of a side, then every line of it. stream: of the prior; then of `purpose`. */
function drawSide(bayesian: Bayesian, side: Side, prior: Vector<f64>, precision: f64, stream: Stream, purpose: u32): void {
  const size = side.k + 1;
  const ld = side.ld;
  const count = side.lines.count;
  const informed = side.hasFeatures;
  const lines = informed ? unexplained(side.features, side.factors) : side.factors;
  drawPrior(count, lines, size, ld, side.features, stream, prior, prior.at(ld * ld), bayesian.work);
  if (informed) drawWeights(side.features, side.factors, size, prior, prior.at(ld * ld), purpose == ROW_DRAWS ? Axis.Row : Axis.Column, stream, vector<f64>(bayesian.work));
  stream.purpose = purpose;

  // Everything divided by the noise precision: sums of squares then enter with weight 1.
  const scaled = bayesian.scaled;
  memory.copy(scaled, prior.at(0), bytesOf<f64>(ld * ld));
  scal<f64>(ld * ld, 1 / precision, scaled);
  if (SHARED && areShared(count, ld, LARGEST)) {
    const draws = argumentsOf<Draws>();
    draws.precision = precision;
    draws.scaled = scaled;
    draws.side = side;
    draws.stream = stream;
    share(someDraws.index, count, max(8, min(64, count / (8 * threads()))));
  } else {
    for (let i = 0; i < count; i++) drawOne(side, i, scaled, precision, stream, bayesian.panel, bayesian.g, bayesian.z);
  }
}

/** The longest line whose workspace fits into the scratch of a thread. */
const LARGEST: i32 = 360;

/** Arguments of someDraws. */
@unmanaged
class Draws {
  precision: f64;
  scaled: usize;
  side: Side;
  stream: Stream;
}

function someDraws(first: i32, last: i32, d: Draws, scratch: usize): void {
  const ld = d.side.ld;
  const g = elements<f64>(scratch, panelEntries(ld) * ld);
  const z = g.at(ld * ld + 2 * ld);
  for (let i = first; i < last; i++) drawOne(d.side, i, d.scaled, d.precision, d.stream, scratch, g, z);
}

function drawOne(side: Side, i: i32, scaled: usize, precision: f64, stream: Stream, panel: usize, g: Vector<f64>, z: usize): void {
  const ld = side.ld;
  normalMatrix(side, i, scaled, panel, g.at(0));
  if (side.hasFeatures) addMean(side.k + 1, ld, vector<f64>(scaled), priorMean(side.features, i), g);
  drawLine(side.k + 1, g, ld, precision, stream, i, elements<f64>(side.factors, i * ld), z);
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
 * Draws the first row given its entries and one sample of everything else.
 *
 * prior: [precision, size x size column by column, lower triangle; mean], size = k + 1. precision: of the noise. With noise of Student's t, so many draws, each with scales from the one before.
 */
export function foldDraw(address: usize, prior: usize, precision: f64, k0: u32, k1: u32, sample: i32): void {
  const bayesian = changetype<Bayesian>(address);
  drawFolded(bayesian, prior, precision, bayesian.stream.set(k0, k1, sample, FOLD_DRAWS), 0);
  const noise = bayesian.noise;
  if (changetype<usize>(noise) == 0) return;
  const table = bayesian.table;
  for (let round = 1; round <= FOLD_ROUNDS; round++) {
    const stream = bayesian.stream.set(k0, k1, sample * (FOLD_ROUNDS + 1) + round, FOLD_DRAWS);
    drawNoise(noise, table, bayesian.rows.factors, bayesian.columns.factors, bayesian.rows.k, bayesian.rows.ld, precision, stream, bayesian.scratch);
    drawFolded(bayesian, prior, precision, bayesian.stream.set(k0, k1, sample, FOLD_DRAWS), round);
  }
}

/** Draws of a folded line until its scales have settled. */
const FOLD_ROUNDS: i32 = 5;

function drawFolded(bayesian: Bayesian, prior: usize, precision: f64, stream: Stream, which: u32): void {
  const side = bayesian.rows;
  const size = side.k + 1;
  const ld = side.ld;
  expandPrior(size, ld, vector<f64>(prior), 1 / precision, vector<f64>(bayesian.scaled));
  normalMatrix(side, 0, bayesian.scaled, bayesian.panel, bayesian.g.at(0));
  memory.fill(side.factors, 0, bytesOf<f64>(ld));
  drawLine(size, bayesian.g, ld, precision, stream, which, vector<f64>(side.factors), bayesian.z);
}
