import { room } from "../../arena";
import { Axis } from "../../codes";
import { countWeight } from "../../completion/count-weight";
import { squaredErrors } from "../../completion/errors";
import { explainFactors, Features, priorMean, weightSquares } from "../../completion/features";
import { Side } from "../../completion/side";
import { MOST_WEIGHT } from "../../completion/solve-line";
import { linesOf, placeOf, Table } from "../../completion/table";
import { SHARED } from "../../crew";
import { scal } from "../../kernels/scal";
import { at, bytesOf, elements, measured, placed, vector } from "../../memory";
import { Status } from "../../status";
import { Als, layOut, ridgeOf, solveBlock, solveLine, Sums } from "./als-lines";
import { areShared, LARGEST, LINES } from "./shared-lines";

export { factorStride } from "../../completion/normal-equations";

/**
 * Opens alternating least squares on a table; the address of its record is left at `result`.
 *
 * rowFactors, columnFactors: factor lines (normal-equations.ts), ld elements each, k factors and, where biased is 1, the bias.
 */
export function alsOpen(table: usize, rowFactors: usize, columnFactors: usize, k: i32, biased: i32, ld: i32, result: usize): Status {
  const address = room(layOut(measured<Als>(), ld).end);
  if (address == 0) return Status.OutOfMemory;
  const als = layOut(placed<Als>(address), ld);
  als.table = changetype<Table>(table);
  als.rows.set(als.table, Axis.Row, rowFactors, columnFactors, k, biased, ld);
  als.columns.set(als.table, Axis.Column, columnFactors, rowFactors, k, biased, ld);
  vector<usize>(result)[0] = address;
  return Status.Ok;
}

/** nonnegative: 1 to keep the factors (not the biases) at 0 or above. steps: of conjugate gradients from the last solution, or 0 to solve exactly. */
export function alsSet(address: usize, power: f64, rowDamping: f64, columnDamping: f64, nonnegative: i32, steps: i32): void {
  const als = changetype<Als>(address);
  als.power = power;
  als.rowDamping = min<f64>(rowDamping, MOST_WEIGHT);
  als.columnDamping = min<f64>(columnDamping, MOST_WEIGHT);
  als.nonnegative = nonnegative != 0;
  als.steps = steps;
}

/** Features of the rows (side 0) or columns (side 1): factors and biases are then penalized for what they differ from the features' prediction, which every sweep fits anew. */
export function alsFeatures(address: usize, side: i32, features: usize): void {
  const als = changetype<Als>(address);
  if (side == Axis.Row) als.rows.features = changetype<Features>(features);
  else als.columns.features = changetype<Features>(features);
}

/** The weights of the features of both sides that are best beside the factors as they are. */
export function alsExplain(address: usize): void {
  const als = changetype<Als>(address);
  explain(als, als.rows);
  explain(als, als.columns);
}

function explain(als: Als, side: Side): void {
  if (!side.hasFeatures) return;
  const f = side.features;
  const start = side.lines.start;
  for (let i = 0; i < f.lines; i++) {
    const n = start[i + 1] - start[i];
    f.factorWeight[i] = n == 0 ? 0 : countWeight(side.lines.weightOf(i), als.power);
    f.biasWeight[i] = n == 0 ? 0 : 1;
  }
  explainFactors(f, side.factors, side.k, side.k + side.biased);
}

/** What the weights of features cost. */
function weightPenalty(side: Side, lambda: f64, damping: f64): f64 {
  if (!side.hasFeatures) return 0;
  const f = side.features;
  return lambda * f.ridge[0] * weightSquares(f, 0, side.k) + damping * f.norm * weightSquares(f, side.k, side.k + side.biased);
}

/** The rows alone, once: a new line beside what is known. */
export function alsRows(address: usize, lambda: f64): void {
  const als = changetype<Als>(address);
  solveSide(als, als.rows, lambda, als.rowDamping, als.rowSums);
}

/**
 * Half a sweep: every line x of a side becomes the minimizer, the other side fixed, of
 *
 *   sum_e w_e (t_e - d_e'x)^2 + lambda * n^power * |p|^2 + damping * b^2        x = (p, b), n: entries of the line by weight      [ZWSP08]
 *
 * (for the terms see normal-equations.ts); with features p and b less what those say of the line. A line without entries becomes 0, or that. sums: overwritten; fit is 0 unless solved exactly.
 */
