import { mark, release, reserve } from "../../arena";
import { conjugateGradient } from "../../completion/conjugate-gradient";
import { squaredErrors } from "../../completion/errors";
import { normalMatrix, normalWorkspace, panelEntries } from "../../completion/normal-equations";
import { descendNonnegative } from "../../completion/nonnegative";
import { backSubstitute, equilibrate, factorLine, MOST_WEIGHT, readBorder } from "../../completion/solve-line";
import { Table, linesOf } from "../../completion/table";
import { exponential, logarithm } from "../../kernels/elementary";
import { bytesOf, elements, vector } from "../../memory";
import { Status } from "../../status";

export { factorStride } from "../../completion/normal-equations";

/** What a half sweep leaves in `out`: elements of it. */
const CHANGE: usize = 0; // sum of squares of the change of the factors
const SIZE: usize = 8; // sum of squares of the factors
const FIT: usize = 16; // sum over lines of the smallest value of  |errors|^2 + ridge  (exact solver)
const PENALTY: usize = 24; // sum over lines of the penalty

/**
 * Half a sweep of alternating least squares: every line x of `side` becomes the minimizer, the other side fixed, of
 *
 *   sum_e (t_e - d_e'x)^2 + lambda * n^power * |p|^2 + damping * b^2        x = (p, b), n: entries of the line      [ZWSP08]
 *
 * (for the terms see normal-equations.ts). factors: lines x ld, overwritten; other: of the other side. biased: 0 or 1.
 * nonnegative: 1 to keep the factors (not the biases) at 0 or above. steps: conjugate gradient steps from the last solution, or 0 to
 * solve exactly. A line without entries becomes 0. out: 4 elements, see above; FIT is 0 unless solved exactly.
 */
export function alsLines(
  table: usize, side: i32, factors: usize, other: usize, k: i32, biased: i32, ld: i32, lambda: f64, power: f64,
  damping: f64, nonnegative: i32, steps: i32, out: usize,
): Status {
  const t = changetype<Table>(table);
  const base = mark();
  const work = reserve(bytesOf<f64>(normalWorkspace(ld) + (max(ld, 3) + 1) * ld));
  if (work == 0) return Status.OutOfMemory;
  const panel = work;
  const g = elements<f64>(panel, panelEntries(ld) * ld);
  const x = g.from(ld * ld);
  const scale = x.from(ld);
  const prior = scale.from(ld);
  lambda = min<f64>(lambda, MOST_WEIGHT);
  damping = min<f64>(damping, MOST_WEIGHT);
  memory.fill(prior.at(0), 0, bytesOf<f64>(ld * ld));

  const size = k + biased;
  const start = linesOf(t, side).start;
  const count = linesOf(t, side).count;
  let change = 0.0;
  let squares = 0.0;
  let fit = 0.0;
  let penalty = 0.0;
  for (let i = 0; i < count; i++) {
    const line = elements<f64>(factors, i * ld);
    const entries = start[i + 1] - start[i];
    const ridge = entries == 0 ? 0 : lambda * countWeight(entries, power);
    if (entries == 0) {
      memory.fill(x.at(0), 0, bytesOf<f64>(size));
    } else if (steps > 0 && nonnegative == 0) {
      memory.copy(x.at(0), line.at(0), bytesOf<f64>(size));
      conjugateGradient(t, side, i, other, k, biased, ld, ridge, damping, 0, 0, 0, steps, x.from(0), prior.at(0));
    } else {
      for (let a = 0; a < k; a++) prior[a * (ld + 1)] = ridge;
      if (biased != 0) prior[k * (ld + 1)] = damping;
      normalMatrix(t, side, i, other, k, biased, ld, prior.at(0), panel, g.at(0));
      const total = g[size * (ld + 1)];
      if (nonnegative != 0) {
        memory.copy(x.at(0), line.at(0), bytesOf<f64>(size));
        descendNonnegative(size, k, g, ld, x);
      } else {
        const scaled = equilibrate(size, g, ld, scale);
        factorLine(size, g, ld);
        fit += max<f64>(0, total - readBorder(size, g, ld, x));
        backSubstitute(size, g.at(0), ld, x.at(0));
        if (scaled) for (let a = 0; a < size; a++) x[a] = x[a] * scale[a];
      }
    }
    let own = 0.0;
    for (let a = 0; a < size; a++) {
      const here = line.from(a);
      const next = x[a];
      const step = next - here[0];
      change += step * step;
      own += next * next;
      here[0] = next;
    }
    squares += own;
    const bias = biased != 0 ? line[k] : 0;
    penalty += ridge * (own - bias * bias) + damping * bias * bias;
  }
  store<f64>(out + CHANGE, change);
  store<f64>(out + SIZE, squares);
  store<f64>(out + FIT, fit);
  store<f64>(out + PENALTY, penalty);
  release(base);
  return Status.Ok;
}

/**
 * One sweep, rows then columns. out: [relative change of the factors, objective], overwritten; the objective
 *
 *   sum (x_ij - b_i - b_j - p_i'q_j)^2 + lambda * (sum_i n_i^power |p_i|^2 + sum_j n_j^power |q_j|^2)
 *     + rowDamping * sum_i b_i^2 + columnDamping * sum_j b_j^2
 *
 * never rises from sweep to sweep.
 */
export function alsSweep(
  table: usize, rowFactors: usize, columnFactors: usize, k: i32, biased: i32, ld: i32, lambda: f64, power: f64,
  rowDamping: f64, columnDamping: f64, nonnegative: i32, steps: i32, out: usize,
): Status {
  const t = changetype<Table>(table);
  const base = mark();
  const sums = reserve(64);
  if (sums == 0) return Status.OutOfMemory;
  let status = alsLines(table, 0, rowFactors, columnFactors, k, biased, ld, lambda, power, rowDamping, nonnegative, steps, sums);
  if (status == Status.Ok) {
    status = alsLines(table, 1, columnFactors, rowFactors, k, biased, ld, lambda, power, columnDamping, nonnegative, steps, sums + 32);
  }
  if (status == Status.Ok) {
    const columns = sums + 32;
    const size = load<f64>(sums + SIZE) + load<f64>(columns + SIZE);
    const change = load<f64>(sums + CHANGE) + load<f64>(columns + CHANGE);
    const fit = nonnegative == 0 && steps == 0
      ? load<f64>(columns + FIT)
      : squaredErrors(t, rowFactors, columnFactors, k, biased, ld) + load<f64>(columns + PENALTY);
    vector<f64>(out)[0] = size == 0 ? 0 : sqrt<f64>(change / size);
    vector<f64>(out)[1] = fit + load<f64>(sums + PENALTY);
  }
  release(base);
  return status;
}

/** n^power; powers other than 0 and 1 through exp and log. */
function countWeight(n: i32, power: f64): f64 {
  if (power == 0) return 1;
  return power == 1 ? <f64>n : exponential(power * logarithm(<f64>n));
}

/** Puts biases into slot k of factor lines. */
export function placeBiases(lines: i32, factors: usize, k: i32, ld: i32, bias: usize): void {
  for (let i = 0; i < lines; i++) vector<f64>(factors)[i * ld + k] = vector<f64>(bias)[i];
}