function solveSide(als: Als, side: Side, lambda: f64, damping: f64, sums: Sums): void {
  const k = side.k;
  const ld = side.ld;
  const size = k + side.biased;
  const start = side.lines.start;
  const informed = side.hasFeatures;
  lambda = min<f64>(lambda, MOST_WEIGHT);
  memory.fill(als.prior.at(0), 0, bytesOf<f64>(ld * ld));
  const sharing = areShared(side.lines.count, ld, LARGEST);
  let x = als.x;
  let change = 0.0;
  let squares = 0.0;
  let fit = 0.0;
  let penalty = 0.0;
  for (let i = 0; i < side.lines.count; i++) {
    const line = elements<f64>(side.factors, i * ld);
    const entries = start[i + 1] - start[i];
    const ridge = ridgeOf(als, side, i, lambda);
    const mean = informed ? priorMean(side.features, i) : vector<f64>(0);
    if (SHARED && sharing) {
      if (i % LINES == 0) solveBlock(als, side, i, lambda, damping);
      x = als.next.from((i % LINES) * (ld + 1));
      fit += x[ld];
    } else {
      fit += solveLine(als, side, i, lambda, damping);
    }
    let own = 0.0;
    for (let a = 0; a < size; a++) {
      const next = x[a];
      const step = next - line[a];
      change += step * step;
      own += next * next;
      line[a] = next;
    }
    squares += own;
    if (informed) {
      for (let a = 0; a < size; a++) penalty += (a < k ? ridge : entries == 0 ? 0 : damping) * (line[a] - mean[a]) * (line[a] - mean[a]);
      continue;
    }
    const bias = side.biased != 0 ? line[k] : 0;
    penalty += ridge * (own - bias * bias) + damping * bias * bias;
  }
  sums.change = change;
  sums.size = squares;
  sums.fit = fit;
  sums.penalty = penalty;
}

/**
 * One sweep, rows then columns. out: [relative change of the factors, objective], overwritten; the objective
 *
 *   sum (x_ij - b_i - b_j - p_i'q_j)^2 + lambda * (sum_i n_i^power |p_i|^2 + sum_j n_j^power |q_j|^2)
 *     + rowDamping * sum_i b_i^2 + columnDamping * sum_j b_j^2
 *
 * never rises from sweep to sweep. With features p, q and biases count less what these say of them, and the weights of the features are penalized beside.
 */
export function alsSweep(address: usize, lambda: f64, out: usize): void {
  const als = changetype<Als>(address);
  const side = als.rows;
  const rows = als.rowSums;
  const columns = als.columnSums;
  solveSide(als, side, lambda, als.rowDamping, rows);
  solveSide(als, als.columns, lambda, als.columnDamping, columns);
  const size = rows.size + columns.size;
  const change = rows.change + columns.change;
  const weights = weightPenalty(side, lambda, als.rowDamping) + weightPenalty(als.columns, lambda, als.columnDamping);
  const fit = !als.nonnegative && als.steps == 0
    ? columns.fit
    : squaredErrors(als.table, side.factors, side.other, side.k, side.biased, side.ld) + columns.penalty;
  vector<f64>(out)[0] = size == 0 ? 0 : sqrt<f64>(change / size);
  vector<f64>(out)[1] = fit + rows.penalty + weights;
  alsExplain(address);
}

/**
 * X := D^-1/2 * (W.*X) * E^-1/2,  W the weights, D and E diagonal with n_i^power, n_j^power: its largest singular value is the penalty at which factors leave zero.
 *
 * For p, q small  sum (x_ij - p_i'q_j)^2 + lambda*(sum n_i^power |p_i|^2 + sum n_j^power |q_j|^2)  falls below its value at 0 along the singular
 * vectors of larger values only, and as what was left out is a square, nowhere else either.
 */
export function weighByCounts(table: usize, power: f64): void {
  const t = changetype<Table>(table);
  if (t.weights.at(0) != 0) for (let e = 0; e < t.count; e++) t.values[e] = t.values[e] * t.weights[e];
  for (let side = 0; side < 2; side++) {
    const lines = linesOf(t, side);
    for (let i = 0; i < lines.count; i++) {
      const first = lines.start[i];
      const end = lines.start[i + 1];
      if (end == first) continue;
      const weight = countWeight(lines.weightOf(i), -0.5 * power);
      for (let e = first; e < end; e++) {
        const here = elements<f64>(t.values.at(0), placeOf(lines.position, e));
        here[0] = weight * here[0];
      }
    }
  }
}

/** Factor lines of a side times (mean count / n)^(power/2), from singular vectors of the weighed table to directions in which factors leave zero. */
export function unweighFactors(table: usize, side: i32, power: f64, factors: usize, ld: i32): void {
  const t = changetype<Table>(table);
  const lines = linesOf(t, side);
  const mean = countWeight(t.weights.at(0) == 0 ? <f64>max(1, t.count / lines.count) : t.weight / <f64>lines.count, 0.5 * power);
  for (let i = 0; i < lines.count; i++) {
    const n = lines.start[i + 1] - lines.start[i];
    if (n > 0) scal<f64>(ld, mean * countWeight(lines.weightOf(i), -0.5 * power), at<f64>(factors, i * ld));
  }
}

/** Puts biases into slot k of factor lines. */
export function placeBiases(lines: i32, factors: usize, k: i32, ld: i32, bias: usize): void {
  for (let i = 0; i < lines; i++) vector<f64>(factors)[i * ld + k] = vector<f64>(bias)[i];
}
